"""Where the lines and dots of a pace chart lie."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.charts import HEIGHT, MARGIN, WIDTH, Plot, draw

START, DUE = date(2026, 1, 1), date(2026, 12, 31)
DAYS = st.dates(min_value=date(2025, 6, 1), max_value=date(2027, 6, 1))
VALUES = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=3)


def plot(
    *readings: tuple[date, str], goal: str = "100", is_paced: bool = True, today: date = DUE
) -> Plot:
    return Plot(
        readings=[(day, Decimal(value)) for day, value in readings],
        goal=Decimal(goal),
        starts_on=START,
        due_on=DUE,
        today=today,
        is_paced=is_paced,
    )


def test_the_pace_line_climbs_from_nothing_on_the_first_day_to_the_goal_on_the_last() -> None:
    start, end = draw(plot()).goal_line

    assert (start.x, start.y) == (MARGIN, HEIGHT - MARGIN)
    assert end.x == WIDTH - MARGIN
    assert end.y < start.y


def test_a_threshold_is_level() -> None:
    start, end = draw(plot((START, "1.74"), goal="1.70", is_paced=False)).goal_line

    assert start.y == end.y


def test_a_value_on_pace_lies_on_the_line_and_one_behind_lies_under_it() -> None:
    half = START + (DUE - START) / 2
    chart = draw(plot((half, "50")))
    on_line = (chart.goal_line[0].y + chart.goal_line[1].y) / 2

    assert chart.last is not None
    assert chart.last.y == pytest.approx(on_line, abs=0.2)

    behind = draw(plot((half, "20"))).last
    assert behind is not None
    assert behind.y > on_line


def test_close_values_of_a_level_are_told_apart() -> None:
    chart = draw(plot((START, "1.74"), (DUE, "1.71"), goal="1.70", is_paced=False))

    assert chart.actual[1].y - chart.actual[0].y > HEIGHT / 3


def test_readings_are_drawn_in_the_order_of_their_days() -> None:
    chart = draw(plot((DUE, "90"), (START, "1")))

    assert [point.x for point in chart.actual] == [MARGIN, WIDTH - MARGIN]
    assert chart.path == f"{chart.actual[0]} {chart.actual[1]}"


def test_without_readings_there_is_a_goal_and_no_last_value() -> None:
    chart = draw(plot())

    assert chart.last is None
    assert chart.path == ""


def test_a_day_outside_the_campaign_is_drawn_at_its_edge() -> None:
    chart = draw(plot((DUE + timedelta(days=40), "10"), today=START - timedelta(days=3)))

    assert chart.today_x == MARGIN
    assert chart.actual[0].x == WIDTH - MARGIN


@given(
    readings=st.lists(st.tuples(DAYS, VALUES), max_size=20),
    goal=VALUES,
    today=DAYS,
    is_paced=st.booleans(),
)
def test_all_lies_within_the_drawing(
    readings: list[tuple[date, Decimal]], goal: Decimal, today: date, *, is_paced: bool
) -> None:
    chart = draw(
        Plot(
            readings=readings,
            goal=goal,
            starts_on=START,
            due_on=DUE,
            today=today,
            is_paced=is_paced,
        )
    )

    for point in (*chart.actual, *chart.goal_line):
        assert MARGIN <= point.x <= WIDTH - MARGIN
        assert MARGIN <= point.y <= HEIGHT - MARGIN
    assert MARGIN <= chart.today_x <= WIDTH - MARGIN


@given(low=VALUES, high=VALUES, goal=VALUES)
def test_more_is_never_drawn_lower(low: Decimal, high: Decimal, goal: Decimal) -> None:
    low, high = min(low, high), max(low, high)
    chart = draw(plot((START, str(low)), (DUE, str(high)), goal=str(goal)))

    assert chart.actual[1].y <= chart.actual[0].y


def test_a_set_curve_is_drawn_corner_by_corner() -> None:
    start, middle, due = date(2026, 1, 1), date(2026, 7, 2), date(2026, 12, 31)
    line = ((start, Decimal(0)), (middle, Decimal(20)), (due, Decimal(100)))
    days_alone = Plot(readings=(), goal=Decimal(100), starts_on=start, due_on=due, today=start,
                      is_paced=True)  # fmt: skip

    bent, straight = draw(replace(days_alone, line=line)), draw(days_alone)

    (first, second), (third, last) = bent.goal_lines
    assert (first, last) == straight.goal_line
    assert second == third
    assert second.y > (first.y + last.y) / 2  # below the straight line: y runs downwards
    assert straight.goal_lines == (straight.goal_line,)
