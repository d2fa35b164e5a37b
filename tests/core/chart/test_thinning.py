"""Marks in a crowd: equal neighbours are one with their number, and what was missed stands by itself."""

from __future__ import annotations

from datetime import date

from guatu.core.chart.scale import Scale, Span, Zoom
from guatu.core.chart.tracks import thinned
from guatu.core.chart.values import Mark, Node
from guatu.core.lamps import Outcome

YEAR = Scale(span=Span(first=date(2026, 1, 1), last=date(2026, 12, 31)), zoom=Zoom.WHOLE, width=365)


def marks(outcomes: str, days: float) -> list[Mark]:
    known = {"m": Outcome.MET, "x": Outcome.MISSED, "o": Outcome.OPEN}
    return [
        Mark(
            at=place * days / 365 * 100,
            outcome=known[sign],
            nodes=(Node(title=str(place), due_on=date(2026, 1, 1), outcome=known[sign]),),
        )
        for place, sign in enumerate(outcomes)
    ]


def kept(outcomes: str, days: float) -> list[tuple[Outcome, int]]:
    return [(one.outcome, one.count) for one in thinned(marks(outcomes, days), YEAR, 12)]


def test_a_crowd_of_equal_marks_is_counted_and_none_is_lost() -> None:
    found = kept("m" * 30, 7)

    assert sum(count for _outcome, count in found) == 30
    assert len(found) < 10


def test_what_was_missed_stands_by_itself() -> None:
    found = kept("mmxxmmxmm", 7)

    assert [count for outcome, count in found if outcome is Outcome.MISSED] == [1, 1, 1]
    assert sum(count for _outcome, count in found) == 9


def test_few_marks_and_marks_with_room_stay_as_they_are() -> None:
    assert [count for _outcome, count in kept("mmmm", 3)] == [1] * 4
    assert [count for _outcome, count in kept("m" * 12, 30)] == [1] * 12
