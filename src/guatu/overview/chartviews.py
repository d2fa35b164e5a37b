"""The 作战图 on screen: the progress chart, and its picture as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Account
from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.core.actors import Actor
from guatu.core.chart import Frame, Look, Phase, Picture, Span, Zoom, picture_of
from guatu.core.kinds import KindDefinition
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import (
    ALL,
    Filters,
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
from guatu.overview.policies import follows_campaigns
from guatu.overview.queries.chart import Grouping, Lines, chart_lines, drawn
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.routes import Request

PRINT = 12.0  # px: size of the picture's texts
LARGE_PRINT = 1.25
NARROWEST = 560  # px: what an office PC leaves beside the columns
FROM_NEAR = (Zoom.DAY, Zoom.WEEK)


def chart_index(request: Request) -> HttpResponse:
    """Open the chart of the campaign looked at last, else of the one that runs."""
    campaign = current_campaign(request.actor, last=last_campaign(request))
    if campaign is None:
        context = {"follows_campaigns": follows_campaigns(request.actor)}
        return render(request, "overview/nothing.html", context)
    return HttpResponseRedirect(reverse("overview:chart", args=[campaign.slug]))


def chart(request: Request, slug: str) -> HttpResponse:
    """Show who × when × how far, of one campaign."""
    everything = visible_scope(request.actor, slug, ALL)
    campaign = everything.campaign
    keep_campaign(request, slug)
    today = timezone.localdate()
    ledgers = {kind.code: (ledger, kind) for ledger, kind in ledgers_of(campaign)}
    kinds = {code: kind for code, (_ledger, kind) in ledgers.items()}
    ask = chart_asked(request, kinds)
    scope = everything if ask.kind == ALL else visible_scope(request.actor, slug, ask.kind)
    lines = chart_lines(
        request.actor, scope, wanted=ask.wanted, kinds=list(kinds.values()), today=today
    )
    factor = print_factor(request)
    totals = lamp_totals(request.actor, scope, ask.filters.without_lamps)
    context = {
        "campaign": campaign,
        "choices": campaign_choices(request.actor),
        "today": today,
        "ask": ask,
        "lines": lines,
        "picture": picture(campaign, lines, ask, factor=factor, kinds=kinds),
        "factor": factor,
        "totals": totals,
        "invisible": invisible(request.actor, everything),
        "units": owning_units(request.actor, scope),
        "to": Addresses(slug=slug),
        **choices(ask, kinds),
    }
    return render(request, "overview/chart.html", context)


def choices(ask: ChartAsked, kinds: dict[str, KindDefinition]) -> dict[str, Any]:
    """Return what the chart can be narrowed to and grouped by, and how one looks at it."""
    kind = kinds.get(ask.kind)
    return {
        "kinds": [(code, spoken(kind.noun)) for code, kind in kinds.items()],
        "stages": [(s.code, spoken(s.name)) for s in kind.stages] if kind else [],
        "zooms": [
            (zoom, str(word), ask.link(zoom=zoom.value)) for zoom, word in words.ZOOMS.items()
        ],
        "groupings": [(grouping, str(word)) for grouping, word in words.GROUPINGS.items()],
        "told": words.told,
        "node_told": words.node_told,
        "outcome_signs": words.OUTCOME_SIGNS,
        "outcomes": words.OUTCOMES,
    }


def picture(
    campaign: Campaign,
    lines: Lines,
    ask: ChartAsked,
    *,
    factor: float,
    kinds: dict[str, KindDefinition],
) -> Picture:
    """Return the picture of a page of lines."""
    phases = tuple(
        Phase(name=phase.name, starts_on=phase.starts_on, ends_on=phase.ends_on)
        for phase in campaign.phases.order_by("ordinal")
    )
    frame = Frame(
        span=Span(first=campaign.starts_on, last=campaign.ends_on),
        today=timezone.localdate(),
        phases=phases,
        deadlines=(
            *((phase.name, phase.ends_on) for phase in phases if phase.ends_on != campaign.ends_on),
            (_("End of the campaign"), campaign.ends_on),
        ),
    )
    look = Look(
        zoom=ask.zoom,
        tick=words.large_tick_word if ask.zoom in FROM_NEAR else words.tick_word,
        undated=_("no date set"),
        narrowest=round(NARROWEST * factor),
        size=PRINT * factor,
        factor=factor,
    )
    groups = [
        (group_name(group.name, ask.wanted.grouping, kinds), group.lines) for group in lines.groups
    ]
    return picture_of(groups, frame, look)


def group_name(name: str, grouping: Grouping, kinds: dict[str, KindDefinition]) -> str:
    if grouping is Grouping.KIND:
        return spoken(kinds[name].noun) if name in kinds else name
    return name or _("Under no heading")


def invisible(actor: Actor, scope: Scope) -> int:
    """Return how many lines of the campaign this person does not see: a number, nothing more (D8)."""
    whole = Entry.objects.filter(campaign=scope.campaign, validity=Validity.IN_FORCE).count()
    return whole - drawn(actor, scope, Filters()).count()


def print_factor(request: Request) -> float:
    user = request.user
    return LARGE_PRINT if isinstance(user, Account) and user.large_print else 1.0
