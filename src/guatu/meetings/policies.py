"""Who prepares and runs meetings, and who sees them."""

from __future__ import annotations

from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import CAMPAIGN_WIDE, reaches
from guatu.core.actors import APART, Actor, ActorKind, Role


def can_see_meetings(actor: Actor) -> bool:
    """Route level: everybody who works in campaigns; which meetings, the queries say."""
    return actor.is_person and not actor.roles <= APART


def can_run_some(actor: Actor) -> bool:
    """Route level: the campaign office prepares and runs meetings."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_run(actor: Actor, campaign: Campaign) -> bool:
    return reaches(actor, campaign.unit.path, Role.CAMPAIGN_OFFICE)


def can_see_packages(actor: Actor) -> bool:
    """Route level: a package holds all of a campaign, so only who sees all of one opens it."""
    return actor.kind is ActorKind.SYSTEM or actor.holds(*CAMPAIGN_WIDE)
