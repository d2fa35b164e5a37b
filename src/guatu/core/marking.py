"""A text with marked stretches, cut into paragraphs and runs: how a document is shown with what was read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

LINE_ENDS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # what str.splitlines() cuts at


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One stretch of a text that something was read from. `key` is the caller's own."""

    key: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of one paragraph under the same marks, the shortest mark first.

    `opens` are the marks whose first run this is: there an anchor belongs.
    """

    start: int
    text: str
    keys: tuple[int, ...]
    opens: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One line of the text that is not blank."""

    start: int
    end: int
    runs: tuple[Run, ...]


def paragraphs(text: str, marks: Sequence[Mark]) -> list[Paragraph]:
    """Cut `text` at its line ends and at the bounds of `marks`, which may overlap and nest.

    Parameters
    ----------
    text : str
        The document.
    marks : sequence of Mark
        Stretches within the text; an empty one, or one outside the text, marks nothing.

    Returns
    -------
    list of Paragraph
        Blank lines left out; the runs of a paragraph join to its line.
    """
    cuts = _Cuts(marks, len(text))
    pieces = []
    opened: set[int] = set()
    for start, end in _lines(text):
        inner = [start, *cuts.between(start, end), end]
        runs = []
        for first, last in pairwise(inner):
            keys = cuts.covering(first)
            opens = tuple(key for key in keys if key not in opened)
            opened.update(opens)
            runs.append(Run(start=first, text=text[first:last], keys=keys, opens=opens))
        pieces.append(Paragraph(start=start, end=end, runs=tuple(runs)))
    return pieces


def _lines(text: str) -> Iterable[tuple[int, int]]:
    """Yield the bounds of the lines that hold more than blanks, without their ends."""
    start = 0
    for line in text.splitlines(keepends=True):
        content = line.rstrip(LINE_ENDS)
        if content.strip():
            yield start, start + len(content)
        start += len(line)


class _Cuts:
    """The bounds of all marks in order, and which marks cover the stretch behind each."""

    def __init__(self, marks: Sequence[Mark], length: int) -> None:
        begins: defaultdict[int, list[Mark]] = defaultdict(list)
        ends: defaultdict[int, list[Mark]] = defaultdict(list)
        for mark in marks:
            if 0 <= mark.start < mark.end <= length:
                begins[mark.start].append(mark)
                ends[mark.end].append(mark)
        self.at = sorted({*begins, *ends})
        self._covering: list[tuple[int, ...]] = []
        now: set[Mark] = set()
        for cut in self.at:
            now.difference_update(ends[cut])
            now.update(begins[cut])
            inner = sorted(now, key=lambda mark: (mark.end - mark.start, mark.start, mark.key))
            self._covering.append(tuple(mark.key for mark in inner))

    def between(self, start: int, end: int) -> list[int]:
        """Return the bounds strictly within a stretch."""
        return self.at[bisect_right(self.at, start) : bisect_left(self.at, end)]

    def covering(self, place: int) -> tuple[int, ...]:
        behind = bisect_right(self.at, place) - 1
        return self._covering[behind] if behind >= 0 else ()
