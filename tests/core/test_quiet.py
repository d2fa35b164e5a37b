"""Quiet hours over nights, weekends, holidays and make-up days; back-off with a spread."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.calendars import WorkCalendar
from guatu.core.quiet import QuietHours, allowed_from, back_off, next_hour, share

ZONE = ZoneInfo("Asia/Shanghai")
# 1 to 8 October are off, and Sunday 27 September and Saturday 10 October are worked for them
CALENDAR = WorkCalendar(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 9)),
    make_up_days=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)
FIRST, LAST = datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-06-01")
NEVER = QuietHours(start=0, end=0, on_days_off=False)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-09-22T10:00", "2026-09-22T10:00"),
        ("2026-09-22T19:59", "2026-09-22T19:59"),
        ("2026-09-22T20:00", "2026-09-23T08:00"),
        ("2026-09-23T07:59", "2026-09-23T08:00"),
        ("2026-09-25T20:30", "2026-09-27T08:00"),  # Friday night: Sunday is a make-up day
        ("2026-09-30T21:00", "2026-10-09T08:00"),  # the eve of the holidays
        ("2026-10-05T12:00", "2026-10-09T08:00"),
        ("2026-10-09T20:00", "2026-10-10T08:00"),  # Saturday is worked
        ("2026-10-10T20:00", "2026-10-12T08:00"),
    ],
)
def test_when_it_may_go_out(moment: str, allowed: str) -> None:
    assert allowed_from(local(moment), QuietHours(), CALENDAR) == local(allowed)


def test_quiet_at_noon_and_never() -> None:
    noon = QuietHours(start=12, end=14, on_days_off=False)

    assert allowed_from(local("2026-10-03T12:30"), noon, CALENDAR) == local("2026-10-03T14:00")
    assert allowed_from(local("2026-10-03T23:30"), NEVER, CALENDAR) == local("2026-10-03T23:30")


@given(st.datetimes(FIRST, LAST), st.integers(0, 23), st.integers(0, 23))
def test_what_it_gives_is_never_quiet_nor_before(moment: datetime, start: int, end: int) -> None:
    quiet = QuietHours(start=start, end=end)
    at = moment.replace(tzinfo=ZONE)
    allowed = allowed_from(at, quiet, CALENDAR)

    assert allowed >= at
    assert not quiet.holds(allowed.hour)
    assert CALENDAR.is_working_day(allowed.date())
    assert allowed_from(allowed, quiet, CALENDAR) == allowed


def test_a_table_without_working_days_is_refused() -> None:
    idle = WorkCalendar(
        holidays=frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(900))
    )
    with pytest.raises(ValueError, match="no day"):
        allowed_from(local("2026-01-02T10:00"), QuietHours(), idle)


def test_the_next_stroke_of_an_hour() -> None:
    assert next_hour(local("2026-09-22T07:59"), 8) == local("2026-09-22T08:00")
    assert next_hour(local("2026-09-22T08:00"), 8) == local("2026-09-23T08:00")


def test_back_off_doubles_to_a_bound_and_is_spread_by_the_seed() -> None:
    waits = [back_off(n, "seed").total_seconds() for n in range(1, 40)]

    assert all(30 <= w <= 60 for w in waits[:1])
    assert all(30 * 2**n <= w <= 60 * 2**n for n, w in enumerate(waits[:7]))
    assert all(3600 <= w <= 7200 for w in waits[7:])
    assert back_off(3, "a") == back_off(3, "a") != back_off(3, "b")
    assert 0 <= share("x") < 1
    with pytest.raises(ValueError, match="first failure"):
        back_off(0, "a")
