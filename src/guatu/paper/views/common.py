"""What several pages of paper use: the campaign looked at, and the tabs."""

from __future__ import annotations

from typing import Any

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy

from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.errors import NotFound
from guatu.shell.routes import Request

TABS = (
    ("paper:index", gettext_lazy("Bulletins")),
    ("paper:leaders", gettext_lazy("One page for a leader")),
    ("paper:unit-sheets", gettext_lazy("Sheets of units")),
    ("paper:materials", gettext_lazy("My materials")),
    ("paper:volumes", gettext_lazy("Volumes of evidence")),
)


def chosen(request: Request, slug: str | None = None) -> Campaign | None:
    """Return the campaign looked at: named in the address, else the one of the page before."""
    slug = slug or request.GET.get("campaign")
    campaign = current_campaign(request.actor, slug, last=last_campaign(request))
    if campaign is not None:
        keep_campaign(request, campaign.slug)
    return campaign


def chosen_or_none_here(request: Request, slug: str | None = None) -> Campaign:
    """Return the campaign looked at.

    Raises
    ------
    NotFound
        The actor sees none.
    """
    if (campaign := chosen(request, slug)) is None:
        raise NotFound
    return campaign


def frame_of(request: Request, campaign: Campaign | None, here: str) -> dict[str, Any]:
    """Return what the head of each page shows: its campaign, the others, the tabs."""
    return {
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "tabs": tabs_of(request, here),
        "here": here,
    }


def tabs_of(request: Request, here: str) -> list[tuple[str, str, bool]]:
    """Return address, name and whether one is on it, of the pages that the actor may open."""
    found = []
    for name, label in TABS:
        address = reverse(name)
        if may_open(request, address):
            found.append((address, str(label), name == here))
    return found


def may_open(request: Request, address: str) -> bool:
    policy = getattr(resolve(address).func, "policy", None)
    return policy is not None and policy(request.actor)
