"""线下审签 of a closing (T4): the sheet to print and sign, and beneath it the recording of its scan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Appointment
from guatu.audit.evidence import UPLOAD_NOTE, evidence_response
from guatu.ledgers.actions import Passage
from guatu.ledgers.actions.closingpapers import (
    Paper,
    ask_on_paper,
    check_recorder,
    review_on_paper,
    verify_on_paper,
)
from guatu.ledgers.actions.closings import Check
from guatu.ledgers.closingforms import SignedClosingForm
from guatu.ledgers.models import Closing, Entry
from guatu.ledgers.queries import definition_of, duty_lines, names_of, spoken, visible_entry
from guatu.ledgers.queries.closingpapers import next_word, signers_on
from guatu.ledgers.queries.closings import courses_of, open_closing_of, visible_closing
from guatu.ledgers.views.closings import (
    REFUSED,
    back_to,
    may_record_next,
    people_in,
    proof_of,
    step_in,
)
from guatu.ledgers.wording import CLOSING_METHODS, CLOSING_STATES
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.formatting import day
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

State = Closing.State
ADDRESSES = {
    State.ASKED: "ledgers:closing-ask-paper",
    State.REVIEWED: "ledgers:closing-review-paper",
    State.CLOSED: "ledgers:closing-verify-paper",
}


def sheet(request: Request, entry_id: int) -> HttpResponse:
    """Show the 销号审签单 of a line, and where the next word on it is recorded."""
    return show(request, visible_entry(request.actor, entry_id))


def show(
    request: Request, entry: Entry, *, form: SignedClosingForm | None = None, error: str = ""
) -> HttpResponse:
    to, one, today = next_word(entry), open_closing_of(entry), timezone.localdate()
    courses = courses_of(entry)
    may_record = to is not None and may_record_next(request.actor, entry)
    shown = form
    if form is None and may_record and to is not None:
        shown = form_for(request, entry, to, today)
    context: dict[str, Any] = {
        "entry": entry,
        "campaign": entry.campaign,
        "duties": duty_lines(entry),
        "to": to,
        "course": courses[0] if courses else None,
        "names": names_of(people_in(courses)),
        "states": {code: str(word) for code, word in CLOSING_STATES.items()},
        "methods": {code: str(word) for code, word in CLOSING_METHODS.items()},
        "form": shown,
        "version": one.version if one else entry.version,
        "action": reverse(ADDRESSES[to], args=[one.pk if one else entry.pk]) if to else "",
        "asked_proof": asked_proof(entry, to),
        "upload_note": UPLOAD_NOTE,
        "today": today,
        "error": error,
    }
    status = REFUSED if error or form is not None else 200
    return render(request, "ledgers/closing_sheet.html", context, status=status)


def asked_proof(entry: Entry, to: Closing.State | None) -> str:
    """Return what the kind asks for as proof of the step, if it does."""
    kind = definition_of(entry.kind)
    stage = kind.stage(kind.closing_stage or "") if to == State.ASKED else kind.stages[-1]
    if to == State.REVIEWED or stage is None or stage.proof is None:
        return ""
    return spoken(stage.proof)


def form_for(
    request: Request, entry: Entry, to: Closing.State, today: date, *sent: Any
) -> SignedClosingForm:
    # whoever records it gives the own word in guatu: the act would refuse it as paper
    signers = signers_on(entry, to, today).exclude(person_id=request.actor.person_id or 0)
    names = {one.pk: signer_name(one) for one in signers}
    initial = {"signed_on": today.isoformat()}
    return SignedClosingForm(*sent, to=to, signers=signers, names=names, initial=initial)


def signer_name(one: Appointment) -> str:
    said = {"unit": one.post.unit.label, "post": one.post.title, "name": one.person.name}
    if one.is_deputy and one.ended_on is not None:
        return _("%(unit)s %(name)s, deputy for %(post)s until %(day)s") % {
            **said, "day": day(one.ended_on),
        }  # fmt: skip
    return _("%(unit)s %(post)s, %(name)s") % said


def recorded(
    request: Request, entry: Entry, to: Closing.State, put: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Read the sheet that was sent and record it with `put`; a refused one comes back with why."""
    check_recorder(request.actor, entry, to=to)
    form = form_for(request, entry, to, timezone.localdate(), request.POST, request.FILES)
    if not form.is_valid():
        return show(request, entry, form=form)
    try:
        put(form.cleaned_data)
    except InvalidState as error:
        return show(request, visible_entry(request.actor, entry.pk), form=form, error=error.message)
    messages.success(request, _("The signed sheet is recorded."))
    return back_to(entry.pk)


def paper_of(clean: dict[str, Any]) -> Paper:
    scan = proof_of(clean["scan"])
    if scan is None:
        raise InvalidState(_("Add the scan of the signed sheet."))
    return Paper(
        appointment_id=clean["appointment"].pk,
        signed_on=clean["signed_on"],
        payload=scan.payload,
        file_name=scan.file_name,
        document_number=clean["document_number"],
    )


def ask(request: Request, entry_id: int) -> HttpResponse:
    entry = visible_entry(request.actor, entry_id)
    version, today = version_read(request), timezone.localdate()

    def put(clean: dict[str, Any]) -> None:
        passage = Passage(
            to_stage=definition_of(entry.kind).closing_stage or "",
            passed_on=today,
            proof=proof_of(clean["proof"]),
            note=clean["note"],
        )
        ask_on_paper(
            request.actor, entry, version=version, passage=passage, paper=paper_of(clean),
            today=today,
        )  # fmt: skip

    return recorded(request, entry, State.ASKED, put)


def review(request: Request, closing_id: int) -> HttpResponse:
    row = visible_closing(request.actor, closing_id)
    version, today = version_read(request), timezone.localdate()

    def put(clean: dict[str, Any]) -> None:
        review_on_paper(
            request.actor, row, version=version, paper=paper_of(clean), today=today,
            note=clean["note"],
        )  # fmt: skip

    return recorded(request, row.entry, State.REVIEWED, put)


def verify(request: Request, closing_id: int) -> HttpResponse:
    row = visible_closing(request.actor, closing_id)
    version, today = version_read(request), timezone.localdate()

    def put(clean: dict[str, Any]) -> None:
        check = Check(method=clean["method"], note=clean["note"], proof=proof_of(clean["proof"]))
        verify_on_paper(
            request.actor, row, version=version, check=check, paper=paper_of(clean), today=today
        )

    return recorded(request, row.entry, State.CLOSED, put)


def scan(request: Request, closing_id: int, step_id: int) -> HttpResponseBase:
    """Send the signed sheet of a step to whoever sees the entry."""
    step = step_in(visible_closing(request.actor, closing_id), step_id)
    if step.sheet is None:
        raise NotFound
    return evidence_response(step.sheet)
