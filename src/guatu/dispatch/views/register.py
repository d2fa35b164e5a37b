"""The register: what a township fills in for its villages without accounts (T14)."""

from __future__ import annotations

import itertools
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guatu.dispatch.models import CheckIn
from guatu.dispatch.queries.cards import BY_LEDGER, Card, cards, recognised_of
from guatu.dispatch.queries.checkins import RoundOwed, rounds_owed, standing_of
from guatu.dispatch.queries.register import registered
from guatu.dispatch.views.mine import chosen, form_context, page_of
from guatu.dispatch.views.posting import Posted
from guatu.ledgers.models import Entry
from guatu.shell.chosen import last_campaign
from guatu.shell.routes import Request

VILLAGES_A_PAGE = 120
BY_ENTRY = (*BY_LEDGER, "entry_id", "unit__official_order", "unit__path", "pk")


def register(request: Request) -> HttpResponse:
    """Show what a township fills in for its villages in the round asked for."""
    rounds = rounds_owed(request.actor, timezone.now())
    if not rounds:
        return HttpResponseRedirect(reverse("dispatch:mine"))
    owed = chosen(rounds, request.GET.get("round"), last_campaign(request))
    return show_register(request, rounds, owed, Posted())


def show_register(
    request: Request, rounds: list[RoundOwed], owed: RoundOwed, posted: Posted
) -> HttpResponse:
    """Show each entry once, its villages beneath it as rows."""
    rows = registered(request.actor, owed.round, timezone.localdate())
    standing = standing_of(rows)
    page = page_of(request, rows.order_by(*BY_ENTRY), standing, VILLAGES_A_PAGE)
    found = cards(CheckIn.objects.filter(pk__in=page.object_list).order_by(*BY_ENTRY))
    context: dict[str, Any] = {
        "rounds": rounds,
        "page": page,
        "groups": by_entry(found),
        "recognised": recognised_of(found),
        "part": "register",
        **form_context(request, owed, standing, posted),
    }
    return render(request, "dispatch/register.html", context, status=posted.status)


def by_entry(found: list[Card]) -> list[tuple[Entry, list[Card]]]:
    groups = itertools.groupby(found, key=lambda card: card.row.entry_id)
    lists = [list(group) for _entry, group in groups]
    return [(group[0].row.entry, group) for group in lists]
