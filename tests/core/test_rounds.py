"""Periods and deadlines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.rounds import Every, Period, deadline, following, is_late, month_of, period_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
days = st.dates(min_value=date(2000, 1, 8), max_value=date(2090, 1, 1))
weekdays = st.integers(min_value=1, max_value=7)


@pytest.mark.parametrize(
    ("every", "starts_on", "ends_on"),
    [
        (Every.DAY, date(2026, 5, 20), date(2026, 5, 20)),
        (Every.WEEK, date(2026, 5, 16), date(2026, 5, 22)),
        (Every.MONTH, date(2026, 5, 1), date(2026, 5, 31)),
        (Every.QUARTER, date(2026, 4, 1), date(2026, 6, 30)),
        (Every.HALF_YEAR, date(2026, 1, 1), date(2026, 6, 30)),
        (Every.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_period_of_a_wednesday_in_may(every: Every, starts_on: date, ends_on: date) -> None:
    assert period_of(every, date(2026, 5, 20)) == Period(starts_on=starts_on, ends_on=ends_on)


def test_a_weekly_round_that_closes_on_friday_includes_the_friday() -> None:
    assert period_of(Every.WEEK, date(2026, 5, 22)).ends_on == date(2026, 5, 22)
    assert period_of(Every.WEEK, date(2026, 5, 23)).ends_on == date(2026, 5, 29)


def test_december_ends_with_the_year() -> None:
    assert month_of(date(2026, 12, 3)).ends_on == date(2026, 12, 31)
    assert month_of(date(2028, 2, 3)).ends_on == date(2028, 2, 29)


@given(st.sampled_from(Every), days, weekdays)
def test_periods_hold_their_day_and_leave_no_gap(every: Every, day: date, weekday: int) -> None:
    period = period_of(every, day, weekday=weekday)
    after = following(every, period, weekday=weekday)

    assert period.starts_on <= day <= period.ends_on
    assert after.starts_on == period.ends_on + timedelta(days=1)
    assert period_of(every, period.starts_on, weekday=weekday) == period
    assert period_of(every, period.ends_on, weekday=weekday) == period


@pytest.mark.parametrize("weekday", [0, 8])
def test_there_is_no_eighth_day(weekday: int) -> None:
    with pytest.raises(ValueError, match="no ISO weekday"):
        period_of(Every.WEEK, date(2026, 5, 20), weekday=weekday)


def test_the_day_ends_at_midnight_of_its_own_zone() -> None:
    friday = date(2026, 5, 22)

    assert deadline(friday, SHANGHAI) == datetime(2026, 5, 22, 16, tzinfo=UTC)
    assert not is_late(datetime(2026, 5, 22, 15, 59, 59, 999999, tzinfo=UTC), friday, SHANGHAI)
    assert is_late(datetime(2026, 5, 22, 16, tzinfo=UTC), friday, SHANGHAI)
    assert not is_late(datetime(2026, 5, 22, 16, tzinfo=UTC), friday, timezone.utc)  # noqa: UP017 another zone


def test_the_deadline_follows_summer_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    assert deadline(date(2026, 10, 24), berlin).hour == 22
    assert deadline(date(2026, 10, 25), berlin).hour == 23
