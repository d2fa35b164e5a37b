"""Looking at private fields: an act of its own, with a row in the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import record
from guatu.core.actors import Actor
from guatu.ledgers.actions.edits import lead_ids
from guatu.ledgers.models import Entry
from guatu.ledgers.policies import can_see_private
from guatu.ledgers.queries import definition_of
from guatu.shell.errors import NotAllowed


@transaction.atomic
def look_at_private(actor: Actor, entry: Entry) -> Mapping[str, Any]:
    """Return the private fields of an entry, and record who looked; the record holds no value."""
    if not can_see_private(actor, entry, lead_ids(entry)):
        raise NotAllowed(_("Private fields are for those who deal with the entry."))
    private = [field.key for field in definition_of(entry.kind).fields if field.is_private]
    values = {key: entry.fields[key] for key in private if key in entry.fields}
    if values:
        record(actor, "entry.look", of=entry, details={"fields": sorted(values)})
    return values
