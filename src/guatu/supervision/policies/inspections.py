"""Who may plan, record and answer inspections: the office inspects, the unit puts right."""

from __future__ import annotations

from guatu.core.actors import Actor, Role
from guatu.dispatch.policies import Place, can_run_rounds
from guatu.supervision.policies.ladder import can_speak


def can_inspect_some(actor: Actor) -> bool:
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_inspect(actor: Actor, campaign_path: str) -> bool:
    return actor.is_person and can_run_rounds(actor, campaign_path)


def can_rectify(actor: Actor, unit: Place) -> bool:
    """Say what was put right: who speaks for the unit that was inspected."""
    return can_speak(actor, unit)
