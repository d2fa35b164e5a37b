"""督查检查 as lists: what is to be put right, the year's plans, the records."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.shell.formatting import day
from guatu.shell.routes import Request
from guatu.supervision.ladderwords import FINDING_STATES, METHODS, PLAN_SORTS, PLAN_STATES
from guatu.supervision.models import Finding, Inspection
from guatu.supervision.policies.inspections import can_inspect
from guatu.supervision.queries.inspections import (
    counts_by_plan,
    open_findings,
    visible_inspections,
    visible_plans,
)
from guatu.supervision.views.lists import Section, linker, paged, show_list
from guatu.supervision.views.parts import (
    Cell,
    campaign_of,
    link_to,
)


def crumbs() -> list[tuple[str, str]]:
    return [(link_to("inspections"), _("Inspections"))]


def index(request: Request) -> HttpResponse:
    """Show what is to be put right, the year's plans, and the records."""
    actor = request.actor
    campaign = campaign_of(request)
    findings = list(open_findings(actor, campaign)[:50])
    plans = visible_plans(actor, campaign).filter(year=timezone.localdate().year)
    page = paged(request, visible_inspections(actor, campaign))
    sections = [
        findings_section(findings),
        plans_section(plans),
        records_section(list(page.object_list)),
    ]
    begins = []
    if campaign is not None and can_inspect(actor, campaign.unit.path):
        begins = [
            (link_to("inspection-record"), _("Record an inspection")),
            (link_to("inspection-plan-new"), _("Plan an inspection")),
        ]
    return show_list(
        request, title=_("Inspections"), campaign=campaign, sections=sections, begins=begins,
        page=page, link=linker(request), list_code="inspections",
        note=" ".join([_("A department holds at most one comprehensive inspection a year."),
                       _("Pictures are never needed, and no track is kept.")]),
    )  # fmt: skip


def findings_section(rows: list[Finding]) -> Section:
    today = timezone.localdate()
    return Section(
        title=_("To be put right"),
        heads=(_("Found"), _("Unit"), _("Until"), _("State")),
        rows=[
            [
                Cell(text=row.text, address=link_to("inspection", row.inspection_id)),
                Cell(text=row.inspection.unit.label, is_unit=True),
                Cell(text=day(row.fix_by), late=late_word(row, today)),
                Cell(text=str(FINDING_STATES[row.state])),
            ]
            for row in rows
        ],
        empty=_("Nothing is to be put right."),
    )


def late_word(row: Finding, today: Any) -> str:
    is_late = row.state == Finding.State.OPEN and row.fix_by is not None and row.fix_by < today
    return _("past its day") if is_late else ""


def plans_section(plans: Any) -> Section:
    visits = counts_by_plan(plans)
    return Section(
        title=_("Plans of this year"),
        heads=(_("Inspection"), _("Department"), _("Sort of inspection"), _("Days"), _("Visits"), _("State")),
        rows=[
            [
                Cell(text=row.title, address=link_to("inspection-plan", row.pk)),
                Cell(text=row.unit.label, is_unit=True),
                Cell(text=str(PLAN_SORTS[row.sort])),
                Cell(text=f"{day(row.starts_on)} – {day(row.ends_on)}"),
                Cell(text=visits.get(row.pk, 0)),
                Cell(text=str(PLAN_STATES[row.state])),
            ]
            for row in plans
        ],
        empty=_("No inspection is planned this year."),
    )  # fmt: skip


def records_section(rows: list[Inspection]) -> Section:
    return Section(
        title=_("Inspections held"),
        heads=(_("What the inspection found"), _("Unit"), _("Held on"), _("How")),
        rows=[
            [
                Cell(text=row.seen[:80], address=link_to("inspection", row.pk)),
                Cell(text=row.unit.label, is_unit=True),
                Cell(text=day(row.held_on, year=True)),
                Cell(text=str(METHODS[row.method])),
            ]
            for row in rows
        ],
        empty=_("No inspection was recorded."),
    )
