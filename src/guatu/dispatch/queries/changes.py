"""What changed from the close of one round to that of another, or until now (D6).

States are written only on change, so that what changed is what was written in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import EntryState, Round
from guatu.dispatch.queries.pasts import (
    UnitThen,
    holding,
    kept_rounds,
    states_at,
    units_at,
    visible_states,
)
from guatu.ledgers.models import DueShift, Entry, EntryLamp, LampOverride
from guatu.ledgers.queries import in_force_entries

RED = frozenset({Lamp.OVERDUE, Lamp.SEVERE})
LATE = RED | {Lamp.BEHIND}
RANK: Mapping[str, int] = {lamp.value: rank for rank, lamp in enumerate(Lamp)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry that stands otherwise; `unit` is called as it was at the end."""

    entry_id: int
    number: str
    title: str
    unit_id: int
    unit: str
    lamp_before: Lamp | None  # None where no picture shows it
    lamp_after: Lamp
    due_before: date | None
    due_after: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two pictures; each sort in 建制顺序, cut to its worst lamps.

    `earlier` is None where there is nothing to compare with; `later` None means now.
    """

    earlier: Round | None = None
    later: Round | None = None
    new_red: tuple[Line, ...] = ()
    recovered: tuple[Line, ...] = ()
    done: tuple[Line, ...] = ()
    pushed: tuple[Line, ...] = ()
    newly_late: tuple[Line, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def count(self, sort: str) -> int:
        return self.counts.get(sort, 0)


class Step(NamedTuple):
    """How an entry stood and stands: of a hundred thousand few are shown."""

    entry_id: int
    unit_id: int
    lamp_before: str
    lamp_after: str
    due_before: date | None
    due_after: date | None


SORTS: Mapping[str, Callable[[Step], bool]] = {
    "new_red": lambda one: one.lamp_after in RED and one.lamp_before not in RED,
    "recovered": lambda one: (
        one.lamp_before in LATE and one.lamp_after in {Lamp.ON_PACE, Lamp.DUE_SOON}
    ),
    "done": lambda one: one.lamp_after == Lamp.DONE and one.lamp_before != Lamp.DONE,
    "pushed": lambda one: bool(one.due_before and one.due_after and one.due_after > one.due_before),
    "newly_late": lambda one: one.lamp_after == Lamp.BEHIND and one.lamp_before not in LATE,
}


def changes_between(
    actor: Actor,
    campaign: Campaign,
    earlier: Round | None,
    later: Round | None,
    *,
    most: int | None = None,
) -> Changes:
    """Return what changed of the entries that `actor` sees.

    Without `earlier` it is the last picture before `later` (or before now); `later` None is now.
    With `most`, no more of each sort are named; the counts have all. An entry that came or left
    in between stands in neither.
    """
    earlier = earlier or picture_before(campaign, later)
    if earlier is None or earlier == later:
        return Changes(earlier=earlier, later=later)
    steps = since(actor, campaign, earlier) if later is None else between(actor, earlier, later)
    units = units_now() if later is None else units_at(later)
    return sorted_out(Changes(earlier=earlier, later=later), steps, units=units, most=most)


def picture_before(campaign: Campaign, later: Round | None) -> Round | None:
    """Return the last round with a picture before another one of its cadence, or before now."""
    rounds = kept_rounds(campaign)
    if later is not None:
        rounds = rounds.filter(cadence=later.cadence_id, ordinal__lt=later.ordinal)
    return rounds.first()


def between(actor: Actor, earlier: Round, later: Round) -> list[Step]:
    """Return what stands otherwise at the close of `later`: what was written after `earlier`."""
    changed = states_at(actor, later).filter(from_ordinal__gt=earlier.ordinal)
    before = before_of(earlier, EntryState.objects.filter(entry__in=changed.values("entry_id")))
    rows = changed.values_list("entry_id", "unit_id", "lamp", "due_on")
    return [
        Step(pk, unit_id, before[pk][0], lamp, before[pk][1], due_on)
        for pk, unit_id, lamp, due_on in rows
        if pk in before
    ]


def before_of(earlier: Round, states: QuerySet[EntryState]) -> dict[int, tuple[str, date | None]]:
    rows = states.filter(holding(earlier)).order_by()
    return {
        pk: (lamp, due_on) for pk, lamp, due_on in rows.values_list("entry_id", "lamp", "due_on")
    }


def since(actor: Actor, campaign: Campaign, earlier: Round) -> list[Step]:
    """Return what stands otherwise now: what was written since, or touched since the last close."""
    newest = kept_rounds(campaign).filter(cadence=earlier.cadence_id).first() or earlier
    written = visible_states(actor, campaign).filter(
        from_round__cadence=earlier.cadence_id, from_ordinal__gt=earlier.ordinal
    )
    touched = touched_since(closing_day(newest)).union(written.values_list("entry_id"))
    rows = (
        EntryState.objects.filter(
            holding(earlier),
            entry__in=in_force_entries(actor, campaign).order_by().filter(pk__in=touched),
        )
        .exclude(lamp=F("entry__lamp"), due_on=F("entry__due_on"))
        .order_by()
    )
    columns = ("entry_id", "entry__unit_id", "lamp", "entry__lamp", "due_on", "entry__due_on")
    return [Step._make(row) for row in rows.values_list(*columns)]


def closing_day(one: Round) -> date:
    return timezone.localdate(one.closed_at) if one.closed_at else one.ends_on


def touched_since(day: date) -> QuerySet[Any, Any]:
    """Return the keys of entries whose lamp or date may be another than on `day`: few, by an index.

    A lamp that was computed keeps its first day; what a person set, and dates put off, are rows.
    """
    lit = EntryLamp.objects.filter(since__gte=day).order_by().values_list("entry_id")
    held = LampOverride.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    shifted = DueShift.objects.filter(shifted_on__gte=day).order_by().values_list("entry_id")
    return lit.union(held.order_by().values_list("entry_id"), shifted)


def units_now() -> dict[int, UnitThen]:
    columns = ("pk", "name", "short_name", "path", "official_order")
    return {
        row[0]: UnitThen(
            id=row[0], name=row[1], short_name=row[2], path=row[3], official_order=row[4]
        )
        for row in Unit.objects.order_by().values_list(*columns)
    }


def sorted_out(
    bare: Changes, steps: Iterable[Step], *, units: Mapping[int, UnitThen], most: int | None
) -> Changes:
    """Return the changes sort by sort, with the titles of those that are named."""

    def place(one: Step) -> tuple[int, int, int]:
        unit = units.get(one.unit_id)
        return RANK[one.lamp_after], unit.official_order if unit else 0, one.entry_id

    def standing(one: Step) -> tuple[int, str]:
        unit = units.get(one.unit_id)
        return (unit.official_order, unit.path) if unit else (0, "")

    ordered = sorted(steps, key=place)
    sorts = {name: [one for one in ordered if is_it(one)] for name, is_it in SORTS.items()}
    shown = {name: sorted(rows[:most], key=standing) for name, rows in sorts.items()}
    titles = titles_of({one.entry_id for rows in shown.values() for one in rows}, bare.later)
    return Changes(
        earlier=bare.earlier,
        later=bare.later,
        counts={name: len(rows) for name, rows in sorts.items()},
        **{
            name: tuple(line_of(one, titles[one.entry_id], units.get(one.unit_id)) for one in rows)
            for name, rows in shown.items()
        },
    )


def titles_of(entry_ids: set[int], later: Round | None) -> dict[int, tuple[str, str]]:
    """Return number and title of entries; the title as it was where that was kept."""
    found: dict[int, tuple[str, str]] = {}
    ids = sorted(entry_ids)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        rows = Entry.objects.filter(pk__in=some).order_by().values_list("pk", "number", "title")
        found |= {pk: (number, title) for pk, number, title in rows}
        if later is None:
            continue
        then = EntryState.objects.filter(holding(later), entry__in=some, title__isnull=False)
        for pk, title in then.order_by().values_list("entry_id", "title"):
            found[pk] = (found[pk][0], title or "")
    return found


def line_of(one: Step, names: tuple[str, str], unit: UnitThen | None) -> Line:
    number, title = names
    return Line(
        entry_id=one.entry_id,
        number=number,
        title=title,
        unit_id=one.unit_id,
        unit=unit.label if unit else "",
        lamp_before=Lamp(one.lamp_before),
        lamp_after=Lamp(one.lamp_after),
        due_before=one.due_before,
        due_after=one.due_after,
    )
