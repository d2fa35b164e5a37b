"""Nodes and 月度目标 of entries over the months of a year, with what is proposed and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor, Role
from guatu.core.paths import is_within
from guatu.ledgers.models import Duty, Entry, GoalProposal, Milestone, MilestoneChange
from guatu.ledgers.queries.visibility import in_force_entries, reached, visible_entries
from guatu.shell.errors import NotFound

MONTHS = 12
PROPOSERS = (Role.LIAISON, Role.APPROVER, Role.UNIT_ADMINISTRATOR)
ROWS_A_PAGE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What one entry has set itself for one month."""

    number: int
    goals: Sequence[Milestone]
    proposals: Sequence[GoalProposal]
    is_past: bool
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """One entry with its twelve months."""

    entry: Entry
    months: Sequence[Month]

    @property
    def met(self) -> int:
        return self.count(Milestone.Outcome.MET)

    @property
    def missed(self) -> int:
        return self.count(Milestone.Outcome.MISSED)

    def count(self, outcome: str) -> int:
        return sum(goal.outcome == outcome for month in self.months for goal in month.goals)


def open_goals(entry: Entry) -> QuerySet[Milestone]:
    rows = Milestone.objects.filter(entry=entry, outcome=Milestone.Outcome.OPEN)
    return rows.order_by("due_on", "pk")


def proposing_unit(actor: Actor, entry: Entry) -> int | None:
    """Return the lead unit for which `actor` may propose goals of an entry, or None."""
    leads = Duty.objects.filter(entry=entry, role=Duty.Role.LEAD).order_by("ordinal")
    units = list(leads.values_list("unit_id", "unit__path")) or [(entry.unit_id, entry.unit.path)]
    scopes = actor.scopes(*PROPOSERS) if actor.holds(*PROPOSERS) else ()
    for unit_id, path in units:
        is_force = bool(scopes) and unit_id in actor.task_force_ids
        if is_force or any(is_within(path, scope) for scope in scopes):
            return int(unit_id)
    return None


def goal_row(entry: Entry, year: int, today: date) -> GoalRow:
    return goal_rows([entry], year, today)[0]


def goal_rows(entries: Sequence[Entry], year: int, today: date) -> list[GoalRow]:
    """Return entries with the goals of a year, month by month: two queries."""
    ids = [entry.pk for entry in entries]
    goals: defaultdict[tuple[int, int], list[Milestone]] = defaultdict(list)
    rows = Milestone.objects.filter(entry__in=ids, due_on__year=year).select_related("moved_to")
    for row in rows.order_by("due_on", "pk"):
        goals[row.entry_id, row.due_on.month].append(row)
    asked: defaultdict[tuple[int, int], list[GoalProposal]] = defaultdict(list)
    waiting = GoalProposal.objects.filter(
        entry__in=ids, due_on__year=year, state=GoalProposal.State.OPEN
    ).select_related("milestone", "unit")
    for one in waiting.order_by("due_on", "pk"):
        asked[one.entry_id, one.due_on.month].append(one)
    return [
        GoalRow(
            entry=entry,
            months=tuple(
                Month(
                    number=number,
                    goals=tuple(goals[entry.pk, number]),
                    proposals=tuple(asked[entry.pk, number]),
                    is_past=(year, number) < (today.year, today.month),
                    is_now=(year, number) == (today.year, today.month),
                )
                for number in range(1, MONTHS + 1)
            ),
        )
        for entry in entries
    ]


def goal_entries(actor: Actor, campaign: Campaign, unit: Unit | None = None) -> QuerySet[Entry]:
    """Return the entries in force of a campaign that `actor` sees, of one lead unit if asked for."""
    rows = in_force_entries(actor, campaign)
    if unit is not None:
        rows = rows.filter(unit=unit)
    return rows.select_related("unit").order_by("ledger", "position", "pk")


def waiting_proposals(actor: Actor, campaign: Campaign | None = None) -> QuerySet[GoalProposal]:
    """Return the proposals that wait for the actor's office, the oldest first."""
    if not actor.holds(Role.CAMPAIGN_OFFICE):
        return GoalProposal.objects.none()
    office = reached("entry__campaign__unit__", set(actor.scopes(Role.CAMPAIGN_OFFICE)), set())
    rows = GoalProposal.objects.filter(office, state=GoalProposal.State.OPEN)
    if campaign is not None:
        rows = rows.filter(entry__campaign=campaign)
    return rows.filter(entry__validity=Validity.IN_FORCE).order_by("proposed_at", "pk")


def visible_proposal(actor: Actor, proposal_id: int) -> GoalProposal:
    """Return one proposal of an entry that `actor` sees.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = (
        GoalProposal.objects.filter(pk=proposal_id, entry__in=visible_entries(actor))
        .select_related("entry__campaign__unit", "entry__kind", "entry__unit", "milestone__entry")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def visible_milestone(actor: Actor, milestone_id: int) -> Milestone:
    """Return one goal of an entry that `actor` sees.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = (
        Milestone.objects.filter(pk=milestone_id, entry__in=visible_entries(actor))
        .select_related("entry__campaign__unit", "entry__kind", "entry__unit")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def history_of(entry: Entry) -> list[MilestoneChange]:
    return list(MilestoneChange.objects.filter(entry=entry).order_by("-pk")[:100])


def settled_proposals(entry: Entry) -> list[GoalProposal]:
    """Return what was proposed of an entry and answered, the newest first."""
    rows = GoalProposal.objects.filter(Q(state="accepted") | Q(state="refused"), entry=entry)
    return list(rows.select_related("unit").order_by("-decided_at", "-pk")[:50])
