"""Who may take a step of the ladder, be heard on it, and revoke it (T12)."""

from __future__ import annotations

from guatu.core.actors import Actor, ActorKind, Role
from guatu.core.ladder import LEADERS_ONLY, Rung
from guatu.core.paths import is_within
from guatu.dispatch.policies import Place, acts_for, can_run_rounds
from guatu.supervision.policies.directives import SPEAKERS


def can_step_some(actor: Actor) -> bool:
    """Route level: the office writes steps down; a leader takes those that are a leader's alone."""
    return actor.holds(Role.CAMPAIGN_OFFICE, Role.LEADER)


def can_write_down(actor: Actor, campaign_path: str) -> bool:
    """Take the lower steps, write down what a leader decided, put suggestions aside: the office."""
    return actor.is_person and can_run_rounds(actor, campaign_path)


def is_leader_of(actor: Actor, campaign_path: str) -> bool:
    """Say whether a leader's post of the actor's reaches the campaign."""
    return any(is_within(campaign_path, scope) for scope in actor.scopes(Role.LEADER))


def can_take(actor: Actor, rung: Rung, campaign_path: str) -> bool:
    """Decide a step oneself: up to 通报 the office or a leader, from 约谈 on a leader alone.

    A directive is a letter that the office issues, whoever wished for it.
    """
    if rung in LEADERS_ONLY:
        return is_leader_of(actor, campaign_path)
    if rung is Rung.DIRECT:
        return can_write_down(actor, campaign_path)
    return can_write_down(actor, campaign_path) or is_leader_of(actor, campaign_path)


def can_speak_some(actor: Actor) -> bool:
    return actor.holds(*SPEAKERS)


def can_speak(actor: Actor, unit: Place) -> bool:
    """Speak for a unit: be heard on a step, apply for recognition, ask for coordination."""
    return actor.is_person and any(acts_for(actor, role, unit) for role in SPEAKERS)


def can_make_suggestions(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.holds(Role.CAMPAIGN_OFFICE)
