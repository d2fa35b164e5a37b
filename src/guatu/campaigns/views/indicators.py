"""指标: the list of what is measured, and a page for each: its figures, its units, every report behind a point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guatu.campaigns import wording
from guatu.campaigns.charting import anchor, chart_of_target
from guatu.campaigns.models import Indicator
from guatu.campaigns.queries import (
    Measured,
    Owing,
    campaign_choices,
    measured,
    owing_of,
    reported_of,
    sentence_of,
    visible_indicator,
)
from guatu.campaigns.views.targets import (
    chart_of,
    chosen_campaign,
    part_address,
    plan_address,
)
from guatu.core.pace import Standing
from guatu.shell.errors import NotFound
from guatu.shell.routes import Request

INDICATORS_A_PAGE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What of the indicators is asked for."""

    text: str = ""
    shape: str = ""
    standing: str = ""

    @classmethod
    def of(cls, request: Request) -> Ask:
        shape, standing = request.GET.get("shape", ""), request.GET.get("state", "")
        return cls(
            text=request.GET.get("q", "").strip()[:100],
            shape=shape if shape in Indicator.Shape.values else "",
            standing=standing if standing in list(Standing) else "",
        )

    def link(self, **changed: str) -> str:
        asked = {"q": self.text, "shape": self.shape, "state": self.standing}
        return "?" + urlencode({k: v for k, v in (asked | changed).items() if v})

    def fits(self, one: Measured) -> bool:
        """Say whether an indicator is asked for, whatever its standing."""
        row = one.indicator
        words = (row.name, row.definition, row.source, *(o.state.unit for o in one.owing))
        provider = row.provider.label if row.provider else ""
        return (not self.shape or row.shape == self.shape) and (
            not self.text or any(self.text in word for word in (*words, provider))
        )


def indicators(request: Request) -> HttpResponse:
    """List the indicators of a campaign with how many of their targets stand how."""
    campaign = chosen_campaign(request)
    if campaign is None:
        return render(request, "campaigns/none.html")
    ask = Ask.of(request)
    known = measured(request.actor, campaign, timezone.localdate())
    fitting = [one for one in known if ask.fits(one)]
    shown = [one for one in fitting if not ask.standing or counts(one.owing)[ask.standing]]
    context: dict[str, Any] = {
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "ask": ask,
        "page": Paginator(shown, INDICATORS_A_PAGE).get_page(request.GET.get("page")),
        "counts_of": lambda one: {code: n for code, n in counts(one.owing).items() if n},
        "totals": {
            standing: sum(bool(counts(one.owing)[standing]) for one in fitting)
            for standing in Standing
        },
        "total": len(fitting),
        "is_empty": not known,
        "shapes": {
            code: word
            for code, word in wording.SHAPES.items()
            if any(one.indicator.shape == code for one in known)
        },
        "lamps": wording.LAMPS,
    }
    return render(request, "campaigns/indicators.html", context)


def counts(owing: tuple[Owing, ...]) -> dict[str, int]:
    return {standing: sum(o.state.standing == standing for o in owing) for standing in Standing}


def indicator(request: Request, indicator_id: int) -> HttpResponse:
    """Show one indicator; `?target=` chooses whose figures are drawn, else the first's."""
    today, actor = timezone.localdate(), request.actor
    row = visible_indicator(actor, indicator_id)
    owing = owing_of(actor, row, today)
    chosen = chosen_of(owing, request.GET.get("target", ""))
    context: dict[str, Any] = {
        "indicator": row,
        "owing": [(one, chart_of(one.state, one.target.campaign)) for one in owing],
        "chosen": chosen,
        "shape": wording.SHAPES[row.shape],
        "lamps": wording.LAMPS,
        "series": wording.SERIES,
        "facets": wording.FACETS,
        "figure_text": wording.figure_text,
        "anchor": anchor,
        **(figures_context(request, chosen) if chosen else {}),
    }
    return render(request, "campaigns/indicator.html", context)


def chosen_of(owing: list[Owing], asked: str) -> Owing | None:
    """Return the target asked for, else the first; None where none is in force."""
    if not asked:
        return owing[0] if owing else None
    found = next((one for one in owing if str(one.target.pk) == asked), None)
    if found is None:
        raise NotFound
    return found


def figures_context(request: Request, chosen: Owing) -> dict[str, Any]:
    """Return the figures of one target: its chart, its reports newest first, its sentence and parts."""
    target, today = chosen.target, timezone.localdate()
    reported = reported_of(target)
    sentence = sentence_of(request.actor, target)
    return {
        "campaign": target.campaign,
        "state": chosen.state,
        "chart": chart_of_target(chosen.state, target.campaign, reported, today),
        "reported": reported[::-1],
        "sentence": sentence,
        "plan_address": plan_address(sentence),
        "parts": part_address("planning:target-parts", target),
    }
