"""Working days: a limit of N of them, with the holidays and make-up days that the caller knows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5  # of `date.weekday`
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Which days are worked: not the weekends, not `holidays`, but the `make_up_days` (调休上班)."""

    holidays: Collection[date] = frozenset()
    make_up_days: Collection[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Say whether an office works on `day`."""
        if day in self.make_up_days:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays


WEEKENDS_ONLY = WorkCalendar()


def after_working_days(start: date, count: int, calendar: WorkCalendar = WEEKENDS_ONLY) -> date:
    """Return the last day of a limit of working days that begins on the day after `start`.

    Parameters
    ----------
    start
        The day of the act; it does not count itself.
    count
        Number of working days, at least 1.
    calendar
        The days that are worked.

    Returns
    -------
    date
        The `count`-th working day after `start`; the limit ends at its 24:00 local time.

    Raises
    ------
    ValueError
        If `count` is less than 1.
    """
    if count < 1:
        raise ValueError("a limit has at least one working day")
    day, left = start, count
    while left:
        day += ONE
        left -= calendar.is_working_day(day)
    return day


def working_days_between(first: date, last: date, calendar: WorkCalendar = WEEKENDS_ONLY) -> int:
    """Return how many working days lie after `first` up to `last`, this one included; 0 if none."""
    days = (last - first).days
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))
