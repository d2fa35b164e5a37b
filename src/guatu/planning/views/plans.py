"""The list of plans, loading one, and reading one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE
from guatu.core.documents import Document, Table
from guatu.core.errors import UnreadableFile
from guatu.core.marking import Mark, paragraphs
from guatu.core.planreading import read_plan
from guatu.core.planreading.model import DraftPlan, IssueCode, Severity
from guatu.interchange.documents import read_document, refuse_size
from guatu.planning import queries
from guatu.planning.actions import NewPlan, load_plan
from guatu.planning.forms import UploadForm
from guatu.planning.queries.versions import offers_for
from guatu.planning.refusals import refusal_of
from guatu.shell.errors import InvalidState, NotFound, ShellError
from guatu.shell.routes import Request

LONGEST_TEXT = 500_000  # forty times a long plan


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
    """Read what was sent and store it.

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
    file = form.cleaned_data["file"]
    payload = file_bytes(file) if file else None
    name = file.name if file else _("The pasted text")
    document = opened(payload, name) if payload is not None else pasted(form.cleaned_data["text"])
    read = read_whole(document.text, name, document.tables)
    new = NewPlan(
        read=read,
        document=document,
        unit=form.cleaned_data["unit"],
        file_name=file.name if file else "",
        payload=payload,
    )
    draft, is_new = load_plan(request.actor, new)
    if not is_new:
        messages.info(request, _("This text was loaded before: this is its plan."))
    elif offers_for(request.actor, draft.plan):
        return redirect("planning:kin", draft.pk)
    return redirect("planning:confirm", draft.pk)


def file_bytes(file: UploadedFile[Any]) -> bytes:
    """Return the bytes of a file of a plan's size; a larger one stays on the disk."""
    name = str(file.name)
    try:
        refuse_size(file.size or 0, name=name)
    except UnreadableFile as error:
        raise InvalidState(refusal_of(error, name)) from error
    payload: bytes = file.read()
    return payload


def pasted(text: str) -> Document:
    """Return pasted text with the line ends that a form's transport put in taken out again."""
    return Document(text=text.replace("\r\n", "\n"))


def opened(payload: bytes, name: str) -> Document:
    try:
        return read_document(payload, name=name)
    except UnreadableFile as error:
        raise InvalidState(refusal_of(error, name)) from error


def read_whole(text: str, name: str, tables: Sequence[Table]) -> DraftPlan:
    """Read a plan's text, or refuse it with one sentence."""
    if len(text) > LONGEST_TEXT:
        raise InvalidState(
            _(
                "%(name)s has %(count)d characters. A plan has at most %(limit)d: load one plan only."
            )
            % {"name": name, "count": len(text), "limit": LONGEST_TEXT}
        )
    if "\x00" in text:  # PostgreSQL keeps none, and no plan holds one
        raise InvalidState(
            _("%(name)s holds signs that are no text: copy the text of the plan and paste it.")
            % {"name": name}
        )
    read = read_plan(text, tables)
    grave = {issue.code for issue in read.issues if issue.severity is Severity.ERROR}
    if IssueCode.EMPTY in grave:
        raise InvalidState(
            _("%(name)s is empty: choose the file that holds the plan's text.") % {"name": name}
        )
    if grave:
        raise InvalidState(
            _("%(name)s holds no Chinese plan: load the text of a plan as it was issued.")
            % {"name": name}
        )
    return read


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
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    return int(written)
