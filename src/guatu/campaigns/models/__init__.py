"""Campaigns and plans; figures. `figures` depends on `campaigns`, never the reverse."""

from guatu.campaigns.models.campaigns import Campaign, Clause, Phase, Plan, Validity
from guatu.campaigns.models.figures import (
    FigureSheet,
    Indicator,
    MeasureUnit,
    Observation,
    PacePoint,
    Target,
)

__all__ = [
    "Campaign",
    "Clause",
    "FigureSheet",
    "Indicator",
    "MeasureUnit",
    "Observation",
    "PacePoint",
    "Phase",
    "Plan",
    "Target",
    "Validity",
]
