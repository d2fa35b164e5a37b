"""The year's inspections as planned: one planned anew, one with its visits, called off or over."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from guatu.accounts.queries import units_around
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.formatting import day
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.supervision.actions import inspections as acts
from guatu.supervision.forms.others import PlanForm
from guatu.supervision.forms.parts import WordsForm
from guatu.supervision.ladderwords import PLAN_SORTS, PLAN_STATES
from guatu.supervision.models import InspectionPlan
from guatu.supervision.policies.inspections import can_inspect
from guatu.supervision.queries.inspections import (
    visible_plan,
)
from guatu.supervision.views.inspections import crumbs
from guatu.supervision.views.parts import (
    ActForm,
    Fact,
    Page,
    campaign_of,
    carried,
    detail,
    form_page,
    link_to,
    saved,
)


def plan_new(request: Request) -> HttpResponse:
    """Plan an inspection; a second comprehensive one of the year is refused, with the rule named."""
    actor = request.actor
    campaign = campaign_of(request)
    if campaign is None or not can_inspect(actor, campaign.unit.path):
        raise NotAllowed(_("The campaign office plans and records inspections."))
    units = units_around(campaign.unit).order_by("official_order", "path")
    form = PlanForm(request.POST if request.method == "POST" else None, units=units)
    if request.method == "POST" and carried(
        form, lambda: acts.plan_inspection(actor, campaign, form.new)
    ):
        return saved(request, link_to("inspections"))
    one = ActForm(
        title=_("Plan an inspection"), address=request.get_full_path(), button=_("Save"), form=form
    )
    note = _("A department holds at most one comprehensive inspection a year.")
    return form_page(request, one, campaign=campaign, crumbs=crumbs(), note=note)


def plan(request: Request, plan_id: int) -> HttpResponse:
    return show_plan(request, visible_plan(request.actor, plan_id))


def show_plan(
    request: Request, row: InspectionPlan, sent: forms.Form | None = None
) -> HttpResponse:
    is_open = row.state == InspectionPlan.State.PLANNED
    may = is_open and can_inspect(request.actor, row.campaign.unit.path)
    held = ActForm(
        title=_("It was held"), address=link_to("inspection-plan-act", row.pk, "held"),
        button=_("Say that it is over"), version=row.version,
    )  # fmt: skip
    off = ActForm(
        title=_("Call it off"), address=link_to("inspection-plan-act", row.pk, "off"),
        button=_("Call off"), version=row.version, form=sent or WordsForm(label=_("Why, in words")),
    )  # fmt: skip
    page = Page(
        title=row.title,
        lead=f"{PLAN_SORTS[row.sort]} · {PLAN_STATES[row.state]}",
        facts=[
            Fact(label=_("Department"), text=row.unit.label),
            Fact(
                label=_("Days"),
                text=f"{day(row.starts_on, year=True)} – {day(row.ends_on, year=True)}",
            ),
            Fact(label=_("How many units are visited"), text=row.unit_count or ""),
            Fact(label=_("Visits"), text=str(row.inspections.count())),
            Fact(label=_("On what basis"), text=row.basis),
            Fact(label=_("Called off because"), text=row.reason),
        ],
        acts=[held, off] if may else [],
        crumbs=crumbs(),
    )
    return detail(request, page, row.campaign)


def plan_act(request: Request, plan_id: int, act: str) -> HttpResponse:
    row = visible_plan(request.actor, plan_id)
    version = version_read(request)
    if act == "held":
        acts.mark_held(request.actor, row, version)
        return saved(request, link_to("inspection-plan", row.pk))
    if act != "off":
        raise NotFound
    form = WordsForm(request.POST, label=_("Why, in words"))
    if carried(
        form, lambda: acts.call_off(request.actor, row, version, reason=form.cleaned_data["words"])
    ):
        return saved(request, link_to("inspection-plan", row.pk))
    return show_plan(request, visible_plan(request.actor, row.pk), form)
