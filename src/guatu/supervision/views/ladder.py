"""The ladder as lists: what rules suggest, what stands by unit, the steps taken; and its thresholds."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.core.ladder import ORDER, Rung
from guatu.dispatch.policies import can_run_rounds
from guatu.shell.errors import NotAllowed
from guatu.shell.formatting import day
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.supervision.actions.rulekeeping import keep_rules
from guatu.supervision.actions.suggesting import suggest_steps
from guatu.supervision.forms.ladder import RulesForm
from guatu.supervision.ladderwords import (
    RUNG_WORDS,
    STEP_STATES,
    ground_of,
)
from guatu.supervision.models import LadderStep, LadderSuggestion
from guatu.supervision.policies.ladder import can_write_down
from guatu.supervision.queries.ladder import (
    counts_by_unit,
    rules_for,
    visible_steps,
    visible_suggestions,
)
from guatu.supervision.queries.matters import (
    about_row,
)
from guatu.supervision.views.ladderparts import crumbs
from guatu.supervision.views.lists import Section, linker, paged, show_list
from guatu.supervision.views.parts import (
    ActForm,
    Cell,
    campaign_of,
    carried,
    form_page,
    link_to,
    saved,
)


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
        link=linker(request), begins=begins_of(actor, campaign), list_code="ladder",
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
