"""目标分解: a target over the units beneath, the sum beside the original."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from guatu.campaigns.models import Target
from guatu.campaigns.policies import can_manage_campaign
from guatu.campaigns.queries import visible_target
from guatu.core.shapes import Shape
from guatu.planning.actions.cascade_shares import set_shares, usual
from guatu.planning.cascadeforms import SharesForm
from guatu.planning.lines import FIGURE, figure_of, values_of
from guatu.planning.queries.decomposing import Decomposition, decomposition_of, units_for
from guatu.planning.wording import TARGET_ROLL_UPS as ROLL_UPS
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def parts(request: Request, target_id: int) -> HttpResponse:
    """Show the parts of a target: part of its page for htmx, a page of its own without."""
    target = visible_target(request.actor, target_id)
    found = decomposition_of(request.actor, target, timezone.localdate())
    is_part = bool(request.htmx) and not request.htmx.boosted
    context = context_of(request, target, found) | {"is_part": is_part}
    template = "planning/decompose_part.html" if is_part else "planning/decompose_page.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def context_of(request: Request, target: Target, found: Decomposition) -> dict[str, Any]:
    return {
        "target": target,
        "campaign": target.campaign,
        "found": found,
        "how": ROLL_UPS[target.roll_up],
        "may_set": can_manage_campaign(request.actor, target.campaign),
    }


def edit(request: Request, target_id: int) -> HttpResponse:
    """Set the parts: typed one by one, or shared out by weights and then looked over."""
    target = visible_target(request.actor, target_id)
    if not can_manage_campaign(request.actor, target.campaign):
        raise NotAllowed(_("Your post does not allow this."))
    found = decomposition_of(request.actor, target, timezone.localdate())
    with_all = request.GET.get("all") == "1"
    form = SharesForm(units_for(target, with_all=with_all), standing=standing(found))
    adds_up = target.indicator.shape == Shape.CUMULATIVE  # 8.5% is no sum of shares
    status = 200
    if request.method == "POST":
        form.read(request.POST)
        original = figure_of(values_of(target, FIGURE)).value
        if "share" in request.POST and adds_up and form.is_valid and original is not None:
            form.share(original, places=0)
        elif form.is_valid and saved(request, target, form):
            return HttpResponseRedirect(reverse("campaigns:target", args=[target.pk]))
        status = 422
    context = context_of(request, target, found) | {
        "form": form,
        "with_all": with_all,
        "adds_up": adds_up,
        "roll_up": request.POST.get("roll_up", "") or usual(target),
        "roll_ups": ROLL_UPS,
    }
    return render(request, "planning/decompose.html", context, status=status)


def standing(found: Decomposition) -> dict[int, tuple[str, str]]:
    """Return the values and weights of the parts that are set here, as one would type them."""
    return {
        part.target.unit_id: (
            "" if part.value is None else f"{part.value:f}",
            "" if part.weight is None else f"{part.weight:f}",
        )
        for part in found.parts
        if part.is_own
    }


def saved(request: Request, target: Target, form: SharesForm) -> bool:
    try:
        set_shares(
            request.actor,
            target,
            version_read(request),
            portions=form.portions,
            grounds=form.grounds,
            roll_up=request.POST.get("roll_up", ""),
        )
    except InvalidState as error:
        form.error = error.message
        return False
    messages.success(request, _("Saved."))
    return True
