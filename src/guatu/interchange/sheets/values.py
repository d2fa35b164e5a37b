"""What a cell of a workbook shows: numbers, days and shares as a person reads them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_DIGITS = 15  # what a spreadsheet keeps; beyond stand the traces of binary fractions
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_BLANKS = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


def shown(value: Value, number_format: str = "", *, keeps_lines: bool = False) -> str:
    """Write a value as the sheet shows it, but never rounded.

    Parameters
    ----------
    value : int, float, str, bool, date, datetime, time or timedelta
        What the cell holds.
    number_format : str
        The format code of the cell where it is known: a share is shown as one, a month as one.
    keeps_lines : bool
        Whether a text stays in the lines in which it was written.

    Returns
    -------
    str
        One line unless `keeps_lines`; empty for an empty cell.
    """
    if isinstance(value, str) and keeps_lines:
        lines = (_BLANKS.sub(" ", line).strip() for line in _LINE_ENDS.split(value))
        return "\n".join(lines).strip()
    if isinstance(value, str):
        return _BLANKS.sub(" ", value).strip()
    if isinstance(value, int | float):
        return str(value).upper() if isinstance(value, bool) else _number(value, number_format)
    if isinstance(value, dt.date):
        clock = value.time() if isinstance(value, dt.datetime) else dt.time()
        return _day(value, number_format) + _clock(clock)
    if isinstance(value, dt.time):
        return _clock(value).strip() or "0:00"
    return _hours(value)


def is_share(number_format: str) -> bool:
    """Tell a format that shows hundredths: 0.0%."""
    return "%" in _QUOTED.sub("", number_format)


def is_month(number_format: str) -> bool:
    """Tell a format that shows year and month without a day."""
    code = _QUOTED.sub("", number_format).lower()
    return "y" in code and "m" in code and "d" not in code


def _number(value: float, number_format: str) -> str:
    exact = Decimal(format(value, f".{_DIGITS}g"))
    if is_share(number_format):
        return f"{_plain(exact * 100)}%"
    return _plain(exact)


def _plain(value: Decimal) -> str:
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _day(value: dt.date, number_format: str) -> str:
    if is_month(number_format):
        return f"{value.year}年{value.month}月"
    return f"{value.year}年{value.month}月{value.day}日"


def _clock(value: dt.time) -> str:
    return f" {value.hour}:{value.minute:02d}" if value.hour or value.minute else ""


def _hours(value: dt.timedelta) -> str:
    minutes = int(value.total_seconds() // 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
