"""What a lead unit proposes of its goals, and what the office makes of it (T9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.ledgers.actions.goals import PROPOSED, SET, Moved, note, shift
from guatu.ledgers.actions.insertion import NewMilestone
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Entry, GoalProposal, Milestone, MilestoneChange
from guatu.ledgers.policies import can_edit_entry
from guatu.ledgers.queries.goals import open_goals, proposing_unit
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

State = GoalProposal.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the office says of a proposal; a refusal says why."""

    is_accepted: bool
    answer: str = ""


@transaction.atomic
def propose_goals(
    actor: Actor, entry: Entry, *, wanted: Sequence[NewMilestone], reason: str = ""
) -> int:
    """Propose that the open goals of an entry be these; return how many proposals that makes.

    What was proposed before and still waits is taken back: the newest list counts. Moves that
    were asked for with a missed goal stay.
    """
    unit_id = proposing_unit(actor, entry)
    if unit_id is None:
        raise NotAllowed(_("A lead unit of this line proposes its goals."))
    keys = dict.fromkeys((one.kind, one.title, one.due_on) for one in wanted)
    rows = list(open_goals(entry))
    known = {(row.kind, row.title, row.due_on): row for row in rows}
    changes = take_back(actor, entry)
    made = [
        GoalProposal(act=GoalProposal.Act.ADD, kind=kind, title=title, due_on=day)
        for kind, title, day in keys
        if (kind, title, day) not in known
    ] + [
        GoalProposal(
            act=GoalProposal.Act.DROP, milestone=row, kind=row.kind, title=row.title,
            due_on=row.due_on,
        )
        for key, row in known.items()
        if key not in keys
    ]  # fmt: skip
    for one in made:
        one.entry, one.unit_id, one.reason = entry, unit_id, reason.strip()
        one.proposed_by, one.proposed_at = actor.person_id, timezone.now()
    GoalProposal.objects.bulk_create(made)
    changes += [Change.of(one, after=plain(one, *PROPOSED)) for one in made]
    if changes:
        record(actor, "goal.propose", of=entry, changes=changes, details={"count": len(made)})
    return len(made)


def take_back(actor: Actor, entry: Entry) -> list[Change]:
    """Withdraw what waits of an entry's list."""
    rows = GoalProposal.objects.filter(entry=entry, state=State.OPEN).exclude(
        act=GoalProposal.Act.MOVE
    )
    return [settle(actor, row, State.WITHDRAWN) for row in rows.order_by("pk")]


@transaction.atomic
def withdraw_proposal(actor: Actor, row: GoalProposal, *, version: int) -> None:
    """Take a proposal back before it was decided."""
    if proposing_unit(actor, row.entry) is None:
        raise NotAllowed(_("A lead unit of this line proposes its goals."))
    refuse_settled(row)
    row.version = version
    change = settle(actor, row, State.WITHDRAWN)
    record(actor, "goal.withdraw", of=row.entry, changes=[change])


@transaction.atomic
def decide_proposal(actor: Actor, row: GoalProposal, *, version: int, verdict: Verdict) -> None:
    """Fix what a unit proposed, or refuse it with the reason."""
    if not can_edit_entry(actor, row.entry):
        raise NotAllowed(_("What was approved changes through the campaign office alone."))
    if row.proposed_by is not None and row.proposed_by == actor.person_id:
        raise NotAllowed(_("Whoever proposed a goal does not decide on it."))
    refuse_settled(row)
    answer = verdict.answer.strip()
    if not verdict.is_accepted and not answer:
        raise InvalidState(_("Say why it is refused."))
    row.version = version
    changes = carry_out(actor, row) if verdict.is_accepted else []
    state = State.ACCEPTED if verdict.is_accepted else State.REFUSED
    changes.append(settle(actor, row, state, answer=answer))
    if verdict.is_accepted:
        tell_followers(row.entry)
    record(actor, "goal.decide", of=row.entry, changes=changes, details={"state": state.value})


def refuse_settled(row: GoalProposal) -> None:
    if row.state != State.OPEN:
        raise InvalidState(_("This proposal was settled already."))


def settle(actor: Actor, row: GoalProposal, state: State, *, answer: str = "") -> Change:
    before = plain(row, "state", "answer")
    update_at_version(
        row, row.version, state=state, answer=answer,
        decided_by=actor.person_id, decided_at=timezone.now(),
    )  # fmt: skip
    return Change.of(row, before=before, after=plain(row, "state", "answer"))


def carry_out(actor: Actor, row: GoalProposal) -> list[Change]:
    """Make of the goals what a proposal says."""
    if row.act == GoalProposal.Act.ADD:
        made = Milestone.objects.create(
            entry=row.entry, kind=row.kind, title=row.title, due_on=row.due_on
        )
        note(actor, made, MilestoneChange.Act.SET, Moved(to_on=made.due_on, reason=row.reason))
        return [Change.of(made, after=plain(made, *SET))]
    goal = row.milestone
    if goal is None:
        raise InvalidState(_("The goal is not there any more."))
    if row.act == GoalProposal.Act.MOVE:
        to = Moved(to_on=row.due_on, reason=row.reason)
        return shift(actor, goal, version=goal.version, to=to)[1]
    return drop(actor, goal, row.reason)


def drop(actor: Actor, goal: Milestone, reason: str) -> list[Change]:
    if goal.outcome != Milestone.Outcome.OPEN:
        raise InvalidState(_("What was decided stays."))
    change = Change.of(goal, before=plain(goal, *SET))
    note(actor, goal, MilestoneChange.Act.DROPPED, Moved(from_on=goal.due_on, reason=reason))
    goal.delete()
    return [change]
