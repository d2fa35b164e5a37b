"""Who sees what is asked of whom, and who sets the scheme and answers complaints."""

from __future__ import annotations

from guatu.core.actors import APART, Actor, Role


def can_see_burden(actor: Actor) -> bool:
    """Whoever works in a campaign sees what is asked of the units within reach."""
    return actor.is_person and not actor.roles <= APART


def can_set_scheme(actor: Actor) -> bool:
    """Set rates and budgets: the campaign office."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_answer(actor: Actor) -> bool:
    """Read and answer the complaint box: the campaign office, and leaders, who read it too."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_read_box(actor: Actor) -> bool:
    return actor.holds(Role.CAMPAIGN_OFFICE, Role.LEADER)
