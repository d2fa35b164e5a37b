"""Targets, needs, problems and the reports of a round, each as its page is narrowed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns.queries import target_states
from guatu.campaigns.queries.figures import TargetState
from guatu.campaigns.wording import LAMPS, SERIES, SHAPES
from guatu.core.actors import Actor
from guatu.core.coordinating import Level
from guatu.core.pace import Standing
from guatu.core.returned import parted
from guatu.dispatch.queries.periodrows import lines_of as report_lines
from guatu.dispatch.queries.periodrows import of_unit
from guatu.dispatch.queries.roundrows import SORTS, round_rows
from guatu.dispatch.queries.rounds import visible_round
from guatu.interchange.sheets.listing import ListColumn
from guatu.ledgers.models import Need
from guatu.ledgers.queries import lines_of, needs_in, needs_to_clear
from guatu.ledgers.wording import NEED_SORTS, NEED_STATES
from guatu.sheets.lists.making import BATCH, Line, campaign_in, listed
from guatu.sheets.lists.values import Listed
from guatu.shell.errors import NotFound
from guatu.shell.formatting import deadline
from guatu.shell.inputs import whole
from guatu.shell.lamps import word
from guatu.supervision.ladderwords import LEVELS, PROBLEM_STATES
from guatu.supervision.models import Problem
from guatu.supervision.queries.problems import mine, visible_problems


def read_targets(actor: Actor, query: QueryDict) -> Listed:
    """Return the targets of a campaign with what is there of each."""
    campaign = campaign_in(actor, query)
    own = actor.unit_ids | frozenset(actor.task_force_ids)
    unit_id, text = whole(query.get("unit", "")), query.get("q", "").strip()[:100]
    states = [
        state
        for state in target_states(actor, campaign, timezone.localdate())
        if (unit_id is None or state.unit_id == unit_id)
        and (query.get("mine") != "1" or state.unit_id in own)
        and (not text or text in f"{state.indicator} {state.written} {state.unit}")
        and (query.get("state") not in set(Standing) or state.standing == query["state"])
    ]
    states.sort(key=lambda s: (s.plan_id or 0, s.quote_start or 0, s.target_id))
    heads = (
        (_("Indicator"), 32), (_("Unit that owes it"), 20), (_("Target"), 24), (_("Target from"), 12),
        (_("Up to"), 12), (_("Measure"), 10), (_("Due"), 12), (_("Newest value"), 14),
        (_("As of"), 12), (_("Series"), 14), (_("Done so far (%)"), 10), (_("State"), 12),
        (_("How it is compared"), 24), (_("Unit that provides the figure"), 20),
    )  # fmt: skip
    return listed(campaign, _("Target figures"), heads, [target_line(state) for state in states])


def target_line(state: TargetState) -> Line:
    newest = state.points[-1] if state.points else (None, None)
    return (
        state.indicator, state.unit, state.written, state.low, state.high, state.measure or "",
        state.due_on, newest[1], newest[0],
        str(SERIES[state.series]) if newest[0] and state.series in SERIES else "",
        None if state.done is None else state.done / 10, word(LAMPS[state.standing]),
        str(SHAPES[state.shape.value]), state.provider,
    )  # fmt: skip


def read_needs(actor: Actor, query: QueryDict) -> Listed:
    """Return the needs of a campaign, or those asked of the actor's own units."""
    campaign = campaign_in(actor, query)
    is_mine = query.get("mine") == "1"
    rows = needs_to_clear(actor) if is_mine else needs_in(actor, campaign)
    if query.get("sort") in Need.Sort.values:
        rows = rows.filter(sort=query["sort"])
    if query.get("state") in Need.State.values:
        rows = rows.filter(state=query["state"])
    heads = (
        (_("Sort of need"), 14), (_("What is needed"), 44), (_("Entry"), 40), (_("Unit"), 20),
        (_("Figure asked"), 14), (_("Measure"), 10), (_("Asked of"), 20), (_("Asked on"), 12),
        (_("Due"), 12), (_("State"), 12), (_("Figure granted"), 14), (_("Answer"), 44),
    )  # fmt: skip
    found = list(rows)
    return Listed(
        campaign=campaign,
        title=_("Needs"),
        columns=tuple(ListColumn(title=title, width=width) for title, width in heads),
        count=len(found),
        rows=lambda: need_lines(actor, found),
    )


def need_lines(actor: Actor, found: list[Need]) -> Iterator[Line]:
    for line in lines_of(actor, found):
        need = line.need
        yield (
            str(NEED_SORTS[need.sort]), need.title, need.entry.title, need.entry.unit.name,
            line.asked.value, line.asked.measure or "",
            need.solver.name if need.solver else "", need.asked_on, need.due_on,
            str(NEED_STATES[need.state]), line.granted.value, need.answer,
        )  # fmt: skip


def read_problems(actor: Actor, query: QueryDict) -> Listed:
    """Return the problems that units brought up in a campaign."""
    campaign = campaign_in(actor, query)
    rows = visible_problems(actor, campaign)
    rows = mine(actor, rows) if query.get("mine") == "1" else rows
    if query.get("state") in PROBLEM_STATES:
        rows = rows.filter(state=query["state"])
    heads = (
        (_("Problem"), 32), (_("What it says"), 44), (_("Unit that asks"), 20),
        (_("Level that handles it"), 12), (_("Who has it"), 20),
        (_("Answered by"), 18), (_("State"), 12), (_("Closed on"), 12),
    )  # fmt: skip
    ordered = rows.order_by("closed_at", "due_at", "pk")
    return listed(campaign, _("Problems to coordinate"), heads, [problem_line(r) for r in ordered])


def problem_line(row: Problem) -> Line:
    holder = row.holder if row.level == Level.LEAD.value else row.campaign.unit
    return (
        row.title, row.text, row.unit.name, str(LEVELS[row.level]), holder.name,
        deadline(row.due_at), str(PROBLEM_STATES[row.state]),
        timezone.localdate(row.closed_at) if row.closed_at else None,
    )  # fmt: skip


def read_reports(actor: Actor, query: QueryDict) -> Listed:
    """Return the reports that a number of a round counts."""
    one = visible_round(actor, whole(query.get("round", "")) or 0)
    what = query.get("what", "asked")
    if what not in SORTS:
        raise NotFound
    rows = of_unit(round_rows(actor, one, what), whole(query.get("unit", "")))
    heads = (
        (_("Unit"), 20), (_("No."), 8), (_("Entry"), 44), (_("Not reported"), 10),
        (_("Late reports"), 10), (_("What it says"), 60), (_("Next step"), 40),
    )  # fmt: skip
    return Listed(
        campaign=one.campaign,
        title=_("Round no. %(ordinal)d") % {"ordinal": one.ordinal},
        columns=tuple(ListColumn(title=title, width=width) for title, width in heads),
        count=rows.count(),
        rows=lambda: report_rows(rows),
    )


def report_rows(rows: Any) -> Iterator[Line]:
    first = 0
    while lines := report_lines(rows, first, BATCH):
        for line in lines:
            said, following = parted(line.text)
            yield (
                line.unit, line.number, line.title, _("Yes") if line.mark == "silent" else "",
                _("Yes") if line.mark == "late" else "",
                _("No news this time") if line.is_unchanged else said, following,
            )  # fmt: skip
        first += BATCH
