"""Meetings, what is to be struck off today, adjustments, monthly goals and indicators, as their pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.campaigns.models import Indicator
from guatu.campaigns.queries.indicators import Measured, measured
from guatu.campaigns.wording import LAMPS, SHAPES
from guatu.core.actors import Actor
from guatu.core.pace import Standing
from guatu.ledgers.models import Entry, Milestone
from guatu.ledgers.queries.batches import batches
from guatu.ledgers.queries.goals import GoalRow, Month, goal_entries, goal_rows
from guatu.meetings.models import Meeting
from guatu.meetings.queries.meetings import visible_meetings
from guatu.meetings.words import SORTS, STATES
from guatu.planning.changewords import KINDS, differences, line_name, line_sort
from guatu.planning.changewords import STATES as CHANGE_STATES
from guatu.planning.models import Adjustment
from guatu.planning.queries.adjusting import Wanted, narrowed, person_names, unit_labels
from guatu.sheets.lists.making import (
    BATCH,
    Line,
    campaign_if_any,
    campaign_in,
    columns_of,
    listed,
    local_day,
    of_all_campaigns,
    of_rows,
)
from guatu.sheets.lists.values import Listed
from guatu.shell.inputs import whole
from guatu.shell.lamps import word
from guatu.worklists.models import WeekItem
from guatu.worklists.queries.weeks import Row, due_today, items_in_order, rows_of
from guatu.worklists.wording import SOURCES
from guatu.worklists.wording import STATES as LINE_STATES

MONTHS = 12
SIGNS = {Milestone.Outcome.MET: "✓", Milestone.Outcome.MISSED: "✕", Milestone.Outcome.OPEN: "○"}


def read_meetings(actor: Actor, query: QueryDict) -> Listed:
    """Return the meetings of a campaign, the newest first."""
    campaign = campaign_in(actor, query)
    heads = (
        (_("Meeting"), 30), (_("Sort of meeting"), 16), (_("Day"), 12), (_("Begins at"), 8),
        (_("Place"), 24), (_("Chair"), 24), (_("State"), 10), (_("Decisions"), 8),
    )  # fmt: skip
    rows = visible_meetings(actor, campaign).select_related("chair__unit")
    ordered = rows.prefetch_related("decisions").order_by("-held_on", "-pk")
    return of_rows(campaign, _("Dispatch meetings"), heads, rows=ordered, line=meeting_line)


def meeting_line(row: Meeting) -> Line:
    chair = f"{row.chair.unit.label}{row.chair.title}" if row.chair else ""
    stands = sum(one.withdrawn_at is None for one in row.decisions.all())
    return (
        row.title, str(SORTS[row.sort]), row.held_on,
        f"{row.starts_at:%H:%M}" if row.starts_at else "", row.place, chair,
        str(STATES[row.state]), stands if row.state == Meeting.State.CLOSED else None,
    )  # fmt: skip


def read_today(actor: Actor, query: QueryDict) -> Listed:
    """Return what is to be struck off today, of one campaign or of all."""
    campaign, today = campaign_if_any(actor, query), timezone.localdate()
    rows = rows_of(actor, items_in_order(due_today(actor, campaign, today)), today)
    show = query.get("show", "")
    rows = [
        row
        for row in rows
        if (show != "confirm" or row.may_confirm) and (show != "say" or row.may_say)
    ]
    heads = (
        (_("Unit"), 18), (_("Leading member"), 24), (_("Content"), 44), (_("Requirement"), 40),
        (_("Measures taken"), 40), (_("Due"), 12), (_("Person in charge"), 16), (_("State"), 20),
        (_("Unit that does it"), 20), (_("Where it comes from"), 16), (_("Words on it"), 40),
    )  # fmt: skip
    found = listed(campaign, _("To strike off today"), heads, [today_line(row) for row in rows])
    return found if campaign is not None else of_all_campaigns(actor, found)


def today_line(row: Row) -> Line:
    item, post = row.item, row.item.week_list.post
    sign, state = LINE_STATES[WeekItem.State(item.state)]
    return (
        post.unit.name, post.title, item.content, item.requirement, item.measures, item.due_on,
        row.owner, f"{sign} {state}", item.unit.name if item.unit else "",
        str(SOURCES[WeekItem.Source(item.source)]), item.word,
    )  # fmt: skip


def read_adjustments(actor: Actor, query: QueryDict) -> Listed:
    """Return the adjustments of a campaign, the newest first."""
    campaign = campaign_in(actor, query)
    kind, state = query.get("kind", ""), query.get("state", "")
    wanted = Wanted(
        campaign=campaign,
        kind=kind if kind in KINDS else "",
        state=state if state in CHANGE_STATES else "",
        unit_id=whole(query.get("unit", "")),
    )
    rows = list(narrowed(actor, wanted).order_by("-pk"))
    units, names = unit_labels(rows), person_names(rows)
    heads = (
        (_("Line"), 40), (_("Sort"), 10), (_("Kind"), 12), (_("What changes"), 50), (_("Why"), 40),
        (_("Unit"), 20), (_("Asked by"), 12), (_("Asked on"), 12), (_("State"), 14),
        (_("Decided by"), 12), (_("Decided on"), 12), (_("Valid from"), 12), (_("Note"), 30),
    )  # fmt: skip
    lines = [adjustment_line(row, units, names) for row in rows]
    return listed(campaign, _("Adjustments"), heads, lines)


def adjustment_line(row: Adjustment, units: dict[int, str], names: dict[int, str]) -> Line:
    line = row.line
    changes = differences(line, row.before, row.after, units)
    return (
        line_name(line), line_sort(line), str(KINDS[row.kind]),
        "\n".join(f"{one.name}：{one.before} → {one.after}" for one in changes), row.reason,
        row.unit.name, names.get(row.asked_by or 0, ""), local_day(row.asked_at),
        str(CHANGE_STATES[row.state]), names.get(row.decided_by or 0, ""),
        local_day(row.decided_at), row.effective_on, row.note,
    )  # fmt: skip


def read_goals(actor: Actor, query: QueryDict) -> Listed:
    """Return the monthly goals of a year, the twelve months in a row."""
    campaign, today = campaign_in(actor, query), timezone.localdate()
    first, last = campaign.starts_on.year, campaign.ends_on.year
    year = min(max(whole(query.get("year", "")) or today.year, first), last)
    rows = goal_entries(actor, campaign)
    unit_id = whole(query.get("unit", ""))
    if unit_id is not None and rows.filter(unit=unit_id).exists():
        rows = rows.filter(unit=unit_id)
    ids = list(rows.values_list("pk", flat=True))
    heads = (
        (_("No."), 8), (_("Entry"), 40), (_("Unit"), 20),
        *((_("month %(number)d") % {"number": number}, 22) for number in range(1, MONTHS + 1)),
    )  # fmt: skip

    def lines() -> Iterator[Line]:
        for some in batches(ids, BATCH):
            known = Entry.objects.select_related("unit").in_bulk(some)
            yield from map(goal_line, goal_rows([known[pk] for pk in some], year, today))

    title = f"{_('Monthly goals')} {year}"
    return Listed(
        campaign=campaign, title=title, columns=columns_of(heads), count=len(ids), rows=lines
    )


def goal_line(row: GoalRow) -> Line:
    return row.entry.number, row.entry.title, row.entry.unit.name, *map(month_text, row.months)


def month_text(month: Month) -> str:
    goals = [f"{SIGNS[Milestone.Outcome(goal.outcome)]} {goal.title}" for goal in month.goals]
    return "\n".join([*goals, *(f"？ {one.title}" for one in month.proposals)])


def read_indicators(actor: Actor, query: QueryDict) -> Listed:
    """Return the indicators of a campaign with how many of their targets stand how."""
    campaign = campaign_in(actor, query)
    text, shape = query.get("q", "").strip()[:100], query.get("shape", "")
    standing = query.get("state", "")
    found = [
        (one, Counter(owing.state.standing for owing in one.owing))
        for one in measured(actor, campaign, timezone.localdate())
        if fits(one, text, shape)
    ]
    rows = [(one, n) for one, n in found if standing not in set(Standing) or n[Standing(standing)]]
    heads = (
        (_("Indicator"), 36), (_("Measure"), 10), (_("How it is compared"), 24),
        (_("Definition"), 40), (_("Source of the figure"), 24),
        (_("Unit that provides the figure"), 20), (_("Units that owe it"), 44),
        *((word(LAMPS[one]), 10) for one in Standing),
    )  # fmt: skip
    return listed(campaign, _("By indicator"), heads, [indicator_line(*row) for row in rows])


def fits(one: Measured, text: str, shape: str) -> bool:
    row = one.indicator
    words = (row.name, row.definition, row.source, *(owing.state.unit for owing in one.owing))
    provider = row.provider.label if row.provider else ""
    return (shape not in Indicator.Shape.values or row.shape == shape) and (
        not text or any(text in word for word in (*words, provider))
    )


def indicator_line(one: Measured, counts: Counter[Standing]) -> Line:
    row = one.indicator
    return (
        row.name, row.measure or "", str(SHAPES[row.shape]), row.definition, row.source,
        row.provider.name if row.provider else "", "、".join(o.state.unit for o in one.owing),
        *(counts[standing] or None for standing in Standing),
    )  # fmt: skip
