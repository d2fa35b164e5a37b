"""A book of tables as an Excel workbook: landscape, heads repeated, one tab a table."""

from __future__ import annotations

from io import BytesIO
from math import ceil
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from guatu.core.tablebook import Book, Paper, Row, Sheet, Side, tab_names

TITLE_FONT = "方正小标宋简体"
HEAD_FONT = "黑体"
BODY_FONT = "仿宋_GB2312"
PAPERS = {Paper.A4: 9, Paper.A3: 8}  # as the format numbers them
LINE = 15  # points
MARGIN = 0.59  # inches: 15 mm
_ALIGN = {Side.LEFT: "left", Side.CENTRE: "center", Side.RIGHT: "right"}
_FIRST_ROW = 3  # title, line over the table, head


def write_xlsx(book: Book) -> bytes:
    """Return a workbook; every cell is text, so that nothing in it can act as a formula or a link.

    Parameters
    ----------
    book : Book
        The tables; one without sheets gives a workbook with one empty tab.

    Returns
    -------
    bytes
        The .xlsx file.
    """
    out = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **plain}) as workbook:
        workbook.set_properties({"title": book.title})
        formats = _formats(workbook)
        for sheet, tab in zip(book.sheets, tab_names(s.tab for s in book.sheets), strict=True):
            _write(workbook.add_worksheet(tab), sheet, formats, book=book)
        if not book.sheets:
            workbook.add_worksheet()
    return out.getvalue()


def _formats(workbook: xlsxwriter.Workbook) -> dict[str, Any]:
    grid = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    body = {"font_name": BODY_FONT, "font_size": 11}
    head = {"font_name": HEAD_FONT, "font_size": 11, "align": "center"}
    add = workbook.add_format
    return {
        "title": add(
            {"font_name": TITLE_FONT, "font_size": 20, "align": "center", "valign": "vcenter"}
        ),
        "left": add({**body, "align": "left", "valign": "vcenter"}),
        "right": add({**body, "align": "right", "valign": "vcenter"}),
        "head": add({**head, **grid, "bg_color": "#EEF1F5"}),
        "band": add({**grid, "font_name": HEAD_FONT, "font_size": 11, "align": "left"}),
        "foot": add({**body, "align": "left", "valign": "vcenter"}),
        **{side: add({**body, **grid, "align": _ALIGN[side]}) for side in Side},
    }


def _write(page: Any, sheet: Sheet, formats: dict[str, Any], *, book: Book) -> None:
    last = max(len(sheet.columns) - 1, 1)
    _set_page(page, book)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
        page.write_string(2, at, column.title, formats["head"])
    _span(page, 0, (0, last), sheet.title, formats["title"])
    page.set_row(0, 36)
    middle = last // 2
    _span(page, 1, (0, middle), sheet.left, formats["left"])
    _span(page, 1, (middle + 1, last), sheet.right, formats["right"])
    page.set_row(1, 20)
    page.set_row(2, 24)
    page.repeat_rows(2)
    page.freeze_panes(_FIRST_ROW, 0)
    at = _FIRST_ROW
    for row in sheet.rows:
        if row.is_band:
            _span(page, at, (0, last), row.cells[0], formats["band"])
        else:
            for place, (text, column) in enumerate(zip(row.cells, sheet.columns, strict=True)):
                page.write_string(at, place, text, formats[column.side])
            page.set_row(at, LINE * lines_of(row, sheet) + 4)
        at += 1
    for line in sheet.foot:
        at += 1
        page.write_string(at, 0, line, formats["foot"])
        page.set_row(at, 24)


def _span(page: Any, row: int, columns: tuple[int, int], text: str, look: Any) -> None:
    """Write a text over several cells; one cell alone cannot be merged."""
    first, last = columns
    if first < last:
        page.merge_range(row, first, row, last, "", look)
    page.write_string(row, first, text, look)


def lines_of(row: Row, sheet: Sheet) -> int:
    """Return how many lines the fullest cell takes: not every program fits rows to their text."""
    pairs = zip(row.cells, sheet.columns, strict=True)
    return max(
        sum(ceil(width_of(part) / (c.width - 1)) or 1 for part in text.split("\n"))
        for text, c in pairs
    )


def width_of(text: str) -> int:
    """Return the width of a text in half-width characters."""
    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text)


def _set_page(page: Any, book: Book) -> None:
    page.set_landscape()
    page.set_paper(PAPERS[book.paper])
    page.set_margins(left=MARGIN, right=MARGIN, top=0.75, bottom=0.75)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_footer("&C&P / &N")
    if book.mark:
        page.set_header(f"&R{book.mark.replace('&', '&&')}")
