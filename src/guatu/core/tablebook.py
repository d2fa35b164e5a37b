"""A book of printed tables: what goes on paper or into a workbook as titled, paged tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LONGEST_TAB = 31  # characters, as Excel has it
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
