"""What several pages of meetings use."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.meetings.models import Meeting
from guatu.meetings.policies import can_run, can_see_packages
from guatu.meetings.words import SORTS, STANDINGS, STATES, fact_texts, item_title
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.routes import Request

REFUSED = 422


def chosen(request: Request, slug: str | None = None) -> Campaign | None:
    """Return the campaign whose meetings are looked at."""
    slug = slug or request.GET.get("campaign")
    campaign = current_campaign(request.actor, slug, last=last_campaign(request))
    if campaign is not None:
        keep_campaign(request, campaign.slug)
    return campaign


def bar(request: Request, campaign: Campaign | None) -> dict[str, Any]:
    """Return what the head of a page shows of its campaign, and words for all pages."""
    return {
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "may_run": campaign is not None and can_run(request.actor, campaign),
        "may_see_packages": can_see_packages(request.actor),
        "sorts": {code: str(word) for code, word in SORTS.items()},
        "states": {code: str(word) for code, word in STATES.items()},
        "standings": {code: (mark, str(word)) for code, (mark, word) in STANDINGS.items()},
        "fact_texts": fact_texts,
        "item_title": item_title,
    }


def run_by(request: Request, slug: str) -> Campaign:
    """Return the campaign of a name if the actor runs it; seeing it is not enough."""
    campaign = chosen(request, slug)
    if campaign is None or not can_run(request.actor, campaign):
        raise NotFound
    return campaign


def check_runs(request: Request, campaign: Campaign) -> None:
    if not can_run(request.actor, campaign):
        raise NotAllowed(_("Your post does not allow this."))


def to_meeting(meeting: Meeting, anchor: str = "") -> HttpResponse:
    address = reverse("meetings:meeting", args=[meeting.pk])
    return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)
