"""A long list as a workbook, written row by row: figures as figures, days as days, words never as formulas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import IO, Any

import xlsxwriter

from guatu.core.tablebook import Paper, tab_names
from guatu.interchange.tablebook.xlsx import (
    BODY_FONT,
    HEAD_FONT,
    LINE,
    MARGIN,
    PAPERS,
    width_of,
)

Cell = str | int | float | Decimal | date | None
DIGITS = 15  # as many as a spreadsheet keeps: a longer figure is written as its digits
LONGEST = 32_767  # characters of one cell
MOST_LINES = 8  # of a row: more is read in the cell
WIDE = 190  # half-width characters: more is not legible on A4
MOST_ROWS = 1_048_576 - 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn:
    """A column of a list; `width` in half-width characters."""

    title: str
    width: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenList:
    """What stands over a list, and its columns."""

    title: str
    note: str  # of what day, how narrowed, simulated or not
    columns: tuple[ListColumn, ...]


def write_list(out: IO[bytes], head: WrittenList, rows: Iterable[tuple[Cell, ...]]) -> int:
    """Write a list into a file that is open for writing, and return how many rows it has.

    Parameters
    ----------
    out : binary file
        Where the .xlsx goes; rows are kept on the disk meanwhile, not in memory.
    head : WrittenList
        Its title, note and columns.
    rows : iterable of tuples
        As long as the columns.

    Returns
    -------
    int
        The number of rows.
    """
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"title": head.title})
        page = workbook.add_worksheet(tab_names([head.title])[0])
        looks = _looks(workbook)
        for at, column in enumerate(head.columns):
            page.set_column(at, at, column.width)
        _set_page(page, head)
        page.write_string(0, 0, f"{head.title}　{head.note}", looks["note"])
        for at, column in enumerate(head.columns):
            page.write_string(1, at, column.title, looks["head"])
        count = 0
        for count, row in enumerate(rows, start=1):
            page.set_row(count + 1, LINE * _lines(row, head.columns) + 2)
            for at, value in enumerate(row):
                _write(page, (count + 1, at), value, looks)
            if count == MOST_ROWS:
                break
        page.autofilter(1, 0, count + 1, len(head.columns) - 1)
    return count


def _lines(row: tuple[Cell, ...], columns: tuple[ListColumn, ...]) -> int:
    """Return how many lines the fullest cell takes; what is short is not measured."""
    most = 1
    for value, column in zip(row, columns, strict=True):
        if isinstance(value, str) and 2 * len(value) > column.width:
            lines = sum(ceil(width_of(part) / (column.width - 1)) for part in value.split("\n"))
            most = max(most, lines)
    return min(most, MOST_LINES)


def _looks(workbook: xlsxwriter.Workbook) -> dict[str, Any]:
    body = {"font_name": BODY_FONT, "font_size": 11, "valign": "top"}
    add = workbook.add_format
    return {
        "note": add({"font_name": HEAD_FONT, "font_size": 11}),
        "head": add({"font_name": HEAD_FONT, "font_size": 11, "border": 1, "bg_color": "#EEF1F5"}),
        "text": add({**body, "num_format": "@", "text_wrap": True}),
        "number": add({**body, "num_format": "General"}),
        "day": add({**body, "num_format": "yyyy-mm-dd", "align": "left"}),
    }


def _write(page: Any, at: tuple[int, int], value: Cell, looks: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(*at, value[:LONGEST], looks["text"])
    elif isinstance(value, date):
        page.write_datetime(*at, value, looks["day"])
    elif len(Decimal(str(value)).as_tuple().digits) > DIGITS:
        page.write_string(*at, str(value), looks["text"])
    else:
        page.write_number(*at, value, looks["number"])


def _set_page(page: Any, head: WrittenList) -> None:
    page.freeze_panes(2, 0)
    page.hide_gridlines(
        0
    )  # lines in print, too: bordered cells would have to be written though empty
    page.repeat_rows(1)
    page.set_landscape()
    is_wide = sum(column.width for column in head.columns) > WIDE
    page.set_paper(PAPERS[Paper.A3 if is_wide else Paper.A4])
    page.set_margins(left=MARGIN, right=MARGIN, top=0.75, bottom=0.75)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
