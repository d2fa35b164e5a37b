"""What changed since last week: entries now against their state when a round was frozen (D6)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import EntryState, Round
from guatu.ledgers.queries import in_force_entries
from guatu.overview.values import RANK, Change, Changes

WEEK = timedelta(days=7)


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
    entries = in_force_entries(actor, campaign)
    if unit_id is not None:
        entries = entries.filter(unit_id=unit_id)
    rows = (
        EntryState.objects.filter(
            Q(to_ordinal__isnull=True) | Q(to_ordinal__gte=base.ordinal),
            entry__in=entries,
            from_round__cadence_id=base.cadence_id,
            from_ordinal__lte=base.ordinal,
        )
        .exclude(lamp=F("entry__lamp"), due_on=F("entry__due_on"))
        .order_by("entry__unit__official_order", "entry_id")
        .values_list(
            "entry_id", "entry__title", "entry__unit__short_name", "entry__unit__name",
            "lamp", "entry__lamp", "due_on", "entry__due_on",
        )
    )  # fmt: skip
    moved = [
        Change(
            entry_id=entry_id,
            title=title,
            unit=short_name or name,
            lamp_before=Lamp(before),
            lamp=Lamp(now),
            due_before=due_before,
            due_on=due_now,
        )
        for entry_id, title, short_name, name, before, now, due_before, due_now in rows
    ]
    moved.sort(key=lambda change: RANK[change.lamp])
    return Changes(frozen_on=frozen_day(base), moved=tuple(moved))


def frozen_day(base: Round) -> date:
    return timezone.localdate(base.frozen_at) if base.frozen_at else base.ends_on
