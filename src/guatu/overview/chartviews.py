"""The 作战图 on screen: the progress chart, and its picture as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guatu.accounts.models import Account
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.core.chart import Look, Picture
from guatu.core.kinds import KindDefinition
from guatu.ledgers.queries import (
    ALL,
    Scope,
    lamp_totals,
    ledgers_of,
    owning_units,
    spoken,
    visible_scope,
)
from guatu.overview import chartwords as words
from guatu.overview.addresses import Addresses
from guatu.overview.chartasking import ChartAsked, chart_asked
from guatu.overview.chartdrawing import picture, screen_look
from guatu.overview.chartsheets import A3, chart_file, look_on
from guatu.overview.policies import follows_campaigns
from guatu.overview.queries.chart import Lines, chart_lines, invisible_count
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.downloads import download
from guatu.shell.routes import Request

LARGE_PRINT = 1.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an address opens to this person: which sheet, narrowed how, and a page of its lines."""

    everything: Scope
    scope: Scope
    ask: ChartAsked
    kinds: dict[str, KindDefinition]
    lines: Lines
    today: date

    @property
    def campaign(self) -> Campaign:
        return self.everything.campaign

    def picture(self, look: Look) -> Picture:
        return picture(
            self.campaign,
            self.lines,
            look,
            grouping=self.ask.wanted.grouping,
            kinds=self.kinds,
            today=self.today,
        )


def look_at(request: Request, slug: str) -> Seen:
    """Read the address and the lines that it asks for."""
    everything = visible_scope(request.actor, slug, ALL)
    today = timezone.localdate()
    ledgers = {kind.code: (ledger, kind) for ledger, kind in ledgers_of(everything.campaign)}
    kinds = {code: kind for code, (_ledger, kind) in ledgers.items()}
    ask = chart_asked(request, kinds)
    scope = everything
    if ask.kind in ledgers:
        ledger, kind = ledgers[ask.kind]
        scope = Scope(campaign=everything.campaign, ledger=ledger, kind=kind)
    lines = chart_lines(
        request.actor, scope, wanted=ask.wanted, kinds=list(kinds.values()), today=today
    )
    return Seen(everything=everything, scope=scope, ask=ask, kinds=kinds, lines=lines, today=today)


def chart_index(request: Request) -> HttpResponse:
    """Open the chart of the campaign looked at last, else of the one that runs."""
    campaign = current_campaign(request.actor, last=last_campaign(request))
    if campaign is None:
        context = {"follows_campaigns": follows_campaigns(request.actor)}
        return render(request, "overview/nothing.html", context)
    return HttpResponseRedirect(reverse("overview:chart", args=[campaign.slug]))


def chart(request: Request, slug: str) -> HttpResponse:
    """Show who × when × how far, of one campaign."""
    seen = look_at(request, slug)
    keep_campaign(request, slug)
    factor = print_factor(request)
    context = {
        "campaign": seen.campaign,
        "choices": campaign_choices(request.actor),
        "today": seen.today,
        "ask": seen.ask,
        "lines": seen.lines,
        "picture": seen.picture(screen_look(seen.ask.zoom, factor)),
        "factor": factor,
        "totals": lamp_totals(request.actor, seen.scope, seen.ask.filters.without_lamps),
        "invisible": invisible_count(request.actor, seen.everything),
        "units": owning_units(request.actor, seen.scope),
        "to": Addresses(slug=slug),
        "file": seen.ask.link(
            path=reverse("overview:chart-file", args=[slug]), page=str(seen.lines.page)
        ),
        "paper": seen.ask.link(path=reverse("overview:chart-paper", args=[slug]), zoom=""),
        **choices(seen.ask, seen.kinds),
    }
    return render(request, "overview/chart.html", context)


def chart_svg(request: Request, slug: str) -> HttpResponse:
    """Send the picture of the same page as one SVG file."""
    seen = look_at(request, slug)
    document = chart_file(seen.picture(look_on(A3)), seen.campaign)
    return download(document.encode(), f"{slug}-{seen.today}.svg")


def choices(ask: ChartAsked, kinds: dict[str, KindDefinition]) -> dict[str, Any]:
    """Return what the chart can be narrowed to and grouped by, and how one looks at it."""
    kind = kinds.get(ask.kind)
    return {
        "kinds": [(code, spoken(kind.noun)) for code, kind in kinds.items()],
        "stages": [(s.code, spoken(s.name)) for s in kind.stages] if kind else [],
        "zooms": [(z, str(word), ask.link(zoom=z.value)) for z, word in words.ZOOMS.items()],
        "groupings": [(grouping, str(word)) for grouping, word in words.GROUPINGS.items()],
        "say": words.Telling(),
        "outcome_signs": words.OUTCOME_SIGNS,
        "outcomes": words.OUTCOMES,
    }


def print_factor(request: Request) -> float:
    user = request.user
    return LARGE_PRINT if isinstance(user, Account) and user.large_print else 1.0
