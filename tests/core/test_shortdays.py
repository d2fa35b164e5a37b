"""Days as they are typed in a meeting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.shortdays import read_day

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2026年12月1日", date(2026, 12, 1)),
        ("12.1", date(2026, 12, 1)),
        ("12月1日", date(2026, 12, 1)),
        ("1.15", date(2027, 1, 15)),
        ("11.20", date(2026, 11, 20)),
        ("30日", date(2026, 11, 30)),
        ("3号", date(2026, 12, 3)),
        ("31日", date(2026, 12, 31)),
        ("5", date(2026, 11, 30)),
        ("5天", date(2026, 11, 30)),
        ("5日内", date(2026, 11, 30)),
        ("周五", date(2026, 11, 27)),
        ("周一", date(2026, 11, 30)),
        ("本周一", date(2026, 11, 23)),
        ("下周五", date(2026, 12, 4)),
        ("星期天", date(2026, 11, 29)),
        ("今天", WEDNESDAY),
        ("月底", date(2026, 11, 30)),
        ("年底", date(2026, 12, 31)),
        ("13.40", None),
        ("尽快", None),
        ("", None),
    ],
)  # fmt: skip
def test_what_is_typed_means_a_day(written: str, day: date | None) -> None:
    assert read_day(written, WEDNESDAY) == day


@given(st.text(max_size=20), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_text_breaks_it(written: str, today: date) -> None:
    found = read_day(written, today)
    assert found is None or isinstance(found, date)


@given(st.integers(0, 999), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_number_is_days_from_today(days: int, today: date) -> None:
    assert read_day(f"{days}天", today) == today + timedelta(days=days)
