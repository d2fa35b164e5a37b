"""Pages of a unit: what it is asked, what it signs for, what it objects to; and the office's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Unit
from guatu.accounts.queries import units_around, written_names
from guatu.audit.evidence import UPLOAD_NOTE
from guatu.ledgers.queries import visible_entry
from guatu.planning import issuing_words, queries
from guatu.planning.actions.receiving import Answer, answer_consultation, object_to, sign
from guatu.planning.actions.ruling import Ruling, answer_objection
from guatu.planning.issuing_forms import AnswerForm, AskForm, LineAskForm, RulingForm
from guatu.planning.issuing_line import steps_line
from guatu.planning.models import Consultation, IssuanceLine, Objection, SignOff, StepCode
from guatu.planning.queries.approvers import Signer, approving_posts, signers
from guatu.planning.queries.issuing import objection_for, open_objections
from guatu.planning.queries.receiving import (
    consultation_for,
    consultations_owed,
    lines_of_unit,
    objections_raised,
    sign_offs_of,
    sign_offs_owed,
    signed_lately,
    spoken_units,
)
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """The lines of one issuance that one unit has not signed for."""

    rows: list[SignOff]

    @property
    def first(self) -> SignOff:
        return self.rows[0]


def mine(request: Request, *, error: str = "", status: int = 200) -> HttpResponse:
    """Show what waits for an answer or a signature of the actor's units, and what was said."""
    owed = sign_offs_owed(request.actor)
    groups = groupby(owed, key=lambda row: (row.issuance_id, row.unit_id))
    context = {
        "asked": consultations_owed(request.actor),
        "groups": [ToSign(rows=list(rows)) for _key, rows in groups],
        "signed": signed_lately(request.actor),
        "raised": objections_raised(request.actor),
        "words": issuing_words,
        "today": timezone.localdate(),
        "error": error,
    }
    return render(request, "planning/issuing_mine.html", context, status=status)


def receive(request: Request, issuance_id: int) -> HttpResponse:
    """Sign for all lines of a unit, or for the chosen ones."""
    unit_id = whole(request.POST.get("unit", "")) or 0
    rows = sign_offs_of(request.actor).filter(issuance_id=issuance_id)
    first = rows.first()
    if first is None:
        raise queries.nothing_here()
    mine_too = rows.filter(unit_id=unit_id).first()
    ids = None if request.POST.get("all") else chosen(request.POST.getlist("line"))
    if mine_too is None or ids == []:
        return mine(request, error=_("Choose the lines that you sign for."), status=422)
    try:
        count = sign(
            request.actor,
            mine_too.issuance,
            mine_too.unit,
            line_ids=ids,
            today=timezone.localdate(),
        )
    except InvalidState as refusal:
        return mine(request, error=refusal.message, status=refusal.status)
    messages.success(
        request,
        ngettext("%(count)d line signed for.", "%(count)d lines signed for.", count)
        % {"count": count},
    )
    return redirect("planning:issuing-mine")


def chosen(sent: Sequence[str]) -> list[int]:
    return [pk for text in sent if (pk := whole(text)) is not None]


def answer(request: Request, consultation_id: int) -> HttpResponse:
    """Show the lines of a unit with the question; take its answer."""
    asked = consultation_for(request.actor, consultation_id)
    lines = lines_of_unit(asked.issuance, asked.unit_id)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, initial={"answer": "agree"})
    year = asked.due_on.year
    asks = [(line, LineAskForm(data, prefix=f"l{line.line.pk}", year=year)) for line in lines]
    if request.method == "POST":
        version = version_read(request)
        valid = [one.is_valid() for _line, one in asks]  # all of them, so that each shows its error
        if form.is_valid() and all(valid):
            try:
                given = answer_of(form, asks)
                answer_consultation(
                    request.actor, asked, version=version, answer=given, today=timezone.localdate()
                )
            except (InvalidState, Stale) as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, _("Your answer is on record."))
                return redirect("planning:issuing-mine")
    context = {
        "asked": asked,
        "campaign": asked.issuance.campaign,
        "form": form,
        "asks": asks,
        "may_answer": asked.answer == Consultation.Answer.NONE
        and asked.issuance.state in {StepCode.CONSULT, StepCode.COUNTERSIGN},
        "words": issuing_words,
        "today": timezone.localdate(),
    }
    is_wrong = request.method == "POST"  # what was right has gone on
    return render(request, "planning/issuing_answer.html", context, status=422 if is_wrong else 200)


def answer_of(form: AnswerForm, asks: Sequence[tuple[Any, LineAskForm]]) -> Answer:
    """Return the answer; what is asked of a line means that the unit does not simply agree."""
    proposals = [one.proposal(line.line.pk) for line, one in asks if not one.is_empty]
    return Answer(
        is_agreed=form.cleaned_data["answer"] == "agree",
        text=form.cleaned_data["text"],
        proposals=proposals,
    )


def oppose(request: Request, line_id: int) -> HttpResponse:
    """Raise a 职责异议 against a line for one of the actor's units."""
    line = IssuanceLine.objects.select_related(
        "entry", "target__indicator", "issuance__campaign__unit"
    ).filter(pk=line_id).first()  # fmt: skip
    units = spoken_units(request.actor, line) if line is not None else []
    if line is None or not units:
        raise queries.nothing_here()
    unit = unit_of(request, units)
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, year=line.issuance.created_at.year)
    if request.method == "POST" and form.is_valid():
        try:
            object_to(request.actor, line, unit, form.proposal(line.pk))
        except (InvalidState, NotAllowed) as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Your objection lies before the campaign office."))
            return redirect("planning:issuing-mine")
    context = {
        "line": line,
        "campaign": line.issuance.campaign,
        "unit": unit,
        "units": units,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "planning/issuing_object.html", context, status=status)


def unit_of(request: Request, units: Sequence[Unit]) -> Unit:
    wanted = whole(request.POST.get("unit", "") or request.GET.get("unit", ""))
    return next((unit for unit in units if unit.pk == wanted), units[0])


def objections(request: Request) -> HttpResponse:
    """List what units want otherwise and nobody has answered."""
    rows = list(open_objections(request.actor))
    context = {"rows": rows, "words": issuing_words, "today": timezone.localdate()}
    return render(request, "planning/issuing_objections.html", context)


def rule(request: Request, objection_id: int) -> HttpResponse:
    """Answer one objection; the line is changed as the answer says."""
    row = objection_for(request.actor, objection_id)
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    initial = {"due_on": row.due_on.isoformat() if row.due_on else ""}
    files = request.FILES if request.method == "POST" else None
    known = signers_of_change(row, today)
    form = RulingForm(data, files, year=today.year, known=known, initial=initial)
    if request.method == "POST":
        version = version_read(request)
        if form.is_valid():
            clean = form.cleaned_data
            is_kept = clean["outcome"] == Objection.Outcome.REJECTED
            ruling = Ruling(
                outcome=clean["outcome"],
                answer=clean["answer"],
                lead_ids=None if is_kept else clean["leads"],
                support_ids=None if is_kept else clean["supports"],
                due_on=None if is_kept else clean["due_on"],
                paper=None if is_kept else form.paper,
            )
            try:
                answer_objection(request.actor, row, version=version, ruling=ruling, today=today)
            except (InvalidState, NotAllowed, Stale) as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, _("The unit sees your answer now."))
                return redirect("planning:issuing-objections")
    context = {
        "row": row,
        "upload_note": UPLOAD_NOTE if known else "",
        "campaign": row.line.issuance.campaign,
        "form": form,
        "words": issuing_words,
        "written": written_names(
            units_around(row.line.issuance.campaign.unit).order_by("official_order", "path")
        ),
    }
    status = 422 if form.errors else 200
    return render(request, "planning/issuing_rule.html", context, status=status)


def signers_of_change(row: Objection, today: date) -> list[Signer]:
    """Return whose signature a change of the line needs; nobody's where no leader approved it."""
    issuance = row.line.issuance
    approvers = approving_posts({issuance.pk}).get(issuance.pk)
    if approvers is None:
        return []
    return signers(issuance.campaign, approvers, today, but=row.raised_by)


def of_entry(request: Request, entry_id: int) -> HttpResponse:
    """Show where the issuing of an entry stands: a part of its page, or a page without scripts."""
    entry = visible_entry(request.actor, entry_id)
    line = (
        IssuanceLine.objects.filter(entry=entry)
        .select_related("issuance__campaign")
        .order_by("-pk")
        .first()
    )
    steps = list(line.issuance.steps.order_by("pk")) if line else []
    context = {
        "entry": entry,
        "campaign": entry.campaign,
        "line": line,
        "steps": steps_line(line.issuance, steps) if line else [],
        "receipts": line.sign_offs.select_related("unit").order_by(
            "-is_lead", "unit__official_order", "unit__path"
        )
        if line
        else [],
        "objections": line.objections.select_related("unit").order_by("pk") if line else [],
        "words": issuing_words,
        "today": timezone.localdate(),
    }
    name = "planning/issuing_part.html" if request.htmx else "planning/issuing_part_page.html"
    return render(request, name, context)
