"""Tables of a web page: which hold data and which only lay out the page; rows, spans, cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from guatu.interchange.composing import WrittenCell
from guatu.interchange.html.lines import HtmlTable, is_hidden

_LONGEST_CELL = 1500  # characters: more is the text of the page, not a cell
_MOST_SPAN = 200
_MOST_PLACES = 200_000
_WIDEST = 200


def table_of(element: etree._Element, words: Callable[[etree._Element], str]) -> HtmlTable | None:
    """Read a table of data.

    Parameters
    ----------
    element : Element
        The ``table``.
    words : callable
        Gives the words of a cell in one line.

    Returns
    -------
    HtmlTable or None
        None for a table that only lays out the page.
    """
    rows = list(_rows(element))
    cells = [[one for one in row if one.tag in {"td", "th"} and not is_hidden(one)] for row in rows]
    if sum(1 for row in cells if row) < 2 or max(map(len, cells)) < 2:  # noqa: PLR2004 no grid
        return None
    if any(_is_layout(cell) for row in cells for cell in row):
        return None
    placed = _placed(cells, words)
    if placed is None:
        return None
    columns = max((cell.column + cell.column_span for cell in placed), default=0)
    height = max((cell.row + cell.row_span for cell in placed), default=0)
    return HtmlTable(cells=tuple(placed), rows=height, columns=columns, element=element)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Give the table's own rows, those of its head first and of its foot last."""
    parts: dict[str, list[etree._Element]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in table:
        if child.tag == "tr":
            parts["tbody"].append(child)
        elif child.tag in parts:
            parts[str(child.tag)] += [row for row in child if row.tag == "tr"]
    for rows in parts.values():
        yield from (row for row in rows if not is_hidden(row))


def _is_layout(cell: etree._Element) -> bool:
    """Whether a cell holds a part of the page: a table of several rows, or a long text."""
    nested = next(cell.iter("table"), None)
    if nested is not None and sum(1 for _ in nested.iter("tr")) > 1:
        return True
    return sum(len(text.strip()) for text in cell.itertext()) > _LONGEST_CELL


def _span(cell: etree._Element, which: str) -> int:
    stated = (cell.get(which) or "1").strip()
    return min(_MOST_SPAN, max(1, int(stated))) if stated.isdigit() else 1


def _placed(
    cells: list[list[etree._Element]], words: Callable[[etree._Element], str]
) -> list[WrittenCell] | None:
    """Put each cell into the first free column of its row."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, line in enumerate(cells):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            down = min(_span(cell, "rowspan"), len(cells) - row)
            over = min(_span(cell, "colspan"), max(1, _WIDEST - column))
            taken.update(
                (r, c) for r in range(row, row + down) for c in range(column, column + over)
            )
            if len(taken) > _MOST_PLACES:
                return None
            found.append(
                WrittenCell(
                    row=row, column=column, text=words(cell), row_span=down, column_span=over
                )
            )
            column += over
    return found
