"""All items of the 作战保障图 for the press, grouped as the progress chart is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import ngettext

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.dispatch.models import Round
from guatu.ledgers.models import Entry
from guatu.overview.queries.chart import GROUP_KEYS, Grouping, in_order, named
from guatu.overview.queries.chartpaper import MOST, ROW_COLUMNS
from guatu.overview.queries.chartpast import Past, as_then
from guatu.overview.queries.needskept import wantings_then
from guatu.overview.queries.securing import (
    SORTS,
    NeedGrouping,
    SecuringWanted,
    Wanting,
    WantingGroup,
    grouped,
    urgency,
    wantings,
)
from guatu.shell.errors import InvalidState


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedItems:
    """Items beneath one heading, unit (its short name) or kind (its code).

    Without a heading `name` is "" and `kind` the code of what they are.
    """

    name: str
    items: tuple[WantingGroup, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeSecuring:
    """All that is needed: items in groups, the sorts that occur, how many needs, how many overdue."""

    groups: tuple[NamedItems, ...]
    sorts: tuple[str, ...]
    count: int
    overdue: int


def whole_securing(
    actor: Actor,
    campaign: Campaign,
    wanted: SecuringWanted,
    *,
    grouping: Grouping,
    today: date,
    one: Round | None = None,
) -> WholeSecuring:
    """Return every item with what it needs, the most urgent of a group first.

    They are those of today, or with `one` those that a frozen round has kept.

    Raises
    ------
    InvalidState
        If that round closed before needs were kept, or they are more than any wall holds.
    """
    past: Past | None = None
    if one is None:
        found = wantings(actor, campaign, wanted, today)
    else:
        found, past = wantings_then(actor, one, wanted)
    rows = sorted((r for r in found if not wanted.sort or r.sort == wanted.sort), key=urgency)
    items = grouped(rows, NeedGrouping.ITEM)
    if len(items) > MOST:
        raise too_many()
    groups = (
        by_solver(rows)
        if wanted.grouping is NeedGrouping.SOLVER
        else in_groups(items, grouping, past)
    )
    return WholeSecuring(
        groups=tuple(groups),
        sorts=tuple(sort for sort in SORTS if any(row.sort == sort for row in rows)),
        count=len(rows),
        overdue=sum(row.days_over(today) > 0 for row in rows),
    )


def too_many() -> InvalidState:
    return InvalidState(
        ngettext(
            "A guarantee chart on paper holds %(num)d item. Narrow it.",
            "A guarantee chart on paper holds at most %(num)d items. Narrow it to one sort of "
            "needs, to open ones or to those that your units clear.",
            MOST,
        )
        % {"num": MOST}
    )


def by_solver(rows: Sequence[Wanting]) -> list[NamedItems]:
    """Return what each unit is asked to clear, in 建制顺序; last what nobody is named for ("")."""
    return [
        NamedItems(name=group.first.solver, items=tuple(grouped(group.rows, NeedGrouping.ITEM)))
        for group in grouped(rows, NeedGrouping.SOLVER)
    ]


def in_groups(
    items: Sequence[WantingGroup], grouping: Grouping, past: Past | None
) -> list[NamedItems]:
    """Return items beneath their headings, units or kinds, these in the order of the progress chart."""
    by_entry = {item.first.entry_id: item for item in items}
    entries = in_order(Entry.objects.filter(pk__in=list(by_entry)), grouping)
    rows = list(entries.values(*ROW_COLUMNS))
    if past is not None:
        rows = as_then(rows, past, grouping)
    found = []
    for _key, part in groupby(rows, key=GROUP_KEYS[grouping]):
        some = list(part)
        inside: list[Wanting] = sorted((by_entry[row["pk"]].first for row in some), key=urgency)
        name, kind = named(some[0], grouping)
        items = tuple(by_entry[first.entry_id] for first in inside)
        found.append(NamedItems(name=name, kind=kind, items=items))
    return found
