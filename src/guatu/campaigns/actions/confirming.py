"""Confirming figures: the 数据提供单位 does, never a person who reported them (T6)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns import policies
from guatu.campaigns.models import Observation
from guatu.campaigns.queries.chains import reporters_of
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed


@transaction.atomic
def confirm_observation(actor: Actor, observation: Observation) -> None:
    """Confirm 口径 and value of one figure."""
    confirm_observations(actor, [observation])


@transaction.atomic
def confirm_observations(actor: Actor, rows: Sequence[Observation]) -> int:
    """Confirm several figures in one act, all or none, and return how many."""
    if not rows:
        raise InvalidState(_("Choose at least one figure."))
    reporters = reporters_of(rows)
    for row in rows:
        if not policies.can_confirm(actor, row, reporters[row.pk]):
            raise NotAllowed(
                _("A figure is confirmed by the unit that provides it, never by who reported it.")
            )
        if row.amount_fen is None and row.mantissa is None:
            raise InvalidState(_("There is no figure to confirm yet."))
    now = timezone.now()
    written = Observation.objects.filter(
        pk__in=[row.pk for row in rows], confirmed_at__isnull=True, replaced_by__isnull=True
    ).update(confirmed_by=actor.person_id, confirmed_at=now)
    if written != len(rows):
        raise InvalidState(_("This figure is confirmed already, or was corrected since."))
    for row in rows:
        row.confirmed_by, row.confirmed_at = actor.person_id, now
    changes = [
        Change.of(
            row, before={"confirmed_by": None}, after=plain(row, "confirmed_by", "confirmed_at")
        )
        for row in rows
    ]
    of = rows[0] if len(rows) == 1 else None
    record(actor, "observation.confirm", of=of, changes=changes, details={"count": len(rows)})
    return len(rows)
