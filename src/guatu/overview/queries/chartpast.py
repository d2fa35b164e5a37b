"""The lines of the 作战图 as a frozen round holds them: what is printed of a round is not repainted (D6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from django.db.models import QuerySet

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.dispatch.models import Round
from guatu.dispatch.queries.details import Part, has_kept, kept_of
from guatu.dispatch.queries.pasts import UnitThen, kept_rounds, states_at, units_at
from guatu.overview.queries.chart import Grouping
from guatu.overview.queries.linekept import row_then
from guatu.shell.errors import NotFound

OFFERED = 12  # rounds, the newest first
BATCH = 500
STATE = ("entry_id", "unit_id", "stage", "lamp", "progress", "due_on", "title")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How entries stood at the close of a frozen round, and the units of then.

    Rounds of before columns and nodes were kept have none: these are then as they stand now.
    """

    round: Round
    states: Mapping[int, Row]
    units: Mapping[int, UnitThen]
    lines: Mapping[int, Any] | None = None  # their columns and nodes, where these were kept
    nodes: Mapping[int, Any] | None = None


def frozen_rounds(campaign: Campaign) -> list[Round]:
    """Return the rounds that a chart can be printed of."""
    return list(kept_rounds(campaign).filter(state=Round.State.FROZEN)[:OFFERED])


def frozen_round(campaign: Campaign, slug: str) -> Round:
    """Return one of a campaign's frozen rounds.

    Raises
    ------
    NotFound
        If there is none of that name.
    """
    one = frozen_named(campaign, slug).first()
    if one is None:
        raise NotFound
    return one


def has_frozen_round(campaign: Campaign, slug: str) -> bool:
    return frozen_named(campaign, slug).exists()


def frozen_named(campaign: Campaign, slug: str) -> QuerySet[Round]:
    return kept_rounds(campaign).filter(state=Round.State.FROZEN, slug=slug)


def unseen_at(actor: Actor, one: Round) -> int:
    """Return how many entries that stood at a round's close this person does not see (D8)."""
    return states_at(SYSTEM, one).count() - states_at(actor, one).count()


def past_of(actor: Actor, one: Round, ids: Sequence[int]) -> Past:
    """Return what a round holds of some entries."""
    states: dict[int, Row] = {}
    for first in range(0, len(ids), BATCH):
        some = states_at(actor, one).filter(entry_id__in=ids[first : first + BATCH])
        states |= {row["entry_id"]: row for row in some.values(*STATE)}
    return Past(
        round=one,
        states=states,
        units=units_at(one),
        lines=kept_of(one, Part.LINES, states) if has_kept(one, Part.LINES) else None,
        nodes=kept_of(one, Part.NODES, states) if has_kept(one, Part.NODES) else None,
    )


def as_then(rows: Sequence[Row], past: Past, grouping: Grouping) -> list[Row]:
    """Return rows as they stood, without those that did not stand yet, in the order of then.

    It is the order of `chart.in_order`, by what was kept, in whichever order `rows` come.
    """
    found = [repainted(row, past) for row in rows if row["pk"] in past.states]
    places = places_of(found) if grouping is Grouping.HEADING else {}

    def group_place(row: Row) -> tuple[Any, ...]:
        if grouping is Grouping.UNIT:
            return order_of(row["unit_id"], past)
        return places[row["heading"]] if grouping is Grouping.HEADING else ()

    found.sort(
        key=lambda row: (group_place(row), row["kind__official_order"], row["kind__code"],
                         row["position"], row["pk"])
    )  # fmt: skip
    return found


def places_of(rows: Sequence[Row]) -> dict[str, tuple[Any, ...]]:
    """Return where each heading stands: with the first of its rows in the plan, last without one."""
    firsts: dict[str, list[float]] = {}
    for row in rows:
        first = firsts.setdefault(row["heading"], [inf, inf])
        for at, name in enumerate(("plan_id", "quote_start")):
            if row[name] is not None:
                first[at] = min(first[at], row[name])
    return {heading: (*first, heading) for heading, first in firsts.items()}


def repainted(row: Row, past: Past) -> Row:
    state, ends_on = past.states[row["pk"]], past.round.ends_on
    unit = past.units.get(state["unit_id"])
    names = {"unit__short_name": unit.short_name, "unit__name": unit.name} if unit else {}
    closed_on = row["closed_on"]
    columns = {
        "lamp_until": None,
        "closed_on": closed_on if closed_on and closed_on <= ends_on else None,
    }
    if past.lines is not None:
        columns = row_then(past.lines.get(row["pk"], {}))
    return row | names | columns | {
        "title": state["title"] or row["title"],
        "unit_id": state["unit_id"],
        "stage": state["stage"],
        "lamp": state["lamp"],
        "progress": state["progress"],
        "due_on": state["due_on"],
    }  # fmt: skip


def order_of(unit_id: int, past: Past) -> tuple[int, str, int]:
    unit = past.units.get(unit_id)
    return (unit.official_order, unit.path, unit_id) if unit else (0, "", unit_id)
