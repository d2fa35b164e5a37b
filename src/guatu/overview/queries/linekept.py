"""The columns of the 作战图 as they are kept with a round, and put back on its rows (D6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from guatu.campaigns.models import Campaign, Validity
from guatu.core.chart import Line, Node
from guatu.core.lamps import Outcome
from guatu.ledgers.followers import former_values
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import ledgers_of
from guatu.overview.queries.chart import LEADERS, leaders_of
from guatu.overview.queries.owners import owners_of, readable_measures, shown_measures

BATCH = 1000
PLACE = ("kind__official_order", "plan_id", "quote_start")  # what the order of groups goes by
COLUMNS = (
    "pk", "number", "heading", "standard", "fields", "kind__code", "starts_on", "closed_on",
    "lamp_until", "position", *PLACE,
)  # fmt: skip


def lines_to_keep(campaign: Campaign, day: date) -> Iterator[tuple[int, Any]]:
    """Yield what stands in the columns of each entry in force: what is empty is left out."""
    shown = readable_measures([kind for _ledger, kind in ledgers_of(campaign)])
    entries = Entry.objects.filter(campaign=campaign, validity=Validity.IN_FORCE).order_by("pk")
    last = 0
    while rows := list(entries.filter(pk__gt=last).values(*COLUMNS)[:BATCH]):
        last = rows[-1]["pk"]
        ids = [row["pk"] for row in rows]
        leaders, owners, former = leaders_of(ids, day), owners_of(ids, day), former_values(ids)
        for row in rows:
            pk = row["pk"]
            told = {
                "number": row["number"],
                "heading": row["heading"],
                "standard": row["standard"],
                "measures": shown_measures(row, shown),
                "leader": "、".join(leaders.get(pk, ())[:LEADERS]),
                "owner": owners.get(pk, ""),
                "starts_on": iso(row["starts_on"]),
                "first_due_on": iso(former[pk].due_on) if pk in former else None,
                "closed_on": iso(row["closed_on"]),
                "lamp_until": iso(row["lamp_until"]),
                "position": row["position"],
                "place": [row[name] for name in PLACE],
            }
            yield pk, {name: value for name, value in told.items() if value}


def iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def day_of(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def row_then(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a row as they were kept: what has no value there had none then.

    Rounds of before its place was kept leave the row the one of now.
    """
    place = dict(zip(PLACE, kept["place"], strict=True)) if "place" in kept else {}
    return place | {
        "number": kept.get("number", ""),
        "heading": kept.get("heading", ""),
        "standard": kept.get("standard", ""),
        "position": kept.get("position", 0),
        "starts_on": day_of(kept.get("starts_on")),
        "closed_on": day_of(kept.get("closed_on")),
        "lamp_until": day_of(kept.get("lamp_until")),
    }


def line_then(line: Line, kept: Mapping[str, Any]) -> Line:
    """Return a line with what is not of its row: who is responsible, what was said first."""
    return replace(
        line,
        measures=kept.get("measures", ""),
        leader=kept.get("leader", ""),
        owner=kept.get("owner", ""),
        first_due_on=day_of(kept.get("first_due_on")),
    )


def nodes_then(kept: list[list[str]]) -> tuple[Node, ...]:
    return tuple(
        Node(title=title, due_on=date.fromisoformat(due_on), outcome=Outcome(outcome))
        for title, due_on, outcome in kept
    )
