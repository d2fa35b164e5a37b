"""Dates: days, thirds, quarters and ranges against a year."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.text.dates import find_periods, safe_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3月5日", "2025-03-05", "2025-03-05"),
        ("3月底前", "2025-03-01", "2025-03-31"),
        ("2月", "2025-02-01", "2025-02-28"),
        ("12月中下旬", "2025-12-11", "2025-12-31"),
        ("4月上旬", "2025-04-01", "2025-04-10"),
        ("1月31日——2月21日", "2025-01-31", "2025-02-21"),
        ("2024年3月至6月", "2024-03-01", "2024-06-30"),
        ("2024年3月1日至15日", "2024-03-01", "2024-03-15"),
        ("11月-次年2月", "2025-11-01", "2026-02-28"),
        ("2025年11月—2026年3月", "2025-11-01", "2026-03-31"),
        ("即日起至9月底", "2025-02-03", "2025-09-30"),
        ("第一季度", "2025-01-01", "2025-03-31"),
        ("四季度", "2025-10-01", "2025-12-31"),
        ("上半年", "2025-01-01", "2025-06-30"),
        ("3-5月", "2025-03-01", "2025-05-31"),
        ("2025.3.1-2025.5.6", "2025-03-01", "2025-05-06"),
        ("二〇二四年三月", "2024-03-01", "2024-03-31"),
        ("年底前", "2025-01-01", "2025-12-31"),
        ("2027年底", "2027-01-01", "2027-12-31"),
    ],
)
def test_a_period_has_its_days(text: str, first: str, last: str) -> None:
    (period,) = find_periods(text, year=2025, today=date(2025, 2, 3))

    assert (period.first, period.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert (period.start, period.end) == (0, len(text))


def test_without_a_year_the_days_stay_open() -> None:
    (period,) = find_periods("3月5日前", year=None)

    assert (period.first, period.last, period.is_limit) == (None, None, True)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_a_written_day_is_read_back(day: date) -> None:
    (period,) = find_periods(f"{day.year}年{day.month}月{day.day}日", year=None)

    assert (period.first, period.last) == (day, day)


@given(st.text(alphabet="0123456789年月日底前至-—.一二三四季度上下旬半今明次即起", max_size=50))
def test_any_text_gives_periods_apart_and_in_order(text: str) -> None:
    found = find_periods(text, year=2025)

    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(p.start < p.end for p in found)


@pytest.mark.parametrize(("year", "month"), [(0, 1), (2025, 13), (2025, 0), (10000, 1)])
def test_no_month_gives_no_day(year: int, month: int) -> None:
    assert safe_date(year, month, 1) is None
