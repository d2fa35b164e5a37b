"""Reads of campaigns, plans and figures, always for an actor (D8)."""

from guatu.campaigns.queries.campaigns import (
    any_simulated,
    campaign_choices,
    current_campaign,
    current_phase,
    visible_campaigns,
    visible_plans,
)
from guatu.campaigns.queries.chains import reporters_of
from guatu.campaigns.queries.details import (
    headings_of,
    sentence_of,
    series_of,
    state_of_target,
    visible_target,
)
from guatu.campaigns.queries.figures import (
    TargetState,
    target_states,
    targets_not_in_force,
    visible_observations,
    visible_targets,
)
from guatu.campaigns.queries.indicators import (
    Measured,
    Owing,
    Reported,
    measured,
    owing_of,
    reported_of,
    visible_indicator,
)
from guatu.campaigns.queries.owed import Owed, awaiting, owed, owed_count, with_figures

__all__ = [
    "Measured",
    "Owed",
    "Owing",
    "Reported",
    "TargetState",
    "any_simulated",
    "awaiting",
    "campaign_choices",
    "current_campaign",
    "current_phase",
    "headings_of",
    "measured",
    "owed",
    "owed_count",
    "owing_of",
    "reported_of",
    "reporters_of",
    "sentence_of",
    "series_of",
    "state_of_target",
    "target_states",
    "targets_not_in_force",
    "visible_campaigns",
    "visible_indicator",
    "visible_observations",
    "visible_plans",
    "visible_target",
    "visible_targets",
    "with_figures",
]
