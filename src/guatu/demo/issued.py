"""How the demo's campaigns were issued: consulted, amended, approved, handed over, signed, in force."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from guatu.accounts.models import Post
from guatu.audit.actions import record
from guatu.campaigns.models import Campaign, Target, Validity
from guatu.core.actors import SYSTEM
from guatu.core.calendars import after_working_days
from guatu.demo.lines import BATCH, drawn
from guatu.demo.series import at_hour
from guatu.demo.settling import Settled
from guatu.ledgers.models import Entry
from guatu.planning.models import (
    Consultation,
    Issuance,
    IssuanceLine,
    IssuanceStep,
    Objection,
    SignOff,
    StepCode,
)
from guatu.planning.queries.issuing import Parts, parts_of_lines

# days before the campaign begins on which its list came to each step
DRAFTED, ASKED, SUBMITTED, APPROVED, ISSUED = 21, 19, 11, 10, 9
ANSWER_DAYS = 6
SIGN_DAYS = 3
WISHES = 2
APPROVER = "区长"
AMENDED = Consultation.Answer.AMEND
REMARKS = ("同意。", "无不同意见。", "同意，请统筹考虑年度资金安排。", "同意，建议按季度调度。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What all rows of one list's past share; who speaks for a unit is its liaison."""

    issuance: Issuance
    settled: Settled
    starts_on: date
    parts: Parts
    draw: random.Random

    def day(self, before: int) -> date:
        return self.starts_on - timedelta(days=before)

    @property
    def unit_ids(self) -> list[int]:
        return sorted(self.parts.unit_ids)

    def hour(self, before: int) -> int:
        return 9 + self.draw.randrange(8) if before else 17


def lay_issuance(campaign: Campaign, settled: Settled, *, seed: int) -> Issuance:
    """Write the past of the list that confirming a plan has begun, up to its coming into force."""
    issuance = Issuance.objects.get(campaign=campaign)
    past = Past(
        issuance=issuance,
        settled=settled,
        starts_on=campaign.starts_on,
        parts=parts_of_lines(issuance),
        draw=drawn(seed, campaign.slug, "issuing"),
    )
    write_steps(past)
    write_answers(past)
    write_receipts(past)
    write_wishes(past)
    enforce(past)
    record(
        SYSTEM,
        "demo.issue",
        of=issuance,
        details={
            "lines": len(past.parts.units),
            "units": len(past.unit_ids),
            "receipts": sum(len(units) for units in past.parts.units.values()),
        },
    )
    return issuance


def write_steps(past: Past) -> None:
    office = past.settled.accounts["office"].person_id
    leader = Post.objects.get(pk=past.settled.leaders[APPROVER])
    approver = past.settled.accounts["leader"].person_id
    signed_on = after_working_days(past.day(ISSUED), SIGN_DAYS)
    IssuanceStep.objects.filter(issuance=past.issuance).delete()
    rows = [
        step(past, StepCode.DRAFT, past.day(DRAFTED), office, count=len(past.parts.units)),
        step(past, StepCode.CONSULT, past.day(ASKED), office, count=len(past.unit_ids)),
        step(past, StepCode.SUBMIT, past.day(SUBMITTED), office),
        step(past, StepCode.APPROVE, past.day(APPROVED), approver),
        step(past, StepCode.ISSUE, past.day(ISSUED), office, count=len(past.unit_ids)),
        step(past, StepCode.SIGN, past.day(1), office, count=len(past.unit_ids)),
        step(past, StepCode.IN_FORCE, past.starts_on, office, count=len(past.parts.units)),
    ]
    rows[1].due_on = past.day(ASKED - ANSWER_DAYS)
    rows[3].post, rows[3].approved_by = leader, approver
    rows[4].due_on = signed_on
    IssuanceStep.objects.bulk_create(rows)
    Issuance.objects.filter(pk=past.issuance.pk).update(
        created_at=at_hour(past.day(DRAFTED), 9), state=StepCode.IN_FORCE
    )


def step(
    past: Past, code: StepCode, day: date, person_id: int, *, count: int | None = None
) -> IssuanceStep:
    return IssuanceStep(
        issuance=past.issuance,
        code=code,
        happened_on=day,
        recorded_by=person_id,
        recorded_at=at_hour(day, 16),
        count=count,
    )


def write_answers(past: Past) -> None:
    """Let most units agree, one want something amended, and one stay silent."""
    rows = []
    silent = past.draw.choice(past.unit_ids)
    for unit_id in past.unit_ids:
        row = Consultation(
            issuance=past.issuance,
            kind=Consultation.Kind.CONSULT,
            unit_id=unit_id,
            asked_at=at_hour(past.day(ASKED), 10),
            due_on=past.day(ASKED - ANSWER_DAYS),
        )
        if unit_id != silent:
            row.answer = Consultation.Answer.AGREE
            row.text = past.draw.choice(REMARKS)
            row.answered_by = past.settled.liaisons.get(unit_id)
            day = past.day(ASKED - past.draw.randint(1, ANSWER_DAYS))
            row.answered_at = at_hour(day, past.hour(1), past.draw.randrange(60))
        rows.append(row)
    Consultation.objects.bulk_create(rows, batch_size=BATCH)


def write_receipts(past: Past) -> None:
    """Let all units sign, one of them a day late: late for ever."""
    issued = at_hour(past.day(ISSUED), 16)
    due_on = after_working_days(past.day(ISSUED), SIGN_DAYS)
    tardy = past.draw.choice(past.unit_ids)
    signed = {
        unit_id: at_hour(
            due_on + timedelta(days=1)
            if unit_id == tardy
            else past.day(ISSUED - past.draw.randint(1, 2)),
            past.hour(1),
            past.draw.randrange(60),
        )
        for unit_id in past.unit_ids
    }
    SignOff.objects.bulk_create(
        [
            SignOff(
                issuance=past.issuance,
                line_id=line_id,
                unit_id=unit_id,
                is_lead=unit_id in past.parts.leads[line_id],
                issued_at=issued,
                due_on=due_on,
                signed_by=past.settled.liaisons.get(unit_id),
                signed_at=signed[unit_id],
                is_late=unit_id == tardy,
            )
            for line_id, unit_ids in past.parts.units.items()
            for unit_id in unit_ids
        ],
        batch_size=90,  # rows times fields stay below what SQLite takes in one statement
    )


def write_wishes(past: Past) -> None:
    """Write one wish of the consultation, settled otherwise, and one objection, rejected."""
    led = {pk: leads for pk, leads in past.parts.leads.items() if leads}
    entries = dict(
        IssuanceLine.objects.filter(pk__in=led, entry__isnull=False).values_list(
            "pk", "entry__due_on"
        )
    )
    lines = sorted(pk for pk in led if pk in entries)
    if len(lines) < WISHES:  # a few pledges: nobody wishes them otherwise
        return
    first, second = past.draw.sample(lines, WISHES)
    office = past.settled.accounts["office"].person_id
    amended = Consultation.objects.get(issuance=past.issuance, unit_id=led[first][0])
    asked = at_hour(past.day(ASKED - 4), 15, 20)
    amended.answer, amended.answered_at = AMENDED, asked
    amended.answered_by = past.settled.liaisons.get(amended.unit_id)
    amended.text = "建议明确完成标准和各方分工，详见所附意见。"
    amended.save(update_fields=["answer", "answered_at", "answered_by", "text"])
    Objection.objects.bulk_create(
        [
            Objection(
                line_id=first,
                unit_id=amended.unit_id,
                consultation=amended,
                asks=Objection.Asks.OTHER,
                reason="任务表述较笼统，建议写明年底前的成果和验收单位。",
                raised_by=amended.answered_by,
                raised_at=asked,
                outcome=Objection.Outcome.UPHELD,
                answer="已采纳，完成标准在台账中逐项补充。",
                answered_by=office,
                answered_at=at_hour(past.day(SUBMITTED + 1), 11),
            ),
            Objection(
                line_id=second,
                unit_id=led[second][0],
                asks=Objection.Asks.NOT_OURS,
                reason="该项工作涉及多个部门，建议由其他单位牵头。",
                raised_by=past.settled.liaisons.get(led[second][0]),
                raised_at=at_hour(past.day(ISSUED - 2), 10),
                outcome=Objection.Outcome.REJECTED,
                answer="经与机构编制部门会商，该项职责在贵单位三定规定内，仍由贵单位牵头。",
                answered_by=office,
                answered_at=at_hour(past.day(ISSUED - 4), 17),
            ),
        ]
    )


def enforce(past: Past) -> None:
    Entry.objects.filter(campaign=past.issuance.campaign).update(validity=Validity.IN_FORCE)
    Target.objects.filter(campaign=past.issuance.campaign).update(validity=Validity.IN_FORCE)
    past.issuance.lines.update(in_force_on=past.starts_on)
