"""The 督办 board, the sheet of it, and what a unit has to answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.routes import Request
from guatu.supervision.policies.directives import can_issue
from guatu.supervision.queries.board import BoardAsked, Grouping, board
from guatu.supervision.queries.directives import coloured, with_parts
from guatu.supervision.queries.mine import count_on_desk, desk_of, on_desk
from guatu.supervision.views.remindertexts import board_texts
from guatu.supervision.wording import (
    COLOURS,
    GROUPINGS,
    MARKS,
    SECTIONS,
    SOURCES,
    STATES,
    name_of,
)

A_PAGE = 20


def words() -> dict[str, Any]:
    """Return the words that every page of directives shows."""
    return {
        "colours": COLOURS,
        "marks": MARKS,
        "states": STATES,
        "sources": SOURCES,
        "name_of": name_of,
        "today": timezone.localdate(),
    }


def link_of(asked: BoardAsked) -> Any:
    """Return what makes the address of the same board with something changed."""
    stated = {
        "by": asked.grouping.value if asked.grouping is not Grouping.LIMIT else "",
        "section": asked.section.value if asked.section else "",
        "source": asked.source,
        "unit": str(asked.unit_id or ""),
        "q": asked.words,
        "state": "all" if asked.is_all else "",
    }

    def link(**changed: str) -> str:
        return "?" + urlencode({k: v for k, v in (stated | changed).items() if v})

    return link


def chosen_campaign(request: Request) -> Campaign | None:
    slug = request.GET.get("campaign")
    campaign = current_campaign(request.actor, slug, last=last_campaign(request))
    if campaign is not None:
        keep_campaign(request, campaign.slug)
    return campaign


def board_page(request: Request) -> HttpResponse:
    """Show the board of a campaign."""
    campaign = chosen_campaign(request)
    if campaign is None:
        return render(request, "supervision/no_campaign.html")
    asked, today = BoardAsked.of(request.GET), timezone.localdate()
    context = {
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "asked": asked,
        "link": link_of(asked),
        "board": board(request.actor, campaign, asked, today),
        "sections": SECTIONS,
        "groupings": GROUPINGS,
        "may_issue": (may_issue := can_issue(request.actor, campaign.unit.path)),
        "texts": board_texts(request, campaign, asked, timezone.now(), today) if may_issue else [],
        "desk": desk_of(request.actor),
        "on_desk": count_on_desk(request.actor),
        "tab": "board",
        **words(),
    }
    return render(request, "supervision/board.html", context)


def mine(request: Request) -> HttpResponse:
    """List what waits on the actor's desk, in one column for the phone; `?all=1` closed ones too."""
    is_all = request.GET.get("all") == "1"
    today = timezone.localdate()
    rows = with_parts(on_desk(request.actor, is_all=is_all), today)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "ones": coloured(list(page.object_list), today),
        "is_all": is_all,
        "tab": "mine",
        "desk": desk_of(request.actor),
        "on_desk": count_on_desk(request.actor),
        "posts": request.actor.post_ids,
        **words(),
    }
    return render(request, "supervision/mine.html", context)
