"""Periods and cut-offs over many drawn rhythms: no day without its period, none in two."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from guatu.core.calendars import WorkCalendar
from guatu.core.rounds import (
    Every,
    OffDays,
    Period,
    Rhythm,
    dates_of,
    moved,
    nominal_day,
    period_of,
    rest_from,
    rounds_from,
    ten_days_of,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOLIDAY = frozenset(date(2026, 10, 1) + timedelta(days=n) for n in range(7))
MADE_UP = frozenset({date(2026, 9, 27), date(2026, 10, 10)})
CALENDAR = WorkCalendar(holidays=HOLIDAY, make_up_days=MADE_UP)
SEEDS = range(60)


def drawn(seed: int) -> tuple[random.Random, Rhythm, date]:
    draw = random.Random(seed)  # noqa: S311 cases, not secrets
    rhythm = Rhythm(
        every=draw.choice(list(Every)),
        weekday=draw.randint(1, 7),
        due_day=draw.choice([None, 1, 5, 10, 25, 31]),
        is_due_after=draw.random() < 0.3,
        due_minute=draw.choice([1, 540, 1050, 1440]),
        off_days=draw.choice(list(OffDays)),
        lead_hours=draw.choice([None, 0, 24, 120, 9000]),
        grace_hours=draw.choice([0, 6, 72]),
    )
    return draw, rhythm, date(2026, 1, 1) + timedelta(days=draw.randrange(730))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_day_lies_in_one_period(seed: int) -> None:
    _draw, rhythm, day = drawn(seed)
    for n in range(40):
        one = day + timedelta(days=n)
        period = period_of(rhythm.every, one, weekday=rhythm.weekday)
        assert period.starts_on <= one <= period.ends_on
        for edge in (period.starts_on, period.ends_on):
            assert period_of(rhythm.every, edge, weekday=rhythm.weekday) == period


@pytest.mark.parametrize("seed", SEEDS)
def test_rounds_follow_each_other_without_a_gap(seed: int) -> None:
    draw, rhythm, day = drawn(seed)
    is_cut = draw.random() < 0.5
    found = list(
        islice(rounds_from(rhythm, day, zone=SHANGHAI, calendar=CALENDAR, is_cut=is_cut), 12)
    )

    if is_cut and rhythm.every is not Every.DAY:
        assert found[0].period.starts_on == day
    for before, after in pairwise(found):
        assert before.period.ends_on < after.period.starts_on
        gap = (after.period.starts_on - before.period.ends_on).days - 1
        days = [before.period.ends_on + timedelta(days=n + 1) for n in range(gap)]
        assert all(not CALENDAR.is_working_day(one) for one in days)
        assert gap == 0 or (rhythm.every is Every.DAY and rhythm.off_days is not OffDays.KEEP)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_round_opens_before_it_is_due_and_grace_follows(seed: int) -> None:
    _draw, rhythm, day = drawn(seed)
    for one in islice(rounds_from(rhythm, day, zone=SHANGHAI, calendar=CALENDAR), 12):
        begins = datetime.combine(one.period.starts_on, datetime.min.time(), tzinfo=SHANGHAI)
        assert begins.astimezone(UTC) <= one.opens_at <= one.due_at <= one.late_at
        assert one.late_at - one.due_at == timedelta(hours=rhythm.grace_hours)
        assert one.due_on >= one.period.starts_on
        if rhythm.off_days is OffDays.LATER:
            assert CALENDAR.is_working_day(one.due_on)
        if rhythm.off_days is OffDays.KEEP:
            assert one.due_on == one.nominal_on


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_left_joins_the_next_if_it_is_less_than_half(seed: int) -> None:
    _draw, rhythm, day = drawn(seed)
    whole = period_of(rhythm.every, day, weekday=rhythm.weekday)
    rest = rest_from(rhythm, day)

    left, full = (whole.ends_on - day).days + 1, (whole.ends_on - whole.starts_on).days + 1
    assert rest.starts_on == day
    assert (rest.ends_on == whole.ends_on) is (left * 2 >= full)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 2, 10), 1, 10),
        (date(2026, 2, 11), 11, 20),
        (date(2026, 2, 28), 21, 28),
        (date(2028, 2, 29), 21, 29),
        (date(2026, 12, 31), 21, 31),
    ],
)
def test_ten_days_end_on_the_tenth_the_twentieth_and_with_the_month(
    day: date, first: int, last: int
) -> None:
    period = ten_days_of(day)

    assert (period.starts_on.day, period.ends_on.day) == (first, last)
    assert {period.starts_on.month, period.ends_on.month} == {day.month}


@pytest.mark.parametrize(
    ("every", "due_day", "is_after", "expected"),
    [
        (Every.MONTH, None, False, date(2026, 4, 30)),
        (Every.MONTH, 25, False, date(2026, 4, 25)),
        (Every.MONTH, 31, False, date(2026, 4, 30)),
        (Every.MONTH, 5, True, date(2026, 5, 5)),
        (Every.QUARTER, 25, False, date(2026, 6, 25)),
        (Every.HALF_YEAR, None, False, date(2026, 6, 30)),
        (Every.YEAR, 10, True, date(2027, 1, 10)),
    ],
)
def test_the_day_of_a_cut_off(
    every: Every, due_day: int | None, *, is_after: bool, expected: date
) -> None:
    rhythm = Rhythm(every=every, due_day=due_day, is_due_after=is_after)

    assert nominal_day(rhythm, period_of(every, date(2026, 4, 15))) == expected


def test_a_holiday_moves_the_cut_off_to_a_working_day() -> None:
    day = date(2026, 10, 3)
    assert moved(day, OffDays.EARLIER, CALENDAR) == date(2026, 9, 30)
    assert moved(day, OffDays.LATER, CALENDAR) == date(2026, 10, 8)
    assert moved(date(2026, 10, 10), OffDays.EARLIER, CALENDAR) == date(2026, 10, 10)  # 调休上班


def test_a_calendar_without_working_days_leaves_the_day() -> None:
    off = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    calendar = WorkCalendar(holidays=off)

    assert moved(date(2026, 6, 1), OffDays.LATER, calendar) == date(2026, 6, 1)


def test_a_cut_off_does_not_go_before_its_period() -> None:
    rhythm = Rhythm(every=Every.DAY, off_days=OffDays.EARLIER)
    day = date(2026, 10, 3)

    dates = dates_of(rhythm, Period(starts_on=day, ends_on=day), SHANGHAI, CALENDAR)

    assert dates.due_on == day
