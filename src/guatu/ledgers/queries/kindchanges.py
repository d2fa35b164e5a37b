"""What a change of a kind would do to the entries that stand, for the editor of kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guatu.core.actors import Actor
from guatu.core.kinds import KindDefinition
from guatu.core.kinds.changes import Misfit, Removed, entry_misfits, removed, row_misfits
from guatu.ledgers.models import Entry, Kind, LogRow
from guatu.ledgers.queries.kinds import definition_of
from guatu.ledgers.queries.visibility import visible_entries

CHUNK = 500
MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedMisfit:
    """An entry that does not fit; `title` is empty where the actor may not know of it."""

    entry_id: int
    title: str
    misfit: Misfit


@dataclass(frozen=True, slots=True, kw_only=True)
class KindChange:
    """What would be gone, how many entries there are, and the first of those that do not fit."""

    removed: Removed
    entry_count: int
    misfits: tuple[NamedMisfit, ...]
    misfit_count: int


def change_of(actor: Actor, kind: Kind, new: KindDefinition) -> KindChange:
    """Return what changing `kind` to `new` would do."""
    found = list(misfits_of(kind, new))
    first = found[:MOST_NAMED]
    ids = [entry_id for entry_id, _misfit in first]
    titles = dict(visible_entries(actor).filter(pk__in=ids).values_list("pk", "title"))
    return KindChange(
        removed=removed(definition_of(kind), new),
        entry_count=Entry.objects.filter(kind=kind).count(),
        misfits=tuple(
            NamedMisfit(entry_id=entry_id, title=titles.get(entry_id, ""), misfit=misfit)
            for entry_id, misfit in first
        ),
        misfit_count=len(found),
    )


def misfits_of(kind: Kind, new: KindDefinition) -> Iterator[tuple[int, Misfit]]:
    entries = Entry.objects.filter(kind=kind).order_by("pk")
    for pk, stage, fields in entries.values_list("pk", "stage", "fields").iterator(CHUNK):
        for misfit in entry_misfits(new, stage, fields):
            yield pk, misfit
    rows = LogRow.objects.filter(entry__kind=kind, struck_at=None).order_by("entry_id", "pk")
    for pk, log, fields in rows.values_list("entry_id", "log", "fields").iterator(CHUNK):
        for misfit in row_misfits(new, log, fields):
            yield pk, misfit
