"""指标: all targets of a campaign, and one with everything its figures rest on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from guatu.accounts.queries import units_around
from guatu.campaigns import policies, wording
from guatu.campaigns.forms import CorrectionForm, FigureForm, IndicatorForm
from guatu.campaigns.models import Campaign, MeasureUnit, Target, Validity
from guatu.campaigns.queries import (
    TargetState,
    campaign_choices,
    current_campaign,
    headings_of,
    sentence_of,
    series_of,
    state_of_target,
    target_states,
    targets_not_in_force,
    visible_target,
    with_figures,
)
from guatu.campaigns.queries.details import Sentence, Told
from guatu.campaigns.queries.periods import period_plan
from guatu.core.actors import Actor
from guatu.core.charts import Chart, Plot, draw
from guatu.core.pace import Standing
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.routes import Request

TARGETS_A_PAGE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What of the targets is asked for."""

    standing: str = ""
    unit_id: int | None = None
    text: str = ""
    is_mine: bool = False

    @classmethod
    def of(cls, request: Request) -> Ask:
        unit, standing = request.GET.get("unit", ""), request.GET.get("state", "")
        return cls(
            standing=standing if standing in list(Standing) else "",
            unit_id=int(unit) if unit.isdecimal() else None,
            text=request.GET.get("q", "").strip()[:100],
            is_mine=request.GET.get("mine") == "1",
        )

    def link(self, **changed: str) -> str:
        asked = {
            "state": self.standing,
            "unit": str(self.unit_id or ""),
            "q": self.text,
            "mine": "1" if self.is_mine else "",
        }
        return "?" + urlencode({k: v for k, v in (asked | changed).items() if v})

    def fits(self, state: TargetState, own: frozenset[int]) -> bool:
        """Say whether a target is asked for, whatever its standing."""
        return (
            (self.unit_id is None or state.unit_id == self.unit_id)
            and (not self.is_mine or state.unit_id in own)
            and (not self.text or self.text in f"{state.indicator} {state.written} {state.unit}")
        )


def targets(request: Request) -> HttpResponse:
    campaign = chosen_campaign(request)
    if campaign is None:
        return render(request, "campaigns/none.html")
    ask, today = Ask.of(request), timezone.localdate()
    states = target_states(request.actor, campaign, today)
    waiting = targets_not_in_force(request.actor, campaign)
    own = request.actor.unit_ids | frozenset(request.actor.task_force_ids)
    fitting = [state for state in states if ask.fits(state, own)]
    shown = [s for s in fitting if not ask.standing or s.standing == ask.standing]
    shown.sort(key=lambda s: (s.plan_id or 0, s.quote_start or 0, s.target_id))
    page = Paginator(shown, TARGETS_A_PAGE).get_page(request.GET.get("page"))
    headings = headings_of(request.actor, page.object_list)
    context: dict[str, Any] = {
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "ask": ask,
        "page": page,
        "groups": [
            (heading, list(rows))
            for heading, rows in groupby(page.object_list, lambda s: headings.get(s.target_id, ""))
        ],
        "counts": {standing: sum(s.standing == standing for s in fitting) for standing in Standing},
        "total": len(fitting),
        "waiting": waiting,
        "validities": wording.VALIDITIES,
        "is_empty": not states and not waiting,
        "units": dict(sorted((s.unit_id, s.unit) for s in states)),
        "lamps": wording.LAMPS,
        "series": wording.SERIES,
        "may_owe": policies.can_owe(request.actor),
        "may_confirm": policies.can_confirm_some(request.actor),
        "today": today,
    }
    return render(request, "campaigns/targets.html", context)


def chosen_campaign(request: Request) -> Campaign | None:
    """Return the campaign asked for, else the one looked at last, else the one that runs."""
    asked = request.GET.get("campaign")
    campaign = current_campaign(request.actor, asked, last=last_campaign(request))
    if campaign is not None:
        keep_campaign(request, campaign.slug)
    return campaign


def target(request: Request, target_id: int) -> HttpResponse:
    return show(request, visible_target(request.actor, target_id))


def show(
    request: Request,
    row: Target,
    *,
    report: FigureForm | None = None,
    correction: CorrectionForm | None = None,
    settling: IndicatorForm | None = None,
) -> HttpResponse:
    """Show one target; a form that was refused comes with its errors and status 422."""
    today, actor = timezone.localdate(), request.actor
    state = state_of_target(row, today)
    told = series_of(row)
    measures = frozenset(MeasureUnit.objects.values_list("symbol", flat=True))
    may_report = policies.can_report_some(actor) and policies.can_report_for(actor, row.unit.path)
    is_asked = may_report and row.validity == Validity.IN_FORCE
    owed = with_figures([row], today) if is_asked else []
    may_settle = policies.can_manage_under(actor, row.indicator.owner.path)
    sentence = sentence_of(actor, row)
    context = {
        "target": row,
        "validity": "" if row.validity == Validity.IN_FORCE else wording.VALIDITIES[row.validity],
        "campaign": row.campaign,
        "state": state,
        "chart": chart_of(state, row.campaign),
        "plan": period_plan(row, state),
        "pace_word": wording.PACES[row.pace_by],
        "may_pace": policies.can_manage_campaign(actor, row.campaign),
        "told": told,
        "sentence": sentence,
        "plan_address": plan_address(sentence),
        "origin": wording.ORIGINS[row.origin],
        "may_adopt": row.origin == Target.Origin.PLEDGED
        and not row.is_adopted
        and policies.can_manage_campaign(actor, row.campaign),
        "parts": part_address("planning:target-parts", row),
        "adjustments": part_address("planning:target-adjustments", row),
        "sources": part_address("planning:target-sources", row),
        "volumes": part_address("paper:volumes-target", row),
        "lamps": wording.LAMPS,
        "series": wording.SERIES,
        "facets": wording.FACETS,
        "shape": wording.SHAPES[row.indicator.shape],
        "figure_text": wording.figure_text,
        "form": report
        or (FigureForm(owed=owed[0], measures=measures, today=today) if owed else None),
        "corrections": correction_forms(actor, told, measures, correction),
        "settling": settling or (settling_form(row) if may_settle else None),
        "today": today,
    }
    refused = report or correction or settling
    return render(request, "campaigns/target.html", context, status=422 if refused else 200)


def correction_forms(
    actor: Actor, told: list[Told], measures: frozenset[str], refused: CorrectionForm | None
) -> dict[int, CorrectionForm]:
    """Return a form for each figure that stands; the refused one as it was sent."""
    forms = {
        one.row.pk: CorrectionForm(row=one.row, measures=measures)
        for one in told
        if not one.is_corrected
        and policies.can_correct(actor, one.row)
        and wording.figure_text(one.row)
    }
    return forms | ({refused.row.pk: refused} if refused else {})


def settling_form(row: Target, data: Any = None) -> IndicatorForm:
    units = units_around(row.campaign.unit, kept=[row.indicator.provider_id])
    return IndicatorForm(data, indicator=row.indicator, units=units)


def chart_of(state: TargetState, campaign: Campaign) -> Chart:
    return draw(
        Plot(
            readings=state.points,
            goal=state.low,
            starts_on=campaign.starts_on,
            due_on=state.due_on,
            today=timezone.localdate(),
            is_paced=state.progress.is_paced,
            line=state.line if state.is_on_curve else (),
        )
    )


def part_address(name: str, row: Target) -> str:
    """Return where a higher app shows its part of the page; "" as long as nothing is there."""
    try:
        return reverse(name, args=[row.pk])
    except NoReverseMatch:
        return ""


def plan_address(sentence: Sentence | None) -> str:
    """Return where planning shows the sentence; "" as long as no such page is there."""
    if sentence is None:
        return ""
    try:
        address = reverse("planning:plan", args=[sentence.plan_id])
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode({'start': sentence.start, 'end': sentence.end})}"
