"""Recording an inspection, by itself or of an entry, a report or a closure."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.queries import units_around
from guatu.campaigns.models import Campaign
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import visible_entry
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.supervision.actions import inspections as acts
from guatu.supervision.forms.others import InspectionForm
from guatu.supervision.models import Inspection, InspectionPlan
from guatu.supervision.policies.inspections import can_inspect
from guatu.supervision.queries.directives import visible_directive
from guatu.supervision.queries.inspections import (
    visible_plans,
)
from guatu.supervision.views.inspections import crumbs
from guatu.supervision.views.parts import (
    ActForm,
    Fact,
    campaign_of,
    carried,
    entry_address,
    form_page,
    link_to,
    saved,
)


def record(request: Request) -> HttpResponse:
    """Record an inspection: of an entry (`?entry=`), a report (`?check_in=`), a closure (`?directive=`)."""
    actor = request.actor
    origin = origin_of(request)
    entry = origin["entry"]
    campaign = entry.campaign if entry else campaign_of(request)
    if campaign is None or not can_inspect(actor, campaign.unit.path):
        raise NotAllowed(_("The campaign office plans and records inspections."))
    form = record_form(request, campaign, entry)
    made: list[Inspection] = []

    def do() -> None:
        made.append(
            acts.record_inspection(actor, campaign, form.new(**origin), timezone.localdate())
        )

    if request.method == "POST" and carried(form, do):
        return saved(request, link_to("inspection", made[0].pk))
    one = ActForm(
        title=_("Record an inspection"),
        address=request.get_full_path(),
        button=_("Save"),
        form=form,
    )
    facts = (
        [Fact(label=_("Entry"), text=entry.title, address=entry_address(entry.pk))] if entry else []
    )
    return form_page(request, one, campaign=campaign, crumbs=crumbs(), facts=facts)


def record_form(request: Request, campaign: Campaign, entry: Entry | None) -> InspectionForm:
    units = units_around(campaign.unit).order_by("official_order", "path")
    plans = visible_plans(request.actor, campaign).filter(state=InspectionPlan.State.PLANNED)
    initial: dict[str, Any] = {"held_on": timezone.localdate()}
    if entry is not None:
        initial["unit"] = entry.unit_id
    is_post = request.method == "POST"
    return InspectionForm(
        request.POST if is_post else None, request.FILES if is_post else None, units=units,
        plans=plans, initial=initial,
    )  # fmt: skip


def origin_of(request: Request) -> dict[str, Any]:
    """Return what the inspection looks at, as far as the address names it and the reader sees it."""
    actor = request.actor
    asked = {name: whole(request.GET.get(name, "")) for name in ("entry", "check_in", "directive")}
    found: dict[str, Any] = {"entry": None, "check_in": None, "verified": None}
    if asked["check_in"] is not None:
        found["check_in"] = visible_check_ins(actor).filter(pk=asked["check_in"]).first()
        if found["check_in"] is None:
            raise NotFound
        found["entry"] = visible_entry(actor, found["check_in"].entry_id)
    if asked["directive"] is not None:
        found["verified"] = visible_directive(actor, asked["directive"])
        if found["verified"].entry_id is not None:
            found["entry"] = visible_entry(actor, found["verified"].entry_id)
    if asked["entry"] is not None:
        found["entry"] = visible_entry(actor, asked["entry"])
    return found
