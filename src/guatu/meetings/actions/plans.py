"""When meetings of a campaign are held, set by its office; and those that the clock prepares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.accounts.models import Post
from guatu.audit.actions import Change, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.meetings.actions.preparing import LONGEST, SHORTEST, check_may_run, recorded
from guatu.meetings.models import MeetingPlan
from guatu.meetings.queries.plans import plan_of
from guatu.shell.errors import InvalidState, Stale

RECORDED = ("sort", "is_on", "weekday", "month_day", "place", "chair",
            "expected_minutes", "lead_days", "month_limit")  # fmt: skip
MOST_A_MONTH = 31
MOST_LEAD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """How meetings of a sort are held."""

    is_on: bool
    weekday: int = 5
    month_day: int = 28
    starts_at: time | None = None
    place: str = ""
    chair: Post | None = None
    expected_minutes: int = 60
    lead_days: int = 2
    month_limit: int = 5


@transaction.atomic
def set_plan(
    actor: Actor, campaign: Campaign, sort: str, *, version: int, change: PlanChange
) -> MeetingPlan:
    """Set when meetings of a sort are held and how many a month may have."""
    check_may_run(actor, campaign)
    if not SHORTEST <= change.expected_minutes <= LONGEST:
        raise InvalidState(_("A meeting takes 10 to 240 minutes."))
    if not (0 <= change.lead_days <= MOST_LEAD and 0 <= change.month_limit <= MOST_A_MONTH):
        raise InvalidState(_("That is no number of days or of meetings a month."))
    plan, is_new = MeetingPlan.objects.select_for_update().get_or_create(
        campaign=campaign, sort=sort, defaults={"month_limit": plan_of(campaign, sort).month_limit}
    )
    before = None if is_new else recorded(plan, *RECORDED)
    take_version(plan, version)
    for name in PlanChange.__slots__:
        setattr(plan, name, getattr(change, name))
    plan.version += 1
    plan.save()
    changes = [Change.of(plan, before=before, after=recorded(plan, *RECORDED))]
    record(actor, "meeting.set-plan", of=plan, changes=changes)
    return plan


def take_version(plan: MeetingPlan, version: int) -> None:
    """Refuse a change that was made from another version; the row is held."""
    if plan.version != version:
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
