"""Figures from a sheet: a template to fill in, what a file would write, then all of it or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE
from guatu.campaigns import wording
from guatu.campaigns.actions.sheets import (
    HandedIn,
    apply_figures,
    drop_figures,
    own_sheet,
    stage_figures,
)
from guatu.campaigns.models import Campaign, FigureSheet, Observation, Target
from guatu.campaigns.queries import campaign_choices, current_campaign, with_figures
from guatu.campaigns.queries.owed import owed_targets
from guatu.campaigns.queries.providing import provided_targets
from guatu.campaigns.sheetcolumns import template_of
from guatu.campaigns.views.figures import saved
from guatu.campaigns.works import ask_to_apply, is_large
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.documents import refuse_size
from guatu.interchange.templates import write_template
from guatu.interchange.workbooks import read_workbook
from guatu.shell.chosen import last_campaign
from guatu.shell.downloads import download
from guatu.shell.errors import InvalidState
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

ROWS_SHOWN = 300


def sheets(request: Request) -> HttpResponse:
    """Offer the template, take a file, list what one handed in; a POST stages a file."""
    campaign, series = chosen(request), series_of(request)
    error = ""
    if request.method == "POST" and campaign is not None:
        try:
            staged = stage(request, campaign, series)
        except InvalidState as refusal:
            error = refusal.message
        else:
            return HttpResponseRedirect(reverse("campaigns:sheet", args=[staged.pk]))
    mine = FigureSheet.objects.filter(handed_in_by=request.actor.person_id)
    context: dict[str, Any] = {
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "counts": [
            (code, word, len(targets_for(request, campaign, code)))
            for code, word in wording.SERIES.items()
        ]
        if campaign
        else [],
        "series": series,
        "error": error,
        "upload_note": UPLOAD_NOTE,
        "mine": mine.select_related("campaign").order_by("-handed_in_at", "-pk")[:20],
        "states": wording.SHEETS,
    }
    return render(request, "campaigns/sheets.html", context, status=422 if error else 200)


def chosen(request: Request) -> Campaign | None:
    asked = request.POST.get("campaign") or request.GET.get("campaign")
    return current_campaign(request.actor, asked or None, last=last_campaign(request))


def series_of(request: Request) -> str:
    asked = request.POST.get("series") or request.GET.get("series", "")
    official = Observation.Series.OFFICIAL.value
    return official if asked == official else Observation.Series.FLASH.value


def targets_for(request: Request, campaign: Campaign, series: str) -> list[Target]:
    """Return the targets whose figures of a series the actor reports."""
    if series == Observation.Series.OFFICIAL:
        return [t for t in provided_targets(request.actor) if t.campaign_id == campaign.pk]
    return list(owed_targets(request.actor).filter(campaign=campaign))


def stage(request: Request, campaign: Campaign, series: str) -> FigureSheet:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise InvalidState(_("Choose the filled-in sheet."))
    name = str(file.name)
    try:
        refuse_size(file.size or 0, name=name)
        payload = file.read()
        cells = read_workbook(payload, name=name)
    except UnreadableFile as error:
        raise InvalidState(refusal_of(error)) from error
    given = HandedIn(
        campaign=campaign, series=series, file_name=name, payload=payload, sheets=cells
    )
    targets = targets_for(request, campaign, series)
    return stage_figures(request.actor, given, targets, today=timezone.localdate())


def refusal_of(error: UnreadableFile) -> str:
    """Return why a file was not read, and what helps."""
    told = {"name": error.name}
    if error.reason is UnreadableReason.PASSWORD:
        return _("%(name)s is locked with a password: save it without one.") % told
    if error.reason is UnreadableReason.EMPTY:
        return _("%(name)s is empty: fill in the template.") % told
    if error.reason is UnreadableReason.TOO_LARGE:
        return _("%(name)s has more than 3,000 rows: hand it in in parts.") % told
    if error.reason is UnreadableReason.BUSY:
        return _("Other files are being read just now: try again in a moment.")
    return _("%(name)s is no sheet that can be read: save it as .xlsx in WPS or Excel.") % told


def template(request: Request) -> HttpResponse:
    """Give the template of what is owed as a file."""
    campaign, series = chosen(request), series_of(request)
    today = timezone.localdate()
    targets = targets_for(request, campaign, series) if campaign else []
    rows = with_figures(targets, today, series=series)
    title = str(wording.SERIES[series])
    return download(write_template(template_of(rows, title)), f"{title}{today:%Y%m%d}.xlsx")


def sheet(request: Request, sheet_id: int) -> HttpResponse:
    row = own_sheet(request.actor, sheet_id)
    context = {
        "sheet": row,
        "rows": row.rows[:ROWS_SHOWN],
        "faults": row.faults[:ROWS_SHOWN],
        "doubtful": sum(bool(one["doubt"]) for one in row.rows),
        "corrections": sum(one["old"] is not None for one in row.rows),
        "series": wording.SERIES[row.series],
        "facets": wording.FACETS,
        "state": wording.SHEETS[row.state],
    }
    return render(request, "campaigns/sheet.html", context)


def apply(request: Request, sheet_id: int) -> HttpResponse:
    """Take a sheet over, whole."""
    row = own_sheet(request.actor, sheet_id)
    is_sure = request.POST.get("is_sure") == "on"
    if is_large(row):
        job = ask_to_apply(request.actor, row, version_read(request), is_sure=is_sure)
        return HttpResponseRedirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")
    count = apply_figures(
        request.actor, row, version_read(request), is_sure=is_sure, today=timezone.localdate()
    )
    messages.success(request, saved(count))
    return HttpResponseRedirect(reverse("campaigns:sheet", args=[row.pk]))


def drop(request: Request, sheet_id: int) -> HttpResponse:
    row = own_sheet(request.actor, sheet_id)
    drop_figures(request.actor, row, version_read(request))
    messages.success(request, _("The sheet is dropped: nothing was written."))
    return HttpResponseRedirect(reverse("campaigns:sheets"))
