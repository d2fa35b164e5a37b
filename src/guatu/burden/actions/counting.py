"""Counting a month anew: what stands is made to fit what the other rows say."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from guatu.audit.actions import record
from guatu.burden.models import Ask, Count
from guatu.burden.queries.counting import Counted, counted
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.rounds import Period

BATCH = 500
KEYS = ("unit_id", "source", "object_id")


@transaction.atomic
def count_month(actor: Actor, campaign: Campaign, month: Period, now: datetime) -> int:
    """Count what a campaign asks of each unit in a month; return how many rows changed.

    Safe to repeat. Nothing is recorded where nothing changed.
    """
    # one count of a month at a time: its row is the lock
    Count.objects.get_or_create(
        campaign=campaign, month=month.starts_on, defaults={"counted_at": now}
    )
    Count.objects.select_for_update().filter(campaign=campaign, month=month.starts_on).get()
    standing = {
        tuple(getattr(row, key) for key in KEYS): row
        for row in Ask.objects.filter(campaign=campaign, month=month.starts_on)
    }
    new, changed = [], []
    for one in counted(campaign, month):
        values = values_of(one)
        row = standing.pop((one.unit_id, one.source.value, one.object_id), None)
        if row is None:
            new.append(Ask(campaign=campaign, month=month.starts_on, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    Ask.objects.bulk_create(new, batch_size=BATCH)
    Ask.objects.bulk_update(changed, [*COLUMNS, "label"], batch_size=BATCH)
    gone = [row.pk for row in standing.values()]
    for start in range(0, len(gone), BATCH):
        Ask.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    Count.objects.filter(campaign=campaign, month=month.starts_on).update(counted_at=now)
    if touched := len(new) + len(changed) + len(gone):
        details = {"month": month.starts_on.isoformat(), "count": touched}
        record(actor, "burden.count", of=campaign, details=details)
    return touched


COLUMNS = (
    "forms",
    "fields",
    "taps",
    "reminders",
    "meetings",
    "meeting_minutes",
    "inspections",
    "documents",
    "characters",
)


def values_of(one: Counted) -> dict[str, object]:
    return {
        "unit_id": one.unit_id,
        "source": one.source.value,
        "object_id": one.object_id,
        "label": one.label,
        **asdict(one.counts),
    }
