"""Tables as PDF: landscape, heads repeated on every page, lamps with their colours and symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from guatu.core.tablebook import Book, Column, Paper, Row, Sheet
from guatu.paper.codes import Code, code_data, code_parts
from guatu.shell.printing import pdf_of

TEMPLATE = Path(__file__).parent / "typst" / "table.typ"
SIZES = {Paper.A4: (297, 210), Paper.A3: (420, 297)}  # millimetres, landscape


def table_pdf(
    title: str,
    note: str,
    *,
    columns: Sequence[Column],
    rows: Sequence[Row],
    paper: Paper | str = Paper.A3,
    mark: str = "",
) -> bytes:
    """Return one table as PDF; `note` stands over it at the right, `mark` on every page.

    Raises
    ------
    InvalidState
        Printing is not installed, or a sign has no shape in any font; the message names it.
    """
    sheet = Sheet(tab=title, title=title, columns=tuple(columns), rows=tuple(rows), right=note)
    return book_pdf(Book(title=title, sheets=(sheet,), mark=mark, paper=Paper(paper)))


def book_pdf(book: Book, *, code: Code | None = None, is_running: bool = False) -> bytes:
    """Return a book of tables as PDF: each table from a new page on, or running one after another."""
    return books_pdf([book], code=code, is_running=is_running)


def books_pdf(
    books: Sequence[Book], *, code: Code | None = None, is_running: bool = False
) -> bytes:
    """Return books of one size of paper as one PDF, each from a new page on with its own numbers.

    Where `code` is given, it stands at the end beside the head of the record. A book whose tables run
    one after another is set in less print (8.5 points at least) where that brings it onto one sheet.
    """
    width, height = SIZES[books[0].paper]
    data = {
        "title": books[0].title,
        "mark": books[0].mark,
        "width": width,
        "height": height,
        "fits": is_running,
        "sheets": [
            {**sheet_data(sheet), "breaks": place == 0 or not is_running, "begins": place == 0}
            for book in books
            for place, sheet in enumerate(book.sheets)
        ],
        "code": code_data(code),
    }
    return pdf_of(TEMPLATE, data, parts=code_parts(code))


def sheet_data(sheet: Sheet) -> Mapping[str, Any]:
    return {
        "title": sheet.title,
        "left": sheet.left,
        "right": sheet.right,
        "foot": list(sheet.foot),
        "columns": [
            {"title": column.title, "width": column.width, "side": column.side.value}
            for column in sheet.columns
        ],
        "rows": [{"cells": list(row.cells), "is_band": row.is_band} for row in sheet.rows],
    }
