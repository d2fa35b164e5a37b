"""A table with some of its cells marked and commented: in the workbook it came in, or in one made anew."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import xlsxwriter

from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import Filling
from guatu.core.tablebook import tab_names
from guatu.interchange.forms.filling import UnfillableForm, fill_form

Place = tuple[int, int]
YELLOW = "#FFF2CC"
WIDEST, NARROWEST = 40, 8  # of a column, in characters
A4 = 9  # as the format numbers papers
FULL = 2  # a Chinese character takes the width of two
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def marked_book(payload: bytes, grid: Grid, told: Mapping[Place, str]) -> bytes:
    """Return a workbook (.xlsx) with the cells of `told` yellow, each with its sentence as a comment.

    Parameters
    ----------
    payload : bytes
        The file that the table was read from. A .xlsx keeps all else as it was; of any other the table
        is written into a workbook of its own.
    grid : Grid
        The table.
    told : mapping
        What is said of a cell, by its row and column, counted from 0.
    """
    cells = {whole(grid, place): words for place, words in sorted(told.items())}
    if is_workbook(payload):
        nothing = Filling(values={}, gaps=(), last_row=len(grid.rows))
        try:
            return fill_form(payload, table=(0, grid.title), filling=nothing, told=cells)
        except UnfillableForm:  # damaged in a way that reading put up with
            return fresh(grid, cells)
    return fresh(grid, cells)


def is_workbook(payload: bytes) -> bool:
    """Say whether a file is a .xlsx or .xlsm."""
    if not zipfile.is_zipfile(io.BytesIO(payload)):
        return False
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        return "xl/workbook.xml" in archive.namelist()


def whole(grid: Grid, place: Place) -> Place:
    """Return the first cell of the merged area in which a cell lies, which is the one that shows."""
    span = grid.areas.get(place)
    return (span[0], span[1]) if span else place


def fresh(grid: Grid, told: Mapping[Place, str]) -> bytes:
    """Write a table into a new workbook; no text of it is ever a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **PLAIN}) as book:
        page = book.add_worksheet(tab_names([grid.title or "Sheet1"])[0])
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        plain = book.add_format({"text_wrap": True, "border": 1, "valign": "vcenter"})
        yellow = book.add_format(
            {"text_wrap": True, "border": 1, "valign": "vcenter", "bg_color": YELLOW}
        )
        for top, left, low, right in grid.merged:
            if (top, left) != (low, right) and low < len(grid.rows) and right < grid.width:
                look = yellow if (top, left) in told else plain
                page.merge_range(top, left, low, right, "", look)
        for row, cells in enumerate(grid.rows):
            for column, text in enumerate(cells):
                if whole(grid, (row, column)) != (row, column):
                    continue
                page.write_string(row, column, text, yellow if (row, column) in told else plain)
        for (row, column), words in told.items():
            page.write_comment(row, column, words, {"x_scale": 1.6, "font_size": 10})
        for column in range(grid.width):
            longest = max((len(cells[column]) for cells in grid.rows[:200]), default=0)
            page.set_column(column, column, min(max(longest * FULL, NARROWEST), WIDEST))
    return out.getvalue()
