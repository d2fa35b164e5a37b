"""What entries need, as it is kept with a round, and put back on the 作战保障图 (D6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import SYSTEM, Actor
from guatu.dispatch.models import Round
from guatu.dispatch.queries.details import Part, all_kept, has_kept
from guatu.ledgers.models import Need
from guatu.ledgers.queries.needs import needs_in, own_units
from guatu.overview.queries.chartpast import Past, past_of
from guatu.overview.queries.linekept import day_of, iso
from guatu.overview.queries.securing import (
    SecuringWanted,
    Wanting,
    asked_in,
    telling,
    wantings,
)
from guatu.shell.errors import InvalidState

BATCH = 500  # entries


def needs_to_keep(campaign: Campaign, day: date) -> Iterator[tuple[int, Any]]:
    """Yield what each entry needs, settled needs too: all that the chart may show of that day."""
    wanted, ids = SecuringWanted(is_all=True), needing(campaign, day)
    for first in range(0, len(ids), BATCH):
        found: dict[int, list[dict[str, Any]]] = {}
        some = ids[first : first + BATCH]
        for row in wantings(SYSTEM, campaign, wanted, day, among=some):
            found.setdefault(row.entry_id, []).append(written(row))
        yield from sorted(found.items())


def needing(campaign: Campaign, day: date) -> list[int]:
    """Return the entries with needs or problems: those alone are looked at closer."""
    needs = needs_in(SYSTEM, campaign).filter(entry__validity=Validity.IN_FORCE)
    told = telling(SYSTEM, campaign, day).exclude(problem="")
    asked = asked_in(SYSTEM, campaign)
    found: set[int] = set()
    for rows in (needs, told, asked):
        found.update(rows.order_by().values_list("entry_id", flat=True).distinct())
    return sorted(found)


def written(row: Wanting) -> dict[str, Any]:
    told = {
        "sort": row.sort,
        "text": row.text,
        "said_by": row.said_by,
        "state": "" if row.is_open else str(row.state),
        "asked": None if row.asked is None else str(row.asked),
        "granted": None if row.granted is None else str(row.granted),
        "measure": row.measure,
        "solver_id": row.solver_id,
        "solver": row.solver,
        "solver_order": row.solver_order,
        "due_on": iso(row.due_on),
        "settled_on": iso(row.settled_on),
    }
    return {name: value for name, value in told.items() if value}


def wantings_then(actor: Actor, one: Round, wanted: SecuringWanted) -> tuple[list[Wanting], Past]:
    """Return the needs of a round's close of the entries that an actor sees, and how these stood.

    Raises
    ------
    InvalidState
        If the round closed before needs were kept.
    """
    if not has_kept(one, Part.NEEDS):
        raise InvalidState(
            _(
                "Round no. %(number)d closed before needs were kept with rounds. Print the "
                "guarantee chart as it stands now, or of a later round."
            )
            % {"number": one.ordinal}
        )
    kept = all_kept(one, Part.NEEDS)
    past = past_of(actor, one, list(kept))
    own = own_units(actor) if wanted.is_mine else None
    found = [
        wanting_then(pk, told, past)
        for pk, some in sorted(kept.items())
        if pk in past.states
        for told in some
    ]
    return [row for row in found if is_wanted(row, wanted, own)], past


def is_wanted(row: Wanting, wanted: SecuringWanted, own: frozenset[int] | None) -> bool:
    return (wanted.is_all or row.is_open) and (own is None or row.solver_id in own)


def wanting_then(pk: int, told: Mapping[str, Any], past: Past) -> Wanting:
    state, line = past.states[pk], (past.lines or {}).get(pk, {})
    unit = past.units.get(state["unit_id"])
    return Wanting(
        entry_id=pk,
        title=state["title"] or "",
        number=line.get("number", ""),
        lamp=state["lamp"],
        lamp_until=day_of(line.get("lamp_until")),
        unit=unit.label if unit else "",
        is_linked=True,
        sort=told["sort"],
        text=told.get("text", ""),
        said_by=told.get("said_by", ""),
        state=told.get("state", Need.State.OPEN),
        asked=figure(told, "asked"),
        granted=figure(told, "granted"),
        measure=told.get("measure", ""),
        solver_id=told.get("solver_id"),
        solver=told.get("solver", ""),
        solver_order=told.get("solver_order", 0),
        due_on=day_of(told.get("due_on")),
        settled_on=day_of(told.get("settled_on")),
    )


def figure(told: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(told[name]) if name in told else None
