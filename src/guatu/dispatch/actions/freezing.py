"""Freezing a round: what was kept when it closed is kept for good (D6)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.dispatch.actions.rounds import SHOWN, check_may_run
from guatu.dispatch.actions.sums import keep_sums
from guatu.dispatch.models import Round
from guatu.dispatch.queries.lateness import extensions_of
from guatu.dispatch.queries.rounds import visible_round
from guatu.shell.errors import InvalidState
from guatu.shell.formatting import deadline
from guatu.shell.versions import update_at_version


@transaction.atomic
def freeze_round(actor: Actor, round_id: int, version: int) -> Round:
    """Freeze a closed round: nothing in it changes any more; a correction is a later row."""
    one = visible_round(actor, round_id)
    check_may_run(actor, one.campaign)
    if one.state != Round.State.CLOSED:
        raise InvalidState(
            _("Close the round before it is frozen.")
            if one.state == Round.State.OPEN
            else _("This round is frozen already.")
        )
    now = timezone.now()
    told = max([one.late_from, *extensions_of([one.pk]).values()])
    if actor.is_person and now < told:  # the clock itself comes later
        raise InvalidState(
            _("Units were told that they have until %(moment)s. Freeze it after that.")
            % {"moment": deadline(told)}
        )
    earlier = Round.objects.filter(cadence=one.cadence_id, ordinal__lt=one.ordinal)
    if earlier.exclude(state=Round.State.FROZEN).exists():
        raise InvalidState(_("Freeze the earlier rounds first: the past is written in its order."))
    before = plain(one, *SHOWN)
    update_at_version(one, version, state=Round.State.FROZEN, frozen_at=now)
    keep_sums(one)
    record(
        actor, "round.freeze", of=one,
        changes=[Change.of(one, before=before, after=plain(one, *SHOWN))],
    )  # fmt: skip
    return one
