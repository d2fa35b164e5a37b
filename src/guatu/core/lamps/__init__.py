"""Lamps: rules as data light one lamp an entry, and say why. `codes` < `facts` < `rules` < `rulesets`."""

from guatu.core.lamps.codes import Lamp
from guatu.core.lamps.facts import EntryFacts, Lit, MilestoneFact, Outcome
from guatu.core.lamps.rules import missed_in_a_row, pace_share
from guatu.core.lamps.rulesets import RuleSet, RuleSetError, light, read_rule_set

__all__ = [
    "EntryFacts",
    "Lamp",
    "Lit",
    "MilestoneFact",
    "Outcome",
    "RuleSet",
    "RuleSetError",
    "light",
    "missed_in_a_row",
    "pace_share",
    "read_rule_set",
]
