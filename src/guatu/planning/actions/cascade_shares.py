"""Decomposing a target over units (T14): each part a target of its own, set on named grounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.actions import TiedTarget, adjust_target, insert_tied_targets
from guatu.campaigns.models import Target, Validity
from guatu.campaigns.policies import can_manage_campaign
from guatu.core.actors import Actor
from guatu.core.shapes import Shape
from guatu.core.stored import store_figure
from guatu.planning.lines import FIGURE, Values, figure_values, values_of
from guatu.planning.models import Share
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.formatting import exact
from guatu.shell.versions import update_at_version

RECORDED = ("unit_id", "parent_id", "amount_fen", "mantissa", "scale", "measure", "validity")
LONGEST_GROUNDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """One unit's part in the original's measure; None takes its part away again."""

    unit: Unit
    value: Decimal | None
    weight: Decimal | None = None


@transaction.atomic
def set_shares(
    actor: Actor,
    target: Target,
    version: int,
    *,
    portions: Sequence[Portion],
    grounds: str,
    roll_up: str = "",
) -> list[Target]:
    """Set what each unit owes of a target; the sum may differ from it, and is shown beside it.

    Raises
    ------
    InvalidState
        If no grounds are given or a value cannot be kept exactly.
    """
    if not can_manage_campaign(actor, target.campaign):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    if not grounds.strip() or len(grounds) > LONGEST_GROUNDS:
        raise InvalidState(_("Say on what grounds the parts were set, in 1 to 200 characters."))
    roll_up = roll_up or usual(target)
    if roll_up not in Target.RollUp.values:
        raise InvalidState(_("Choose how the line above derives from the parts."))
    is_other = roll_up != target.roll_up
    before = plain(target, "roll_up")
    update_at_version(target, version, roll_up=roll_up)
    known = {
        row.unit_id: row
        for row in Target.objects.filter(parent=target, campaign=target.campaign)
        .select_related("unit")
        .order_by("pk")
    }
    changes = [Change.of(target, before=before, after=plain(target, "roll_up"))]
    changed: list[Target] = []
    for portion in portions:
        row, change = set_portion(target, known.get(portion.unit.pk), portion)
        if row is not None and change is not None:
            changed.append(row)
            changes.append(change)
    if not changed and not is_other:
        raise InvalidState(_("Nothing was changed."))
    keep_grounds(actor, target, changed, grounds.strip())
    details = {"grounds": grounds.strip(), "parts": len(changed)}
    record(actor, "target.decompose", of=target, changes=changes, details=details)
    return changed


def usual(target: Target) -> str:
    """Return how a target derives if nobody says: totals add up, all else is as its worst part.

    With parts set here somebody has said, "not at all" included.
    """
    is_said = target.roll_up != Target.RollUp.NONE
    if is_said or Target.objects.filter(parent=target, campaign=target.campaign).exists():
        return target.roll_up
    adds_up = target.indicator.shape == Shape.CUMULATIVE
    return (Target.RollUp.SUM if adds_up else Target.RollUp.WORST).value


def set_portion(
    target: Target, row: Target | None, portion: Portion
) -> tuple[Target | None, Change | None]:
    """Write one part; one that stands already as wanted is left alone."""
    if row is None:
        return made(target, portion) if portion.value is not None else (None, None)
    if portion.value is None:
        columns: Values = {"validity": Validity.WITHDRAWN.value}
    else:
        columns = columns_for(target, portion) | {"validity": Validity.IN_FORCE.value}
    if values_of(row, columns) == columns:
        return None, None
    return row, adjust_target(row, columns=columns)


def made(target: Target, portion: Portion) -> tuple[Target, Change]:
    (row,) = insert_tied_targets(
        target.campaign,
        [TiedTarget(above=target, unit_id=portion.unit.pk, columns=columns_for(target, portion))],
    )
    return row, Change.of(row, after=plain(row, *RECORDED))


def columns_for(target: Target, portion: Portion) -> Values:
    """Return the columns of a part: one exact value, no range, its weight if it has one."""
    try:
        stored = store_figure(portion.value, target.measure)
        weight = store_figure(portion.weight, None)
    except ValueError as error:
        raise InvalidState(
            _("This number cannot be kept exactly: check its digits and its unit.")
        ) from error
    return (
        dict.fromkeys(FIGURE)
        | {"high_scale": 0, "measure": target.measure}
        | figure_values(stored)
        | {
            "written": f"{exact(portion.value)}{target.measure or ''}",
            "weight_mantissa": weight.mantissa,
            "weight_scale": weight.scale,
        }
    )


def keep_grounds(actor: Actor, target: Target, rows: Sequence[Target], grounds: str) -> None:
    now = timezone.now()
    Share.objects.bulk_create(
        Share(
            target=row,
            parent=target,
            amount_fen=row.amount_fen,
            mantissa=row.mantissa,
            scale=row.scale,
            measure=row.measure,
            grounds=grounds,
            set_by=actor.person_id,
            set_at=now,
        )
        for row in rows
    )
