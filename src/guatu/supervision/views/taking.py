"""Taking a step of the ladder: of a suggestion, an entry, a directive or a target."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns.queries import visible_target
from guatu.core.ladder import ORDER, Rung, left_out
from guatu.ledgers.queries import visible_entry
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.supervision.actions import ladder as acts
from guatu.supervision.forms.ladder import StepForm
from guatu.supervision.ladderwords import (
    RUNG_WORDS,
    ground_of,
)
from guatu.supervision.models import LadderStep, LadderSuggestion
from guatu.supervision.policies.ladder import can_take, can_write_down
from guatu.supervision.queries.deciders import deciders_of_rung
from guatu.supervision.queries.directives import visible_directive
from guatu.supervision.queries.ladder import (
    visible_suggestion,
)
from guatu.supervision.queries.matters import (
    About,
    about_directive,
    about_entry,
    about_row,
    about_target,
    taken_in,
)
from guatu.supervision.views.ladderparts import crumbs, facts_of
from guatu.supervision.views.parts import (
    ActForm,
    Fact,
    carried,
    form_page,
    link_to,
    saved,
)


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
    raise NotFound


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
