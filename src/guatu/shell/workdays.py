"""The working days of the country: weekends, public holidays and make-up days.

A data file brings the years that were announced when this was released; a year that the office
keeps itself stands in rows, which take the file's place for that year.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from guatu.core.calendars import WorkCalendar
from guatu.shell.models import CalendarYear

PACK = Path(__file__).resolve().parents[1] / "packs" / "workdays.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day that is not as its weekday says: off, or worked (调休上班)."""

    day: date
    is_worked: bool
    name: str = ""


Years = dict[int, tuple[SpecialDay, ...]]


def work_calendar() -> WorkCalendar:
    """Return the calendar by which limits of working days run; years without a table have weekends."""
    return calendar_of(special_days())


def special_days() -> Years:
    """Return the special days of every year that is known: the office's own before the built-in: one query."""
    return dict(sorted((built_in_years() | kept_years()).items()))


def kept_years() -> Years:
    """Return the years that the office keeps, one without special days as well."""
    found: dict[int, list[SpecialDay]] = {}
    rows = CalendarYear.objects.order_by("year", "days__day").values_list(
        "year", "days__day", "days__is_worked", "days__name"
    )
    for year, day, is_worked, name in rows:
        days = found.setdefault(year, [])
        if day is not None:
            days.append(SpecialDay(day=day, is_worked=is_worked, name=name))
    return {year: tuple(days) for year, days in found.items()}


def covered_to(years: Years) -> int | None:
    """Return the last year up to which every year has its table; None if there is none."""
    last = None
    for year in sorted(years):
        if last is not None and year != last + 1:
            return last
        last = year
    return last


@cache
def built_in_years() -> Years:
    """Return the years of the data file."""
    return read_years(PACK.read_text(encoding="utf-8"))


def read_calendar(text: str) -> WorkCalendar:
    """Return the calendar that a table of years describes.

    Raises
    ------
    ValueError
        If a day or a stretch of days is none.
    """
    return calendar_of(read_years(text))


def read_years(text: str) -> Years:
    found = {}
    for year, table in tomllib.loads(text).items():
        off = [SpecialDay(day=day, is_worked=False) for one in table["off"] for day in days_of(one)]
        work = [SpecialDay(day=date.fromisoformat(one), is_worked=True) for one in table["work"]]
        found[int(year)] = tuple(sorted([*off, *work], key=lambda one: one.day))
    return found


def calendar_of(years: Years) -> WorkCalendar:
    """Return the calendar that these special days make."""
    days = [day for table in years.values() for day in table]
    return WorkCalendar(
        holidays=frozenset(one.day for one in days if not one.is_worked),
        make_up_days=frozenset(one.day for one in days if one.is_worked),
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
