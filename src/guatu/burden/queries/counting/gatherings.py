"""Meetings that units were asked to, inspections that came to them, and reminders that they got."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count

from guatu.burden.models import Ask
from guatu.burden.queries.counting.values import Counted
from guatu.campaigns.models import Campaign
from guatu.core.burden import Counts
from guatu.core.rounds import Period
from guatu.meetings.models import Invitation, Meeting
from guatu.notices.queries import told_counts
from guatu.supervision.models import Inspection


def meetings(campaign: Campaign, month: Period) -> Iterator[Counted]:
    """Give the meetings of a month that were held or will be, with the minutes they were called for."""
    rows = (
        Invitation.objects.filter(
            meeting__campaign=campaign,
            meeting__held_on__gte=month.starts_on,
            meeting__held_on__lte=month.ends_on,
        )
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .order_by("pk")
    )
    for unit_id, meeting_id, title, expected in rows.values_list(
        "unit_id", "meeting_id", "meeting__title", "meeting__expected_minutes"
    ):
        yield Counted(
            unit_id=unit_id,
            source=Ask.Source.MEETINGS,
            object_id=meeting_id,
            label=title,
            counts=Counts(meetings=1, meeting_minutes=expected),
        )


def inspections(campaign: Campaign, month: Period) -> Iterator[Counted]:
    """Give how often somebody came; checks of papers alone cost the unit nothing of this sort."""
    rows = (
        Inspection.objects.filter(
            campaign=campaign, held_on__gte=month.starts_on, held_on__lte=month.ends_on
        )
        .exclude(method=Inspection.Method.DOCUMENTS)
        .order_by()
        .values("unit_id")
        .annotate(visits=Count("held_on", distinct=True))
    )
    for row in rows:
        yield Counted(
            unit_id=row["unit_id"],
            source=Ask.Source.INSPECTIONS,
            counts=Counts(inspections=row["visits"]),
        )


def reminders(campaign: Campaign, month: Period) -> Iterator[Counted]:
    """Give how often each unit was told something."""
    for unit_id, count in told_counts(campaign, month.starts_on).items():
        yield Counted(
            unit_id=unit_id,
            source=Ask.Source.REMINDERS,
            counts=Counts(reminders=count),
        )
