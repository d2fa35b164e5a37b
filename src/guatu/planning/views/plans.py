"""The list of plans, loading one, and reading one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE
from guatu.core.errors import UnreadableFile
from guatu.core.marking import Mark, paragraphs
from guatu.interchange.documents import refuse_size
from guatu.planning import queries
from guatu.planning.forms import UploadForm
from guatu.planning.reading import (
    SOON_CHARACTERS,
    Sent,
    address_of,
    ask_to_read,
    is_large,
    load_read,
    opened_soon,
    refuse_length,
)
from guatu.planning.refusals import refusal_of
from guatu.shell.errors import InvalidState, NotFound, ShellError
from guatu.shell.routes import Request


def index(request: Request) -> HttpResponse:
    """List the plans that the office works on."""
    page = queries.plan_rows(request.actor, after=whole(request.GET.get("after")) or None)
    return render(request, "planning/index.html", {"drafts": page.drafts, "next": page.next})


def upload(request: Request) -> HttpResponse:
    """Load a plan from a file or pasted text, and go to its draft."""
    units = queries.office_units(request.actor)
    form = UploadForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST":
        try:
            return take(request, form)
        except ShellError as error:
            form.add_error(None, error.message)
    context = {"form": form, "upload_note": UPLOAD_NOTE, "has_units": units.exists()}
    status = 422 if form.errors else 200
    return render(request, "planning/upload.html", context, status=status)


def take(request: Request, form: UploadForm) -> HttpResponse:
    """Read what was sent and store it; what takes long is read in the background.

    Raises
    ------
    InvalidState
        If there is nothing to read; the message says what to do.
    """
    if not form.is_valid():
        return render(
            request,
            "planning/upload.html",
            {"form": form, "upload_note": UPLOAD_NOTE, "has_units": True},
            status=422,
        )
    file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
    if file:
        sent = Sent(payload=file_bytes(file), name=file.name, unit=unit)
    else:
        sent = Sent(payload=form.cleaned_data["text"].encode(), name="", unit=unit)
    document = None if is_large(sent) else opened_soon(sent)
    if document is not None:
        refuse_length(document.text, sent.shown_name)
    if document is None or len(document.text) > SOON_CHARACTERS:
        job = ask_to_read(request.actor, sent)
        return redirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")
    draft, is_new = load_read(request.actor, sent, document)
    if not is_new:
        messages.info(request, _("This text was loaded before: this is its plan."))
    return redirect(address_of(request.actor, draft, is_new=is_new))


def file_bytes(file: UploadedFile[Any]) -> bytes:
    """Return the bytes of a file of a plan's size; a larger one stays on the disk."""
    name = str(file.name)
    try:
        refuse_size(file.size or 0, name=name)
    except UnreadableFile as error:
        raise InvalidState(refusal_of(error, name)) from error
    payload: bytes = file.read()
    return payload


def plan(request: Request, plan_id: int) -> HttpResponse:
    """Show a plan's words; `?start=&end=` marks the ones that something came from."""
    row = queries.plan_for(request.actor, plan_id)
    start, end = (whole(request.GET.get(name)) for name in ("start", "end"))
    marks = [Mark(key=1, start=start, end=end)] if end > start else []
    context = {"plan": row, "lines": paragraphs(row.text, marks)}
    return render(request, "planning/plan.html", context)


def whole(written: str | None) -> int:
    if not written:
        return 0
    if not written.isdecimal() or len(written) > 9:  # noqa: PLR2004 no text is that long
        raise NotFound
    return int(written)
