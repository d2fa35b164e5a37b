"""截至某期: a campaign and its entries as of the close of a round."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.core.lamps import Lamp
from guatu.dispatch.queries.pastpages import (
    ROWS_A_PAGE,
    Narrowed,
    past_of,
    past_page,
    past_rows,
    rounds_back,
    visible_past,
)
from guatu.dispatch.queries.pasts import units_at
from guatu.dispatch.queries.periods import visible_of
from guatu.ledgers.queries import spoken
from guatu.ledgers.queries.scopes import ledgers_of
from guatu.shell.errors import NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request


def narrowed_by(request: Request) -> Narrowed:
    lamp = request.GET.get("lamp", "")
    return Narrowed(
        unit_id=whole(request.GET.get("unit", "")),
        lamp=lamp if lamp in set(Lamp) else "",
        kind=request.GET.get("kind", "")[:40],
    )


def newest(request: Request, slug: str) -> HttpResponse:
    """Lead to a campaign as of its newest round with a picture, or of the one that was chosen."""
    campaign = visible_of(request.actor, slug)
    rounds = rounds_back(campaign)
    chosen = whole(request.GET.get("round", ""))
    one = next((row for row in rounds if row.pk == chosen), None) or next(iter(rounds), None)
    if one is None:
        raise NotFound(_("No round of this campaign is closed yet: there is no past to look at."))
    kept = {name: text for name in ("kind", "lamp", "unit") if (text := request.GET.get(name))}
    address = reverse("dispatch:past", args=[one.pk])
    return HttpResponseRedirect(f"{address}?{urlencode(kept)}" if kept else address)


def past(request: Request, round_id: int) -> HttpResponse:
    """Show how all stood at the close of a round, narrowed to a unit, a lamp or a kind."""
    one = visible_past(request.actor, round_id)
    narrowed = narrowed_by(request)
    page = max(whole(request.GET.get("page", "")) or 1, 1)
    rows = past_rows(request.actor, one, narrowed)
    count = rows.count()
    context = {
        "campaign": one.campaign,
        "past": past_of(request.actor, one),
        "rounds": rounds_back(one.campaign),
        "narrowed": narrowed,
        "rows": past_page(rows, page, units_at(one)),
        "count": count,
        "page": page,
        "has_more": count > page * ROWS_A_PAGE,
        "kinds": [(ledger.kind.code, kind) for ledger, kind in ledgers_of(one.campaign)],
        "link": Links(narrowed),
        "spoken": spoken,
    }
    return render(request, "dispatch/past.html", context)


class Links:
    """Addresses of the same page narrowed otherwise."""

    def __init__(self, narrowed: Narrowed) -> None:
        self.now = {
            "unit": narrowed.unit_id,
            "lamp": narrowed.lamp,
            "kind": narrowed.kind,
        }

    def to(self, **other: object) -> str:
        values = {name: value for name, value in (self.now | other).items() if value}
        return f"?{urlencode(values)}" if values else "?"
