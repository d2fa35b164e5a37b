"""Who may ask for coordination, answer, hand over, and say that it is cleared."""

from __future__ import annotations

from dataclasses import dataclass

from guatu.core.actors import Actor, Role
from guatu.dispatch.policies import Place, can_run_rounds
from guatu.supervision.policies.directives import SPEAKERS
from guatu.supervision.policies.ladder import can_speak, is_leader_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A problem as far as a policy needs it."""

    campaign_path: str
    unit: Place
    holder: Place
    level: str


def can_ask_some(actor: Actor) -> bool:
    return actor.holds(*SPEAKERS, Role.CAMPAIGN_OFFICE)


def can_handle_some(actor: Actor) -> bool:
    """Route level of answering: who speaks for a unit, the office, and leaders."""
    return actor.holds(*SPEAKERS, Role.CAMPAIGN_OFFICE, Role.LEADER)


def can_answer(actor: Actor, one: Held) -> bool:
    """Answer or hand over: who has it now; the office for a unit, a leader wherever it stands."""
    if can_steer(actor, one) or is_leader_of(actor, one.campaign_path):
        return True
    return one.level == "lead" and can_speak(actor, one.holder)


def can_steer(actor: Actor, one: Held) -> bool:
    """Hand over, send up and write a leader's answer down: the office, at every level."""
    return actor.is_person and can_run_rounds(actor, one.campaign_path)


def can_settle(actor: Actor, one: Held) -> bool:
    """Confirm, open again, take back: who asked."""
    return can_speak(actor, one.unit)
