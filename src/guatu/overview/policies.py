"""Who may open the war room."""

from __future__ import annotations

from guatu.core.actors import APART, Actor


def can_open_room(actor: Actor) -> bool:
    """Everybody who signs in lands here; what it shows is what the actor may see (D8)."""
    return actor.is_person


def can_search(actor: Actor) -> bool:
    """Everybody who signs in may search; what is found is what the actor may see (D8)."""
    return actor.is_person


def can_open_chart(actor: Actor) -> bool:
    """Everybody who follows campaigns; what is drawn is what the actor may see (D8)."""
    return actor.is_person and follows_campaigns(actor)


def follows_campaigns(actor: Actor) -> bool:
    """Say whether a campaign is this person's business: the three administrators run the system."""
    return not actor.roles <= APART
