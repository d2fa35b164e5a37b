"""我的填报: all that a liaison owes in a round, in one column."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE
from guatu.campaigns.queries import owed_count
from guatu.core.actors import Actor
from guatu.dispatch.actions import Draft
from guatu.dispatch.forms import REPORTABLE, prefix_of
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import EDITABLE
from guatu.dispatch.queries.cards import OFFICIAL, SAYS_DUE, cards, owed_rows, recognised_of
from guatu.dispatch.queries.checkins import RoundOwed, ready, rounds_owed, was_asked_in
from guatu.dispatch.queries.register import own_rows, registered
from guatu.dispatch.views.posting import Posted
from guatu.dispatch.waiting import waiting_for
from guatu.planning.queries.receiving import asks_of
from guatu.shell.chosen import last_campaign
from guatu.shell.errors import NotFound
from guatu.shell.routes import Request

CARDS_A_PAGE = 30


def mine(request: Request) -> HttpResponse:
    rounds = rounds_owed(request.actor, timezone.now())
    if not rounds:
        figures = owed_count(request.actor, timezone.localdate())
        context = {
            "figures_owed": figures,
            "issuing_asks": asks_of(request.actor),
            "waiting": waiting_for(request.actor, timezone.localdate()),
            "today": timezone.localdate(),
        }
        return render(request, "dispatch/nothing_owed.html", context)
    slug = request.GET.get("round")
    is_owed = slug is None or any(one.round.slug == slug for one in rounds)
    if not is_owed and was_asked_in(request.actor, slug or ""):  # an older notice leads here
        messages.info(request, _("This round is frozen: its reports change by a correction alone."))
        return HttpResponseRedirect(reverse("dispatch:mine"))
    owed = chosen(rounds, slug, last_campaign(request))
    return show(request, rounds, owed, Posted())


def chosen(rounds: list[RoundOwed], slug: str | None, campaign: str | None) -> RoundOwed:
    """Return the round asked for, else the newest of the campaign looked at last, else of all."""
    if slug is None:
        of_it = (owed for owed in rounds if owed.round.campaign.slug == campaign)
        return next(of_it, rounds[0])
    for owed in rounds:
        if owed.round.slug == slug:
            return owed
    raise NotFound(_("There is nothing here, or it is not for your eyes."))


def show(
    request: Request, rounds: list[RoundOwed], owed: RoundOwed, posted: Posted
) -> HttpResponse:
    """Show the cards of a page; those of units without accounts stand in the register beside it."""
    today = timezone.localdate()
    rows = list(own_rows(request.actor, owed.round, today).order_by(*OFFICIAL))
    page = page_of(request, [row.pk for row in rows])
    on_page = owed_rows(request.actor, owed.round).filter(pk__in=page.object_list)
    found = cards(on_page)
    context: dict[str, Any] = {
        "rounds": rounds,
        "page": page,
        "cards": found,
        "recognised": recognised_of(found),
        "villages": village_count(request.actor, owed.round, today),
        "figures_owed": owed_count(request.actor, today),
        "issuing_asks": asks_of(request.actor),
        "waiting": waiting_for(request.actor, today),
        "part": "mine",
        **form_context(request, owed, rows, posted),
    }
    return render(request, "dispatch/mine.html", context, status=posted.status)


def form_context(
    request: Request, owed: RoundOwed, rows: list[CheckIn], posted: Posted
) -> dict[str, Any]:
    """Return what every page of cards shows: how far it is, and what was sent just now."""
    return {
        "owed": owed,
        "ready_count": len(ready(rows)),
        "open_count": sum(row.state in EDITABLE for row in rows),
        "open_ids": [row.pk for row in rows if row.state in EDITABLE],
        "submitted_count": sum(row.received_at is not None for row in rows),
        "unit_count": len({row.unit_id for row in rows}),
        "posted": posted,
        "prefix_of": prefix_of,
        "draft_of": Draft.of,
        "reportable": REPORTABLE,
        "upload_note": UPLOAD_NOTE,
        "says_due": SAYS_DUE,
        "today": timezone.localdate(),
        "account_id": request.actor.account_id,
    }


def page_of(request: Request, ids: list[int], most: int = CARDS_A_PAGE) -> Page[int]:
    number = request.GET.get("page") or request.POST.get("page", "1")
    return Paginator(ids, most).get_page(number)


def village_count(actor: Actor, one: Round, today: date) -> tuple[int, int]:
    """Return of how many villages how many reports are still open in the register."""
    rows = registered(actor, one, today)
    open_count = rows.filter(state__in=EDITABLE).count()
    return rows.order_by().values("unit").distinct().count(), open_count
