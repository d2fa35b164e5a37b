"""Keeping the thresholds of suggestions and the answer limits of problems, for one campaign."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.versions import update_at_version
from guatu.supervision.models import SupervisionRules
from guatu.supervision.policies.ladder import can_write_down

NAMES = (
    "red_times", "overdue_days", "long_overdue_days", "lead_days", "office_days", "leader_days",
    "at_once_hours",
)  # fmt: skip


@transaction.atomic
def keep_rules(
    actor: Actor, campaign: Campaign, values: Mapping[str, int], *, version: int
) -> SupervisionRules:
    """Keep a campaign's own thresholds; `version` 0 says that it had none when they were read."""
    if not can_write_down(actor, campaign.unit.path):
        raise NotAllowed(_("The campaign office keeps these."))
    if values["long_overdue_days"] <= values["overdue_days"]:
        raise InvalidState(_("A talk is suggested later than a circular: give more days."))
    wanted = {name: values[name] for name in NAMES}
    row = SupervisionRules.objects.filter(campaign=campaign).first()
    if row is None:
        if version:
            raise Stale(
                _("Somebody changed this since you opened it. Look at the new state and try again.")
            )
        row = SupervisionRules.objects.create(campaign=campaign, scope=str(campaign.pk), **wanted)
        change = Change.of(row, after=plain(row, *NAMES))
    else:
        before = plain(row, *NAMES)
        update_at_version(row, version, **wanted)
        change = Change.of(row, before=before, after=plain(row, *NAMES))
    record(actor, "ladder.rules", of=campaign, changes=[change])
    return row
