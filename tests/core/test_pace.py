"""序时进度: only totals are held against time; what is not published is never behind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.pace import (
    Facet,
    Goal,
    Reading,
    Standing,
    elapsed_share,
    expected_by,
    progress_of,
    satisfies,
)
from guatu.core.shapes import Bound, Shape

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
JUNE = date(2026, 6, 30)


def goal(
    shape: Shape = Shape.CUMULATIVE,
    bound: Bound = Bound.AT_LEAST,
    low: str = "365",
    **fields: object,
) -> Goal:
    values: dict[str, object] = {"starts_on": YEAR[0], "due_on": YEAR[1], **fields}
    return Goal(shape=shape, bound=bound, low=Decimal(low), **values)  # type: ignore[arg-type]


def reading(value: str | None, as_of: date = JUNE, facet: Facet = Facet.CUMULATIVE) -> Reading:
    number = None if value is None else Decimal(value)
    return Reading(period_start=as_of.replace(day=1), as_of=as_of, facet=facet, value=number)


def test_the_worked_example_of_the_method_page() -> None:
    """docs/methods/pace.md: 2,600 parking bays from 16 January to 30 November, 900 on 31 May."""
    bays = goal(
        low="2600", bound=Bound.EQUAL, starts_on=date(2026, 1, 16), due_on=date(2026, 11, 30)
    )
    reported = [reading("900", date(2026, 5, 31))]

    found = progress_of(bays, reported, date(2026, 6, 10))

    assert (found.elapsed, found.elapsed_today, found.standing) == (426, 457, Standing.BEHIND)
    assert round(found.expected or Decimal(0), 2) == Decimal("1108.46")


def test_time_is_counted_by_days_both_ends_included() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), JUNE, date(2026, 12, 31), date(2027, 3, 1)]

    assert [elapsed_share(*YEAR, day) for day in days] == [0, 2, 495, 1000, 1000]


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        ("180", Standing.BEHIND),
        ("181", Standing.ON_PACE),
        ("364.99", Standing.ON_PACE),
        ("365", Standing.MET),
    ],
)
def test_a_total_is_held_against_its_pace(value: str, standing: Standing) -> None:
    assert progress_of(goal(), [reading(value)], JUNE).standing is standing


@pytest.mark.parametrize(
    ("shape", "bound", "low", "high", "larger", "value", "standing"),
    [
        (Shape.GROWTH, ">=", "7", None, True, "6.9", Standing.BEHIND),
        (Shape.GROWTH, ">=", "7", None, True, "7", Standing.ON_PACE),
        (Shape.GROWTH, "~", "6", None, True, "5.7", Standing.ON_PACE),  # 6 less five in a hundred
        (Shape.GROWTH, "~", "6", None, True, "5.69", Standing.BEHIND),
        (Shape.GROWTH, "=", "9", "10", True, "8.9", Standing.BEHIND),
        (Shape.GROWTH, "=", "9", "10", True, "11", Standing.ON_PACE),
        (Shape.SHARE, ">=", "72", None, True, "71.9", Standing.BEHIND),
        (Shape.CONTROL, "<=", "1.68", None, False, "1.68", Standing.ON_PACE),
        (Shape.CONTROL, "<=", "1.68", None, False, "1.69", Standing.BEHIND),
        (Shape.CONTROL, "~", "100", None, False, "105", Standing.ON_PACE),
        (Shape.CONTROL, "=", "9", "10", False, "10.1", Standing.BEHIND),
        (Shape.FLOOR, ">=", "16.9", None, True, "16.9", Standing.ON_PACE),
        (Shape.FLOOR, "=", "16.9", None, True, "16.8", Standing.BEHIND),
        (Shape.LEVEL, ">=", "13", None, True, "12", Standing.BEHIND),
        (Shape.RANK, "<=", "3", None, False, "3", Standing.ON_PACE),
        (Shape.RANK, ">=", "3", None, False, "4", Standing.BEHIND),
        (Shape.RANK, "=", "1", None, False, "2", Standing.BEHIND),
        (Shape.CUMULATIVE, "<=", "28", None, False, "28", Standing.ON_PACE),
        (Shape.CUMULATIVE, "<=", "28", None, False, "29", Standing.BEHIND),
    ],
)
def test_all_else_compares_the_newest_value(  # noqa: PLR0913 a row of the table
    *,
    shape: Shape,
    bound: str,
    low: str,
    high: str | None,
    larger: bool,
    value: str,
    standing: Standing,
) -> None:
    one = goal(shape, Bound(bound), low, high=high and Decimal(high), is_larger_better=larger)

    assert progress_of(one, [reading(value, date(2026, 2, 1))], JUNE).standing is standing


def test_nothing_reported_is_unreported_and_not_published_is_pending() -> None:
    states = [
        progress_of(goal(), readings, JUNE).standing
        for readings in ([], [reading(None)], [reading("1", date(2026, 5, 31)), reading(None)])
    ]

    assert states == [Standing.UNREPORTED, Standing.PENDING, Standing.PENDING]


def test_months_add_up_behind_the_last_total() -> None:
    readings = [
        reading("100", date(2026, 3, 31)),
        reading("20", date(2026, 3, 31), Facet.PERIOD),  # within the total already
        reading("40", date(2026, 4, 30), Facet.PERIOD),
        reading("50", date(2026, 5, 31), Facet.PERIOD),
    ]

    found = progress_of(goal(), readings, JUNE)

    assert (found.actual, found.as_of) == (Decimal(190), date(2026, 5, 31))


def test_what_is_of_a_later_day_is_not_known_yet() -> None:
    assert (
        progress_of(goal(), [reading("400", date(2026, 7, 1))], JUNE).standing
        is Standing.UNREPORTED
    )


VALUES = st.decimals(-1000, 1000, places=3, allow_nan=False)
DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 1))
SHAPES = st.sampled_from(Shape)
ORDERED = st.sampled_from([shape for shape in Shape if shape is not Shape.RANGE])
BOUNDS = st.sampled_from(Bound)


@given(shape=SHAPES, bound=BOUNDS, low=VALUES, today=DAYS, larger=st.booleans())
def test_not_yet_published_is_never_behind(
    *, shape: Shape, bound: Bound, low: Decimal, today: date, larger: bool
) -> None:
    readings = [reading("0", date(2026, 1, 31)), reading(None, date(2026, 2, 28))]
    one = goal(shape, bound, str(low), is_larger_better=larger)

    found = progress_of(one, readings, max(today, date(2026, 3, 1)))

    assert not found.is_behind


@given(ORDERED, BOUNDS, VALUES, VALUES, VALUES)
def test_a_better_value_never_stands_worse(
    shape: Shape, bound: Bound, low: Decimal, first: Decimal, second: Decimal
) -> None:
    one = goal(shape, bound, str(low))
    values = sorted([first, second])
    upwards = satisfies(one, Decimal(10**6))
    worse, better = values if upwards else values[::-1]

    before, after = (progress_of(one, [reading(str(v))], JUNE) for v in (worse, better))

    assert not (after.is_behind and not before.is_behind)


@given(st.decimals(0, 10**9, places=2), DAYS, DAYS)
def test_pace_rises_with_time_up_to_the_target(low: Decimal, one: date, other: date) -> None:
    early, late = sorted([one, other])
    aim = goal(low=str(low))

    assert 0 <= expected_by(aim, early) <= expected_by(aim, late) <= low
    assert expected_by(aim, YEAR[1] + timedelta(days=1)) == low


@given(DAYS, DAYS, DAYS)
def test_a_share_of_time_is_a_share(start: date, due: date, day: date) -> None:
    assert 0 <= elapsed_share(start, due, day) <= 1000
