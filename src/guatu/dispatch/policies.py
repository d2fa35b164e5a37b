"""Who may run rounds, fill check-ins in, and review them. Persons are compared, not accounts (D6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from guatu.core.actors import Actor, ActorKind, Role
from guatu.core.paths import is_within
from guatu.dispatch.models import CheckIn
from guatu.ledgers.policies import can_open_ledgers

State = CheckIn.State
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
APPROVED = frozenset({State.UNIT_APPROVED, State.LEAD_APPROVED, State.VERIFIED})


class Step(StrEnum):
    """Whose word a submitted check-in waits for (T3)."""

    UNIT = "unit"  # 单位审核
    LEAD = "lead"  # 牵头审核: of what support units say
    OFFICE = "office"  # 督查核查


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit as far as a policy needs it."""

    id: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewable:
    """A check-in as far as a policy needs it."""

    state: str
    role: str
    unit: Place
    leads: Collection[Place]
    campaign_path: str
    submitted_by: int | None


NEXT_STATE = {
    Step.UNIT: State.UNIT_APPROVED,
    Step.LEAD: State.LEAD_APPROVED,
    Step.OFFICE: State.VERIFIED,
}


def step_of(state: str, role: str) -> Step | None:
    """Return whose word is next; a lead's own check-in needs no approval by the lead."""
    if state == State.SUBMITTED:
        return Step.UNIT
    if state == State.UNIT_APPROVED:
        return Step.OFFICE if role == "lead" else Step.LEAD
    return Step.OFFICE if state == State.LEAD_APPROVED else None


def can_fill_some(actor: Actor) -> bool:
    return actor.holds(Role.LIAISON)


def can_review_some(actor: Actor) -> bool:
    return actor.holds(Role.APPROVER, Role.CAMPAIGN_OFFICE)


def can_read_reports(actor: Actor) -> bool:
    """Route level of what was reported, and its files: whoever opens entries; which, D8 decides."""
    return can_open_ledgers(actor)


def can_see_rounds(actor: Actor) -> bool:
    return actor.holds(Role.CAMPAIGN_OFFICE, Role.LEADER, Role.ASSESSOR)


def can_run_some_rounds(actor: Actor) -> bool:
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_run_rounds(actor: Actor, campaign_path: str) -> bool:
    """Run the rounds of a campaign: the office whose scope holds the campaign's unit, or guatu."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(is_within(campaign_path, scope) for scope in actor.scopes(Role.CAMPAIGN_OFFICE))


def acts_for(actor: Actor, role: Role, unit: Place) -> bool:
    """Say whether `actor` has `role` for `unit`: by its post's scope, or as part of a task force."""
    if not actor.holds(role):
        return False
    reached = any(is_within(unit.path, scope) for scope in actor.scopes(role))
    return reached or unit.id in actor.task_force_ids


def can_fill(actor: Actor, unit: Place) -> bool:
    return acts_for(actor, Role.LIAISON, unit)


def can_read_draft(actor: Actor, unit: Place) -> bool:
    """See what was not handed in yet: whoever writes it or speaks on it first, for its unit."""
    return can_fill(actor, unit) or acts_for(actor, Role.APPROVER, unit)


def can_review(actor: Actor, check_in: Reviewable) -> bool:
    """Give the next word on a check-in; never the person who submitted it."""
    step = step_of(check_in.state, check_in.role)
    if step is None or actor.person_id is None or check_in.submitted_by == actor.person_id:
        return False
    if step is Step.UNIT:
        return acts_for(actor, Role.APPROVER, check_in.unit)
    if step is Step.LEAD:
        return any(acts_for(actor, Role.APPROVER, lead) for lead in check_in.leads)
    return can_run_rounds(actor, check_in.campaign_path)
