"""Reads of campaigns, plans and figures, always for an actor (D8)."""

from guatu.campaigns.queries.campaigns import (
    campaign_choices,
    current_campaign,
    current_phase,
    visible_campaigns,
    visible_plans,
)
from guatu.campaigns.queries.figures import (
    TargetState,
    target_states,
    visible_observations,
    visible_targets,
)

__all__ = [
    "TargetState",
    "campaign_choices",
    "current_campaign",
    "current_phase",
    "target_states",
    "visible_campaigns",
    "visible_observations",
    "visible_plans",
    "visible_targets",
]
