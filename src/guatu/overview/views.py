"""The war room and its form for the wall."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.overview import queries
from guatu.overview.acts import next_act
from guatu.overview.addresses import Addresses
from guatu.overview.needwords import SORT_WORDS, figure_text
from guatu.overview.policies import follows_campaigns
from guatu.overview.values import UnitRow
from guatu.overview.wallparts import wall_parts
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.routes import Request

UNITS_SHOWN = 80  # a county with its villages has hundreds: the rest is a click away
ON_THE_WALL = 15  # matters: three pages of five


def room(request: Request) -> HttpResponse:
    """Show the chosen campaign; `?unit=` narrows the page to one unit."""
    campaign, choices = chosen_campaign(request)
    context: dict[str, Any]
    if campaign is None:
        context = {"follows_campaigns": follows_campaigns(request.actor)}
        return render(request, "overview/nothing.html", context)
    unit = request.GET.get("unit", "")
    look = queries.Look(
        unit_id=int(unit) if unit.isdecimal() else None, targets=request.GET.get("targets", "")
    )
    seen = queries.room(request.actor, campaign, timezone.localdate(), look)
    is_whole = request.GET.get("units") == "all"
    context = {
        **shown(seen),
        "choices": choices,
        "matrix_rows": seen.matrix.rows if is_whole else first_rows(seen),
    }
    return render(request, "overview/room.html", context)


def first_rows(seen: queries.Room) -> list[UnitRow]:
    """Return the units that stand in the matrix at first: the first in 建制顺序, and the chosen one."""
    rows = seen.matrix.rows
    return [row for at, row in enumerate(rows) if at < UNITS_SHOWN or row is seen.unit]


def wall(request: Request) -> HttpResponse:
    """Show the same for the wall: dark, large, turning its pages by itself."""
    campaign, _choices = chosen_campaign(request)
    if campaign is None:
        context = {"follows_campaigns": follows_campaigns(request.actor)}
        return render(request, "overview/nothing.html", context)
    look = queries.Look(matters=ON_THE_WALL)
    seen = queries.room(request.actor, campaign, timezone.localdate(), look)
    parts = wall_parts(request.actor, campaign, timezone.localdate())
    on_wall: dict[str, Any] = {
        **shown(seen),
        "parts": parts,
        "sort_words": SORT_WORDS,
        "figure_text": figure_text,
        "now": timezone.now(),
    }
    return render(request, "overview/wall.html", on_wall)


def shown(seen: queries.Room) -> dict[str, Any]:
    unit_id = seen.unit.unit_id if seen.unit else None
    to = Addresses(slug=seen.campaign.slug, unit_id=unit_id)
    whole = Addresses(slug=seen.campaign.slug)
    return {"room": seen, "to": to, "whole": whole, "next_act": next_act}


def chosen_campaign(request: Request) -> tuple[Campaign | None, list[tuple[str, str]]]:
    """Return the campaign asked for, else the one looked at last, else the one that runs."""
    choices = campaign_choices(request.actor)
    asked = request.GET.get("campaign")
    if not choices and not asked:
        return None, choices
    campaign = current_campaign(request.actor, asked, last=last_campaign(request))
    if campaign is not None:
        keep_campaign(request, campaign.slug)
    return campaign, choices
