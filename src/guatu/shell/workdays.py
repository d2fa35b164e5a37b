"""The working days of the country: weekends, public holidays and make-up days, from a data file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from guatu.core.calendars import WorkCalendar

PACK = Path(__file__).resolve().parents[1] / "packs" / "workdays.toml"


@cache
def work_calendar() -> WorkCalendar:
    """Return the calendar by which limits of working days run; years without a table have weekends."""
    return read_calendar(PACK.read_text(encoding="utf-8"))


def read_calendar(text: str) -> WorkCalendar:
    """Return the calendar that a table of years describes.

    Raises
    ------
    ValueError
        If a day or a stretch of days is none.
    """
    years = tomllib.loads(text).values()
    return WorkCalendar(
        holidays=frozenset(day for year in years for one in year["off"] for day in days_of(one)),
        make_up_days=frozenset(date.fromisoformat(one) for year in years for one in year["work"]),
    )


def days_of(stretch: str) -> Iterator[date]:
    """Yield the days of "first/last", or the one day that is named."""
    first, _slash, last = stretch.partition("/")
    day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    if end < day:
        raise ValueError(f"{stretch} ends before it begins")
    while day <= end:
        yield day
        day += timedelta(days=1)
