"""计量单位: the units that figures are written in, and those an office adds."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.campaigns.actions.measures import (
    NewMeasure,
    add_measure,
    remove_measure,
    used_symbols,
)
from guatu.campaigns.models import MeasureUnit
from guatu.core.stored import join_decimal
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.routes import Request

LONGEST_FACTOR = 20


def measures(request: Request) -> HttpResponse:
    """List the units by what they measure; a POST adds one."""
    error = ""
    if request.method == "POST":
        try:
            row = add_measure(request.actor, new_of(request))
        except InvalidState as refusal:
            error = refusal.message
        else:
            messages.success(request, _("“%(symbol)s” is added.") % {"symbol": row.symbol})
            return HttpResponseRedirect(reverse("campaigns:measures"))
    rows = list(MeasureUnit.objects.order_by("dimension", "pk"))
    context: dict[str, Any] = {
        "groups": [list(some) for _dimension, some in groupby(rows, lambda row: row.dimension)],
        "factors": {row.pk: join_decimal(row.factor_mantissa, row.factor_scale) for row in rows},
        "used": used_symbols(),
        "sent": request.POST,
        "error": error,
    }
    return render(request, "campaigns/measures.html", context, status=422 if error else 200)


def new_of(request: Request) -> NewMeasure:
    written = request.POST.get("factor", "").strip() or "1"
    try:
        factor = Decimal(written) if len(written) <= LONGEST_FACTOR else Decimal(0)
    except InvalidOperation as error:
        raise InvalidState(_("The factor is a number above nothing.")) from error
    if not factor.is_finite():
        raise InvalidState(_("The factor is a number above nothing."))
    return NewMeasure(
        symbol=request.POST.get("symbol", ""),
        factor=factor,
        of=request.POST.get("of", "").strip(),
        is_whole=request.POST.get("is_whole") == "on",
    )


def remove(request: Request, measure_id: int) -> HttpResponse:
    row = MeasureUnit.objects.filter(pk=measure_id).first()
    if row is None:
        raise NotFound
    remove_measure(request.actor, row)
    messages.success(request, _("“%(symbol)s” is taken away.") % {"symbol": row.symbol})
    return HttpResponseRedirect(reverse("campaigns:measures"))
