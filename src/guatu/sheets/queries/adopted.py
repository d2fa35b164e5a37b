"""Entries that came from an old ledger: what it said of them, and whether anything hangs on them since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import (
    DurationField,
    F,
    ForeignObjectRel,
    Model,
    Q,
    QuerySet,
    Value,
)
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.dispatch.models import EntryState
from guatu.ledgers.models import (
    Duty,
    Entry,
    EntryLamp,
    EntryTarget,
    FieldValue,
    LampSpell,
    Milestone,
    MilestoneChange,
    PostDuty,
    SeriesValue,
)
from guatu.ledgers.queries import batches, visible_entry
from guatu.sheets.models import AdoptedLine, Adoption

# What stands with an entry by itself: parts of it, and what guatu computes of it.
OWN: frozenset[type[Model]] = frozenset(
    {
        AdoptedLine,
        Duty,
        EntryState,
        EntryTarget,
        FieldValue,
        EntryLamp,
        LampSpell,
        Milestone,
        PostDuty,
        SeriesValue,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """An entry that cannot go any more, and what hangs on it."""

    title: str
    what: str


def built_on(adoption: Adoption, entries: Sequence[Entry]) -> Stands | None:
    """Return the first entry that somebody worked on since it was made; None if there is none."""
    changed = next((entry for entry in entries if entry.version > 1), None)
    if changed is not None:
        return Stands(title=changed.title, what=_("it was changed"))
    titles = {entry.pk: entry.title for entry in entries}
    for relation in relations():
        found = hanging(relation, adoption, list(titles))
        if found is not None:
            name = str(relation.related_model._meta.verbose_name)  # noqa: SLF001
            return Stands(title=titles[found], what=name)
    return None


def relations() -> list[ForeignObjectRel]:
    """Return all by which rows point to entries, those too that have no name at the entry."""
    fields = Entry._meta.get_fields(include_hidden=True)  # noqa: SLF001 Django's public way to relations
    return [one for one in fields if isinstance(one, ForeignObjectRel) and not one.many_to_many]


def hanging(relation: ForeignObjectRel, adoption: Adoption, ids: Sequence[int]) -> int | None:
    """Return an entry of `ids` to which a row of another sort points."""
    model: type[Model] = relation.related_model
    if model in OWN:
        return None
    name = relation.field.name
    since = Q()
    if model is MilestoneChange:  # the nodes that came with the entry are its own
        since = Q(changed_at__gt=adoption.applied_at)
    for some in batches(list(ids)):
        rows = model._default_manager.filter(since, **{f"{name}__in": some})  # noqa: SLF001
        found = rows.order_by("pk").values_list(f"{name}_id", flat=True).first()
        if found is not None:
            return int(found)
    return None


def adopted_line(actor: Actor, entry_id: int) -> AdoptedLine | None:
    """Return what the old ledger said of an entry that the actor sees; None if it came from none."""
    entry = visible_entry(actor, entry_id)
    rows = AdoptedLine.objects.filter(entry=entry).select_related("adoption__evidence")
    return rows.order_by("-pk").first()


def told_lines(entry_ids: Sequence[int]) -> QuerySet[AdoptedLine]:
    """Return the rows of old ledgers whose progress is the last that is known of their entries.

    What is told as of today is told at the moment of taking over: a minute lies between at most.
    """
    rows = AdoptedLine.objects.filter(entry__in=entry_ids, entry__reported_at__isnull=False)
    latest = F("adoption__applied_at") + Value(timedelta(minutes=1), DurationField())
    rows = rows.filter(entry__reported_at__lt=latest).exclude(entry__last_said="")
    return rows.order_by("pk")
