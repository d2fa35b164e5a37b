"""更正 after the freeze: asking, and a second person's word on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.dispatch.actions.corrections import (
    Wish,
    ask_correction,
    decide_correction,
    withdraw_correction,
)
from guatu.dispatch.correctionforms import CorrectionForm
from guatu.dispatch.policies import can_see_rounds
from guatu.dispatch.queries.corrections import correctable, corrected_words, corrections_of, listed
from guatu.ledgers.queries import definition_of
from guatu.shell.errors import InvalidState
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def corrections(request: Request) -> HttpResponse:
    """Show what waits for a word, and what was decided."""
    waiting, decided = listed(request.actor)
    context = {
        "waiting": waiting,
        "decided": decided,
        "may_see_rounds": can_see_rounds(request.actor),
    }
    return render(request, "dispatch/corrections.html", context)


def correct(request: Request, check_in_id: int) -> HttpResponse:
    """Ask to correct a report of a frozen round: the form, and its sending."""
    row = correctable(request.actor, check_in_id)
    words = corrected_words(row)
    has_quantity = definition_of(row.entry.kind).has_quantity
    form = CorrectionForm(
        request.POST or None,
        words=words,
        has_goal=row.milestone is not None,
        has_quantity=has_quantity,
    )
    error, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            try:
                ask_correction(request.actor, row.pk, Wish(**form.wish()))
            except InvalidState as refused:
                error = str(refused)
            else:
                messages.success(
                    request, _("Asked. It counts once another person of the office approves it.")
                )
                return HttpResponseRedirect(reverse("dispatch:corrections"))
        status = 422
    context = {
        "row": row,
        "form": form,
        "error": error,
        "was_silent": row.received_at is None,
        "earlier": corrections_of(request.actor, [row.pk]).get(row.pk, ()),
    }
    return render(request, "dispatch/correct.html", context, status=status)


def decide(request: Request, correction_id: int) -> HttpResponse:
    approve = request.POST.get("act") == "approve"
    decide_correction(
        request.actor,
        correction_id,
        version_read(request),
        approve=approve,
        answer=request.POST.get("answer", ""),
    )
    messages.success(
        request, _("The correction is approved.") if approve else _("The correction is refused.")
    )
    return HttpResponseRedirect(reverse("dispatch:corrections"))


def withdraw(request: Request, correction_id: int) -> HttpResponse:
    withdraw_correction(request.actor, correction_id, version_read(request))
    messages.success(request, _("The correction is taken back."))
    return HttpResponseRedirect(reverse("dispatch:corrections"))
