"""What a paper names of a period: what was closed and put off in it, by the days of the rows themselves.

Two pictures show only what stands otherwise at the ends, and a campaign's first year has none
before it; what is counted beside (`numbers`) is counted by day, so what is named is too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from guatu.core.lamps import Lamp
from guatu.core.official.facts import LineFact
from guatu.core.official.facttables import SORTS
from guatu.dispatch.models import EntryState, Round
from guatu.dispatch.queries.changes import (
    LATE,
    Changes,
    before_of,
    changes_between,
    titles_of,
    units_now,
)
from guatu.dispatch.queries.pasts import UnitThen, holding, kept_rounds, units_at, visible_states
from guatu.dispatch.queries.periodrows import Stretch, closed, pushed

IN_TIME = (Lamp.ON_PACE, Lamp.DUE_SOON)
NAMED = 40  # of each sort of change, for the annex; the counts have all
Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An entry that was closed or put off."""

    entry_id: int
    unit_id: int
    lamp: str  # now; where the end was kept, that of the end is told
    days: Days = (None, None)


def changed(found: Changes) -> dict[str, Any]:
    """Return the lines and counts of changes between two pictures; without both there are no counts."""
    if not found.counts:
        return {"changes": {}, "counts": {}}
    lines = {
        sort: tuple(
            LineFact(
                unit=line.unit, title=line.title, before=line.lamp_before.value,
                after=line.lamp_after.value, due_before=line.due_before, due_after=line.due_after,
            )
            for line in getattr(found, sort)
        )
        for sort in SORTS
    }  # fmt: skip
    return {"changes": lines, "counts": {sort: found.count(sort) for sort in SORTS}}


def changed_in(here: Stretch) -> dict[str, Any]:
    """Return what changed in a period.

    What turned late is read from the pictures at its ends; where the campaign had none before,
    from the first one in it.
    """
    first, last = here.ends.first or first_in(here), here.ends.last
    bare = Changes(earlier=first, later=last)
    is_apart = first is not None and last is not None and first != last
    told = changed(
        changes_between(here.actor, here.campaign, first, last, most=NAMED) if is_apart else bare
    )
    closings = [
        Moved(entry_id=pk, unit_id=unit_id, lamp=Lamp.DONE.value)
        for pk, unit_id in closed(here).order_by("pk").values_list("pk", "unit_id")
    ]
    sorts = [("done", closings), ("pushed", put_off(here))]
    if first is not None and last is not None:
        sorts.append(("recovered", caught_up(here, first, last)))
    for sort, moves in sorts:
        told["changes"][sort] = lines_of(moves, first, last)
        told["counts"][sort] = len(moves)
    return told


def first_in(here: Stretch) -> Round | None:
    """Return the first round of a period that has a picture, of the cadence that its end is of."""
    if here.ends.last is None:
        return None
    rounds = kept_rounds(here.campaign).filter(
        cadence=here.ends.last.cadence_id, pk__in=[one.pk for one in here.rounds]
    )
    return rounds.order_by("ordinal").first()


def caught_up(here: Stretch, first: Round, last: Round) -> list[Moved]:
    """Return the entries that were late at some close of a period, its first one too, and are not now."""
    kept = visible_states(here.actor, here.campaign)
    late = EntryState.objects.filter(
        Q(to_ordinal__isnull=True) | Q(to_ordinal__gte=first.ordinal),
        entry=OuterRef("entry"), lamp__in=LATE,
        from_round__cadence=last.cadence_id, from_ordinal__lt=last.ordinal,
    )  # fmt: skip
    rows = kept.filter(holding(last), Exists(late.order_by()), lamp__in=IN_TIME).order_by("pk")
    columns = ("entry_id", "unit_id", "lamp")
    return [
        Moved(entry_id=pk, unit_id=unit_id, lamp=lamp)
        for pk, unit_id, lamp in rows.values_list(*columns)
    ]


def put_off(here: Stretch) -> list[Moved]:
    """Return the entries whose day was put off, each once: from its first day to its last."""
    rows = pushed(here).order_by("shifted_on", "pk")
    columns = ("entry_id", "entry__unit_id", "entry__lamp", "from_due_on", "to_due_on")
    found: dict[int, Moved] = {}
    for pk, unit_id, lamp, from_day, to_day in rows.values_list(*columns):
        had = found.get(pk)
        days = (had.days[0] if had else from_day, to_day)
        found[pk] = Moved(entry_id=pk, unit_id=unit_id, lamp=lamp, days=days)
    return list(found.values())


def lines_of(
    moves: Iterable[Moved], first: Round | None, last: Round | None
) -> tuple[LineFact, ...]:
    """Return the first lines in 建制顺序, by the names that were kept at the end."""
    units = {**units_now(), **(units_at(last) if last else {})}
    shown = sorted(moves, key=lambda one: place(one, units))[:NAMED]
    ids = {one.entry_id for one in shown}
    titles = titles_of(ids, last)
    states = EntryState.objects.filter(entry__in=ids)
    stood = before_of(first, states) if first else {}
    ended = before_of(last, states) if last else {}
    return tuple(
        LineFact(
            unit=units[one.unit_id].label, title=titles[one.entry_id][1],
            before=stood.get(one.entry_id, ("", None))[0], after=ended.get(one.entry_id, (one.lamp, None))[0],
            due_before=one.days[0], due_after=one.days[1],
        )
        for one in shown
    )  # fmt: skip


def place(one: Moved, units: Mapping[int, UnitThen]) -> tuple[int, str, int]:
    unit = units[one.unit_id]
    return unit.official_order, unit.path, one.entry_id
