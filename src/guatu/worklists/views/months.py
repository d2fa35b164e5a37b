"""月度重点工作 of a campaign: proposed, approved, checked, disputed; the last month beside this one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.evidence import UPLOAD_NOTE, evidence_response
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.ledgers.queries import names_of, visible_entry
from guatu.ledgers.queries.visibility import sees_whole
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.worklists.actions.months import (
    Verdict,
    add_work,
    answer_work,
    approve_month,
    approve_on_paper,
    check_work,
    dispute_work,
    edit_work,
    propose_month,
    strike_work,
)
from guatu.worklists.forms import SignedForm
from guatu.worklists.models import KeyWork, MonthList
from guatu.worklists.policies import can_decide_month, can_propose_month
from guatu.worklists.queries.months import (
    campaign_for,
    entries_to_add,
    leaders_on,
    month_after,
    month_of,
    struck_of,
    tally,
    visible_month,
    visible_work,
    work_rows,
)
from guatu.worklists.views.writes import paper_of
from guatu.worklists.wording import words

REFUSED = 422
LONGEST_SEARCH = 60


def index(request: Request) -> HttpResponse:
    """Lead to this month of the campaign that was looked at last."""
    campaign = current_campaign(request.actor, last=last_campaign(request))
    if campaign is None:
        return render(request, "ledgers/no_campaign.html")
    month = month_of(timezone.localdate())
    return HttpResponseRedirect(reverse("worklists:month", args=[campaign.slug, f"{month:%Y-%m}"]))


def month_asked(text: str) -> date:
    """Return the first day of a month written as 2026-06."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise NotFound from error


def month(request: Request, slug: str, written: str) -> HttpResponse:
    campaign = campaign_for(request.actor, slug)
    keep_campaign(request, slug)
    return show(request, campaign, month_asked(written))


def show(
    request: Request, campaign: Campaign, first: date, *, signed: SignedForm | None = None
) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    one = MonthList.objects.filter(campaign=campaign, month=first).select_related("post").first()
    rows, hidden = work_rows(actor, one) if one else ([], 0)
    is_open = one is None or one.state == MonthList.State.PROPOSED
    people = {step.person_id for row in rows for step in row.steps}
    people |= {one.approved_by, one.signed_by} if one else set()
    may_propose = is_open and can_propose_month(actor, campaign)
    sought = request.GET.get("find", "")[:LONGEST_SEARCH].strip()
    choices, has_more = entries_to_add(actor, one, sought) if one and may_propose else ([], False)
    context: dict[str, Any] = {
        "campaign": campaign,
        "campaigns": campaign_choices(actor),
        "month": first,
        "earlier": month_after(first, -1),
        "later": month_after(first),
        "one": one,
        "rows": rows,
        "hidden": hidden,
        "sees_paper": sees_whole(actor, campaign),
        "tally": tally(rows),
        "struck": struck_of(one) if one and can_propose_month(actor, campaign) else [],
        "names": names_of({pk for pk in people if pk is not None}),
        "may_propose": may_propose,
        "sought": sought,
        "choices": choices,
        "has_more": has_more,
        "may_approve": one is not None and is_open and bool(rows)
        and can_decide_month(actor, campaign) and one.made_by != actor.person_id,
        "signed_form": signed or signed_form(campaign, today),
        "upload_note": UPLOAD_NOTE,
        "today": today,
        **words(),
    }  # fmt: skip
    return render(request, "worklists/month.html", context, status=REFUSED if signed else 200)


def signed_form(campaign: Campaign, day: date, data: Any = None, files: Any = None) -> SignedForm:
    return SignedForm(
        data, files, signers=leaders_on(campaign, day), initial={"signed_on": day.isoformat()}
    )


def back_to(one: MonthList) -> HttpResponse:
    address = reverse("worklists:month", args=[one.campaign.slug, f"{one.month:%Y-%m}"])
    return HttpResponseRedirect(address)


def propose(request: Request, slug: str, written: str) -> HttpResponse:
    one = propose_month(request.actor, campaign_for(request.actor, slug), month_asked(written))
    messages.success(
        request, _("Proposed from what was not reached and from the goals of the month.")
    )
    return back_to(one)


def add(request: Request, month_id: int) -> HttpResponse:
    """Put the entry that was chosen on the list, with its goal."""
    one = visible_month(request.actor, month_id)
    if not can_propose_month(request.actor, one.campaign):
        raise NotAllowed(_("Your post does not allow this."))
    number = whole(request.POST.get("entry", ""))
    if number is None:
        raise InvalidState(_("Search for an entry and choose it."))
    entry = visible_entry(request.actor, number)
    add_work(request.actor, one, entry, request.POST.get("goal", ""))
    messages.success(request, _("Added to the list."))
    return back_to(one)


def edit(request: Request, work_id: int) -> HttpResponse:
    row = visible_work(request.actor, work_id)
    edit_work(request.actor, row, version=version_read(request), goal=request.POST.get("goal", ""))
    messages.success(request, _("Saved."))
    return back_to(row.month_list)


def strike(request: Request, work_id: int) -> HttpResponse:
    row = visible_work(request.actor, work_id)
    one = row.month_list
    strike_work(request.actor, row, version=version_read(request))
    messages.success(request, _("Taken off the list."))
    return back_to(one)


def approve(request: Request, month_id: int) -> HttpResponse:
    one = visible_month(request.actor, month_id)
    approve_month(request.actor, one, version=version_read(request), today=timezone.localdate())
    messages.success(request, _("The month's key work is approved."))
    return back_to(one)


def approve_paper(request: Request, month_id: int) -> HttpResponse:
    one = visible_month(request.actor, month_id)
    if not can_propose_month(request.actor, one.campaign):
        raise NotAllowed(_("Your post does not allow this."))
    today = timezone.localdate()
    form = signed_form(one.campaign, today, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, one.campaign, one.month, signed=form)
    approve_on_paper(request.actor, one, paper_of(form), version=version_read(request), today=today)
    messages.success(request, _("The month's key work is approved."))
    return back_to(one)


def verdict_of(request: Request) -> Verdict:
    outcome = request.POST.get("outcome", "")
    if outcome not in KeyWork.Outcome.values:
        raise InvalidState(_("Say what was found."))
    return Verdict(outcome=outcome, word=request.POST.get("word", ""))


def check(request: Request, work_id: int) -> HttpResponse:
    row = visible_work(request.actor, work_id)
    check_work(
        request.actor, row, version=version_read(request), verdict=verdict_of(request),
        today=timezone.localdate(),
    )  # fmt: skip
    messages.success(request, _("Recorded."))
    return back_to(row.month_list)


def dispute(request: Request, work_id: int) -> HttpResponse:
    row = visible_work(request.actor, work_id)
    dispute_work(
        request.actor, row, version=version_read(request), reason=request.POST.get("word", "")
    )
    messages.success(request, _("Your word stands beside it until the office answers."))
    return back_to(row.month_list)


def answer(request: Request, work_id: int) -> HttpResponse:
    row = visible_work(request.actor, work_id)
    answer_work(request.actor, row, version=version_read(request), verdict=verdict_of(request))
    messages.success(request, _("Answered."))
    return back_to(row.month_list)


def paper(request: Request, month_id: int) -> HttpResponseBase:
    """Send the signed list to whoever sees the whole campaign."""
    one = visible_month(request.actor, month_id)
    # the signed sheet names every line, so it is for who sees every line
    if one.evidence is None or not sees_whole(request.actor, one.campaign):
        raise NotFound
    return evidence_response(one.evidence)
