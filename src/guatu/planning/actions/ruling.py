"""Answering what units want otherwise: the line is changed through its own act, what was asked stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.campaigns.actions.carrying import Owed, carry_figures
from guatu.campaigns.models import Target
from guatu.core.actors import Actor
from guatu.core.calendars import after_working_days, working_days_between
from guatu.ledgers.actions import Assigned, AssignedPost, Duties, adjust_entry, write_duties
from guatu.ledgers.actions.shifts import ShiftNote, Source
from guatu.ledgers.models import Duty, Entry, PostDuty
from guatu.planning import policies
from guatu.planning.actions.adjusting_decisions import Paper
from guatu.planning.actions.entries import chains_of
from guatu.planning.actions.issuing_steps import Passed, Signature, keep_step, lock, refuse
from guatu.planning.actions.receiving import complete
from guatu.planning.models import Issuance, IssuanceLine, Objection, SignOff, StepCode
from guatu.planning.queries.approvers import approving_posts, signers
from guatu.planning.queries.issuing import parts_of_lines
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version
from guatu.shell.workdays import work_calendar

CHANGING = frozenset({Objection.Outcome.UPHELD, Objection.Outcome.AMENDED})
LONGEST_ANSWER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The office's answer. What is None stays as it is, or becomes as an upheld objection asks.

    `paper` is the signed word of the leader who approved the lines (T4): without it nothing of
    an approved line changes (T12).
    """

    outcome: str
    answer: str
    lead_ids: Sequence[int] | None = None
    support_ids: Sequence[int] | None = None
    due_on: date | None = None
    paper: Paper | None = None


@transaction.atomic
def answer_objection(
    actor: Actor, objection: Objection, *, version: int, ruling: Ruling, today: date
) -> None:
    """Uphold, reject or settle otherwise what a unit wants of a line, and change the line so."""
    line = objection.line
    issuance = line.issuance
    if not policies.can_issue_in(actor, issuance.campaign):
        raise refuse()
    lock(issuance)
    check_ruling(objection, ruling)
    before = plain(objection, "outcome", "answer")
    update_at_version(
        objection,
        version,
        outcome=ruling.outcome,
        answer=ruling.answer.strip(),
        answered_by=actor.person_id,
        answered_at=timezone.now(),
    )
    changes = [Change.of(objection, before=before, after=plain(objection, "outcome", "answer"))]
    if ruling.outcome in CHANGING:
        moved = change_line(line, objection, ruling)
        if moved:
            changes += [*moved, *leaders_word(actor, objection, ruling, today)]
        changes += settle_receipts(issuance, line, today)
        changes += complete(actor, issuance, today)
    record(actor, "issuance.rule", of=issuance, changes=changes)


def change_line(line: IssuanceLine, objection: Objection, ruling: Ruling) -> list[Change]:
    if line.entry is not None:
        return change_entry(line.entry, objection, ruling)
    return [] if line.target is None else change_target(line.target, objection, ruling)


def leaders_word(actor: Actor, objection: Objection, ruling: Ruling, today: date) -> list[Change]:
    """Write down that the leader who approved the line approved its change; a row like the first.

    Raises
    ------
    InvalidState
        If a leader approved the line and no sheet with that leader's signature is given.
    """
    issuance = objection.line.issuance
    approvers = approving_posts({issuance.pk}).get(issuance.pk)
    if approvers is None:  # not approved yet, or that step was skipped
        return []
    paper = ruling.paper
    if paper is None:
        raise InvalidState(
            _("A leader approved this line: enter the sheet with the leader's signature, too.")
        )
    if not timezone.localdate(objection.raised_at) <= paper.signed_on <= today:
        raise InvalidState(_("The paper was signed between the request and today."))
    known = signers(issuance.campaign, approvers, paper.signed_on, but=objection.raised_by)
    wanted = (paper.person_id, paper.post_id)
    signer = next((one for one in known if (one.person_id, one.post_id) == wanted), None)
    if signer is None:
        raise InvalidState(_("Nobody held this post on the day of the signature."))
    evidence = store_evidence(actor, paper.scan.payload, paper.scan.file_name)
    by = Signature(
        post_id=signer.post_id,
        person_id=signer.person_id,
        is_deputy=signer.is_deputy,
        evidence=evidence,
    )
    passed = Passed(
        code=StepCode.APPROVE, on=paper.signed_on, reason=ruling.answer.strip(), count=1, by=by
    )
    return [keep_step(actor, issuance, passed), evidence_change(evidence)]


def check_ruling(objection: Objection, ruling: Ruling) -> None:
    if objection.outcome != Objection.Outcome.OPEN:
        raise InvalidState(_("This was answered already."))
    answers = {*CHANGING, Objection.Outcome.REJECTED}
    if ruling.outcome not in answers:
        raise InvalidState(_("Uphold it, reject it, or settle it otherwise."))
    if not 0 < len(ruling.answer.strip()) <= LONGEST_ANSWER:
        raise InvalidState(_("Give the reason of the answer, in 1 to 500 characters."))
    wished = (ruling.lead_ids, ruling.support_ids, ruling.due_on)
    if ruling.outcome == Objection.Outcome.AMENDED and wished == (None, None, None):
        raise InvalidState(_("Say how the line is settled otherwise: units or day."))


def change_entry(entry: Entry, objection: Objection, ruling: Ruling) -> list[Change]:
    """Give the entry its new units and day, within the same act."""
    changes = []
    now = units_of(entry)
    leads, supports = wanted_units(now, objection, ruling)
    if (leads, supports) != now:
        if not leads:
            raise InvalidState(_("Say which unit leads the line instead."))
        changes.append(write_duties(entry, entry.version, duties_of(entry, leads, supports)))
    due_on = wanted_day(objection, ruling)
    if due_on is not None and due_on != entry.due_on:
        if entry.starts_on is not None and due_on < entry.starts_on:
            raise InvalidState(
                _("“%(title)s” is due before it starts.") % {"title": entry.title[:40]}
            )
        note = ShiftNote(source=Source.RULING, reason=objection.reason)
        changes.append(adjust_entry(entry, columns={"due_on": due_on}, note=note))
    return changes


def units_of(entry: Entry) -> tuple[list[int], list[int]]:
    rows = Duty.objects.filter(entry=entry).order_by("role", "ordinal")
    pairs = list(rows.values_list("role", "unit_id"))
    return (
        [unit for role, unit in pairs if role == Duty.Role.LEAD],
        [unit for role, unit in pairs if role == Duty.Role.SUPPORT],
    )


def wanted_units(
    now: tuple[list[int], list[int]], objection: Objection, ruling: Ruling
) -> tuple[list[int], list[int]]:
    """Return leads and supports as the ruling says, else as an upheld objection asks."""
    leads, supports = list(now[0]), list(now[1])
    is_upheld = ruling.outcome == Objection.Outcome.UPHELD
    leaves = {Objection.Asks.NOT_OURS, Objection.Asks.SUPPORT}
    if is_upheld and objection.asks in leaves:
        leads = [pk for pk in leads if pk != objection.unit_id]
        supports = [pk for pk in supports if pk != objection.unit_id]
        if objection.asks == Objection.Asks.SUPPORT:
            supports.append(objection.unit_id)
    if ruling.lead_ids is not None:
        leads = list(dict.fromkeys(ruling.lead_ids))
        supports = [pk for pk in supports if pk not in leads]
    if ruling.support_ids is not None:
        supports = list(dict.fromkeys(ruling.support_ids))
    return leads, supports


def wanted_day(objection: Objection, ruling: Ruling) -> date | None:
    if ruling.due_on is not None:
        return ruling.due_on
    is_upheld = ruling.outcome == Objection.Outcome.UPHELD
    return objection.due_on if is_upheld else None


def duties_of(entry: Entry, leads: Sequence[int], supports: Sequence[int]) -> Duties:
    """Return all duties with the new units; leaders stay, the chain below is that of the leads (T1)."""
    written = {
        (role, unit): name
        for role, unit, name in Duty.objects.filter(entry=entry).values_list(
            "role", "unit_id", "written"
        )
    }
    supervise = Duty.objects.filter(entry=entry, role=Duty.Role.SUPERVISE).order_by("ordinal")
    leaders = PostDuty.objects.filter(entry=entry, level=PostDuty.Level.LEADER)
    chains = chains_of(set(leads))
    return Duties(
        leads=tuple(
            Assigned(unit_id=pk, written=written.get((Duty.Role.LEAD, pk), "")) for pk in leads
        ),
        supports=tuple(
            Assigned(unit_id=pk, written=written.get((Duty.Role.SUPPORT, pk), ""))
            for pk in supports
        ),
        supervisors=tuple(Assigned(unit_id=row.unit_id, written=row.written) for row in supervise),
        posts=(
            *(
                AssignedPost(post_id=row.post_id, level=row.level)
                for row in leaders.order_by("post_id")
            ),
            *(post for pk in leads for post in chains.get(pk, ())),
        ),
    )


def change_target(target: Target, objection: Objection, ruling: Ruling) -> list[Change]:
    """Give a target the unit that owes it, and its day. It is owed by one unit, led by nobody."""
    wanted: dict[str, object] = {}
    if ruling.lead_ids:
        wanted["unit_id"] = ruling.lead_ids[0]
    elif ruling.outcome == Objection.Outcome.UPHELD and objection.asks in {
        Objection.Asks.NOT_OURS,
        Objection.Asks.SUPPORT,
    }:
        raise InvalidState(_("Say which unit owes the target instead."))
    if (due_on := wanted_day(objection, ruling)) is not None:
        wanted["due_on"] = due_on
    wanted = {name: value for name, value in wanted.items() if getattr(target, name) != value}
    if not wanted:
        return []
    before, owed = plain(target, *wanted), Owed.of(target)
    update_at_version(target, target.version, **wanted)
    change = Change.of(target, before=before, after=plain(target, *wanted))
    return [change, *carry_figures(owed, target)]


def settle_receipts(issuance: Issuance, line: IssuanceLine, today: date) -> list[Change]:
    """Let a unit that came in sign, too, and one that left no longer owe a receipt."""
    step = issuance.steps.filter(code=StepCode.ISSUE, is_skipped=False).order_by("-pk").first()
    if step is None or step.due_on is None:
        return []
    parts = parts_of_lines(issuance, [line.pk])
    leads, units = parts.leads[line.pk], parts.units[line.pk]
    rows = {row.unit_id: row for row in SignOff.objects.filter(line=line).order_by("pk")}
    again = [row for pk, row in rows.items() if pk in leads and row.signed_at and not row.is_lead]
    gone = [row for pk, row in rows.items() if pk not in units and row.signed_at is None]
    changes = [Change.of(row, before=plain(row, "line_id", "unit_id")) for row in gone]
    # who signed as a support has not signed for leading
    changes += [
        Change.of(row, before=plain(row, "signed_at", "is_late"), after={"signed_at": None})
        for row in again
    ]
    SignOff.objects.filter(pk__in=[row.pk for row in again]).update(signed_at=None, signed_by=None)
    SignOff.objects.filter(pk__in=[row.pk for row in gone]).delete()
    calendar = work_calendar()
    days = max(working_days_between(step.happened_on, step.due_on, calendar), 1)
    made = SignOff.objects.bulk_create(
        [
            SignOff(
                issuance=issuance,
                line=line,
                unit_id=pk,
                is_lead=pk in leads,
                issued_at=timezone.now(),
                due_on=after_working_days(today, days, calendar),
            )
            for pk in units
            if pk not in rows
        ]
    )
    SignOff.objects.filter(line=line, unit_id__in=leads).update(is_lead=True)
    SignOff.objects.filter(line=line).exclude(unit_id__in=leads).update(is_lead=False)
    return changes + [
        Change.of(row, after=plain(row, "line_id", "unit_id", "due_on")) for row in made
    ]
