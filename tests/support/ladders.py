"""One row of each sort of the ladder, problems, inspections and watches, for the walk of all routes."""

from __future__ import annotations

from django.utils import timezone
from worlds import World

from guatu.audit.models import Evidence
from guatu.core.actors import Role
from guatu.ledgers.models import Entry
from guatu.supervision.models import (
    Excuse,
    Finding,
    Inspection,
    InspectionPhoto,
    InspectionPlan,
    LadderAnswer,
    LadderStep,
    LadderSuggestion,
    Problem,
    ProblemStep,
    SupervisedItem,
    Watch,
)

Arguments = dict[str, int | str]


def of_ladder(world: World, entry: Entry, evidence: Evidence) -> Arguments:
    """Return a step against finance with its waiting answer, and a suggestion."""
    now, today = timezone.now(), timezone.localdate()
    step = LadderStep.objects.create(
        campaign=entry.campaign, unit=world.finance, entry=entry, rung="remind", ground="未报",
        text="请补报", taken_at=now, decided_by=world.accounts["office"].person_id,
        decided_on=today,
    )  # fmt: skip
    answer = LadderAnswer.objects.create(step=step, text="说明", said_at=now, evidence=evidence)
    suggestion = LadderSuggestion.objects.create(
        campaign=entry.campaign, unit=world.finance, entry=entry, key="k", rung="remind",
        rule="red", facts={"count": 1}, made_on=today,
    )  # fmt: skip
    return {"step_id": step.pk, "answer_id": answer.pk, "suggestion_id": suggestion.pk}


def of_problems(world: World, entry: Entry, evidence: Evidence) -> Arguments:
    """Return what housing asks of finance: to coordinate, and to recognise a ground."""
    now, today = timezone.now(), timezone.localdate()
    excuse = Excuse.objects.create(
        campaign=entry.campaign, unit=world.housing, entry=entry, sort="force", ground="暴雨",
        covers_from=today, covers_to=today, asked_at=now, adviser=world.finance,
        evidence=evidence, asked_by=world.accounts["housing_liaison"].person_id,
    )  # fmt: skip
    problem = Problem.objects.create(
        campaign=entry.campaign, unit=world.housing, entry=entry, title="用地手续", level="lead",
        holder=world.finance, asked_at=now, due_at=now,
    )  # fmt: skip
    ProblemStep.objects.create(
        problem=problem, act="ask", at=now, level="lead", unit=world.finance, evidence=evidence
    )
    return {"excuse_id": excuse.pk, "problem_id": problem.pk}


def of_inspections(world: World, entry: Entry, evidence: Evidence) -> Arguments:
    """Return an inspection of finance with a finding and a picture, and a plan of its own."""
    now, today = timezone.now(), timezone.localdate()
    plan = InspectionPlan.objects.create(
        campaign=entry.campaign, unit=world.finance, year=today.year, sort="special",
        title="专项检查", starts_on=today, ends_on=today, planned_at=now,
    )  # fmt: skip
    visit = Inspection.objects.create(
        campaign=entry.campaign, unit=world.finance, entry=entry, method="on_site", held_on=today,
        went="督查室2人", seen="已发布清单", recorded_at=now,
    )  # fmt: skip
    InspectionPhoto.objects.create(inspection=visit, evidence=evidence)
    finding = Finding.objects.create(inspection=visit, text="台账不全")
    return {"plan_id": plan.pk, "inspection_id": visit.pk, "finding_id": finding.pk}


def of_watches(world: World, entry: Entry) -> Arguments:
    """Return an item on the office's list, and a watch of discipline supervision."""
    now, today = timezone.now(), timezone.localdate()
    world.add("discipline", world.district, Role.DISCIPLINE, scope=world.district)
    item = SupervisedItem.objects.create(
        campaign=entry.campaign, entry=entry, ground="重点督办", limit_on=today, opened_at=now
    )
    watch = Watch.objects.create(unit=world.district, entry=entry, ground="监督检查", opened_at=now)
    return {"item_id": item.pk, "watch_id": watch.pk}


OF_ROUTE: dict[str, Arguments] = {
    "supervision:problem-act": {"act": "answer"},
    "supervision:finding-act": {"act": "rectify"},
    "supervision:inspection-plan-act": {"act": "held"},
    "supervision:excuse-file": {"which": "evidence"},
}


def of_routes(keys: Arguments) -> dict[str, Arguments]:
    """Return what single routes take: steps and plans are words of issuing and of plans, too."""
    step, plan = {"step_id": keys["step_id"]}, {"plan_id": keys["plan_id"]}
    item: Arguments = {"item_id": keys["item_id"]}
    return OF_ROUTE | {
        "supervision:item": item,
        "supervision:item-conclude": item,
        "supervision:ladder-step": step,
        "supervision:ladder-speak": step,
        "supervision:ladder-file": step,
        "supervision:inspection-plan": plan,
        "supervision:inspection-plan-act": OF_ROUTE["supervision:inspection-plan-act"] | plan,
    }


def of_supervision(world: World, entry: Entry, evidence: Evidence) -> Arguments:
    """Return the keys of all of it."""
    return {
        **of_ladder(world, entry, evidence),
        **of_problems(world, entry, evidence),
        **of_inspections(world, entry, evidence),
        **of_watches(world, entry),
    }
