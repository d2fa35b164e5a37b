"""Sheets as rows of texts: a read document as a grid, its head row, days as people write them."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guatu.core.documents import Document

DELIMITERS = ("\t", ",", ";", "，")
LOOKED_AT = 12  # rows in which a head may stand: over it are titles and notes
DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?"
)
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row; `number` is its place in the file, the first is 1, rows without any text not counted."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """The rows under a head: where each known column stands, and the heads that mean nothing here."""

    columns: Mapping[str, int]
    rows: tuple[GridRow, ...]
    unknown: tuple[str, ...]

    def cell(self, row: GridRow, key: str) -> str:
        """Return the text of a row in a column; "" if there is no such column or cell."""
        at = self.columns.get(key)
        return row.cells[at] if at is not None and at < len(row.cells) else ""


def rows_of(document: Document) -> list[GridRow]:
    """Return the rows of a document's tables, or those of a text whose cells are parted by a sign.

    Parameters
    ----------
    document
        What a reader made of a file; a plain text is taken for a .csv.

    Returns
    -------
    list of GridRow
        Each with its texts, blanks at their ends taken off; empty rows are left out.
    """
    if not document.tables:
        return rows_of_text(document.text)
    found = []
    for table in document.tables:
        rows: list[list[str]] = [[""] * table.columns for _ in range(table.rows)]
        starts: dict[int, int] = {}
        for cell in table.cells:
            rows[cell.row][cell.column] = tidy(document.text[cell.start : cell.end])
            starts.setdefault(cell.row, cell.start)
        found += [
            GridRow(number=document.text.count("\n", 0, starts[at]) + 1, cells=tuple(cells))
            for at, cells in enumerate(rows)
            if any(cells)
        ]
    return found


def rows_of_text(text: str) -> list[GridRow]:
    """Return the rows of a text whose cells are parted by tabs, commas or semicolons."""
    lines = text.splitlines()
    counts = {sign: text.count(sign) for sign in DELIMITERS}
    sign = max(counts, key=lambda one: counts[one])
    return [
        GridRow(number=at, cells=tuple(tidy(cell) for cell in cells))
        for at, cells in enumerate(csv.reader(lines, delimiter=sign), start=1)
        if any(cell.strip() for cell in cells)
    ]


def tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def under_head(rows: Sequence[GridRow], heads: Mapping[str, Sequence[str]]) -> Headed | None:
    """Return the rows under the one that names the most known columns; None if no row names two.

    Parameters
    ----------
    rows
        The rows of a sheet.
    heads
        For each column the names that a head may give it; marks like * and what stands in brackets
        do not count.
    """
    names = {bare(name): key for key, all_names in heads.items() for name in all_names}
    best, place = 1, None
    for at, row in enumerate(rows[:LOOKED_AT]):
        count = len({names[bare(cell)] for cell in row.cells if bare(cell) in names})
        if count > best:
            best, place = count, at
    if place is None:
        return None
    columns: dict[str, int] = {}
    unknown = []
    for at, cell in enumerate(rows[place].cells):
        key = names.get(bare(cell))
        if key is not None:
            columns.setdefault(key, at)
        elif cell:
            unknown.append(cell)
    return Headed(columns=columns, rows=tuple(rows[place + 1 :]), unknown=tuple(unknown))


def bare(head: str) -> str:
    return re.sub(r"[((].*?[))]|[*＊\s::]", "", tidy(head)).lower()


def day_written(text: str) -> date | None:
    """Return the day that a cell writes: 2026-3-1, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301; None else."""
    found = DAY.fullmatch(text.strip()) or PACKED.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None
