"""Rule sets: an ordered list of known rules with their parameters, and lighting by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guatu.core.errors import CoreError
from guatu.core.kinds import Name
from guatu.core.lamps.codes import Lamp
from guatu.core.lamps.facts import EntryFacts, Lit
from guatu.core.lamps.shapes import RuleKind

NAME_LENGTH = 60


class RuleSetError(CoreError, ValueError):
    """A rule set cannot be used.

    Parameters
    ----------
    message : str
        One plain English sentence: what is wrong and what to write instead.
    file : str
        The file's name as given.
    rule : str or None
        Which rule, as "3 (stalled)": its place in the file and its name.
    parameter : str or None
        Which parameter of that rule.
    """

    def __init__(
        self, message: str, *, file: str, rule: str | None = None, parameter: str | None = None
    ) -> None:
        place = [file, f"rule {rule}" if rule else "", parameter or ""]
        super().__init__(": ".join([*filter(None, place), message]), code="bad-rule-set")
        self.file = file
        self.rule = rule
        self.parameter = parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of a rule set."""

    kind: RuleKind
    lamp: Lamp
    parameters: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a published rule stands: what it is called, who published it, and when.

    `date` is an ISO day, or as much of one as is known: 2025, 2025-03, 2025-03-18.
    """

    title: str
    where: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Rules in the order in which they are tried; the last one always applies.

    `name` is its code, `title` and `description` are for people.
    """

    name: str
    rules: tuple[Rule, ...]
    title: Name
    description: Name | None = None
    source: Source | None = None

    @property
    def rounds_seen(self) -> int:
        """How many past rounds its rules look at: no facts further back are needed."""
        return max((rule.parameters.get("rounds", 1) for rule in self.rules), default=1)

    @property
    def rule_names(self) -> frozenset[str]:
        """The names of its rules: facts that none of them looks at need not be gathered."""
        return frozenset(rule.kind.name for rule in self.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """A rule that can never light: an earlier one of the same name applies wherever it does."""

    place: int  # from 0
    by: int


def shadowed(rules: Sequence[Rule]) -> list[Shadow]:
    """Return the rules that are never reached, each with the first that stands before it.

    Parameters
    ----------
    rules : sequence of Rule
        In the order in which they are tried.
    """
    found = []
    for place, rule in enumerate(rules):
        for by, earlier in enumerate(rules[:place]):
            if covers(earlier, rule):
                found.append(Shadow(place=place, by=by))
                break
    return found


def covers(earlier: Rule, later: Rule) -> bool:
    """Say whether `earlier` applies wherever `later` does."""
    return earlier.kind.name == later.kind.name and all(
        earlier.parameters[one.name] >= later.parameters[one.name]
        if one.widens
        else earlier.parameters[one.name] <= later.parameters[one.name]
        for one in later.kind.parameters
    )


def light(entries: Sequence[EntryFacts], rule_set: RuleSet, today: date) -> list[Lit]:
    """Return one lamp an entry, in the order given: the first rule that applies lights it.

    Parameters
    ----------
    entries : sequence of EntryFacts
        Any number; they do not see each other.
    rule_set : RuleSet
        From `read_rule_set`.
    today : date
        The day of judgement, in the installation's zone.
    """
    return [light_one(facts, rule_set, today) for facts in entries]


def light_one(facts: EntryFacts, rule_set: RuleSet, today: date) -> Lit:
    """Return the lamp of one entry.

    Parameters
    ----------
    facts, rule_set, today
        As for `light`.
    """
    for rule in rule_set.rules:
        inputs = rule.kind.test(facts, rule.parameters, today)
        if inputs is not None:
            return Lit(entry_id=facts.entry_id, lamp=rule.lamp, rule=rule.kind.name, inputs=inputs)
    raise AssertionError("a rule set that was read ends with a rule that always applies")
