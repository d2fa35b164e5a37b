"""Agenda items as a reader may see them, and all that the screen of one shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guatu.campaigns.queries import TargetState, visible_targets
from guatu.campaigns.queries.figures import states_of
from guatu.core.actors import Actor
from guatu.core.charts import Chart, Plot, draw
from guatu.dispatch.courses import Course, Facts
from guatu.dispatch.courses import draw as draw_course
from guatu.dispatch.models import CheckIn
from guatu.dispatch.queries.streams import course_facts
from guatu.ledgers.models import Entry, Milestone, Need
from guatu.ledgers.queries import NeedLine, definition_of, needs_of, owner_chain, visible_entries
from guatu.ledgers.queries.details import ChainLink
from guatu.meetings.models import AgendaItem, DecisionUnit, Meeting
from guatu.meetings.queries.followup import DecisionLine, decision_lines, follow_up
from guatu.meetings.queries.meetings import visible_items
from guatu.supervision.models import Directive, Problem
from guatu.supervision.queries.directives import is_open, visible_directives
from guatu.supervision.queries.problems import open_problems

SAID = 3  # reports shown: of the lead and who else said something last
NODES = 4
About = AgendaItem.About


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """An item on the agenda page; `facts` are those that the reader may know."""

    item: AgendaItem
    facts: list[dict[str, Any]]
    is_linked: bool

    @property
    def lamp(self) -> str:
        return self.item.entry.lamp if self.item.entry else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One item as it is walked through: state, curve, words, what is computed, what is open."""

    line: ItemLine
    entry: Entry | None = None
    chain: Sequence[ChainLink] = ()
    course: Course | None = None
    course_facts: Facts | None = None
    said: Sequence[CheckIn] = ()
    needs: Sequence[NeedLine] = ()
    directives: Sequence[Directive] = ()
    problems: Sequence[Problem] = ()
    nodes: Sequence[Milestone] = ()
    target: TargetState | None = None
    chart: Chart | None = None
    last: Sequence[DecisionLine] = ()
    decisions: Sequence[DecisionLine] = ()


def item_lines(actor: Actor, meeting: Meeting, today: date) -> list[ItemLine]:
    """Return the agenda of a meeting, dropped items too, as far as an actor sees it."""
    del today
    items = list(visible_items(actor, meeting).order_by("position", "pk"))
    wanted = {fact["id"] for item in items for fact in item.facts if fact.get("id")}
    seen = set(visible_directives(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    entry_ids = {item.entry_id for item in items if item.entry_id}
    linked = set(
        visible_entries(actor, meeting.campaign).filter(pk__in=entry_ids).values_list("pk", flat=True)
    )  # fmt: skip
    return [
        ItemLine(
            item=item,
            facts=[fact for fact in item.facts if not fact.get("id") or fact["id"] in seen],
            is_linked=item.entry_id in linked,
        )
        for item in items
    ]


def spoken_of(lines: Sequence[ItemLine]) -> list[ItemLine]:
    """Return what is walked through, in order."""
    return [line for line in lines if not line.item.is_dropped]


def screen_of(actor: Actor, meeting: Meeting, line: ItemLine, today: date) -> Screen:
    """Return the screen of one item; what it shows of an entry is what its reader sees there."""
    item = line.item
    decided = [
        one for one in decision_lines(actor, meeting, today) if one.decision.item_id == item.pk
    ]
    if item.entry is not None and line.is_linked:
        return entry_screen(actor, meeting, line, item.entry, decided=decided, today=today)
    if item.about == About.TARGET:
        return target_screen(actor, meeting, line, decided, today)
    if item.about == About.FOLLOW_UP and meeting.previous is not None:
        last = follow_up(actor, meeting.previous, today)
        return Screen(line=line, last=last, decisions=decided)
    if item.about == About.DIRECTIVE:
        rows = visible_directives(actor).filter(pk=item.about_id or 0).select_related("unit")
        return Screen(line=line, directives=list(rows), decisions=decided)
    if item.about == About.PROBLEM:
        found = open_problems(actor, meeting.campaign).filter(pk=item.about_id or 0)
        return Screen(line=line, problems=list(found), decisions=decided)
    return Screen(line=line, decisions=decided)


def entry_screen(
    actor: Actor,
    meeting: Meeting,
    line: ItemLine,
    entry: Entry,
    *,
    decided: Sequence[DecisionLine],
    today: date,
) -> Screen:
    facts = course_facts(entry, definition_of(entry.kind), today)
    directives = visible_directives(actor).filter(is_open(), entry=entry).select_related("unit")
    taken = DecisionUnit.objects.filter(decision__meeting=meeting, directive__isnull=False)
    directives = directives.exclude(pk__in=taken.values("directive"))  # they stand as decisions
    nodes = entry.milestones.exclude(outcome=Milestone.Outcome.MET).order_by("due_on", "pk")
    return Screen(
        line=line,
        entry=entry,
        chain=[link for link in owner_chain(entry, today) if link.persons],
        course=draw_course(facts, today) if facts.said or facts.goals else None,
        course_facts=facts,
        said=last_said(entry),
        needs=[one for one in needs_of(actor, entry) if one.need.state == Need.State.OPEN],
        directives=list(directives.order_by("limit_on", "pk")),
        problems=list(open_problems(actor, entry.campaign).filter(entry=entry)),
        nodes=list(nodes[:NODES]),
        decisions=decided,
    )


def last_said(entry: Entry) -> list[CheckIn]:
    """Return what the units said last, the lead first: of the newest round that has a report."""
    rows = CheckIn.objects.filter(entry=entry, received_at__isnull=False)
    rows = rows.exclude(state=CheckIn.State.RETURNED)
    newest = rows.order_by("-round__starts_on", "-round_id").values_list("round_id", flat=True)
    last = newest.first()
    found = rows.filter(round=last).select_related("unit", "round", "milestone")
    return list(found.order_by("role", "unit__official_order", "pk")[:SAID])


def target_screen(
    actor: Actor, meeting: Meeting, line: ItemLine, decided: Sequence[DecisionLine], today: date
) -> Screen:
    target = visible_targets(actor, meeting.campaign).filter(pk=line.item.about_id or 0)
    states = states_of(list(target), meeting.campaign, today)
    if not states:
        return Screen(line=line, decisions=decided)
    (state,) = states
    chart = draw(
        Plot(
            readings=state.points,
            goal=state.low,
            starts_on=meeting.campaign.starts_on,
            due_on=state.due_on,
            today=today,
            is_paced=state.progress.is_paced,
            line=state.line if state.is_on_curve else (),
        )
    )
    return Screen(line=line, target=state, chart=chart, decisions=decided)
