"""What changed in a period, on its page and in papers alike: by the days of the rows themselves.

Two pictures show only what stands otherwise at the ends, and a campaign's first year has none
before it; what is counted beside (`numbers`) is counted by day, so what is named is too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from guatu.core.lamps import Lamp
from guatu.dispatch.models import EntryState, Round
from guatu.dispatch.queries.changes import (
    LATE,
    Changes,
    Line,
    before_of,
    changes_between,
    titles_of,
    units_now,
)
from guatu.dispatch.queries.pasts import UnitThen, holding, kept_rounds, units_at, visible_states
from guatu.dispatch.queries.periodrows import Stretch, closed, pushed

IN_TIME = (Lamp.ON_PACE, Lamp.DUE_SOON)
OFFICIAL = ("unit__official_order", "unit__path", "pk")
Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An entry that was closed, put off or caught up."""

    entry_id: int
    unit_id: int
    lamp: str  # now; where the end was kept, that of the end is told
    days: Days = (None, None)
    was: str = ""  # before, where that is not what the picture at the beginning shows


def changes_of(here: Stretch, *, most: int) -> Changes:
    """Return what changed in a period; no more than `most` of each sort are named, all are counted.

    What turned late is read from the pictures at its ends; where the campaign had none before,
    from the first one in it, and with that one alone not at all.
    """
    first, last = here.ends.first or first_in(here), here.ends.last
    is_apart = first is not None and last is not None and first != last
    found = (
        changes_between(here.actor, here.campaign, first, last, most=most)
        if is_apart
        else Changes(earlier=first, later=last)
    )
    finished, late = closed(here), put_off(here)
    done = [
        Moved(entry_id=pk, unit_id=unit_id, lamp=Lamp.DONE.value)
        for pk, unit_id in finished.order_by(*OFFICIAL).values_list("pk", "unit_id")[:most]
    ]
    moves = {"done": done, "pushed": late}
    counts = {"done": finished.count(), "pushed": len(late)}
    if first is not None and last is not None:
        better = caught_up(here, first, last)
        moves["recovered"] = [
            Moved(entry_id=pk, unit_id=unit_id, lamp=lamp, was=was)
            for pk, unit_id, lamp, was in better.order_by(*OFFICIAL[:2], "entry_id").values_list(
                "entry_id", "unit_id", "lamp", "was"
            )[:most]
        ]
        counts["recovered"] = better.count()
    lines = lines_of(moves, first, last, most=most)
    return replace(
        found,
        counts={**found.counts, **counts},
        done=lines["done"],
        pushed=lines["pushed"],
        recovered=lines.get("recovered", ()),
    )


def first_in(here: Stretch) -> Round | None:
    """Return the first round of a period that has a picture, of the cadence that its end is of."""
    if here.ends.last is None:
        return None
    rounds = kept_rounds(here.campaign).filter(
        cadence=here.ends.last.cadence_id, pk__in=[one.pk for one in here.rounds]
    )
    return rounds.order_by("ordinal").first()


def caught_up(here: Stretch, first: Round, last: Round) -> QuerySet[Any]:
    """Return the entries that were late at some close of a period, its first one too, and are not now.

    `was` is the last of the late lamps: at the beginning it may have been in time as at the end.
    """
    late = EntryState.objects.filter(
        Q(to_ordinal__isnull=True) | Q(to_ordinal__gte=first.ordinal),
        entry=OuterRef("entry"), lamp__in=LATE,
        from_round__cadence=last.cadence_id, from_ordinal__lt=last.ordinal,
    )  # fmt: skip
    rows = visible_states(here.actor, here.campaign).filter(
        holding(last), Exists(late.order_by()), lamp__in=IN_TIME
    )
    return rows.annotate(was=Subquery(late.order_by("-from_ordinal").values("lamp")[:1]))


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
    moves: Mapping[str, Iterable[Moved]], first: Round | None, last: Round | None, *, most: int
) -> dict[str, tuple[Line, ...]]:
    """Return the first lines of each sort in 建制顺序, by the names that were kept at the end."""
    units = {**units_now(), **(units_at(last) if last else {})}

    def place(one: Moved) -> tuple[int, str, int]:
        unit = units[one.unit_id]
        return unit.official_order, unit.path, one.entry_id

    shown = {sort: sorted(found, key=place)[:most] for sort, found in moves.items()}
    ids = {one.entry_id for found in shown.values() for one in found}
    titles = titles_of(ids, last)
    states = EntryState.objects.filter(entry__in=ids)
    stood = before_of(first, states) if first else {}
    ended = before_of(last, states) if last else {}
    return {
        sort: tuple(
            line_of(
                one, titles[one.entry_id], units[one.unit_id],
                lamps=(one.was or stood.get(one.entry_id, ("", None))[0], ended.get(one.entry_id, (one.lamp, None))[0]),
            )
            for one in found
        )
        for sort, found in shown.items()
    }  # fmt: skip


def line_of(one: Moved, names: tuple[str, str], unit: UnitThen, *, lamps: tuple[str, str]) -> Line:
    before, after = lamps
    return Line(
        entry_id=one.entry_id,
        number=names[0],
        title=names[1],
        unit_id=one.unit_id,
        unit=unit.label,
        lamp_before=Lamp(before) if before else None,
        lamp_after=Lamp(after),
        due_before=one.days[0],
        due_after=one.days[1],
    )
