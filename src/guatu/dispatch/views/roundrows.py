"""What a number of a round counts, by the page, of all units or of one."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guatu.dispatch.queries.periodrows import lines_of, of_unit
from guatu.dispatch.queries.roundrows import SORTS, round_rows
from guatu.dispatch.queries.rounds import visible_round
from guatu.shell.errors import NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

ROWS_A_PAGE = 100
LABELS: Mapping[str, Promise] = {
    "asked": gettext_lazy("Asked"),
    "received": gettext_lazy("Received"),
    "silent": gettext_lazy("Not reported"),
    "late": gettext_lazy("Late reports"),
    "returned": gettext_lazy("Returned"),
    "approved": gettext_lazy("Passed review"),
}


def round_rows_page(request: Request, round_id: int, what: str) -> HttpResponse:
    """Show the check-ins that one number of a round counts."""
    one = visible_round(request.actor, round_id)
    if what not in SORTS:
        raise NotFound
    unit_id = whole(request.GET.get("unit", ""))
    page = max(whole(request.GET.get("page", "")) or 1, 1)
    rows = of_unit(round_rows(request.actor, one, what), unit_id)
    count = rows.count()
    context = {
        "round": one,
        "what": what,
        "label": LABELS[what],
        "count": count,
        "rows": lines_of(rows, (page - 1) * ROWS_A_PAGE, ROWS_A_PAGE),
        "unit_id": unit_id,
        "page": page,
        "has_more": count > page * ROWS_A_PAGE,
    }
    return render(request, "dispatch/round_rows.html", context)
