"""The editor of lamp rules as a value: rows as typed, their errors, moves, and the set they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from guatu.core.kinds import Name
from guatu.core.lamps import KINDS, LAST_RULE, Lamp, Rule, RuleKind, RuleSet, shadowed
from guatu.dispatch.lampwords import SHARES, WrongNumber, bounds, read_number, saying, written
from guatu.shell.inputs import whole
from guatu.shell.lamps import rule_name, sign, word

MOST_ROWS = 40
LONGEST_TITLE = 60
LONGEST_TEXT = 300
TEXTS = ("title_zh", "title_en", "description_zh", "description_en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One number field of a rule."""

    name: str
    value: str
    least: str
    most: str
    step: str
    hint: str
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule as typed."""

    kind: RuleKind
    lamp: str
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.kind.name

    @property
    def label(self) -> str:
        return rule_name(self.name)

    @property
    def saying(self) -> str:
        return saying(self.name)

    @property
    def lamps(self) -> list[tuple[str, str]]:
        return [(lamp.value, f"{sign(lamp)} {word(lamp)}") for lamp in self.kind.lamps]

    @property
    def is_last(self) -> bool:
        return self.name == LAST_RULE

    @property
    def boxes(self) -> list[Box]:
        return [
            Box(
                name=one.name,
                value=self.typed.get(one.name, ""),
                least=written(one, one.least),
                most=written(one, one.most),
                step="0.1" if one.name in SHARES else "1",
                hint=bounds(one),
                error=self.errors.get(one.name, ""),
            )
            for one in self.kind.parameters
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole form: texts and rows, the last of which always applies and stays."""

    texts: Mapping[str, str]
    rows: tuple[Row, ...]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        return not self.errors and not any(row.errors for row in self.rows)


def sheet_of(rule_set: RuleSet) -> Sheet:
    """Return the form that shows a set."""
    words = rule_set.description or Name(zh="", en="")
    return Sheet(
        texts={
            "title_zh": rule_set.title.zh, "title_en": rule_set.title.en,
            "description_zh": words.zh, "description_en": words.en,
        },
        rows=tuple(row_of(rule) for rule in rule_set.rules),
    )  # fmt: skip


def row_of(rule: Rule) -> Row:
    return Row(
        kind=rule.kind,
        lamp=rule.lamp.value,
        typed={one.name: written(one, rule.parameters[one.name]) for one in rule.kind.parameters},
    )


def read_sheet(posted: Mapping[str, str]) -> Sheet:
    """Return the form as it was sent; rules that do not exist are left out."""
    count = min(whole(posted.get("count", "")) or 0, MOST_ROWS)
    rows = []
    for place in range(count):
        kind = KINDS.get(posted.get(f"rule-{place}", ""))
        if kind is None or kind.name == LAST_RULE:
            continue
        lamp = posted.get(f"lamp-{place}", "")
        known = lamp in [one.value for one in kind.lamps]
        rows.append(
            Row(
                kind=kind,
                lamp=lamp if known else kind.lamps[0].value,
                typed={p.name: posted.get(f"{p.name}-{place}", "") for p in kind.parameters},
            )
        )
    last = Row(kind=KINDS[LAST_RULE], lamp=Lamp.ON_PACE.value)
    return Sheet(texts={key: posted.get(key, "").strip() for key in TEXTS}, rows=(*rows, last))


def moved(sheet: Sheet, command: str, added: str = "") -> Sheet:
    """Return the form after one of its buttons: ``up:3``, ``down:3``, ``remove:3`` or ``add``."""
    rows = list(sheet.rows[:-1])
    act, _colon, text = command.partition(":")
    place = whole(text)
    if act == "add" and added in KINDS and added != LAST_RULE and len(rows) < MOST_ROWS - 1:
        kind = KINDS[added]
        rows.append(Row(kind=kind, lamp=kind.lamps[0].value))
    elif place is not None and place < len(rows):
        row = rows.pop(place)
        if act != "remove":
            rows.insert(max(place - 1, 0) if act == "up" else place + 1, row)
    return replace(sheet, rows=(*rows, sheet.rows[-1]))


def checked(sheet: Sheet) -> tuple[Sheet, list[Rule]]:
    """Return the form with what is wrong said at each field, and the rules that are right."""
    rows, rules = [], []
    for row in sheet.rows:
        values, errors = values_of(row)
        rows.append(replace(row, errors=errors))
        if not errors:
            rules.append(Rule(kind=row.kind, lamp=Lamp(row.lamp), parameters=values))
    if len(rules) == len(rows):
        for shadow in shadowed(rules):
            said = _(
                "It can never light: rule %(by)d above covers it. Move it up, or change a number."
            )
            rows[shadow.place] = replace(
                rows[shadow.place], errors={"place": said % {"by": shadow.by + 1}}
            )  # fmt: skip
    return replace(sheet, rows=tuple(rows), errors=text_errors(sheet.texts)), rules


def values_of(row: Row) -> tuple[dict[str, int], dict[str, str]]:
    values, errors = {}, {}
    for one in row.kind.parameters:
        try:
            values[one.name] = read_number(one, row.typed.get(one.name, ""))
        except WrongNumber as error:
            errors[one.name] = str(error)
    return values, errors


def text_errors(texts: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    for key in ("title_zh", "title_en"):
        if not texts[key] or len(texts[key]) > LONGEST_TITLE:
            errors[key] = _("A name has 1 to %(most)d characters.") % {"most": LONGEST_TITLE}
    for key in ("description_zh", "description_en"):
        if len(texts[key]) > LONGEST_TEXT:
            errors[key] = _("At most %(most)d characters.") % {"most": LONGEST_TEXT}
    if bool(texts["description_zh"]) != bool(texts["description_en"]):
        empty = "description_en" if texts["description_zh"] else "description_zh"
        errors.setdefault(empty, _("Describe it in both languages, or in neither."))
    return errors


def rule_set_of(sheet: Sheet, rules: list[Rule], old: RuleSet) -> RuleSet:
    """Return the set that a right form makes; its source stays."""
    texts = sheet.texts
    words = Name(zh=texts["description_zh"], en=texts["description_en"])
    return replace(
        old,
        rules=tuple(rules),
        title=Name(zh=texts["title_zh"], en=texts["title_en"]),
        description=words if words.zh else None,
    )
