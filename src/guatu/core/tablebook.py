"""A book of printed tables: what goes on paper or into a workbook as titled, paged tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import ceil
from unicodedata import east_asian_width

LONGEST_TAB = 31  # characters, as Excel has it
UNIT = 2  # millimetres of paper to a unit of width, where widths are fitted
_SIGN = 10.5 * 25.4 / 72 / 2  # millimetres of a half-width sign as tables are set
_INSET = 4.4  # millimetres beside the text of a cell
_DIGIT = 1.12  # half-width signs that a Latin letter or digit takes
_BETWEEN = 0.5  # more where Latin letters or digits meet Chinese ones
_SHORT = 18  # half-width signs: what is no longer is never wrapped
_NOT_IN_A_TAB = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Side(StrEnum):
    """Where the text of a column stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Paper(StrEnum):
    """The sheet of paper that a book is printed on, always landscape."""

    A4 = "A4"
    A3 = "A3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; `width` is its share of the sheet in half-width characters."""

    title: str
    width: int
    side: Side = Side.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a table: one text a column, or one text over all columns (`is_band`)."""

    cells: tuple[str, ...]
    is_band: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table with its title; `left` and `right` stand over it, `foot` beneath."""

    tab: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    left: str = ""
    right: str = ""
    foot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Tables that are printed together; `mark` is said on every page, as 模拟数据 is."""

    title: str
    sheets: tuple[Sheet, ...]
    mark: str = ""
    paper: Paper = Paper.A4


def tab_names(wanted: Iterable[str]) -> list[str]:
    """Return names that a workbook takes: 31 characters, no brackets, colons or slashes, none twice.

    Parameters
    ----------
    wanted : iterable of str
        The names as one would like them.

    Returns
    -------
    list of str
        One a name, in order; a second of the same name (case apart) bears a number.
    """
    taken: set[str] = set()
    names = []
    for one in wanted:
        plain = " ".join(one.translate(_NOT_IN_A_TAB).split()).strip("'") or "-"
        name, number = plain[:LONGEST_TAB], 1
        while name.casefold() in taken:
            number += 1
            tail = f" {number}"
            name = plain[: LONGEST_TAB - len(tail)] + tail
        taken.add(name.casefold())
        names.append(name)
    return names


def text_width(text: str) -> float:
    """Return how wide a text is set, in half-width signs: its longest line."""
    return max((_line_width(line) for line in text.split("\n")), default=0.0)


def _line_width(line: str) -> float:
    wide = [east_asian_width(sign) in "WFA" for sign in line]
    meetings = sum(
        one != other and not {line[at], line[at + 1]} & {" "}
        for at, (one, other) in enumerate(pairwise(wide))
    )
    return sum(2.0 if one else _DIGIT for one in wide) + _BETWEEN * meetings


def fitted(
    columns: Sequence[Column], rows: Sequence[Row], *, room: int, kept: Collection[str] = ()
) -> tuple[Column, ...]:
    """Return columns as wide as what stands in them asks for.

    Parameters
    ----------
    columns : sequence of Column
        Their widths are shares of what is left for long texts.
    rows : sequence of Row
        What stands in them; bands count for nothing.
    room : int
        Millimetres between the margins of the sheet.
    kept : collection of str
        Heads of columns that keep their share though they are empty: for the pen.

    Returns
    -------
    tuple of Column
        Widths in units of two millimetres; short texts and heads stand on one line.
    """
    cells = [row.cells for row in rows if not row.is_band]
    asked = [max((text_width(row[at]) for row in cells), default=0.0) for at in range(len(columns))]
    heads = [_units(text_width(column.title)) for column in columns]
    widths = {
        at: max(heads[at], _units(asked[at]))
        for at, column in enumerate(columns)
        if column.title not in kept and asked[at] <= _SHORT
    }
    left = room // UNIT - sum(widths.values())
    long = [at for at in range(len(columns)) if at not in widths]
    while long:
        share = left / sum(columns[at].width for at in long)
        satisfied = [
            at
            for at in long
            if columns[at].title not in kept and _units(asked[at]) <= share * columns[at].width
        ]
        if not satisfied:
            widths |= {at: max(heads[at], int(share * columns[at].width)) for at in long}
            break
        for at in satisfied:
            widths[at] = max(heads[at], _units(asked[at]))
            left -= widths[at]
            long.remove(at)
    return tuple(replace(column, width=widths[at]) for at, column in enumerate(columns))


def _units(signs: float) -> int:
    return ceil((signs * _SIGN + _INSET) / UNIT)
