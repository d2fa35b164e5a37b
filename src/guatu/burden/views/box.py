"""重复要求直报箱: leaving a word, reading its answer, and the office's list."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Person, Unit
from guatu.burden import wording
from guatu.burden.actions import answer_complaint, leave_complaint
from guatu.burden.actions.complaints import NewComplaint
from guatu.burden.forms import AnswerForm, ComplaintForm
from guatu.burden.policies import can_answer
from guatu.burden.queries.box import (
    A_PAGE,
    answers_to_nameless,
    by_code,
    own_complaints,
    visible_complaint,
    visible_complaints,
)
from guatu.burden.views.tabs import tabs_of
from guatu.campaigns.queries import visible_campaigns
from guatu.core.actors import Actor
from guatu.shell.errors import TooMany
from guatu.shell.jinja import new_key
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

REFUSED = 422
NONCE_LENGTH = 64


def form_for(request: Request) -> ComplaintForm:
    actor = request.actor
    return ComplaintForm(
        request.POST or None,
        campaigns=visible_campaigns(actor).select_related(None) if actor.is_person else None,
        can_be_named=actor.is_person,
    )


def leave(request: Request) -> HttpResponse:
    """Take a word, from whoever is signed in or not; show the code under which its answer stands."""
    form = form_for(request)
    nonce = request.POST.get("nonce", "")[:NONCE_LENGTH]
    if request.method == "POST" and nonce and form.is_valid():
        try:
            complaint = leave_complaint(request.actor, asked_anew(request, form, nonce), today())
        except TooMany as error:
            form.add_error(None, error.message)
        else:
            return render(request, "burden/left.html", {"complaint": complaint})
    code = request.GET.get("code", "")
    context = {
        "form": form,
        "nonce": nonce or new_key(),
        "code": code,
        "found": by_code(code),
        "own": own_complaints(request.actor),
        "answers": answers_to_nameless(request.actor),
        **tabs_of(request.actor),
        "states": wording.STATES,
        "about": wording.ABOUT,
    }
    return render(request, "burden/leave.html", context, status=REFUSED if form.errors else 200)


def today() -> date:
    return timezone.localdate()


def asked_anew(request: Request, form: ComplaintForm, nonce: str) -> NewComplaint:
    data = form.cleaned_data
    return NewComplaint(
        nonce=nonce,
        about=data["about"],
        words=data["words"],
        asked_by_whom=data["asked_by_whom"],
        campaign=data.get("campaign"),
        is_named=bool(data.get("is_named")),
        unit=signing_unit(request.actor),
    )


def signing_unit(actor: Actor) -> Unit | None:
    return Unit.objects.filter(pk__in=actor.unit_ids).order_by("official_order", "path").first()


def box(request: Request) -> HttpResponse:
    """List the complaints: those without an answer first, the latest first."""
    rows = visible_complaints(request.actor).order_by("answered_on", "-pk")
    state = request.GET.get("state", "")
    if state in wording.STATES:
        rows = rows.filter(state=state)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        **tabs_of(request.actor),
        "states": wording.STATES,
        "about": wording.ABOUT,
    }
    return render(request, "burden/box.html", context)


def complaint(request: Request, complaint_id: int) -> HttpResponse:
    """Show one complaint and take the answer."""
    one = visible_complaint(request.actor, complaint_id)
    initial = {"state": one.state, "answer": one.answer}
    form = AnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        answer_complaint(
            request.actor,
            one,
            version_read(request),
            state=form.cleaned_data["state"],
            answer=form.cleaned_data["answer"],
            today=today(),
        )
        messages.success(request, _("Answered. Whoever has the code can read it."))
        return HttpResponseRedirect(reverse("burden:box"))
    context = {
        "one": one,
        "person": Person.objects.filter(pk=one.person_id).first() if one.person_id else None,
        "form": form,
        "may_answer": can_answer(request.actor),
        "states": wording.STATES,
        "about": wording.ABOUT,
    }
    status = REFUSED if form.errors else 200
    return render(request, "burden/complaint.html", context, status=status)
