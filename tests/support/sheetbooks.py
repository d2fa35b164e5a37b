"""A unit at its desk: a workbook that went out is opened, some cells are typed, and it is saved."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import xlsxwriter

from guatu.audit.evidence import evidence_path
from guatu.core.cells import SheetCells
from guatu.interchange.workbooks import read_workbook
from guatu.sheets.models import IssuedBook

Typed = Mapping[str, Mapping[str, str | float]]  # by what a row's title holds: head, text


def payload_of(book: IssuedBook) -> bytes:
    return evidence_path(book.evidence.digest).read_bytes()


def sheet_of(payload: bytes, name: str = "表.xlsx") -> SheetCells:
    return read_workbook(payload, name=name)[0]


def head_at(sheet: SheetCells) -> int:
    return next(at for at, row in enumerate(sheet.rows) if row and row[0].startswith("编号"))


def grid_of(payload: bytes, typed: Typed) -> list[list[str | float]]:
    """Return the cells of a workbook with some typed into it."""
    sheet = sheet_of(payload)
    head = head_at(sheet)
    names = list(sheet.rows[head])
    grid: list[list[str | float]] = [list(row) for row in sheet.rows]
    for at in range(head + 1, len(grid)):
        grid[at] += [""] * (len(names) - len(grid[at]))
        for title, cells in typed.items():
            if title in str(grid[at][3]):
                for name, text in cells.items():
                    grid[at][names.index(name)] = text
    return grid


def written(grid: list[list[str | float]]) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet("Sheet1")
        for at, row in enumerate(grid):
            for place, text in enumerate(row):
                if text != "":
                    page.write(at, place, text)
    return buffer.getvalue()


def filled(payload: bytes, typed: Typed) -> bytes:
    """Return the workbook as a unit sends it back."""
    return written(grid_of(payload, typed))


def filled_csv(payload: bytes, typed: Typed, *, encoding: str = "gb18030") -> bytes:
    """Return it as a table of commas, as WPS saves one."""
    out = io.StringIO()
    csv.writer(out).writerows(grid_of(payload, typed))
    return out.getvalue().encode(encoding)
