"""Which posts may chair a meeting of a campaign, and which leaders a decision may name."""

from __future__ import annotations

from django.db.models import QuerySet

from guatu.accounts.models import Post
from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.core.paths import STEP


def posts_over(campaign: Campaign, *roles: Role) -> QuerySet[Post]:
    """Return the posts in one of `roles` whose reach has the campaign's unit, in official order."""
    path = campaign.unit.path
    above = [path[:end] for end in range(STEP, len(path) + 1, STEP)]
    return Post.objects.filter(
        role__in=[role.value for role in roles],
        scope__path__in=above,
        abolished_on__isnull=True,
    ).order_by("unit__official_order", "official_order", "pk")


def chairs_of(campaign: Campaign) -> QuerySet[Post]:
    return posts_over(campaign, Role.LEADER, Role.CAMPAIGN_OFFICE)


def leaders_of(campaign: Campaign) -> QuerySet[Post]:
    return posts_over(campaign, Role.LEADER)
