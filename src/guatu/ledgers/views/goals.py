"""Pages of nodes and 月度目标 (T9): a year's months in a row, proposed by units, fixed by the office."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import visible_campaigns
from guatu.ledgers import goalsheet
from guatu.ledgers.actions import NewMilestone, set_milestones
from guatu.ledgers.actions.goalproposals import (
    Verdict,
    decide_proposal,
    propose_goals,
    withdraw_proposal,
)
from guatu.ledgers.actions.goals import move_milestone
from guatu.ledgers.goalsheet import Cell, Wrong
from guatu.ledgers.models import Entry, GoalProposal, Milestone
from guatu.ledgers.policies import can_edit_entry
from guatu.ledgers.queries import names_of, visible_entry
from guatu.ledgers.queries.goals import (
    ROWS_A_PAGE,
    goal_entries,
    goal_row,
    goal_rows,
    history_of,
    open_goals,
    proposing_unit,
    settled_proposals,
    visible_milestone,
    visible_proposal,
    waiting_proposals,
)
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

MONTHS = range(1, 13)
REFUSED = 422
Texts = dict[int, str]


def year_of(request: Request, campaign: Campaign, today: date) -> int:
    """Return the year asked for, else today's, within the campaign's own years."""
    asked = whole(request.POST.get("year") or request.GET.get("year") or "") or today.year
    return min(max(asked, campaign.starts_on.year), campaign.ends_on.year)


def years_of(campaign: Campaign) -> list[int]:
    return list(range(campaign.starts_on.year, campaign.ends_on.year + 1))


def index(request: Request) -> HttpResponse:
    """Lead to the goals of the campaign that was looked at last, or of the first one."""
    found = visible_campaigns(request.actor).order_by("-starts_on", "pk")
    last = found.filter(slug=last_campaign(request) or "").first() or found.first()
    if last is None:
        return render(request, "ledgers/no_campaign.html")
    return HttpResponseRedirect(reverse("ledgers:goals", args=[last.slug]))


def campaign_year(request: Request, slug: str) -> HttpResponse:
    """Show the goals of a campaign's entries, the twelve months in a row."""
    campaign = visible_campaigns(request.actor).filter(slug=slug).first()
    if campaign is None:
        raise NotFound
    keep_campaign(request, slug)
    today = timezone.localdate()
    year = year_of(request, campaign, today)
    all_rows = goal_entries(request.actor, campaign)
    units = Unit.objects.filter(pk__in=all_rows.order_by().values("unit")).order_by(
        "official_order", "path"
    )
    unit = next((one for one in units if str(one.pk) == request.GET.get("unit")), None)
    page = Paginator(goal_entries(request.actor, campaign, unit), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    waiting = waiting_proposals(request.actor, campaign).select_related(
        "entry", "unit", "milestone"
    )
    context = {
        "campaign": campaign,
        "year": year,
        "years": years_of(campaign),
        "months": MONTHS,
        "now": today.month if year == today.year else 0,
        "rows": goal_rows(list(page.object_list), year, today),
        "page": page,
        "units": units,
        "unit": unit,
        "waiting": list(waiting[:ROWS_A_PAGE]),
        "waiting_count": waiting.count(),
    }
    return render(request, "ledgers/goals.html", context)


def entry_year(request: Request, entry_id: int) -> HttpResponse:
    """Show one entry's year: what is set, met, missed, proposed, and what became of each."""
    entry = visible_entry(request.actor, entry_id)
    return show(request, entry, year_of(request, entry.campaign, timezone.localdate()))


def show(
    request: Request,
    entry: Entry,
    year: int,
    *,
    texts: Texts | None = None,
    errors: dict[int, str] | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    row = goal_row(entry, year, today)
    history, settled = history_of(entry), settled_proposals(entry)
    people = {one.person_id for one in history} | {one.decided_by for one in settled}
    is_office = can_edit_entry(request.actor, entry)
    context: dict[str, Any] = {
        "entry": entry,
        "campaign": entry.campaign,
        "year": year,
        "years": years_of(entry.campaign),
        "row": row,
        "texts": texts if texts is not None else texts_of(entry, year, is_office=is_office),
        "pasted": request.POST.get("list", "") if errors else "",
        "errors": errors or {},
        "is_office": is_office,
        "may_propose": not is_office and proposing_unit(request.actor, entry) is not None,
        "history": history,
        "settled": settled,
        "names": names_of({pk for pk in people if pk is not None}),
        "today": today,
    }
    return render(request, "ledgers/goal_year.html", context, status=REFUSED if errors else 200)


def texts_of(entry: Entry, year: int, *, is_office: bool) -> Texts:
    """Return the lines of each month: the open goals, for a unit with what it proposes already."""
    goals: dict[int, list[Milestone | NewMilestone]] = {}
    dropped: set[int] = set()
    if not is_office:
        asked = GoalProposal.objects.filter(entry=entry, state=GoalProposal.State.OPEN)
        for one in asked.order_by("due_on", "pk"):
            if one.act == GoalProposal.Act.ADD and one.due_on.year == year:
                new = NewMilestone(title=one.title, due_on=one.due_on, kind=one.kind)
                goals.setdefault(one.due_on.month, []).append(new)
            elif one.act == GoalProposal.Act.DROP and one.milestone_id is not None:
                dropped.add(one.milestone_id)
    for row in open_goals(entry).filter(due_on__year=year).exclude(pk__in=dropped):
        goals.setdefault(row.due_on.month, []).append(row)
    return {month: goalsheet.cell_text(goals.get(month, ())) for month in MONTHS}


def save_year(request: Request, entry_id: int) -> HttpResponse:
    """Fix the goals of a year, or propose them; or copy last month's into a month, saving nothing."""
    entry = visible_entry(request.actor, entry_id)
    year = year_of(request, entry.campaign, timezone.localdate())
    texts = {month: request.POST.get(f"m{month}", "") for month in MONTHS}
    copy_to = whole(request.POST.get("act", "").removeprefix("copy-"))
    if copy_to is not None and copy_to in MONTHS[1:]:
        before = texts[copy_to - 1] or goalsheet.cell_text(decided(entry, year, copy_to - 1))
        texts[copy_to] = goalsheet.copied(before, texts[copy_to])
        return show(request, entry, year, texts=texts)
    wanted, errors = read(texts, request.POST.get("list", ""), year)
    if errors:
        return show(request, entry, year, texts=texts, errors=errors)
    keep_goals(request, entry, year, wanted)
    return HttpResponseRedirect(f"{reverse('ledgers:goal-year', args=[entry.pk])}?year={year}")


def decided(entry: Entry, year: int, month: int) -> list[Milestone]:
    """Return all goals of a month, also decided ones: what was missed is often next month's again."""
    rows = Milestone.objects.filter(entry=entry, due_on__year=year, due_on__month=month)
    return list(rows.order_by("due_on", "pk"))


def read(texts: Texts, pasted: str, year: int) -> tuple[list[NewMilestone], dict[int, str]]:
    """Return the goals that were typed, or where they are wrong (0 is the pasted list)."""
    found: list[NewMilestone] = []
    errors: dict[int, str] = {}
    for month, text in texts.items():
        try:
            found += goalsheet.read_cell(text, Cell(year=year, month=month))
        except Wrong as wrong:
            errors[month] = said_of(wrong)
    try:
        found += goalsheet.read_list(pasted, year)
    except Wrong as wrong:
        errors[0] = said_of(wrong)
    return goalsheet.once(found), errors


def said_of(wrong: Wrong) -> str:
    line = wrong.line[:40]
    if wrong.code == "day":
        return _("“%(line)s”: there is no such day in this month.") % {"line": line}
    if wrong.code == "long":
        return _("“%(line)s…” has more than 200 characters; write the essence.") % {"line": line}
    if wrong.code == "many":
        return _("More than 12 goals in one month; from “%(line)s” on it is too much.") % {
            "line": line
        }
    return _("“%(line)s” does not begin with its month, such as 3月 or 2026-03.") % {"line": line}


def keep_goals(request: Request, entry: Entry, year: int, wanted: list[NewMilestone]) -> None:
    others = [
        NewMilestone(title=row.title, due_on=row.due_on, kind=row.kind)
        for row in open_goals(entry).exclude(due_on__year=year)
    ]
    goals = goalsheet.once([*others, *wanted])
    if can_edit_entry(request.actor, entry):
        set_milestones(request.actor, entry, version=version_read(request), milestones=goals)
        messages.success(request, _("The goals of %(year)d are set.") % {"year": year})
        return
    count = propose_goals(
        request.actor, entry, wanted=goals, reason=request.POST.get("reason", "")[:500]
    )
    messages.success(
        request,
        ngettext(
            "%(count)d change proposed; the campaign office fixes it.",
            "%(count)d changes proposed; the campaign office fixes them.",
            count,
        )
        % {"count": count},
    )


def back(request: Request, entry: Entry) -> HttpResponse:
    """Return to where a decision was taken: the campaign's list of what waits, or the entry's year."""
    if request.POST.get("from") == "campaign":
        return HttpResponseRedirect(reverse("ledgers:goals", args=[entry.campaign.slug]))
    return HttpResponseRedirect(reverse("ledgers:goal-year", args=[entry.pk]))


def move(request: Request, milestone_id: int) -> HttpResponse:
    """Give a goal another day, with the reason."""
    row = visible_milestone(request.actor, milestone_id)
    try:
        due_on = date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError as error:
        raise InvalidState(_("Write the day as 2026-06-30.")) from error
    reason = request.POST.get("reason", "")
    version = version_read(request)
    move_milestone(request.actor, row, version=version, due_on=due_on, reason=reason)
    messages.success(request, _("The goal moved; the day before stays in its history."))
    return back(request, row.entry)


def decide(request: Request, proposal_id: int) -> HttpResponse:
    """Fix what a unit proposed, or refuse it with the reason."""
    row = visible_proposal(request.actor, proposal_id)
    verdict = Verdict(
        is_accepted=request.POST.get("verdict") == "accept",
        answer=request.POST.get("answer", "")[:500],
    )
    decide_proposal(request.actor, row, version=version_read(request), verdict=verdict)
    said = _("The proposal is fixed.") if verdict.is_accepted else _("The proposal is refused.")
    messages.success(request, said)
    return back(request, row.entry)


def withdraw(request: Request, proposal_id: int) -> HttpResponse:
    row = visible_proposal(request.actor, proposal_id)
    withdraw_proposal(request.actor, row, version=version_read(request))
    messages.success(request, _("The proposal is taken back."))
    return back(request, row.entry)
