"""Drafts read from plans. `drafts` < what is issued, adjusted and handed down of them."""

from guatu.planning.models.adjusting import Adjustment
from guatu.planning.models.cascade import Share, Taking
from guatu.planning.models.drafts import Draft, DraftItem, DraftUnit
from guatu.planning.models.steps import DraftPresence, DraftStep

__all__ = [
    "Adjustment",
    "Draft",
    "DraftItem",
    "DraftPresence",
    "DraftStep",
    "DraftUnit",
    "Share",
    "Taking",
]
