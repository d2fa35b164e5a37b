"""Day N of M, and which phase runs."""

from dataclasses import dataclass
from datetime import date

import pytest

from guatu.overview.countdown import countdown, current


@dataclass
class Stretch:
    starts_on: date
    ends_on: date


MARCH = Stretch(date(2026, 3, 1), date(2026, 3, 31))
APRIL = Stretch(date(2026, 4, 5), date(2026, 4, 30))
ALL = Stretch(date(2026, 3, 10), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("today", "day", "left"),
    [
        (date(2026, 3, 1), 1, 30),
        (date(2026, 3, 31), 31, 0),
        (date(2026, 4, 2), 31, -2),
        (date(2026, 2, 27), 0, 32),
    ],
)
def test_both_the_first_and_the_last_day_count(today: date, day: int, left: int) -> None:
    seen = countdown(MARCH, today)

    assert (day, 31, left) == (seen.day, seen.days, seen.left)


def test_a_stretch_to_come_says_in_how_many_days() -> None:
    seen = countdown(MARCH, date(2026, 2, 27))

    assert seen.is_ahead
    assert seen.until_start == 2
    assert not seen.is_over


def test_the_day_after_the_last_is_over() -> None:
    assert countdown(MARCH, date(2026, 4, 1)).is_over
    assert not countdown(MARCH, date(2026, 3, 31)).is_over


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 9), MARCH),
        (date(2026, 3, 20), ALL),  # of two that run, the one begun last
        (date(2026, 4, 5), APRIL),
        (date(2026, 2, 1), MARCH),  # the next one
        (date(2026, 5, 1), None),
    ],
)
def test_the_current_phase(today: date, expected: Stretch | None) -> None:
    assert current([APRIL, ALL, MARCH], today) is expected


def test_between_two_phases_it_is_the_next() -> None:
    assert current([MARCH, APRIL], date(2026, 4, 2)) is APRIL
