"""调度期次: the campaign office opens, closes and freezes rounds, and lights the lamps anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.core.rounds import deadline
from guatu.dispatch.actions import (
    close_round,
    ensure_cadence,
    freeze_round,
    recompute_lamps,
)
from guatu.dispatch.actions.extensions import extend
from guatu.dispatch.byhand import ask_to_close, said_of_closed
from guatu.dispatch.models import Round
from guatu.dispatch.policies import can_run_rounds
from guatu.dispatch.queries.corrections import waiting_count
from guatu.dispatch.queries.due import freezes_at
from guatu.dispatch.queries.rounds import (
    UnitLine,
    read_after,
    rounds_overview,
    runnable_campaign,
    steps_of_round,
    units_of_round,
    visible_round,
)
from guatu.dispatch.relighting import ask_to_light, is_large
from guatu.dispatch.views.telling import followed, opened
from guatu.notices.outside import page_address
from guatu.notices.reminding import Kind, Reminder, text_of
from guatu.notices.reminding import UnitLine as Named
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.formatting import day
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read


def rounds(request: Request) -> HttpResponse:
    today = timezone.localdate()
    after = read_after(request.GET.get("after", ""))
    found = rounds_overview(request.actor, today, after=after)
    context = {
        "campaigns": found,
        "today": today,
        "now": timezone.now(),
        "is_first": after is None,
        "corrections": waiting_count(request.actor) if any(one.may_run for one in found) else 0,
    }
    return render(request, "dispatch/rounds.html", context)


def one_round(request: Request, round_id: int) -> HttpResponse:
    """Show which units have answered a round, and which have not, with what there is to tell them."""
    one = visible_round(request.actor, round_id)
    units = units_of_round(one)
    silent = [unit for unit in units if unit.open]
    may_run = can_run_rounds(request.actor, one.campaign.unit.path)
    now = timezone.now()
    context = {
        "round": one,
        "units": units,
        "silent": silent,
        "text": reminder_text(one, silent, now),
        "reminders": steps_of_round(one),
        "may_run": may_run,
        "may_extend": may_run and one.state == Round.State.OPEN and now < one.late_from,
        "freezes_at": freezes_at(one) if one.state == Round.State.CLOSED else None,
        "today": timezone.localdate(),
    }
    return render(request, "dispatch/round.html", context)


def reminder_text(one: Round, silent: Sequence[UnitLine], now: datetime) -> str:
    """Return the text for a work group, which names units alone; "" once the round is frozen."""
    if one.state == Round.State.FROZEN:
        return ""
    lines = [Named(unit=unit.name, count=unit.open) for unit in silent]
    subject = _("%(campaign)s, round %(number)d") % {
        "campaign": str(one.campaign),
        "number": one.ordinal,
    }
    due_at = one.until if now < one.until else None
    return text_of(
        Reminder(
            kind=Kind.UNREPORTED, subject=subject, lines=lines, as_of=now, due_at=due_at,
            address=page_address(reverse("dispatch:mine")), is_simulated=one.campaign.is_simulated,
        )
    )  # fmt: skip


def extend_unit(request: Request, round_id: int) -> HttpResponse:
    """Give one unit more time, until the end of a day."""
    visible_round(request.actor, round_id)  # before a word on what the form lacks
    day_given = read_day(request.POST.get("until", ""))
    unit_id = whole(request.POST.get("unit", ""))
    if day_given is None or unit_id is None:
        raise InvalidState(_("Say which unit gets more time, and until which day."))
    row = extend(
        request.actor,
        round_id,
        unit_id,
        until=deadline(day_given, timezone.get_default_timezone()),
        reason=request.POST.get("reason", "")[:200],
    )
    said = _("%(unit)s has time until %(day)s, 24:00.")
    messages.success(request, said % {"unit": row.unit.label, "day": day(day_given)})
    return HttpResponseRedirect(reverse("dispatch:round", args=[round_id]))


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def back() -> HttpResponse:
    return HttpResponseRedirect(reverse("dispatch:rounds"))


def open_next(request: Request, slug: str) -> HttpResponse:
    campaign = runnable_campaign(request.actor, slug)
    return opened(request, ensure_cadence(request.actor, campaign))


def close(request: Request, round_id: int) -> HttpResponse:
    version = version_read(request)
    one = visible_round(request.actor, round_id)
    is_asked = one.state == Round.State.OPEN and one.version == version
    if is_asked and is_large(one.campaign):  # what is refused is refused at once
        return followed(ask_to_close(request.actor, one, version))
    one = close_round(request.actor, round_id, version, today=timezone.localdate())
    messages.success(request, said_of_closed(one))
    return back()


def freeze(request: Request, round_id: int) -> HttpResponse:
    one = freeze_round(request.actor, round_id, version_read(request))
    messages.success(request, _("Round %(number)d is frozen for good.") % {"number": one.ordinal})
    return back()


def relight(request: Request, slug: str) -> HttpResponse:
    campaign = runnable_campaign(request.actor, slug)
    if not can_run_rounds(request.actor, campaign.unit.path):
        raise NotAllowed(_("Your post does not allow this."))
    if is_large(campaign):
        return followed(ask_to_light(request.actor, campaign))
    changed = recompute_lamps(request.actor, campaign, timezone.localdate())
    messages.success(
        request,
        ngettext("%(count)d lamp changed.", "%(count)d lamps changed.", changed)
        % {"count": changed},
    )
    return back()
