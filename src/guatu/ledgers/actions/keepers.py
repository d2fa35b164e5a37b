"""Who confirms a track passes from a unit to its successor (D6): a closed unit would confirm nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from guatu.accounts.handover import Succession
from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain
from guatu.ledgers.models import TrackKeeper
from guatu.shell.versions import update_at_version


def count_kept(unit_id: int) -> int:
    """Return how many tracks the unit confirms."""
    return TrackKeeper.objects.filter(unit_id=unit_id).count()


def pass_keepers(old: Unit, new: Unit, _day: date) -> Sequence[Change]:
    """Let the successor confirm what the unit confirmed."""
    changes = []
    for row in TrackKeeper.objects.filter(unit=old).order_by("pk"):
        before = plain(row, "unit")
        update_at_version(row, row.version, unit_id=new.pk)
        changes.append(Change.of(row, before=before, after=plain(row, "unit")))
    return changes


KEEPERS = Succession(label=_("tracks to confirm"), count_open=count_kept, pass_on=pass_keepers)
