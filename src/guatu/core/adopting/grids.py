"""A table as it stands on a sheet or a page: its texts and which cells are merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guatu.core.cells import SheetCells
from guatu.core.documents import Document, Table

Span = tuple[int, int, int, int]  # top, left, bottom, right; all counted from 0, all included


HIDDEN = "（隐藏）"  # behind the title, whatever the page's language: titles are of the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of texts, each as wide as the widest, and the merged areas; rows are counted from 0.

    A merged area has its text in its first cell and "" in the others.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Span, ...] = ()
    hidden: frozenset[int] = frozenset()  # rows that the file does not show
    is_hidden: bool = False  # the whole of it; its title says so
    areas: Mapping[tuple[int, int], Span] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay out which merged area each cell lies in."""
        areas: dict[tuple[int, int], Span] = {}
        for span in self.merged:
            top, left, bottom, right = span
            for row in range(top, min(bottom, len(self.rows) - 1) + 1):
                for column in range(left, min(right, self.width - 1) + 1):
                    areas[row, column] = span
        object.__setattr__(self, "areas", areas)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else 0

    def at(self, row: int, column: int) -> str:
        """Return the text of a cell; of a merged one that of the whole area."""
        span = self.areas.get((row, column))
        if span is not None:
            row, column = span[0], span[1]
        return self.own(row, column)

    def own(self, row: int, column: int) -> str:
        """Return the text that begins in this very cell: "" in the rest of a merged area, and beyond the rows."""
        return self.rows[row][column] if row < len(self.rows) else ""

    def is_continued(self, row: int, column: int) -> bool:
        """Say whether a cell belongs to a merged area that began in a row above."""
        span = self.areas.get((row, column))
        return span is not None and span[0] < row

    def stored(self) -> dict[str, Any]:
        """Return the grid as plain values; `grid_from` reads them back."""
        return {
            "title": self.title,
            "rows": [list(row) for row in self.rows],
            "merged": [list(span) for span in self.merged],
            "hidden": sorted(self.hidden),
        }


def grid_from(stored: Mapping[str, Any]) -> Grid:
    """Return the grid that `Grid.stored` wrote; an empty one of an empty mapping."""
    return Grid(
        title=stored.get("title", ""),
        rows=tuple(tuple(row) for row in stored.get("rows", ())),
        merged=tuple((top, left, low, right) for top, left, low, right in stored.get("merged", ())),
        hidden=frozenset(stored.get("hidden", ())),
    )


def squared(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Return rows that are all as wide as the widest, with no empty columns at the right."""
    filled = [[at for at, text in enumerate(row) if text.strip()] for row in rows]
    width = max((places[-1] + 1 for places in filled if places), default=0)
    return tuple((*row[:width], *[""] * (width - len(row))) for row in rows)


def grid_of_cells(sheet: SheetCells) -> Grid:
    """Return a sheet as a grid; merged areas beyond the last filled row are left out."""
    rows = squared(sheet.rows)
    return Grid(
        title=f"{sheet.title}{HIDDEN}" if sheet.is_hidden else sheet.title,
        rows=rows,
        merged=tuple(span for span in sheet.merged if span[0] < len(rows)),
        hidden=frozenset(sheet.hidden_rows),
        is_hidden=sheet.is_hidden,
    )


def grids_of_document(document: Document) -> tuple[Grid, ...]:
    """Return the tables of a document as grids, each named by the line between it and the one before."""
    ends = [0, *(table.end for table in document.tables)]
    return tuple(
        _grid_of_table(document, table, after=end)
        for table, end in zip(document.tables, ends, strict=False)
    )


def _grid_of_table(document: Document, table: Table, *, after: int) -> Grid:
    rows = [[""] * table.columns for _ in range(table.rows)]
    merged: list[Span] = []
    for cell in table.cells:
        rows[cell.row][cell.column] = " ".join(document.text[cell.start : cell.end].split())
        if cell.row_span > 1 or cell.column_span > 1:
            low, right = cell.row + cell.row_span - 1, cell.column + cell.column_span - 1
            merged.append((cell.row, cell.column, low, right))
    above = (
        document.text[min(after, table.start) : table.start].rstrip().rsplit("\n", 1)[-1].strip()
    )
    return Grid(
        title=above[:60],
        rows=squared(tuple(tuple(row) for row in rows)),
        merged=tuple(merged),
    )
