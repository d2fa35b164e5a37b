"""Writing computed lamps set-wise: one audit row a job (D5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, record
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.ledgers.actions.values import BATCH
from guatu.ledgers.models import Entry, EntryLamp
from guatu.ledgers.policies import can_write_lamps
from guatu.ledgers.queries import batches
from guatu.shell.errors import NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class LampRow:
    """A computed lamp with the rule that lit it and what the rule saw."""

    entry_id: int
    lamp: Lamp
    rule: str
    rule_set: str
    inputs: Mapping[str, Any]


@transaction.atomic
def write_lamps(actor: Actor, rows: Sequence[LampRow], today: date) -> int:
    """Write the lamps of many entries and return how many of them changed.

    The version of an entry stays: a lamp that changes overnight must not refuse the form that
    somebody left open. The day since which a lamp burns is kept while it stays the same.
    """
    if not can_write_lamps(actor):
        raise NotAllowed(_("Your post does not allow this."))
    wanted = {row.entry_id: row for row in rows}
    entries = [
        entry
        for ids in batches(sorted(wanted))
        for entry in Entry.objects.filter(pk__in=ids).only("pk", "title", "lamp").order_by("pk")
    ]
    changed = [entry for entry in entries if entry.lamp != wanted[entry.pk].lamp]
    changes = [
        Change.of(entry, before={"lamp": entry.lamp}, after={"lamp": wanted[entry.pk].lamp.value})
        for entry in changed
    ]
    light([wanted[entry.pk] for entry in changed])
    explain([wanted[entry.pk] for entry in entries], today)
    record(
        actor,
        "lamp.recompute",
        of=None,
        changes=changes,
        details={"count": len(entries), "changed": len(changed), "today": today.isoformat()},
    )
    return len(changed)


def light(rows: Sequence[LampRow]) -> None:
    """Set the lamps on the entries: one update a lamp and batch."""
    by_lamp: defaultdict[Lamp, list[int]] = defaultdict(list)
    for row in rows:
        by_lamp[row.lamp].append(row.entry_id)
    for lamp, ids in by_lamp.items():
        for some in batches(ids):
            Entry.objects.filter(pk__in=some).update(lamp=lamp)


def explain(rows: Sequence[LampRow], today: date) -> None:
    """Write the reasons; `since` stays where the lamp is the one that burned before."""
    known = {
        entry_id: (lamp, since)
        for some in batches(rows)
        for entry_id, lamp, since in EntryLamp.objects.filter(
            entry_id__in=[row.entry_id for row in some]
        ).values_list("entry_id", "lamp", "since")
    }
    EntryLamp.objects.bulk_create(
        [
            EntryLamp(
                entry_id=row.entry_id,
                lamp=row.lamp,
                rule=row.rule,
                rule_set=row.rule_set,
                inputs=dict(row.inputs),
                computed_on=today,
                since=since_of(row, known.get(row.entry_id), today),
            )
            for row in rows
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["lamp", "rule", "rule_set", "inputs", "computed_on", "since"],
    )


def since_of(row: LampRow, known: tuple[str, date] | None, today: date) -> date:
    return known[1] if known is not None and known[0] == row.lamp else today
