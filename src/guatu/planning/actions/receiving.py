"""What a unit does with a list (T2): answer the consultation, sign for its lines, object to one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor
from guatu.planning import policies
from guatu.planning.actions.issuing_steps import Passed, lock, take_step
from guatu.planning.models import (
    Consultation,
    Issuance,
    IssuanceLine,
    Objection,
    SignOff,
    StepCode,
)
from guatu.planning.queries.issuing import parts_of_lines
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

LONGEST_TEXT = 1000
LONGEST_REASON = 500
RAISED = ("line_id", "unit_id", "asks", "due_on", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a unit wants otherwise of one line. `due_on` where it asks for another day."""

    line_id: int
    asks: str
    reason: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A unit's answer to a consultation: it agrees, or wants this and that amended."""

    is_agreed: bool
    text: str = ""
    proposals: Sequence[Proposal] = ()


@transaction.atomic
def answer_consultation(
    actor: Actor, asked: Consultation, *, version: int, answer: Answer, today: date
) -> None:
    """Answer for a unit, once. What comes after the day is taken and marked as late."""
    refuse_others(actor, asked.unit)
    issuance = asked.issuance
    lock(issuance)
    if issuance.state not in {StepCode.CONSULT, StepCode.COUNTERSIGN}:
        raise InvalidState(_("The consultation is over: the draft has gone on."))
    if asked.answer != Consultation.Answer.NONE:
        raise InvalidState(_("Your unit has answered already."))
    check_answer(answer)
    before = plain(asked, "answer", "text")
    update_at_version(
        asked,
        version,
        answer=Consultation.Answer.AGREE if answer.is_agreed else Consultation.Answer.AMEND,
        text=answer.text.strip(),
        answered_by=actor.person_id,
        answered_at=timezone.now(),
        is_late=today > asked.due_on,
    )
    changes = [Change.of(asked, before=before, after=plain(asked, "answer", "text", "is_late"))]
    changes += [
        raise_one(actor, issuance, asked.unit, one, consultation=asked) for one in answer.proposals
    ]
    record(actor, "issuance.answer", of=issuance, changes=changes)


def check_answer(answer: Answer) -> None:
    if len(answer.text) > LONGEST_TEXT:
        raise InvalidState(_("The answer has more than 1,000 characters; shorten it."))
    if answer.is_agreed and answer.proposals:
        raise InvalidState(_("Either the unit agrees, or it wants something amended."))
    if not answer.is_agreed and not answer.text.strip() and not answer.proposals:
        raise InvalidState(_("Say what is to be amended."))


def refuse_others(actor: Actor, unit: Unit) -> None:
    if not policies.can_speak_for(actor, unit):
        raise NotAllowed(_("Your post does not allow this."))


def raise_one(
    actor: Actor,
    issuance: Issuance,
    unit: Unit,
    proposal: Proposal,
    *,
    consultation: Consultation | None = None,
) -> Change:
    """Write one proposal or objection of a unit that has a part in the line."""
    check_proposal(proposal)
    parts = parts_of_lines(issuance, [proposal.line_id])
    if unit.pk not in parts.unit_ids:
        raise InvalidState(_("Your unit has no part in this line."))
    try:
        with transaction.atomic():
            row = Objection.objects.create(
                line_id=proposal.line_id,
                unit=unit,
                consultation=consultation,
                asks=proposal.asks,
                due_on=proposal.due_on,
                reason=proposal.reason.strip(),
                raised_by=actor.person_id,
                raised_at=timezone.now(),
            )
    except IntegrityError as error:
        raise InvalidState(_("Your unit has asked for the same already.")) from error
    return Change.of(row, after=plain(row, *RAISED))


def check_proposal(proposal: Proposal) -> None:
    if proposal.asks not in Objection.Asks.values:
        raise InvalidState(_("Say what you want otherwise."))
    if not 0 < len(proposal.reason.strip()) <= LONGEST_REASON:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    if proposal.asks == Objection.Asks.DEADLINE and proposal.due_on is None:
        raise InvalidState(_("Say by which day the unit can do it."))


@transaction.atomic
def sign(
    actor: Actor,
    issuance: Issuance,
    unit: Unit,
    *,
    line_ids: Collection[int] | None = None,
    today: date,
) -> int:
    """Sign for a unit's lines (签收), all or some; return how many were signed now.

    The server's clock decides whether it is late. With the last receipt the step is complete.
    """
    refuse_others(actor, unit)
    lock(issuance)
    rows = SignOff.objects.filter(issuance=issuance, unit=unit, signed_at__isnull=True)
    if line_ids is not None:
        rows = rows.filter(line_id__in=line_ids)
    owed = list(rows.order_by("line__position"))
    if not owed:
        raise InvalidState(_("There is nothing left to sign here."))
    now = timezone.now()
    for row in owed:
        row.signed_at, row.signed_by, row.is_late = now, actor.person_id, today > row.due_on
    SignOff.objects.bulk_update(owed, ["signed_at", "signed_by", "is_late"], batch_size=200)
    changes = [
        Change.of(row, before={"signed_at": None}, after=plain(row, "signed_at", "is_late"))
        for row in owed
    ]
    changes += complete(actor, issuance, today)
    details = {"unit": unit.name, "count": len(owed), "late": sum(row.is_late for row in owed)}
    record(actor, "issuance.sign", of=issuance, changes=changes, details=details)
    return len(owed)


def complete(actor: Actor, issuance: Issuance, today: date) -> list[Change]:
    """Write the step 签收 when the last unit has signed."""
    rows = SignOff.objects.filter(issuance=issuance)
    if issuance.state != StepCode.ISSUE or rows.filter(signed_at__isnull=True).exists():
        return []
    units = rows.order_by().values("unit_id").distinct().count()
    if not units:  # 交办 was skipped: nobody signs
        return []
    passed = Passed(code=StepCode.SIGN, on=today, count=units)
    return take_step(actor, issuance, issuance.version, passed)


@transaction.atomic
def object_to(actor: Actor, line: IssuanceLine, unit: Unit, proposal: Proposal) -> None:
    """Raise a 职责异议 against an issued line that is not in force yet."""
    refuse_others(actor, unit)
    issuance = line.issuance
    lock(issuance)
    if issuance.state not in {StepCode.ISSUE, StepCode.SIGN} or line.in_force_on is not None:
        raise InvalidState(
            _("Objections are raised after the line is issued and before it is in force.")
        )
    change = raise_one(actor, issuance, unit, proposal)
    record(actor, "issuance.object", of=issuance, changes=[change])
