"""对表单: the units in official order; the A3 sheet of one as PDF or workbook, of all as one PDF."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.core.tablebook import Book
from guatu.interchange.tablebook.xlsx import write_xlsx
from guatu.paper.codes import code_for
from guatu.paper.queries.unitsheets import (
    latest_round,
    unit_sheet,
    units_with_sheets,
    visible_sheet_unit,
)
from guatu.paper.tables import book_pdf, books_pdf
from guatu.paper.unitbooks import unit_book
from guatu.paper.views.common import chosen, chosen_or_none_here, frame_of
from guatu.shell.downloads import download
from guatu.shell.errors import NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

HERE = "paper:unit-sheets"
MOST_AT_ONCE = 100  # units of one file
MOST_PARTS = 1000


def index(request: Request) -> HttpResponse:
    """List the units that have something in the campaign."""
    campaign = chosen(request)
    context = frame_of(request, campaign, HERE)
    if campaign is None:
        return render(request, "paper/none.html", context)
    units = list(units_with_sheets(request.actor, campaign))
    context |= {
        "units": units,
        "round": latest_round(campaign, timezone.localdate()),
        "stretches": stretches(len(units)),
    }
    return render(request, "paper/unitsheets.html", context)


def stretches(count: int) -> list[tuple[int, int, int]]:
    """Return the files that all sheets make: number, first and last unit, both from 1."""
    firsts = range(0, max(count, 1), MOST_AT_ONCE)
    return [
        (at, first + 1, min(first + MOST_AT_ONCE, count))
        for at, first in enumerate(firsts, start=1)
    ]


def book_of(request: Request, campaign: Campaign, unit_id: int) -> Book:
    unit = visible_sheet_unit(request.actor, campaign, unit_id)
    return unit_book(unit_sheet(request.actor, campaign, unit, today=timezone.localdate()))


def sheet(request: Request, slug: str, unit_id: int, form: str) -> HttpResponse:
    """Send the sheet of one unit: `pdf` on A3, or `xlsx`."""
    campaign = chosen_or_none_here(request, slug)
    if form not in {"pdf", "xlsx"}:
        raise NotFound
    book = book_of(request, campaign, unit_id)
    name = f"{book.title} {timezone.localdate().isoformat()}.{form}"
    if form == "xlsx":
        return download(write_xlsx(book), name)
    live = f"{reverse('overview:room')}?campaign={campaign.slug}&unit={unit_id}"
    payload = book_pdf(book, code=code_for(request, live), is_running=True)
    return download(payload, name)


def sheets(request: Request, slug: str) -> HttpResponse:
    """Send the sheets of all units as a PDF, in official order; of very many, a hundred at a time."""
    campaign = chosen_or_none_here(request, slug)
    today = timezone.localdate()
    part = whole(request.GET.get("part", "1"), most=MOST_PARTS)
    if not part:
        raise NotFound
    first = (part - 1) * MOST_AT_ONCE
    units = units_with_sheets(request.actor, campaign)[first : first + MOST_AT_ONCE]
    found = [unit_sheet(request.actor, campaign, unit, today=today) for unit in units]
    books = [unit_book(one) for one in found if not one.is_empty]
    if not books:
        raise NotFound(_("No unit has anything open in this campaign."))
    payload = books_pdf(books, is_running=True)
    name = f"{_('Sheets of units')} {campaign} {today.isoformat()}"
    return download(payload, f"{name}{f' {part}' if 'part' in request.GET else ''}.pdf")
