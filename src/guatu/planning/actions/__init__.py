"""Acts on plans and drafts: one function an act, one transaction."""

from guatu.planning.actions.confirming import Settings, confirm_draft
from guatu.planning.actions.deciding import (
    accept_confident,
    add_item,
    decide_item,
    edit_item,
    turn_item,
)
from guatu.planning.actions.loading import NewPlan, discard_draft, load_plan
from guatu.planning.actions.units import UnitChoice, decide_unit, take_proposals

__all__ = [
    "NewPlan",
    "Settings",
    "UnitChoice",
    "accept_confident",
    "add_item",
    "confirm_draft",
    "decide_item",
    "decide_unit",
    "discard_draft",
    "edit_item",
    "load_plan",
    "take_proposals",
    "turn_item",
]
