"""Pages of ledgers: `sheets` shows many entries, `entries` one, `writes` the forms."""

from guatu.ledgers.views.entries import entry, proof, source
from guatu.ledgers.views.lamps import end_by_hand, lamps, override_proof, set_by_hand
from guatu.ledgers.views.sheets import index, sheet
from guatu.ledgers.views.writes import adopt, create, duties, edit, milestones, stage

__all__ = [
    "adopt",
    "create",
    "duties",
    "edit",
    "end_by_hand",
    "entry",
    "index",
    "lamps",
    "milestones",
    "override_proof",
    "proof",
    "set_by_hand",
    "sheet",
    "source",
    "stage",
]
