"""The colours and days of directives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guatu.core.calendars import WorkCalendar
from guatu.core.directives import (
    Colour,
    DirectiveDays,
    Facts,
    colour_of,
    near_until,
    overdue_told_on,
    unsigned_told_on,
)

TODAY = date(2026, 6, 17)  # a Wednesday
NEAR = TODAY + timedelta(days=3)
WEEKENDS = WorkCalendar()


def facts(days: int, **changes: object) -> Facts:
    base: dict[str, object] = {"limit_on": TODAY + timedelta(days=days), "sign_by": TODAY}
    return Facts(**(base | changes))  # type: ignore[arg-type]


CASES = {
    "far": (facts(4), Colour.CALM),
    "near": (facts(3), Colour.NEAR),
    "today": (facts(0), Colour.NEAR),
    "over": (facts(-1), Colour.OVERDUE),
    "returned": (facts(4, is_returned=True), Colour.BEHIND),
    "returned and near": (facts(1, is_returned=True), Colour.BEHIND),
    "returned and over": (facts(-1, is_returned=True), Colour.OVERDUE),
    "unsigned on its last day": (facts(9, is_signed=False), Colour.CALM),
    "unsigned too long": (
        facts(9, is_signed=False, sign_by=TODAY - timedelta(days=1)),
        Colour.BEHIND,
    ),
    "late part": (facts(9, has_late_part=True), Colour.BEHIND),
    "finished in time, check is late": (
        facts(-5, finished_on=TODAY - timedelta(days=5)),
        Colour.CALM,
    ),
    "finished late": (facts(-5, finished_on=TODAY - timedelta(days=4)), Colour.OVERDUE),
    "closed": (facts(-5, is_open=False), Colour.CALM),
}


@pytest.mark.parametrize("name", CASES)
def test_colour(name: str) -> None:
    given, colour = CASES[name]
    assert colour_of(given, TODAY, NEAR) is colour


def test_notice_in_days_and_in_working_days() -> None:
    friday = date(2026, 6, 19)
    plain = DirectiveDays(near_days=3)
    worked = DirectiveDays(near_days=3, near_counts_workdays=True)
    assert near_until(plain, friday, WEEKENDS) == date(2026, 6, 22)
    assert near_until(worked, friday, WEEKENDS) == date(2026, 6, 24)
    assert near_until(DirectiveDays(near_days=0), friday, WEEKENDS) == friday


def test_leaders_are_told_after_the_day_and_never_on_it() -> None:
    friday = date(2026, 6, 19)
    assert overdue_told_on(friday, DirectiveDays(overdue_days=1)) == date(2026, 6, 20)
    assert overdue_told_on(friday, DirectiveDays(overdue_days=0)) == date(2026, 6, 20)
    days = DirectiveDays(unsigned_days=1)
    assert unsigned_told_on(friday, days, WEEKENDS) == date(2026, 6, 22)
