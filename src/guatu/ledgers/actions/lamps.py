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
from guatu.ledgers.actions.spells import write_spells
from guatu.ledgers.actions.values import BATCH
from guatu.ledgers.models import Entry, EntryLamp
from guatu.ledgers.policies import can_write_lamps
from guatu.ledgers.queries import batches
from guatu.shell.errors import NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A lamp that a person set, and its last day."""

    lamp: Lamp
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LampRow:
    """A computed lamp with the rule that lit it and what the rule saw; `held` is shown in its place."""

    entry_id: int
    lamp: Lamp
    rule: str
    rule_set: str
    inputs: Mapping[str, Any]
    rule_set_version: int = 0
    held: Held | None = None

    @property
    def shown(self) -> Lamp:
        return self.held.lamp if self.held else self.lamp

    @property
    def until(self) -> date | None:
        return self.held.until if self.held else None


@transaction.atomic
def write_lamps(
    actor: Actor, rows: Sequence[LampRow], today: date, *, ended: Sequence[Change] = ()
) -> int:
    """Write the lamps of many entries and return how many of them show another one now.

    The version of an entry stays: a lamp that changes overnight must not refuse the form that
    somebody left open. The day since which a lamp burns is kept while it stays the same. `ended`
    are the settings by hand whose time was over.
    """
    if not can_write_lamps(actor):
        raise NotAllowed(_("Your post does not allow this."))
    if not rows and not ended:
        return 0
    wanted = {row.entry_id: row for row in rows}
    shown = shown_now(sorted(wanted))
    wanted = {pk: row for pk, row in wanted.items() if pk in shown}
    changed = [pk for pk, (lamp, _until) in shown.items() if lamp != wanted[pk].shown]
    changes = [*ended, *changes_of(changed, wanted)]
    light([row for pk, row in wanted.items() if shown[pk] != (row.shown, row.until)])
    write_spells(list(wanted.values()), today)
    explain(list(wanted.values()), today)
    record(
        actor,
        "lamp.recompute",
        of=None,
        changes=changes,
        details={"count": len(wanted), "changed": len(changed), "today": today.isoformat()},
    )
    return len(changed)


def shown_now(ids: Sequence[int]) -> dict[int, tuple[str, date | None]]:
    """Return what is shown of these entries, in the order of their ids."""
    return {
        pk: (lamp, until)
        for some in batches(ids)
        for pk, lamp, until in Entry.objects.filter(pk__in=some)
        .order_by("pk")
        .values_list("pk", "lamp", "lamp_until")
    }


def changes_of(ids: Sequence[int], wanted: Mapping[int, LampRow]) -> list[Change]:
    return [
        Change.of(entry, before={"lamp": entry.lamp}, after={"lamp": wanted[entry.pk].shown.value})
        for some in batches(ids)
        for entry in Entry.objects.filter(pk__in=some).only("pk", "title", "lamp").order_by("pk")
    ]


def light(rows: Sequence[LampRow]) -> None:
    """Set the lamps on the entries: one update a lamp and batch."""
    by_lamp: defaultdict[tuple[Lamp, date | None], list[int]] = defaultdict(list)
    for row in rows:
        by_lamp[row.shown, row.until].append(row.entry_id)
    for (lamp, until), ids in by_lamp.items():
        for some in batches(ids):
            Entry.objects.filter(pk__in=some).update(lamp=lamp, lamp_until=until)


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
                rule_set_version=row.rule_set_version,
                inputs=dict(row.inputs),
                computed_on=today,
                since=since_of(row, known.get(row.entry_id), today),
            )
            for row in rows
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=[
            "lamp", "rule", "rule_set", "rule_set_version", "inputs", "computed_on", "since",
        ],
    )  # fmt: skip


def since_of(row: LampRow, known: tuple[str, date] | None, today: date) -> date:
    return known[1] if known is not None and known[0] == row.lamp else today
