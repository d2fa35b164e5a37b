"""线下审签 (T4): choose the lines, print the sheet, record its signed scan."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Appointment
from guatu.audit.evidence import UPLOAD_NOTE
from guatu.dispatch.actions import Paper, Pick, Words, approve_on_paper, check_one_sheet
from guatu.dispatch.forms import PaperForm, read_pick
from guatu.dispatch.models import CheckIn
from guatu.dispatch.policies import Step, step_of
from guatu.dispatch.queries.papers import paper_rows, sheet_code, signers_on
from guatu.dispatch.recognitions import recognised
from guatu.dispatch.uploads import payload_of
from guatu.shell.errors import InvalidState, Stale
from guatu.shell.formatting import day
from guatu.shell.routes import Request

LINES_A_PAGE = 200


def papers(request: Request) -> HttpResponse:
    """List what waits for a word that may be signed on paper: one form for each possible sheet."""
    rows = list(paper_rows(request.actor)[:LINES_A_PAGE])
    rows.sort(key=of_sheet)
    groups = [list(found) for _key, found in itertools.groupby(rows, key=of_sheet)]
    context = {
        "groups": [(found[0].round.campaign, step_of_row(found[0]), found) for found in groups],
        "is_full": len(rows) == LINES_A_PAGE,
    }
    return render(request, "dispatch/papers.html", context)


def step_of_row(row: CheckIn) -> Step:
    """Return the step that a line waits at; one that waits for nothing is not listed."""
    return step_of(row.state, row.role) or Step.OFFICE


def of_sheet(row: CheckIn) -> tuple[int, int]:
    """Return what the lines of a sheet have in common: a campaign and a step, in the chain's order."""
    return row.round.campaign_id, list(Step).index(step_of_row(row))


def picks_of(texts: list[str]) -> list[Pick]:
    return [pick for text in texts if (pick := read_pick(text)) is not None]


def chosen_rows(request: Request, picks: list[Pick]) -> list[CheckIn]:
    """Return the lines chosen, in their order on the sheet, at the versions that were chosen."""
    wanted = {pick.id: pick.version for pick in picks}
    if not wanted:
        raise InvalidState(_("Nothing is chosen."))
    rows = list(paper_rows(request.actor).filter(pk__in=wanted))
    if len(rows) != len(wanted) or any(row.version != wanted[row.pk] for row in rows):
        raise Stale(_("Some of these lines were changed in the meantime: choose them again."))
    check_one_sheet(rows)
    return rows


def sheet(request: Request) -> HttpResponse:
    """Show the sheet to print, and beneath it (not printed) where its scan is recorded."""
    try:
        rows = chosen_rows(request, picks_of(request.GET.getlist("pick")))
    except (InvalidState, Stale) as refusal:  # an old address: choose again
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("dispatch:papers"))
    return show_sheet(request, rows, paper_form(rows, timezone.localdate()))


def show_sheet(
    request: Request, rows: list[CheckIn], form: PaperForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "rows": rows,
        "recognised": recognised(rows),
        "step": step_of_row(rows[0]),
        "rounds": list({row.round_id: row.round for row in rows}.values()),
        "code": sheet_code(rows),
        "form": form,
        "upload_note": UPLOAD_NOTE,
        "today": timezone.localdate(),
    }
    return render(request, "dispatch/paper_sheet.html", context, status=status)


def paper_form(rows: list[CheckIn], on: date, data: Any = None, files: Any = None) -> PaperForm:
    signers = signers_on(rows, on)
    return PaperForm(
        data,
        files,
        signers=signers,
        names={one.pk: signer_name(one) for one in signers},
        initial={"signed_on": on.isoformat()},
    )


def signer_name(one: Appointment) -> str:
    if one.is_deputy and one.ended_on is not None:
        return _("%(name)s, deputy for %(post)s until %(day)s") % {
            "name": one.person.name,
            "post": one.post.title,
            "day": day(one.ended_on),
        }
    return f"{one.person.name} {one.post.title}"


def record_paper(request: Request) -> HttpResponse:
    """Record the signed sheet: its scan, who signed, on which day."""
    picks = picks_of(request.POST.getlist("pick"))
    rows = chosen_rows(request, picks)
    today = timezone.localdate()
    form = paper_form(rows, today, request.POST, request.FILES)
    if not form.is_valid():
        return show_sheet(request, rows, form, status=InvalidState.status)
    clean = form.cleaned_data
    paper = Paper(
        appointment_id=clean["appointment"].pk,
        signed_on=clean["signed_on"],
        payload=payload_of(clean["scan"]),
        file_name=clean["scan"].name or "",
        words=Words(method=clean["method"]),
    )
    count = approve_on_paper(request.actor, picks, paper, today)
    messages.success(
        request,
        ngettext("%(count)d item approved.", "%(count)d items approved.", count) % {"count": count},
    )
    return HttpResponseRedirect(reverse("dispatch:papers"))
