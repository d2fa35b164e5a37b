"""Ledgers of counties in known shapes, with what should be read from each: a set of known answers.

A table is written as lines of cells parted by |; < joins a cell to the one at its left, ^ to the one
above, ⏎ is a new line within a cell. The four duties are the same throughout, so that a case says no
more than how its office writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from messyledgers import Rows, Span, table_in_words, xlsx
from workbooks import xls

JUNE, SEPTEMBER = date(2026, 6, 30), date(2026, 9, 30)
NOVEMBER, DECEMBER = date(2026, 11, 15), date(2026, 12, 31)
TITLES = ("改造老旧小区二十个", "发布惠企政策清单", "新建口袋公园三处", "疏浚河道六公里")
LEADS = (("区住建局",), ("区财政局",), ("区城管局",), ("区水利局",))
SUPPORTS = (("区财政局",), (), ("柳河镇", "城东街道"), ("柳河镇",))
DUES = (JUNE, SEPTEMBER, NOVEMBER, DECEMBER)
NONE = ((),) * 4
# What the letters of a case's columns stand for.
LETTERS = {
    "n": "number", "g": "heading", "t": "title", "s": "standard", "l": "lead", "u": "support",
    "w": "supervise", "r": "leader", "b": "start", "d": "due", "p": "progress", "q": "problem",
    "x": "next", "a": "amount", "o": "place", "m": "measures", "k": "keep", "-": "leave",
}  # fmt: skip

Names = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """One file with its answers: rows of the head from 1, a letter a column, and each line.

    A day of None is not compared: its words leave it open.
    """

    name: str
    file_name: str
    payload: bytes
    columns: str
    head: tuple[int, int]
    titles: tuple[str, ...]
    leads: Names
    supports: Names
    dues: tuple[date | None, ...]
    headings: tuple[str, ...] | None
    sheet: int


def table(text: str) -> tuple[Rows, tuple[Span, ...]]:
    """Return the cells and the merged areas of a table that is written down."""
    marked = [line.split("|") for line in text.strip("\n").split("\n")]
    width = max(map(len, marked))
    cells = [[*row, *[""] * (width - len(row))] for row in marked]
    spans: list[Span] = []
    for top, row in enumerate(cells):
        for left, mark in enumerate(row):
            if mark in {"<", "^"}:
                continue
            right, low = left, top
            while right + 1 < width and row[right + 1] == "<":
                right += 1
            while low + 1 < len(cells) and cells[low + 1][left] == "^":
                low += 1
            if (right, low) != (left, top):
                spans.append((top, left, low, right))
    plain: Rows = [
        ["" if mark in {"<", "^"} else mark.replace("⏎", "\n") for mark in row] for row in cells
    ]
    return plain, tuple(spans)


def as_text(text: str, sign: str = ",") -> str:
    """Return a table as lines of text, cells with marks in quotation marks."""
    rows, _spans = table(text)
    return "\r\n".join(
        sign.join(f'"{cell}"' if set('\n",;') & set(str(cell)) else str(cell) for cell in row)
        for row in rows
    )


def make(  # noqa: PLR0913 every one is an answer
    name: str, text: str, columns: str, *, head: tuple[int, int] = (1, 1), form: str = "xlsx",
    titles: Sequence[str] = TITLES, leads: Names = LEADS, supports: Names = SUPPORTS,
    dues: Sequence[date | None] = DUES, headings: tuple[str, ...] | None = None,
    before: Rows | None = None, payload: bytes | None = None, sheet: int = 0,
) -> County:  # fmt: skip
    rows, spans = table(text)
    ending = form.split("-", maxsplit=1)[0]
    if payload is None:
        payload = written(rows, spans, form, before) or as_text(
            text, {"tab": "\t", "semi": ";"}.get(form.split("-")[1], ",")
        ).encode(form.split("-")[2])
    return County(
        name=name, file_name=f"台账.{ending}", payload=payload, columns=columns, head=head,
        titles=tuple(titles), leads=leads, supports=supports, dues=tuple(dues), headings=headings,
        sheet=sheet,
    )  # fmt: skip


def written(rows: Rows, spans: tuple[Span, ...], form: str, before: Rows | None) -> bytes | None:
    if form == "xlsx":
        return xlsx(rows, spans, before=before)
    if form in {"xls", "et"}:
        merged = [(top, low, left, right) for top, left, low, right in spans]
        return xls([[str(cell) for cell in row] for row in rows], merged=merged)
    if form == "docx":
        return table_in_words(rows, spans)
    return None
