"""Acts on plans and drafts: one function an act, one transaction."""

from guatu.planning.actions.confirming import Settings, confirm_draft
from guatu.planning.actions.deciding import (
    accept_confident,
    add_item,
    decide_item,
    edit_item,
    keep_item,
    turn_item,
)
from guatu.planning.actions.loading import NewPlan, discard_draft, load_plan
from guatu.planning.actions.presence import be_present
from guatu.planning.actions.undoing import Undone, undo_last
from guatu.planning.actions.unitwords import UnitChoice, decide_unit, split_unit, take_proposals

__all__ = [
    "NewPlan",
    "Settings",
    "Undone",
    "UnitChoice",
    "accept_confident",
    "add_item",
    "be_present",
    "confirm_draft",
    "decide_item",
    "decide_unit",
    "discard_draft",
    "edit_item",
    "keep_item",
    "load_plan",
    "split_unit",
    "take_proposals",
    "turn_item",
    "undo_last",
]
