"""承接: what a campaign handed down, taking lines on, and what changed above since."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import can_manage_campaign
from guatu.campaigns.queries import current_campaign, visible_target
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import visible_entry
from guatu.planning import policies
from guatu.planning.actions.cascade import accept_difference, hand_down, keep_line
from guatu.planning.cascadeforms import OrderForm
from guatu.planning.changewords import differences, line_name, line_sort
from guatu.planning.lines import Line
from guatu.planning.queries import cascade as queries
from guatu.planning.queries.cascade import Pending
from guatu.planning.views.adjusting import address_of
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def campaign_of(request: Request, slug: str) -> Campaign:
    campaign = current_campaign(request.actor, slug)
    if campaign is None:
        raise NotFound
    return campaign


def below(request: Request, slug: str) -> HttpResponse:
    """Show the campaigns beneath one, and what changed above it since it took its lines on."""
    campaign = campaign_of(request, slug)
    parent = campaign.parent
    context = {
        "campaign": campaign,
        "parent": parent,
        "children": queries.children_of(request.actor, campaign),
        "pending": [shown(one) for one in queries.pending_differences(request.actor, campaign)],
        "may_settle": can_manage_campaign(request.actor, campaign),
        "may_hand_down": bool(receivers(request, campaign)),
    }
    return render(request, "planning/cascade.html", context)


def shown(one: Pending) -> dict[str, Any]:
    return {
        "line": one.line,
        "name": line_name(one.line),
        "sort": line_sort(one.line),
        "address": address_of(one.line),
        "settle": settle_address(one.line),
        "changes": differences(one.line, one.before, one.after, {}),
    }


def settle_address(line: Line) -> str:
    kind = "entry" if isinstance(line, Entry) else "target"
    return reverse(f"planning:settle-{kind}", args=[line.pk])


def receivers(request: Request, campaign: Campaign) -> list[Unit]:
    """Return the units to which the actor may hand the campaign down."""
    units = queries.units_beneath(campaign)
    return [unit for unit in units if policies.can_hand_down(request.actor, unit.path)]


def order(request: Request, slug: str) -> HttpResponse:
    """Choose a unit, then the lines, and hand them down."""
    campaign = campaign_of(request, slug)
    units = receivers(request, campaign)
    if not units:
        raise NotFound
    asked = whole(request.GET.get("unit", ""))
    unit = next((one for one in units if one.pk == asked), None)
    if unit is None:
        context = {"campaign": campaign, "units": units}
        return render(request, "planning/cascade_unit.html", context)
    return lines(request, campaign, unit)


def lines(request: Request, campaign: Campaign, unit: Unit) -> HttpResponse:
    child = queries.child_campaign(campaign, unit)
    helpers = list(
        Unit.objects.filter(parent=unit, valid_to__isnull=True).order_by("official_order", "path")
    )
    form = OrderForm(
        request.POST if request.method == "POST" else None, initial=proposal(campaign, unit, child)
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = hand_down(request.actor, campaign, form.order(unit, request.POST, helpers))
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            count = len(done.entries) + len(done.targets)
            messages.success(
                request,
                ngettext(
                    "%(count)d line was taken on by %(unit)s.",
                    "%(count)d lines were taken on by %(unit)s.",
                    count,
                )
                % {"count": count, "unit": unit.label},
            )
            return HttpResponseRedirect(reverse("planning:cascade", args=[campaign.slug]))
    context = {
        "campaign": campaign,
        "unit": unit,
        "child": child,
        "helpers": helpers,
        "form": form,
        "offer": queries.offer_of(request.actor, campaign, unit),
        "sent": request.POST if request.method == "POST" else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "planning/cascade_lines.html", context, status=status)


def proposal(campaign: Campaign, unit: Unit, child: Campaign | None) -> dict[str, str]:
    if child is not None:
        return {"title": child.title, "slug": child.slug}
    name = unit.label
    return {"title": f"{name}承接：{campaign}"[:200], "slug": f"{campaign.slug}-{unit.pk}"[:60]}


def settle_entry(request: Request, entry_id: int) -> HttpResponse:
    return settle(request, visible_entry(request.actor, entry_id))


def settle_target(request: Request, target_id: int) -> HttpResponse:
    return settle(request, visible_target(request.actor, target_id))


def settle(request: Request, line: Line) -> HttpResponse:
    """Take a change above over, or keep the line as it is with a reason."""
    version = version_read(request)
    if request.POST.get("step") == "keep":
        keep_line(request.actor, line, version, request.POST.get("reason", ""))
        messages.success(request, _("Kept as it is."))
    else:
        accept_difference(request.actor, line, version)
        messages.success(request, _("Taken over from above."))
    return HttpResponseRedirect(reverse("planning:cascade", args=[line.campaign.slug]))
