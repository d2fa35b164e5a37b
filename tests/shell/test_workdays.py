"""The table of holidays and make-up days that is shipped."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from guatu.core.calendars import after_working_days
from guatu.shell.workdays import read_calendar, work_calendar

pytestmark = pytest.mark.django_db

KNOWN = Path(__file__).resolve().parents[2].parent / "shared/schedule/calendar/cn_workdays.json"


@pytest.mark.parametrize("year", [2025, 2026])
def test_each_year_has_its_number_of_working_days(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]

    assert sum(map(work_calendar().is_working_day, days)) == 248


def test_no_make_up_day_is_a_weekday_or_off() -> None:
    calendar = work_calendar()

    assert all(day.weekday() > 4 for day in calendar.make_up_days)
    assert not set(calendar.make_up_days) & set(calendar.holidays)


def test_a_limit_runs_on_over_the_spring_festival() -> None:
    assert after_working_days(date(2026, 2, 13), 2, work_calendar()) == date(2026, 2, 24)


def test_a_stretch_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before"):
        read_calendar('[2027]\noff = ["2027-02-02/2027-02-01"]\nwork = []\n')


@pytest.mark.skipif(not KNOWN.is_file(), reason="needs ../shared/schedule/calendar")
def test_the_table_is_day_for_day_the_known_one() -> None:
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    calendar = work_calendar()

    assert sorted(map(str, calendar.make_up_days)) == known["makeup_workdays"]
    assert sorted(map(str, calendar.holidays)) == known["days_off"]
