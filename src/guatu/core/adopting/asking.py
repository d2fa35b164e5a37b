"""On which days an office above wants a form again."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
WEEK = timedelta(days=7)
MONTHS_A_YEAR = 12


def later(day: date, months: int) -> date:
    """Return the same day some months later, the last of the month where it is shorter."""
    at = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(at, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_days(first: date, rhythm: str, span: tuple[date, date]) -> list[date]:
    """Return the days within a stretch on which a form is owed.

    Parameters
    ----------
    first : date
        The first day on which it was owed.
    rhythm : str
        ``once``, ``week``, ``month``, ``quarter``, ``half_year`` or ``year``.
    span : tuple of (date, date)
        The stretch, both days included.

    Returns
    -------
    list of date
        In order. Monthly on the 31st is the last day of shorter months, and the 31st again after.
    """
    low, high = span
    if rhythm == "once":
        return [first] if low <= first <= high else []
    if rhythm == "week":
        skipped = max((low - first).days + WEEK.days - 1, 0) // WEEK.days
        day, found = first + skipped * WEEK, []
        while day <= high:
            found.append(day)
            day += WEEK
        return found
    step = MONTHS[rhythm]
    gone = max((low.year - first.year) * MONTHS_A_YEAR + low.month - first.month, 0) // step
    found = []
    for turn in range(gone, gone + MONTHS_A_YEAR * 40):
        day = later(first, turn * step)
        if day > high:
            break
        if day >= low:
            found.append(day)
    return found


def next_due(first: date | None, rhythm: str, today: date) -> date | None:
    """Return the next day on which a form is owed, today included; None for one that is over."""
    if first is None:
        return None
    days = due_days(first, rhythm, (max(today, first), later(max(today, first), MONTHS_A_YEAR + 1)))
    return days[0] if days else None
