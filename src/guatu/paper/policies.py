"""Who may have what printed."""

from __future__ import annotations

from guatu.campaigns.policies import CAMPAIGN_WIDE
from guatu.core.actors import APART, Actor, Role


def can_print(actor: Actor) -> bool:
    """Route level: everybody who works in campaigns prints what the queries let through."""
    return actor.is_person and not actor.roles <= APART


def can_bind(actor: Actor) -> bool:
    """Route level: who forms volumes of evidence: the office, and who works for a unit."""
    return actor.holds(
        Role.CAMPAIGN_OFFICE, Role.LIAISON, Role.APPROVER, Role.UNIT_ADMINISTRATOR, Role.ASSESSOR
    )


def can_see_bulletins(actor: Actor) -> bool:
    """Route level: a bulletin tells all of a campaign, so only who sees all of one opens it."""
    return actor.holds(*CAMPAIGN_WIDE)


def can_write_bulletins(actor: Actor) -> bool:
    """Route level: the campaign office drafts them."""
    return actor.holds(Role.CAMPAIGN_OFFICE)
