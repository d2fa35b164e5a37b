"""Pages of issuing for the office and the leader: where a list stands, and its next act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.audit.evidence import UPLOAD_NOTE, evidence_response
from guatu.campaigns.wording import VALIDITIES
from guatu.core.burden.lengths import Paper as PaperSort
from guatu.planning import issuing_words, policies, queries
from guatu.planning.actions.approving import Paper, approve, approve_on_paper, send_back
from guatu.planning.actions.enforcing import put_in_force
from guatu.planning.actions.issuing import Asked, Skipped, consult, issue, skip, submit
from guatu.planning.issuing_forms import ConsultForm, ForceForm, IssueForm, PaperForm, ReasonForm
from guatu.planning.issuing_line import steps_line
from guatu.planning.models import Issuance, IssuanceStep, StepCode
from guatu.planning.queries.issuing import (
    Standing,
    counts_of,
    issuance_for,
    leaders_on,
    names_behind,
    parts_of_lines,
    standing_of,
    visible_issuances,
)
from guatu.shell.burdenrules import length_note
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

LINES_SHOWN = 50  # on one page of an issuance
CONSULT_DAYS = 7  # calendar days that the form proposes
LARGEST_SCAN = 20 * 1024 * 1024


def index(request: Request) -> HttpResponse:
    """List the issuances that the actor may look at, those on their way first."""
    rows = list(
        visible_issuances(request.actor).order_by("-campaign__starts_on", "campaign", "-pk")
    )
    rows.sort(key=lambda row: row.state == StepCode.IN_FORCE)
    counts = counts_of(rows)
    context = {
        "rows": [(row, counts[row.pk]) for row in rows],
        "steps": issuing_words.STEPS,
        "kinds": issuing_words.KINDS,
    }
    return render(request, "planning/issuing.html", context)


def issuance(request: Request, issuance_id: int) -> HttpResponse:
    """Show one issuance with its steps, units, lines, and the next act."""
    return show(request, issuance_for(request.actor, issuance_id))


def show(
    request: Request, row: Issuance, *, error: str = "", status: int = 200, form: Any = None
) -> HttpResponse:
    today = timezone.localdate()
    standing = standing_of(row)
    steps = list(row.steps.select_related("post__unit", "evidence").order_by("pk"))
    pages = Paginator(standing.lines, LINES_SHOWN)
    is_office = policies.can_issue_in(request.actor, row.campaign)
    context = {
        "issuance": row,
        "campaign": row.campaign,
        "standing": standing,
        "counts": standing.counts,
        "lines_page": pages.get_page(request.GET.get("page")),
        "line": steps_line(row, steps),
        "history": steps,
        "names": standing.names,
        "words": issuing_words,
        "validities": VALIDITIES,
        "is_office": is_office,
        "length_note": length_of_plan(row) if is_office else "",
        "is_leader": policies.can_approve_in(request.actor, row.campaign),
        "forms": forms_of(row, standing, today) if is_office else {},
        "was_consulted": any(s.code in {StepCode.CONSULT, StepCode.COUNTERSIGN} for s in steps),
        "upload_note": UPLOAD_NOTE,
        "today": today,
        "error": error,
    }
    if form is not None:
        context["forms"] = context["forms"] | form
    return render(request, "planning/issuance.html", context, status=status)


def length_of_plan(row: Issuance) -> str:
    """Return what to say of a plan that is longer than the rules allow, before it is handed out."""
    return length_note(row.plan.text, PaperSort.GENERAL) if row.plan is not None else ""


def forms_of(row: Issuance, standing: Standing, today: date) -> dict[str, Any]:
    """Return the forms that the next acts need."""
    units = [one.unit.pk for one in standing.units]
    if row.state in {StepCode.DRAFT, StepCode.CONSULT, StepCode.COUNTERSIGN}:
        return {"consult": consult_form(units, today)}
    if row.state == StepCode.SUBMIT:
        return {"paper": paper_form(row, today)}
    if row.state == StepCode.APPROVE:
        return {"issue": IssueForm()}
    return {"force": ForceForm(units=units)}


def consult_form(units: list[int], today: date, data: Any = None) -> ConsultForm:
    due_on = date.fromordinal(today.toordinal() + CONSULT_DAYS)
    initial = {"kind": "consult", "units": units, "due_on": due_on.isoformat()}
    return ConsultForm(data, initial=initial, units=units, today=today)


def paper_form(row: Issuance, today: date, data: Any = None, files: Any = None) -> PaperForm:
    leaders = leaders_on(row.campaign, today)
    return PaperForm(
        data,
        files,
        leaders=leaders,
        names={one.pk: signer_name(one) for one in leaders},
        initial={"signed_on": today.isoformat()},
    )


def signer_name(one: Any) -> str:
    if one.is_deputy:
        return _("%(name)s, deputy for %(post)s until %(day)s") % {
            "name": one.person.name,
            "post": one.post.title,
            "day": one.ended_on,
        }
    return f"{one.post.title} {one.person.name}"


def done(
    request: Request, row: Issuance, act: Callable[[], Any], said: str, *, form: Any = None
) -> HttpResponse:
    """Carry out an act and go back to the page; a refusal is said on it."""
    try:
        act()
    except (InvalidState, NotAllowed, Stale) as error:
        fresh = issuance_for(request.actor, row.pk)
        return show(request, fresh, error=error.message, status=error.status, form=form)
    messages.success(request, said)
    return redirect("planning:issuance", row.pk)


def send_out(request: Request, issuance_id: int) -> HttpResponse:
    """Consult the chosen units."""
    row, today = issuance_for(request.actor, issuance_id), timezone.localdate()
    units = sorted(parts_of_lines(row).unit_ids)
    form = consult_form(units, today, request.POST)
    if not form.is_valid():
        return show(request, row, status=422, form={"consult": form})
    clean = form.cleaned_data
    asked = Asked(
        unit_ids=[unit.pk for unit in clean["units"]], due_on=clean["due_on"], kind=clean["kind"]
    )
    count = len(asked.unit_ids)
    said = ngettext("%(count)d unit is asked.", "%(count)d units are asked.", count)
    return done(
        request,
        row,
        lambda: consult(
            request.actor, row, version=version_read(request), asked=asked, today=today
        ),
        said % {"count": count},
        form={"consult": form},
    )


def put_forward(request: Request, issuance_id: int) -> HttpResponse:
    """Put the draft before the leader."""
    row = issuance_for(request.actor, issuance_id)
    return done(
        request,
        row,
        lambda: submit(
            request.actor,
            row,
            version=version_read(request),
            reason=reason_of(request),
            today=timezone.localdate(),
        ),
        _("The lines lie before the leader now."),
    )


def reason_of(request: Request) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise InvalidState(_("The reason has more than 500 characters; shorten it."))
    return str(form.cleaned_data["reason"])


def agree(request: Request, issuance_id: int) -> HttpResponse:
    """Approve as the leader who is signed in."""
    row = issuance_for(request.actor, issuance_id)
    return done(
        request,
        row,
        lambda: approve(
            request.actor, row, version=version_read(request), today=timezone.localdate()
        ),
        _("Approved. The campaign office issues the lines now."),
    )


def give_back(request: Request, issuance_id: int) -> HttpResponse:
    """Return the draft to the office with a reason."""
    row = issuance_for(request.actor, issuance_id)
    return done(
        request,
        row,
        lambda: send_back(
            request.actor,
            row,
            version=version_read(request),
            reason=reason_of(request),
            today=timezone.localdate(),
        ),
        _("The draft went back to the campaign office."),
    )


def on_paper(request: Request, issuance_id: int) -> HttpResponse:
    """Record a signed sheet with its scan."""
    row, today = issuance_for(request.actor, issuance_id), timezone.localdate()
    form = paper_form(row, today, request.POST, request.FILES)
    # who may have signed depends on the day of the signature, which the act looks at
    if not form.is_valid():
        return show(request, row, status=422, form={"paper": form})
    clean = form.cleaned_data
    if clean["scan"].size > LARGEST_SCAN:
        form.add_error("scan", _("The scan is larger than 20 MB: make it smaller."))
        return show(request, row, status=422, form={"paper": form})
    paper = Paper(
        appointment_id=clean["appointment"].pk,
        signed_on=clean["signed_on"],
        payload=clean["scan"].read(),
        file_name=clean["scan"].name,
    )
    return done(
        request,
        row,
        lambda: approve_on_paper(
            request.actor, row, version=version_read(request), paper=paper, today=today
        ),
        _("The approval on paper is recorded."),
        form={"paper": form},
    )


def hand_over(request: Request, issuance_id: int) -> HttpResponse:
    """Issue the lines to their units."""
    row = issuance_for(request.actor, issuance_id)
    form = IssueForm(request.POST)
    if not form.is_valid():
        return show(request, row, status=422, form={"issue": form})
    return done(
        request,
        row,
        lambda: issue(
            request.actor,
            row,
            version=version_read(request),
            sign_days=form.cleaned_data["sign_days"],
            today=timezone.localdate(),
        ),
        _("Issued: the units sign for their lines now."),
    )


def go_past(request: Request, issuance_id: int) -> HttpResponse:
    """Skip a step with a reason."""
    row = issuance_for(request.actor, issuance_id)
    skipped = Skipped(code=request.POST.get("step", ""), reason=reason_of(request))
    return done(
        request,
        row,
        lambda: skip(
            request.actor,
            row,
            version=version_read(request),
            skipped=skipped,
            today=timezone.localdate(),
        ),
        _("The step is skipped; the reason is in the record."),
    )


def enforce(request: Request, issuance_id: int) -> HttpResponse:
    """Put lines into force: of one lead unit or all."""
    row = issuance_for(request.actor, issuance_id)
    form = ForceForm(request.POST, units=parts_of_lines(row).unit_ids)
    if not form.is_valid():
        return show(request, row, status=422, form={"force": form})
    unit = form.cleaned_data["unit"]

    def act() -> None:
        found = put_in_force(
            request.actor,
            row,
            version=version_read(request),
            today=timezone.localdate(),
            unit_id=unit.pk if unit else None,
            reason=form.cleaned_data["reason"],
        )
        said = ngettext("%(count)d line is in force.", "%(count)d lines are in force.", found.done)
        messages.success(request, said % {"count": found.done})
        if found.unsigned or found.objected:
            messages.info(
                request,
                _("Left: %(unsigned)d not signed for, %(objected)d with an open objection.")
                % {"unsigned": found.unsigned, "objected": found.objected},
            )

    return done(
        request, row, act, _("They are lit and counted from now on, and asked from the next round.")
    )


def sheet(request: Request, issuance_id: int) -> HttpResponse:
    """Show the 审签单 as it is printed and signed."""
    row = issuance_for(request.actor, issuance_id)
    context = {
        "issuance": row,
        "campaign": row.campaign,
        "standing": standing_of(row),
        "words": issuing_words,
        "names": names_behind(row),
        "today": timezone.localdate(),
    }
    return render(request, "planning/issuing_sheet.html", context)


def scan(request: Request, step_id: int) -> HttpResponseBase:
    """Send the scan of a signed sheet to whoever sees the issuance."""
    step = IssuanceStep.objects.select_related("evidence").filter(pk=step_id).first()
    if step is None or step.evidence is None:
        raise queries.nothing_here()
    issuance_for(request.actor, step.issuance_id)
    return evidence_response(step.evidence)
