"""Rounds and check-ins; states over rounds. `rounds` < `checkins`, `states`."""

from guatu.dispatch.models.checkins import CheckIn, CheckInEvidence, CheckInMove, SummaryPart
from guatu.dispatch.models.periods import Correction, PeriodOpinion, RoundSum
from guatu.dispatch.models.rounds import Cadence, Round, RoundExtension, RoundReminder
from guatu.dispatch.models.states import DetailState, EntryState, UnitState

__all__ = [
    "Cadence",
    "CheckIn",
    "CheckInEvidence",
    "CheckInMove",
    "Correction",
    "DetailState",
    "EntryState",
    "PeriodOpinion",
    "Round",
    "RoundExtension",
    "RoundReminder",
    "RoundSum",
    "SummaryPart",
    "UnitState",
]
