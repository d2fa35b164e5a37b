"""A target decomposed over units (T14): the sum beside the original, 层层加码 in the open, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, localcontext
from enum import StrEnum

from guatu.core.errors import CoreError
from guatu.core.stored import EXACT

HUNDRED = Decimal(100)
PERCENT_PLACES = Decimal("0.01")


class NotDivisible(CoreError, ValueError):  # noqa: N818 named by what happened
    """Weights that give nobody anything."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="not-divisible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposed:
    """The sum of the parts against the original.

    Parameters
    ----------
    original, total : Decimal
        In one unit of measure.
    difference : Decimal
        `total - original`, exact.
    excess_percent : Decimal or None
        By how much the sum exceeds the original, of the original, rounded down to 0.01: never
        more than there is. None where it does not exceed it, or the original is not positive.
    """

    original: Decimal
    total: Decimal
    difference: Decimal
    excess_percent: Decimal | None


def decompose(original: Decimal, parts: Sequence[Decimal]) -> Decomposed:
    """Return how the sum of `parts` stands to `original`.

    Parameters
    ----------
    original : Decimal
        The target that is decomposed.
    parts : sequence of Decimal
        What each unit owes, in the same unit of measure.

    Returns
    -------
    Decomposed
        Exact sums: no digit of a part is lost.
    """
    with localcontext(EXACT):
        total = sum(parts, Decimal(0))
        difference = total - original
        excess = None
        if difference > 0 and original > 0:
            share = difference * HUNDRED / original
            excess = share.quantize(PERCENT_PLACES, rounding=ROUND_DOWN)
    return Decomposed(original=original, total=total, difference=difference, excess_percent=excess)


def share_out(
    original: Decimal, weights: Mapping[int, Decimal], *, places: int
) -> dict[int, Decimal]:
    """Return a part of `original` for each key by its weight; the parts sum to it exactly.

    What is left by rounding down goes to those with the largest remainders, the first in order
    where two are equal (Hamilton's method of largest remainders).

    Parameters
    ----------
    original : Decimal
        What is shared out; not negative.
    weights : mapping of int to Decimal
        Not negative, at least one above nothing.
    places : int
        Decimals of the parts; where `original` has more, its own.

    Raises
    ------
    NotDivisible
        If a weight or the original is negative, or all weights are nothing.

    References
    ----------
    M. L. Balinski and H. P. Young, Fair Representation, 1982, chapter 3.
    """
    exponent = original.as_tuple().exponent
    places = max(places, -exponent if isinstance(exponent, int) else 0)
    with localcontext(EXACT):
        whole = sum(weights.values(), Decimal(0))
        if original < 0 or whole <= 0 or min(weights.values()) < 0:
            raise NotDivisible("shares need weights that are not negative and not all nothing")
        step = Decimal(1).scaleb(-places)
        exact = {key: original * weight / whole for key, weight in weights.items()}
        parts = {key: part.quantize(step, rounding=ROUND_DOWN) for key, part in exact.items()}
        left = int((original - sum(parts.values(), Decimal(0))) / step)
        order = sorted(parts, key=lambda key: parts[key] - exact[key])
        for key in order[:left]:
            parts[key] += step
    return parts


class Gather(StrEnum):
    """How the actual of a target derives from its leaves."""

    SUM = "sum"
    WEIGHTED = "weighted"  # the mean by weights
    WORST = "worst"
    BEST = "best"
    NONE = "none"  # it does not: it is reported for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What stands beneath a target and has nothing beneath itself: its newest actual and weight."""

    actual: Decimal | None
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """An actual derived from leaves, and what it could not count.

    `value` is None where no leaf says anything, or a mean lacks a weight (`unweighted_count`).
    """

    value: Decimal | None
    leaf_count: int
    silent_count: int
    unweighted_count: int


def gather(how: Gather, leaves: Sequence[Leaf], *, is_larger_better: bool) -> Gathered:
    """Return what a target's leaves did together.

    Parameters
    ----------
    how : Gather
        A mean is weighted over the leaves that said something: Σ wᵢ·aᵢ ÷ Σ wᵢ.
    leaves : sequence of Leaf
        In one unit of measure; those without an actual are counted as silent.
    is_larger_better : bool
        Which end is the worst.

    References
    ----------
    `docs/methods/pace.md`, section "Over units".
    """
    told = [leaf for leaf in leaves if leaf.actual is not None]
    unweighted = [leaf for leaf in leaves if leaf.weight is None] if how is Gather.WEIGHTED else []
    return Gathered(
        value=None if not told or unweighted else _gathered(how, told, is_larger_better),
        leaf_count=len(leaves),
        silent_count=len(leaves) - len(told),
        unweighted_count=len(unweighted),
    )


def _gathered(how: Gather, told: Sequence[Leaf], is_larger_better: bool) -> Decimal | None:  # noqa: FBT001 the caller's own
    values = [leaf.actual or Decimal(0) for leaf in told]
    with localcontext(EXACT):
        if how is Gather.SUM:
            return sum(values, Decimal(0))
        if how is Gather.WEIGHTED:
            return mean(values, [leaf.weight or Decimal(0) for leaf in told])
    if how is Gather.NONE:
        return None
    return min(values) if (how is Gather.WORST) is is_larger_better else max(values)


def mean(values: Sequence[Decimal], weights: Sequence[Decimal]) -> Decimal | None:
    """Return Σ wᵢ·vᵢ ÷ Σ wᵢ in 60 digits, None where all weights are nothing."""
    with localcontext(EXACT):
        whole = sum(weights, Decimal(0))
        if not whole:
            return None
        return sum((w * v for w, v in zip(weights, values, strict=True)), Decimal(0)) / whole
