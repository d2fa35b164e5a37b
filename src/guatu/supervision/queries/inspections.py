"""Inspections an actor sees, what is still to be put right, and how many a unit had to receive."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, ActorKind
from guatu.ledgers.models import Entry
from guatu.shell.errors import NotFound
from guatu.supervision.models import Finding, Inspection, InspectionPlan
from guatu.supervision.queries.matters import seen

WITH_ALL = ("campaign__unit", "unit", "entry__unit", "plan", "check_in__round", "verified")


def visible_inspections(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Inspection]:
    """Return the inspections of an actor's campaigns and of its own units."""
    rows = Inspection.objects.select_related(*WITH_ALL)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return rows if actor.kind is ActorKind.SYSTEM else rows.filter(seen(actor, "unit"))


def visible_inspection(actor: Actor, inspection_id: int) -> Inspection:
    row = visible_inspections(actor).filter(pk=inspection_id).first()
    if row is None:
        raise NotFound
    return row


def visible_findings(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Finding]:
    seen_ones = visible_inspections(actor, campaign).order_by().values("pk")
    rows = Finding.objects.select_related(
        "inspection__campaign__unit",
        "inspection__unit",
        "inspection__entry",
        "directive",
        "problem",
    )
    return rows.filter(inspection__in=seen_ones)


def visible_finding(actor: Actor, finding_id: int) -> Finding:
    row = visible_findings(actor).filter(pk=finding_id).first()
    if row is None:
        raise NotFound
    return row


def open_findings(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Finding]:
    """Return what is to be put right or checked again, the nearest day first."""
    rows = visible_findings(actor, campaign).filter(
        state__in=[Finding.State.OPEN, Finding.State.RECTIFIED]
    )
    return rows.order_by("fix_by", "pk")


def visible_plans(actor: Actor, campaign: Campaign | None = None) -> QuerySet[InspectionPlan]:
    """Return the year's plans of an actor's campaigns, and those of its own department."""
    rows = InspectionPlan.objects.select_related("campaign__unit", "unit")
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return rows if actor.kind is ActorKind.SYSTEM else rows.filter(seen(actor, "unit"))


def visible_plan(actor: Actor, plan_id: int) -> InspectionPlan:
    row = visible_plans(actor).filter(pk=plan_id).first()
    if row is None:
        raise NotFound
    return row


def inspections_of(actor: Actor, entry: Entry) -> QuerySet[Inspection]:
    return visible_inspections(actor).filter(entry=entry).order_by("held_on", "pk")


def counts_by_plan(plans: QuerySet[InspectionPlan]) -> dict[int, int]:
    """Return how many visits each plan came to so far."""
    rows = Inspection.objects.filter(plan__in=plans.order_by().values("pk")).order_by()
    return dict(rows.values("plan").annotate(n=Count("pk")).values_list("plan", "n"))
