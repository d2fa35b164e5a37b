"""Taking back one's own last act on a draft, without touching what somebody else said later."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.planning.actions.deciding import next_ordinal
from guatu.planning.actions.opening import touch
from guatu.planning.actions.stepping import (
    ITEM,
    StepChange,
    Values,
    change_of,
    record_step,
    values_of,
)
from guatu.planning.actions.units import refresh_units
from guatu.planning.models import Draft, DraftItem, DraftStep, DraftUnit
from guatu.shell.errors import InvalidState

Key = tuple[str, int]
WHO = {"decided_by", "decided_at"}  # who said it last is no part of what was said


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was taken back: the act, how many rows of it, and how many stay as somebody said later."""

    act: str
    count: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The rows that a step touched, as they are now."""

    items: dict[int, DraftItem]
    units: dict[int, DraftUnit]

    def row(self, change: StepChange) -> DraftItem | DraftUnit | None:
        rows: Any = self.items if change["of"] == ITEM else self.units
        found: DraftItem | DraftUnit | None = rows.get(change["id"])
        return found


def last_step(draft: Draft, person_id: int | None) -> DraftStep | None:
    """Return the last act of a person on a draft that was not taken back."""
    steps = draft.steps.filter(person_id=person_id, is_undone=False, undoes=None)
    return steps.order_by("-number").first()


@transaction.atomic
def undo_last(actor: Actor, draft: Draft) -> Undone:
    """Take back the actor's last act on a draft, a bulk act as one.

    Raises
    ------
    InvalidState
        If nothing is left that could be taken back.
    """
    touch(actor, draft)
    step = last_step(draft, actor.person_id)
    if step is None:
        raise InvalidState(_("You have done nothing here that could be undone."))
    present = present_of(step)
    later = said_later(step)
    said = [c for c in step.changes if is_word(c)]
    free = [c for c in said if key_of(c) not in later and is_as_left(present.row(c), c)]
    changes = restore(draft, free, present)
    changes += refresh_units(draft)
    DraftStep.objects.filter(pk=step.pk).update(is_undone=True)
    record_step(actor, draft, DraftStep.Act.UNDO, changes, undoes=step)
    own = [c for c in said if c["of"] == said[0]["of"]] if said else []
    return Undone(act=step.act, count=sum(c in free for c in own), kept=len(said) - len(free))


def key_of(change: StepChange) -> Key:
    return change["of"], change["id"]


def is_word(change: StepChange) -> bool:
    """Say whether a person's word was written; a new unit name follows from the tasks."""
    return not (change["of"] != ITEM and change["before"] is None)


def present_of(step: DraftStep) -> Present:
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for change in step.changes:
        ids[change["of"]].append(change["id"])
    items = DraftItem.objects.in_bulk(ids.pop(ITEM, []))
    units = DraftUnit.objects.prefetch_related("expands").in_bulk(
        [one for group in ids.values() for one in group]
    )
    return Present(items=items, units=units)


def said_later(step: DraftStep) -> set[Key]:
    """Return the rows on which somebody else acted after a step, and did not take it back."""
    others = DraftStep.objects.filter(
        draft_id=step.draft_id, number__gt=step.number, is_undone=False, undoes=None
    ).exclude(person_id=step.person_id)
    return {key_of(c) for changes in others.values_list("changes", flat=True) for c in changes}


def is_as_left(row: DraftItem | DraftUnit | None, change: StepChange) -> bool:
    """Say whether a row is as the step left it."""
    after = change["after"]
    if row is None or after is None:
        return row is None and after is None
    now = values_of(row)
    return all(now[name] == value for name, value in after.items() if name not in WHO)


def restore(draft: Draft, changes: list[StepChange], present: Present) -> list[StepChange]:
    """Write back what stood before, rows of the same former values together."""
    groups: defaultdict[str, list[DraftItem]] = defaultdict(list)
    written = []
    for change in changes:
        row = present.row(change)
        if row is None:
            written.append(remake(draft, change))
        elif change["before"] is None:
            written.append(change_of(row, before=values_of(row), after=None))
            row.delete()
        elif isinstance(row, DraftItem):
            before = fitting(draft, row, change["before"])
            written.append({**change, "before": change["after"], "after": before})
            groups[json.dumps(before, sort_keys=True)].append(row)
        else:
            written.append({**change, "before": change["after"], "after": change["before"]})
            write_unit(row, change["before"])
    for key, rows in groups.items():
        values = item_values(json.loads(key))
        DraftItem.objects.filter(pk__in=[row.pk for row in rows]).update(
            version=F("version") + 1, **values
        )
    return written


def fitting(draft: Draft, row: DraftItem, before: Values) -> Values:
    """Return the former values, with another ordinal where somebody took the former one since."""
    if "ordinal" not in before:
        return before
    kind = before.get("kind", row.kind)
    taken = draft.items.filter(kind=kind, ordinal=before["ordinal"]).exclude(pk=row.pk).exists()
    return {**before, "ordinal": next_ordinal(draft, kind)} if taken else before


def item_values(values: Values) -> Values:
    moment = values.get("decided_at")
    return {**values, "decided_at": parse_datetime(moment)} if moment else values


def write_unit(row: DraftUnit, values: Values) -> None:
    plain = {name: value for name, value in values.items() if name != "expands"}
    still_there = dict(plain)
    if "same_as_id" in plain and not DraftUnit.objects.filter(pk=plain["same_as_id"]).exists():
        still_there["same_as_id"] = None
        if plain.get("decision", row.decision) == DraftUnit.Decision.SAME:
            still_there["decision"] = DraftUnit.Decision.PENDING
    DraftUnit.objects.filter(pk=row.pk).update(version=F("version") + 1, **still_there)
    if "expands" in values:
        row.expands.set(values["expands"])


def remake(draft: Draft, change: StepChange) -> StepChange:
    """Make a unit name again that an act removed, with the word that was said on it."""
    values = dict(change["before"])
    expands = values.pop("expands", [])
    if not draft.units.filter(pk=values.get("same_as_id") or 0).exists():
        values["same_as_id"] = None
        if values["decision"] == DraftUnit.Decision.SAME:
            values["decision"] = DraftUnit.Decision.PENDING
    row, is_new = DraftUnit.objects.get_or_create(
        draft=draft,
        name=values.pop("name"),
        defaults={"pk": change["id"], "mention_count": 1, **values},
    )
    if is_new:
        row.expands.set(expands)
    return change_of(row, before=None, after={"name": row.name})
