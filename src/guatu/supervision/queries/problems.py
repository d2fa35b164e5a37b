"""Problems to coordinate: which an actor sees, who has them first, which are overdue."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, ActorKind, Role
from guatu.core.coordinating import Level
from guatu.dispatch.policies import Place
from guatu.ledgers.models import Entry
from guatu.ledgers.queries.visibility import about_visible
from guatu.shell.errors import NotFound
from guatu.supervision.models import Problem
from guatu.supervision.policies.problems import Held
from guatu.supervision.queries.matters import seen

WITH_ALL = ("campaign__unit", "unit", "holder", "entry__unit", "need", "check_in")


def visible_problems(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Problem]:
    """Return the problems an actor sees (D8).

    These are those of the campaigns it runs, leads or assesses, those that its units asked or
    hold, and those of entries that it sees.
    """
    rows = Problem.objects.select_related(*WITH_ALL)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    if actor.kind is ActorKind.SYSTEM:
        return rows
    about = about_visible(actor, Problem.objects.filter(entry__isnull=False)).order_by()
    return rows.filter(seen(actor, "unit", "holder") | Q(pk__in=about.values("pk")))


def visible_problem(actor: Actor, problem_id: int) -> Problem:
    row = visible_problems(actor).filter(pk=problem_id).first()
    if row is None:
        raise NotFound
    return row


def open_problems(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Problem]:
    """Return visible problems that are not settled, the nearest limit first."""
    rows = visible_problems(actor, campaign).filter(
        state__in=[Problem.State.OPEN, Problem.State.ANSWERED]
    )
    return rows.order_by("state", "due_at", "pk")


def mine(actor: Actor, rows: QuerySet[Problem]) -> QuerySet[Problem]:
    """Return those that wait for the actor's own word: to answer, or to confirm as who asked."""
    units = frozenset(g.unit_id for g in actor.grants if g.role in (Role.LIAISON, Role.APPROVER))
    levels = []
    if actor.holds(Role.CAMPAIGN_OFFICE):
        levels.append(Level.OFFICE.value)
    if actor.holds(Role.LEADER):
        levels.append(Level.LEADER.value)
    to_answer = Q(level=Level.LEAD.value, holder_id__in=units) | Q(level__in=levels)
    return rows.filter(
        (Q(state=Problem.State.OPEN) & to_answer)
        | Q(state=Problem.State.ANSWERED, unit_id__in=units)
    )


def past_limit(now: datetime) -> QuerySet[Problem]:
    """Return open problems whose limit is over and that have a level above them: the clock's."""
    rows = Problem.objects.filter(state=Problem.State.OPEN, due_at__lte=now)
    return rows.exclude(level=Level.LEADER.value).order_by("due_at", "pk")


def first_holder(campaign: Campaign, unit: Unit, entry: Entry | None) -> tuple[Level, Unit]:
    """Return who has a new problem first: the lead unit, else the superior, else the office.

    What the lead unit itself cannot clear, and what comes from a unit right under the campaign's
    own, is the office's at once.
    """
    if entry is not None and entry.unit_id != unit.pk:
        return Level.LEAD, entry.unit
    superior = unit.parent
    if superior is not None and len(superior.path) > len(campaign.unit.path):
        return Level.LEAD, superior
    return Level.OFFICE, campaign.unit


def held_by(row: Problem) -> Held:
    """Return a problem as its policies need it."""
    return Held(
        campaign_path=row.campaign.unit.path,
        unit=Place(id=row.unit_id, path=row.unit.path),
        holder=Place(id=row.holder_id, path=row.holder.path),
        level=row.level,
    )


def is_late(row: Problem, now: datetime) -> bool:
    return row.state == Problem.State.OPEN and now >= row.due_at
