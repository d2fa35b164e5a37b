"""The month's key work: what is proposed for a list, who approves it, and what became of it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.queries import visible_campaigns
from guatu.core.actors import Actor, Role
from guatu.core.paths import STEP
from guatu.ledgers.models import Entry, Milestone
from guatu.ledgers.queries import in_force_entries, visible_entries
from guatu.shell.errors import NotFound
from guatu.worklists.models import KeyWork, KeyWorkStep, MonthList
from guatu.worklists.policies import acts_for, can_propose_month

Outcome = KeyWork.Outcome
FOUND_MOST = 20
WORDS_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """A line of the month with its history and what the reader may do."""

    work: KeyWork
    steps: Sequence[KeyWorkStep]
    may_check: bool
    may_dispute: bool
    may_answer: bool


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def proposals_for(one: MonthList) -> list[dict[str, Any]]:
    """Return the columns of what is proposed: not reached before, then the goals of the month.

    What stands on the list already, or is closed or out of force, is left out.
    """
    standing = set(one.works.values_list("milestone_id", flat=True)) - {None}
    before = KeyWork.objects.filter(
        month_list__campaign=one.campaign,
        month_list__month__lt=one.month,
        month_list__month__gte=month_after(one.month, -1),
        outcome__in=[Outcome.PARTLY, Outcome.MISSED],
        carried_to__isnull=True,
        entry__closed_on__isnull=True,
        entry__validity=Validity.IN_FORCE,
    )
    found: list[dict[str, Any]] = [
        {"entry_id": row.entry_id, "unit_id": row.unit_id, "goal": row.goal, "carried_from": row}
        for row in before.order_by("month_list__month", "ordinal", "pk")
    ]
    goals = (
        Milestone.objects.filter(
            entry__campaign=one.campaign,
            entry__validity=Validity.IN_FORCE,
            entry__closed_on__isnull=True,
            outcome=Milestone.Outcome.OPEN,
            due_on__range=(one.month, last_day(one.month)),
        )
        .exclude(pk__in=standing)
        .select_related("entry")
        .order_by("entry__ledger", "entry__position", "due_on", "pk")
    )
    found += [
        {
            "entry_id": goal.entry_id,
            "unit_id": goal.entry.unit_id,
            "goal": goal.title[:300],
            "milestone": goal,
        }
        for goal in goals
    ]
    return found


def leaders_on(campaign: Campaign, day: date) -> QuerySet[Appointment]:
    """Return who could approve a campaign's list on a day, in official order."""
    path = campaign.unit.path
    above = [path[:end] for end in range(STEP, len(path) + 1, STEP)]
    return (
        Appointment.objects.filter(
            in_force(day),
            post__role=Role.LEADER,
            post__abolished_on__isnull=True,
            post__scope__path__in=above,
        )
        .select_related("person", "post__unit")
        .order_by("post__unit__official_order", "post__official_order", "is_deputy", "pk")
    )


def campaign_for(actor: Actor, slug: str) -> Campaign:
    """Return one campaign that `actor` sees.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = visible_campaigns(actor).filter(slug=slug).select_related("unit").first()
    if found is None:
        raise NotFound
    return found


def visible_works(actor: Actor) -> QuerySet[KeyWork]:
    return KeyWork.objects.filter(
        entry__in=visible_entries(actor), month_list__campaign__in=visible_campaigns(actor)
    )


def visible_work(actor: Actor, work_id: int) -> KeyWork:
    """Return one line of a month whose entry `actor` sees.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    rows = visible_works(actor).select_related(
        "entry", "unit", "milestone", "month_list__campaign__unit"
    )
    found = rows.filter(pk=work_id).first()
    if found is None:
        raise NotFound
    return found


def visible_month(actor: Actor, month_id: int) -> MonthList:
    """Return one month of a campaign that `actor` sees.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    rows = MonthList.objects.filter(campaign__in=visible_campaigns(actor))
    found = rows.filter(pk=month_id).select_related("campaign__unit", "post__unit").first()
    if found is None:
        raise NotFound
    return found


def work_rows(actor: Actor, one: MonthList) -> tuple[list[WorkRow], int]:
    """Return the lines of a month in order, and how many more are not for the actor's eyes."""
    works = list(
        visible_works(actor)
        .filter(month_list=one)
        .select_related("entry", "unit", "carried_from__month_list")
        .order_by("unit__official_order", "unit__path", "ordinal", "pk")
    )
    steps: dict[int, list[KeyWorkStep]] = {}
    for step in KeyWorkStep.objects.filter(work__in=works).order_by("pk"):
        steps.setdefault(step.work_id or 0, []).append(step)
    is_office = can_propose_month(actor, one.campaign)
    is_approved = one.state != MonthList.State.PROPOSED
    rows = [
        WorkRow(
            work=work,
            steps=steps.get(work.pk, []),
            may_check=is_office and is_approved and not work.is_disputed,
            may_dispute=is_approved
            and work.outcome in (Outcome.PARTLY, Outcome.MISSED)
            and not work.is_disputed
            and acts_for(actor, work.unit_id, work.unit.path),
            may_answer=is_office and work.is_disputed and work.checked_by != actor.person_id,
        )
        for work in works
    ]
    return rows, one.works.count() - len(works)


def entries_to_add(actor: Actor, one: MonthList, text: str) -> tuple[list[Entry], bool]:
    """Return open entries of the campaign by words of their title or by number, and if there are more.

    What stands on the list already is left out.
    """
    words = text.split()[:WORDS_MOST]
    if not words:
        return [], False
    rows = in_force_entries(actor).filter(campaign=one.campaign, closed_on__isnull=True)
    for word in words:
        rows = rows.filter(Q(title__icontains=word) | Q(number=word))
    rows = rows.exclude(pk__in=one.works.values("entry")).select_related("unit", "kind")
    found = list(rows.order_by("ledger", "position", "pk")[: FOUND_MOST + 1])
    return found[:FOUND_MOST], len(found) > FOUND_MOST


def tally(rows: Sequence[WorkRow]) -> dict[str, int]:
    """Return how many lines were found how: of the work, never of persons."""
    found = dict.fromkeys(Outcome.values, 0)
    for row in rows:
        found[row.work.outcome] += 1
    return found


def struck_of(one: MonthList) -> list[KeyWorkStep]:
    rows = KeyWorkStep.objects.filter(Q(work__isnull=True), month_list=one)
    return list(rows.order_by("pk"))
