"""The signs of a rich text file: groups, control words, bytes and characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?\x20?"
    rb"|\\'([0-9a-fA-F]{2})"
    rb"|\\([^a-zA-Z])"
    rb"|([{}])"
    rb"|[\r\n\x00]+"
    rb"|([^\\{}\r\n\x00]+)",
    re.DOTALL,
)


class Sign(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    WORD = auto()
    BYTES = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `number` is what a control word carries."""

    sign: Sign
    word: str = ""
    number: int | None = None
    content: bytes = b""


def tokens(payload: bytes) -> Iterator[Token]:
    """Give the tokens of a rich text file, raw data between them left out."""
    at = 0
    while (match := _TOKEN.match(payload, at)) is not None:
        at = match.end()
        word, number, code, sign, brace, plain = match.groups()
        if brace:
            yield Token(Sign.OPEN if brace == b"{" else Sign.CLOSE)
        elif word == b"bin":
            at += max(0, int(number or 0))
        elif word:
            yield Token(Sign.WORD, word.decode(), int(number) if number else None)
        elif code:
            yield Token(Sign.BYTES, content=bytes.fromhex(code.decode()))
        elif sign:
            yield Token(Sign.WORD, sign.decode("latin-1"))
        elif plain:
            yield Token(Sign.BYTES, content=plain)
