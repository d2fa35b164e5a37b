"""Who may load, confirm and read plans."""

from __future__ import annotations

from guatu.campaigns.models import Plan
from guatu.campaigns.policies import can_manage_under, can_see_campaigns
from guatu.core.actors import Actor, Role


def can_plan(actor: Actor) -> bool:
    """Route: plans are loaded and confirmed by the campaign office."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_plan_under(actor: Actor, unit_path: str) -> bool:
    return can_manage_under(actor, unit_path)


def can_work_on(actor: Actor, plan: Plan) -> bool:
    """Say whether the campaign office that `actor` holds reaches the plan's unit."""
    return can_manage_under(actor, plan.unit.path)


def can_read_plans(actor: Actor) -> bool:
    """Route: the words of a plan are read by everybody who works in its campaign."""
    return can_see_campaigns(actor)
