"""What others did on a draft since a page of it was drawn, and who else has it open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from guatu.accounts.models import Person
from guatu.core.actors import Actor
from guatu.planning.models import Draft, DraftItem, DraftPresence, DraftUnit

HERE = timedelta(seconds=30)  # a page that was not heard of for longer is closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The rows that were written since a version, as they are now; `gone` are ids on the page."""

    items: list[DraftItem]
    units: list[DraftUnit]
    gone: list[str]

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.units or self.gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one other person did: how many rows by which act."""

    name: str
    act: str
    count: int


def changed_since(draft: Draft, version: int) -> Changed:
    """Return what any act wrote since `version`, the actor's own included."""
    keys: set[tuple[str, int]] = set()
    steps = draft.steps.filter(number__gt=version).order_by("number")
    for changes in steps.values_list("changes", flat=True):
        keys.update((change["of"], change["id"]) for change in changes)
    item_ids = {pk for of, pk in keys if of == "item"}
    unit_ids = {pk for of, pk in keys if of == "unit"}
    items = list(
        draft.items.filter(pk__in=item_ids).select_related("draft__plan").order_by("start", "pk")
    )
    units = list(
        draft.units.filter(pk__in=unit_ids)
        .select_related("unit", "create_parent", "same_as")
        .prefetch_related("expands")
        .order_by("pk")
    )
    gone = [f"item-{pk}" for pk in sorted(item_ids - {item.pk for item in items})]
    gone += [f"unit-{pk}" for pk in sorted(unit_ids - {unit.pk for unit in units})]
    return Changed(items=items, units=units, gone=gone)


def others_here(actor: Actor, draft: Draft) -> list[str]:
    """Return the names of those who have the draft open besides the actor."""
    fresh = DraftPresence.objects.filter(draft=draft, seen_at__gt=timezone.now() - HERE)
    others = fresh.exclude(person_id=actor.person_id or 0)
    return list(others.order_by("name", "person_id").values_list("name", flat=True))


def told_since(actor: Actor, draft: Draft, version: int) -> list[Told]:
    """Return what others did since `version`, summed up by person and act."""
    steps = draft.steps.filter(number__gt=version).exclude(person_id=actor.person_id)
    counts: Counter[tuple[int, str]] = Counter()
    for person_id, act, changes in steps.values_list("person_id", "act", "changes"):
        counts[person_id or 0, act] += sum(c["before"] is not None for c in changes) or 1
    names = names_of(person_id for person_id, _act in counts)
    return [
        Told(name=names.get(person_id, "?"), act=act, count=count)
        for (person_id, act), count in sorted(counts.items())
    ]


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    ids = {pk for pk in person_ids if pk}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def deciders_besides(actor: Actor, items: list[DraftItem]) -> dict[int, str]:
    """Return the names of the others who had the last word on an item."""
    return names_of(item.decided_by for item in items if item.decided_by != actor.person_id)
