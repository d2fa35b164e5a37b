"""Drafts read from plans. `drafts` < what is issued, adjusted and handed down of them."""

from guatu.planning.models.adjusting import Adjustment
from guatu.planning.models.cascade import Share, Taking
from guatu.planning.models.drafts import Draft, DraftItem, DraftUnit
from guatu.planning.models.issuing import (
    Consultation,
    Issuance,
    IssuanceLine,
    IssuanceStep,
    Objection,
    SignOff,
    StepCode,
)
from guatu.planning.models.steps import DraftPresence, DraftStep
from guatu.planning.models.versions import DraftMatch, LineSource

__all__ = [
    "Adjustment",
    "Consultation",
    "Draft",
    "DraftItem",
    "DraftMatch",
    "DraftPresence",
    "DraftStep",
    "DraftUnit",
    "Issuance",
    "IssuanceLine",
    "IssuanceStep",
    "LineSource",
    "Objection",
    "Share",
    "SignOff",
    "StepCode",
    "Taking",
]
