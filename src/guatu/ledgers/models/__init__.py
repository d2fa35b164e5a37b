"""Kinds and ledgers, entries, who owes them, how they move: each module builds on those before it."""

from guatu.ledgers.models.closings import Closing, ClosingStep
from guatu.ledgers.models.course import EntryLamp, Milestone, StagePassage
from guatu.ledgers.models.duties import Duty, PostDuty
from guatu.ledgers.models.entries import Entry, EntryTarget
from guatu.ledgers.models.goals import GoalProposal, MilestoneChange
from guatu.ledgers.models.kinds import Kind, Ledger
from guatu.ledgers.models.lamps import DueShift, LampOverride, LampSpell
from guatu.ledgers.models.logs import LogRow
from guatu.ledgers.models.needs import Need
from guatu.ledgers.models.responsibility import Responsibility, ResponsibilityScope
from guatu.ledgers.models.rulesets import LampRuleChoice, LampRuleSet, LampRuleVersion
from guatu.ledgers.models.tracks import TrackKeeper, TrackPassage
from guatu.ledgers.models.values import FieldValue, SeriesValue

__all__ = [
    "Closing",
    "ClosingStep",
    "DueShift",
    "Duty",
    "Entry",
    "EntryLamp",
    "EntryTarget",
    "FieldValue",
    "GoalProposal",
    "Kind",
    "LampOverride",
    "LampRuleChoice",
    "LampRuleSet",
    "LampRuleVersion",
    "LampSpell",
    "Ledger",
    "LogRow",
    "Milestone",
    "MilestoneChange",
    "Need",
    "PostDuty",
    "Responsibility",
    "ResponsibilityScope",
    "SeriesValue",
    "StagePassage",
    "TrackKeeper",
    "TrackPassage",
]
