"""Reads of planning, for an actor."""

from guatu.planning.queries.drafts import (
    Left,
    PlanPage,
    confirmed_items,
    draft_for,
    item_for,
    left_of,
    nothing_here,
    office_units,
    plan_for,
    plan_rows,
    unit_row_for,
    unit_rows,
)

__all__ = [
    "Left",
    "PlanPage",
    "confirmed_items",
    "draft_for",
    "item_for",
    "left_of",
    "nothing_here",
    "office_units",
    "plan_for",
    "plan_rows",
    "unit_row_for",
    "unit_rows",
]
