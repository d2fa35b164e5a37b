"""调度期次: the campaign office opens, closes and freezes rounds, and lights the lamps anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.dispatch.actions import (
    close_round,
    ensure_cadence,
    freeze_round,
    open_round,
    recompute_lamps,
)
from guatu.dispatch.policies import can_run_rounds
from guatu.dispatch.queries.rounds import (
    read_after,
    rounds_overview,
    runnable_campaign,
    units_of_round,
    visible_round,
)
from guatu.shell.errors import NotAllowed
from guatu.shell.formatting import day
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def rounds(request: Request) -> HttpResponse:
    today = timezone.localdate()
    after = read_after(request.GET.get("after", ""))
    found = rounds_overview(request.actor, today, after=after)
    context = {"campaigns": found, "today": today, "is_first": after is None}
    return render(request, "dispatch/rounds.html", context)


def one_round(request: Request, round_id: int) -> HttpResponse:
    """Show which units have answered a round, and which have not."""
    one = visible_round(request.actor, round_id)
    units = units_of_round(one)
    context = {
        "round": one,
        "units": units,
        "silent": [unit.name for unit in units if unit.open],
        "today": timezone.localdate(),
    }
    return render(request, "dispatch/round.html", context)


def back() -> HttpResponse:
    return HttpResponseRedirect(reverse("dispatch:rounds"))


def open_next(request: Request, slug: str) -> HttpResponse:
    campaign = runnable_campaign(request.actor, slug)
    cadence = ensure_cadence(request.actor, campaign)
    one = open_round(request.actor, cadence, timezone.localdate())
    asked = one.check_ins.count()
    messages.success(
        request,
        ngettext(
            "Round %(number)d asks for %(count)d check-in until %(day)s, 24:00.",
            "Round %(number)d asks for %(count)d check-ins until %(day)s, 24:00.",
            asked,
        )
        % {"number": one.ordinal, "count": asked, "day": day(one.ends_on, weekday=True)},
    )
    return back()


def close(request: Request, round_id: int) -> HttpResponse:
    one = close_round(request.actor, round_id, version_read(request), today=timezone.localdate())
    messages.success(request, _("Round %(number)d is closed.") % {"number": one.ordinal})
    return back()


def freeze(request: Request, round_id: int) -> HttpResponse:
    one = freeze_round(request.actor, round_id, version_read(request))
    messages.success(request, _("Round %(number)d is frozen for good.") % {"number": one.ordinal})
    return back()


def relight(request: Request, slug: str) -> HttpResponse:
    campaign = runnable_campaign(request.actor, slug)
    if not can_run_rounds(request.actor, campaign.unit.path):
        raise NotAllowed(_("Your post does not allow this."))
    changed = recompute_lamps(request.actor, campaign, timezone.localdate())
    messages.success(
        request,
        ngettext("%(count)d lamp changed.", "%(count)d lamps changed.", changed)
        % {"count": changed},
    )
    return back()
