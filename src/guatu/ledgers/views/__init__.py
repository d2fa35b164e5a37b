"""Pages of ledgers: `sheets` shows many entries, `entries` one, `writes` the forms."""

from guatu.ledgers.views.entries import entry, proof, source
from guatu.ledgers.views.sheets import index, sheet
from guatu.ledgers.views.writes import adopt, create, duties, edit, milestones, stage

__all__ = [
    "adopt",
    "create",
    "duties",
    "edit",
    "entry",
    "index",
    "milestones",
    "proof",
    "sheet",
    "source",
    "stage",
]
