"""Tables that run over pages: parts joined, repeated heads dropped, broken rows mended."""

from __future__ import annotations

import re
from dataclasses import replace

from guatu.interchange.composing import WrittenCell
from guatu.interchange.pdf.glyphs import PrintedTable
from guatu.interchange.pdf.joining import needs_blank

_SAME_EDGE = 8.0  # points
_MOST_HEAD_ROWS = 3
_CLOSED = "。；;！？"
_NUMBER = re.compile(r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?[.．、]?")
_NUMBER_WITHIN = 3  # columns: the number stands at the left, behind a field at most


def joined_tables(above: PrintedTable, below: PrintedTable) -> PrintedTable | None:
    """Join the part of a table on one page with the part on the next.

    Parameters
    ----------
    above, below : PrintedTable
        Two tables with nothing between them but a page break.

    Returns
    -------
    PrintedTable or None
        One table without the head that the second page repeats; None if their columns differ.
    """
    edges = _shared_edges(above, below)
    if edges is None:
        return None
    first, second = _laid(above, edges), _laid(below, edges)
    first, second = _mended(first, _without_head(first, second))
    first, second = _carried_on(first, second)
    moved = [replace(cell, row=cell.row + first.rows) for cell in second.cells]
    whole = replace(
        first,
        bottom=second.bottom,
        rows=first.rows + second.rows,
        cells=(*first.cells, *moved),
    )
    return _without_blank(whole, around=first.rows)


def _without_blank(table: PrintedTable, *, around: int) -> PrintedTable:
    """Drop the rows beside the break in which no word begins: ends of cells that the page cut."""
    told = {cell.row for cell in table.cells if cell.text}
    blank = {row for row in range(around - 2, around + 2) if 0 < row < table.rows} - told
    kept = [row for row in range(table.rows) if row not in blank]
    index = {row: at for at, row in enumerate(kept)}
    cells = []
    for cell in table.cells:
        rows = [r for r in range(cell.row, cell.row + cell.row_span) if r in index]
        if rows:
            cells.append(replace(cell, row=index[rows[0]], row_span=len(rows)))
    return replace(table, rows=len(kept), cells=tuple(cells))


def _shared_edges(above: PrintedTable, below: PrintedTable) -> tuple[float, ...] | None:
    """Give the edges of the part that has more, if the other has no edge of its own."""
    more, fewer = sorted((above.edges, below.edges), key=len, reverse=True)
    ends_meet = all(abs(more[end] - fewer[end]) <= _SAME_EDGE for end in (0, -1))
    held = all(any(abs(edge - other) <= _SAME_EDGE for other in more) for edge in fewer)
    return more if ends_meet and held else None


def _laid(table: PrintedTable, edges: tuple[float, ...]) -> PrintedTable:
    """Count the columns of a table by the edges of the whole."""
    index = [min(range(len(edges)), key=lambda i: abs(edges[i] - edge)) for edge in table.edges]
    cells = tuple(
        replace(
            cell,
            column=index[cell.column],
            column_span=index[cell.column + cell.column_span] - index[cell.column],
        )
        for cell in table.cells
    )
    return replace(table, edges=edges, cells=cells)


def _row(table: PrintedTable, row: int) -> dict[int, str]:
    return {cell.column: cell.text for cell in table.cells if cell.row == row}


def _without_head(above: PrintedTable, below: PrintedTable) -> PrintedTable:
    count = 0
    while (
        count < min(_MOST_HEAD_ROWS, below.rows - 1, above.rows)
        and _row(above, count) == _row(below, count)
        and any(_row(below, count).values())
    ):
        count += 1
    cells = tuple(replace(cell, row=cell.row - count) for cell in below.cells if cell.row >= count)
    return replace(below, rows=below.rows - count, cells=cells)


def _mended(above: PrintedTable, below: PrintedTable) -> tuple[PrintedTable, PrintedTable]:
    """Put the first row of the second page back into the row that the page broke."""
    last, more = _bottom(above), {c.column: c for c in below.cells if c.row == 0}
    if not _is_rest_of_row(last, more, number=_number_column(above)):
        return above, below
    cells = tuple(_continued(cell, more.get(cell.column), last) for cell in above.cells)
    rest = (
        replace(c, row=max(0, c.row - 1), row_span=c.row_span - (c.row == 0))
        for c in below.cells
        if c.row or c.row_span > 1
    )
    return replace(above, cells=cells), replace(below, rows=below.rows - 1, cells=tuple(rest))


def _bottom(table: PrintedTable) -> dict[int, WrittenCell]:
    """Give the cells that reach the last row, by their column."""
    return {c.column: c for c in table.cells if c.row + c.row_span == table.rows}


def _number_column(table: PrintedTable) -> int:
    """Find the column whose cells are mostly numbers; the first one if there is none."""
    for column in range(min(_NUMBER_WITHIN, table.columns)):
        texts = [c.text for c in table.cells if c.column == column and c.text]
        numbers = sum(1 for text in texts if _NUMBER.fullmatch(text))
        if numbers > len(texts) / 2:
            return column
    return 0


def _is_rest_of_row(
    last: dict[int, WrittenCell], more: dict[int, WrittenCell], *, number: int
) -> bool:
    """Whether a row has no number of its own and goes on with a sentence left open."""
    if number not in more or more[number].text or number not in last or not last[number].text:
        return False
    if any(cell.row_span > 1 and cell.text for cell in more.values()):
        return False
    going_on = [(last.get(at), cell) for at, cell in more.items() if cell.text]
    return (
        bool(going_on)
        and all(
            before is not None and before.row_span == 1 and before.text for before, _ in going_on
        )
        and any(before is not None and before.text[-1] not in _CLOSED for before, _ in going_on)
    )


def _continued(
    cell: WrittenCell, rest: WrittenCell | None, last: dict[int, WrittenCell]
) -> WrittenCell:
    if rest is None or not rest.text or last.get(cell.column) is not cell:
        return cell
    blank = " " if needs_blank(cell.text, rest.text) else ""
    return replace(cell, text=f"{cell.text}{blank}{rest.text}")


def _carried_on(above: PrintedTable, below: PrintedTable) -> tuple[PrintedTable, PrintedTable]:
    """Let a merged cell that the page cut be one cell again."""
    last = _bottom(above)
    empty = {
        cell.column: cell
        for cell in below.cells
        if cell.row == 0
        and not cell.text
        and (owner := last.get(cell.column)) is not None
        and owner.text
        and owner.column_span == cell.column_span
        and (owner.row_span > 1 or cell.row_span > 1)
    }
    cells = tuple(
        replace(cell, row_span=cell.row_span + empty[cell.column].row_span)
        if cell.column in empty and last[cell.column] is cell
        else cell
        for cell in above.cells
    )
    rest = tuple(c for c in below.cells if c.row or c.column not in empty)
    return replace(above, cells=cells), replace(below, cells=rest)
