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


RECORDERS = (Role.LIAISON, Role.APPROVER, Role.UNIT_ADMINISTRATOR)


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


BELOW = {State.UNIT_APPROVED: State.SUBMITTED, State.LEAD_APPROVED: State.UNIT_APPROVED}


def states_behind(state: str, role: str) -> tuple[str, ...]:
    """Return where a check-in may be sent back to: its liaison first, else one step down the chain."""
    if state == State.VERIFIED:
        below = State.UNIT_APPROVED if role == "lead" else State.LEAD_APPROVED
    elif state in BELOW:
        below = BELOW[State(state)]
    else:
        return (State.RETURNED,) if state == State.SUBMITTED else ()
    return (State.RETURNED, below)


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


def can_record_some_paper(actor: Actor) -> bool:
    return actor.holds(*RECORDERS, Role.CAMPAIGN_OFFICE)


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
    return speaks_at(actor, step, check_in)


def can_send_back(actor: Actor, check_in: Reviewable) -> bool:
    """Send a check-in back: whoever has the next word, or gave the last one.

    The lead takes back what it let through of a support unit; the office what it verified.
    """
    if actor.person_id is None or check_in.submitted_by == actor.person_id:
        return False
    if can_review(actor, check_in):
        return True
    given = {State.LEAD_APPROVED: Step.LEAD, State.VERIFIED: Step.OFFICE}
    step = given.get(State(check_in.state))
    return step is not None and speaks_at(actor, step, check_in)


def speaks_at(actor: Actor, step: Step, check_in: Reviewable) -> bool:
    """Say whether the posts of `actor` give it the word at a step, whoever submitted."""
    return stands_at(actor, step, check_in, Role.APPROVER)


def can_record_paper(actor: Actor, step: Step, check_in: Reviewable) -> bool:
    """Record a word that was signed on paper: whoever works for the unit whose word it is (T4)."""
    return stands_at(actor, step, check_in, *RECORDERS)


def stands_at(actor: Actor, step: Step, check_in: Reviewable, *roles: Role) -> bool:
    if step is Step.UNIT:
        return any(acts_for(actor, role, check_in.unit) for role in roles)
    if step is Step.LEAD:
        return any(acts_for(actor, role, lead) for lead in check_in.leads for role in roles)
    return can_run_rounds(actor, check_in.campaign_path)


def can_correct_some(actor: Actor) -> bool:
    """Route level of corrections: who speaks for a unit, or runs a campaign."""
    return actor.holds(Role.LIAISON, Role.APPROVER, Role.CAMPAIGN_OFFICE)


def can_ask_correction(actor: Actor, unit_path: str, unit_id: int, campaign_path: str) -> bool:
    """Ask to correct a frozen report: whoever speaks for its unit, or the office."""
    unit = Place(id=unit_id, path=unit_path)
    return (
        acts_for(actor, Role.LIAISON, unit)
        or acts_for(actor, Role.APPROVER, unit)
        or can_run_rounds(actor, campaign_path)
    )


def can_decide_correction(actor: Actor, campaign_path: str, *, asked_by: int | None) -> bool:
    """Decide on a correction: the office, and never the person who asked (D6)."""
    if actor.person_id is None or actor.person_id == asked_by:
        return False
    return can_run_rounds(actor, campaign_path)
