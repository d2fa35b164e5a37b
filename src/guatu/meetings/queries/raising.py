"""What could be spoken of in a meeting, read from the data: matters with the facts that raise them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.queries import target_states
from guatu.core.actors import Actor
from guatu.core.agendas import Matter, Weight
from guatu.core.lamps import Lamp
from guatu.core.pace import Standing
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.ledgers.models import Entry, Milestone, Need
from guatu.ledgers.queries import in_force_entries, needs_in
from guatu.meetings.models import AgendaItem, Meeting
from guatu.meetings.queries.asked import asked_rounds
from guatu.meetings.queries.followup import follow_up
from guatu.supervision.models import Problem
from guatu.supervision.queries.directives import is_open, visible_directives
from guatu.supervision.queries.problems import open_problems

About = AgendaItem.About
WEIGHTS = {
    Lamp.OVERDUE.value: Weight.OVERDUE,
    Lamp.SEVERE.value: Weight.SEVERE,
    Lamp.BEHIND.value: Weight.BEHIND,
}
MOST = 40  # of each sort: a meeting has time for ten, the lists hold the others
MINUTES = {Weight.FOLLOW_UP: 5, Weight.SILENT: 3, Weight.BEHIND: 3}
USUAL = 5

Fact = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A matter with what the agenda shows of it; `facts` are put into words by the reader's page."""

    matter: Matter
    about: str
    title: str
    facts: tuple[Fact, ...]
    about_id: int | None = None
    entry_id: int | None = None
    unit_id: int | None = None


@dataclass(slots=True)
class Found:
    """What was found of one entry: several reasons may raise it, and it is spoken of once."""

    weight: Weight
    days_over: int = 0
    facts: list[Fact] = field(default_factory=list)

    def add(self, weight: Weight, days_over: int, fact: Fact) -> None:
        self.weight = min(self.weight, weight)
        self.days_over = max(self.days_over, days_over)
        self.facts.append(fact)


def raised(
    actor: Actor, campaign: Campaign, today: date, *, previous: Meeting | None
) -> list[Raised]:
    """Return all that asks to be spoken of, in no order yet."""
    of_entries: defaultdict[int, Found] = defaultdict(lambda: Found(weight=Weight.BEHIND))
    entries = in_force_entries(actor, campaign)
    add_lamps(of_entries, entries, today)
    add_nodes(of_entries, entries, today, since=previous.held_on if previous else None)
    add_needs(of_entries, actor, campaign, today)
    others = [
        *add_directives(of_entries, actor, campaign, today),
        *add_problems(of_entries, actor, campaign, today),
        *behind_targets(actor, campaign, today),
        *silent_units(actor, campaign, today),
        *decided_before(actor, previous, today),
    ]
    return [*of_lines(of_entries), *others]


def add_lamps(found: dict[int, Found], entries: QuerySet[Entry], today: date) -> None:
    for lamp, weight in WEIGHTS.items():
        lit = Q(lamp_reason__since__lte=today) | Q(lamp_reason__isnull=True)
        rows = entries.filter(lit, lamp=lamp).order_by("due_on", "unit__official_order", "pk")
        columns = ("pk", "due_on", "lamp_reason__rule", "lamp_reason__inputs")
        for pk, due_on, rule, inputs in rows.values_list(*columns)[:MOST]:
            over = max((today - due_on).days, 0) if due_on else 0
            fact = {"code": "lamp", "lamp": lamp, "rule": rule or "", "inputs": inputs or {}}
            found[pk].add(weight, over, fact)


def add_nodes(
    found: dict[int, Found], entries: QuerySet[Entry], today: date, *, since: date | None
) -> None:
    """Add the nodes that were missed: open ones past their day, and those that were given up since."""
    rows = Milestone.objects.filter(entry__in=entries.order_by(), due_on__lt=today).exclude(
        outcome=Milestone.Outcome.MET
    )
    rows = rows.filter(due_on__gte=since) if since else rows.filter(outcome="open")
    for entry_id, title, due_on in rows.order_by("due_on", "pk").values_list(
        "entry_id", "title", "due_on"
    )[:MOST]:
        fact = {"code": "node", "title": title, "due_on": due_on.isoformat()}
        found[entry_id].add(Weight.NODE, (today - due_on).days, fact)


def add_directives(
    found: dict[int, Found], actor: Actor, campaign: Campaign, today: date
) -> list[Raised]:
    """Add directives past their limit: to their entry, or as a matter of their own."""
    rows = visible_directives(actor, campaign).filter(is_open(), limit_on__lt=today)
    alone = []
    for row in rows.select_related("unit").order_by("limit_on", "pk")[:MOST]:
        over = (today - row.limit_on).days
        fact = {"code": "directive", "id": row.pk, "label": row.label,
                "limit_on": row.limit_on.isoformat()}  # fmt: skip
        if row.entry_id is not None:
            found[row.entry_id].add(Weight.DIRECTIVE, over, fact)
            continue
        alone.append(
            Raised(
                matter=matter(f"directive:{row.pk}", Weight.DIRECTIVE, over, row.unit),
                about=About.DIRECTIVE,
                about_id=row.pk,
                title=row.title,
                facts=(fact,),
                unit_id=row.unit_id,
            )
        )
    return alone


def add_needs(found: dict[int, Found], actor: Actor, campaign: Campaign, today: date) -> None:
    """Add what entries need of other units and did not get by its day (要素保障)."""
    rows = needs_in(actor, campaign).filter(state=Need.State.OPEN, due_on__lt=today)
    rows = rows.filter(entry__validity=Validity.IN_FORCE)
    for row in rows[:MOST]:
        if row.due_on is None:
            continue
        fact = {"code": "need", "title": row.title, "solver": row.solver.label,
                "due_on": row.due_on.isoformat()}  # fmt: skip
        found[row.entry_id].add(Weight.PROBLEM, (today - row.due_on).days, fact)


def add_problems(
    found: dict[int, Found], actor: Actor, campaign: Campaign, today: date
) -> list[Raised]:
    """Add what units ask help for (提请协调) and wait on: what came up to the office, or is overdue."""
    alone = []
    rows = open_problems(actor, campaign).filter(state=Problem.State.OPEN)
    for row in rows.exclude(level=Problem.Level.LEAD, due_at__date__gte=today)[:MOST]:
        due_on = timezone.localdate(row.due_at)
        over = max((today - due_on).days, 0)
        fact = {"code": "problem", "title": row.title, "due_on": due_on.isoformat()}
        if row.entry_id is not None and row.entry_id in found:
            found[row.entry_id].add(Weight.PROBLEM, over, fact)
            continue
        alone.append(
            Raised(
                matter=matter(f"problem:{row.pk}", Weight.PROBLEM, over, row.unit),
                about=About.PROBLEM,
                about_id=row.pk,
                title=row.title,
                facts=(fact,),
                entry_id=row.entry_id,
                unit_id=row.unit_id,
            )
        )
    return alone


def behind_targets(actor: Actor, campaign: Campaign, today: date) -> list[Raised]:
    """Return the targets behind what time asks for; each with its figures as text and measure."""
    found = []
    states = [s for s in target_states(actor, campaign, today) if s.standing == Standing.BEHIND]
    for at, state in enumerate(states[:MOST]):
        fact = {
            "code": "target",
            "actual": None if state.progress.actual is None else str(state.progress.actual),
            "expected": None if state.progress.expected is None else str(state.progress.expected),
            "low": str(state.low),
            "measure": state.measure or "",
        }
        found.append(
            Raised(
                matter=Matter(
                    key=f"target:{state.target_id}", weight=Weight.TARGET, order=at, minutes=USUAL
                ),
                about=About.TARGET,
                about_id=state.target_id,
                title=state.indicator,
                facts=(fact,),
                unit_id=state.unit_id,
            )
        )
    return found


def silent_of(actor: Actor, one: Round) -> list[tuple[int, str, int]]:
    """Return the units that did not report in a round, in 建制顺序: (unit, label, lines)."""
    rows = (
        visible_check_ins(actor, one.campaign)
        .filter(round=one, received_at__isnull=True, state=CheckIn.State.DRAFT)
        .filter(entry__validity="in_force")
        .order_by("unit__official_order", "unit__path")
        .values_list("unit_id", "unit__short_name", "unit__name")
        .annotate(n=Count("pk"))
    )
    return [(pk, short or name, n) for pk, short, name, n in rows]


def silent_units(actor: Actor, campaign: Campaign, today: date) -> list[Raised]:
    """Return who did not report as one matter, with a reason for each cadence that was due."""
    rounds = asked_rounds(campaign, today)
    found = [(one, silent) for one in rounds if (silent := silent_of(actor, one))]
    if not found:
        return []
    return [
        Raised(
            matter=Matter(key="silent", weight=Weight.SILENT, minutes=MINUTES[Weight.SILENT]),
            about=About.SILENT,
            about_id=found[0][0].pk,
            title="",
            facts=tuple(silent_fact(*one, is_named=len(rounds) > 1) for one in found),
        )
    ]


def silent_fact(one: Round, silent: Sequence[tuple[int, str, int]], *, is_named: bool) -> Fact:
    """Return who was silent in a round; it is named where several are spoken of."""
    return {
        "code": "silent",
        "units": [label for _pk, label, _n in silent],
        "lines": sum(n for *_rest, n in silent),
        "is_open": one.state == Round.State.OPEN,
        "ends_on": one.last_day.isoformat(),
        "event": one.cadence.event if is_named else "",
    }


def decided_before(actor: Actor, previous: Meeting | None, today: date) -> list[Raised]:
    """Return the decisions of last time as one matter, with how many of them are open."""
    if previous is None:
        return []
    lines = follow_up(actor, previous, today)
    if not lines:
        return []
    fact = {
        "code": "follow_up",
        "total": len(lines),
        "open": sum(not line.is_done for line in lines),
        "late": sum(line.is_late for line in lines),
    }
    return [
        Raised(
            matter=Matter(
                key="follow_up", weight=Weight.FOLLOW_UP, minutes=MINUTES[Weight.FOLLOW_UP]
            ),
            about=About.FOLLOW_UP,
            about_id=previous.pk,
            title="",
            facts=(fact,),
        )
    ]


def matter(key: str, weight: Weight, days_over: int, unit: Any) -> Matter:
    return Matter(
        key=key, weight=weight, days_over=days_over, order=unit.official_order,
        minutes=MINUTES.get(weight, USUAL),
    )  # fmt: skip


def of_lines(found: dict[int, Found]) -> Iterable[Raised]:
    rows = Entry.objects.filter(pk__in=found).select_related("unit").order_by()
    for row in rows:
        one = found[row.pk]
        yield Raised(
            matter=matter(f"entry:{row.pk}", one.weight, one.days_over, row.unit),
            about=About.ENTRY,
            title=row.title,
            facts=tuple(one.facts),
            entry_id=row.pk,
            unit_id=row.unit_id,
        )
