"""Meetings of a month against the limit that was set for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from guatu.campaigns.models import Campaign
from guatu.core.burden.lengths import is_comprehensive
from guatu.meetings.models import Meeting, MeetingPlan, Sort

USUAL = {Sort.WEEKLY.value: 5, Sort.MONTHLY.value: 1, Sort.SPECIAL.value: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How many meetings of a sort a month has, and how many were set."""

    sort: str
    held: int
    limit: int

    @property
    def is_over(self) -> bool:
        return self.held > self.limit


def budget_of(campaign: Campaign, sort: str, day: date) -> Budget:
    """Return the meetings of one sort in the month of `day`; one that was called off does not count."""
    found = [one for one in budgets_of(campaign, day) if one.sort == sort]
    return found[0]


def budgets_of(campaign: Campaign, day: date) -> list[Budget]:
    """Return the meetings of the month of `day` by sort."""
    rows = Meeting.objects.filter(
        campaign=campaign, held_on__year=day.year, held_on__month=day.month
    ).exclude(state=Meeting.State.CANCELLED)
    sorts = list(rows.values_list("sort", flat=True))
    limits = dict(MeetingPlan.objects.filter(campaign=campaign).values_list("sort", "month_limit"))
    return [
        Budget(sort=sort, held=sorts.count(sort), limit=limits.get(sort, USUAL[sort]))
        for sort in Sort.values
    ]


def comprehensive_before(meeting: Meeting) -> Meeting | None:
    """Return the comprehensive meeting of the year that came before this one, if both are such."""
    if not is_comprehensive(meeting.title):
        return None
    earlier = Q(held_on__lt=meeting.held_on) | Q(held_on=meeting.held_on, pk__lt=meeting.pk)
    rows = Meeting.objects.filter(
        earlier, campaign=meeting.campaign_id, held_on__year=meeting.held_on.year
    )
    others = rows.exclude(state=Meeting.State.CANCELLED).order_by("held_on", "pk")
    return next((one for one in others if is_comprehensive(one.title)), None)
