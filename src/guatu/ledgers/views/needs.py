"""要素保障: the needs of a campaign, the worst first; one need with its answer; asking and taking back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.core.actors import Actor
from guatu.ledgers.actions import open_need, settle_need, withdraw_need
from guatu.ledgers.models import Need
from guatu.ledgers.needforms import NeedForm, SettleForm, WithdrawForm
from guatu.ledgers.policies import can_ask_need
from guatu.ledgers.queries import (
    counts_by_state,
    lines_of,
    may_settle,
    may_withdraw,
    needs_in,
    needs_to_clear,
    visible_entry,
    visible_need,
)
from guatu.ledgers.views.writes import REFUSED, back_to, lead_ids, refuse, show
from guatu.ledgers.wording import NEED_SORTS, NEED_STATES, need_figure
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.errors import InvalidState
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

NEEDS_A_PAGE = 50


def needs(request: Request) -> HttpResponse:
    """List the needs of a campaign; `?mine=1` those that the actor's units are asked for, of all campaigns."""
    slug = request.GET.get("campaign")
    campaign = current_campaign(request.actor, slug, last=last_campaign(request))
    ask = asked(request)
    if campaign is None and not needs_to_clear(request.actor).exists():
        return render(request, "ledgers/no_campaign.html")
    if campaign is None or ask["mine"]:
        ask["mine"] = "1"
        found = needs_to_clear(request.actor)
    else:
        keep_campaign(request, campaign.slug)
        found = needs_in(request.actor, campaign)
    counts = counts_by_state(found)
    if ask["sort"]:
        found = found.filter(sort=ask["sort"])
    shown = found.filter(state=ask["state"]) if ask["state"] else found
    page = Paginator(shown, NEEDS_A_PAGE).get_page(request.GET.get("page"))

    def link(**changed: str) -> str:
        return "?" + urlencode({k: v for k, v in (ask | changed).items() if v})

    context = {
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "ask": ask,
        "link": link,
        "page": page,
        "lines": lines_of(request.actor, page.object_list),
        "counts": counts,
        **words(),
    }
    return render(request, "ledgers/needs.html", context)


def asked(request: Request) -> dict[str, str]:
    state, sort = request.GET.get("state", ""), request.GET.get("sort", "")
    return {
        "state": state if state in Need.State.values else "",
        "sort": sort if sort in Need.Sort.values else "",
        "mine": "1" if request.GET.get("mine") == "1" else "",
    }


def words() -> dict[str, Any]:
    return {
        "sorts": {code: str(word) for code, word in NEED_SORTS.items()},
        "states": {code: str(word) for code, word in NEED_STATES.items()},
        "need_figure": need_figure,
        "today": timezone.localdate(),
    }


def need(request: Request, need_id: int) -> HttpResponse:
    return show_need(request, visible_need(request.actor, need_id))


def show_need(
    request: Request,
    row: Need,
    *,
    settling: SettleForm | None = None,
    withdrawing: WithdrawForm | None = None,
) -> HttpResponse:
    """Show one need with the forms that this actor may send; a refused one comes with its errors."""
    (line,) = lines_of(request.actor, [row])
    today = timezone.localdate()
    context = {
        "line": line,
        "need": row,
        "campaign": row.entry.campaign,
        "settling": settling or settle_form(request.actor, row),
        "withdrawing": withdrawing
        or (WithdrawForm() if may_withdraw(request.actor, row) else None),
        **words(),
    }
    status = REFUSED if settling or withdrawing else 200
    return render(request, "ledgers/need.html", context | {"today": today}, status=status)


def settle_form(actor: Actor, row: Need) -> SettleForm | None:
    if not may_settle(actor, row):
        return None
    return SettleForm(need=row, today=timezone.localdate())


def settle(request: Request, need_id: int) -> HttpResponse:
    """Say what became of a need."""
    row = visible_need(request.actor, need_id)
    if not may_settle(request.actor, row):
        raise refuse()
    today = timezone.localdate()
    form = SettleForm(request.POST, need=row, today=today)
    if form.is_valid():
        version = version_read(request)
        try:
            settle_need(
                request.actor, row, version=version, settlement=form.settlement, today=today
            )
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            return done(request, row)
    return show_need(request, row, settling=form)


def withdraw(request: Request, need_id: int) -> HttpResponse:
    """Take a need back."""
    row = visible_need(request.actor, need_id)
    if not may_withdraw(request.actor, row):
        raise refuse()
    form = WithdrawForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        today, version = timezone.localdate(), version_read(request)
        try:
            withdraw_need(request.actor, row, version=version, reason=reason, today=today)
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            return done(request, row)
    return show_need(request, row, withdrawing=form)


def done(request: Request, row: Need) -> HttpResponse:
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("ledgers:need", args=[row.pk]))


def ask_need(request: Request, entry_id: int) -> HttpResponse:
    """Ask a unit for what an entry needs."""
    entry = visible_entry(request.actor, entry_id)
    if not can_ask_need(request.actor, entry, lead_ids(entry)):
        raise refuse()
    home = entry.campaign.unit
    form = NeedForm(request.POST if request.method == "POST" else None, home=home)
    if request.method == "POST" and form.is_valid():
        try:
            open_need(request.actor, entry, form.new, timezone.localdate())
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Asked for: the unit finds it on its page."))
            return back_to(entry)
    heading = _("What is needed to go on")
    return show(request, form, entry=entry, heading=heading, campaign=entry.campaign)
