"""One step of the ladder: who decided on what ground, what the unit says, what was ruled."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_response
from guatu.core.ladder import Rung
from guatu.dispatch.policies import Place
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.formatting import day
from guatu.shell.routes import Request
from guatu.supervision.actions import ladder as acts
from guatu.supervision.forms.ladder import RuleForm, SpeakForm
from guatu.supervision.ladderwords import (
    ANSWER_STATES,
    RUNG_WORDS,
    STEP_STATES,
    ground_of,
)
from guatu.supervision.models import LadderAnswer, LadderStep
from guatu.supervision.policies.ladder import can_speak, can_take, can_write_down
from guatu.supervision.queries.deciders import deciders_of_rung
from guatu.supervision.queries.ladder import (
    names_behind,
    visible_answer,
    visible_step,
)
from guatu.supervision.queries.matters import (
    about_row,
)
from guatu.supervision.views.ladderparts import crumbs, facts_of
from guatu.supervision.views.parts import (
    ActForm,
    Fact,
    Page,
    Told,
    carried,
    detail,
    link_to,
    names_of,
    saved,
)


def step(request: Request, step_id: int) -> HttpResponse:
    return show_step(request, visible_step(request.actor, step_id))


def show_step(
    request: Request, row: LadderStep, sent: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    """Show one step: who decided on what ground, what the unit says, what was ruled."""
    about = about_row(row)
    named = names_behind([row])[row.pk]
    answers = list(row.answers.select_related("evidence").order_by("pk"))
    facts = [
        *facts_of(about),
        Fact(label=_("On what ground"), text=row.ground, meta=ground_of(row.rule, row.facts)),
        Fact(label=_("What the unit is told"), text=row.text),
        Fact(label=_("What follows from it"), text=row.effect),
        Fact(label=_("Why a lower step was left out"), text=row.skip_reason),
        Fact(label=_("Decided by"), text=f"{named.post} {named.decider}".strip(),
             meta=decided_meta(row, named.recorder)),
        Fact(label=_("Signed sheet"), text=row.sheet.file_name if row.sheet else "",
             address=link_to("ladder-file", row.pk, row.sheet_id) if row.sheet_id else ""),
        Fact(label=_("Directive"), text=row.issued.label if row.issued else "",
             address=link_to("directive", row.issued_id) if row.issued_id else ""),
        Fact(label=_("The unit is heard until"),
             text=day(row.answer_by, year=True)
             if row.answer_by else ""),
        Fact(label=_("Revoked because"), text=row.revoked_reason),
    ]  # fmt: skip
    page = Page(
        title=_("%(rung)s: %(title)s") % {"rung": RUNG_WORDS[row.rung], "title": about.title},
        lead=str(STEP_STATES[row.state]),
        facts=facts,
        stream=stream_of(row, answers),
        acts=[speak_act(request, row, answers, sent), rule_act(request, row, answers, sent)],
        crumbs=crumbs(),
    )
    return detail(request, page, row.campaign)


def decided_meta(row: LadderStep, recorder: str) -> str:
    said = day(row.decided_on, year=True)
    if row.is_deputy:
        said += " · " + _("as deputy")
    if recorder:
        said += " · " + _("recorded by %(name)s") % {"name": recorder}
    return said


def stream_of(row: LadderStep, answers: list[LadderAnswer]) -> list[Told]:
    names = names_of(pk for one in answers for pk in (one.said_by, one.ruled_by))
    told = []
    for one in answers:
        told.append(
            Told(
                at=one.said_at,
                title=_("Statement of the unit"),
                text=one.text,
                meta=" · ".join(
                    filter(
                        None, [names.get(one.said_by or 0, ""), _("late") if one.is_late else ""]
                    )
                ),
                address=link_to("ladder-file", row.pk, one.evidence_id) if one.evidence_id else "",
            )
        )
        if one.ruled_at is not None:
            told.append(
                Told(
                    at=one.ruled_at,
                    title=str(ANSWER_STATES[one.state]),
                    text=one.ruling,
                    meta=names.get(one.ruled_by or 0, ""),
                )
            )
    return told


def waiting_of(answers: list[LadderAnswer]) -> LadderAnswer | None:
    return next((one for one in answers if one.state == LadderAnswer.State.WAITING), None)


def speak_act(
    request: Request,
    row: LadderStep,
    answers: list[LadderAnswer],
    sent: tuple[str, forms.Form] | None,
) -> ActForm | None:
    may = can_speak(request.actor, Place(id=row.unit_id, path=row.unit.path))
    stands = row.state == LadderStep.State.IN_FORCE and row.rung != Rung.REFER
    if not may or not stands or waiting_of(answers):
        return None
    form = sent[1] if sent and sent[0] == "speak" else SpeakForm()
    return ActForm(
        title=_("State your unit's side"), address=link_to("ladder-speak", row.pk),
        button=_("Hand in"), form=form,
    )  # fmt: skip


def rule_act(
    request: Request,
    row: LadderStep,
    answers: list[LadderAnswer],
    sent: tuple[str, forms.Form] | None,
) -> ActForm | None:
    waiting = waiting_of(answers)
    path = row.campaign.unit.path
    actor = request.actor
    if waiting is None or not (
        can_take(actor, Rung(row.rung), path) or can_write_down(actor, path)
    ):
        return None
    form = sent[1] if sent and sent[0] == "rule" else rule_form(request, row)
    return ActForm(
        title=_("Rule on what the unit says"), address=link_to("ladder-rule", waiting.pk),
        button=_("Give the decision"), form=form, is_open=True,
    )  # fmt: skip


def rule_form(request: Request, row: LadderStep, *, is_sent: bool = False) -> RuleForm:
    actor = request.actor
    deciders = deciders_of_rung(row.campaign, timezone.localdate(), Rung(row.rung))
    return RuleForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        deciders=deciders.exclude(person_id=actor.person_id or 0),
        may_self=deciders.filter(person_id=actor.person_id or 0).exists(),
    )


def speak(request: Request, step_id: int) -> HttpResponse:
    row = visible_step(request.actor, step_id)
    if not can_speak(request.actor, Place(id=row.unit_id, path=row.unit.path)):
        raise NotAllowed(_("The unit itself is heard: its liaison or approver."))
    form = SpeakForm(request.POST, request.FILES)

    def do() -> None:
        sent = form.cleaned_data
        today = timezone.localdate()
        acts.speak(request.actor, row, text=sent["text"], proof=sent["proof"], today=today)

    if carried(form, do):
        return saved(request, link_to("ladder-step", row.pk))
    return show_step(request, row, ("speak", form))


def rule(request: Request, answer_id: int) -> HttpResponse:
    answer = visible_answer(request.actor, answer_id)
    form = rule_form(request, answer.step, is_sent=True)

    def do() -> None:
        acts.rule_on(request.actor, answer, form.ruling, timezone.localdate())

    if carried(form, do):
        return saved(request, link_to("ladder-step", answer.step_id))
    return show_step(request, visible_step(request.actor, answer.step_id), ("rule", form))


def file(request: Request, step_id: int, evidence_id: int) -> HttpResponseBase:
    """Send the signed sheet of a step, or what supports an answer, to whoever sees the step."""
    row = visible_step(request.actor, step_id)
    if row.sheet is not None and row.sheet_id == evidence_id:
        return evidence_response(row.sheet)
    answer = row.answers.filter(evidence_id=evidence_id).select_related("evidence").first()
    if answer is None or answer.evidence is None:
        raise NotFound
    return evidence_response(answer.evidence)
