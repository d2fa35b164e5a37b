"""Acts on ledgers and entries: one function an act, one transaction, one chained audit row.

`insert_entries` and `apply_report` are building blocks for acts of higher apps: no row of their own.
"""

from guatu.ledgers.actions.adjusting import adjust_entry
from guatu.ledgers.actions.adopting import adopt_entry
from guatu.ledgers.actions.duties import Duties, set_duties, write_duties
from guatu.ledgers.actions.edits import EntryEdit, create_entry, edit_entry
from guatu.ledgers.actions.insertion import (
    Assigned,
    AssignedPost,
    NewEntry,
    NewMilestone,
    insert_entries,
)
from guatu.ledgers.actions.kinds import change_kind, install_kind, install_kinds, open_ledger
from guatu.ledgers.actions.lamps import Held, LampRow, write_lamps
from guatu.ledgers.actions.limits import refresh_limits, set_limits
from guatu.ledgers.actions.logs import NewLogRow, add_log_row, strike_log_row
from guatu.ledgers.actions.milestones import set_milestones
from guatu.ledgers.actions.needs import NewNeed, Settlement, open_need, settle_need, withdraw_need
from guatu.ledgers.actions.nodes import lay_nodes, set_nodes
from guatu.ledgers.actions.recording import made_changes
from guatu.ledgers.actions.reports import REPORTED, Report, apply_report
from guatu.ledgers.actions.stages import Passage, Proof, pass_stage
from guatu.ledgers.actions.tracks import TrackStep, name_keeper, step_track

__all__ = [
    "REPORTED",
    "Assigned",
    "AssignedPost",
    "Duties",
    "EntryEdit",
    "Held",
    "LampRow",
    "NewEntry",
    "NewLogRow",
    "NewMilestone",
    "NewNeed",
    "Passage",
    "Proof",
    "Report",
    "Settlement",
    "TrackStep",
    "add_log_row",
    "adjust_entry",
    "adopt_entry",
    "apply_report",
    "change_kind",
    "create_entry",
    "edit_entry",
    "insert_entries",
    "install_kind",
    "install_kinds",
    "lay_nodes",
    "made_changes",
    "name_keeper",
    "open_ledger",
    "open_need",
    "pass_stage",
    "refresh_limits",
    "set_duties",
    "set_limits",
    "set_milestones",
    "set_nodes",
    "settle_need",
    "step_track",
    "strike_log_row",
    "withdraw_need",
    "write_duties",
    "write_lamps",
]
