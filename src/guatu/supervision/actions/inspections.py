"""督查检查: the year's plan with its limit, the record of a visit, and its findings until they are put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, evidence_change, plain, record, store_evidence
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, Role
from guatu.dispatch.models import CheckIn
from guatu.ledgers.actions import Proof
from guatu.ledgers.models import Entry
from guatu.notices.actions import Notice, tell
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.supervision.models import (
    Directive,
    Finding,
    Inspection,
    InspectionPhoto,
    InspectionPlan,
)
from guatu.supervision.policies.inspections import can_inspect

Sort = InspectionPlan.Sort
SORT = "supervision.inspection"
PLANNED = ("campaign", "unit", "year", "sort", "title", "basis", "starts_on", "ends_on", "state")
RECORDED = (
    "campaign", "unit", "entry", "plan", "method", "held_on", "place", "went", "seen", "check_in",
    "verified",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """An inspection that a department means to hold."""

    unit: Unit
    sort: str
    title: str
    starts_on: date
    ends_on: date
    basis: str = ""
    unit_count: int = 0


@transaction.atomic
def plan_inspection(actor: Actor, campaign: Campaign, new: NewPlan) -> InspectionPlan:
    """Plan an inspection; a second comprehensive one of a department in one year is refused.

    Raises
    ------
    InvalidState
        If the burden rules forbid it; the message names the rule.
    """
    refuse_others(actor, campaign)
    if new.sort not in Sort.values:
        raise InvalidState(_("Say whether it is comprehensive or special."))
    if not 0 < len(new.title.strip()) <= 200:  # noqa: PLR2004 the column's length
        raise InvalidState(_("Give the inspection a title of 1 to 200 characters."))
    if new.ends_on < new.starts_on or new.ends_on.year != new.starts_on.year:
        raise InvalidState(_("An inspection ends after it begins, within one year."))
    row = InspectionPlan(
        campaign=campaign,
        unit=new.unit,
        year=new.starts_on.year,
        sort=new.sort,
        title=new.title.strip(),
        basis=new.basis.strip(),
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        unit_count=new.unit_count,
        planned_by=actor.person_id,
        planned_at=timezone.now(),
    )
    insert_plan(row)
    record(actor, "inspection.plan", of=row, changes=[Change.of(row, after=plain(row, *PLANNED))])
    return row


def insert_plan(row: InspectionPlan) -> None:
    """Write the plan; of two comprehensive ones at once the database lets one through."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidState(
            _(
                "%(unit)s has a comprehensive inspection in %(year)s already. The rules on easing "
                "the grassroots' burden of August 2024 allow one a department and year: join it, "
                "or plan a special one."
            )
            % {"unit": row.unit.label, "year": row.year}
        ) from error


@transaction.atomic
def call_off(actor: Actor, row: InspectionPlan, version: int, *, reason: str) -> InspectionPlan:
    """Call a planned inspection off, with the reason."""
    refuse_others(actor, row.campaign)
    if row.state != InspectionPlan.State.PLANNED:
        raise InvalidState(_("Only what is still planned is called off."))
    return settle_plan(actor, row, version, InspectionPlan.State.CANCELLED, reason)


@transaction.atomic
def mark_held(actor: Actor, row: InspectionPlan, version: int) -> InspectionPlan:
    """Say that a planned inspection is over."""
    refuse_others(actor, row.campaign)
    if row.state != InspectionPlan.State.PLANNED:
        raise InvalidState(_("It is over or called off already."))
    return settle_plan(actor, row, version, InspectionPlan.State.DONE, "")


def settle_plan(
    actor: Actor, row: InspectionPlan, version: int, state: str, reason: str
) -> InspectionPlan:
    if state == InspectionPlan.State.CANCELLED and not reason.strip():
        raise InvalidState(_("Say why it is called off."))
    before = plain(row, "state", "reason")
    update_at_version(row, version, state=state, reason=reason.strip()[:500])
    change = Change.of(row, before=before, after=plain(row, "state", "reason"))
    record(actor, "inspection.plan_settle", of=row, changes=[change])
    return row


def refuse_others(actor: Actor, campaign: Campaign) -> None:
    if not can_inspect(actor, campaign.unit.path):
        raise NotAllowed(_("The campaign office plans and records inspections."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """One thing to be put right, by a day or without one."""

    text: str
    fix_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInspection:
    """What was looked at. `place` is words, never a position; photos are there where they help."""

    unit: Unit
    method: str
    held_on: date
    went: str
    seen: str
    place: str = ""
    entry: Entry | None = None
    plan: InspectionPlan | None = None
    check_in: CheckIn | None = None
    verified: Directive | None = None
    findings: Sequence[NewFinding] = ()
    photos: Sequence[Proof] = ()


@transaction.atomic
def record_inspection(
    actor: Actor, campaign: Campaign, new: NewInspection, today: date
) -> Inspection:
    """Record a visit or a check of papers, with what is to be put right."""
    refuse_others(actor, campaign)
    check_record(campaign, new, today)
    row = Inspection.objects.create(
        campaign=campaign,
        unit=new.unit,
        entry=new.entry,
        plan=new.plan,
        method=new.method,
        held_on=new.held_on,
        place=new.place.strip(),
        went=new.went.strip(),
        seen=new.seen.strip(),
        check_in=new.check_in,
        verified=new.verified,
        recorded_by=actor.person_id,
        recorded_at=timezone.now(),
    )
    findings = [
        Finding.objects.create(inspection=row, text=one.text.strip(), fix_by=one.fix_by)
        for one in new.findings
        if one.text.strip()
    ]
    kept = [store_evidence(actor, one.payload, one.file_name) for one in new.photos]
    for one in kept:
        InspectionPhoto.objects.create(inspection=row, evidence=one)
    changes = [
        Change.of(row, after=plain(row, *RECORDED)),
        *(Change.of(one, after=plain(one, "inspection", "text", "fix_by")) for one in findings),
        *(evidence_change(one) for one in kept),
    ]
    if findings:
        tell_findings(row, len(findings))
    record(actor, "inspection.record", of=row, changes=changes)
    return row


def check_record(campaign: Campaign, new: NewInspection, today: date) -> None:
    if new.method not in Inspection.Method.values:
        raise InvalidState(_("Say how it was looked at."))
    if new.held_on > today:
        raise InvalidState(_("An inspection is recorded once it was held; plan it before."))
    if not new.went.strip() or not new.seen.strip():
        raise InvalidState(_("Say who went and what was found."))
    if any(one.fix_by is not None and one.fix_by < new.held_on for one in new.findings):
        raise InvalidState(_("What is found is put right on a day after the inspection."))
    if new.entry is not None and new.entry.campaign_id != campaign.pk:
        raise InvalidState(_("The entry belongs to another campaign."))
    if new.plan is not None and new.plan.state == InspectionPlan.State.CANCELLED:
        raise InvalidState(_("This inspection was called off; record it without the plan."))


def tell_findings(row: Inspection, count: int) -> None:
    tell(
        Notice(
            key=f"inspection:{row.pk}",
            sort=SORT,
            campaign=row.campaign,
            subject=lambda: _("Found on an inspection"),
            text=lambda: (
                _("%(unit)s: %(count)s matters are to be put right.")
                % {"unit": row.unit.label, "count": count}
            ),
            address=reverse("supervision:inspection", args=[row.pk]),
            unit_ids=(row.unit_id,),
            roles=(Role.LIAISON, Role.APPROVER),
        )
    )
