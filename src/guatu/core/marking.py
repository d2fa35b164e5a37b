"""A text with marked stretches, cut into paragraphs and runs: how a document is shown with what was read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from guatu.core.documents import Block, Cell, Table

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A paragraph of a document with what is known of its looks; None for a plain text."""

    paragraph: Paragraph
    block: Block | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedCell:
    """One cell of a table with its runs."""

    cell: Cell
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedTable:
    """A table, row by row; a merged cell stands once, in its first row."""

    table: Table
    rows: tuple[tuple[MarkedCell, ...], ...]


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
    marker = _Marker(text, marks)
    return [
        Paragraph(start=start, end=end, runs=marker.runs(start, end)) for start, end in _lines(text)
    ]


def laid_out(
    text: str, marks: Sequence[Mark], *, blocks: Sequence[Block], tables: Sequence[Table]
) -> list[Part | MarkedTable]:
    """Cut a document as `paragraphs` does, with its tables as tables.

    Parameters
    ----------
    text : str
        The document.
    marks : sequence of Mark
        As for `paragraphs`; they reach into cells.
    blocks, tables : sequence of Block, of Table
        The looks of the document, in the order of the text; none of a plain text.

    Returns
    -------
    list of Part or MarkedTable
        In the order of the text. Every line that is not blank is in one of them.
    """
    marker = _Marker(text, marks)
    pieces: list[Part | MarkedTable] = []
    waiting = sorted(tables, key=lambda table: table.start)
    starts = [block.start for block in blocks]
    for start, end in _lines(text):
        while waiting and waiting[0].end <= start:
            waiting.pop(0)
        if waiting and waiting[0].start <= start:
            table = waiting[0]
            shown = pieces[-1] if pieces else None
            if not (isinstance(shown, MarkedTable) and shown.table is table):
                pieces.append(_marked_table(marker, table))
            continue
        at = bisect_right(starts, start) - 1
        block = blocks[at] if at >= 0 and start < blocks[at].end else None
        paragraph = Paragraph(start=start, end=end, runs=marker.runs(start, end))
        pieces.append(Part(paragraph=paragraph, block=block))
    return pieces


def _marked_table(marker: _Marker, table: Table) -> MarkedTable:
    rows: list[list[MarkedCell]] = [[] for _row in range(table.rows)]
    for cell in sorted(table.cells, key=lambda c: (c.row, c.column)):
        rows[cell.row].append(MarkedCell(cell=cell, runs=marker.runs(cell.start, cell.end)))
    return MarkedTable(table=table, rows=tuple(tuple(row) for row in rows))


class _Marker:
    """Cuts stretches of one text into runs, from its beginning to its end."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self._text = text
        self._cuts = _Cuts(marks, len(text))
        self._opened: set[int] = set()

    def runs(self, start: int, end: int) -> tuple[Run, ...]:
        inner = [start, *self._cuts.between(start, end), end]
        runs = []
        for first, last in pairwise(inner):
            keys = self._cuts.covering(first)
            opens = tuple(key for key in keys if key not in self._opened)
            self._opened.update(opens)
            runs.append(Run(start=first, text=self._text[first:last], keys=keys, opens=opens))
        return tuple(runs)


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
