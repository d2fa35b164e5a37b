"""Lamps: rules as data light one lamp an entry, and say why.

`codes` < `facts` < `shapes` < `local` < `rules`; `shapes` < `rulesets` < `reading`.
"""

from guatu.core.lamps.codes import Lamp
from guatu.core.lamps.facts import EntryFacts, Lit, MilestoneFact, MoneyFact, MonthFact, Outcome
from guatu.core.lamps.reading import read_rule_set, rule_set_data, rule_set_from_data
from guatu.core.lamps.rules import KINDS, LAST_RULE, missed_in_a_row, pace_share
from guatu.core.lamps.rulesets import (
    Rule,
    RuleSet,
    RuleSetError,
    Shadow,
    Source,
    light,
    shadowed,
)
from guatu.core.lamps.shapes import Parameter, RuleKind

__all__ = [
    "KINDS",
    "LAST_RULE",
    "EntryFacts",
    "Lamp",
    "Lit",
    "MilestoneFact",
    "MoneyFact",
    "MonthFact",
    "Outcome",
    "Parameter",
    "Rule",
    "RuleKind",
    "RuleSet",
    "RuleSetError",
    "Shadow",
    "Source",
    "light",
    "missed_in_a_row",
    "pace_share",
    "read_rule_set",
    "rule_set_data",
    "rule_set_from_data",
    "shadowed",
]
