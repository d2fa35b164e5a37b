"""Who may decide in a campaign on a day: the appointments whose signature counts (T4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from guatu.accounts.models import Appointment, Post
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.core.ladder import LEADERS_ONLY, Rung
from guatu.core.paths import STEP

LEADING = (Post.Grade.LEADER, Post.Grade.PRINCIPAL)
OFFICE_OR_LEADER = (Role.LEADER, Role.CAMPAIGN_OFFICE)


def deciders_on(
    campaign: Campaign, day: date, roles: Collection[Role], *, is_leading: bool = False
) -> QuerySet[Appointment]:
    """Return who held on `day` a post in `roles` that reaches the campaign, deputies after holders.

    `is_leading` keeps leaders' grades alone: a talk is not held by whoever has a leader's account.
    """
    path = campaign.unit.path
    above = [path[:end] for end in range(STEP, len(path) + 1, STEP)]
    rows = Appointment.objects.filter(
        in_force(day),
        post__role__in=[role.value for role in roles],
        post__scope__path__in=above,
        post__abolished_on__isnull=True,
    )
    if is_leading:
        rows = rows.filter(post__grade__in=LEADING)
    return rows.select_related("person", "post__unit").order_by(
        "post__unit__official_order", "post__official_order", "is_deputy", "pk"
    )


def deciders_of_rung(campaign: Campaign, day: date, rung: Rung) -> QuerySet[Appointment]:
    """Return who decides a step of the ladder: from 约谈 on leaders alone."""
    if rung in LEADERS_ONLY:
        return deciders_on(campaign, day, (Role.LEADER,), is_leading=True)
    return deciders_on(campaign, day, OFFICE_OR_LEADER)
