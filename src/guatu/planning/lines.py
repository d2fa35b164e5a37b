"""A line (entry or target) as plain values: what an adjustment keeps, and what a line below takes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from guatu.campaigns.models import Target
from guatu.core.stored import StoredFigure
from guatu.ledgers.models import Duty, Entry

Line = Entry | Target
Values = dict[str, Any]

FIGURE = (
    "amount_fen", "mantissa", "scale", "high_amount_fen", "high_mantissa", "high_scale", "measure",
    "written",
)  # fmt: skip
LEADS = "leads"  # unit ids in order; no column, the duties hold them
DAYS = frozenset({"starts_on", "due_on"})
# what of a line above is a pending difference below when it changes (D7)
FOLLOWED_OF_ENTRY = ("title", "standard", "starts_on", "due_on", "validity")
FOLLOWED_OF_TARGET = (*FIGURE, "op", "due_on", "validity")


def values_of(line: Line, names: Iterable[str]) -> Values:
    """Return the named values of a line as JSON holds them."""
    return {name: value_of(line, name) for name in names}


def value_of(line: Line, name: str) -> Any:
    if name == LEADS:
        return lead_ids(line) if isinstance(line, Entry) else [line.unit_id]
    value = getattr(line, name)
    return value.isoformat() if isinstance(value, date) else value


def lead_ids(entry: Entry) -> list[int]:
    """Return the lead units in order; without any the entry is its owner's."""
    rows = Duty.objects.filter(entry=entry, role=Duty.Role.LEAD).order_by("ordinal")
    return list(rows.values_list("unit_id", flat=True)) or [entry.unit_id]


def columns_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values out of JSON as columns take them; the lead units are none."""
    return {name: day_or(name, value) for name, value in values.items() if name != LEADS}


def day_or(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in DAYS and value else value


def followed_of(line: Line) -> tuple[str, ...]:
    return FOLLOWED_OF_ENTRY if isinstance(line, Entry) else FOLLOWED_OF_TARGET


def figure_of(values: Mapping[str, Any]) -> StoredFigure:
    """Return the (lower) figure among a target's values."""
    return StoredFigure(
        amount_fen=values.get("amount_fen"),
        mantissa=values.get("mantissa"),
        scale=values.get("scale") or 0,
        measure=values.get("measure"),
    )


def figure_values(figure: StoredFigure) -> Values:
    return {
        "amount_fen": figure.amount_fen,
        "mantissa": figure.mantissa,
        "scale": figure.scale,
    }
