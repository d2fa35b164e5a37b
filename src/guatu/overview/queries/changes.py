"""What changed since last week: entries now against their state when a round was frozen (D6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import EntryState, Round
from guatu.ledgers.models import DueShift, EntryLamp, LampOverride
from guatu.ledgers.queries import in_force_entries
from guatu.overview.values import LATE, RANK, RED, Change, Changes, Moved

WEEK = timedelta(days=7)
NAMED = 30  # of each sort of change; the count has all
WORST = Case(
    *(When(entry__lamp=lamp, then=Value(rank)) for lamp, rank in RANK.items()),
    output_field=IntegerField(),
)
SORTS: dict[str, Q] = {
    "new_red": Q(entry__lamp__in=RED) & ~Q(lamp__in=RED),
    "recovered": Q(lamp__in=LATE, entry__lamp__in=(Lamp.ON_PACE, Lamp.DUE_SOON)),
    "done": Q(entry__lamp=Lamp.DONE) & ~Q(lamp=Lamp.DONE),
    "pushed": Q(entry__due_on__gt=F("due_on")),
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
    """Return what moved since the base round; entries made after it have no before and are left out.

    One query counts each sort of change, one more for each that has any reads the first of it.
    """
    base = base_round(campaign, today)
    if base is None:
        return Changes(frozen_on=None)
    entries = in_force_entries(actor, campaign).order_by()
    if unit_id is not None:
        entries = entries.filter(unit_id=unit_id)
    rows = EntryState.objects.filter(
        Q(to_ordinal__isnull=True) | Q(to_ordinal__gte=base.ordinal),
        entry__in=entries.filter(pk__in=touched_since(frozen_day(base))),
        from_round__cadence_id=base.cadence_id,
        from_ordinal__lte=base.ordinal,
    ).order_by()
    counts = rows.aggregate(**{name: Count("pk", filter=sort) for name, sort in SORTS.items()})
    found = {
        name: Moved(count=counts[name], shown=first_of(rows.filter(sort)) if counts[name] else ())
        for name, sort in SORTS.items()
    }
    return Changes(frozen_on=frozen_day(base), **found)


def touched_since(day: date) -> QuerySet[Any, Any]:
    """Return the keys of entries whose lamp or date may be another than on `day`: few, by an index.

    A lamp that was computed keeps its first day; what a person set, and dates put off, are rows.
    """
    lit = EntryLamp.objects.filter(since__gte=day).values_list("entry_id")
    held = LampOverride.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day - WEEK))
    shifted = DueShift.objects.filter(shifted_on__gte=day).order_by().values_list("entry_id")
    return lit.union(held.order_by().values_list("entry_id"), shifted)


def first_of(rows: QuerySet[EntryState]) -> tuple[Change, ...]:
    """Return the first changes of one sort, the worst lamps before, then in 建制顺序."""
    values = (
        rows.annotate(worst=WORST)
        .order_by("worst", "entry__unit__official_order", "entry_id")
        .values_list(
            "entry_id", "entry__title", "entry__unit__short_name", "entry__unit__name",
            "lamp", "entry__lamp", "due_on", "entry__due_on",
        )[:NAMED]
    )  # fmt: skip
    return tuple(
        Change(
            entry_id=entry_id,
            title=title,
            unit=short_name or name,
            lamp_before=Lamp(before),
            lamp=Lamp(now),
            due_before=due_before,
            due_on=due_now,
        )
        for entry_id, title, short_name, name, before, now, due_before, due_now in values
    )


def frozen_day(base: Round) -> date:
    return timezone.localdate(base.frozen_at) if base.frozen_at else base.ends_on
