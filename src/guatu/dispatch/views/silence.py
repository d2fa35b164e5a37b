"""无人应答: duties without an owner, units that never report, words that nobody gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guatu.accounts.policies import can_see_people, can_see_units
from guatu.campaigns.queries import campaign_choices
from guatu.core.actors import Actor
from guatu.dispatch.queries.rounds import runnable_campaign
from guatu.dispatch.queries.silence import DAYS_WAITING, ROUNDS_SILENT, SHOWN, Silent, silence
from guatu.shell.chosen import keep_campaign
from guatu.shell.routes import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a group is called, what its columns say, and what to do."""

    title: Promise
    count: Promise | str
    since: Promise | str
    todo: Promise


WORDS: Mapping[str, Words] = {
    "ownerless": Words(
        title=_("Entries that nobody leads"),
        count="",
        since=_("Due"),
        todo=_("Open the entry and name its lead unit: without one no round asks for it."),
    ),
    "without_liaison": Words(
        title=_("Units with duties and without a liaison"),
        count=_("Entries to answer for"),
        since="",
        todo=_("Appoint a liaison or a deputy on the unit's page."),
    ),
    "vacant": Words(
        title=_("Vacant posts that still owe something"),
        count=_("Owed"),
        since=_("Vacant since"),
        todo=_("Appoint a successor: what the post owes goes over with it."),
    ),
    "silent_units": Words(
        title=_("Units that handed in nothing in the last %(count)d rounds"),
        count=_("Entries to answer for"),
        since=_("Last report"),
        todo=_("Call the unit; if nobody can sign in, record its report on paper."),
    ),
    "silent_entries": Words(
        title=_("Entries of which nobody has ever reported"),
        count="",
        since=_("Due"),
        todo=_("Ask the lead unit whether the entry is its own, or adjust the task."),
    ),
    "figures": Words(
        title=_("Indicators without a single figure"),
        count="",
        since="",
        todo=_("Ask the unit that owes it, or the unit that provides it, for the first figure."),
    ),
    "waiting": Words(
        title=_("Reports that wait for a word for more than %(days)d days"),
        count=_("Reports"),
        since=_("Waiting since"),
        todo=_("Remind whoever speaks next, or record the word on paper."),
    ),
}
STEPS: Mapping[str, Promise] = {
    "unit": _("for the unit's own word"),
    "lead": _("for the lead unit's word"),
    "office": _("for the office's check"),
}


def silent(request: Request, slug: str) -> HttpResponse:
    """Show who does not answer in one campaign, with what can be done."""
    campaign = runnable_campaign(request.actor, slug)
    keep_campaign(request, slug)
    found = silence(request.actor, campaign, timezone.now(), timezone.localdate())
    context = {
        "campaign": campaign,
        "choices": campaign_choices(request.actor),
        "groups": found,
        "words": WORDS,
        "steps": STEPS,
        "counts": {"count": ROUNDS_SILENT, "days": DAYS_WAITING},
        "shown": SHOWN,
        "address": lambda row: address_of(request.actor, row),
    }
    return render(request, "dispatch/silence.html", context)


def address_of(actor: Actor, row: Silent) -> str:
    """Return the page of what is silent, "" where the actor may not open it."""
    if row.route == "accounts:unit" and not can_see_units(actor):
        return ""
    if row.route == "accounts:post" and not can_see_people(actor):
        return ""
    return reverse(row.route, args=[row.key])
