"""All lines of the 作战图 for the press, with what stands in its columns on paper only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from guatu.core.actors import Actor
from guatu.core.chart import Line
from guatu.core.kinds import KindDefinition
from guatu.dispatch.models import Round
from guatu.dispatch.queries.pasts import states_at
from guatu.ledgers.queries import Filters, Scope, narrowed
from guatu.overview.queries.chart import (
    COLUMNS,
    LineGroup,
    Wanted,
    drawn,
    grouped,
    in_order,
    lines_of,
)
from guatu.overview.queries.chartpast import Past, Row, as_then, past_of
from guatu.overview.queries.linekept import PLACE, line_then, nodes_then
from guatu.overview.queries.owners import owners_of, readable_measures, shown_measures
from guatu.shell.errors import InvalidState

MOST = 5000  # lines: some seventeen sheets of A0
BATCH = 500
ROW_COLUMNS = (*COLUMNS, "standard", "fields", "position", *PLACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Every line that was asked for, in groups."""

    groups: tuple[LineGroup, ...]
    count: int
    later: int = 0  # entries that a frozen round does not hold and that stand now
    is_kept: bool = True  # with a round all columns and nodes; else these are of now

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]


def whole_chart(
    actor: Actor,
    scope: Scope,
    *,
    wanted: Wanted,
    kinds: Sequence[KindDefinition],
    today: date,
    past: Round | None = None,
) -> Whole:
    """Return all lines with their columns, as they stand or as a frozen round holds them.

    Raises
    ------
    InvalidState
        If they are more than any wall holds.
    """
    rows, then = rows_of(actor, scope, wanted, past)
    shown = readable_measures(kinds)
    lines: dict[int, Line] = {}
    for first in range(0, len(rows), BATCH):
        some = rows[first : first + BATCH]
        ids = [row["pk"] for row in some]
        owners = owners_of(ids, today)
        for row in some:
            row["owner"] = owners.get(row["pk"], "")
        lines |= lines_of(some, kinds, today, until=past.ends_on if past else None)
    by_id = {row["pk"]: row for row in rows}
    told = {pk: with_columns(line, by_id[pk], shown) for pk, line in lines.items()}
    if then is not None:
        told = {pk: told_then(line, then) for pk, line in told.items()}
    return Whole(
        groups=tuple(grouped(rows, told, wanted.grouping)),
        count=len(rows),
        later=later_than(past, actor, scope, wanted) if past else 0,
        is_kept=then is None or (then.lines is not None and then.nodes is not None),
    )


def told_then(line: Line, then: Past) -> Line:
    """Return a line as far as a round has kept what is not of its row."""
    if then.lines is not None:
        line = line_then(line, then.lines.get(line.pk, {}))
    if then.nodes is not None:
        line = replace(line, nodes=nodes_then(then.nodes.get(line.pk, [])))
    return line


def later_than(past: Round, actor: Actor, scope: Scope, wanted: Wanted) -> int:
    """Return how many lines stand now that a frozen round does not hold."""
    now = drawn(actor, scope, wanted.filters.without_lamps)
    held = states_at(actor, past).values_list("entry_id", flat=True)
    return len(set(now.order_by().values_list("pk", flat=True)) - set(held))


def rows_of(
    actor: Actor, scope: Scope, wanted: Wanted, past: Round | None
) -> tuple[list[Row], Past | None]:
    """Return the rows of lines in their order, and how they stood in a round."""
    filters = wanted.filters
    entries = (
        drawn(actor, scope, filters)
        if past is None
        # what is in force now was perhaps not then, and the other way round: its states say it
        else narrowed(actor, scope, replace(filters.without_lamps, unit_id=None, stage="")).filter(
            pk__in=stood(actor, past, filters)
        )
    )
    if entries.count() > MOST:  # before a hundred thousand are put into order
        raise too_many()
    rows = list(in_order(entries, wanted.grouping).values(*ROW_COLUMNS))
    if past is None:
        return rows, None
    then = past_of(actor, past, [row["pk"] for row in rows])
    return as_then(rows, then, wanted.grouping), then


def stood(actor: Actor, past: Round, filters: Filters) -> QuerySet[Any, Any]:
    """Return the keys of the entries that had unit, stage and lamp of the filters at a close."""
    states = states_at(actor, past)
    if filters.unit_id is not None:
        states = states.filter(unit=filters.unit_id)
    if filters.stage:
        states = states.filter(stage=filters.stage)
    if filters.lamps:
        states = states.filter(lamp__in=filters.lamps)
    return states.values("entry_id")


def too_many() -> InvalidState:
    return InvalidState(
        ngettext(
            "A chart on paper holds %(num)d line. Narrow it.",
            "A chart on paper holds at most %(num)d lines. Narrow it by unit, ledger or lamp.",
            MOST,
        )
        % {"num": MOST}
    )


def with_columns(line: Line, row: Row, shown: set[str]) -> Line:
    return replace(
        line,
        standard=row["standard"],
        measures=shown_measures(row, shown),
        owner=row["owner"],
    )
