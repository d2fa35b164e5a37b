"""Parents derive from leaves alone (D7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.lamps import Lamp
from guatu.core.rollups import Circle, Node, RollUp, derive


def node(pk: int, parent: int | None = None, **fields: object) -> Node:
    values = {"roll_up": RollUp.NONE, "lamp": Lamp.ON_PACE} | fields
    return Node(id=pk, parent_id=parent, **values)  # type: ignore[arg-type]


def test_only_leaves_count_not_what_stands_between() -> None:
    nodes = [
        node(1, roll_up=RollUp.SUM),
        node(2, 1, roll_up=RollUp.SUM, progress=999),
        node(3, 2, progress=200),
        node(4, 2, progress=400),
        node(5, 1, progress=900),
    ]

    found = derive(nodes)

    assert found[1].progress == 500  # (200 + 400 + 900) / 3
    assert found[1].leaf_count == 3
    assert found[2].progress == 300


def test_a_parent_that_does_not_derive_is_itself_a_leaf_above() -> None:
    nodes = [node(1, roll_up=RollUp.SUM), node(2, 1, progress=800), node(3, 2, progress=0)]

    assert derive(nodes)[1].progress == 800
    assert 2 not in derive(nodes)


@pytest.mark.parametrize(
    ("roll_up", "progress"),
    [(RollUp.SUM, 500), (RollUp.WEIGHTED, 100), (RollUp.WORST, 0)],
)
def test_each_way_of_deriving(roll_up: RollUp, progress: int) -> None:
    nodes = [
        node(1, roll_up=roll_up),
        node(2, 1, progress=0, weight=900, lamp=Lamp.BEHIND),
        node(3, 1, is_done=True, weight=100, lamp=Lamp.DONE),
    ]

    found = derive(nodes)[1]

    assert found.progress == progress
    assert found.done_count == 1
    assert found.lamp == (Lamp.BEHIND if roll_up is RollUp.WORST else None)


def test_silence_counts_as_nothing_done_but_all_silent_says_nothing() -> None:
    half = [node(1, roll_up=RollUp.SUM), node(2, 1), node(3, 1, progress=600)]
    silent = [node(1, roll_up=RollUp.SUM), node(2, 1), node(3, 1)]

    assert (derive(half)[1].progress, derive(half)[1].silent_count) == (300, 1)
    assert derive(silent)[1].progress is None


def test_without_a_weight_no_weighted_share_is_given() -> None:
    nodes = [
        node(1, roll_up=RollUp.WEIGHTED),
        node(2, 1, progress=500, weight=3),
        node(3, 1, progress=500),
    ]

    assert derive(nodes)[1].progress is None
    assert derive(nodes)[1].unweighted_count == 1


def test_weights_of_nothing_give_no_share() -> None:
    nodes = [node(1, roll_up=RollUp.WEIGHTED), node(2, 1, progress=500, weight=0)]

    assert derive(nodes)[1].progress is None


def test_an_entry_beneath_itself_is_refused() -> None:
    with pytest.raises(Circle):
        derive([node(1, 2, roll_up=RollUp.SUM), node(2, 1, roll_up=RollUp.SUM)])


@given(st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=20), st.randoms())
def test_the_share_stays_between_the_leaves_and_needs_no_order(
    shares: list[int], random: object
) -> None:
    nodes = [
        node(0, roll_up=RollUp.SUM),
        *(node(n, 0, progress=s) for n, s in enumerate(shares, 1)),
    ]
    shuffled = list(nodes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    found = derive(nodes)

    assert min(shares) <= (found[0].progress or 0) <= max(shares)
    assert found == derive(shuffled)
