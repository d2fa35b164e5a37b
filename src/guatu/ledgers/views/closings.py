"""Pages of closing (T10): a line's way to 销号, and what waits for a reviewer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE, evidence_response
from guatu.campaigns.models import Validity
from guatu.core.actors import Actor
from guatu.ledgers.actions import Passage, Proof
from guatu.ledgers.actions.closings import (
    Check,
    ask_closing,
    reopen_entry,
    return_closing,
    review_closing,
    verify_closing,
    withdraw_closing,
)
from guatu.ledgers.closingforms import AskClosingForm, CheckClosingForm, ClosingWordForm
from guatu.ledgers.models import Closing, ClosingStep, Entry
from guatu.ledgers.policies import (
    can_ask_closing,
    can_edit_entry,
    can_record_closing,
    can_review_closing,
)
from guatu.ledgers.queries import definition_of, names_of, spoken, visible_entry
from guatu.ledgers.queries.closingpapers import next_word, speaking_units
from guatu.ledgers.queries.closings import (
    Course,
    asking_of,
    courses_of,
    open_closing_of,
    reviewing_units,
    visible_closing,
    waiting_closings,
)
from guatu.ledgers.views.writes import lead_ids
from guatu.ledgers.wording import CLOSING_METHODS, CLOSING_STATES
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

ROWS_A_PAGE = 50
REFUSED = 422


def closings(request: Request) -> HttpResponse:
    """List the closings whose next word is this person's."""
    page = Paginator(waiting_closings(request.actor), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    asked = asking_of([row.pk for row in rows])
    context = {
        "page": page,
        "lines": [(row, asked.get(row.pk)) for row in rows],
        "states": {code: str(word) for code, word in CLOSING_STATES.items()},
        "today": timezone.localdate(),
    }
    return render(request, "ledgers/closings.html", context)


def closing(request: Request, entry_id: int) -> HttpResponse:
    return show(request, visible_entry(request.actor, entry_id))


def show(
    request: Request,
    entry: Entry,
    *,
    asking: AskClosingForm | None = None,
    checking: CheckClosingForm | None = None,
    error: str = "",
) -> HttpResponse:
    """Show the closings of a line and what this reader may do; a refused form comes with its errors."""
    actor, kind = request.actor, definition_of(entry.kind)
    one, courses = open_closing_of(entry), courses_of(entry)
    people = people_in(courses)
    is_office = can_edit_entry(actor, entry)
    may_ask = can_ask_closing(actor, entry, lead_ids(entry))
    is_live = entry.validity == Validity.IN_FORCE and kind.closing_stage is not None
    is_asker = one is not None and one.asked_by == actor.person_id
    may_review = can_review_closing(actor, entry, reviewing_units(entry))
    asked = one is not None and one.state == Closing.State.ASKED
    reviewed = one is not None and one.state == Closing.State.REVIEWED
    final = kind.stages[-1]
    stage = kind.stage(kind.closing_stage or "")
    context: dict[str, Any] = {
        "entry": entry,
        "campaign": entry.campaign,
        "one": one,
        "courses": courses,
        "names": names_of(people),
        "states": {code: str(word) for code, word in CLOSING_STATES.items()},
        "methods": {code: str(word) for code, word in CLOSING_METHODS.items()},
        "may_ask": is_live and one is None and entry.closed_on is None and may_ask,
        "may_review": asked and may_review and not is_asker,
        "may_verify": reviewed and is_office and not is_asker
        and one is not None and one.reviewed_by != actor.person_id,
        "may_return": (asked and may_review) or (reviewed and is_office),
        "may_withdraw": one is not None and may_ask,
        "may_record": may_record_next(actor, entry),
        "may_reopen": entry.closed_on is not None and is_office,
        "asking": asking or AskClosingForm(),
        "checking": checking or CheckClosingForm(),
        "asked_proof": spoken(stage.proof) if stage and stage.proof else "",
        "final_proof": spoken(final.proof) if final.proof else "",
        "upload_note": UPLOAD_NOTE,
        "error": error,
    }  # fmt: skip
    is_refused = bool(error) or asking is not None or checking is not None
    return render(request, "ledgers/closing.html", context, status=REFUSED if is_refused else 200)


def people_in(courses: list[Course]) -> set[int]:
    """Return who gave a word in closings, and who recorded one from paper."""
    found = {step.person_id for course in courses for step in course.steps}
    found |= {step.signed_by for course in courses for step in course.steps}
    return {pk for pk in found if pk is not None}


def may_record_next(actor: Actor, entry: Entry) -> bool:
    """Say whether the next word of a line's closing may be recorded from paper by this actor."""
    to = next_word(entry)
    if to is None:
        return False
    if to == Closing.State.CLOSED:
        return can_edit_entry(actor, entry)
    return can_record_closing(actor, entry, speaking_units(entry, to))


def back_to(entry_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("ledgers:entry-closing", args=[entry_id]))


def proof_of(upload: Any) -> Proof | None:
    return Proof(payload=upload.read(), file_name=upload.name) if upload else None


def ask(request: Request, entry_id: int) -> HttpResponse:
    entry = visible_entry(request.actor, entry_id)
    form = AskClosingForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, entry, asking=form)
    today = timezone.localdate()
    passage = Passage(
        to_stage=definition_of(entry.kind).closing_stage or "",
        passed_on=today,
        proof=proof_of(form.cleaned_data["proof"]),
        note=form.cleaned_data["note"],
    )
    version = version_read(request)
    try:
        ask_closing(request.actor, entry, version=version, passage=passage, today=today)
    except InvalidState as error:
        return show(request, entry, asking=form, error=error.message)
    messages.success(request, _("Closing is asked for; it waits for its review."))
    return back_to(entry_id)


def review(request: Request, closing_id: int) -> HttpResponse:
    row = visible_closing(request.actor, closing_id)
    form = ClosingWordForm(request.POST)
    form.is_valid()
    note = form.cleaned_data.get("reason", "")
    review_closing(request.actor, row, version=version_read(request), note=note)
    messages.success(request, _("Reviewed; it waits for the office's check."))
    return after(request, row)


def after(request: Request, row: Closing) -> HttpResponse:
    """Go back to the queue it was sent from, else to the line."""
    if request.POST.get("back") == "queue":
        return HttpResponseRedirect(reverse("ledgers:closings"))
    return back_to(row.entry_id)


def verify(request: Request, closing_id: int) -> HttpResponse:
    row = visible_closing(request.actor, closing_id)
    form = CheckClosingForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, row.entry, checking=form)
    clean = form.cleaned_data
    check = Check(method=clean["method"], note=clean["note"], proof=proof_of(clean["proof"]))
    today = timezone.localdate()
    try:
        verify_closing(request.actor, row, version=version_read(request), check=check, today=today)
    except InvalidState as error:
        entry = visible_entry(request.actor, row.entry_id)
        return show(request, entry, checking=form, error=error.message)
    messages.success(request, _("Checked and closed."))
    return back_to(row.entry_id)


def word_of(request: Request) -> str:
    form = ClosingWordForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["reason"].strip():
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    reason: str = form.cleaned_data["reason"]
    return reason


def give_back(request: Request, closing_id: int) -> HttpResponse:
    row = visible_closing(request.actor, closing_id)
    return_closing(
        request.actor, row, version=version_read(request), reason=word_of(request),
        today=timezone.localdate(),
    )  # fmt: skip
    messages.success(request, _("Given back to the lead unit."))
    return after(request, row)


def withdraw(request: Request, closing_id: int) -> HttpResponse:
    row = visible_closing(request.actor, closing_id)
    withdraw_closing(
        request.actor, row, version=version_read(request), reason=word_of(request),
        today=timezone.localdate(),
    )  # fmt: skip
    messages.success(request, _("Taken back."))
    return back_to(row.entry_id)


def reopen(request: Request, entry_id: int) -> HttpResponse:
    entry = visible_entry(request.actor, entry_id)
    reopen_entry(
        request.actor, entry, version=version_read(request), reason=word_of(request),
        today=timezone.localdate(),
    )  # fmt: skip
    messages.success(request, _("Opened again; the line says for ever that it came back."))
    return back_to(entry_id)


def proof(request: Request, closing_id: int, step_id: int) -> HttpResponseBase:
    """Send the file of a step to whoever sees the entry."""
    row = visible_closing(request.actor, closing_id)
    step = step_in(row, step_id)
    if step.evidence is None:
        raise NotFound
    return evidence_response(step.evidence)


def step_in(row: Closing, step_id: int) -> ClosingStep:
    steps = ClosingStep.objects.filter(pk=step_id, closing=row)
    step = steps.select_related("evidence", "sheet").first()
    if step is None:
        raise NotFound
    return step
