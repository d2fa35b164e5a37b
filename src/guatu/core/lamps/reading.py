"""Reading rule sets from TOML or from data, and writing them as data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from guatu.core.kinds import Name
from guatu.core.lamps.codes import Lamp
from guatu.core.lamps.rules import KINDS, LAST_RULE
from guatu.core.lamps.rulesets import NAME_LENGTH, Rule, RuleSet, RuleSetError, Source
from guatu.core.lamps.shapes import RuleKind

KEYS = {"name", "title", "description", "source", "rules"}
MOST_RULES = 60
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def read_rule_set(text: str, *, file: str) -> RuleSet:
    """Read a rule set from TOML.

    Parameters
    ----------
    text : str
        The TOML document: `name`, `title` and `description` in both languages, `source`, and
        `[[rules]]` with `rule`, its parameters, and `lamp` where the rule may light more than one.
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
    return rule_set_from_data(document, file=file)


def rule_set_from_data(document: Mapping[str, Any], *, file: str) -> RuleSet:
    """Return the rule set that parsed TOML, or `rule_set_data` of one, declares.

    Parameters
    ----------
    document, file
        As for `read_rule_set`.

    Raises
    ------
    RuleSetError
        As for `read_rule_set`.
    """
    if extra := sorted(document.keys() - KEYS):
        raise RuleSetError(
            f"unknown key {extra[0]}; there are {', '.join(sorted(KEYS - {'rules'}))} and [[rules]]",
            file=file,
        )
    name, tables = document.get("name"), document.get("rules")
    if not isinstance(name, str) or not name or len(name) > NAME_LENGTH:
        raise RuleSetError(f"name must be a text of 1 to {NAME_LENGTH} characters", file=file)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise RuleSetError("there must be a list of [[rules]]", file=file)
    if len(tables) > MOST_RULES:
        raise RuleSetError(f"there may be at most {MOST_RULES} rules", file=file)
    rules = tuple(read_rule(table, file=file, place=n) for n, table in enumerate(tables, start=1))
    check_end(rules, file=file)
    return RuleSet(
        name=name,
        rules=rules,
        title=read_name(document, "title", file) or Name(zh=name, en=name),
        description=read_name(document, "description", file),
        source=read_source(document, file),
    )


def rule_set_data(rule_set: RuleSet) -> dict[str, Any]:
    """Return a rule set as data, from which `rule_set_from_data` makes the same again.

    Parameters
    ----------
    rule_set : RuleSet
        Any.
    """
    found: dict[str, Any] = {
        "name": rule_set.name,
        "title": {"zh": rule_set.title.zh, "en": rule_set.title.en},
        "rules": [
            {"rule": rule.kind.name, "lamp": rule.lamp.value, **rule.parameters}
            for rule in rule_set.rules
        ],
    }
    if (words := rule_set.description) is not None:
        found["description"] = {"zh": words.zh, "en": words.en}
    if (source := rule_set.source) is not None:
        found["source"] = {
            "title": source.title, "where": source.where, "date": source.date,
        }  # fmt: skip
    return found


def read_name(document: Mapping[str, Any], key: str, file: str) -> Name | None:
    words = document.get(key)
    if words is None:
        return None
    if not isinstance(words, Mapping) or words.keys() != {"zh", "en"}:
        raise RuleSetError(f'{key} must be given as {{ zh = "…", en = "…" }}', file=file)
    zh, en = words["zh"], words["en"]
    if not (isinstance(zh, str) and zh.strip() and isinstance(en, str) and en.strip()):
        raise RuleSetError(f"{key} must have words in both languages", file=file)
    return Name(zh=zh, en=en)


def read_source(document: Mapping[str, Any], file: str) -> Source | None:
    given = document.get("source")
    if given is None:
        return None
    if not isinstance(given, Mapping) or given.keys() != {"title", "where", "date"}:
        raise RuleSetError("source must have title, where and date, and nothing else", file=file)
    title, where, day = given["title"], given["where"], given["date"]
    if not all(isinstance(text, str) and text.strip() for text in (title, where, day)):
        raise RuleSetError("title, where and date of source are texts", file=file)
    if not DATE.fullmatch(day):
        raise RuleSetError("the date of source is a year, month or day: 2025-03-18", file=file)
    return Source(title=title, where=where, date=day)


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
