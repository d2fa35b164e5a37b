"""提请协调: the list, one problem with what may be done, and asking for coordination."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.accounts.queries import units_around
from guatu.audit.evidence import evidence_response
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.coordinating import MOVES, Act, Level
from guatu.dispatch.models import CheckIn
from guatu.dispatch.policies import can_run_rounds
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.ledgers.actions.edits import lead_ids
from guatu.ledgers.models import Entry
from guatu.ledgers.needforms import NeedForm
from guatu.ledgers.policies import can_ask_need
from guatu.ledgers.queries import visible_entries, visible_entry
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.formatting import day, moment
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.supervision.actions import problems as acts
from guatu.supervision.forms.others import AnswerForm, HandForm, ProblemForm
from guatu.supervision.forms.parts import WordsForm
from guatu.supervision.ladderwords import LEVELS, PROBLEM_ACTS, PROBLEM_STATES
from guatu.supervision.models import Problem, ProblemStep
from guatu.supervision.policies.problems import can_answer, can_ask_some, can_settle, can_steer
from guatu.supervision.queries.deciders import OFFICE_OR_LEADER, deciders_on
from guatu.supervision.queries.directives import visible_directive
from guatu.supervision.queries.problems import (
    held_by,
    is_late,
    mine,
    visible_problem,
    visible_problems,
)
from guatu.supervision.views.lists import Section, chips_of, linker, paged, show_list
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
    speaking_units,
)


def index(request: Request) -> HttpResponse:
    """List problems: those that wait first; `?mine=1` those that wait for the reader's own word."""
    actor, now = request.actor, timezone.now()
    campaign = campaign_of(request)
    rows = visible_problems(actor, campaign)
    wait = mine(actor, rows)
    if request.GET.get("mine") == "1":
        rows = wait
    counts = dict(rows.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))
    chips = chips_of(request, "state", PROBLEM_STATES, counts=counts, all_word=_("All"))
    link = linker(request, "state", "mine")
    is_mine = request.GET.get("mine") == "1"
    chips.append(
        (link(mine="" if is_mine else "1", state=""), _("Waits for me"), is_mine, wait.count())
    )
    if request.GET.get("state") in PROBLEM_STATES:
        rows = rows.filter(state=request.GET["state"])
    page = paged(request, rows.order_by("closed_at", "due_at", "pk"))
    section = Section(
        heads=(_("Problem"), _("Unit that asks"), _("Who has it"), _("Answered by"), _("State")),
        rows=[cells_of(row, now) for row in page.object_list],
        empty=_(
            "No problem is here. A unit asks for coordination where it cannot go on by itself."
        ),
    )
    begins = [(link_to("problem-ask"), _("Ask for coordination"))] if can_ask_some(actor) else []
    return show_list(
        request, title=_("Problems to coordinate"), campaign=campaign, sections=[section], chips=chips,
        begins=begins, page=page, link=link, list_code="problems",
    )  # fmt: skip


def cells_of(row: Problem, now: datetime) -> list[Cell]:
    late = _("past the limit") if is_late(row, now) else ""
    marks = [_("at once")] if row.is_at_once else []
    marks += [_("was late")] if row.was_late and not late else []
    return [
        Cell(text=row.title, address=link_to("problem", row.pk), meta=" · ".join(marks)),
        Cell(text=row.unit.label, is_unit=True),
        Cell(text=holder_of(row), meta=str(LEVELS[row.level])),
        Cell(text=until(row), late=late),
        Cell(text=str(PROBLEM_STATES[row.state])),
    ]


def until(row: Problem) -> str:
    """Return the limit in words: the day whose 24:00 it is (D1), or the hour of what is at once."""
    here = timezone.localtime(row.due_at)
    if here.time() == time.min:
        return day((here - timedelta(seconds=1)).date(), year=True)
    return moment(row.due_at)


def holder_of(row: Problem) -> str:
    return row.holder.label if row.level == Level.LEAD.value else row.campaign.unit.label


def problem(request: Request, problem_id: int) -> HttpResponse:
    return show(request, visible_problem(request.actor, problem_id))


def show(
    request: Request, row: Problem, sent: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    """Show one problem with the forms that this actor may send; a refused one comes with its errors."""
    late = _("past the limit") if is_late(row, timezone.now()) else ""
    page = Page(
        title=row.title,
        lead=str(PROBLEM_STATES[row.state]),
        late=late,
        facts=facts_of(request.actor, row),
        stream=stream_of(row),
        acts=acts_of(request.actor, row, sent),
        crumbs=[(link_to("problems"), _("Problems to coordinate"))],
    )
    return detail(request, page, row.campaign)


def facts_of(actor: Actor, row: Problem) -> list[Fact]:
    need = row.need
    return [
        Fact(label=_("Unit that asks"), text=row.unit.label, meta=moment(row.asked_at)),
        Fact(label=_("Entry"), text=row.entry.title if row.entry else "", address=seen_entry(actor, row)),
        Fact(label=_("What it is"), text=row.text),
        Fact(label=_("Handling"), text=_("To be done at once") if row.is_at_once else ""),
        Fact(label=_("Who has it"), text=holder_of(row), meta=str(LEVELS[row.level])),
        Fact(label=_("Answered by"), text=until(row), meta=_("was late") if row.was_late else ""),
        Fact(label=_("Became a need"), text=need.title if need else "",
             address=reverse("ledgers:need", args=[need.pk]) if need else ""),
        Fact(label=_("Opened again"), text=_("%(count)s times") % {"count": row.reopened_count}
             if row.reopened_count else ""),
    ]  # fmt: skip


def seen_entry(actor: Actor, row: Problem) -> str:
    try:
        return entry_address(visible_entry(actor, row.entry_id).pk) if row.entry_id else ""
    except NotFound:
        return ""


def stream_of(row: Problem) -> list[Told]:
    steps = list(row.steps.select_related("unit").order_by("pk"))
    names = names_of(pk for one in steps for pk in (one.person_id, one.signed_by))
    return [
        Told(
            at=one.at,
            title=str(PROBLEM_ACTS[one.act]),
            text=one.words,
            meta=" · ".join(part for part in step_marks(one, names) if part),
            file=link_to("problem-file", row.pk, one.evidence_id) if one.evidence_id else "",
        )
        for one in steps
    ]


def step_marks(one: ProblemStep, names: dict[int, str]) -> list[str]:
    who = names.get(
        one.signed_by or one.person_id or 0, _("by the clock") if not one.person_id else ""
    )
    recorder = ""
    if one.signed_by:
        recorder = _("recorded by %(name)s") % {"name": names.get(one.person_id or 0, "")}
    return [who, recorder, whither(one), _("late") if one.is_late else ""]


def whither(one: ProblemStep) -> str:
    """Return to whom a step passed the problem."""
    if one.act == Act.ESCALATE:
        return _("one level up: %(level)s") % {"level": LEVELS[one.level]}
    if one.unit is not None and one.act in {"ask", Act.HAND}:
        return _("to be answered by %(unit)s") % {"unit": one.unit.label}
    return ""


def acts_of(
    actor: Actor, row: Problem, sent: tuple[str, forms.Form] | None
) -> list[ActForm | None]:
    """Return the acts that state and rights allow, each with its form."""
    may = may_do(actor, row)
    titles = {
        Act.ANSWER: (_("Answer"), _("Answer")),
        Act.HAND: (_("Hand over to who can clear it"), _("Hand over")),
        Act.ESCALATE: (_("Send it one level up"), _("Send up")),
        Act.CONFIRM: (_("Confirm that it is cleared"), _("Confirm")),
        Act.REOPEN: (_("Open it again"), _("Open again")),
        Act.WITHDRAW: (_("Take it back"), _("Take it back")),
    }
    found: list[ActForm | None] = []
    for act, (title, button) in titles.items():
        if act not in may:
            continue
        is_sent = sent is not None and sent[0] == act.value
        form = sent[1] if sent is not None and is_sent else form_for(actor, row, act)
        found.append(
            ActForm(
                title=title, button=button, form=form, version=row.version,
                address=link_to("problem-act", row.pk, act.value),
                is_open=is_sent or act in {Act.ANSWER, Act.CONFIRM},
            )
        )  # fmt: skip
    if Act.NEED in may:
        found.append(
            ActForm(
                title=_("Ask for it as a need of the entry"), button=_("Go on"),
                address=link_to("problem-need", row.pk),
            )
        )  # fmt: skip
    return found


def may_do(actor: Actor, row: Problem) -> set[Act]:
    """Return what this actor may do with a problem as it stands."""
    one = held_by(row)
    may: set[Act] = set()
    if can_answer(actor, one):
        may |= {Act.ANSWER, Act.HAND}
        may |= {Act.ESCALATE} if row.level != Level.LEADER.value else set()
    if can_settle(actor, one):
        may |= {Act.CONFIRM, Act.REOPEN, Act.WITHDRAW}
    entry = row.entry
    if row.need_id is None and entry is not None and can_ask_need(actor, entry, lead_ids(entry)):
        may.add(Act.NEED)
    return may & set(MOVES[row.state])


def form_for(actor: Actor, row: Problem, act: Act, request: Request | None = None) -> forms.Form:
    """Return the form of an act, bound where a request brings it."""
    args: tuple[Any, ...] = (request.POST, request.FILES) if request is not None else ()
    if act is Act.ANSWER:
        steers = can_steer(actor, held_by(row))
        today = timezone.localdate()
        deciders = deciders_on(row.campaign, today, OFFICE_OR_LEADER).exclude(
            person_id=actor.person_id or 0
        )
        return AnswerForm(*args, deciders=deciders if steers else (), may_self=True)
    if act is Act.HAND:
        units = units_around(row.campaign.unit).exclude(pk=row.unit_id)
        return HandForm(*args, units=units.order_by("official_order", "path"))
    is_needed = act in {Act.REOPEN, Act.WITHDRAW}
    return WordsForm(*args, label=_("In words"), required=is_needed, most=1000)


def act(request: Request, problem_id: int, act: str) -> HttpResponse:
    """Carry one act out."""
    actor = request.actor
    row = visible_problem(actor, problem_id)
    known = {one.value: one for one in DOES}
    if act not in known:
        raise NotFound
    refuse_others(actor, row, known[act])
    form = form_for(actor, row, known[act], request)
    version = version_read(request)
    if carried(form, lambda: DOES[known[act]](actor, row, version, form)):
        return saved(request, link_to("problem", row.pk))
    return show(request, visible_problem(actor, row.pk), (act, form))


def refuse_others(actor: Actor, row: Problem, act: Act) -> None:
    """Refuse who has no part in an act, before its form is looked at."""
    one = held_by(row)
    settles = act in {Act.CONFIRM, Act.REOPEN, Act.WITHDRAW}
    if not (can_settle(actor, one) if settles else can_answer(actor, one)):
        raise NotAllowed(_("This is for who asked, or for who has the problem now."))


def answer(actor: Actor, row: Problem, version: int, form: Any) -> object:
    words, paper = form.cleaned_data["words"], form.paper
    return acts.answer_problem(actor, row, version, words=words, now=timezone.now(), paper=paper)


def hand(actor: Actor, row: Problem, version: int, form: Any) -> object:
    unit: Unit = form.units[form.cleaned_data["unit"]]
    words = form.cleaned_data["words"]
    return acts.hand_over(actor, row, version, unit=unit, words=words, now=timezone.now())


def plain_act(do: Callable[..., Problem]) -> Callable[[Actor, Problem, int, Any], object]:
    def done(actor: Actor, row: Problem, version: int, form: Any) -> object:
        return do(actor, row, version, words=form.cleaned_data["words"], now=timezone.now())

    return done


DOES: dict[Act, Callable[[Actor, Problem, int, Any], object]] = {
    Act.ANSWER: answer,
    Act.HAND: hand,
    Act.ESCALATE: plain_act(acts.escalate),
    Act.CONFIRM: plain_act(acts.confirm),
    Act.REOPEN: plain_act(acts.reopen),
    Act.WITHDRAW: plain_act(acts.withdraw),
}


def ask(request: Request) -> HttpResponse:
    """Ask for coordination: of an entry, a directive, a report's words (`origin`), or by itself."""
    actor = request.actor
    begun = origin(request)
    entry, check_in = begun.entry, begun.check_in
    campaign = begun.campaign or campaign_of(request)
    if campaign is None:
        raise NotFound
    units = asking_units(actor, campaign)
    initial = {"title": begun.title[:200], "text": check_in.problem if check_in else ""}
    form = ProblemForm(
        request.POST if request.method == "POST" else None, units=units, initial=initial
    )
    made: list[Problem] = []

    def do() -> None:
        unit = form.units[form.cleaned_data["unit"]]
        new = form.new(entry=entry, check_in=check_in)
        made.append(acts.ask_problem(actor, campaign, unit, new, timezone.now()))

    if request.method == "POST" and carried(form, do):
        return saved(request, link_to("problem", made[0].pk), _("Asked; who has it is told."))
    one = ActForm(
        title=_("Ask for coordination"), address=request.get_full_path(), button=_("Ask"), form=form
    )
    facts = (
        [Fact(label=_("Entry"), text=entry.title, address=entry_address(entry.pk))] if entry else []
    )
    crumbs = [(link_to("problems"), _("Problems to coordinate"))]
    return form_page(request, one, campaign=campaign, crumbs=crumbs, facts=facts)


def asking_units(actor: Actor, campaign: Campaign) -> list[Unit]:
    """Return the units for which an actor may ask: its own, the office for any of the campaign."""
    if can_run_rounds(actor, campaign.unit.path):
        return list(units_around(campaign.unit).order_by("official_order", "path"))
    return speaking_units(actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a problem comes from, as far as the address names it."""

    campaign: Campaign | None = None
    entry: Entry | None = None
    check_in: CheckIn | None = None
    title: str = ""


def origin(request: Request) -> Origin:
    """Return what `?check_in=`, `?directive=` or `?entry=` names; what is not seen is not found."""
    actor = request.actor
    if (check_in_id := whole(request.GET.get("check_in", ""))) is not None:
        report = visible_check_ins(actor).filter(pk=check_in_id).first()
        if report is None:
            raise NotFound
        entry = visible_entry(actor, report.entry_id)
        return Origin(campaign=entry.campaign, entry=entry, check_in=report, title=entry.title)
    if (directive_id := whole(request.GET.get("directive", ""))) is not None:
        row = visible_directive(actor, directive_id)
        seen = visible_entries(actor).filter(pk=row.entry_id or 0).first()
        return Origin(campaign=row.campaign, entry=seen, title=row.title)
    if (entry_id := whole(request.GET.get("entry", ""))) is not None:
        entry = visible_entry(actor, entry_id)
        return Origin(campaign=entry.campaign, entry=entry, title=entry.title)
    return Origin()


def need(request: Request, problem_id: int) -> HttpResponse:
    """Let a problem become a need of its entry (要素保障): the two are tied, nothing is asked twice."""
    row = visible_problem(request.actor, problem_id)
    if request.method == "POST" and "title" not in request.POST:
        return HttpResponseRedirect(link_to("problem-need", row.pk))
    if row.entry is None or Act.NEED not in may_do(request.actor, row):
        raise NotAllowed(_("A need is asked for by the lead unit of the entry, or the office."))
    is_post = request.method == "POST"
    form = NeedForm(
        request.POST if is_post else None, home=row.campaign.unit, initial={"title": row.title}
    )

    def do() -> None:
        acts.become_need(
            request.actor, row, version_read(request), need=form.new, now=timezone.now()
        )

    if is_post and carried(form, do):
        return saved(request, link_to("problem", row.pk))
    one = ActForm(
        title=_("Ask for it as a need of the entry"), address=request.path, button=_("Ask"),
        form=form, version=row.version,
    )  # fmt: skip
    return form_page(
        request, one, campaign=row.campaign, crumbs=[(link_to("problem", row.pk), row.title)]
    )


def file(request: Request, problem_id: int, evidence_id: int) -> HttpResponseBase:
    """Send the signed sheet of an answer to whoever sees the problem."""
    row = visible_problem(request.actor, problem_id)
    step = row.steps.filter(evidence_id=evidence_id).select_related("evidence").first()
    if step is None or step.evidence is None:
        raise NotFound
    return evidence_response(step.evidence)
