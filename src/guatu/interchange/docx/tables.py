"""Tables of a Word file: rows and cells with their merges, each cell once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from guatu.core.documents import NoteCode
from guatu.interchange.composing import WrittenCell
from guatu.interchange.docx.inline import GONE, chosen, content_of
from guatu.interchange.docx.parts import Element, attribute, child, local, switch, whole

_WIDEST = 400
_WRAPPERS = {"ins", "moveTo", "customXml", "smartTag"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table that was read."""

    cells: tuple[WrittenCell, ...]
    rows: int
    columns: int


def rows_of(table: Element, left_out: Counter[NoteCode]) -> list[Element]:
    """Return the rows that show once changes are accepted."""
    shown = []
    for row in _within(table, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is not None:
            left_out[NoteCode.CHANGES_ACCEPTED] += 1
        elif switch(child(properties, "hidden")):
            left_out[NoteCode.HIDDEN_LEFT_OUT] += 1
        else:
            if child(properties, "ins") is not None:
                left_out[NoteCode.CHANGES_ACCEPTED] += 1
            shown.append(row)
    return shown


def cells_of(row: Element) -> list[Element]:
    """Return the cells of a row, without those that an accepted change deleted."""
    return [c for c in _within(row, "tc") if child(c, "tcPr", "cellDel") is None]


def grid_of(rows: list[Element], read: Callable[[Element], str]) -> Grid:
    """Read the cells of rows in order.

    Parameters
    ----------
    rows : list of Element
        As `rows_of` gives them.
    read : callable
        Gives the text of a cell.
    """
    cells: list[WrittenCell] = []
    above: dict[int, int] = {}  # the column that a merged cell begins at, and its place in `cells`
    for number, row in enumerate(rows):
        column = min(whole(child(row, "trPr", "gridBefore")) or 0, _WIDEST)
        left: int | None = None
        for cell in cells_of(row):
            properties = child(cell, "tcPr")
            span = min(max(whole(child(properties, "gridSpan")) or 1, 1), _WIDEST)
            if _continues(properties, "hMerge") and left is not None:
                cells[left] = replace(cells[left], column_span=cells[left].column_span + span)
            elif _continues(properties, "vMerge") and column in above:
                left = above[column]
                cells[left] = replace(cells[left], row_span=number - cells[left].row + 1)
            else:
                left = len(cells)
                cells.append(
                    WrittenCell(row=number, column=column, text=read(cell), column_span=span)
                )
                is_open = child(properties, "vMerge") is not None
                above = {key: at for key, at in above.items() if key != column}
                above |= {column: left} if is_open else {}
            column += span
    columns = max((one.column + one.column_span for one in cells), default=0)
    return Grid(cells=tuple(cells), rows=len(rows), columns=columns)


def _continues(properties: Element | None, merge: str) -> bool:
    said = child(properties, merge)
    return said is not None and (attribute(said) or "continue") == "continue"


def _within(parent: Element, wanted: str) -> Iterator[Element]:
    """Give the rows or cells of a table, whatever they are wrapped in."""
    for one in parent:
        name = local(one)
        if name == wanted:
            yield one
        elif name == "sdt":
            yield from _within(content_of(one), wanted)
        elif name == "AlternateContent":
            yield from _within(chosen(one), wanted)
        elif name in _WRAPPERS and name not in GONE:
            yield from _within(one, wanted)
