"""How often a figure is owed: periods of the calendar, and until when the last one is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTHS = 12
ONE = timedelta(days=1)


class Rhythm(StrEnum):
    """The length of a period; all begin on the first of a month."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "half_year": 6, "year": MONTHS}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of days, both included."""

    start: date
    end: date


def period_of(rhythm: Rhythm, day: date) -> Period:
    """Return the period in which a day lies."""
    month = (day.month - 1) // rhythm.months * rhythm.months + 1
    start = date(day.year, month, 1)
    return Period(start=start, end=_first_after(start, rhythm.months) - ONE)


def periods_between(rhythm: Rhythm, first: date, last: date) -> list[Period]:
    """Return the periods that two days touch, cut to them, in order; none if `last` is earlier."""
    found: list[Period] = []
    day = first
    while day <= last:
        whole = period_of(rhythm, day)
        found.append(Period(start=day, end=min(whole.end, last)))
        day = whole.end + ONE
    return found


def last_ended(rhythm: Rhythm, today: date, *, starts_on: date, ends_on: date) -> Period | None:
    """Return the last period that is over on `today`, of those between two days.

    Parameters
    ----------
    rhythm : Rhythm
        The length of a period.
    today : date
        A period that ends today is not over.
    starts_on, ends_on : date
        First and last day for which anything is owed; the last period ends on `ends_on`.

    Returns
    -------
    Period or None
        None as long as no period is over.
    """
    if today > ends_on:
        return Period(start=max(period_of(rhythm, ends_on).start, starts_on), end=ends_on)
    before = period_of(rhythm, period_of(rhythm, today).start - ONE)
    if before.end < starts_on:
        return None
    return Period(start=max(before.start, starts_on), end=before.end)


def _first_after(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, MONTHS)
    return date(start.year + years, month + 1, 1)
