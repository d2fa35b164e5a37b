"""Tables of meetings."""

from guatu.meetings.models.decisions import Correction, Decision, DecisionUnit
from guatu.meetings.models.meetings import AgendaItem, Invitation, Meeting, MeetingPlan, Sort
from guatu.meetings.models.packages import Package, PackagePart

__all__ = [
    "AgendaItem",
    "Correction",
    "Decision",
    "DecisionUnit",
    "Invitation",
    "Meeting",
    "MeetingPlan",
    "Package",
    "PackagePart",
    "Sort",
]
