"""The past of an entry's lamp and of its due date, and how often entries were put off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from guatu.ledgers.models import DueShift, Entry, LampOverride, LampSpell


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """已延期 N 次，共 M 天: postponements alone, what was brought forward is not set off."""

    times: int
    days: int


def put_off_of(entry_ids: Sequence[int]) -> dict[int, PutOff]:
    """Return how often and by how many days each entry was put off; one query for any number."""
    rows = DueShift.objects.filter(entry_id__in=entry_ids, days__gt=0).order_by()
    counted = rows.values("entry_id").annotate(times=Count("pk"), sum=Sum("days"))
    return {
        pk: PutOff(times=times, days=days)
        for pk, times, days in counted.values_list("entry_id", "times", "sum")
    }


def shifts_of(entry: Entry) -> list[DueShift]:
    """Return every change of an entry's due date, the oldest first."""
    return list(DueShift.objects.filter(entry=entry).order_by("shifted_on", "pk"))


def spells_of(entry: Entry) -> list[LampSpell]:
    """Return the spells of an entry's computed lamp, the oldest first."""
    return list(LampSpell.objects.filter(entry=entry).order_by("from_on"))


def overrides_of(entry: Entry) -> list[LampOverride]:
    """Return what people set, the newest first."""
    rows = LampOverride.objects.filter(entry=entry).select_related("evidence")
    return list(rows.order_by("-pk"))


def last_day_of(spell: LampSpell, today: date) -> date:
    """Return the last day that a spell has had so far."""
    return spell.to_on or max(today, spell.from_on)
