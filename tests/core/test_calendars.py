"""Working days: weekends, holidays and make-up days as the caller gives them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.calendars import (
    WEEKENDS_ONLY,
    WorkCalendar,
    after_working_days,
    working_days_between,
)

FRIDAY = date(2026, 9, 25)
# Monday to Wednesday off, the Sunday before worked instead
AUTUMN = WorkCalendar(
    holidays={date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)},
    make_up_days={date(2026, 9, 27)},
)


@pytest.mark.parametrize(
    ("count", "calendar", "expected"),
    [
        (1, WEEKENDS_ONLY, date(2026, 9, 28)),
        (3, WEEKENDS_ONLY, date(2026, 9, 30)),
        (6, WEEKENDS_ONLY, date(2026, 10, 5)),
        (1, AUTUMN, date(2026, 9, 27)),
        (2, AUTUMN, date(2026, 10, 1)),
    ],
    ids=["next", "three", "over-a-weekend", "make-up", "holidays"],
)
def test_a_limit_ends_on_a_working_day(count: int, calendar: WorkCalendar, expected: date) -> None:
    assert after_working_days(FRIDAY, count, calendar) == expected


def test_a_limit_of_no_day_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        after_working_days(FRIDAY, 0)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 40))
def test_the_days_of_a_limit_are_counted_back(start: date, count: int) -> None:
    assert working_days_between(start, after_working_days(start, count)) == count


def test_nothing_lies_before_the_start() -> None:
    assert working_days_between(FRIDAY, FRIDAY) == 0
    assert working_days_between(FRIDAY, date(2026, 9, 20)) == 0
