"""All lines of the 作战图 for the press, with what stands in its columns on paper only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import ngettext

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.core.actors import Actor
from guatu.core.chart import Line
from guatu.core.kinds import KindDefinition
from guatu.dispatch.models import Round
from guatu.dispatch.queries.pasts import states_at
from guatu.ledgers.models import PostDuty
from guatu.ledgers.queries import Scope, narrowed
from guatu.ledgers.queries.responsibility import responsible_of_ids
from guatu.overview.queries.chart import (
    COLUMNS,
    LineGroup,
    Wanted,
    drawn,
    grouped,
    in_order,
    lines_of,
)
from guatu.overview.queries.chartpast import Row, as_then, past_of
from guatu.shell.errors import InvalidState

MOST = 5000  # lines: some seventeen sheets of A0
BATCH = 500
MEASURES = "measures"  # the field of a kind in which units write 工作措施
FULL_NAME = ("unit__name", "standard", "fields")
CHAIN = (PostDuty.Level.LEADER, PostDuty.Level.PRINCIPAL, PostDuty.Level.DEPUTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Every line that was asked for, in groups."""

    groups: tuple[LineGroup, ...]
    count: int
    later: int = 0  # entries that a frozen round does not hold and that stand now

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
    rows = rows_of(actor, scope, wanted, past)
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
    return Whole(
        groups=tuple(grouped(rows, told, wanted.grouping)),
        count=len(rows),
        later=later_than(past, actor, scope, wanted) if past else 0,
    )


def later_than(past: Round, actor: Actor, scope: Scope, wanted: Wanted) -> int:
    """Return how many lines stand now that a frozen round does not hold."""
    now = drawn(actor, scope, wanted.filters.without_lamps)
    held = states_at(actor, past).values_list("entry_id", flat=True)
    return len(set(now.order_by().values_list("pk", flat=True)) - set(held))


def rows_of(actor: Actor, scope: Scope, wanted: Wanted, past: Round | None) -> list[Row]:
    """Return the rows of lines in their order."""
    filters = wanted.filters
    entries = (
        drawn(actor, scope, filters)
        if past is None
        # what is in force now was perhaps not then, and the other way round: its states say it
        else narrowed(actor, scope, filters.without_lamps)
    )
    if entries.count() > MOST:  # before a hundred thousand are put into order
        raise too_many()
    columns = list(dict.fromkeys((*COLUMNS, *FULL_NAME)))
    rows = list(in_order(entries, wanted.grouping).values(*columns))
    if past is None:
        return rows
    rows = as_then(rows, past_of(actor, past, [row["pk"] for row in rows]), wanted.grouping)
    return [row for row in rows if not filters.lamps or row["lamp"] in filters.lamps]


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
    measures = row["fields"].get(MEASURES, "") if row["kind__code"] in shown else ""
    return replace(
        line,
        standard=row["standard"],
        measures=measures if isinstance(measures, str) else "",
        owner=row["owner"],
    )


def readable_measures(kinds: Sequence[KindDefinition]) -> set[str]:
    """Return the kinds whose measures anybody may read who sees the line."""
    return {
        kind.code
        for kind in kinds
        for field in kind.fields
        if field.key == MEASURES and not field.is_private
    }


def owners_of(ids: Sequence[int], today: date) -> dict[int, str]:
    """Return the 责任人 of entries: the chain of posts, else who answers directly, else mainly (S22)."""
    found: dict[int, dict[str, None]] = {pk: {} for pk in ids}
    appointed = Appointment.objects.filter(
        in_force(today),
        post__abolished_on__isnull=True,
        post__duties__entry_id__in=ids,
        post__duties__level__in=CHAIN,
        is_deputy=False,
    ).order_by("post__official_order", "pk")
    rows = appointed.values_list("post__duties__level", "post__duties__entry_id", "person__name")
    for _level, pk, name in sorted(rows, key=lambda row: CHAIN.index(row[0])):
        found[pk].setdefault(name)
    lacking = [pk for pk, names in found.items() if not names]
    for pk, levels in responsible_of_ids(lacking, today).items() if lacking else ():
        for level in sorted(levels, key=lambda one: one.level):  # direct, first, main
            if level.level != "first" and level.names and not found[pk]:
                found[pk].setdefault(level.names)
    return {pk: "、".join(names) for pk, names in found.items() if names}
