"""What was due next when a round closed, or is due now: nodes and entries, by the names of then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.core.official.facts import NodeFact
from guatu.dispatch.models import Round
from guatu.dispatch.queries.details import Part, has_kept, kept_among
from guatu.dispatch.queries.pasts import UnitThen, states_at
from guatu.dispatch.queries.spans import Span
from guatu.ledgers.models import Milestone
from guatu.ledgers.queries import in_force_entries

NODES = 20
SHORTEST, LONGEST = 7, 92  # days; between them as many as the period has


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A node or an entry and its day."""

    on: date
    unit: UnitThen
    key: int
    title: str
    node: str = ""

    def place(self) -> tuple[date, int, str, bool, int]:
        """Return what it is sorted by: the day, 建制顺序, nodes before entries."""
        return self.on, self.unit.official_order, self.unit.path, not self.node, self.key


def ahead(
    actor: Actor,
    campaign: Campaign,
    span: Span,
    *,
    today: date,
    past: Round | None,
    units: Mapping[int, UnitThen],
) -> dict[str, Any]:
    """Return the nodes and entries that are due in as many days as follow, each entry once a day.

    Of a round that is over they are those of its picture, with the titles, units and days of then:
    what came into the ledger since was not ahead. What was met, missed or closed since was.
    Rounds of before nodes were kept have them as they stand.
    """
    as_of = min(span.ends_on, today)
    length = (span.ends_on - span.starts_on).days
    days = timedelta(days=min(max(length, SHORTEST - 1), LONGEST))
    window = (as_of + timedelta(days=1), as_of + timedelta(days=1) + days)
    standing = standing_entries(actor, campaign, past, as_of)
    if past is not None and has_kept(past, Part.NODES):
        nodes = kept_nodes(past, standing, window, units)
    else:
        nodes = due_nodes(standing, window, as_of, units)
    taken = {(row.key, row.on) for row in nodes}
    found = standing.filter(due_on__range=window).values_list("key", "unit_id", "name", "due_on")
    entries = [
        Due(on=on, unit=units[unit], key=key, title=title)
        for key, unit, title, on in found
        if (key, on) not in taken
    ]
    rows = sorted([*nodes, *entries], key=Due.place)
    return {
        "nodes": tuple(
            NodeFact(unit=row.unit.label, title=row.title, node=row.node, due_on=row.on)
            for row in rows[:NODES]
        ),
        "node_count": len(rows),
    }


def standing_entries(
    actor: Actor, campaign: Campaign, past: Round | None, as_of: date
) -> QuerySet[Any]:
    """Return the entries that were not closed, each with its `key` and `name`, now or at a close."""
    if past is None:
        rows = in_force_entries(actor, campaign).order_by()
        open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=as_of)
        return rows.filter(open_then).annotate(key=F("pk"), name=F("title"))
    return (
        states_at(actor, past)
        .exclude(lamp=Lamp.DONE)  # closed since or opened again, it was so then
        .annotate(key=F("entry_id"), name=Coalesce("title", "entry__title"))
    )


def kept_nodes(
    past: Round,
    standing: QuerySet[Any],
    window: tuple[date, date],
    units: Mapping[int, UnitThen],
) -> list[Due]:
    """Return the nodes within days as a round kept them: their titles and days of then."""
    found = [
        (key, due, title)
        for key, nodes in kept_among(past, Part.NODES, standing.values("key")).items()
        for title, due_on, outcome in nodes
        if outcome == Milestone.Outcome.OPEN
        and window[0] <= (due := date.fromisoformat(due_on)) <= window[1]
    ]
    return named_nodes(found, standing.filter(entry__in={key for key, *_rest in found}), units)


def due_nodes(
    standing: QuerySet[Any],
    window: tuple[date, date],
    as_of: date,
    units: Mapping[int, UnitThen],
) -> list[Due]:
    """Return the nodes of entries within days; one that was put in another's place since was not there."""
    nodes = Milestone.objects.filter(
        Q(outcome=Milestone.Outcome.OPEN) | Q(decided_on__gt=as_of),
        Q(moved_from__isnull=True) | Q(moved_from__decided_on__lte=as_of),
        entry__in=standing.values("key"),
        due_on__range=window,
    )
    found = list(nodes.order_by("pk").values_list("entry_id", "due_on", "title"))
    having = standing.filter(key__in=nodes.order_by().values("entry_id"))
    return named_nodes(found, having, units)


def named_nodes(
    found: Sequence[tuple[int, date, str]], having: QuerySet[Any], units: Mapping[int, UnitThen]
) -> list[Due]:
    """Return nodes with the units and titles of their entries."""
    names = {key: rest for key, *rest in having.values_list("key", "unit_id", "name")}
    return [
        Due(on=on, unit=units[names[key][0]], key=key, title=names[key][1], node=title)
        for key, on, title in found
    ]
