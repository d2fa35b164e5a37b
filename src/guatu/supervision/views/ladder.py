"""The ladder: what rules suggest, the steps that were taken, one step with its answers, the thresholds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_response
from guatu.campaigns.queries import visible_target
from guatu.core.actors import Actor
from guatu.core.ladder import ORDER, Rung, left_out
from guatu.dispatch.policies import Place, can_run_rounds
from guatu.ledgers.queries import visible_entry
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.formatting import day
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.supervision.actions import ladder as acts
from guatu.supervision.actions.rulekeeping import keep_rules
from guatu.supervision.actions.suggesting import suggest_steps
from guatu.supervision.forms.ladder import RuleForm, RulesForm, SpeakForm, StepForm
from guatu.supervision.forms.parts import WordsForm
from guatu.supervision.ladderwords import (
    ANSWER_STATES,
    RUNG_WORDS,
    STEP_STATES,
    ground_of,
)
from guatu.supervision.models import LadderAnswer, LadderStep, LadderSuggestion
from guatu.supervision.policies.ladder import can_speak, can_take, can_write_down
from guatu.supervision.queries.deciders import deciders_of_rung
from guatu.supervision.queries.directives import visible_directive
from guatu.supervision.queries.ladder import (
    counts_by_unit,
    names_behind,
    rules_for,
    visible_answer,
    visible_step,
    visible_steps,
    visible_suggestion,
    visible_suggestions,
)
from guatu.supervision.queries.matters import (
    About,
    about_directive,
    about_entry,
    about_row,
    about_target,
    taken_in,
)
from guatu.supervision.views.lists import Section, linker, paged, show_list
from guatu.supervision.views.parts import (
    ActForm,
    Cell,
    Fact,
    Page,
    Told,
    campaign_of,
    carried,
    detail,
    entry_address,
    form_page,
    link_to,
    names_of,
    saved,
)

Crumbs = list[tuple[str, str]]


def crumbs() -> Crumbs:
    return [(link_to("ladder"), _("Ladder"))]


def index(request: Request) -> HttpResponse:
    """Show what rules suggest, the steps in force by unit in 建制顺序, and the steps taken."""
    actor = request.actor
    campaign = campaign_of(request)
    sections = []
    waiting = visible_suggestions(actor, campaign).filter(state=LadderSuggestion.State.OPEN)
    if campaign is not None and can_run_rounds(actor, campaign.unit.path):
        sections.append(
            suggested_section(list(waiting.order_by("unit__official_order", "made_on", "pk")))
        )
    if campaign is not None:
        sections.append(by_unit_section(counts_by_unit(actor, campaign)))
    page = paged(request, visible_steps(actor, campaign).order_by("-pk"))
    sections.append(steps_section(list(page.object_list)))
    return show_list(
        request, title=_("Ladder"), campaign=campaign, sections=sections, page=page,
        link=linker(request), begins=begins_of(actor, campaign),
        note="".join([_("Reminder → directive → circular → talk → clue handed over."),
                      _("Rules suggest, people decide; from a talk on only a named leader.")]),
    )  # fmt: skip


def begins_of(actor: Actor, campaign: Any) -> list[tuple[str, str]]:
    if campaign is None or not can_write_down(actor, campaign.unit.path):
        return []
    return [(link_to("ladder-rules"), _("Thresholds and limits"))]


def suggested_section(rows: list[LadderSuggestion]) -> Section:
    return Section(
        title=_("Suggested by rule"),
        heads=(_("Matter"), _("Unit"), _("Ground"), _("Step of the ladder")),
        rows=[
            [
                Cell(text=about_row(row).title, address=link_to("suggestion", row.pk)),
                Cell(text=row.unit.label, is_unit=True),
                Cell(text=ground_of(row.rule, row.facts)),
                Cell(text=str(RUNG_WORDS[row.rung])),
            ]
            for row in rows
        ],
        empty=_("No rule suggests a step today."),
    )


def by_unit_section(rows: list[tuple[str, dict[str, int]]]) -> Section:
    shown = [rung for rung in ORDER if rung is not Rung.REFER]
    return Section(
        title=_("Steps that stand, by unit"),
        heads=(_("Unit"), *(str(RUNG_WORDS[rung]) for rung in shown)),
        rows=[
            [
                Cell(text=label, is_unit=True),
                *(Cell(text=counts.get(rung.value, "")) for rung in shown),
            ]
            for label, counts in rows
        ],
        empty=_("No step stands."),
    )


def steps_section(rows: list[LadderStep]) -> Section:
    return Section(
        title=_("Steps taken"),
        heads=(_("Matter"), _("Unit"), _("Step of the ladder"), _("Decided on"), _("State")),
        rows=[
            [
                Cell(text=about_row(row).title, address=link_to("ladder-step", row.pk)),
                Cell(text=row.unit.label, is_unit=True),
                Cell(text=str(RUNG_WORDS[row.rung])),
                Cell(text=day(row.decided_on, year=True)),
                Cell(text=str(STEP_STATES[row.state])),
            ]
            for row in rows
        ],
        empty=_("No step was taken."),
    )


def suggestion(request: Request, suggestion_id: int) -> HttpResponse:
    """Show a suggestion with its ground: take the step, or put it aside with a reason."""
    row = visible_suggestion(request.actor, suggestion_id)
    return show_suggestion(request, row)


def show_suggestion(
    request: Request, row: LadderSuggestion, sent: forms.Form | None = None
) -> HttpResponse:
    about = about_row(row)
    is_open = row.state == LadderSuggestion.State.OPEN
    may = is_open and can_write_down(request.actor, row.campaign.unit.path)
    aside = ActForm(
        title=_("Put it aside"), address=link_to("suggestion-aside", row.pk), button=_("Put aside"),
        form=sent or WordsForm(label=_("Why, in words")), version=row.version,
    )  # fmt: skip
    page = Page(
        title=_("%(rung)s suggested: %(title)s")
        % {"rung": RUNG_WORDS[row.rung], "title": about.title},
        lead=ground_of(row.rule, row.facts),
        facts=[
            *facts_of(about),
            Fact(label=_("Suggested on"), text=day(row.made_on, year=True)),
            Fact(label=_("Put aside because"), text=row.reason),
            Fact(
                label=_("Next"),
                text=_("Take this step") if may else "",
                address=f"{link_to('ladder-take')}?suggestion={row.pk}",
            ),
        ],
        acts=[aside if may else None],
        crumbs=crumbs(),
    )
    return detail(request, page, row.campaign)


def put_aside(request: Request, suggestion_id: int) -> HttpResponse:
    row = visible_suggestion(request.actor, suggestion_id)
    if not can_write_down(request.actor, row.campaign.unit.path):
        raise NotAllowed(_("The campaign office settles what rules suggest."))
    form = WordsForm(request.POST, label=_("Why, in words"))
    version = version_read(request)
    if carried(
        form,
        lambda: acts.put_aside(
            request.actor, row, version=version, reason=form.cleaned_data["words"]
        ),
    ):
        return saved(request, link_to("ladder"))
    return show_suggestion(request, visible_suggestion(request.actor, row.pk), form)


def facts_of(about: About) -> list[Fact]:
    """Return what a matter is: its unit, and what it is about."""
    directive = about.directive
    return [
        Fact(label=_("Unit"), text=about.unit.label),
        Fact(
            label=_("Entry"),
            text=about.entry.title if about.entry else "",
            address=entry_address(about.entry.pk if about.entry else None),
        ),
        Fact(
            label=_("Directive"),
            text=directive.label if directive else "",
            address=link_to("directive", directive.pk) if directive else "",
        ),
        Fact(label=_("Target figure"), text=about.title if about.target else ""),
    ]


def take(request: Request) -> HttpResponse:
    """Take a step: of a suggestion, an entry, a directive or a target; `?rung=` names which."""
    actor = request.actor
    about, suggested = matter_of(request)
    rung = rung_of(request, suggested, about)
    path = about.campaign.unit.path
    if not can_take(actor, rung, path) and not can_write_down(actor, path):
        raise NotAllowed(acts.refused_words(rung))
    form = step_form(request, about, rung, suggested)
    made: list[LadderStep] = []

    def do() -> None:
        made.append(acts.take_step(actor, about, form.new(suggested), timezone.localdate()))

    if request.method == "POST" and carried(form, do):
        return saved(request, link_to("ladder-step", made[0].pk))
    one = ActForm(
        title=_("%(rung)s: %(title)s") % {"rung": RUNG_WORDS[rung], "title": about.title},
        address=request.get_full_path(), button=_("Take the step"), form=form,
    )  # fmt: skip
    other = [
        Fact(
            label=_("Another step"), text=str(RUNG_WORDS[code]), address=rung_address(request, code)
        )
        for code in ORDER
        if code is not rung and not (about.directive and code is Rung.DIRECT)
    ]
    return form_page(
        request, one, campaign=about.campaign, crumbs=crumbs(), facts=[*facts_of(about), *other]
    )


def rung_address(request: Request, rung: Rung) -> str:
    asked = request.GET.copy()
    asked["rung"] = rung.value
    return f"{link_to('ladder-take')}?{asked.urlencode()}"


def matter_of(request: Request) -> tuple[About, LadderSuggestion | None]:
    """Return what the address is about, as far as the reader sees it."""
    actor = request.actor
    names = ("suggestion", "entry", "directive", "target")
    asked = {name: whole(request.GET.get(name, "")) for name in names}
    if asked["suggestion"] is not None:
        row = visible_suggestion(actor, asked["suggestion"])
        return about_row(row), row
    if asked["directive"] is not None:
        return about_directive(visible_directive(actor, asked["directive"])), None
    if asked["target"] is not None:
        return about_target(visible_target(actor, asked["target"])), None
    if asked["entry"] is not None:
        return about_entry(visible_entry(actor, asked["entry"])), None
    raise NotFound(_("There is nothing here, or it is not for your eyes."))


def rung_of(request: Request, suggested: LadderSuggestion | None, about: About) -> Rung:
    code = request.GET.get("rung", "")
    if code in set(Rung):
        return Rung(code)
    if suggested is not None:
        return Rung(suggested.rung)
    return Rung.CIRCULATE if about.directive else Rung.REMIND


def step_form(
    request: Request, about: About, rung: Rung, suggested: LadderSuggestion | None
) -> StepForm:
    actor, today = request.actor, timezone.localdate()
    deciders = deciders_of_rung(about.campaign, today, rung)
    is_post = request.method == "POST"
    return StepForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        rung=rung,
        skips=bool(left_out(taken_in(about), rung)),
        deciders=deciders.exclude(person_id=actor.person_id or 0),
        may_self=deciders.filter(person_id=actor.person_id or 0).exists(),
        initial={"ground": ground_of(suggested.rule, suggested.facts) if suggested else ""},
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
        raise NotFound(_("There is nothing here, or it is not for your eyes."))
    return evidence_response(answer.evidence)


def rules(request: Request) -> HttpResponse:
    """Show and keep the thresholds of a campaign; what rules suggest is read anew with them."""
    campaign = campaign_of(request)
    if campaign is None or not can_write_down(request.actor, campaign.unit.path):
        raise NotAllowed(_("The campaign office keeps these."))
    row = rules_for(campaign)
    is_post = request.method == "POST"
    form = RulesForm(request.POST) if is_post else RulesForm.of(row)

    def do() -> None:
        keep_rules(request.actor, campaign, form.cleaned_data, version=version_read(request))
        suggest_steps(request.actor, campaign, timezone.localdate())

    if is_post and carried(form, do):
        return saved(request, link_to("ladder"))
    own = row if row.campaign_id == campaign.pk else None
    one = ActForm(
        title=_("Thresholds and limits"), address=f"{request.path}?campaign={campaign.slug}",
        button=_("Save"), form=form, version=own.version if own else 0,
    )  # fmt: skip
    return form_page(request, one, campaign=campaign, crumbs=crumbs())
