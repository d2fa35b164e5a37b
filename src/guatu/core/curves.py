"""A set curve: how much of a target is to be there by which day, where days alone do not tell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import pairwise

from guatu.core.stored import EXACT

HUNDRED = Decimal(100)
NOTHING = Decimal(0)
ONE = timedelta(days=1)
MOST_POINTS = 60  # five years by the month
At = tuple[date, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """What is to be there at the end of `day`: a `share` of the target in per cent, or a `value`."""

    day: date
    share: Decimal | None = None
    value: Decimal | None = None


class CurveFault(StrEnum):
    """What is wrong with a point of a curve."""

    OUTSIDE = "outside"  # its day is none of the target's days
    TWICE = "twice"  # another point has the same day
    FALLS = "falls"  # a total cannot be less than it was
    NEGATIVE = "negative"
    OVER = "over"  # more than the whole, as a share
    NO_SHARE = "no_share"  # a rate or a level has no shares
    SHORT = "short"  # the last day asks for less than the target
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyPoint:
    """A fault and the place of its point among those that were given, from 0."""

    place: int
    code: CurveFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A target's days and the whole that is owed at their end."""

    starts_on: date
    due_on: date
    whole: Decimal


def check_curve(
    points: Sequence[CurvePoint], stretch: Stretch, *, is_total: bool
) -> list[FaultyPoint]:
    """Return what is wrong with a curve before it is kept; nothing if it may be.

    Parameters
    ----------
    points : sequence of CurvePoint
        In any order.
    stretch : Stretch
        Whose curve it is.
    is_total : bool
        A total never falls and has shares; of anything else the points are thresholds.

    Returns
    -------
    list of FaultyPoint
        At most one a point, in the order of `points`.
    """
    if len(points) > MOST_POINTS:
        return [FaultyPoint(place=MOST_POINTS, code=CurveFault.TOO_MANY)]
    found: dict[int, CurveFault] = {}
    before: tuple[date | None, Decimal] = (None, NOTHING)
    for place in sorted(range(len(points)), key=lambda at: points[at].day):
        point = points[place]
        code = _fault(point, stretch, before, is_total=is_total)
        if code is not None:
            found[place] = code
        before = (point.day, max(before[1], value_of(point, stretch.whole)))
    return [FaultyPoint(place=place, code=found[place]) for place in sorted(found)]


def _fault(
    point: CurvePoint, stretch: Stretch, before: tuple[date | None, Decimal], *, is_total: bool
) -> CurveFault | None:
    if not stretch.starts_on <= point.day <= stretch.due_on:
        return CurveFault.OUTSIDE
    if point.day == before[0]:
        return CurveFault.TWICE
    if not is_total:
        return CurveFault.NO_SHARE if point.share is not None else None
    return _fault_of_total(point, stretch, before[1])


def _fault_of_total(point: CurvePoint, stretch: Stretch, before: Decimal) -> CurveFault | None:
    value = value_of(point, stretch.whole)
    if value < 0:
        return CurveFault.NEGATIVE
    if point.share is not None and point.share > HUNDRED:
        return CurveFault.OVER
    if value < before:
        return CurveFault.FALLS
    return CurveFault.SHORT if point.day == stretch.due_on and value < stretch.whole else None


def value_of(point: CurvePoint, whole: Decimal) -> Decimal:
    """Return what a point asks for, exactly."""
    if point.value is not None:
        return point.value
    with localcontext(EXACT):
        return whole * (point.share or NOTHING) / HUNDRED


def line_of(points: Sequence[CurvePoint], stretch: Stretch) -> list[At]:
    """Return the corners of a total's curve, from nothing on the eve of the first day to the end.

    Where no point stands on the due day the whole is owed there.
    """
    found = [(stretch.starts_on - ONE, NOTHING)]
    found += sorted((p.day, value_of(p, stretch.whole)) for p in points)
    if found[-1][0] < stretch.due_on:
        found.append((stretch.due_on, max(stretch.whole, found[-1][1])))
    return found


def at_day(line: Sequence[At], day: date) -> Decimal:
    """Return what a line asks for at the end of `day`: straight between two corners, exactly."""
    after = bisect_right(line, day, key=lambda corner: corner[0])
    if after == 0:
        return line[0][1]
    (start, low) = line[after - 1]
    if after == len(line) or start == day:
        return low
    (end, high) = line[after]
    with localcontext(EXACT):
        return low + (high - low) * (day - start).days / (end - start).days


def step_at(points: Sequence[CurvePoint], day: date) -> Decimal | None:
    """Return the threshold that holds on `day`: that of the last point reached; None before them."""
    reached = [point for point in points if point.day <= day and point.value is not None]
    return max(reached, key=lambda point: point.day).value if reached else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPart:
    """What of a total is owed in one stretch of days, and what up to its end."""

    start: date
    end: date
    part: Decimal
    total: Decimal


def parts_of(points: Sequence[CurvePoint], stretch: Stretch) -> list[PeriodPart]:
    """Return a total's curve as parts of periods: from one point to the next, and to the due day."""
    line = line_of(points, stretch)
    found = []
    for (start, low), (end, high) in pairwise(line):
        with localcontext(EXACT):
            found.append(PeriodPart(start=start + ONE, end=end, part=high - low, total=high))
    return found


def cumulated(parts: Sequence[tuple[date, Decimal]]) -> list[CurvePoint]:
    """Return the points of a curve from what is owed in each period alone, in order of their ends."""
    total, found = NOTHING, []
    for day, part in sorted(parts):
        with localcontext(EXACT):
            total += part
        found.append(CurvePoint(day=day, value=total))
    return found
