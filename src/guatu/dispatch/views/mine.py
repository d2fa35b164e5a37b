"""我的填报: all that a liaison owes in a round, in one column."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE
from guatu.campaigns.queries import owed_count
from guatu.core.actors import Actor
from guatu.core.returned import within
from guatu.dispatch.actions import Draft
from guatu.dispatch.forms import REPORTABLE, prefix_of
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import EDITABLE
from guatu.dispatch.queries.cards import OFFICIAL, SAYS_DUE, cards, recognised_of
from guatu.dispatch.queries.checkins import (
    RoundOwed,
    Standing,
    fillable,
    owed_round,
    rounds_owed,
    standing_of,
    was_asked_in,
)
from guatu.dispatch.queries.register import bare_units, own_rows
from guatu.dispatch.views.posting import Posted
from guatu.dispatch.waiting import waiting_for
from guatu.planning.queries.receiving import asks_of
from guatu.shell.chosen import last_campaign
from guatu.shell.errors import BadRequest, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

CARDS_A_PAGE = 30
MOST_ASKED = 1000  # texts kept in one browser: far more than anybody types in two weeks


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
    raise NotFound


def show(
    request: Request, rounds: list[RoundOwed], owed: RoundOwed, posted: Posted
) -> HttpResponse:
    """Show the cards of a page; those of units without accounts stand in the register beside it."""
    today = timezone.localdate()
    rows = own_rows(request.actor, owed.round, today)
    standing = standing_of(rows)
    page = page_of(request, rows.order_by(*OFFICIAL), standing)
    found = cards(CheckIn.objects.filter(pk__in=page.object_list).order_by(*OFFICIAL))
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
        **form_context(request, owed, standing, posted),
    }
    return render(request, "dispatch/mine.html", context, status=posted.status)


def form_context(
    request: Request, owed: RoundOwed, standing: Standing, posted: Posted
) -> dict[str, Any]:
    """Return what every page of cards shows: how far it is, and what was sent just now."""
    return {
        "owed": owed,
        "standing": standing,
        "posted": posted,
        "prefix_of": prefix_of,
        "draft_of": Draft.of,
        "within": within,
        "reportable": REPORTABLE,
        "upload_note": UPLOAD_NOTE,
        "says_due": SAYS_DUE,
        "today": timezone.localdate(),
        "account_id": request.actor.account_id,
    }


def page_of(
    request: Request, rows: QuerySet[CheckIn], standing: Standing, most: int = CARDS_A_PAGE
) -> Page[int]:
    """Return a page of the keys of `rows`, which are in order and were counted."""
    number = request.GET.get("page") or request.POST.get("page", "1")
    paginator = Paginator(rows.values_list("pk", flat=True), most)
    paginator.count = standing.total  # a cached property: nothing is counted twice
    return paginator.get_page(number)


def village_count(actor: Actor, one: Round, today: date) -> tuple[int, int]:
    """Return of how many villages how many reports are still open in the register."""
    if not (bare := bare_units(actor, today)):
        return 0, 0
    found = (
        fillable(actor)
        .filter(unit__in=bare, round=one)
        .order_by()
        .aggregate(
            units=Count("unit", distinct=True), open=Count("pk", filter=Q(state__in=EDITABLE))
        )
    )
    return found["units"], found["open"]


def still_open(request: Request, round_id: int) -> HttpResponse:
    """Return which of some check-ins still take a text: the browser may have kept one of them."""
    ids = [
        one for text in request.GET.get("ids", "").split(",") if (one := whole(text)) is not None
    ]
    if len(ids) > MOST_ASKED:
        raise BadRequest(_("At most %(most)d items at once.") % {"most": MOST_ASKED})
    if owed_round(request.actor, round_id) is None:
        raise NotFound
    rows = fillable(request.actor).filter(round=round_id, pk__in=ids, state__in=EDITABLE)
    rows = rows.order_by("pk")
    return JsonResponse({"open": list(rows.values_list("pk", flat=True))})
