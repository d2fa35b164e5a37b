"""A workbook that goes out to be filled in: what is not asked for is locked, lists are validations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from guatu.core.tablebook import Paper, tab_names
from guatu.interchange.tablebook.xlsx import (
    BODY_FONT,
    HEAD_FONT,
    LINE,
    MARGIN,
    PAPERS,
    TITLE_FONT,
    width_of,
)

MOST_LINES = 12  # of text in a row: more is read in the cell
KNOWN, WRONG = "#F3F5F8", "#FBE3E4"
ALLOWED = {"format_columns": True, "format_rows": True, "select_locked_cells": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingColumn:
    """A column; `is_open` is for the unit to fill in, `is_hidden` is for the way back."""

    title: str
    width: int
    is_open: bool = False
    is_hidden: bool = False
    is_number: bool = False
    choices: tuple[str, ...] = ()
    longest: int = 0  # characters; 0: no limit
    told: str = ""  # what a program says when one begins to type


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Two open columns whose texts are kept as one, and how long that may be in each row.

    The program says `told` of a longer one; `joint` signs are added where the second says something.
    """

    columns: tuple[int, int]
    longest: tuple[int, ...]
    told: str  # with %(most)d
    joint: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingBook:
    """One sheet: title, help, head, rows; `shut` are cells of open columns that are not asked for.

    `wrong` has what is wrong with a cell, by row and column: it is coloured and commented.
    """

    tab: str
    title: str
    help: tuple[str, ...]
    columns: tuple[OutgoingColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    shut: frozenset[tuple[int, int]] = frozenset()
    wrong: Mapping[tuple[int, int], str] = field(default_factory=dict)
    mark: str = ""  # said on every page, as 模拟数据 is
    together: Together | None = None


def write_outgoing(book: OutgoingBook) -> bytes:
    """Return a workbook whose texts are texts, so that nothing in it acts as a formula or a link.

    Parameters
    ----------
    book : OutgoingBook
        Rows as long as its columns.

    Returns
    -------
    bytes
        The .xlsx file: the title, a line each of help, the head, the rows. It is locked but for
        the open cells, without a password: whoever must may unlock it.
    """
    out = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **plain}) as workbook:
        workbook.set_properties({"title": book.title})
        page = workbook.add_worksheet(tab_names([book.tab])[0])
        looks = _looks(workbook)
        head = 1 + len(book.help)
        _write_top(page, book, looks)
        _write_head(page, book, looks, at=head)
        for place, row in enumerate(book.rows):
            _write_row(page, book, looks, (place, head + 1 + place), row)
        _limit(page, book, head)
        _set_page(page, book, head)
        page.protect("", ALLOWED)
    return out.getvalue()


def _looks(workbook: xlsxwriter.Workbook) -> dict[str, Any]:
    body = {"font_name": BODY_FONT, "font_size": 11, "border": 1, "text_wrap": True}
    body |= {"valign": "vcenter", "num_format": "@"}
    add = workbook.add_format
    head = {"font_name": HEAD_FONT, "font_size": 11, "border": 1, "text_wrap": True}
    head |= {"align": "center", "valign": "vcenter"}
    open_ = {**body, "locked": False}
    return {
        "title": add({"font_name": TITLE_FONT, "font_size": 18, "valign": "vcenter"}),
        "help": add({"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter"}),
        "head": add({**head, "bg_color": "#EEF1F5"}),
        "open head": add({**head, "bg_color": "#FFF4D6"}),
        "known": add({**body, "bg_color": KNOWN}),
        "open": add(open_),
        "number": add({**open_, "num_format": "General", "align": "center"}),
        "choice": add({**open_, "align": "center"}),
        "wrong": add({**open_, "bg_color": WRONG}),
        "wrong number": add({**open_, "num_format": "General", "bg_color": WRONG}),
    }


def _write_top(page: Any, book: OutgoingBook, looks: dict[str, Any]) -> None:
    first = _first_shown(book)
    page.write_string(0, first, book.title, looks["title"])
    page.set_row(0, 30)
    for at, line in enumerate(book.help, start=1):
        page.write_string(at, first, line, looks["help"])
        page.set_row(at, 18)


def _write_head(page: Any, book: OutgoingBook, looks: dict[str, Any], *, at: int) -> None:
    for place, column in enumerate(book.columns):
        options = {"hidden": True} if column.is_hidden else {}
        page.set_column(place, place, column.width, None, options)
        look = looks["open head"] if column.is_open else looks["head"]
        page.write_string(at, place, column.title, look)
    page.set_row(at, 2 * LINE + 4)


def _write_row(
    page: Any, book: OutgoingBook, looks: dict[str, Any], at: tuple[int, int], row: tuple[str, ...]
) -> None:
    """Write one row; `at` is its place among the rows, and in the sheet."""
    place, line = at
    for number, (text, column) in enumerate(zip(row, book.columns, strict=True)):
        told = book.wrong.get((place, number), "")
        look = looks[_look_of(column, is_shut=(place, number) in book.shut, is_wrong=bool(told))]
        if column.is_number and column.is_open and _is_number(text):
            page.write_number(line, number, float(text), look)
        else:
            page.write_string(line, number, text, look) if text else page.write_blank(
                line, number, None, look
            )
        if told:
            page.write_comment(line, number, told, {"x_scale": 1.6, "font_size": 10})
    page.set_row(line, LINE * max(2, min(_lines(row, book.columns), MOST_LINES)) + 6)


def _look_of(column: OutgoingColumn, *, is_shut: bool, is_wrong: bool) -> str:
    if is_wrong:  # open though it is not asked: what stands in it has to be taken out
        return "wrong number" if column.is_number else "wrong"
    if is_shut or not column.is_open:
        return "known"
    if column.is_number:
        return "number"
    return "choice" if column.choices else "open"


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal() and text.isascii()


def _lines(row: tuple[str, ...], columns: tuple[OutgoingColumn, ...]) -> int:
    """Return how many lines the fullest cell takes: not every program fits rows to their text."""
    shown = [(t, c) for t, c in zip(row, columns, strict=True) if not c.is_hidden]
    return max(
        sum(ceil(width_of(part) / (c.width - 1)) or 1 for part in text.split("\n"))
        for text, c in shown
    )


def _limit(page: Any, book: OutgoingBook, head: int) -> None:
    """Write what a column takes as a validation; it binds nobody, what comes back is checked."""
    if not book.rows:
        return
    first, last = head + 1, head + len(book.rows)
    for at, column in enumerate(book.columns):
        rule: dict[str, Any] | None = None
        if not column.is_open:
            continue
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices)}
        elif column.is_number:
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
        elif column.longest:
            rule = {"validate": "length", "criteria": "<=", "value": column.longest}
        if rule is not None:
            told = {"input_message": column.told} if column.told else {}
            page.data_validation(first, at, last, at, {**rule, **told, "ignore_blank": True})
    if book.together is not None:
        _limit_together(page, book.together, first)


def _limit_together(page: Any, rule: Together, first: int) -> None:
    """Limit two columns by what they hold together, each run of rows with the same limit at once."""
    at = first
    for most, run in groupby(rule.longest):
        last = at + len(list(run)) - 1
        one, other = (f"LEN({xl_rowcol_to_cell(at, n, col_abs=True)})" for n in rule.columns)
        formula = f"={one}+{other}+IF({other}>0,{rule.joint},0)<={most}"
        for column in rule.columns:
            page.data_validation(
                at, column, last, column,
                # with blanks ignored, one empty cell of the two would allow anything in the other
                {"validate": "custom", "value": formula, "ignore_blank": False,
                 "error_message": rule.told % {"most": most}},
            )  # fmt: skip
        at = last + 1


def _set_page(page: Any, book: OutgoingBook, head: int) -> None:
    first = _first_shown(book)
    page.freeze_panes(head + 1, first + 2)
    page.repeat_rows(head)
    page.set_landscape()
    page.set_paper(PAPERS[Paper.A3])
    page.set_margins(left=MARGIN, right=MARGIN, top=0.75, bottom=0.75)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    if book.mark:
        page.set_header(f"&R{book.mark.replace('&', '&&')}")


def _first_shown(book: OutgoingBook) -> int:
    return next(at for at, column in enumerate(book.columns) if not column.is_hidden)
