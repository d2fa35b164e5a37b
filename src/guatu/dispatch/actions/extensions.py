"""More time for one unit in one round: granted with a reason, while the round is open."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.actions.rounds import check_may_run
from guatu.dispatch.models import CheckIn, Round, RoundExtension
from guatu.dispatch.queries.rounds import visible_round
from guatu.shell.errors import InvalidState, NotFound

SHOWN = ("round", "unit", "late_at", "reason")


@transaction.atomic
def extend(
    actor: Actor, round_id: int, unit_id: int, *, until: datetime, reason: str
) -> RoundExtension:
    """Give a unit until then in a round that is open; a late mark that stands is not taken away."""
    hold_rounds([round_id])
    one = visible_round(actor, round_id)
    check_may_run(actor, one.campaign)
    now = timezone.now()
    if one.state != Round.State.OPEN or one.late_from <= now:
        raise InvalidState(_("The cut-off has passed: what is late stays late."))
    if not CheckIn.objects.filter(round=one, unit=unit_id).exists():
        raise NotFound
    if until <= one.late_from:
        raise InvalidState(_("More time ends after the cut-off that holds for all."))
    if not reason.strip():
        raise InvalidState(_("Say why this unit gets more time."))
    found = RoundExtension.objects.select_for_update().filter(round=one, unit=unit_id).first()
    before = plain(found, *SHOWN) if found is not None else None
    row = found or RoundExtension(round=one, unit_id=unit_id)
    row.late_at, row.reason = until, reason.strip()
    row.granted_at, row.person_id = now, actor.person_id
    row.version += found is not None
    row.save()
    change = Change.of(row, before=before, after=plain(row, *SHOWN))
    record(actor, "round.extend", of=one, changes=[change], details={"unit": unit_id})
    return row
