"""The words of a search: read from what was typed, found again in a text, and marked there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MOST_WORDS = 6
LONGEST_WORD = 40
BEFORE = 24  # characters of a long text that stay before the first word found


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a text; `is_found` says that it is one of the words."""

    text: str
    is_found: bool = False


def words_of(typed: str) -> tuple[str, ...]:
    """Return the words that were typed: at most six, none twice, full-width signs made narrow."""
    plain = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFKC", typed))
    words = (word[:LONGEST_WORD] for word in plain.split())
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def has_all(text: str, words: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(word.casefold() in folded for word in words)


def marked(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """Return a text in pieces, the words in it marked."""
    longest_first = sorted(words, key=len, reverse=True)
    if not longest_first:
        return (Piece(text=text),)
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    pieces, place = [], 0
    for found in pattern.finditer(text):
        pieces += [Piece(text=text[place : found.start()]), Piece(text=found[0], is_found=True)]
        place = found.end()
    return tuple(piece for piece in (*pieces, Piece(text=text[place:])) if piece.text)


def extract(text: str, words: Sequence[str], *, most: int) -> str:
    """Return as much of a text as fits, beginning shortly before the first of the words in it."""
    if len(text) <= most:
        return text
    folded = text.casefold()
    places = [place for word in words if (place := folded.find(word.casefold())) >= 0]
    start = max(0, min(min(places, default=0) - BEFORE, len(text) - most))
    head, tail = "…" if start else "", "…" if start + most < len(text) else ""
    return f"{head}{text[start : start + most]}{tail}"
