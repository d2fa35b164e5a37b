"""The strip of an entry's lamps: what joins, what has room, and that it fills its width."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from worlds import World

from guatu.ledgers.lampstrip import WIDTH, Stretch, draw_strip, joined
from guatu.ledgers.models import DueShift, Entry, LampSpell

FIRST = date(2026, 3, 1)


def stretch(lamp: str, first: int, last: int) -> Stretch:
    return Stretch(
        lamp=lamp, first=FIRST + timedelta(days=first), last=FIRST + timedelta(days=last)
    )


def test_neighbours_of_one_lamp_are_one_bar() -> None:
    found = joined([stretch("behind", 0, 4), stretch("behind", 5, 9), stretch("severe", 10, 12)])

    assert found == [stretch("behind", 0, 9), stretch("severe", 10, 12)]


def test_a_gap_keeps_them_apart() -> None:
    rows = [stretch("behind", 0, 4), stretch("behind", 6, 9)]

    assert joined(rows) == rows


def test_the_strip_is_drawn_to_the_day() -> None:
    strip = draw_strip(
        [stretch("on_pace", 0, 29), stretch("behind", 30, 59)],
        [stretch("on_pace", 45, 49)],
        [FIRST + timedelta(days=30), FIRST - timedelta(days=1)],
    )

    assert strip is not None
    assert [(bar.x, bar.width, bar.has_sign) for bar in strip.computed] == [
        (0, WIDTH / 2, True), (WIDTH / 2, WIDTH / 2, True),
    ]  # fmt: skip
    assert [(bar.x, bar.width) for bar in strip.by_hand] == [(WIDTH * 0.75, 40)]
    assert strip.moves == [(FIRST + timedelta(days=30), WIDTH / 2)]
    assert [tick.day for tick in strip.ticks] == [date(2026, 4, 1)]


def test_nothing_lit_is_no_strip() -> None:
    assert draw_strip([]) is None


@given(st.lists(st.integers(1, 200), min_size=1, max_size=20))
def test_bars_fill_the_width_and_do_not_overlap(lengths: list[int]) -> None:
    rows, day = [], 0
    for place, length in enumerate(lengths):
        rows.append(stretch(("behind", "on_pace")[place % 2], day, day + length - 1))
        day += length

    strip = draw_strip(rows)

    assert strip is not None
    ends = [(bar.x, bar.x + bar.width) for bar in strip.computed]
    assert ends[0][0] == 0
    assert ends[-1][1] == pytest.approx(WIDTH, abs=0.11)
    assert all(
        end == pytest.approx(start, abs=0.11) for (_x, end), (start, _y) in itertools.pairwise(ends)
    )
    named = [tick.x for tick in strip.ticks if tick.is_named]
    assert all(b - a >= 34 for a, b in itertools.pairwise(named))


@pytest.mark.django_db
def test_the_past_takes_the_same_queries_however_long(people: World, entry: Entry) -> None:
    counts = []
    for spells in (3, 30):
        for place in range(spells):
            LampSpell.objects.update_or_create(
                entry=entry, from_on=FIRST + timedelta(days=place),
                defaults={
                    "lamp": "behind", "rule": "stalled", "rule_set": "default",
                    "inputs": {"unchanged_rounds": 3}, "to_on": FIRST + timedelta(days=place),
                },
            )  # fmt: skip
            DueShift.objects.create(
                entry=entry, days=place, shifted_on=FIRST, source="edit",
                approved_by=people.accounts["office"].person_id, recorded_at=entry.created_at,
            )  # fmt: skip
        client = people.client("office")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/ledgers/entries/{entry.pk}/lamps/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
