"""Setting rates and budgets: a new row from a month on; months that are over keep theirs."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, record
from guatu.burden.models import BurdenScheme
from guatu.burden.policies import can_set_scheme
from guatu.burden.queries.schemes import top_unit
from guatu.core.actors import Actor
from guatu.core.burden import Scheme, written
from guatu.core.rounds import month_of
from guatu.shell.errors import InvalidState, NotAllowed


@transaction.atomic
def set_scheme(
    actor: Actor, scheme: Scheme, *, from_month: date, reason: str, today: date
) -> BurdenScheme:
    """Set the scheme of the actor's unit and all beneath it from a month on, which is not over yet."""
    unit = top_unit(actor)
    if not can_set_scheme(actor) or unit is None:
        raise NotAllowed(_("Your post does not allow this."))
    if from_month < month_of(today).starts_on:
        raise InvalidState(
            _("A month that is over keeps its scheme. Choose this month or a later one.")
        )
    if not reason.strip():
        raise InvalidState(_("Say why the scheme changes: everybody reads it beside the figures."))
    row = BurdenScheme.objects.create(
        unit=unit,
        from_month=from_month.replace(day=1),
        scheme=written(scheme),
        reason=reason.strip(),
        set_by=actor.person_id,
        created_at=timezone.now(),
    )
    after = {
        "unit": unit.pk,
        "from_month": row.from_month,
        "scheme": row.scheme,
        "reason": row.reason,
    }
    record(actor, "burden.set-scheme", of=row, changes=[Change.of(row, after=after)])
    return row
