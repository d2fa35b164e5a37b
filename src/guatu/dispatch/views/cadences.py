"""调度频次: what recurs in a campaign, how often, until when, and who owes what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.dispatch.actions.keeping import (
    change_cadence,
    end_cadence,
    make_cadence,
    pause_cadence,
    quote_of,
    wished,
)
from guatu.dispatch.actions.rounds import check_may_run
from guatu.dispatch.cadenceforms import (
    EVERY,
    OWES,
    WEEKDAYS,
    WEIGHT,
    CadenceForm,
    kinds_of,
    quote_text,
    typed,
)
from guatu.dispatch.models import Cadence
from guatu.dispatch.policies import can_run_rounds
from guatu.dispatch.queries.cadencerows import cadence_rows, months_of_rounds
from guatu.dispatch.queries.cadences import asked_already, visible_cadence
from guatu.dispatch.queries.rhythms import Clock, last_round, preview
from guatu.dispatch.queries.rounds import runnable_campaign
from guatu.dispatch.views.telling import opened
from guatu.shell.errors import InvalidState, RuleForbids
from guatu.shell.lamps import WORDS
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

REFUSED = 422
SAVE = "save"
PREVIEWED = 8


def cadences(request: Request, slug: str) -> HttpResponse:
    campaign = runnable_campaign(request.actor, slug)
    clock = Clock.at(timezone.now())
    rows = cadence_rows(request.actor, campaign, clock)
    context = {
        "campaign": campaign,
        "rows": rows,
        "quotes": {row.cadence.pk: quote_text(row.cadence) for row in rows},
        "months": months_of_rounds(rows, clock, clock.today.year),
        "may_run": can_run_rounds(request.actor, campaign.unit.path),
        "today": clock.today,
        "every": EVERY,
        "weekdays": WEEKDAYS,
        "owes": OWES,
        "weight": WEIGHT,
        "kinds": dict(kinds_of(campaign)),
        "lamps": {lamp.value: word for lamp, word in WORDS.items()},
    }
    return render(request, "dispatch/cadences.html", context)


def make(request: Request, slug: str) -> HttpResponse:
    """Declare a cadence: looked at first, then saved."""
    campaign = runnable_campaign(request.actor, slug)
    check_may_run(request.actor, campaign)
    return edited(request, campaign, Cadence(campaign=campaign, asks_check_ins=True))


def change(request: Request, cadence_id: int) -> HttpResponse:
    cadence = visible_cadence(request.actor, cadence_id)
    check_may_run(request.actor, cadence.campaign)
    return edited(request, cadence.campaign, cadence)


def edited(request: Request, campaign: Campaign, cadence: Cadence) -> HttpResponse:
    if request.method != "POST":
        form = CadenceForm(campaign=campaign, initial=typed(cadence))
        return show(request, cadence, form)
    form = CadenceForm(request.POST, campaign=campaign)
    if not form.is_valid():
        return show(request, cadence, form, status=REFUSED)
    try:
        wish = wish_of(campaign, form)
    except InvalidState as error:
        form.add_error("quote", error.message)
        return show(request, cadence, form, status=REFUSED)
    if request.POST.get("do") != SAVE:
        return show(request, wished(cadence, wish), form, is_previewed=True)
    try:
        saved = save(request, campaign, cadence, wish)
    except InvalidState as error:
        if isinstance(error, RuleForbids):
            request.rule_refusal = error
        form.add_error(None, error.message)
        return show(request, wished(cadence, wish), form, is_previewed=True, status=REFUSED)
    messages.success(request, _("Saved: “%(event)s”.") % {"event": saved.event})
    return HttpResponseRedirect(reverse("dispatch:cadences", args=[campaign.slug]))


def wish_of(campaign: Campaign, form: CadenceForm) -> dict[str, Any]:
    quote = quote_of(campaign, form.cleaned_data["quote"])
    return form.wish() | {
        "plan_id": quote.plan_id,
        "quote_start": quote.start,
        "quote_end": quote.end,
    }


def save(request: Request, campaign: Campaign, cadence: Cadence, wish: dict[str, Any]) -> Cadence:
    if cadence.pk is None:
        return make_cadence(request.actor, campaign, wish)
    return change_cadence(request.actor, cadence.pk, version_read(request), wish)


def show(
    request: Request,
    cadence: Cadence,
    form: CadenceForm,
    *,
    is_previewed: bool = False,
    status: int = 200,
) -> HttpResponse:
    clock = Clock.at(timezone.now())
    last = last_round(cadence)
    context = {
        "campaign": cadence.campaign,
        "cadence": cadence,
        "form": form,
        "is_previewed": is_previewed,
        "ahead": preview(cadence, clock, PREVIEWED) if is_previewed else (),
        "open": last if last is not None and last.late_from > clock.now else None,
        "taken": asked_already(cadence, clock.today) if is_previewed else None,
        "version": request.POST.get("version", cadence.version),
        "today": clock.today,
    }
    return render(request, "dispatch/cadence.html", context, status=status)


def open_now(request: Request, cadence_id: int) -> HttpResponse:
    """Open the round of today by hand, or ask for what came since."""
    cadence = visible_cadence(request.actor, cadence_id)
    return opened(request, cadence)


def pause(request: Request, cadence_id: int) -> HttpResponse:
    is_paused = request.POST.get("to") == "pause"
    one = pause_cadence(request.actor, cadence_id, version_read(request), is_paused=is_paused)
    said = _("“%(event)s” rests.") if is_paused else _("“%(event)s” goes on.")
    messages.success(request, said % {"event": one.event})
    return HttpResponseRedirect(reverse("dispatch:cadences", args=[one.campaign.slug]))


def end(request: Request, cadence_id: int) -> HttpResponse:
    today = timezone.localdate()
    one = end_cadence(request.actor, cadence_id, version_read(request), today=today)
    said = _("“%(event)s” has ended; the open round runs its course.")
    messages.success(request, said % {"event": one.event})
    return HttpResponseRedirect(reverse("dispatch:cadences", args=[one.campaign.slug]))
