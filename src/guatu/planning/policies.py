"""Who may load, confirm and read plans."""

from __future__ import annotations

from dataclasses import dataclass

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Plan, Target
from guatu.campaigns.policies import can_manage_under, can_see_campaigns, reaches
from guatu.core.actors import Actor, Role
from guatu.ledgers.models import Entry
from guatu.ledgers.policies import UNIT_EDITORS, can_fill_entry


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvers:
    """Who approved a line when it was issued, and so decides on its adjustments (T12).

    `is_office` where nobody did: the step was skipped with a reason, or the line was added by
    the office itself. A line taken on from above is decided on there: `office_path` is then the
    unit whose office it is.
    """

    post_ids: frozenset[int] = frozenset()
    is_office: bool = False
    office_path: str = ""


def can_see_adjustments(actor: Actor) -> bool:
    """Route: who works in campaigns sees what was changed in the lines it sees."""
    return can_see_campaigns(actor) and actor.is_person


def can_ask_some(actor: Actor) -> bool:
    """Route: an adjustment is asked for by a lead unit or by the office; of which line, the line says."""
    return actor.holds(Role.CAMPAIGN_OFFICE, *UNIT_EDITORS)


def can_ask(actor: Actor, line: Entry | Target, leads: frozenset[int]) -> bool:
    """Say whether `actor` may ask to change a line: its lead unit, or its campaign's office."""
    if isinstance(line, Entry):
        return can_fill_entry(actor, line, leads)
    if can_manage_under(actor, line.campaign.unit.path):
        return True
    return reaches(actor, line.unit.path, *UNIT_EDITORS)


def can_decide(
    actor: Actor, campaign: Campaign, approvers: Approvers, asked_by: int | None
) -> bool:
    """Say whether `actor` decides: at the post that approved the line, never on an own request."""
    if not actor.is_person or actor.person_id == asked_by:
        return False
    if approvers.post_ids & actor.post_ids:
        return True
    path = approvers.office_path or campaign.unit.path
    return approvers.is_office and can_manage_under(actor, path)


def can_hand_down(actor: Actor, unit_path: str) -> bool:
    """Issue a child campaign to a unit: the office above it, or the unit's own that takes it on."""
    return can_manage_under(actor, unit_path)


SPEAKERS = (
    Role.LIAISON,
    Role.APPROVER,
    Role.UNIT_ADMINISTRATOR,
)  # who answers and signs for a unit


def can_see_issuing(actor: Actor) -> bool:
    """Route: how an issuance stands is seen by who runs, leads or assesses campaigns."""
    return actor.holds(Role.CAMPAIGN_OFFICE, Role.LEADER, Role.ASSESSOR)


def can_issue(actor: Actor) -> bool:
    """Route: consulting, submitting, issuing and putting into force are the campaign office's."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


def can_issue_in(actor: Actor, campaign: Campaign) -> bool:
    return can_manage_under(actor, campaign.unit.path)


def can_approve_some(actor: Actor) -> bool:
    """Route: 领导审定 in the system is a leader's; on paper the office records it."""
    return actor.holds(Role.LEADER)


def can_approve_in(actor: Actor, campaign: Campaign) -> bool:
    return actor.is_person and reaches(actor, campaign.unit.path, Role.LEADER)


def can_speak_for_some(actor: Actor) -> bool:
    """Route: answering, signing and objecting for a unit."""
    return actor.holds(*SPEAKERS)


def can_speak_for(actor: Actor, unit: Unit) -> bool:
    """Say whether `actor` answers and signs for `unit`: by its post's reach, or in a task force."""
    if not actor.holds(*SPEAKERS):
        return False
    return reaches(actor, unit.path, *SPEAKERS) or unit.pk in actor.task_force_ids


def can_return_some(actor: Actor) -> bool:
    """Route: what lies before a leader is sent back by the leader, or taken back by the office."""
    return actor.holds(Role.LEADER, Role.CAMPAIGN_OFFICE)
