"""How all entries and units stand when a round closes, written only on change (D6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Validity
from guatu.dispatch.actions.details import end_spans, keep_details
from guatu.dispatch.models import EntryState, Round, UnitState
from guatu.ledgers.models import Entry

BATCH = 500
# the column of a state, and where its value is read
ENTRY_COLUMNS = {
    "unit_id": "unit_id",
    "stage": "stage",
    "lamp": "lamp",
    "reported_lamp": "reported_lamp",
    "progress": "progress",
    "due_on": "due_on",
    "title": "title",
    "rule": "lamp_reason__rule",
}
UNIT_COLUMNS = {name: name for name in ("name", "short_name", "path", "official_order")}
LATER = frozenset({"title", "rule"})  # not known of states of before they were kept
States = type[EntryState] | type[UnitState]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many entries, units and details stood otherwise than when the round before closed."""

    entries: int
    units: int
    details: int


def keep_states(one: Round, *, has_details: bool = True) -> Kept:
    """Keep how things stand as `one` closes, its lamps lit: what changes later is another round's.

    Without details the papers of the round say what of them is of the day of printing.

    What has left force since the last close stands in no picture from this one on.
    """
    entries = Entry.objects.filter(campaign=one.campaign_id, validity=Validity.IN_FORCE)
    return Kept(
        entries=keep(EntryState, "entry_id", entries, one),
        units=keep(UnitState, "unit_id", Unit.objects.all(), one),
        details=keep_details(one) if has_details else 0,
    )


def keep(states: States, key: str, rows: QuerySet[Any], one: Round) -> int:
    """Write a state for each row that stands otherwise than at the last close; end the old ones."""
    columns = ENTRY_COLUMNS if states is EntryState else UNIT_COLUMNS
    known = standing_states(states, key, one, columns)
    now = {pk: values for pk, *values in rows.order_by("pk").values_list("pk", *columns.values())}
    later = [place for place, name in enumerate(columns) if name in LATER]
    changed = [
        pk
        for pk, values in now.items()
        if pk not in known or not is_same(known[pk][1], tuple(values), later)
    ]
    gone = [pk for pk in known if pk not in now]
    end_spans([known[pk][0] for pk in [*changed, *gone] if pk in known], states, one)
    made = [
        states(
            **{key: pk}, from_round=one, from_ordinal=one.ordinal,
            **dict(zip(columns, now[pk], strict=True)),
        )
        for pk in changed
    ]  # fmt: skip
    states._default_manager.bulk_create(made, batch_size=BATCH)  # type: ignore[arg-type]  # noqa: SLF001 one of the two
    return len(made)


def standing_states(
    states: States, key: str, one: Round, columns: Mapping[str, str]
) -> dict[int, tuple[int, Values]]:
    """Return the state of each row as of the last close: its key and its values."""
    rows = states._default_manager.filter(  # noqa: SLF001 Django's way to a manager
        to_ordinal__isnull=True, from_round__cadence=one.cadence_id
    ).order_by()
    return {pk: (row, tuple(rest)) for pk, row, *rest in rows.values_list(key, "pk", *columns)}


def is_same(then: Values, now: Values, later: list[int]) -> bool:
    return all(
        then[place] == now[place] or (place in later and then[place] is None)
        for place in range(len(now))
    )
