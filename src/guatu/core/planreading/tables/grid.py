"""Tables of a document as grids of cells: from a file's own tables, or from lines of a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from guatu.core.documents import Table
from guatu.core.planreading.source import Line, Source

_FEWEST_PIPES = 2
_LONGEST_GROUP_ROW = 40
_BLANKS = " \t\n\r|\u3000"
_RULE = re.compile(r"[-:=—\s|+]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The words of one cell in the folded text; a merged cell is one place in several positions."""

    start: int
    end: int
    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


Row = tuple[Place | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of equal length, merged cells in every position they cover; blank cells are None.

    `start` and `end` bound the lines of the table in the folded text. `knows_spans` says whether a
    blank cell is known to be blank, or may be one that was merged with the cell above.
    """

    rows: tuple[Row, ...]
    start: int
    end: int
    knows_spans: bool = False

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


def distinct(row: Iterable[Place | None]) -> list[Place]:
    """Give the filled cells of a row, each once."""
    found: dict[int, Place] = {}
    for place in row:
        if place is not None:
            found.setdefault(place.start, place)
    return list(found.values())


def grids_of(source: Source, body: Sequence[Line], tables: Sequence[Table]) -> list[Grid]:
    """Lay out all tables of a document, in order.

    Parameters
    ----------
    source : Source
        The text under reading.
    body : sequence of Line
        Lines of the document.
    tables : sequence of Table
        The tables that the file itself marks; lines with tabs or pipes outside of them are read as
        tables too.

    Returns
    -------
    list of Grid
        Without overlap.
    """
    marked = [grid for table in tables if (grid := _of_table(source, table))]
    taken = [(grid.start, grid.end) for grid in marked]
    free = [line for line in body if not any(a <= line.start < b for a, b in taken)]
    return sorted([*marked, *_of_lines(source, free, taken)], key=lambda grid: grid.start)


def _of_table(source: Source, table: Table) -> Grid | None:
    offsets = source.folded.offsets
    places = []
    for cell in table.cells:
        start, end = bisect_left(offsets, cell.start), bisect_left(offsets, cell.end)
        place = _place(source, start, end, row=cell.row, column=cell.column)
        if place is not None:
            over = max(1, min(cell.column_span, table.columns - cell.column))
            down = max(1, min(cell.row_span, table.rows - cell.row))
            places.append(replace(place, row_span=down, column_span=over))
    start, end = bisect_left(offsets, table.start), bisect_left(offsets, table.end)
    if not places or end <= start:
        return None
    knows = any(place.row_span > 1 for place in places)
    return _laid_out(places, (start, end), knows_spans=knows)


def _place(source: Source, start: int, end: int, *, row: int, column: int) -> Place | None:
    while start < end and source.text[start] in _BLANKS:
        start += 1
    while end > start and source.text[end - 1] in _BLANKS:
        end -= 1
    if start >= end:
        return None
    return Place(start=start, end=end, text=source.text[start:end], row=row, column=column)


def _laid_out(places: list[Place], bounds: tuple[int, int], *, knows_spans: bool) -> Grid:
    height = max(place.row + place.row_span for place in places)
    width = max(place.column + place.column_span for place in places)
    rows: list[list[Place | None]] = [[None] * width for _ in range(height)]
    for place in places:
        for row in range(place.row, place.row + place.row_span):
            for column in range(place.column, place.column + place.column_span):
                rows[row][column] = rows[row][column] or place
    filled = tuple(tuple(row) for row in rows if any(row))
    return Grid(rows=filled, start=bounds[0], end=bounds[1], knows_spans=knows_spans)


def _of_lines(
    source: Source, lines: Sequence[Line], taken: Sequence[tuple[int, int]]
) -> Iterator[Grid]:
    """Lay out runs of lines with tabs or pipes; a short line alone between them is a group's name."""
    run: list[tuple[Line, list[Place | None]]] = []
    for index, line in enumerate(lines):
        cells = _cells_of_line(source, line, row=len(run))
        between = run and any(run[-1][0].end <= a < line.start for a, _ in taken)
        is_part = len(cells) > 1 or (run and _is_group_row(lines, index))
        if (between or not is_part) and run:
            yield from _run(run)
            run = []
            cells = _cells_of_line(source, line, row=0)
        if len(cells) > 1 or (is_part and run):
            run.append((line, cells))
    yield from _run(run)


def _run(run: list[tuple[Line, list[Place | None]]]) -> Iterator[Grid]:
    while run and len(run[-1][1]) <= 1:
        run.pop()
    places = [place for _, cells in run for place in cells if place]
    if len(run) > 1 and places:
        yield _laid_out(places, (run[0][0].start, run[-1][0].end), knows_spans=False)


def _is_table_line(line: Line) -> bool:
    return "\t" in line.text or line.text.count("|") >= _FEWEST_PIPES


def _is_group_row(lines: Sequence[Line], index: int) -> bool:
    following = lines[index + 1] if index + 1 < len(lines) else None
    text = lines[index].text
    return (
        following is not None
        and _is_table_line(following)
        and len(text) <= _LONGEST_GROUP_ROW
        and text[-1] not in "。;:"
    )


def _cells_of_line(source: Source, line: Line, *, row: int) -> list[Place | None]:
    """Cut a line at its tabs or pipes as the document itself has them: a blank cell counts."""
    if _RULE.fullmatch(line.text):
        return []
    start, end = _whole_line(source, line)
    original = source.folded.original[start:end]
    mark = "\t" if "\t" in original.strip() else "|"
    if mark == "|":
        original = original.replace("｜", "|")
    if mark == "|" and line.text.count("|") < _FEWEST_PIPES:
        return [_place(source, line.start, line.end, row=row, column=0)]
    offsets, at, cells = source.folded.offsets, start, []
    pieces = original.split(mark)
    if mark == "|" and not pieces[0].strip():
        at += len(pieces[0]) + 1
        pieces = pieces[1:]
    for column, piece in enumerate(pieces):
        first, last = bisect_left(offsets, at), bisect_left(offsets, at + len(piece))
        cells.append(_place(source, first, last, row=row, column=column))
        at += len(piece) + 1
    return cells


def _whole_line(source: Source, line: Line) -> tuple[int, int]:
    """Bounds of a line in the original, with the blanks that folding dropped at its ends."""
    start, end = source.folded.bounds(line.start, line.end)
    original = source.folded.original
    before = max(original.rfind("\n", 0, start), original.rfind("\r", 0, start))
    behind = re.compile("[\r\n]|$").search(original, end)
    return before + 1, behind.start() if behind else len(original)
