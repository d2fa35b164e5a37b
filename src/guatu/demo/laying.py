"""Where the plan's year lies: as written, or moved by whole months so that it lies around today."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

PLAN_STARTS_ON = date(2026, 1, 16)
PLAN_ENDS_ON = date(2026, 12, 31)
# As written, the plan shows a year from its twentieth week on, and until the last rounds are near.
AS_WRITTEN_FROM = date(2026, 6, 1)
AS_WRITTEN_TO = date(2026, 12, 12)
# Outside that stretch, this month of the plan is laid upon today's: late enough for a history,
# early enough for work ahead.
ANCHOR = date(2026, 10, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laying:
    """The day on which the demo stands, and by how many months the plan's dates are moved."""

    today: date
    months: int

    @property
    def starts_on(self) -> date:
        return moved(PLAN_STARTS_ON, self.months)

    @property
    def ends_on(self) -> date:
        return moved(PLAN_ENDS_ON, self.months)

    def move(self, day: date | None) -> date | None:
        """Return a date of the plan as it is laid."""
        return None if day is None else moved(day, self.months)


def lay(today: date) -> Laying:
    """Return how the plan's year lies when it is `today`."""
    if AS_WRITTEN_FROM <= today <= AS_WRITTEN_TO:
        return Laying(today=today, months=0)
    return Laying(today=today, months=month_index(today) - month_index(ANCHOR))


def month_index(day: date) -> int:
    return day.year * 12 + day.month - 1


def moved(day: date, months: int) -> date:
    """Return `day` in another month; the last day of a month stays the last one."""
    index = month_index(day) + months
    year, month = divmod(index, 12)
    last = month_end(date(year, month + 1, 1))
    if day == month_end(day):
        return last
    return last.replace(day=min(day.day, last.day))


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_ends(first: date, last: date) -> list[date]:
    """Return the month-ends from `first` to `last`, both included."""
    found, day = [], month_end(first)
    while day <= last:
        found.append(day)
        day = month_end(day + timedelta(days=1))
    return found
