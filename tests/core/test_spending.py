"""Money by month against its plan: the worked example of the page, and the edges."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.lamps import Lamp
from guatu.core.spending import compare_months

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "money.md"
ROW = re.compile(r"\| (\d{4}-\d\d) \| (\d+) \| (\d+|–) \| (\d+) \| (\d+) \| (\d+) \| (\w+) \|")
MONTHS = st.dictionaries(
    st.dates(date(2025, 1, 1), date(2026, 12, 31)).map(lambda day: f"{day:%Y-%m}"),
    st.decimals(0, 10**6, places=2).map(str),
)


def test_the_worked_example_of_the_page() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    planned = {month: plan for month, plan, *_rest in rows}
    paid = {month: given for month, _plan, given, *_rest in rows if given != "–"}

    found = compare_months(planned, paid, date(2026, 5, 10))

    assert len(rows) == 5
    assert [
        (f"{m.first:%Y-%m}", str(m.planned_in_all), str(m.paid_in_all), str(m.share), m.lamp)
        for m in found
    ] == [(month, a, b, share, lamp) for month, _p, _q, a, b, share, lamp in rows]


@pytest.mark.parametrize(
    ("paid", "lamp"),
    [("100", Lamp.ON_PACE), ("99.99", Lamp.BEHIND), ("80", Lamp.BEHIND), ("79.99", Lamp.SEVERE)],
)
def test_the_edges_of_a_month_that_is_over(paid: str, lamp: Lamp) -> None:
    (month,) = compare_months({"2026-03": "100"}, {"2026-03": paid}, date(2026, 4, 1))

    assert month.lamp is lamp


def test_a_payment_that_comes_early_makes_no_month_bad() -> None:
    planned = {"2026-01": "100", "2026-02": "100"}

    months = compare_months(planned, {"2026-01": "200", "2026-02": "0"}, date(2026, 3, 1))

    assert [month.lamp for month in months] == [Lamp.ON_PACE, Lamp.ON_PACE]


def test_a_month_between_stands_with_nothing_and_no_plan_has_no_share() -> None:
    months = compare_months({}, {"2025-12": "5", "2026-02": "1"}, date(2026, 6, 1))

    assert [(f"{m.first:%Y-%m}", m.paid, m.share) for m in months] == [
        ("2025-12", Decimal(5), None),
        ("2026-01", None, None),
        ("2026-02", Decimal(1), None),
    ]
    assert compare_months({}, {}, date(2026, 6, 1)) == ()


@given(planned=MONTHS, paid=MONTHS, today=st.dates(date(2024, 6, 1), date(2027, 6, 1)))
def test_the_last_sums_are_the_sums_and_no_month_to_come_is_bad(
    planned: dict[str, str], paid: dict[str, str], today: date
) -> None:
    months = compare_months(planned, paid, today)

    if months:
        assert months[-1].planned_in_all == sum(map(Decimal, planned.values()))
        assert months[-1].paid_in_all == sum(map(Decimal, paid.values()))
    assert not any(month.is_bad for month in months if month.first >= today.replace(day=1))
