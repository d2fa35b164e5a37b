"""Any list as it is narrowed, as a file: at once, or behind the page."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_response
from guatu.sheets.actions.exporting import (
    LONGEST_QUERY,
    SOON_ROWS,
    export,
    keep_asked,
    list_asked,
    note_taken,
)
from guatu.sheets.lists import LISTS
from guatu.sheets.queries.exports import own_export
from guatu.sheets.works import ask_to_export
from guatu.shell.downloads import download
from guatu.shell.errors import BadRequest, NotFound
from guatu.shell.routes import Request


def one_list(request: Request, code: str) -> HttpResponse:
    """Send a list as its page is narrowed; offer a long one behind the page."""
    listed = list_asked(request.actor, code, request.GET)
    if listed.count <= SOON_ROWS:
        made = export(request.actor, listed)
        note_taken(request.actor, listed, made, code=code, query=request.GET.urlencode())
        return download(made.payload, made.name)
    context = {
        "listed": listed,
        "label": LISTS[code].label,
        "code": code,
        "query": request.GET.urlencode(),
        "campaign": listed.campaign,
    }
    return render(request, "sheets/list.html", context)


def make(request: Request, code: str) -> HttpResponse:
    """Have a long list written in the background."""
    query = request.POST.get("query", "")
    if len(query) > LONGEST_QUERY:
        raise BadRequest(_("This address is too long: narrow the list in another way."))
    listed = list_asked(request.actor, code, QueryDict(query))
    with transaction.atomic():
        row = keep_asked(request.actor, code, query)
        job = ask_to_export(request.actor, row, listed)
    return HttpResponseRedirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")


def made(request: Request, export_id: int) -> HttpResponse:
    """Show a list that was made."""
    row = own_export(request.actor, export_id)
    label = LISTS[row.code].label if row.code in LISTS else row.code
    return render(request, "sheets/list_made.html", {"export": row, "label": label})


def file(request: Request, export_id: int) -> HttpResponseBase:
    row = own_export(request.actor, export_id)
    if row.evidence is None:
        raise NotFound(_("The file is no longer kept."))
    return evidence_response(row.evidence)
