"""采纳 (T15): a unit's own pledge is tracked; adopted by the office it is scored like any other line."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Target
from guatu.core.actors import Actor
from guatu.ledgers.models import Entry
from guatu.ledgers.policies import can_edit_entry
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version


@transaction.atomic
def adopt_entry(actor: Actor, entry: Entry, version: int) -> None:
    """Adopt an entry that its unit pledged: from now on it counts in scores."""
    if not can_edit_entry(actor, entry):
        raise NotAllowed(_("What was approved changes through the campaign office alone."))
    if entry.origin != Target.Origin.PLEDGED or entry.is_adopted:
        raise InvalidState(_("Only a pledge that was not adopted yet is adopted."))
    before = plain(entry, "is_adopted")
    update_at_version(entry, version, is_adopted=True)
    changes = [Change.of(entry, before=before, after=plain(entry, "is_adopted"))]
    record(actor, "pledge.adopt", of=entry, changes=changes)
