"""A meeting in session: one item a screen, and decisions typed as they are taken."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.queries import units_around
from guatu.campaigns.models import Campaign
from guatu.meetings.actions.decisions import decide as take_decision
from guatu.meetings.actions.decisions import edit_decision, settle_decision, withdraw_decision
from guatu.meetings.forms import DecisionForm
from guatu.meetings.models import Decision, Meeting
from guatu.meetings.queries.followup import decision_lines
from guatu.meetings.queries.items import ItemLine, item_lines, screen_of, spoken_of
from guatu.meetings.queries.meetings import visible_decision, visible_meeting
from guatu.meetings.views.common import REFUSED, bar, check_runs
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.formatting import day
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

SECONDS_A_SCREEN = 30  # of the wall, which turns by itself


def walk(request: Request, meeting_id: int) -> HttpResponse:
    """Show one item of a meeting, full screen; `?at=` is its place, the one past the last the end."""
    meeting = visible_meeting(request.actor, meeting_id)
    return show_walk(request, meeting, whole(request.GET.get("at", "")) or 1)


def show_walk(
    request: Request, meeting: Meeting, at: int, form: DecisionForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    lines = spoken_of(item_lines(request.actor, meeting, today))
    at = min(max(at, 1), len(lines) + 1)
    line = lines[at - 1] if at <= len(lines) else None
    is_wall = request.GET.get("wall") == "1"
    context = bar(request, meeting.campaign) | {
        "meeting": meeting,
        "lines": lines,
        "newest_first": line is not None,
        "at": at,
        "screen": screen_of(request.actor, meeting, line, today) if line else None,
        "decided": decision_lines(request.actor, meeting, today),
        "ends_at": ends_at(meeting),
        "today": today,
        "is_wall": is_wall,
        "turn_to": at + 1 if at <= len(lines) else 1,
        "seconds": SECONDS_A_SCREEN,
    }
    if context["may_run"] and meeting.state == Meeting.State.RUNNING and not is_wall:
        context |= typing(meeting.campaign, today, form, line)
    return render(request, "meetings/walk.html", context, status=REFUSED if form else 200)


def ends_at(meeting: Meeting) -> datetime | None:
    """Return when the session should end: only the time left is shown, nobody's is measured."""
    if meeting.started_at is None or meeting.closed_at is not None:
        return None
    return meeting.started_at + timedelta(minutes=meeting.expected_minutes)


def typing(
    campaign: Campaign, today: date, form: DecisionForm | None, line: ItemLine | None
) -> dict[str, Any]:
    """Return what the form needs: names to choose from, days as they are said."""
    unit = line.item.unit if line else None
    initial = {"units": unit.label if unit else ""}
    units = units_around(campaign.unit).order_by("official_order", "path")
    return {
        "form": form or DecisionForm(campaign=campaign, today=today, initial=initial),
        "unit_names": [unit.label for unit in units],
        "limits": limits_of(today),
    }


def limits_of(today: date) -> list[tuple[str, str]]:
    """Return limits as people say them, with the day that each means."""
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    week, month = today + timedelta(days=7), today + timedelta(days=30)
    return [
        ("3天", day(today + timedelta(days=3), weekday=True)),
        (f"{friday.month}.{friday.day}", day(friday, weekday=True)),
        ("7天", day(week, weekday=True)),
        ("30天", day(month, weekday=True)),
        ("月底", _("end of the month")),
    ]


def place(request: Request) -> int:
    return whole(request.POST.get("at", "")) or 1


def to_screen(meeting: Meeting, at: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('meetings:walk', args=[meeting.pk])}?at={at}#decide")


def decide(request: Request, meeting_id: int) -> HttpResponse:
    """Write a decision down; on an item, if one is named."""
    meeting = visible_meeting(request.actor, meeting_id)
    check_runs(request, meeting.campaign)
    today = timezone.localdate()
    form = DecisionForm(request.POST, campaign=meeting.campaign, today=today)
    item = item_of(request, meeting)
    if form.is_valid():
        try:
            take_decision(request.actor, meeting, form.new, item=item)
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            return to_screen(meeting, place(request))
    return show_walk(request, meeting, place(request), form)


def item_of(request: Request, meeting: Meeting) -> Any:
    wanted = whole(request.POST.get("item", ""))
    if not wanted:
        return None
    item = meeting.items.filter(pk=wanted, is_dropped=False).first()
    if item is None:
        raise NotFound
    return item


def decisions(request: Request, meeting_id: int) -> HttpResponse:
    """Show what was decided so far: the part of the page that follows who types elsewhere."""
    meeting = visible_meeting(request.actor, meeting_id)
    context = bar(request, meeting.campaign) | {
        "meeting": meeting,
        "decided": decision_lines(request.actor, meeting, timezone.localdate()),
        "at": whole(request.GET.get("at", "")) or 1,
        "newest_first": True,
    }
    return render(request, "meetings/decided.html", context)


def edit(request: Request, decision_id: int) -> HttpResponse:
    """Word a decision anew while the meeting lasts."""
    row = visible_decision(request.actor, decision_id)
    check_runs(request, row.meeting.campaign)
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    form = DecisionForm(data, campaign=row.meeting.campaign, today=today, initial=as_typed(row))
    if data is not None and form.is_valid():
        version = version_read(request)
        try:
            edit_decision(request.actor, row, version=version, new=form.new, today=today)
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            return to_screen(row.meeting, place(request))
    context = bar(request, row.meeting.campaign) | {
        "decision": row,
        "meeting": row.meeting,
        "at": whole(request.GET.get("at", request.POST.get("at", ""))) or 1,
        **typing(row.meeting.campaign, today, form, None),
    }
    status = REFUSED if data is not None else 200
    return render(request, "meetings/decision.html", context, status=status)


def as_typed(row: Decision) -> dict[str, Any]:
    units = row.units.select_related("unit").order_by("position")
    return {
        "text": row.text,
        "units": "、".join(one.unit.label for one in units),
        "limit": row.limit_on.isoformat() if row.limit_on else "",
        "leader": row.leader_id,
    }


def withdraw(request: Request, decision_id: int) -> HttpResponse:
    """Take a decision back while the meeting lasts."""
    row = visible_decision(request.actor, decision_id)
    withdraw_decision(request.actor, row, version=version_read(request))
    return to_screen(row.meeting, place(request))


def settle(request: Request, decision_id: int) -> HttpResponse:
    """Say that a decision without directives is carried out."""
    row = visible_decision(request.actor, decision_id)
    settle_decision(
        request.actor,
        row,
        version=version_read(request),
        note=request.POST.get("note", ""),
        today=timezone.localdate(),
    )
    return HttpResponseRedirect(reverse("meetings:minutes", args=[row.meeting_id]))
