"""Who may issue, answer and check directives. Persons are compared, not accounts (D6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from guatu.core.actors import APART, Actor, ActorKind, Role
from guatu.dispatch.policies import Place, acts_for, can_run_rounds

SPEAKERS = (Role.LIAISON, Role.APPROVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A directive as far as a policy needs it.

    `above` is the unit that split it off, None for a whole one, which is the office's.
    """

    campaign_path: str
    unit: Place
    above: Place | None = None
    post_id: int | None = None
    verifier_id: int | None = None
    answered_by: Collection[int] = ()


def can_open_supervision(actor: Actor) -> bool:
    """Route level: whoever works here; which directives, D8 decides."""
    return any(grant.role not in APART for grant in actor.grants)


def can_issue_some(actor: Actor) -> bool:
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_issue(actor: Actor, campaign_path: str) -> bool:
    """Issue in a campaign: its office, or guatu for it."""
    return can_run_rounds(actor, campaign_path)


def can_keep_rules(actor: Actor, campaign_path: str) -> bool:
    return actor.is_person and can_run_rounds(actor, campaign_path)


def can_answer(actor: Actor, one: Standing) -> bool:
    """Sign for it, answer, split it down, ask for another day: who speaks for the unit or holds the post."""
    if actor.person_id is None:
        return False
    if one.post_id is not None and one.post_id in actor.post_ids:
        return True
    return any(acts_for(actor, role, one.unit) for role in SPEAKERS)


def can_steer(actor: Actor, one: Standing) -> bool:
    """Decide on days, take it back, open it again: the office; of a part, the unit that split it off."""
    if one.above is None:
        return can_issue(actor, one.campaign_path)
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(acts_for(actor, role, one.above) for role in SPEAKERS)


def can_check(actor: Actor, one: Standing) -> bool:
    """Return or close it: who steers it or is named to check it, never a person who answered."""
    if actor.person_id is None or actor.person_id in one.answered_by:
        return False
    is_named = one.verifier_id is not None and one.verifier_id in actor.post_ids
    return is_named or can_steer(actor, one)
