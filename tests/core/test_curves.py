"""Set curves, periods and working days: expected values worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.calendars import WorkCalendar
from guatu.core.curves import (
    CurveFault,
    CurvePoint,
    Stretch,
    at_day,
    check_curve,
    cumulated,
    line_of,
    parts_of,
)
from guatu.core.pace import Facet, Goal, PaceBy, Reading, Standing, expected_by, progress_of
from guatu.core.rhythms import Period, Rhythm, last_ended, period_of, periods_between
from guatu.core.shapes import Bound, Shape

YEAR = Stretch(starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31), whole=Decimal(2000))
QUARTER, HALF = date(2026, 3, 31), date(2026, 6, 30)
CURVE = (
    CurvePoint(day=QUARTER, share=Decimal(20)),
    CurvePoint(day=HALF, share=Decimal(50)),
)


def goal(**fields: object) -> Goal:
    values: dict[str, object] = {
        "shape": Shape.CUMULATIVE, "bound": Bound.AT_LEAST, "low": Decimal(2000),
        "starts_on": YEAR.starts_on, "due_on": YEAR.due_on, "pace_by": PaceBy.CURVE, "curve": CURVE,
    }  # fmt: skip
    return Goal(**(values | fields))  # type: ignore[arg-type]


def told(value: str, day: date) -> list[Reading]:
    return [
        Reading(
            period_start=YEAR.starts_on, as_of=day, facet=Facet.CUMULATIVE, value=Decimal(value)
        )
    ]


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (date(2025, 12, 31), "0"),
        (QUARTER, "400"),
        (date(2026, 4, 30), "597.80"),  # 400 + 600 × 30 ÷ 91
        (HALF, "1000"),
        (date(2026, 9, 30), "1500.00"),  # 1000 + 1000 × 92 ÷ 184
        (date(2026, 12, 31), "2000"),
        (date(2027, 3, 1), "2000"),
    ],
)
def test_the_worked_curve_of_the_method_page(day: date, asked: str) -> None:
    assert round(expected_by(goal(), day), 2) == Decimal(asked)


def test_a_total_is_held_against_its_curve_not_its_days() -> None:
    """450 at the end of March: by days 493 were to be there, by the curve 400."""
    by_curve = progress_of(goal(), told("450", QUARTER), HALF)
    by_days = progress_of(goal(pace_by=PaceBy.CALENDAR, curve=()), told("450", QUARTER), HALF)

    assert (by_curve.standing, by_curve.expected, by_curve.elapsed) == (
        Standing.ON_PACE,
        400,
        200,
    )
    assert (by_days.standing, by_curve.elapsed_today) == (Standing.BEHIND, 500)


def test_a_rate_has_thresholds_and_nothing_is_asked_before_the_first() -> None:
    steps = (CurvePoint(day=QUARTER, value=Decimal(6)), CurvePoint(day=HALF, value=Decimal("6.5")))
    rate = goal(shape=Shape.GROWTH, low=Decimal(7), curve=steps)
    days = [date(2026, 2, 28), QUARTER, date(2026, 5, 31), HALF, YEAR.due_on]

    found = [progress_of(rate, told("6.2", day), YEAR.due_on) for day in days]

    assert [one.expected for one in found] == [None, 6, 6, Decimal("6.5"), 7]
    assert [one.is_behind for one in found] == [False, False, False, True, True]


def test_a_floor_holds_at_every_moment_whatever_the_steps() -> None:
    floor = goal(
        shape=Shape.FLOOR, low=Decimal(17), curve=(CurvePoint(day=HALF, value=Decimal(15)),)
    )

    assert progress_of(floor, told("16.9", HALF), HALF).standing is Standing.BEHIND


def test_working_days_leave_out_weekends_and_holidays_and_keep_make_up_days() -> None:
    """5 to 16 October 2026 without the 5th to 7th, with Saturday the 10th: 8 working days."""
    calendar = WorkCalendar(
        holidays={date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)},
        make_up_days={date(2026, 10, 10)},
    )
    sprint = goal(
        low=Decimal(80), starts_on=date(2026, 10, 5), due_on=date(2026, 10, 16),
        pace_by=PaceBy.WORKING, curve=(), calendar=calendar,
    )  # fmt: skip

    asked = [expected_by(sprint, date(2026, 10, day)) for day in (7, 8, 11, 12, 16)]

    assert asked == [0, 10, 30, 40, 80]
    assert progress_of(sprint, [], date(2026, 10, 12)).elapsed_today == 500


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        ([(date(2025, 12, 31), 20)], CurveFault.OUTSIDE),
        ([(QUARTER, 20), (QUARTER, 30)], CurveFault.TWICE),
        ([(QUARTER, 50), (HALF, 20)], CurveFault.FALLS),
        ([(QUARTER, -1)], CurveFault.NEGATIVE),
        ([(QUARTER, 101)], CurveFault.OVER),
        ([(YEAR.due_on, 99)], CurveFault.SHORT),
        ([(QUARTER + timedelta(days=n), 1) for n in range(61)], CurveFault.TOO_MANY),
    ],
)
def test_a_wrong_point_is_told(points: list[tuple[date, int]], fault: CurveFault) -> None:
    given_points = [CurvePoint(day=day, share=Decimal(share)) for day, share in points]

    found = check_curve(given_points, YEAR, is_total=True)

    assert [one.code for one in found] == [fault]


def test_a_rate_has_no_shares_and_may_fall() -> None:
    rate = [CurvePoint(day=QUARTER, value=Decimal(7)), CurvePoint(day=HALF, value=Decimal(6))]

    assert check_curve(rate, YEAR, is_total=False) == []
    assert [f.code for f in check_curve(CURVE, YEAR, is_total=False)] == [CurveFault.NO_SHARE] * 2


def test_parts_of_quarters_add_up_beside_the_original() -> None:
    ends = [QUARTER, HALF, date(2026, 9, 30), YEAR.due_on]
    points = cumulated(list(zip(ends, map(Decimal, (500, 500, 500, 600)), strict=True)))

    found = parts_of(points, YEAR)

    assert check_curve(points, YEAR, is_total=True) == []
    assert [(p.start, p.end, p.part) for p in found] == [
        (date(2026, 1, 1), QUARTER, 500),
        (date(2026, 4, 1), HALF, 500),
        (date(2026, 7, 1), date(2026, 9, 30), 500),
        (date(2026, 10, 1), YEAR.due_on, 600),
    ]
    assert sum(p.part for p in found) - YEAR.whole == 100


DAYS = st.dates(YEAR.starts_on, YEAR.due_on)


@given(st.dictionaries(DAYS, st.integers(0, 100), max_size=12), DAYS, DAYS)
def test_a_curve_that_is_kept_never_falls(shares: dict[date, int], one: date, other: date) -> None:
    ordered = sorted(shares.values())
    points = [
        CurvePoint(day=day, share=Decimal(share))
        for day, share in zip(sorted(shares), ordered, strict=True)
    ]
    if check_curve(points, YEAR, is_total=True):
        points = [p for p in points if p.day != YEAR.due_on]
    line = line_of(points, YEAR)
    early, late = sorted([one, other])

    assert 0 <= at_day(line, early) <= at_day(line, late) <= YEAR.whole
    assert at_day(line, YEAR.due_on) == YEAR.whole


def test_a_range_is_kept_between_both_ends() -> None:
    band = goal(
        shape=Shape.RANGE, bound=Bound.EQUAL, low=Decimal(2), high=Decimal(3), curve=(),
        pace_by=PaceBy.CALENDAR,
    )  # fmt: skip

    found = [progress_of(band, told(v, HALF), HALF) for v in ("1.9", "2", "2.9", "3", "3.1")]

    assert [one.is_behind for one in found] == [True, False, False, False, True]
    assert [one.expected for one in found] == [2, 2, 3, 3, 3]


@pytest.mark.parametrize(
    ("rhythm", "start", "end"),
    [
        (Rhythm.MONTH, date(2026, 8, 1), date(2026, 8, 31)),
        (Rhythm.QUARTER, date(2026, 7, 1), date(2026, 9, 30)),
        (Rhythm.HALF_YEAR, date(2026, 7, 1), date(2026, 12, 31)),
        (Rhythm.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_its_period(rhythm: Rhythm, start: date, end: date) -> None:
    assert period_of(rhythm, date(2026, 8, 15)) == Period(start=start, end=end)


@pytest.mark.parametrize(
    ("rhythm", "today", "owed"),
    [
        (Rhythm.MONTH, date(2026, 4, 30), date(2026, 3, 31)),  # April ends today: it is not over
        (Rhythm.MONTH, date(2026, 5, 1), date(2026, 4, 30)),
        (Rhythm.QUARTER, date(2026, 5, 1), date(2026, 3, 31)),
        (Rhythm.HALF_YEAR, date(2026, 5, 1), None),
        (Rhythm.YEAR, date(2026, 12, 16), date(2026, 12, 15)),  # the campaign is over
    ],
)
def test_the_last_period_that_is_over_is_owed(
    rhythm: Rhythm, today: date, owed: date | None
) -> None:
    found = last_ended(rhythm, today, starts_on=date(2026, 1, 10), ends_on=date(2026, 12, 15))

    assert (found and found.end) == owed


def test_periods_are_cut_to_the_days_of_a_campaign() -> None:
    found = periods_between(Rhythm.QUARTER, date(2026, 2, 10), date(2026, 8, 20))

    assert [(p.start, p.end) for p in found] == [
        (date(2026, 2, 10), QUARTER),
        (date(2026, 4, 1), HALF),
        (date(2026, 7, 1), date(2026, 8, 20)),
    ]
