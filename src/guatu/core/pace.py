"""序时进度: where a target should be by now, and whether it is (T5). `docs/methods/pace.md` has the formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum

from guatu.core.calendars import WEEKENDS_ONLY, WorkCalendar, working_days_between
from guatu.core.curves import CurvePoint, Stretch, at_day, line_of, step_at
from guatu.core.shapes import Bound, Shape, bounds_of
from guatu.core.stored import EXACT

ABOUT_TOLERANCE = Decimal(
    "0.05"
)  # 左右: five in a hundred of the target, stated in docs/methods/pace.md
THOUSAND = 1000
ONE = timedelta(days=1)
NO_STEPS = frozenset({Shape.FLOOR})  # 守底线 holds at every moment: nothing comes step by step


class PaceBy(StrEnum):
    """What says how much of a total should be there by now."""

    CALENDAR = "calendar"  # days gone by
    WORKING = "working"  # working days gone by
    CURVE = "curve"  # its own points


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
    """What is owed: a value (or a range) of a shape, between two days (both included).

    `curve` counts where `pace_by` is `CURVE`: of a total its line, of anything else thresholds
    that hold from their day on. `calendar` counts where `pace_by` is `WORKING`.
    """

    shape: Shape
    bound: Bound
    low: Decimal
    high: Decimal | None = None
    is_larger_better: bool = True
    starts_on: date
    due_on: date
    pace_by: PaceBy = PaceBy.CALENDAR
    curve: tuple[CurvePoint, ...] = ()
    calendar: WorkCalendar = WEEKENDS_ONLY

    @property
    def is_paced(self) -> bool:
        """Whether time asks for a share of it: only totals that are to grow (T5)."""
        return self.shape is Shape.CUMULATIVE and _is_upwards(self)

    @property
    def stretch(self) -> Stretch:
        return Stretch(starts_on=self.starts_on, due_on=self.due_on, whole=demanded(self))


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

    `expected` is the value that the target and the time ask for on `as_of` (None where a first
    threshold is yet to come), `expected_today` today (paced totals only). `elapsed` is the share of
    the whole that time asks for on `as_of` and `elapsed_today` today, both in thousandths: days or
    working days gone by, or the curve's share.
    """

    standing: Standing
    actual: Decimal | None = None
    as_of: date | None = None
    expected: Decimal | None = None
    expected_today: Decimal | None = None
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


def worked_days(goal: Goal, day: date) -> tuple[int, int]:
    """Return how many working days of a goal's stretch are gone by at the end of `day`, and all.

    A stretch without a working day is one that is over on its first day.
    """
    eve = goal.starts_on - ONE
    length = working_days_between(eve, goal.due_on, goal.calendar)
    if not length:
        return int(day >= goal.starts_on), 1
    return working_days_between(eve, min(day, goal.due_on), goal.calendar), length


def expected_by(goal: Goal, day: date) -> Decimal:
    """Return what a cumulative goal asks for by the end of `day`.

    That is the target × days (or working days) gone by ÷ all of them, or the value of its curve.

    References
    ----------
    `docs/methods/pace.md`, section "Formula".
    """
    if goal.pace_by is PaceBy.CURVE and goal.curve:
        return at_day(line_of(goal.curve, goal.stretch), day)
    if goal.pace_by is PaceBy.WORKING:
        gone, length = worked_days(goal, day)
    else:
        gone, length = elapsed_days(goal.starts_on, goal.due_on, day)
    with localcontext(EXACT):
        return demanded(goal) * gone / length


def share_by(goal: Goal, day: date) -> int:
    """Return the share of a goal that time asks for by the end of `day`, in thousandths, down."""
    if goal.is_paced and goal.pace_by is PaceBy.WORKING:
        gone, length = worked_days(goal, day)
        return gone * THOUSAND // length
    whole = demanded(goal)
    if not goal.is_paced or goal.pace_by is PaceBy.CALENDAR or not goal.curve or whole <= 0:
        return elapsed_share(goal.starts_on, goal.due_on, day)
    with localcontext(EXACT):
        return min(int(expected_by(goal, day) * THOUSAND / whole), THOUSAND)


def demanded(goal: Goal) -> Decimal:
    """Return the value that just satisfies the goal: the near end of a range, less the tolerance of 左右.

    Of a range that is to be kept it is the lower end.
    """
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
    if goal.shape is Shape.RANGE:
        low, high = ends_of(goal)
        return low <= value <= high
    return value >= demanded(goal) if _is_upwards(goal) else value <= demanded(goal)


def ends_of(goal: Goal) -> tuple[Decimal, Decimal]:
    """Return the ends between which a range is kept, each widened by the tolerance of 左右."""
    low, high = bounds_of(goal.low, goal.high)
    if goal.bound is not Bound.ABOUT:
        return low, high
    with localcontext(EXACT):
        return low - abs(low) * ABOUT_TOLERANCE, high + abs(high) * ABOUT_TOLERANCE


def threshold_on(goal: Goal, day: date) -> Decimal | None:
    """Return what a goal without pace is compared with on `day`: its step of then, or its end."""
    if goal.pace_by is not PaceBy.CURVE or not goal.curve or goal.shape in NO_STEPS:
        return demanded(goal)
    return demanded(goal) if day >= goal.due_on else step_at(goal.curve, day)


def _is_upwards(goal: Goal) -> bool:
    if goal.shape is Shape.RANK:
        return False  # the first place is the best, however it is written
    if goal.shape is Shape.RANGE:
        return True  # `demanded` is its lower end; `satisfies` looks at both
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
    is_paced = goal.is_paced
    at = total(readings) if goal.shape is Shape.CUMULATIVE else newest(readings)
    elapsed_today = share_by(goal, today)
    expected_today = expected_by(goal, today) if is_paced else None
    if at is None or at.value is None:
        return Progress(
            standing=Standing.PENDING if readings else Standing.UNREPORTED,
            expected_today=expected_today,
            elapsed_today=elapsed_today,
            is_paced=is_paced,
        )
    waits = any(r.value is None and r.as_of > at.as_of for r in readings)
    expected = expected_by(goal, at.as_of) if is_paced else compared_with(goal, at)
    return Progress(
        standing=_standing(goal, at.value, expected=expected, waits=waits),
        actual=at.value,
        as_of=at.as_of,
        expected=expected,
        expected_today=expected_today,
        elapsed=share_by(goal, at.as_of),
        elapsed_today=elapsed_today,
        is_paced=is_paced,
    )


def compared_with(goal: Goal, at: Reading) -> Decimal | None:
    """Return what a value without pace is held against: of a range the end that it is nearer to."""
    if goal.shape is not Shape.RANGE or at.value is None:
        return threshold_on(goal, at.as_of)
    low, high = ends_of(goal)
    with localcontext(EXACT):
        return low if at.value - low <= high - at.value else high


def _standing(goal: Goal, value: Decimal, *, expected: Decimal | None, waits: bool) -> Standing:
    if goal.is_paced and satisfies(goal, value):
        return Standing.MET
    if waits:
        return Standing.PENDING
    return Standing.ON_PACE if _is_good(goal, value, expected) else Standing.BEHIND


def _is_good(goal: Goal, value: Decimal, expected: Decimal | None) -> bool:
    if expected is None:
        return True  # its first threshold is yet to come
    if goal.shape is Shape.RANGE:
        return satisfies(goal, value)
    return value >= expected if _is_upwards(goal) else value <= expected
