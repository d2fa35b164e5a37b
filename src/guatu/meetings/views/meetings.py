"""The meetings of a campaign, and one of them with its agenda."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.queries import units_around
from guatu.campaigns.models import Campaign
from guatu.dispatch.queries.changes import changes_between
from guatu.meetings.actions.agenda import call_off, edit_meeting
from guatu.meetings.actions.preparing import prepare as prepare_meeting
from guatu.meetings.actions.preparing import read_again
from guatu.meetings.actions.running import begin as begin_meeting
from guatu.meetings.actions.running import close as close_meeting
from guatu.meetings.actions.running import group_text, send_invitations
from guatu.meetings.forms import ItemForm, MeetingForm, head_of
from guatu.meetings.models import Meeting, Sort
from guatu.meetings.queries.asked import picture_of_last_time
from guatu.meetings.queries.budget import budgets_of, comprehensive_before
from guatu.meetings.queries.followup import decision_lines, follow_up
from guatu.meetings.queries.groups import unit_groups
from guatu.meetings.queries.items import item_lines
from guatu.meetings.queries.meetings import visible_meeting, visible_meetings
from guatu.meetings.queries.plans import next_day, plan_of
from guatu.meetings.views.common import REFUSED, bar, check_runs, chosen, run_by, to_meeting
from guatu.shell.errors import InvalidState
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.shell.workdays import work_calendar

State = Meeting.State
A_PAGE = 20
SHOWN = 8  # changes of each sort


def meetings(request: Request) -> HttpResponse:
    """List the meetings of the chosen campaign: what comes, then what was."""
    campaign = chosen(request)
    return show_meetings(request, campaign)


def show_meetings(
    request: Request, campaign: Campaign | None, form: django_forms.Form | None = None
) -> HttpResponse:
    context = bar(request, campaign)
    if campaign is None:
        return render(request, "meetings/none.html", context)
    found = visible_meetings(request.actor, campaign)
    ahead = found.filter(state__in=[State.PREPARED, State.RUNNING]).order_by("held_on", "pk")
    past = found.filter(state__in=[State.CLOSED, State.CANCELLED]).order_by("-held_on", "-pk")
    today = timezone.localdate()
    context |= {
        "ahead": list(ahead),
        "page": Paginator(past, A_PAGE).get_page(request.GET.get("page")),
        "today": today,
        "budgets": [one for one in budgets_of(campaign, today) if one.held or one.is_over],
        "form": form,
    }
    if context["may_run"] and form is None:
        context["form"] = new_form(campaign)
    return render(request, "meetings/meetings.html", context, status=REFUSED if form else 200)


def new_form(campaign: Campaign, data: Any = None) -> MeetingForm:
    """Return the form of a new meeting, filled by the plan of the weekly ones."""
    today = timezone.localdate()
    plan = plan_of(campaign, Sort.WEEKLY)
    initial = {
        "sort": Sort.WEEKLY,
        "held_on": next_day(plan, today, work_calendar()) or today,
        "starts_at": plan.starts_at,
        "place": plan.place,
        "chair": plan.chair_id,
        "expected_minutes": plan.expected_minutes,
    }
    return MeetingForm(data, campaign=campaign, with_sort=True, initial=initial)


def prepare(request: Request, slug: str) -> HttpResponse:
    """Prepare a meeting from the data."""
    campaign = run_by(request, slug)
    form = new_form(campaign, request.POST)
    if form.is_valid():
        try:
            meeting = prepare_meeting(request.actor, campaign, form.new())
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request, _("Prepared. Look through the agenda, then invite the units.")
            )
            return to_meeting(meeting)
    return show_meetings(request, campaign, form)


def meeting(request: Request, meeting_id: int) -> HttpResponse:
    """Show a meeting: agenda, groups, what changed, what became of the last decisions."""
    return show_meeting(request, visible_meeting(request.actor, meeting_id))


def show_meeting(
    request: Request, row: Meeting, *, head: MeetingForm | None = None, item: ItemForm | None = None
) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    context = bar(request, row.campaign)
    lines = item_lines(actor, row, today)
    context |= {
        "meeting": row,
        "today": today,
        "items": [line for line in lines if not line.item.is_dropped],
        "dropped": [line for line in lines if line.item.is_dropped],
        "minutes": sum(line.item.minutes for line in lines if not line.item.is_dropped),
        "groups": unit_groups(actor, row.campaign) if row.state != State.CLOSED else None,
        "changes": changes_between(actor, row.campaign, picture_of_last_time(row), None, most=SHOWN)
        if row.state != State.CLOSED
        else None,
        "last": follow_up(actor, row.previous, today) if row.previous else [],
        "decisions": decision_lines(actor, row, today),
        "invitations": list(row.invitations.select_related("unit")),
        "group_text": group_text(row),
        "comprehensive": comprehensive_before(row),
        "head": None,
        "item_form": item or ItemForm(),
    }
    if context["may_run"]:
        context |= office_part(row, head)
    status = REFUSED if head is not None or item is not None else 200
    return render(request, "meetings/meeting.html", context, status=status)


def office_part(row: Meeting, head: MeetingForm | None) -> dict[str, Any]:
    invited = set(row.invitations.values_list("unit_id", flat=True))
    units = units_around(row.campaign.unit, kept=invited).order_by("official_order", "path")
    return {
        "head": head or MeetingForm(campaign=row.campaign, with_sort=False, initial=head_of(row)),
        "units": [(unit, unit.pk in invited) for unit in units],
    }


def edit(request: Request, meeting_id: int) -> HttpResponse:
    """Change the head of a meeting."""
    row = visible_meeting(request.actor, meeting_id)
    check_runs(request, row.campaign)
    form = MeetingForm(request.POST, campaign=row.campaign, with_sort=False)
    if form.is_valid():
        version = version_read(request)
        try:
            edit_meeting(request.actor, row, version=version, new=form.new(row.sort))
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return to_meeting(row)
    return show_meeting(request, row, head=form)


def again(request: Request, meeting_id: int) -> HttpResponse:
    """Read the data again."""
    row = visible_meeting(request.actor, meeting_id)
    row = read_again(request.actor, row, timezone.localdate())
    messages.success(request, _("The agenda is of now; what you put, moved or dropped stayed."))
    return to_meeting(row)


def tell(request: Request, meeting_id: int) -> HttpResponse:
    """Send the invitations."""
    row = visible_meeting(request.actor, meeting_id)
    reached = send_invitations(request.actor, row, version=version_read(request))
    messages.success(
        request,
        ngettext("%(count)d person was told.", "%(count)d persons were told.", reached)
        % {"count": reached},
    )
    return to_meeting(row, "invitations")


def cancel(request: Request, meeting_id: int) -> HttpResponse:
    """Call a meeting off."""
    row = visible_meeting(request.actor, meeting_id)
    reason = request.POST.get("reason", "")
    call_off(request.actor, row, version=version_read(request), reason=reason)
    messages.success(request, _("Called off."))
    return HttpResponseRedirect(reverse("meetings:meetings"))


def begin(request: Request, meeting_id: int) -> HttpResponse:
    """Open the session and go to the first item."""
    row = visible_meeting(request.actor, meeting_id)
    begin_meeting(request.actor, row, version=version_read(request))
    return HttpResponseRedirect(reverse("meetings:walk", args=[row.pk]))


def close(request: Request, meeting_id: int) -> HttpResponse:
    """End the session; its list of decisions is frozen."""
    row = visible_meeting(request.actor, meeting_id)
    close_meeting(request.actor, row, version=version_read(request))
    messages.success(request, _("The meeting is closed; this is the list of what was decided."))
    return HttpResponseRedirect(reverse("meetings:minutes", args=[row.pk]))
