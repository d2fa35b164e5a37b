"""The 作战保障图: what the items need, who clears it, by when."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guatu.campaigns.queries import campaign_choices
from guatu.ledgers.queries import ALL, visible_scope
from guatu.overview.addresses import Addresses
from guatu.overview.chartasking import PAGE_DIGITS, number_of
from guatu.overview.chartsaying import Chart
from guatu.overview.needwords import SORT_WORDS, STATE_WORDS, figure_text
from guatu.overview.queries.securing import SORTS, NeedGrouping, SecuringWanted, securing
from guatu.shell.chosen import keep_campaign
from guatu.shell.routes import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsAsked:
    """What the address asks for; `link` makes the address of the same with something changed."""

    path: str
    wanted: SecuringWanted

    def link(self, **changes: str) -> str:
        wanted = self.wanted
        parameters = {
            "group": wanted.grouping.value if wanted.grouping is not NeedGrouping.ITEM else "",
            "sort": wanted.sort,
            "state": "all" if wanted.is_all else "",
            "mine": "1" if wanted.is_mine else "",
        } | changes
        stated = {name: value for name, value in parameters.items() if value}
        return f"{self.path}?{urlencode(stated)}" if stated else self.path


def needs_asked(request: Request) -> NeedsAsked:
    """Read the address; what it gets wrong is as if it were not there."""
    query = request.GET
    sort, group = query.get("sort", ""), query.get("group", "")
    return NeedsAsked(
        path=request.path,
        wanted=SecuringWanted(
            grouping=NeedGrouping(group) if group in set(NeedGrouping) else NeedGrouping.ITEM,
            sort=sort if sort in SORTS else "",
            is_all=query.get("state") == "all",
            is_mine=query.get("mine") == "1",
            page=number_of(query.get("page", ""), PAGE_DIGITS) or 1,
        ),
    )


def needs(request: Request, slug: str) -> HttpResponse:
    """Show the needs of a campaign's items and the problems that their reports name."""
    campaign = visible_scope(request.actor, slug, ALL).campaign
    keep_campaign(request, slug)
    today = timezone.localdate()
    ask = needs_asked(request)
    context = {
        "campaign": campaign,
        "choices": campaign_choices(request.actor),
        "tab": "needs",
        "today": today,
        "ask": ask,
        "seen": securing(request.actor, campaign, ask.wanted, today),
        "sort_words": SORT_WORDS,
        "state_words": STATE_WORDS,
        "figure_text": figure_text,
        "to": Addresses(slug=slug),
        "paper": paper_address(slug, ask.wanted),
    }
    return render(request, "overview/needs.html", context)


def paper_address(slug: str, wanted: SecuringWanted) -> str:
    """Return where the same is printed."""
    asked = {
        "chart": Chart.SUPPORT.value,
        "group": wanted.grouping.value if wanted.grouping is NeedGrouping.SOLVER else "",
        "sort": wanted.sort,
        "state": "all" if wanted.is_all else "",
        "mine": "1" if wanted.is_mine else "",
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('overview:chart-paper', args=[slug])}?{query}"
