"""What changed since last week: entries now against their state when a round was frozen (D6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from heapq import nsmallest
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import EntryState, Round
from guatu.ledgers.models import DueShift, Entry, EntryLamp, LampOverride
from guatu.ledgers.queries import in_force_entries
from guatu.overview.values import LATE, RANK, RED, Change, Changes, Moved

WEEK = timedelta(days=7)
NAMED = 30  # of each sort of change; the count has all


class Step(NamedTuple):
    """How an entry stood in the round, and how it stands: thousands of these are made and few shown."""

    entry_id: int
    official_order: int
    lamp_before: str
    lamp: str
    due_before: date | None
    due_on: date | None


SORTS: dict[str, Callable[[Step], bool]] = {
    "new_red": lambda one: one.lamp in RED and one.lamp_before not in RED,
    "recovered": lambda one: one.lamp_before in LATE and one.lamp in {Lamp.ON_PACE, Lamp.DUE_SOON},
    "done": lambda one: one.lamp == Lamp.DONE and one.lamp_before != Lamp.DONE,
    "pushed": lambda one: bool(one.due_before and one.due_on and one.due_on > one.due_before),
}


def base_round(campaign: Campaign, today: date) -> Round | None:
    """Return the frozen round to compare with: the newest that ended a week ago or before.

    Only the rounds that ask for check-ins keep states. Where all frozen ones are younger, it is
    the oldest of these: less than a week is said, not hidden.
    """
    frozen = Round.objects.filter(
        campaign=campaign, state=Round.State.FROZEN, cadence__asks_check_ins=True
    )
    older = frozen.filter(ends_on__lte=today - WEEK).order_by("-ends_on", "-ordinal").first()
    return older or frozen.order_by("ends_on", "ordinal").first()


def changes(actor: Actor, campaign: Campaign, today: date, *, unit_id: int | None) -> Changes:
    """Return what moved since the base round; entries made after it have no before and are left out."""
    base = base_round(campaign, today)
    if base is None:
        return Changes(frozen_on=None)
    entries = in_force_entries(actor, campaign).order_by()
    if unit_id is not None:
        entries = entries.filter(unit_id=unit_id)
    moved = moved_since(base, entries)
    sorts = {name: [one for one in moved if is_it(one)] for name, is_it in SORTS.items()}
    first = {name: nsmallest(NAMED, rows, key=place) for name, rows in sorts.items()}
    names = names_of({one.entry_id for rows in first.values() for one in rows})
    found = {
        name: Moved(count=len(sorts[name]), shown=tuple(named(one, names) for one in first[name]))
        for name in SORTS
    }
    return Changes(frozen_on=frozen_day(base), **found)


def moved_since(base: Round, entries: QuerySet[Entry]) -> list[Step]:
    """Return the entries whose lamp or date is another than in the round."""
    rows = EntryState.objects.filter(
        Q(to_ordinal__isnull=True) | Q(to_ordinal__gte=base.ordinal),
        entry__in=entries.filter(pk__in=touched_since(frozen_day(base))),
        from_round__cadence_id=base.cadence_id,
        from_ordinal__lte=base.ordinal,
    ).exclude(lamp=F("entry__lamp"), due_on=F("entry__due_on"))
    columns = ("entry_id", "entry__unit__official_order", "lamp", "entry__lamp", "due_on")
    return [Step._make(row) for row in rows.order_by().values_list(*columns, "entry__due_on")]


def place(step: Step) -> tuple[int, int, int]:
    """Return the order: the worst lamps before, then 建制顺序."""
    return RANK[step.lamp], step.official_order, step.entry_id


def names_of(entry_ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = Entry.objects.filter(pk__in=entry_ids).order_by()
    values = rows.values_list("pk", "title", "unit__short_name", "unit__name")
    return {pk: (title, short_name or name) for pk, title, short_name, name in values}


def named(step: Step, names: dict[int, tuple[str, str]]) -> Change:
    title, unit = names[step.entry_id]
    return Change(
        entry_id=step.entry_id,
        title=title,
        unit=unit,
        lamp_before=Lamp(step.lamp_before),
        lamp=Lamp(step.lamp),
        due_before=step.due_before,
        due_on=step.due_on,
    )


def touched_since(day: date) -> QuerySet[Any, Any]:
    """Return the keys of entries whose lamp or date may be another than on `day`: few, by an index.

    A lamp that was computed keeps its first day; what a person set, and dates put off, are rows.
    """
    lit = EntryLamp.objects.filter(since__gte=day).values_list("entry_id")
    held = LampOverride.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day - WEEK))
    shifted = DueShift.objects.filter(shifted_on__gte=day).order_by().values_list("entry_id")
    return lit.union(held.order_by().values_list("entry_id"), shifted)


def frozen_day(base: Round) -> date:
    return timezone.localdate(base.frozen_at) if base.frozen_at else base.ends_on
