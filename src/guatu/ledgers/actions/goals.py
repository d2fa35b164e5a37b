"""What becomes of a node or 月度目标: decided, moved, proposed by its unit, each with a row of history (T9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import GoalProposal, Milestone, MilestoneChange
from guatu.ledgers.policies import can_edit_entry
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

REASON_LENGTH = 500
DECIDED = ("outcome", "decided_on", "reason")
SET = ("entry", "kind", "title", "due_on")
PROPOSED = ("entry", "act", "kind", "title", "due_on", "reason", "unit", "state", "answer")
ACTS = {
    Milestone.Outcome.OPEN: MilestoneChange.Act.REOPENED,
    Milestone.Outcome.MET: MilestoneChange.Act.MET,
    Milestone.Outcome.MISSED: MilestoneChange.Act.MISSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was found of a goal, on which day, and why it was missed."""

    outcome: str
    on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A new day for a goal, as its unit asks for it."""

    unit_id: int
    person_id: int | None
    due_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """From which day to which a goal went, and why."""

    from_on: date | None = None
    to_on: date | None = None
    reason: str = ""


def note(actor: Actor, row: Milestone, act: str, moved: Moved) -> MilestoneChange:
    """Write a row of history; it stays when the goal is dropped."""
    return MilestoneChange.objects.create(
        entry_id=row.entry_id,
        milestone=row if act != MilestoneChange.Act.DROPPED else None,
        act=act,
        kind=row.kind,
        title=row.title,
        from_on=moved.from_on,
        to_on=moved.to_on,
        reason=moved.reason,
        person_id=actor.person_id,
        changed_at=timezone.now(),
    )


def decide_milestone(actor: Actor, row: Milestone, said: Decided) -> list[Change]:
    """Write what was found of a goal within the caller's act; return the change for its record."""
    if row.outcome == said.outcome and row.reason == said.reason:
        return []
    before = plain(row, *DECIDED)
    Milestone.objects.filter(pk=row.pk).update(
        outcome=said.outcome, decided_on=said.on, reason=said.reason, version=F("version") + 1
    )
    row.outcome, row.decided_on, row.reason = said.outcome, said.on, said.reason
    note(actor, row, ACTS[Milestone.Outcome(said.outcome)], Moved(reason=said.reason))
    return [Change.of(row, before=before, after=plain(row, *DECIDED))]


def propose_move(actor: Actor, row: Milestone, asked: Asked) -> list[Change]:
    """Ask for a new day within the caller's act; asking again replaces what was asked."""
    open_ones = GoalProposal.objects.filter(milestone=row, state=GoalProposal.State.OPEN)
    open_ones.update(
        state=GoalProposal.State.WITHDRAWN,
        decided_at=timezone.now(),
        decided_by=actor.person_id,
        version=F("version") + 1,
    )
    made = GoalProposal.objects.create(
        entry_id=row.entry_id,
        act=GoalProposal.Act.MOVE,
        milestone=row,
        kind=row.kind,
        title=row.title,
        due_on=asked.due_on,
        reason=asked.reason,
        unit_id=asked.unit_id,
        proposed_by=asked.person_id,
        proposed_at=timezone.now(),
    )
    return [Change.of(made, after=plain(made, *PROPOSED))]


@transaction.atomic
def move_milestone(
    actor: Actor, row: Milestone, *, version: int, due_on: date, reason: str
) -> Milestone:
    """Give a goal another day: an open one moves, a missed one stays and another takes its place."""
    if not can_edit_entry(actor, row.entry):
        raise NotAllowed(_("What was approved changes through the campaign office alone."))
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    moved, changes = shift(actor, row, version=version, to=Moved(to_on=due_on, reason=reason))
    tell_followers(row.entry)
    record(actor, "goal.move", of=row.entry, changes=changes, details={"reason": reason})
    return moved


def shift(
    actor: Actor, row: Milestone, *, version: int, to: Moved
) -> tuple[Milestone, list[Change]]:
    """Move a goal within the caller's act and return what stands now, with the changes."""
    if to.to_on is None or to.to_on <= row.due_on:
        raise InvalidState(_("The new day of a goal lies after the one that was missed."))
    if row.outcome == Milestone.Outcome.MET:
        raise InvalidState(_("This goal was met; it does not move."))
    if Milestone.objects.filter(moved_from=row).exists():
        raise InvalidState(_("Another goal stands in its place already."))
    kept = Moved(from_on=row.due_on, to_on=to.to_on, reason=to.reason)
    before = plain(row, "due_on")
    if row.outcome == Milestone.Outcome.OPEN:
        update_at_version(row, version, due_on=to.to_on)
        note(actor, row, MilestoneChange.Act.MOVED, kept)
        return row, [Change.of(row, before=before, after=plain(row, "due_on"))]
    update_at_version(row, version)
    made = Milestone.objects.create(
        entry_id=row.entry_id,
        kind=row.kind,
        title=row.title,
        due_on=to.to_on,
        moved_from=row,
    )
    note(actor, made, MilestoneChange.Act.MOVED, kept)
    return made, [Change.of(made, after=plain(made, *SET, "moved_from"))]
