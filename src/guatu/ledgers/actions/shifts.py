"""Keeping each change of a due date: what it was, by how much, why, and on whose word (T12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from guatu.campaigns.models import Validity
from guatu.ledgers.models import DueShift, Entry

Source = DueShift.Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftNote:
    """By what act a due date changed, why, and the person whose word it is."""

    source: str
    reason: str = ""
    approved_by: int | None = None
    on: date | None = None


def keep_shift(entry: Entry, old: date | None, note: ShiftNote) -> None:
    """Keep the change of an entry's due date from `old`; before an entry is issued there is none."""
    if entry.due_on == old or entry.validity == Validity.DRAFT:
        return
    DueShift.objects.create(
        entry=entry,
        from_due_on=old,
        to_due_on=entry.due_on,
        days=(entry.due_on - old).days if entry.due_on and old else None,
        shifted_on=note.on or timezone.localdate(),
        source=note.source,
        reason=note.reason.strip()[:500],
        approved_by=note.approved_by,
        recorded_at=timezone.now(),
    )
