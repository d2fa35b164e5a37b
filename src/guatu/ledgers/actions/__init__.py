"""Acts on ledgers and entries: one function an act, one transaction, one chained audit row."""

from guatu.ledgers.actions.insertion import (
    Assigned,
    AssignedPost,
    NewEntry,
    NewMilestone,
    insert_entries,
)
from guatu.ledgers.actions.kinds import install_kinds
from guatu.ledgers.actions.lamps import LampRow, write_lamps

__all__ = [
    "Assigned",
    "AssignedPost",
    "LampRow",
    "NewEntry",
    "NewMilestone",
    "insert_entries",
    "install_kinds",
    "write_lamps",
]
