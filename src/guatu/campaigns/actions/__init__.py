"""Acts on campaigns, measures, targets and observations: one function an act."""

from guatu.campaigns.actions.adjusting import TiedTarget, adjust_target, insert_tied_targets
from guatu.campaigns.actions.adopting import adopt_target
from guatu.campaigns.actions.campaigns import (
    NewCampaign,
    NewPhase,
    close_campaign,
    create_campaign,
    insert_campaign,
    insert_phases,
)
from guatu.campaigns.actions.checking import Doubtful, NewObservation
from guatu.campaigns.actions.confirming import confirm_observation, confirm_observations
from guatu.campaigns.actions.measures import ensure_measures, install_measures
from guatu.campaigns.actions.observations import (
    Typed,
    correct_observation,
    insert_observations,
    report_observation,
    report_observations,
)
from guatu.campaigns.actions.targets import (
    IndicatorFacts,
    NewTarget,
    confirm_definition,
    edit_indicator,
    indicator_changes,
    insert_targets,
)

__all__ = [
    "Doubtful",
    "IndicatorFacts",
    "NewCampaign",
    "NewObservation",
    "NewPhase",
    "NewTarget",
    "TiedTarget",
    "Typed",
    "adjust_target",
    "adopt_target",
    "close_campaign",
    "confirm_definition",
    "confirm_observation",
    "confirm_observations",
    "correct_observation",
    "create_campaign",
    "edit_indicator",
    "ensure_measures",
    "indicator_changes",
    "insert_campaign",
    "insert_observations",
    "insert_phases",
    "insert_targets",
    "insert_tied_targets",
    "install_measures",
    "report_observation",
    "report_observations",
]
