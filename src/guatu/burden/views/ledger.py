"""基层减负: what each unit was asked this month, one unit opened, and the scheme behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from guatu.burden import wording
from guatu.burden.actions import count_month, set_scheme
from guatu.burden.forms import SchemeForm
from guatu.burden.policies import can_set_scheme
from guatu.burden.queries.ledger import month_of_units, unit_month
from guatu.burden.queries.schemes import scheme_rows, schemes_in, top_unit
from guatu.burden.queries.years import year_so_far
from guatu.burden.views.tabs import tabs_of
from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import can_manage_campaign
from guatu.campaigns.queries import campaign_choices, visible_campaigns
from guatu.core.actors import Actor
from guatu.core.burden import BUDGETED, Measure
from guatu.core.rounds import add_months, month_of
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.routes import Request

REFUSED = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for."""

    month: date
    campaign: Campaign | None
    unit_kind: str

    def link(self, **changes: str) -> str:
        """Return the address of the same page with something changed."""
        stated = {
            "month": f"{self.month:%Y-%m}",
            "campaign": self.campaign.slug if self.campaign else "",
            "kind": self.unit_kind,
        } | changes
        return "?" + urlencode({name: value for name, value in stated.items() if value})

    def at(self, months: int) -> str:
        return self.link(month=f"{add_months(self.month, months):%Y-%m}")


def asked(request: Request) -> Asked:
    """Read the address; what it gets wrong is as if it were not there."""
    written = request.GET.get("month", "")
    try:
        day = parse_date(f"{written}-01")
    except ValueError:
        day = None
    kind = request.GET.get("kind", "")
    slug = request.GET.get("campaign", "")
    return Asked(
        month=day or month_of(timezone.localdate()).starts_on,
        campaign=visible_campaigns(request.actor).filter(slug=slug).first() if slug else None,
        unit_kind=kind if kind in wording.UNIT_KINDS else "",
    )


def index(request: Request) -> HttpResponse:
    """Show a month of all units in sight, and the five dearest asks."""
    ask = asked(request)
    found = month_of_units(request.actor, ask.month, campaign=ask.campaign, unit_kind=ask.unit_kind)
    context = frame_of(request, ask) | {
        "found": found,
        "year": year_so_far(request.actor, ask.month),
        "may_count": can_set_scheme(request.actor),
    }
    return render(request, "burden/index.html", context)


def unit(request: Request, unit_id: int) -> HttpResponse:
    """Show what one unit was asked, ask by ask."""
    ask = asked(request)
    found = unit_month(request.actor, unit_id, ask.month, ask.campaign)
    return render(request, "burden/unit.html", frame_of(request, ask) | {"found": found})


def frame_of(request: Request, ask: Asked) -> dict[str, object]:
    return {
        "ask": ask,
        "choices": campaign_choices(request.actor),
        "measures": [(one, wording.MEASURES[one]) for one in Measure],
        "budgeted": BUDGETED,
        "names": wording.MEASURES,
        "unit_kinds": wording.UNIT_KINDS,
        "sources": wording.SOURCES,
        "label_of": wording.label_of,
        "where_decided": wording.where_decided,
        "this_month": month_of(timezone.localdate()).starts_on,
        "decides": can_manage_campaign,
        **tabs_of(request.actor),
    }


def count(request: Request) -> HttpResponse:
    """Count the month of all campaigns in sight anew, as the clock does each night."""
    if not can_set_scheme(request.actor):
        raise NotAllowed(_("Your post does not allow this."))
    day = parse_date(request.POST.get("month", ""))
    if day is None:
        raise NotFound
    for campaign in visible_campaigns(request.actor):
        count_month(request.actor, campaign, month_of(day), timezone.now())
    messages.success(request, _("Counted anew."))
    return HttpResponseRedirect(f"{reverse('burden:index')}?month={day:%Y-%m}")


def scheme(request: Request) -> HttpResponse:
    """Show rates and budgets, all that were set, and let the office set them anew."""
    today = timezone.localdate()
    month = month_of(today).starts_on
    top = top_unit(request.actor)
    now = schemes_in(month).of(top.path if top else "")
    form = SchemeForm(request.POST or None, scheme=now, initial={"from_month": month})
    if request.method == "POST" and form.is_valid():
        if refused := saved(request.actor, form, today):
            form.add_error(None, refused)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("burden:scheme"))
    context = {
        "form": form,
        "rows": scheme_rows(request.actor),
        "top": top,
        "measures": [wording.MEASURES[one] for one in BUDGETED],
        "may_set": can_set_scheme(request.actor),
        **tabs_of(request.actor),
    }
    status = REFUSED if form.errors else 200
    return render(request, "burden/scheme.html", context, status=status)


def saved(actor: Actor, form: SchemeForm, today: date) -> str:
    """Set the scheme; return why it was refused, or ""."""
    data = form.cleaned_data
    try:
        set_scheme(
            actor,
            data["scheme"],
            from_month=data["from_month"],
            reason=data["reason"],
            today=today,
        )
    except InvalidState as error:
        return error.message
    return ""
