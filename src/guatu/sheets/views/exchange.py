"""出表 and 收表 of a round: who gets a workbook, what came back, files dropped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.audit.evidence import UPLOAD_NOTE, evidence_path, evidence_response
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.dispatch.models import Round
from guatu.interchange.limits import MAX_FILE_BYTES
from guatu.interchange.zipping import write_zip
from guatu.sheets.actions.issuing import LONGEST_NOTE, Wanted, issue_books
from guatu.sheets.actions.returning import Dropped, read_batch, receive
from guatu.sheets.models import SheetIssue
from guatu.sheets.policies import can_exchange_all
from guatu.sheets.queries.exchange import (
    exchanged_round,
    exchanged_rounds,
    own_batches,
    units_of_round,
    visible_book,
    visible_issue,
)
from guatu.sheets.words import STATES
from guatu.sheets.works import SOON_FILES, SOON_ROWS, ask_to_issue, ask_to_read, issued_note
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.downloads import download
from guatu.shell.errors import InvalidState
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

BATCHES_SHOWN = 12
PLACES: tuple[tuple[str, Promise, Promise], ...] = (
    (
        "sheets:adoptions",
        gettext_lazy("Adopt an old ledger"),
        gettext_lazy(
            "A ledger kept in a sheet until now becomes entries; each doubt is shown first."
        ),
    ),
    (
        "sheets:higher",
        gettext_lazy("Forms of higher offices"),
        gettext_lazy(
            "A form that comes again is mapped once and filled from then on, gaps marked."
        ),
    ),
)


def index(request: Request) -> HttpResponse:
    """Show what sheets are for, and the rounds that still take words."""
    campaign = chosen(request)
    context = {
        **bar(request, campaign),
        "rounds": exchanged_rounds(request.actor, campaign) if campaign else [],
        "places": places_of(request),
        "today": timezone.localdate(),
    }
    return render(request, "sheets/index.html", context)


def places_of(request: Request) -> list[tuple[str, Promise, Promise]]:
    """Return the other pages of sheets that the actor may open: address, name, what it is for."""
    found = []
    for name, title, told in PLACES:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if resolve(address).func.policy(request.actor):  # type: ignore[attr-defined]  # set by `route`
            found.append((address, title, told))
    return found


def chosen(request: Request) -> Campaign | None:
    """Return the campaign whose sheets are looked at."""
    slug = request.GET.get("campaign")
    campaign = current_campaign(request.actor, slug, last=last_campaign(request))
    if campaign is not None:
        keep_campaign(request, campaign.slug)
    return campaign


def bar(request: Request, campaign: Campaign | None) -> dict[str, Any]:
    return {"campaign": campaign, "campaigns": campaign_choices(request.actor)}


def one_round(request: Request, round_id: int) -> HttpResponse:
    return show(request, exchanged_round(request.actor, round_id))


def show(request: Request, one: Round, error: str = "") -> HttpResponse:
    units = units_of_round(request.actor, one)
    context = {
        **bar(request, one.campaign),
        "round": one,
        "units": units,
        "open": sum(line.open for line in units),
        "sent_back": sum(line.sent_back for line in units),
        "issued": sum(bool(line.books) for line in units),
        "back": sum(line.returned is not None for line in units),
        "issues": issues_of(request, one),
        "batches": own_batches(request.actor, one)[:BATCHES_SHOWN],
        "for_all": can_exchange_all(request.actor, one.campaign),
        "states": STATES,
        "upload_note": UPLOAD_NOTE,
        "longest_note": LONGEST_NOTE,
        "error": error,
        "today": timezone.localdate(),
    }
    return render(request, "sheets/round.html", context, status=422 if error else 200)


def issues_of(request: Request, one: Round) -> list[SheetIssue]:
    """Return what went out in a round, the last first, as far as the actor has a part in it."""
    rows = SheetIssue.objects.filter(round=one).order_by("-number")
    if not can_exchange_all(request.actor, one.campaign):
        units = {line.unit.pk for line in units_of_round(request.actor, one)}
        rows = rows.filter(books__unit__in=units).distinct()
    return list(rows[:BATCHES_SHOWN])


def issue(request: Request, round_id: int) -> HttpResponse:
    """Let workbooks go out: of the units that are ticked, or of all that owe something."""
    one = exchanged_round(request.actor, round_id)
    ids = [pk for text in request.POST.getlist("unit") if (pk := whole(text)) is not None]
    is_chosen = request.POST.get("which") == "chosen"
    if is_chosen and not ids:
        return show(request, one, _("Tick the units that get a workbook."))
    wanted = Wanted(unit_ids=ids if is_chosen else (), note=request.POST.get("note", ""))
    lines = [
        u for u in units_of_round(request.actor, one) if not is_chosen or u.unit.pk in set(ids)
    ]
    if sum(line.open for line in lines) > SOON_ROWS:
        job = ask_to_issue(request.actor, one, wanted)
        return HttpResponseRedirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")
    try:
        made = issue_books(request.actor, one, wanted)
    except InvalidState as refusal:
        return show(request, one, refusal.message)
    messages.success(request, issued_note(made))
    return HttpResponseRedirect(reverse("sheets:round", args=[one.pk]))


def book(request: Request, book_id: int) -> HttpResponseBase:
    """Send one workbook as it went out."""
    return evidence_response(visible_book(request.actor, book_id).evidence)


def archive(request: Request, issue_id: int) -> HttpResponse:
    """Send the workbooks of one going out as one file, in 建制顺序."""
    found, books = visible_issue(request.actor, issue_id)
    width = len(str(len(books)))
    files = [
        (
            f"{place:0{width}d} {row.evidence.file_name}",
            evidence_path(row.evidence.digest).read_bytes(),
        )
        for place, row in enumerate(books, start=1)
    ]
    told = {"ordinal": found.round.ordinal, "issue": found.number}
    name = _("Workbooks of round no. %(ordinal)d, issue %(issue)d.zip") % told
    return download(write_zip(files), name)


def drop(request: Request, round_id: int) -> HttpResponse:
    """Take workbooks that came back: many at once, or an archive of them."""
    one = exchanged_round(request.actor, round_id)
    try:
        batch = receive(request.actor, one, dropped(request))
    except InvalidState as refusal:
        return show(request, one, refusal.message)
    if batch.books.count() > SOON_FILES:
        job = ask_to_read(request.actor, batch)
        return HttpResponseRedirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")
    read_batch(request.actor, batch)
    return HttpResponseRedirect(reverse("sheets:batch", args=[batch.pk]))


def dropped(request: Request) -> list[Dropped]:
    files = []
    for file in request.FILES.getlist("file"):
        if (file.size or 0) > MAX_FILE_BYTES:
            raise InvalidState(_("%(name)s is larger than 50 MB.") % {"name": file.name})
        files.append(Dropped(name=str(file.name), payload=file.read()))
    return files
