"""Periods of recurring acts, and when a report counts as late (D1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

DAYS_A_WEEK = 7
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


class Every(StrEnum):
    """How often an act recurs."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first to the last day, both within."""

    starts_on: date
    ends_on: date


def period_of(every: Every, day: date, *, weekday: int = 5) -> Period:
    """Return the period in which `day` lies.

    Parameters
    ----------
    every : Every
        How often.
    day : date
        Any day.
    weekday : int
        The ISO weekday (1 Monday to 7 Sunday) on which a weekly period ends.

    Raises
    ------
    ValueError
        If `weekday` is no ISO weekday.
    """
    if every is Every.DAY:
        return Period(starts_on=day, ends_on=day)
    if every is Every.WEEK:
        if not 1 <= weekday <= DAYS_A_WEEK:
            raise ValueError(f"{weekday} is no ISO weekday")
        ends_on = day + timedelta(days=(weekday - day.isoweekday()) % DAYS_A_WEEK)
        return Period(starts_on=ends_on - timedelta(days=DAYS_A_WEEK - 1), ends_on=ends_on)
    months = MONTHS[every.value]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return Period(starts_on=first, ends_on=add_months(first, months) - timedelta(days=1))


def following(every: Every, period: Period, *, weekday: int = 5) -> Period:
    """Return the period right after `period`.

    Parameters
    ----------
    every, weekday
        As for `period_of`.
    period : Period
        One that `period_of` returned.
    """
    return period_of(every, period.ends_on + timedelta(days=1), weekday=weekday)


def month_of(day: date) -> Period:
    """Return the calendar month in which `day` lies.

    Parameters
    ----------
    day : date
        Any day.
    """
    return period_of(Every.MONTH, day)


def add_months(first: date, months: int) -> date:
    """Return the first day of the month `months` later.

    Parameters
    ----------
    first : date
        The first of a month.
    months : int
        How many; may be negative.
    """
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def deadline(ends_on: date, zone: tzinfo) -> datetime:
    """Return the moment, in UTC, at which the last day is over: its 24:00 in `zone`.

    Parameters
    ----------
    ends_on : date
        The last day.
    zone : tzinfo
        The installation's zone.
    """
    return datetime.combine(ends_on + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)


def is_late(received_at: datetime, ends_on: date, zone: tzinfo) -> bool:
    """Say whether a report received then is late: at 24:00 sharp it is.

    Parameters
    ----------
    received_at : datetime
        The server's first receipt, with its zone.
    ends_on, zone
        As for `deadline`.
    """
    return received_at >= deadline(ends_on, zone)
