"""A workbook to be filled in: some columns locked in look, some hidden, some with a list of choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

BODY_FONT = "仿宋_GB2312"
HEAD_FONT = "黑体"
LAST_ROW = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column; `is_open` is for the person to fill in, `is_hidden` is for the way back."""

    title: str
    width: int
    is_open: bool = False
    is_hidden: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One sheet: a line of help, the head, and rows as far as they are known."""

    tab: str
    help: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, ...], ...]


def write_template(template: Template) -> bytes:
    """Return a workbook whose cells are all text, so that nothing in it acts as a formula or a link.

    Parameters
    ----------
    template : Template
        Rows as long as its fields.

    Returns
    -------
    bytes
        The .xlsx file; the help stands in row 1, the head in row 2, the rows from row 3 on.
    """
    out = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **plain}) as book:
        page = book.add_worksheet(template.tab)
        body = {"font_name": BODY_FONT, "font_size": 11, "border": 1, "num_format": "@"}
        known = book.add_format({**body, "bg_color": "#F3F5F8"})
        open_ = book.add_format(body)
        head = book.add_format(
            {"font_name": HEAD_FONT, "font_size": 11, "border": 1, "text_wrap": True}
        )
        page.write_string(0, 0, template.help)
        for at, field in enumerate(template.fields):
            options = {"hidden": True} if field.is_hidden else {}
            page.set_column(at, at, field.width, open_ if field.is_open else None, options)
            page.write_string(1, at, field.title, head)
            if field.choices:
                page.data_validation(
                    2, at, LAST_ROW, at, {"validate": "list", "source": list(field.choices)}
                )
            _write_column(
                page, at, [row[at] for row in template.rows], open_ if field.is_open else known
            )
        page.freeze_panes(2, 1)
    return out.getvalue()


def _write_column(page: object, at: int, texts: Sequence[str], look: object) -> None:
    for place, text in enumerate(texts, start=2):
        page.write_string(place, at, text, look)  # type: ignore[attr-defined]  # untyped library
