"""Campaigns and plans; figures. `figures` depends on `campaigns`, never the reverse."""

from guatu.campaigns.models.campaigns import Campaign, Clause, Phase, Plan, Validity
from guatu.campaigns.models.figures import Indicator, MeasureUnit, Observation, Target

__all__ = [
    "Campaign",
    "Clause",
    "Indicator",
    "MeasureUnit",
    "Observation",
    "Phase",
    "Plan",
    "Target",
    "Validity",
]
