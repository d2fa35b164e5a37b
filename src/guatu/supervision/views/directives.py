"""The page of a directive, its letter and files, and the steps that are taken on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE, evidence_response
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale
from guatu.shell.routes import Request, View
from guatu.shell.versions import version_read
from guatu.supervision.actions.answering import finish, open_parts, reply, sign, start
from guatu.supervision.actions.checking import close, give_back, reopen, withdraw
from guatu.supervision.actions.extending import ask_extension, decide_extension
from guatu.supervision.forms.directives import (
    AnswerForm,
    AskForm,
    CloseForm,
    DecideForm,
    EmptyForm,
    ReasonForm,
    ReopenForm,
)
from guatu.supervision.models import Directive, DirectiveFile
from guatu.supervision.policies.directives import Standing, can_answer, can_check, can_steer
from guatu.supervision.queries.directives import standing_of, visible_directive
from guatu.supervision.queries.mine import May, whole
from guatu.supervision.views.board import words
from guatu.supervision.views.parts import speaking_units
from guatu.supervision.views.remindertexts import directive_text
from guatu.supervision.wording import ACTS, METHODS

REFUSED = 422
Make = Callable[..., forms.Form]
Do = Callable[[Request, Directive, int, Any], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """A step of the page: `party` is whose it is, `allowed` whether it fits now; `make` is its form."""

    make: Make
    do: Do
    allowed: Callable[[May], bool]
    party: Callable[[Actor, Standing], bool] = can_steer


def answer(request: Request, row: Directive, version: int, form: AnswerForm) -> None:
    if form.cleaned_data["is_finished"]:
        reason = form.cleaned_data.get("parts_reason", "")
        finish(request.actor, row, version=version, said=form.said, parts_reason=reason)
    else:
        reply(request.actor, row, version=version, said=form.said)


def plain_form(cls: type[forms.Form]) -> Make:
    def make(row: Directive, data: Any = None, files: Any = None) -> forms.Form:
        return cls(data, files, auto_id=f"{cls.__name__.lower()}_{row.pk}_%s")

    return make


def answer_form(row: Directive, data: Any = None, files: Any = None) -> forms.Form:
    return AnswerForm(data, files, open_parts=open_parts(row), auto_id=f"answer_{row.pk}_%s")


def reason_form(name: str) -> Make:
    def make(row: Directive, data: Any = None, files: Any = None) -> forms.Form:
        return ReasonForm(data, files, auto_id=f"{name}_{row.pk}_%s")

    return make


STEPS: dict[str, Acting] = {
    "sign": Acting(
        make=plain_form(EmptyForm), allowed=lambda may: may.sign, party=can_answer,
        do=lambda request, row, version, _form: sign(request.actor, row, version=version),
    ),
    "start": Acting(
        make=plain_form(EmptyForm), allowed=lambda may: may.start, party=can_answer,
        do=lambda request, row, version, _form: start(request.actor, row, version=version),
    ),
    "answer": Acting(
        make=answer_form, allowed=lambda may: may.answer, party=can_answer, do=answer
    ),
    "ask": Acting(
        make=plain_form(AskForm), allowed=lambda may: may.ask, party=can_answer,
        do=lambda request, row, version, form: ask_extension(
            request.actor, row, version=version, **form.cleaned_data
        ),
    ),
    "decide": Acting(
        make=plain_form(DecideForm), allowed=lambda may: may.decide,
        do=lambda request, row, version, form: decide_extension(
            request.actor, row, version=version, decision=form.decision
        ),
    ),
    "close": Acting(
        make=plain_form(CloseForm), allowed=lambda may: may.check, party=can_check,
        do=lambda request, row, version, form: close(
            request.actor, row, version=version, said=form.said
        ),
    ),
    "return": Acting(
        make=reason_form("return"), allowed=lambda may: may.check, party=can_check,
        do=lambda request, row, version, form: give_back(
            request.actor, row, version=version, **form.cleaned_data
        ),
    ),
    "withdraw": Acting(
        make=reason_form("withdraw"), allowed=lambda may: may.withdraw,
        do=lambda request, row, version, form: withdraw(
            request.actor, row, version=version, **form.cleaned_data
        ),
    ),
    "reopen": Acting(
        make=plain_form(ReopenForm), allowed=lambda may: may.reopen,
        do=lambda request, row, version, form: reopen(
            request.actor, row, version=version, **form.cleaned_data
        ),
    ),
}  # fmt: skip


def directive(request: Request, directive_id: int) -> HttpResponse:
    return show(request, visible_directive(request.actor, directive_id))


def show(
    request: Request, row: Directive, refused: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """Show a directive with the forms of what this actor may do; a refused one comes with its errors."""
    refused = refused or {}
    seen = whole(request.actor, row, timezone.localdate())
    offered = {
        name: refused.get(name) or step.make(row)
        for name, step in STEPS.items()
        if name in refused or step.allowed(seen.may)
    }
    steers = can_steer(request.actor, standing_of(row))
    context = {
        "row": row,
        "seen": seen,
        "reminder": directive_text(row, timezone.now(), timezone.localdate()) if steers else None,
        "may": seen.may,
        "offered": offered,
        "refused": refused,
        "acts": ACTS,
        "methods": METHODS,
        "campaign": row.campaign,
        "speaks": bool(speaking_units(request.actor, [row.unit])),
        "upload_note": UPLOAD_NOTE,
        **words(),
    }
    status = REFUSED if refused else 200
    return render(request, "supervision/directive.html", context, status=status)


def step_view(name: str) -> View:
    """Return the view that takes one step from its form."""
    step = STEPS[name]

    def view(request: Request, directive_id: int) -> HttpResponse:
        row = visible_directive(request.actor, directive_id)
        check_step(request, row, step)
        form = step.make(row, request.POST, request.FILES)
        if form.is_valid():
            version = version_read(request)
            try:
                step.do(request, row, version, form)
            except InvalidState as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, _("Saved."))
                return back(request, row)
        return show(request, row, {name: form})

    return view


def check_step(request: Request, row: Directive, step: Acting) -> None:
    """Refuse a step to whom it is not open at all, and one that does not fit where it stands now."""
    if not step.party(request.actor, standing_of(row)):
        raise NotAllowed(_("Your post does not allow this."))
    if step.allowed(whole(request.actor, row, timezone.localdate()).may):
        return
    if row.version != version_read(request):
        raise Stale(
            _("Somebody changed this since you opened it. Look at the new state and try again.")
        )
    raise InvalidState(_("The directive does not stand where this is possible any more."))


def back(request: Request, row: Directive) -> HttpResponse:
    if request.POST.get("back") == "mine":
        return HttpResponseRedirect(f"{reverse('supervision:mine')}#d{row.pk}")
    return HttpResponseRedirect(reverse("supervision:directive", args=[row.pk]))


def letter(request: Request, directive_id: int) -> HttpResponse:
    """Show the directive as the letter that is printed: a draft without number, signer or seal (T16)."""
    row = visible_directive(request.actor, directive_id)
    issued_on = timezone.localdate(row.issued_at)
    context = {"row": row, "campaign": row.campaign, "issued_on": issued_on, **words()}
    return render(request, "supervision/letter.html", context)


def file(request: Request, directive_id: int, evidence_id: int) -> FileResponse:
    """Send a file that goes with a step of a directive that the actor sees."""
    row = visible_directive(request.actor, directive_id)
    found = DirectiveFile.objects.select_related("evidence").filter(
        step__directive=row, evidence=evidence_id
    )
    if (link := found.first()) is None:
        raise NotFound
    return evidence_response(link.evidence)
