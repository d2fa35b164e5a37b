"""对表单: the units in official order; the A3 sheet of one as PDF or workbook, of all as one PDF."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.core.tablebook import Book
from guatu.interchange.tablebook.xlsx import write_xlsx
from guatu.jobs.queries import made_file, made_files
from guatu.paper.codes import code_for
from guatu.paper.queries.unitsheets import (
    latest_round,
    unit_sheet,
    units_with_sheets,
    visible_sheet_unit,
)
from guatu.paper.sheetworks import (
    WORK,
    ask_sheets,
    file_name,
    is_long,
    sheets_pdf,
    stretches,
    units_of,
)
from guatu.paper.tables import book_pdf
from guatu.paper.unitbooks import unit_book
from guatu.paper.views.common import chosen, chosen_or_none_here, frame_of
from guatu.shell.downloads import download
from guatu.shell.errors import NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

HERE = "paper:unit-sheets"
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
        "is_behind": is_long(len(units)),
        "made": made_files(request.actor, WORK, campaign=campaign.pk),
    }
    return render(request, "paper/unitsheets.html", context)


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
    """Send the sheets of all units as a PDF, in official order; those of many are made behind."""
    campaign = chosen_or_none_here(request, slug)
    part = part_of(request.GET.get("part", "1"))
    if is_long(len(units_of(request.actor, campaign, part))):
        return HttpResponseRedirect(f"{reverse(HERE)}?campaign={campaign.slug}")
    payload = sheets_pdf(request.actor, campaign, part)
    return download(payload, file_name(campaign, part if "part" in request.GET else None))


def make(request: Request, slug: str) -> HttpResponse:
    """Have the sheets of many units made in the background; go to where one sees how far it is."""
    campaign = chosen_or_none_here(request, slug)
    part = part_of(request.POST.get("part", "1"))
    if not units_of(request.actor, campaign, part):
        raise NotFound(_("No unit has anything open in this campaign."))
    job = ask_sheets(request.actor, campaign, part)
    return HttpResponseRedirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")


def made(request: Request, token: str) -> HttpResponse:
    """Send a PDF that was made in the background, to whoever asked for it."""
    name, payload = made_file(request.actor, WORK, token)
    return download(payload, name)


def part_of(written: str) -> int:
    part = whole(written, most=MOST_PARTS)
    if not part:
        raise NotFound
    return part
