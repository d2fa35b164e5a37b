"""How many: a person's unread ones for the bell, and what a month told each unit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.notices.models import NoticeCopy, NoticeUnit

LONGEST_MONTH = timedelta(days=31)


def unread_count(actor: Actor) -> int:
    """Return how many notices the person has not opened: one query on an index of those alone."""
    if actor.person_id is None:
        return 0
    return NoticeCopy.objects.filter(person_id=actor.person_id, is_unread=True).count()


def told_counts(campaign: Campaign, month_start: date) -> dict[int, int]:
    """Return, for one campaign and month, how many notices spoke to each unit."""
    next_month = (month_start.replace(day=1) + LONGEST_MONTH).replace(day=1)
    rows = NoticeUnit.objects.filter(
        notice__campaign=campaign,
        notice__told_at__gte=midnight(month_start.replace(day=1)),
        notice__told_at__lt=midnight(next_month),
    )
    counted = rows.values("unit_id").order_by("unit_id").annotate(count=Count("pk"))
    return {row["unit_id"]: row["count"] for row in counted}


def midnight(day: date) -> datetime:
    """Return when a local day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
