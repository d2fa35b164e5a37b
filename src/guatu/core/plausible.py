"""What makes a figure impossible, or so unlikely that its reporter is asked again."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from guatu.core.pace import Facet
from guatu.core.shapes import SHARES, Shape
from guatu.core.stored import EXACT

MOST_PER_CENT = Decimal(1000)  # a tenfold rise; more is a slip of the unit of measure
WHOLES = {"%": Decimal(100), "‰": Decimal(1000)}
JUMP = 10  # times the last value: 万 for 亿, 亩 for 万亩


class Doubt(StrEnum):
    """What is wrong with a value, or seems to be."""

    TOO_MANY_PER_CENT = "too_many_per_cent"
    NO_PLACE = "no_place"  # a rank is a whole number from 1
    NO_WHOLE = "no_whole"  # what is counted one by one has no halves
    FELL = "fell"  # a total is less than it was
    JUMPED = "jumped"  # ten times what it was, or a tenth
    BEYOND = "beyond"  # a share above the whole, a share or a total below nothing

    @property
    def is_final(self) -> bool:
        """Whether nobody may confirm it by saying that it is right."""
        return self in {Doubt.TOO_MANY_PER_CENT, Doubt.NO_PLACE, Doubt.NO_WHOLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A value that is to be kept, as its indicator sees it.

    Parameters
    ----------
    factor : Decimal
        How many of its dimension's base one unit of `measure` is.
    is_whole : bool
        The dimension is counted one by one.
    last : Decimal or None
        The newest value before, of the same facet and in the same unit of measure.
    """

    shape: Shape
    facet: Facet
    value: Decimal
    measure: str | None
    factor: Decimal = Decimal(1)
    is_whole: bool = False
    last: Decimal | None = None


def doubt_about(one: Candidate) -> Doubt | None:
    """Return the first thing that speaks against a value; None if nothing does.

    References
    ----------
    `docs/methods/pace.md`, section "What is refused and what is asked again".
    """
    if one.measure in SHARES and abs(one.value) > most_per_cent(one.measure):
        return Doubt.TOO_MANY_PER_CENT
    if one.shape is Shape.RANK and (one.value < 1 or not is_integral(one.value)):
        return Doubt.NO_PLACE
    with localcontext(EXACT):
        if (
            one.is_whole
            and one.shape is Shape.CUMULATIVE
            and not is_integral(one.value * one.factor)
        ):
            return Doubt.NO_WHOLE
    return _unlike_before(one) or (Doubt.BEYOND if _is_beyond(one) else None)


def most_per_cent(measure: str) -> Decimal:
    """Return the largest value of a measure of shares: 1,000 %, which are 10,000 ‰."""
    return MOST_PER_CENT * 10 if measure == "‰" else MOST_PER_CENT


def is_integral(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _is_beyond(one: Candidate) -> bool:
    if one.shape is Shape.CUMULATIVE:
        return one.value < 0
    whole = WHOLES.get(one.measure or "")
    return one.shape is Shape.SHARE and whole is not None and not 0 <= one.value <= whole


def _unlike_before(one: Candidate) -> Doubt | None:
    if one.last is None or one.shape not in {Shape.CUMULATIVE, Shape.LEVEL, Shape.FLOOR}:
        return None
    if one.shape is Shape.CUMULATIVE and one.facet is Facet.CUMULATIVE and one.value < one.last:
        return Doubt.FELL
    value, last = abs(one.value), abs(one.last)
    if last and value and (value >= last * JUMP or value * JUMP <= last):
        return Doubt.JUMPED
    return None
