"""序时进度: where a target should be by now, and whether it is (T5). `docs/methods/pace.md` has the formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum

from guatu.core.shapes import Bound, Shape, bounds_of
from guatu.core.stored import EXACT

ABOUT_TOLERANCE = Decimal(
    "0.05"
)  # 左右: five in a hundred of the target, stated in docs/methods/pace.md
THOUSAND = 1000


class Facet(StrEnum):
    """What a reported value counts."""

    PERIOD = "period"  # 当期
    CUMULATIVE = "cumulative"  # 累计
    POINT = "point"  # 时点


class Standing(StrEnum):
    """Where a target stands."""

    MET = "met"  # 已达标: a total has reached its target
    ON_PACE = "on_pace"  # 达序时
    BEHIND = "behind"  # 滞后
    PENDING = "pending"  # 待发布: the newest figure is not published yet; never behind
    UNREPORTED = "unreported"  # 未报: no figure was ever given


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What is owed: a value (or a range) of a shape, between two days (both included)."""

    shape: Shape
    bound: Bound
    low: Decimal
    high: Decimal | None = None
    is_larger_better: bool = True
    starts_on: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reported value in the goal's unit of measure; None where it is not published yet."""

    period_start: date
    as_of: date
    facet: Facet
    value: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a goal stands on a day, with what was compared.

    `expected` is the value that the target and the time ask for on `as_of`; `elapsed` the share of
    time gone by on that day and `elapsed_today` today, both in thousandths.
    """

    standing: Standing
    actual: Decimal | None = None
    as_of: date | None = None
    expected: Decimal | None = None
    elapsed: int | None = None
    elapsed_today: int
    is_paced: bool

    @property
    def is_behind(self) -> bool:
        return self.standing is Standing.BEHIND


def elapsed_days(starts_on: date, due_on: date, day: date) -> tuple[int, int]:
    """Return how many days of a stretch are gone by at the end of `day`, and how many it has.

    Parameters
    ----------
    starts_on, due_on : date
        First and last day, both counted.
    day : date
        The day at whose end one looks.

    Returns
    -------
    tuple of int
        Days gone by, from 0 to the length, and the length, at least 1.
    """
    length = max((due_on - starts_on).days + 1, 1)
    return min(max((day - starts_on).days + 1, 0), length), length


def elapsed_share(starts_on: date, due_on: date, day: date) -> int:
    """Return the share of time gone by at the end of `day`, in thousandths, rounded down."""
    gone, length = elapsed_days(starts_on, due_on, day)
    return gone * THOUSAND // length


def expected_by(goal: Goal, day: date) -> Decimal:
    """Return what a cumulative goal asks for by the end of `day`: target × days gone by ÷ days."""
    gone, length = elapsed_days(goal.starts_on, goal.due_on, day)
    with localcontext(EXACT):
        return demanded(goal) * gone / length


def demanded(goal: Goal) -> Decimal:
    """Return the value that just satisfies the goal: the near end of a range, less the tolerance of 左右."""
    low, high = bounds_of(goal.low, goal.high)
    upwards = _is_upwards(goal)
    edge = low if upwards else high
    if goal.bound is not Bound.ABOUT:
        return edge
    with localcontext(EXACT):
        slack = abs(edge) * ABOUT_TOLERANCE
        return edge - slack if upwards else edge + slack


def satisfies(goal: Goal, value: Decimal) -> bool:
    """Say whether `value` is what the goal asks for in the end."""
    return value >= demanded(goal) if _is_upwards(goal) else value <= demanded(goal)


def _is_upwards(goal: Goal) -> bool:
    if goal.shape is Shape.RANK:
        return False  # the first place is the best, however it is written
    if goal.bound in {Bound.AT_LEAST, Bound.AT_MOST}:
        return goal.bound is Bound.AT_LEAST
    return goal.is_larger_better


def total(readings: Sequence[Reading]) -> Reading | None:
    """Return the newest total: the last cumulative value plus the period values behind it.

    Parameters
    ----------
    readings : sequence of Reading
        Of one indicator and unit; those without a value are passed over.
    """
    known = sorted((r for r in readings if r.value is not None), key=lambda r: r.as_of)
    totals = [r for r in known if r.facet is not Facet.PERIOD]
    base = totals[-1] if totals else None
    later = [
        r for r in known if r.facet is Facet.PERIOD and (not base or r.period_start > base.as_of)
    ]
    if not later:
        return base
    with localcontext(EXACT):
        value = sum((r.value or Decimal(0) for r in later), (base and base.value) or Decimal(0))
    start = base.period_start if base else later[0].period_start
    return Reading(period_start=start, as_of=later[-1].as_of, facet=Facet.CUMULATIVE, value=value)


def running_totals(readings: Sequence[Reading]) -> list[Reading]:
    """Return the total as it stood on each day of a published value, in order of days.

    Parameters
    ----------
    readings : sequence of Reading
        Of one indicator and unit; those without a value are passed over.

    Returns
    -------
    list of Reading
        One a day. Where nothing was reported by period these are the values themselves.
    """
    known = sorted((r for r in readings if r.value is not None), key=lambda r: r.as_of)
    if all(r.facet is not Facet.PERIOD for r in known):
        return known
    days = sorted({r.as_of for r in known})
    totals = (total([r for r in known if r.as_of <= day]) for day in days)
    return [reading for reading in totals if reading is not None]


def newest(readings: Sequence[Reading]) -> Reading | None:
    """Return the newest value that is published."""
    known = [r for r in readings if r.value is not None]
    return max(known, key=lambda r: r.as_of) if known else None


def progress_of(goal: Goal, readings: Sequence[Reading], today: date) -> Progress:
    """Return where a goal stands on `today`.

    A cumulative goal is compared with its pace on the day of the newest value; all others compare
    the newest value with the target itself. A newest reading without a value means 待发布, and
    that is never behind.

    Parameters
    ----------
    goal : Goal
        What is owed.
    readings : sequence of Reading
        What was reported, in any order; readings of days after `today` are passed over.
    today : date
        The day of the question.
    """
    readings = [r for r in readings if r.as_of <= today]
    is_paced = goal.shape is Shape.CUMULATIVE and _is_upwards(goal)
    at = total(readings) if goal.shape is Shape.CUMULATIVE else newest(readings)
    elapsed_today = elapsed_share(goal.starts_on, goal.due_on, today)
    if at is None or at.value is None:
        standing = Standing.PENDING if readings else Standing.UNREPORTED
        return Progress(standing=standing, elapsed_today=elapsed_today, is_paced=is_paced)
    waits = any(r.value is None and r.as_of > at.as_of for r in readings)
    expected = expected_by(goal, at.as_of) if is_paced else demanded(goal)
    return Progress(
        standing=_standing(goal, at.value, expected=expected, waits=waits),
        actual=at.value,
        as_of=at.as_of,
        expected=expected,
        elapsed=elapsed_share(goal.starts_on, goal.due_on, at.as_of),
        elapsed_today=elapsed_today,
        is_paced=is_paced,
    )


def _standing(goal: Goal, value: Decimal, *, expected: Decimal, waits: bool) -> Standing:
    good = value >= expected if _is_upwards(goal) else value <= expected
    if goal.shape is Shape.CUMULATIVE and _is_upwards(goal) and satisfies(goal, value):
        return Standing.MET
    if waits:
        return Standing.PENDING
    return Standing.ON_PACE if good else Standing.BEHIND
