"""The process in which papers are bound: little memory, little time, nothing to reach.

What goes in and comes out is a line of JSON, then the files one after another.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from guatu.interchange.child import confine, environment
from guatu.interchange.limits import MEGABYTE

MODULE = "guatu.interchange.binding.child"
SECONDS = 60
MOST_BYTES = 200 * MEGABYTE  # of all that goes in, or comes out


class Unbindable(Exception):  # noqa: N818 named by what it is about
    """The papers could not be bound: too many, too large, or the process ended early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of pages: of which source, from which page (0 the first), how many, and their stamps."""

    source: int
    first: int
    count: int
    stamps: tuple[str, ...] = ()


def gather(sources: Sequence[bytes]) -> tuple[bytes, list[int]]:
    """Return the pages of PDF files in one file, and how many each gave: 0 for one that is broken.

    Raises
    ------
    Unbindable
        It is too much, or took too long.
    """
    answer, whole = asked({"act": "gather"}, sources)
    return whole, [int(count) for count in answer["counts"]]


def bind(sources: Sequence[bytes], pieces: Sequence[Piece]) -> bytes:
    """Return one file of pieces of others.

    Raises
    ------
    Unbindable
        It is too much, or took too long.
    """
    told = [[one.source, one.first, one.count, list(one.stamps)] for one in pieces]
    return asked({"act": "bind", "pieces": told}, sources)[1]


def asked(what: dict[str, Any], sources: Sequence[bytes]) -> tuple[dict[str, Any], bytes]:
    """Start the child, give it the files, and return its answer; it is gone afterwards."""
    if sum(map(len, sources)) > MOST_BYTES:
        raise Unbindable("more than can be bound at once")
    head = json.dumps({**what, "sizes": [len(one) for one in sources]}).encode() + b"\n"
    with tempfile.TemporaryFile() as file:
        file.write(head)
        for one in sources:
            file.write(one)
        file.seek(0)
        try:
            ended = subprocess.run(  # noqa: S603 our own module
                [sys.executable, "-s", "-m", MODULE],
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
                cwd=tempfile.gettempdir(),
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unbindable("took too long") from error
    line, _line_end, payload = ended.stdout.partition(b"\n")
    try:
        answer: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise Unbindable(f"ended with {ended.returncode}") from error
    return answer, payload


def main() -> int:
    """Do what standard input asks for; called in the child only."""
    from guatu.interchange.binding import merging  # noqa: PLC0415 the parent needs none of it

    confine()
    what, sources = read(sys.stdin.buffer)
    counts: list[int] = []
    if what["act"] == "gather":
        payload, counts = merging.gather(sources)
    else:
        payload = merging.assemble(sources, what["pieces"])
    sys.stdout.buffer.write(json.dumps({"counts": counts}).encode() + b"\n")
    sys.stdout.buffer.write(payload)
    sys.stdout.buffer.flush()
    return 0


def read(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    what: dict[str, Any] = json.loads(stream.readline())
    return what, [stream.read(size) for size in what["sizes"]]


if __name__ == "__main__":
    sys.exit(main())
