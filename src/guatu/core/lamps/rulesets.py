"""Rule sets: an ordered list of known rules with their parameters, read from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guatu.core.errors import CoreError
from guatu.core.lamps.codes import Lamp
from guatu.core.lamps.facts import EntryFacts, Lit
from guatu.core.lamps.rules import KINDS, LAST_RULE, RuleKind

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
class RuleSet:
    """Rules in the order in which they are tried; the last one always applies."""

    name: str
    rules: tuple[Rule, ...]

    @property
    def rounds_seen(self) -> int:
        """How many past rounds its rules look at: no facts further back are needed."""
        return max((rule.parameters.get("rounds", 1) for rule in self.rules), default=1)


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


def read_rule_set(text: str, *, file: str) -> RuleSet:
    """Read a rule set from TOML.

    Parameters
    ----------
    text : str
        The TOML document: `name`, and `[[rules]]` with `rule`, its parameters, and `lamp` where
        the rule may light more than one.
    file : str
        The name to give in messages.

    Raises
    ------
    RuleSetError
        If anything in it is unknown, missing, out of bounds, or the last rule may not apply.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleSetError(f"this is no TOML ({error})", file=file) from error
    if extra := sorted(document.keys() - {"name", "rules"}):
        raise RuleSetError(f"unknown key {extra[0]}; there are name and [[rules]]", file=file)
    name, tables = document.get("name"), document.get("rules")
    if not isinstance(name, str) or not name or len(name) > NAME_LENGTH:
        raise RuleSetError(f"name must be a text of 1 to {NAME_LENGTH} characters", file=file)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise RuleSetError("there must be a list of [[rules]]", file=file)
    rules = tuple(read_rule(table, file=file, place=n) for n, table in enumerate(tables, start=1))
    check_end(rules, file=file)
    return RuleSet(name=name, rules=rules)


def check_end(rules: tuple[Rule, ...], *, file: str) -> None:
    names = [rule.kind.name for rule in rules]
    if not names or names[-1] != LAST_RULE:
        raise RuleSetError(f"the last rule must be {LAST_RULE}, which always applies", file=file)
    if names.index(LAST_RULE) < len(names) - 1:
        place = f"{names.index(LAST_RULE) + 1} ({LAST_RULE})"
        raise RuleSetError("rules after this one are never tried", file=file, rule=place)


def read_rule(table: Mapping[str, Any], *, file: str, place: int) -> Rule:
    name = table.get("rule")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        known = ", ".join(sorted(KINDS))
        raise RuleSetError(
            f"there is no rule {name!r}; known are {known}", file=file, rule=f"{place}"
        )
    where = f"{place} ({kind.name})"
    known_keys = {"rule", "lamp", *(parameter.name for parameter in kind.parameters)}
    if extra := sorted(table.keys() - known_keys):
        takes = ", ".join(sorted(known_keys - {"rule"}))
        raise RuleSetError(
            f"no such parameter; this rule takes {takes}",
            file=file, rule=where, parameter=extra[0],
        )  # fmt: skip
    lamp = read_lamp(table, kind, file=file, where=where)
    return Rule(kind=kind, lamp=lamp, parameters=read_parameters(table, kind, file, where))


def read_parameters(
    table: Mapping[str, Any], kind: RuleKind, file: str, where: str
) -> dict[str, int]:
    values: dict[str, int] = {}
    for parameter in kind.parameters:
        value = table.get(parameter.name)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is None or not whole or not parameter.least <= value <= parameter.most:
            stated = "is missing" if value is None else f"is {value!r}"
            raise RuleSetError(
                f"{stated}; write a whole number from {parameter.least} to {parameter.most}",
                file=file, rule=where, parameter=parameter.name,
            )  # fmt: skip
        values[parameter.name] = value
    return values


def read_lamp(table: Mapping[str, Any], kind: RuleKind, *, file: str, where: str) -> Lamp:
    default = kind.lamps[0].value if len(kind.lamps) == 1 else None
    code = table.get("lamp", default)
    if code not in [lamp.value for lamp in kind.lamps]:
        may = " or ".join(lamp.value for lamp in kind.lamps)
        stated = "is missing" if code is None else f"is {code!r}"
        raise RuleSetError(f"{stated}; write {may}", file=file, rule=where, parameter="lamp")
    return Lamp(code)
