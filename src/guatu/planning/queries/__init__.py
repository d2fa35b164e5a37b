"""Reads of planning, for an actor."""

from guatu.planning.queries.drafts import (
    Left,
    LeftOfKind,
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
from guatu.planning.queries.finishing import Making, making_of
from guatu.planning.queries.steps import (
    Changed,
    Told,
    changed_since,
    deciders_besides,
    others_here,
    told_since,
)

__all__ = [
    "Changed",
    "Left",
    "LeftOfKind",
    "Making",
    "PlanPage",
    "Told",
    "changed_since",
    "confirmed_items",
    "deciders_besides",
    "draft_for",
    "item_for",
    "left_of",
    "making_of",
    "nothing_here",
    "office_units",
    "others_here",
    "plan_for",
    "plan_rows",
    "told_since",
    "unit_row_for",
    "unit_rows",
]
