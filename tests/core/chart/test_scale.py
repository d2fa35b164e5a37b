"""The scale of time: where days lie, and which ticks there are."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.chart.scale import (
    PIXELS_A_DAY,
    Scale,
    Span,
    Step,
    Zoom,
    begin_of,
    next_of,
    scale_of,
    span_over,
    ticks,
    weekends,
)

YEAR = Span(first=date(2026, 1, 1), last=date(2026, 12, 31))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
SPANS = st.builds(
    lambda first, days: Span(first=first, last=date.fromordinal(first.toordinal() + days)),
    DAYS,
    st.integers(0, 1500),
)


def year(zoom: Zoom = Zoom.WHOLE, narrowest: int = 730) -> Scale:
    return scale_of(YEAR, zoom, narrowest=narrowest)


def test_a_day_begins_where_its_share_of_the_year_says_and_ends_where_the_next_begins() -> None:
    scale = year()

    assert scale.at(date(2026, 1, 1)) == 0
    assert scale.at(date(2026, 3, 15)) == pytest.approx(73 / 365 * 100, abs=0.001)
    assert scale.end_of(date(2026, 3, 14)) == scale.at(date(2026, 3, 15))
    assert scale.end_of(date(2026, 12, 31)) == 100
    assert scale.pixels(scale.at(date(2026, 7, 2))) == pytest.approx(364, abs=0.01)


def test_days_beyond_the_scale_lie_on_its_edge() -> None:
    scale = year()

    assert (scale.at(date(2019, 5, 1)), scale.at(date(2031, 5, 1))) == (0, 100)
    assert scale.end_of(date.max) == 100


@pytest.mark.parametrize(
    ("zoom", "steps"),
    [
        (Zoom.DAY, (Step.MONTH, Step.DAY)),
        (Zoom.WEEK, (Step.MONTH, Step.WEEK)),
        (Zoom.MONTH, (Step.YEAR, Step.MONTH)),
        (Zoom.QUARTER, (Step.YEAR, Step.QUARTER)),
        (Zoom.WHOLE, (Step.YEAR, Step.MONTH)),
    ],
)
def test_each_zoom_has_its_ticks(zoom: Zoom, steps: tuple[Step, Step]) -> None:
    assert year(zoom, 560).steps == steps


def test_the_whole_of_many_years_falls_back_to_quarters_and_years() -> None:
    three = Span(first=date(2024, 1, 1), last=date(2026, 12, 31))
    ten = Span(first=date(2020, 1, 1), last=date(2029, 12, 31))

    assert scale_of(three, Zoom.WHOLE, narrowest=560).steps == (Step.YEAR, Step.QUARTER)
    assert scale_of(ten, Zoom.WHOLE, narrowest=560).steps == (Step.YEAR, Step.YEAR)


def test_looking_nearer_is_wider_and_never_narrower_than_the_page() -> None:
    widths = [year(zoom).width for zoom in Zoom]

    assert widths == sorted(widths, reverse=True)
    assert widths[0] >= 365 * PIXELS_A_DAY[Zoom.DAY]
    assert min(widths) == 730
    assert scale_of(YEAR, Zoom.DAY, narrowest=560, factor=1.25).width > widths[0]


def test_months_cover_the_year() -> None:
    months = ticks(year(), Step.MONTH)

    assert [tick.first.month for tick in months] == list(range(1, 13))
    assert months[1].room == pytest.approx(28 * 2, abs=0.02)
    assert sum(tick.width for tick in months) == pytest.approx(100, abs=0.01)


def test_weekends_are_saturdays_with_their_sundays() -> None:
    scale = scale_of(Span(first=date(2026, 6, 1), last=date(2026, 6, 28)), Zoom.DAY, narrowest=280)

    assert weekends(scale) == [
        (scale.at(date(2026, 6, day)), round(scale.at(date(2026, 6, day + 2)) - scale.at(date(2026, 6, day)), 3))
        for day in (6, 13, 20, 27)
    ]  # fmt: skip


def test_a_date_little_beyond_the_campaign_widens_the_scale_one_far_beyond_does_not() -> None:
    widened = span_over(YEAR, [date(2027, 2, 1), date(2031, 1, 1), date(2020, 1, 1)])

    assert widened == Span(first=YEAR.first, last=date(2027, 2, 1))


@given(day=DAYS, step=st.sampled_from(Step))
def test_a_unit_begins_on_or_before_its_day_and_the_next_one_after_it(
    day: date, step: Step
) -> None:
    first, following = begin_of(day, step), next_of(day, step)

    assert first <= day < following
    assert begin_of(following, step) == following
    assert begin_of(date.fromordinal(following.toordinal() - 1), step) == first


@given(span=SPANS, zoom=st.sampled_from(Zoom), step=st.sampled_from(Step))
def test_ticks_follow_each_other_without_a_gap(span: Span, zoom: Zoom, step: Step) -> None:
    scale = scale_of(span, zoom, narrowest=400)
    found = ticks(scale, step)

    assert found[0].left == 0
    for one, following in pairwise(found):
        assert one.left + one.width == pytest.approx(following.left, abs=0.002)
    assert found[-1].left + found[-1].width == pytest.approx(100, abs=0.002)


@given(span=SPANS, zoom=st.sampled_from(Zoom), days=st.lists(DAYS, min_size=2, max_size=2))
def test_a_later_day_never_lies_before_an_earlier_one(
    span: Span, zoom: Zoom, days: list[date]
) -> None:
    scale = scale_of(span, zoom, narrowest=400)
    first, last = sorted(days)

    assert 0 <= scale.at(first) <= scale.at(last) <= 100


@pytest.mark.parametrize(
    ("days", "width", "steps"),
    [
        (7, 560, (Step.MONTH, Step.DAY)),  # 清零行动 of a week
        (30, 560, (Step.MONTH, Step.DAY)),
        (30, 200, (Step.MONTH, Step.WEEK)),  # no room for days
        (100, 900, (Step.MONTH, Step.WEEK)),  # 百日会战
        (100, 400, (Step.YEAR, Step.MONTH)),
        (365, 4000, (Step.YEAR, Step.MONTH)),
    ],
)
def test_the_whole_of_a_short_course_is_told_by_days_or_weeks(
    days: int, width: int, steps: tuple[Step, Step]
) -> None:
    first = date(2026, 3, 2)
    scale = scale_of(
        Span(first=first, last=first + timedelta(days=days - 1)), Zoom.WHOLE, narrowest=width
    )

    assert scale.steps == steps
    assert scale.span.days <= max(days, 14) + 60
