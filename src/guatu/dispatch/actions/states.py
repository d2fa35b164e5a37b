"""How all entries and units stand when a round closes, written only on change (D6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Validity
from guatu.dispatch.models import EntryState, Round, UnitState
from guatu.ledgers.models import Entry

BATCH = 500
ENTRY_FIELDS = ("unit_id", "stage", "lamp", "reported_lamp", "progress", "due_on")
UNIT_FIELDS = ("name", "short_name", "path", "official_order")
States = type[EntryState] | type[UnitState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many entries and units stood otherwise than when the round before closed."""

    entries: int
    units: int


def keep_states(one: Round) -> Kept:
    """Keep how things stand as `one` closes, its lamps lit: what changes later is another round's."""
    entries = Entry.objects.filter(campaign=one.campaign_id, validity=Validity.IN_FORCE)
    return Kept(
        entries=keep(EntryState, "entry_id", entries, one),
        units=keep(UnitState, "unit_id", Unit.objects.all(), one),
    )


def keep(states: States, key: str, rows: QuerySet[Any], one: Round) -> int:
    """Write a state for each row that stands otherwise than at the last close; end the old ones."""
    fields = ENTRY_FIELDS if states is EntryState else UNIT_FIELDS
    known = {
        getattr(state, key): state
        for state in states._default_manager.filter(  # noqa: SLF001 Django's way to a manager
            to_ordinal__isnull=True, from_round__cadence=one.cadence_id
        )
    }
    changed = [
        row
        for row in rows.order_by("pk")
        if row.pk not in known or not is_same(known[row.pk], row, fields)
    ]
    end([known[row.pk].pk for row in changed if row.pk in known], states, one)
    made = [
        states(
            **{key: row.pk}, from_round=one, from_ordinal=one.ordinal,
            **{name: getattr(row, name) for name in fields},
        )
        for row in changed
    ]  # fmt: skip
    states._default_manager.bulk_create(made, batch_size=BATCH)  # type: ignore[arg-type]  # noqa: SLF001 one of the two
    return len(made)


def is_same(state: Model, row: Model, fields: tuple[str, ...]) -> bool:
    return all(getattr(state, name) == getattr(row, name) for name in fields)


def end(ids: list[int], states: States, one: Round) -> None:
    """Let old states end with the round before this one."""
    previous = Round.objects.filter(cadence=one.cadence_id, ordinal=one.ordinal - 1).first()
    for start in range(0, len(ids), BATCH):
        states._default_manager.filter(pk__in=ids[start : start + BATCH]).update(  # noqa: SLF001
            to_round=previous, to_ordinal=one.ordinal - 1
        )
