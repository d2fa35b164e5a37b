"""时段: month, quarter, half-year, year and phase, derived from the rounds; each number opens its rows."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.lamps import Lamp
from guatu.dispatch import periodwords as words
from guatu.dispatch.actions.opinions import Opinion, write_opinion
from guatu.dispatch.policies import can_run_rounds
from guatu.dispatch.queries.opinions import opinions_of
from guatu.dispatch.queries.periodrows import (
    OF_LAMP,
    Stretch,
    is_known,
    lines_of,
    of_unit,
    rows_of,
)
from guatu.dispatch.queries.periods import picture, visible_of, visible_period
from guatu.dispatch.queries.spans import next_of, spans_until
from guatu.shell.errors import NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

ROWS_A_PAGE = 100


def day_of(written: str) -> date:
    """Return the day that an address names.

    Raises
    ------
    NotFound
        If it names none.
    """
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound from None


def periods(request: Request, slug: str) -> HttpResponse:
    """Show the periods of a campaign that have begun, the newest first."""
    campaign = visible_of(request.actor, slug)
    today = timezone.localdate()
    sorts = [(label, spans_until(campaign, code, today)) for code, label in words.SORTS.items()]
    context = {
        "campaign": campaign,
        "sorts": [(label, spans) for label, spans in sorts if spans],
        "span_name": words.span_name,
        "span_days": words.span_days,
        "today": today,
    }
    return render(request, "dispatch/periods.html", context)


def period(request: Request, slug: str, every: str, start: str) -> HttpResponse:
    """Show the picture of one period beside that of the period before."""
    campaign, span = visible_period(request.actor, slug, every, day_of(start))
    found = picture(request.actor, campaign, every, span.starts_on)
    today = timezone.localdate()
    context = {
        "campaign": campaign,
        "span": span,
        "title": words.span_title(span),
        "last_name": words.span_name(found.last_span) if found.last_span else "",
        "next_span": next_of(campaign, span) if span.has_ended(today) else None,
        "span_name": words.span_name,
        "span_days": words.span_days,
        "found": found,
        "of_reports": words.OF_REPORTS,
        "of_work": words.OF_WORK,
        "labels": words.NUMBERS,
        "today": today,
        "may_write": span.is_reviewed and can_run_rounds(request.actor, campaign.unit.path),
        "opinions": opinions_of(request.actor, campaign, span) if span.is_reviewed else None,
    }
    return render(request, "dispatch/period.html", context)


def period_rows(request: Request, slug: str, every: str, start: str, what: str) -> HttpResponse:
    """Show the rows that one number of a period counts, of all units or of one."""
    campaign, span = visible_period(request.actor, slug, every, day_of(start))
    if not is_known(what):
        raise NotFound
    unit_id = whole(request.GET.get("unit", ""))
    page = max(whole(request.GET.get("page", "")) or 1, 1)
    rows = of_unit(rows_of(Stretch.of(request.actor, campaign, span), what), unit_id)
    count = rows.count()
    context = {
        "campaign": campaign,
        "span": span,
        "title": words.span_name(span),
        "what": what,
        "label": words.number_label(what),
        "lamp": Lamp(what.removeprefix(OF_LAMP)) if what.startswith(OF_LAMP) else None,
        "count": count,
        "rows": lines_of(rows, (page - 1) * ROWS_A_PAGE, ROWS_A_PAGE),
        "unit_id": unit_id,
        "page": page,
        "has_more": count > page * ROWS_A_PAGE,
    }
    return render(request, "dispatch/period_rows.html", context)


def keep_opinion(request: Request, slug: str, every: str, start: str) -> HttpResponse:
    """Keep what the office finds of a unit's half-year or year, or of the whole."""
    campaign, span = visible_period(request.actor, slug, every, day_of(start))
    unit_id = whole(request.POST.get("unit", ""))
    said = Opinion(
        text=request.POST.get("text", ""),
        signed_by=request.POST.get("signed_by", ""),
        unit_id=unit_id,
        replaces=whole(request.POST.get("replaces", "")),
    )
    write_opinion(request.actor, campaign, span, said)
    messages.success(request, _("The opinion is kept."))
    address = reverse("dispatch:period", args=[slug, span.every, span.starts_on.isoformat()])
    return HttpResponseRedirect(f"{address}#o{unit_id or 0}")
