"""What was found on an inspection: put right by the unit, checked again, or gone on as a directive or problem."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.dispatch.policies import Place
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.supervision.actions.directives import NewDirective, issue
from guatu.supervision.actions.inspections import refuse_others
from guatu.supervision.actions.problems import NewProblem, ask_problem
from guatu.supervision.models import Directive, Finding
from guatu.supervision.policies.inspections import can_rectify

State = Finding.State
MOVES: dict[str, frozenset[str]] = {
    "rectify": frozenset({State.OPEN}),
    "check": frozenset({State.RECTIFIED}),
    "return": frozenset({State.RECTIFIED}),
    "direct": frozenset({State.OPEN, State.RECTIFIED}),
    "raise": frozenset({State.OPEN, State.RECTIFIED}),
}
HINTS = {
    State.OPEN: gettext_lazy("The unit says first what it put right."),
    State.RECTIFIED: gettext_lazy("The unit has answered: the office checks it again."),
    State.CLOSED: gettext_lazy(
        "It was checked and settled; record a new inspection if it is back."
    ),
    State.DIRECTED: gettext_lazy("It went on as a directive: go on there."),
    State.RAISED: gettext_lazy("It went on as a problem to coordinate: go on there."),
}
COLUMNS = ("state", "answer", "checked_words", "returned_count", "directive", "problem")


def check_move(row: Finding, act: str) -> None:
    if row.state not in MOVES[act]:
        raise InvalidState(str(HINTS[State(row.state)]))


def written(actor: Actor, row: Finding, version: int, act: str, **changes: object) -> Finding:
    """Write one move of a finding and its chained row."""
    before = plain(row, *COLUMNS)
    update_at_version(row, version, **changes)
    change = Change.of(row, before=before, after=plain(row, *COLUMNS))
    record(actor, f"finding.{act}", of=row, changes=[change])
    return row


@transaction.atomic
def rectify(actor: Actor, row: Finding, version: int, *, words: str) -> Finding:
    """Say what was put right: who speaks for the unit."""
    unit = row.inspection.unit
    if not can_rectify(actor, Place(id=unit.pk, path=unit.path)):
        raise NotAllowed(_("The unit that was inspected says so: its liaison or approver."))
    check_move(row, "rectify")
    if not words.strip():
        raise InvalidState(_("Write what was put right."))
    return written(
        actor, row, version, "rectify",
        state=State.RECTIFIED, answer=words.strip()[:1000], answered_by=actor.person_id,
        answered_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def check_again(
    actor: Actor, row: Finding, version: int, *, is_settled: bool, words: str
) -> Finding:
    """Check what the unit says: settle it, or return it with the reason; never by who answered."""
    refuse_others(actor, row.inspection.campaign)
    act = "check" if is_settled else "return"
    check_move(row, act)
    if row.answered_by is not None and row.answered_by == actor.person_id:
        raise NotAllowed(_("Whoever answered for the unit does not check it again."))
    if not is_settled and not words.strip():
        raise InvalidState(_("Say what is still not right."))
    return written(
        actor, row, version, act,
        state=State.CLOSED if is_settled else State.OPEN,
        checked_by=actor.person_id, checked_at=timezone.now(), checked_words=words.strip()[:500],
        returned_count=row.returned_count + (not is_settled),
    )  # fmt: skip


@transaction.atomic
def make_directive(
    actor: Actor, row: Finding, version: int, *, requirement: str, limit_on: date
) -> Directive:
    """Let a finding go on as a directive to the unit."""
    visit = row.inspection
    refuse_others(actor, visit.campaign)
    check_move(row, "direct")
    new = NewDirective(
        campaign_id=visit.campaign_id,
        unit_id=visit.unit_id,
        title=row.text[:200],
        requirement=requirement.strip() or row.text,
        limit_on=limit_on,
        source=Directive.Source.INSPECTION,
        source_note=row.text,
        source_type="supervision.finding",
        source_id=row.pk,
        entry_id=visit.entry_id,
    )
    issued = issue(actor, new)
    written(actor, row, version, "direct", state=State.DIRECTED, directive=issued)
    return issued


@transaction.atomic
def make_problem(actor: Actor, row: Finding, version: int, *, now: datetime) -> Finding:
    """Let a finding that the unit cannot clear alone go on as a problem to coordinate."""
    visit = row.inspection
    refuse_others(actor, visit.campaign)
    check_move(row, "raise")
    new = NewProblem(title=row.text[:200], text=row.answer, entry=visit.entry)
    problem = ask_problem(actor, visit.campaign, visit.unit, new, now)
    return written(actor, row, version, "raise", state=State.RAISED, problem=problem)
