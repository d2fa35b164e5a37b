"""采纳 (T15): a pledged target is tracked; adopted by the office it is scored."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns import policies
from guatu.campaigns.models import Target
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version


@transaction.atomic
def adopt_target(actor: Actor, target: Target, version: int) -> None:
    """Adopt a target that its unit pledged: from now on it counts in scores."""
    if not policies.can_manage_campaign(actor, target.campaign):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    if target.origin != Target.Origin.PLEDGED or target.is_adopted:
        raise InvalidState(_("Only a pledge that was not adopted yet is adopted."))
    before = plain(target, "is_adopted")
    update_at_version(target, version, is_adopted=True)
    changes = [Change.of(target, before=before, after=plain(target, "is_adopted"))]
    record(actor, "pledge.adopt", of=target, changes=changes)
