"""The history of computed lamps: a spell ends, and the next begins, only when something changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from guatu.core.lamps import Lamp
from guatu.ledgers.actions.values import BATCH
from guatu.ledgers.models import LampSpell
from guatu.ledgers.queries import batches

ONE = timedelta(days=1)


class Computed(Protocol):
    """What a spell is made from: a row of `actions.lamps`, above this module."""

    @property
    def entry_id(self) -> int: ...
    @property
    def lamp(self) -> Lamp: ...
    @property
    def rule(self) -> str: ...
    @property
    def rule_set(self) -> str: ...
    @property
    def rule_set_version(self) -> int: ...
    @property
    def inputs(self) -> Mapping[str, Any]: ...


def write_spells(rows: Sequence[Computed], today: date) -> None:
    """Begin a spell for each entry whose lamp, rule or rule set is another than its open spell's.

    A day has one lamp, so a spell that began today is written over; the one before ended yesterday.
    """
    for some in batches(rows):
        write_some(some, today)


def write_some(rows: Sequence[Computed], today: date) -> None:
    ids = [row.entry_id for row in rows]
    open_ones = {
        entry_id: (from_on, lit)
        for entry_id, from_on, *lit in LampSpell.objects.filter(
            entry_id__in=ids, to_on__isnull=True
        ).values_list("entry_id", "from_on", "lamp", "rule", "rule_set")
    }
    news = [
        row
        for row in rows
        if row.entry_id not in open_ones
        or open_ones[row.entry_id][1] != [row.lamp, row.rule, row.rule_set]
    ]
    if not news:
        return
    over = [row.entry_id for row in news]
    LampSpell.objects.filter(entry_id__in=over, to_on__isnull=True, from_on__lt=today).update(
        to_on=today - ONE
    )
    LampSpell.objects.bulk_create(
        [spell(row, first_day(open_ones.get(row.entry_id), today)) for row in news],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["entry", "from_on"],
        update_fields=["lamp", "rule", "rule_set", "rule_set_version", "inputs", "to_on"],
    )


def first_day(open_one: tuple[date, list[str]] | None, today: date) -> date:
    """Return from when the new lamp counts: never before the day on which its spell began already."""
    return max(today, open_one[0]) if open_one else today


def spell(row: Computed, from_on: date) -> LampSpell:
    return LampSpell(
        entry_id=row.entry_id,
        lamp=row.lamp,
        rule=row.rule,
        rule_set=row.rule_set,
        rule_set_version=row.rule_set_version,
        inputs=dict(row.inputs),
        from_on=from_on,
    )
