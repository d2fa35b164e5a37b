"""交办 by the office and the leader (T2, T4): each act one step, one transaction, one dated row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign, Plan, Target, Validity
from guatu.core.actors import Actor
from guatu.core.calendars import after_working_days
from guatu.ledgers.models import Entry
from guatu.planning import policies
from guatu.planning.actions.issuing_steps import Passed, held, keep_step, refuse, take_step
from guatu.planning.models import (
    Consultation,
    Issuance,
    IssuanceLine,
    Objection,
    SignOff,
    StepCode,
)
from guatu.planning.queries.issuing import parts_of_lines
from guatu.shell.errors import InvalidState
from guatu.shell.workdays import work_calendar

BATCH = 500
CONSULTING = (StepCode.CONSULT, StepCode.COUNTERSIGN)
BEFORE_APPROVAL = (StepCode.DRAFT, *CONSULTING)
LONGEST_LIMIT = 30  # working days
# what may be skipped, and at which steps the issuance may then stand
SKIPS = {
    StepCode.CONSULT: (StepCode.DRAFT,),
    StepCode.APPROVE: (*CONSULTING, StepCode.SUBMIT),
    StepCode.ISSUE: (StepCode.APPROVE,),
    StepCode.SIGN: (StepCode.ISSUE,),
}
CREATED = ("campaign_id", "plan_id", "kind", "title", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIssuance:
    """Lines that shall come into force together; they were made with the validity `draft`."""

    campaign: Campaign
    title: str
    entries: Sequence[Entry] = ()
    targets: Sequence[Target] = ()
    plan: Plan | None = None
    kind: str = Issuance.Kind.PLAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom a draft is sent to, in which form, and until when they answer."""

    unit_ids: Collection[int]
    due_on: date
    kind: str = Consultation.Kind.CONSULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A step that is gone past, and why."""

    code: str
    reason: str


def begin(actor: Actor, new: NewIssuance, today: date) -> tuple[Issuance, list[Change]]:
    """Write an issuance with its lines and its first step: a building block without an audit row."""
    issuance = Issuance.objects.create(
        campaign=new.campaign,
        plan=new.plan,
        kind=new.kind,
        title=new.title[:200],
        drafted_by=actor.person_id,
        created_at=timezone.now(),
    )
    rows = [IssuanceLine(target=target) for target in new.targets]
    rows += [IssuanceLine(entry=entry) for entry in new.entries]
    for position, row in enumerate(rows, start=1):
        row.issuance, row.position = issuance, position
    IssuanceLine.objects.bulk_create(rows, batch_size=BATCH)
    step = keep_step(actor, issuance, Passed(code=StepCode.DRAFT, on=today, count=len(rows)))
    return issuance, [Change.of(issuance, after=plain(issuance, *CREATED)), step]


def begin_in_force(
    actor: Actor, new: NewIssuance, today: date, *, reason: str
) -> tuple[Issuance, list[Change]]:
    """Write an issuance all of whose steps are skipped: its lines were made in force.

    Raises
    ------
    InvalidState
        If there is no reason.
    """
    check_reason(reason)
    issuance, changes = begin(actor, new, today)
    for code in SKIPS:
        changes.append(
            keep_step(actor, issuance, Passed(code=code, on=today, is_skipped=True, reason=reason))
        )
    count = issuance.lines.update(in_force_on=today)
    changes.append(
        keep_step(actor, issuance, Passed(code=StepCode.IN_FORCE, on=today, count=count))
    )
    Issuance.objects.filter(pk=issuance.pk).update(state=StepCode.IN_FORCE)
    issuance.state = StepCode.IN_FORCE
    return issuance, changes


@transaction.atomic
def start_issuance(actor: Actor, new: NewIssuance, today: date) -> Issuance:
    """Put lines that are drafts on their way, other than by confirming a plan (增补)."""
    if not policies.can_issue_in(actor, new.campaign):
        raise refuse()
    if not new.entries and not new.targets:
        raise InvalidState(_("There is no line to issue."))
    refuse_others(new)
    issuance, changes = begin(actor, new, today)
    record(actor, "issuance.start", of=issuance, changes=changes)
    return issuance


def refuse_others(new: NewIssuance) -> None:
    """Refuse lines of another campaign, lines that are no drafts, and lines on another list."""
    lines: list[Entry | Target] = [*new.entries, *new.targets]
    if any(
        line.campaign_id != new.campaign.pk or line.validity != Validity.DRAFT for line in lines
    ):
        raise InvalidState(_("Only drafts of this campaign are issued."))
    listed = IssuanceLine.objects.filter(Q(entry__in=new.entries) | Q(target__in=new.targets))
    if listed.exists():
        raise InvalidState(_("A line stands on another list already."))


@transaction.atomic
def consult(
    actor: Actor, issuance: Issuance, *, version: int, asked: Asked, today: date
) -> list[Consultation]:
    """Ask units for their opinion, or for their 会签, until a day.

    A unit asked before in the same form that has not answered gets the new day; one that has
    answered is not asked again.
    """
    held(actor, issuance, version, *BEFORE_APPROVAL)
    if asked.due_on < today:
        raise InvalidState(_("The day until which the units answer is over."))
    parts = parts_of_lines(issuance)
    units = set(asked.unit_ids) & parts.unit_ids
    if not units:
        raise InvalidState(_("Choose units that have a part in the lines."))
    rows, changes = ask_units(issuance, asked, units)
    passed = Passed(code=StepCode(asked.kind), on=today, due_on=asked.due_on, count=len(units))
    changes += take_step(actor, issuance, version, passed)
    record(actor, "issuance.consult", of=issuance, changes=changes)
    return rows


def ask_units(
    issuance: Issuance, asked: Asked, unit_ids: Collection[int]
) -> tuple[list[Consultation], list[Change]]:
    known = {
        row.unit_id: row for row in issuance.consultations.filter(kind=asked.kind).order_by("pk")
    }
    changes = []
    for unit_id in sorted(known.keys() & set(unit_ids)):
        row = known[unit_id]
        if row.answer != Consultation.Answer.NONE or row.due_on == asked.due_on:
            continue
        before = plain(row, "due_on")
        row.due_on = asked.due_on
        row.save(update_fields=["due_on"])
        changes.append(Change.of(row, before=before, after=plain(row, "due_on")))
    now = timezone.now()
    made = Consultation.objects.bulk_create(
        [
            Consultation(
                issuance=issuance, kind=asked.kind, unit_id=pk, asked_at=now, due_on=asked.due_on
            )
            for pk in sorted(set(unit_ids) - known.keys())
        ],
        batch_size=BATCH,
    )
    changes += [Change.of(row, after=plain(row, "kind", "unit_id", "due_on")) for row in made]
    return made, changes


@transaction.atomic
def submit(
    actor: Actor, issuance: Issuance, *, version: int, reason: str = "", today: date
) -> None:
    """Put the consulted draft before the leader (送审).

    Silence is not waited for once the day is over; before it, going on needs a reason.
    """
    held(actor, issuance, version, *BEFORE_APPROVAL)
    if not issuance.steps.filter(code__in=CONSULTING).exists():
        raise InvalidState(_("Consult the units first, or skip that with a reason."))
    refuse_open(issuance)
    early = issuance.consultations.filter(
        answer=Consultation.Answer.NONE, due_on__gte=today
    ).count()
    if early and not reason.strip():
        raise InvalidState(
            ngettext(
                "%(count)d unit may still answer. Wait, or say why you go on without it.",
                "%(count)d units may still answer. Wait, or say why you go on without them.",
                early,
            )
            % {"count": early}
        )
    passed = Passed(code=StepCode.SUBMIT, on=today, reason=reason.strip())
    changes = take_step(actor, issuance, version, passed)
    record(actor, "issuance.submit", of=issuance, changes=changes)


def refuse_open(issuance: Issuance) -> None:
    count = Objection.objects.filter(
        line__issuance=issuance, outcome=Objection.Outcome.OPEN
    ).count()
    if count:
        raise InvalidState(
            ngettext(
                "%(count)d proposal of a unit is not answered yet.",
                "%(count)d proposals of units are not answered yet.",
                count,
            )
            % {"count": count}
        )


@transaction.atomic
def skip(actor: Actor, issuance: Issuance, *, version: int, skipped: Skipped, today: date) -> None:
    """Go past a step with a reason; the row says that it was skipped, by whom and why."""
    try:
        code = StepCode(skipped.code)
        states = SKIPS[code]
    except (KeyError, ValueError) as error:
        raise InvalidState(_("This step cannot be skipped.")) from error
    held(actor, issuance, version, *states)
    check_reason(skipped.reason)
    if code == StepCode.APPROVE:
        refuse_open(issuance)
    passed = Passed(code=code, on=today, is_skipped=True, reason=skipped.reason.strip())
    changes = take_step(actor, issuance, version, passed)
    record(
        actor,
        "issuance.skip",
        of=issuance,
        changes=changes,
        details={"step": code.value, "reason": skipped.reason.strip()},
    )


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidState(_("Say why the step is skipped; the reason stays in the record."))


@transaction.atomic
def issue(
    actor: Actor, issuance: Issuance, *, version: int, sign_days: int, today: date
) -> list[SignOff]:
    """Hand the lines over (交办): every unit with a part signs within so many working days."""
    held(actor, issuance, version, StepCode.APPROVE)
    if not 1 <= sign_days <= LONGEST_LIMIT:
        raise InvalidState(_("The limit is 1 to %(most)d working days.") % {"most": LONGEST_LIMIT})
    due_on = after_working_days(today, sign_days, work_calendar())
    parts = parts_of_lines(issuance)
    now = timezone.now()
    rows = SignOff.objects.bulk_create(
        [
            SignOff(
                issuance=issuance,
                line_id=line_id,
                unit_id=unit_id,
                is_lead=unit_id in parts.leads.get(line_id, ()),
                issued_at=now,
                due_on=due_on,
            )
            for line_id, unit_ids in parts.units.items()
            for unit_id in unit_ids
        ],
        batch_size=BATCH,
    )
    passed = Passed(code=StepCode.ISSUE, on=today, due_on=due_on, count=len(parts.unit_ids))
    changes = take_step(actor, issuance, version, passed)
    details = {"receipts": len(rows), "units": unit_names(parts.unit_ids)}
    record(actor, "issuance.issue", of=issuance, changes=changes, details=details)
    return rows


def unit_names(unit_ids: Collection[int]) -> list[str]:
    units = Unit.objects.filter(pk__in=unit_ids).order_by("official_order", "path")
    return list(units.values_list("name", flat=True))
