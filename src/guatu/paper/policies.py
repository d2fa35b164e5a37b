"""Who may have what printed."""

from __future__ import annotations

from guatu.core.actors import APART, Actor, Role


def can_print(actor: Actor) -> bool:
    """Route level: everybody who works in campaigns prints what the queries let through."""
    return actor.is_person and not actor.roles <= APART


def can_bind(actor: Actor) -> bool:
    """Route level: who forms volumes of evidence: the office, and who works for a unit."""
    return actor.holds(
        Role.CAMPAIGN_OFFICE, Role.LIAISON, Role.APPROVER, Role.UNIT_ADMINISTRATOR, Role.ASSESSOR
    )
