"""How much of a target is to be there by when (T5): days, working days, a set curve, or as above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.audit.actions import Change, plain, record
from guatu.campaigns import policies
from guatu.campaigns.models import PacePoint, Target
from guatu.campaigns.queries.figures import goal_of
from guatu.core.actors import Actor
from guatu.core.curves import CurveFault, CurvePoint, FaultyPoint, check_curve
from guatu.core.pace import NO_STEPS
from guatu.core.shapes import Shape
from guatu.core.stored import StoredFigure, split_decimal, store_figure
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.formatting import day as day_text
from guatu.shell.formatting import exact
from guatu.shell.versions import update_at_version

LONGEST_BASIS = 200
FAULTS = {
    CurveFault.OUTSIDE: gettext_lazy("This day is none of the target's days."),
    CurveFault.TWICE: gettext_lazy("Two points have the same day."),
    CurveFault.FALLS: gettext_lazy("A total cannot be less than it was to be before."),
    CurveFault.NEGATIVE: gettext_lazy("A total cannot be less than nothing."),
    CurveFault.OVER: gettext_lazy("A share is at most 100%."),
    CurveFault.NO_SHARE: gettext_lazy("Write a value: a rate or a level has no share."),
    CurveFault.SHORT: gettext_lazy("On the last day this is less than the target."),
    CurveFault.TOO_MANY: gettext_lazy("These are too many points."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPace:
    """What a target's pace is to follow, with the points of a curve and its grounds."""

    by: str
    points: tuple[CurvePoint, ...] = ()
    basis: str = ""


def paces_for(target: Target) -> list[str]:
    """Return what a target's pace may follow: time fits totals that are to grow only (T5)."""
    found = [Target.PaceBy.CALENDAR]
    is_paced = goal_of(target, target.campaign).is_paced
    if is_paced:
        found.append(Target.PaceBy.WORKING)
    if is_paced or has_steps(target):
        found.append(Target.PaceBy.CURVE)
    if target.parent_id is not None:
        found.append(Target.PaceBy.ABOVE)
    return [by.value for by in found]


def has_steps(target: Target) -> bool:
    """Say whether a target without pace may come step by step: not what holds at every moment."""
    shape = Shape(target.indicator.shape)
    return shape not in {*NO_STEPS, Shape.RANGE, Shape.CUMULATIVE}


def faults_of(target: Target, points: Sequence[CurvePoint]) -> list[FaultyPoint]:
    goal = goal_of(target, target.campaign)
    return check_curve(points, goal.stretch, is_total=goal.is_paced)


@transaction.atomic
def set_pace(actor: Actor, target: Target, version: int, new: NewPace) -> None:
    """Set what a target's pace follows; a curve wants its grounds, for it is held against units.

    Raises
    ------
    InvalidState
        If the pace does not fit the target, or a point of the curve is wrong.
    """
    if not policies.can_manage_campaign(actor, target.campaign):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    check(target, new)
    before = told(target)
    points = new.points if new.by == Target.PaceBy.CURVE else ()
    update_at_version(target, version, pace_by=new.by, pace_basis=new.basis.strip())
    PacePoint.objects.filter(target=target).delete()
    PacePoint.objects.bulk_create([row_of(target, point) for point in points])
    changes = [Change.of(target, before=before, after=told(target))]
    record(actor, "target.pace", of=target, changes=changes, details={"basis": new.basis.strip()})


def check(target: Target, new: NewPace) -> None:
    if new.by not in paces_for(target):
        raise InvalidState(_("This pace does not fit the target."))
    if len(new.basis) > LONGEST_BASIS:
        raise InvalidState(_("Say on what grounds, in 1 to 200 characters."))
    if new.by != Target.PaceBy.CURVE:
        return
    if not new.basis.strip():
        raise InvalidState(_("Say on what grounds, in 1 to 200 characters."))
    if not new.points:
        raise InvalidState(_("A curve has at least one point."))
    for fault in faults_of(target, new.points)[:1]:
        day = new.points[min(fault.place, len(new.points) - 1)].day
        raise InvalidState(f"{day_text(day, year=True)}: {FAULTS[fault.code]}")


def row_of(target: Target, point: CurvePoint) -> PacePoint:
    try:
        if point.share is not None:
            mantissa, scale = split_decimal(point.share)
            return PacePoint(
                target=target, day=point.day, share_mantissa=mantissa, share_scale=scale
            )
        figure = store_figure(point.value, target.measure)
    except ValueError as error:
        raise InvalidState(
            _("This number cannot be kept exactly: check its digits and its unit.")
        ) from error
    return PacePoint(
        target=target,
        day=point.day,
        amount_fen=figure.amount_fen,
        mantissa=figure.mantissa,
        scale=figure.scale,
    )


def told(target: Target) -> dict[str, object]:
    """Return a target's pace as the record keeps it: one text a point."""
    rows = PacePoint.objects.filter(target=target).order_by("day")
    points = [f"{row.day} {point_text(row, target.measure)}" for row in rows]
    return plain(target, "pace_by", "pace_basis") | {"points": points}


def point_text(row: PacePoint, measure: str | None) -> str:
    """Return a point as one would type it: 20% or 520个."""
    if row.share_mantissa is not None:
        share = StoredFigure(mantissa=row.share_mantissa, scale=row.share_scale)
        return f"{exact(share.value)}%"
    figure = StoredFigure(
        amount_fen=row.amount_fen, mantissa=row.mantissa, scale=row.scale, measure=measure
    )
    return f"{exact(figure.value)}{measure or ''}"
