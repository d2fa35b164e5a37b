"""Tracks of an entry with every step on them, and what waits for the unit that confirms a track."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from guatu.campaigns.models import Validity
from guatu.core.actors import Actor
from guatu.core.kinds import (
    KindDefinition,
    StepBy,
    Track,
    TrackState,
    awaiting_states,
    steps_from,
)
from guatu.ledgers.models import Entry, FieldValue, TrackKeeper, TrackPassage
from guatu.ledgers.policies import can_fill_entry, can_keep_track
from guatu.ledgers.queries.details import names_of
from guatu.ledgers.queries.kinds import definition_of
from guatu.ledgers.queries.needs import own_units
from guatu.ledgers.queries.visibility import visible_entries
from guatu.shell.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackLine:
    """One track of an entry: where it stands, all its steps, who confirms it, what this actor may record."""

    track: Track
    state: str
    passages: tuple[TrackPassage, ...]
    keeper: TrackKeeper | None
    open_steps: tuple[TrackState, ...]

    @property
    def last_by_state(self) -> dict[str, TrackPassage]:
        return {passage.to_state: passage for passage in self.passages}

    @property
    def since(self) -> date | None:
        return self.passages[-1].passed_on if self.passages else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting:
    """An entry that waits for the unit that keeps a track; `is_linked` if the reader sees it too."""

    entry: Entry
    line: TrackLine
    kind: KindDefinition
    is_linked: bool


def track_lines(actor: Actor, entry: Entry, kind: KindDefinition) -> list[TrackLine]:
    """Return the tracks of an entry in the kind's order."""
    if not kind.tracks:
        return []
    keepers = {
        row.track: row
        for row in TrackKeeper.objects.filter(ledger_id=entry.ledger_id).select_related("unit")
    }
    passages: defaultdict[str, list[TrackPassage]] = defaultdict(list)
    for row in entry.track_passages.select_related("evidence").order_by("pk"):
        passages[row.track].append(row)
    leads = frozenset(entry.duties.filter(role="lead").values_list("unit_id", flat=True))
    return [
        line_of(actor, entry, track, (keepers.get(track.field), passages[track.field], leads))
        for track in kind.tracks
    ]


def line_of(
    actor: Actor,
    entry: Entry,
    track: Track,
    found: tuple[TrackKeeper | None, list[TrackPassage], frozenset[int]],
) -> TrackLine:
    keeper, passages, leads = found
    state = str(entry.fields.get(track.field, ""))
    is_open = entry.validity == Validity.IN_FORCE
    may = {
        StepBy.UNIT: is_open and can_fill_entry(actor, entry, leads),
        StepBy.KEEPER: is_open and can_keep_track(actor, keeper.unit_id if keeper else None),
    }
    return TrackLine(
        track=track,
        state=state,
        passages=tuple(passages),
        keeper=keeper,
        open_steps=tuple(step for step in steps_from(track, state) if may[step.by]),
    )


def keepers_of(actor: Actor) -> list[TrackKeeper]:
    """Return the tracks that the actor's own units confirm."""
    rows = TrackKeeper.objects.filter(unit_id__in=own_units(actor))
    return list(rows.select_related("ledger__kind", "ledger__campaign", "unit").order_by("pk"))


def awaiting_entries(actor: Actor) -> list[Awaiting]:
    """Return what waits for the actor's units as keepers of a track, the longest waiting first.

    A unit that confirms sees of such an entry its title, its lead unit and the track, even where
    it sees nothing else of it.
    """
    found: list[Awaiting] = []
    for keeper in keepers_of(actor):
        kind = definition_of(keeper.ledger.kind)
        track = kind.track(keeper.track)
        if track is None:
            continue
        value = FieldValue.objects.filter(
            entry=OuterRef("pk"), field=track.field, text__in=awaiting_states(track)
        )
        entries = list(
            Entry.objects.filter(Exists(value), ledger=keeper.ledger, validity=Validity.IN_FORCE)
            .select_related("unit", "campaign__unit", "ledger", "kind")
            .order_by("position", "pk")
        )
        seen = set(
            visible_entries(actor)
            .order_by()
            .filter(pk__in=[entry.pk for entry in entries])
            .values_list("pk", flat=True)
        )
        passages = passages_of_track(entries, track)
        found += [
            Awaiting(
                entry=entry,
                line=line_of(actor, entry, track, (keeper, passages[entry.pk], frozenset())),
                kind=kind,
                is_linked=entry.pk in seen,
            )
            for entry in entries
        ]
    return sorted(found, key=lambda one: (one.line.since or date.min, one.entry.pk))


def awaiting_count(actor: Actor) -> int | None:
    """Return how much waits for the actor's units to confirm; None where they confirm no track."""
    if not TrackKeeper.objects.filter(unit_id__in=own_units(actor)).exists():  # asked by each page
        return None
    keepers = keepers_of(actor)
    waiting = Q(pk__in=[])
    for keeper in keepers:
        track = definition_of(keeper.ledger.kind).track(keeper.track)
        states = awaiting_states(track) if track else ()
        waiting |= Q(entry__ledger=keeper.ledger, field=keeper.track, text__in=states)
    rows = FieldValue.objects.filter(waiting, entry__validity=Validity.IN_FORCE)
    return rows.order_by().count()


def passages_of_track(entries: list[Entry], track: Track) -> defaultdict[int, list[TrackPassage]]:
    found: defaultdict[int, list[TrackPassage]] = defaultdict(list)
    rows = TrackPassage.objects.filter(entry__in=entries, track=track.field)
    for row in rows.select_related("evidence").order_by("pk"):
        found[row.entry_id].append(row)
    return found


def kept_entry(actor: Actor, entry_id: int, track: str) -> Entry:
    """Return an entry that the actor sees, or whose track its unit confirms.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    seen = visible_entries(actor).order_by().filter(pk=entry_id).values("pk")
    kept = TrackKeeper.objects.filter(
        ledger=OuterRef("ledger"), track=track, unit_id__in=own_units(actor)
    )
    rows = Entry.objects.select_related("ledger__campaign", "kind", "campaign__unit", "unit")
    entry = rows.filter(pk=entry_id, pk__in=seen).first() or (
        rows.filter(Exists(kept), pk=entry_id, validity=Validity.IN_FORCE).first()
    )
    if entry is None:
        raise NotFound
    return entry


def recorders_of(lines: list[TrackLine]) -> dict[int, str]:
    """Return the names of who recorded the steps of tracks."""
    return names_of({p.recorded_by for line in lines for p in line.passages if p.recorded_by})
