"""What comes on an agenda: the worst first, as much as the time allows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guatu.core.agendas import FIXED, Matter, Weight, choose, rank

MATTERS = st.lists(
    st.builds(
        Matter,
        key=st.text("abcdefgh", min_size=1, max_size=2),
        weight=st.sampled_from(Weight),
        days_over=st.integers(0, 400),
        order=st.integers(0, 99),
        minutes=st.integers(1, 30),
    ),
    max_size=25,
)


def test_the_longest_overdue_is_first_and_official_order_breaks_ties() -> None:
    matters = [
        Matter(key="behind", weight=Weight.BEHIND, days_over=90),
        Matter(key="later", weight=Weight.OVERDUE, days_over=3, order=2),
        Matter(key="earlier", weight=Weight.OVERDUE, days_over=3, order=1),
        Matter(key="last time", weight=Weight.FOLLOW_UP),
        Matter(key="long over", weight=Weight.OVERDUE, days_over=30, order=9),
    ]

    agenda = choose(matters, 60)

    assert agenda.on == ("last time", "long over", "earlier", "later", "behind")
    assert (agenda.off, agenda.minutes) == ((), 25)


def test_a_short_matter_does_not_overtake_a_long_one() -> None:
    matters = [
        Matter(key="a", weight=Weight.OVERDUE, days_over=9, minutes=10),
        Matter(key="b", weight=Weight.OVERDUE, days_over=8, minutes=20),
        Matter(key="c", weight=Weight.BEHIND, minutes=1),
    ]

    assert choose(matters, 20).on == ("a",)
    assert choose(matters, 20).off == ("b", "c")


def test_one_matter_is_always_spoken_of_unless_the_office_filled_the_time() -> None:
    only = [Matter(key="a", weight=Weight.OVERDUE, minutes=90)]

    assert choose(only, 30).on == ("a",)
    assert choose(only, 30, taken=25).on == ()


def test_the_example_of_the_method() -> None:
    """Hold what docs/methods/agendas.md works out."""
    matters = [
        Matter(key="entry C", weight=Weight.BEHIND, minutes=3),
        Matter(key="target", weight=Weight.TARGET),
        Matter(key="silent", weight=Weight.SILENT, minutes=3),
        Matter(key="directive", weight=Weight.DIRECTIVE, days_over=2),
        Matter(key="entry B", weight=Weight.OVERDUE, days_over=4),
        Matter(key="entry B", weight=Weight.DIRECTIVE, days_over=1),
        Matter(key="entry A", weight=Weight.OVERDUE, days_over=12),
        Matter(key="last time", weight=Weight.FOLLOW_UP),
    ]

    agenda = choose(matters, 30, taken=5)

    assert agenda.on == ("last time", "entry A", "entry B", "directive", "silent")
    assert agenda.off == ("target", "entry C")
    assert agenda.minutes == 28


@given(MATTERS, st.integers(10, 240))
def test_every_matter_stands_once_and_in_order(matters: list[Matter], minutes: int) -> None:
    agenda = choose(matters, minutes)
    best = {
        key: min((m for m in matters if m.key == key), key=rank) for key in {m.key for m in matters}
    }

    assert sorted((*agenda.on, *agenda.off)) == sorted(best)
    assert [rank(best[key]) for key in agenda.on] == sorted(rank(best[key]) for key in agenda.on)
    assert all(best[key].weight not in FIXED for key in agenda.off)
    free = [best[key] for key in agenda.on if best[key].weight not in FIXED]
    fixed = agenda.minutes - sum(one.minutes for one in free)
    assert len(free) <= 1 or fixed + sum(one.minutes for one in free) <= minutes
