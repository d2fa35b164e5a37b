"""When the meetings of a campaign are held, and how many a month may have."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.meetings.actions.plans import set_plan
from guatu.meetings.forms import PlanForm
from guatu.meetings.models import MeetingPlan, Sort
from guatu.meetings.queries.budget import budgets_of
from guatu.meetings.queries.plans import next_day, plan_of
from guatu.meetings.views.common import REFUSED, bar, run_by
from guatu.shell.errors import BadRequest, InvalidState
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.shell.workdays import work_calendar


def plans(request: Request, slug: str) -> HttpResponse:
    """Show how meetings of each sort are held; `sort` names the one that is changed."""
    campaign = run_by(request, slug)
    rows = {sort: plan_of(campaign, sort) for sort in Sort.values}
    forms = {sort: PlanForm(plan=row) for sort, row in rows.items()}
    status = 200
    if request.method == "POST":
        sort = request.POST.get("sort", "")
        if sort not in rows:
            raise BadRequest(_("There is no such sort of meeting."))
        forms[sort] = PlanForm(request.POST, plan=rows[sort])
        if saved(request, rows[sort], forms[sort]):
            return HttpResponseRedirect(reverse("meetings:plans", args=[campaign.slug]))
        status = REFUSED
    today, calendar = timezone.localdate(), work_calendar()
    context = bar(request, campaign) | {
        "plans": [
            (
                rows[sort],
                forms[sort],
                next_day(rows[sort], today, calendar) if rows[sort].is_on else None,
            )
            for sort in Sort.values
        ],
        "budgets": {one.sort: one for one in budgets_of(campaign, today)},
    }
    return render(request, "meetings/plans.html", context, status=status)


def saved(request: Request, plan: MeetingPlan, form: PlanForm) -> bool:
    """Save a plan; a refusal stands in its form."""
    if not form.is_valid():
        return False
    version = version_read(request)
    try:
        set_plan(request.actor, plan.campaign, plan.sort, version=version, change=form.change)
    except InvalidState as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, _("Saved."))
    return True
