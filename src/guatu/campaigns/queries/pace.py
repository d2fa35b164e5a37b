"""What says how much of a target should be there by now: days, working days, or its own curve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from guatu.campaigns.models import PacePoint, Target
from guatu.core.calendars import WEEKENDS_ONLY, WorkCalendar
from guatu.core.curves import HUNDRED, CurvePoint
from guatu.core.pace import PaceBy
from guatu.core.shapes import Shape
from guatu.core.stored import EXACT, StoredFigure, join_decimal
from guatu.shell.workdays import work_calendar

HIGHEST = 8  # levels of targets above: 市→区→镇→村 and as many again


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The pace of one target; `above_id` is the target whose it is, where it is not its own."""

    by: PaceBy = PaceBy.CALENDAR
    points: tuple[CurvePoint, ...] = ()
    calendar: WorkCalendar = WEEKENDS_ONLY
    above_id: int | None = None


CALENDAR = Pace()


def paces_of(targets: Sequence[Target]) -> dict[int, Pace]:
    """Return the pace of each target that has another than the calendar's: at most a few reads."""
    own = [target for target in targets if target.pace_by != Target.PaceBy.CALENDAR]
    if not own:
        return {}
    above = ancestors_of(own)
    whose = {target.pk: followed(target, above) for target in own}
    points = points_of(row.pk for row in whose.values() if row.pace_by == Target.PaceBy.CURVE)
    is_worked = any(row.pace_by == Target.PaceBy.WORKING for row in whose.values())
    calendar = work_calendar() if is_worked else WEEKENDS_ONLY
    return {
        target.pk: replace(
            pace_from(whose[target.pk], target, points.get(whose[target.pk].pk, ())),
            calendar=calendar,
        )
        for target in own
    }


def ancestors_of(targets: Iterable[Target]) -> dict[int, Target]:
    """Return the targets above those that follow the pace above, by key."""
    found: dict[int, Target] = {}
    level = list(targets)
    for _step in range(HIGHEST):
        wanted = {
            row.parent_id
            for row in level
            if row.pace_by == Target.PaceBy.ABOVE
            and row.parent_id is not None
            and row.parent_id not in found
        }
        if not wanted:
            break
        level = list(Target.objects.filter(pk__in=wanted).order_by("pk"))
        found |= {row.pk: row for row in level}
    return found


def followed(target: Target, above: Mapping[int, Target]) -> Target:
    """Return the target whose pace counts; where nothing is above, the target itself."""
    row = target
    for _step in range(HIGHEST):
        higher = above.get(row.parent_id or 0) if row.pace_by == Target.PaceBy.ABOVE else None
        if higher is None:
            break
        row = higher
    return row


def points_of(target_ids: Iterable[int]) -> dict[int, tuple[CurvePoint, ...]]:
    found: defaultdict[int, list[CurvePoint]] = defaultdict(list)
    for row in PacePoint.objects.filter(target__in=set(target_ids)).order_by("target", "day"):
        found[row.target_id].append(point_of(row))
    return {target_id: tuple(points) for target_id, points in found.items()}


def point_of(row: PacePoint) -> CurvePoint:
    """Return a row as the core's point; money is kept in fen and read in yuan by `in_measure`."""
    if row.share_mantissa is not None:
        return CurvePoint(day=row.day, share=join_decimal(row.share_mantissa, row.share_scale))
    return CurvePoint(
        day=row.day,
        value=StoredFigure(
            amount_fen=row.amount_fen, mantissa=row.mantissa, scale=row.scale, measure="元"
        ).value,
    )


def pace_from(whose: Target, target: Target, points: Sequence[CurvePoint]) -> Pace:
    if whose.pace_by not in {Target.PaceBy.WORKING, Target.PaceBy.CURVE}:
        return CALENDAR
    found = tuple(in_measure(point, whose) for point in points)
    if whose.pk != target.pk and Shape(target.indicator.shape) is Shape.CUMULATIVE:
        found = tuple(as_share(point, whose) for point in found)
    return Pace(
        by=PaceBy(whose.pace_by),
        points=found,
        above_id=None if whose.pk == target.pk else whose.pk,
    )


def in_measure(point: CurvePoint, target: Target) -> CurvePoint:
    """Return a point with money in the target's own unit of measure."""
    if point.value is None or target.amount_fen is None:
        return point
    figure = StoredFigure(amount_fen=int(point.value * 100), measure=target.measure)
    return replace(point, value=figure.value)


def as_share(point: CurvePoint, whose: Target) -> CurvePoint:
    """Return a point as a share of the target above, for a part that owes less of it."""
    figure = StoredFigure(
        amount_fen=whose.amount_fen, mantissa=whose.mantissa, scale=whose.scale,
        measure=whose.measure,
    )  # fmt: skip
    whole = figure.value
    if point.value is None or not whole:
        return point
    with localcontext(EXACT):
        share = min(max(point.value * HUNDRED / whole, Decimal(0)), HUNDRED)
    return CurvePoint(day=point.day, share=share)
