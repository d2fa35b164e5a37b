"""Decomposed targets: sums are exact, what exceeds the original is shown, shares lose nothing."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.decomposing import NotDivisible, decompose, share_out

FIGURES = st.decimals(min_value=Decimal(-999999999999), max_value=Decimal(999999999999), places=6)
AMOUNTS = st.decimals(min_value=0, max_value=Decimal(999999999999), places=4)
WEIGHTS = st.dictionaries(
    st.integers(1, 40), st.decimals(min_value=0, max_value=10**6, places=3), min_size=1
)


@given(original=FIGURES, parts=st.lists(FIGURES, max_size=40))
def test_the_sum_is_exact_however_many_parts(original: Decimal, parts: list[Decimal]) -> None:
    found = decompose(original, parts)
    micro = sum(int(part.scaleb(6)) for part in parts)

    assert int(found.total.scaleb(6)) == micro
    assert found.total - found.difference == original


@given(original=FIGURES, parts=st.lists(FIGURES, max_size=40))
def test_an_excess_is_shown_when_and_only_when_the_sum_is_more(
    original: Decimal, parts: list[Decimal]
) -> None:
    found = decompose(original, parts)

    assert (found.excess_percent is not None) == (found.total > original > 0)
    if found.excess_percent is not None:
        assert found.excess_percent * original <= found.difference * 100


@given(original=AMOUNTS, weights=WEIGHTS, places=st.integers(0, 4))
def test_shares_sum_to_the_original_and_none_is_negative(
    original: Decimal, weights: dict[int, Decimal], places: int
) -> None:
    if not sum(weights.values()):
        with pytest.raises(NotDivisible):
            share_out(original, weights, places=places)
        return
    parts = share_out(original, weights, places=places)

    assert sum(parts.values(), Decimal(0)) == original
    assert set(parts) == set(weights)
    assert min(parts.values()) >= 0


@given(original=AMOUNTS, weights=WEIGHTS)
def test_a_heavier_unit_never_gets_less(original: Decimal, weights: dict[int, Decimal]) -> None:
    if not sum(weights.values()):
        return
    parts = share_out(original, weights, places=0)
    ranked = sorted(weights, key=lambda key: weights[key])
    pairs = pairwise(ranked)

    assert all(parts[low] <= parts[high] for low, high in pairs if weights[low] < weights[high])


def test_a_worked_example() -> None:
    """730 places over three towns by 3 : 2 : 2; 312 + 209 + 209, and then one adds ten."""
    parts = share_out(Decimal(730), {1: Decimal(3), 2: Decimal(2), 3: Decimal(2)}, places=0)

    assert parts == {1: Decimal(313), 2: Decimal(209), 3: Decimal(208)}

    found = decompose(Decimal(730), [Decimal(313), Decimal(219), Decimal(208)])

    assert (found.difference, found.excess_percent) == (Decimal(10), Decimal("1.36"))


@pytest.mark.parametrize("weights", [{}, {1: Decimal(0)}, {1: Decimal(-1), 2: Decimal(2)}])
def test_weights_that_give_nobody_anything_are_refused(weights: dict[int, Decimal]) -> None:
    with pytest.raises(NotDivisible):
        share_out(Decimal(1), weights, places=0)
