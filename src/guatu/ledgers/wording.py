"""Words and formats of ledgers: column heads, the values of extra fields, what is wrong with a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.campaigns.models import Target
from guatu.core.kinds import (
    Field,
    FieldType,
    Filler,
    Function,
    KindDefinition,
    Mark,
    ProblemCode,
    Statistic,
)
from guatu.core.stored import StoredFigure, from_fen
from guatu.ledgers.models import (
    Closing,
    ClosingStep,
    Duty,
    Entry,
    Milestone,
    Need,
    PostDuty,
    Responsibility,
)
from guatu.ledgers.queries import BY_FIELD, Figure, spoken
from guatu.shell import formatting, lamps

WAN = "万元"
FIGURES = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.SERIES})
HEADS: Mapping[str, Promise] = {
    "lamp": gettext_lazy("Lamp"),
    "kind": gettext_lazy("Ledger"),
    "number": gettext_lazy("No."),
    "title": gettext_lazy("Entry"),
    "heading": gettext_lazy("Heading"),
    "standard": gettext_lazy("Standard of completion"),
    "leads": gettext_lazy("Lead units"),
    "supports": gettext_lazy("Supporting"),
    "stage": gettext_lazy("Stage"),
    "starts": gettext_lazy("Starts"),
    "due": gettext_lazy("Due"),
    "limit": gettext_lazy("Next limit"),
    "progress": gettext_lazy("Progress"),
    "amount": gettext_lazy("Money"),
    "place": gettext_lazy("Place"),
    "report": gettext_lazy("Last report"),
    "origin": gettext_lazy("Where from"),
}
SORT_WORDS: Mapping[str, Promise] = {
    "plan": gettext_lazy("In the plan's order"),
    "unit": gettext_lazy("By unit in official order"),
    "due": gettext_lazy("By due date"),
    "lamp": gettext_lazy("Worst first"),
    "limit": gettext_lazy("By the next limit"),
}
SORTED_HEADS = {"lamp": "lamp", "leads": "unit", "due": "due", "number": "plan", "limit": "limit"}
FIGURE_HEADS = frozenset({"supports", "progress", "amount"})
ROLES: Mapping[str, Promise] = {
    Duty.Role.LEAD: gettext_lazy("Lead units"),
    Duty.Role.SUPPORT: gettext_lazy("Supporting units"),
    Duty.Role.SUPERVISE: gettext_lazy("Supervising units"),
}
RESPONSIBILITY_LEVELS: Mapping[str, Promise] = {
    Responsibility.Level.FIRST: gettext_lazy("First responsible"),
    Responsibility.Level.MAIN: gettext_lazy("Mainly responsible"),
    Responsibility.Level.DIRECT: gettext_lazy("Directly responsible"),
}
LEVELS: Mapping[str, Promise] = {
    PostDuty.Level.LEADER: gettext_lazy("Leader in charge"),
    PostDuty.Level.PRINCIPAL: gettext_lazy("Head of the unit"),
    PostDuty.Level.DEPUTY: gettext_lazy("Deputy in charge"),
    PostDuty.Level.CONTACT: gettext_lazy("Liaison"),
}
ORIGINS: Mapping[str, Promise] = {
    Target.Origin.ASSIGNED.value: gettext_lazy("assigned from above"),
    Target.Origin.OWN.value: gettext_lazy("of this level's own"),
    Target.Origin.PLEDGED.value: gettext_lazy("pledged by the unit"),
}
NEED_SORTS: Mapping[str, Promise] = {
    Need.Sort.LAND.value: gettext_lazy("Land and site"),
    Need.Sort.ENERGY.value: gettext_lazy("Energy"),
    Need.Sort.FUNDS.value: gettext_lazy("Funds"),
    Need.Sort.APPROVAL.value: gettext_lazy("Approvals"),
    Need.Sort.OTHER.value: gettext_lazy("Other needs"),
}
NEED_STATES: Mapping[str, Promise] = {
    Need.State.OPEN.value: gettext_lazy("asked for"),
    Need.State.GRANTED.value: gettext_lazy("granted"),
    Need.State.PARTLY.value: gettext_lazy("granted in part"),
    Need.State.REFUSED.value: gettext_lazy("refused"),
    Need.State.WITHDRAWN.value: gettext_lazy("taken back"),
}
NEED_OUTCOMES: Mapping[str, Promise] = {
    state: NEED_STATES[state]
    for state in (Need.State.GRANTED.value, Need.State.PARTLY.value, Need.State.REFUSED.value)
}
OUTCOMES: Mapping[str, Promise] = {
    Milestone.Outcome.OPEN: gettext_lazy("To be done"),
    Milestone.Outcome.MET: gettext_lazy("Met"),
    Milestone.Outcome.MISSED: gettext_lazy("Missed"),
}
ROLL_UPS: Mapping[str, Promise] = {
    Entry.RollUp.NONE: gettext_lazy("Not derived"),
    Entry.RollUp.SUM: gettext_lazy("Every entry beneath counts the same"),
    Entry.RollUp.WEIGHTED: gettext_lazy("By the money of the entries beneath"),
    Entry.RollUp.WORST: gettext_lazy("As the worst entry beneath"),
}
FIELD_TYPES: Mapping[FieldType, Promise] = {
    FieldType.TEXT: gettext_lazy("text"),
    FieldType.CODE: gettext_lazy("code"),
    FieldType.NUMBER: gettext_lazy("figure"),
    FieldType.MONEY: gettext_lazy("sum of money"),
    FieldType.DATE: gettext_lazy("date"),
    FieldType.CHOICE: gettext_lazy("choice"),
    FieldType.UNIT: gettext_lazy("unit"),
    FieldType.BOOL: gettext_lazy("yes or no"),
    FieldType.SERIES: gettext_lazy("monthly series"),
}
FILLERS: Mapping[Filler, Promise] = {
    Filler.OFFICE: gettext_lazy("the campaign office"),
    Filler.UNIT: gettext_lazy("the lead unit, too"),
}
MARKS: Mapping[Mark, Promise] = {
    Mark.FILTER: gettext_lazy("filter"),
    Mark.SORT: gettext_lazy("sort"),
    Mark.STATISTIC: gettext_lazy("statistics"),
}
PROBLEMS: Mapping[ProblemCode, Promise] = {
    ProblemCode.UNKNOWN_FIELD: gettext_lazy("This kind of ledger has no such field."),
    ProblemCode.REQUIRED: gettext_lazy("This field must be filled in."),
    ProblemCode.NOT_TEXT: gettext_lazy("Give a text."),
    ProblemCode.TOO_LONG: gettext_lazy("The text is too long."),
    ProblemCode.NOT_NUMBER: gettext_lazy("Give a number, such as 12.5."),
    ProblemCode.TOO_PRECISE: gettext_lazy("Give fewer decimal places."),
    ProblemCode.TOO_LARGE: gettext_lazy("The number is too large."),
    ProblemCode.NOT_FEN: gettext_lazy("Give an amount of money; the smallest part is one fen."),
    ProblemCode.NOT_DATE: gettext_lazy("Give a date, such as 2026-06-30."),
    ProblemCode.NOT_CHOICE: gettext_lazy("Choose one of the list."),
    ProblemCode.NOT_UNIT: gettext_lazy("Choose a unit."),
    ProblemCode.NOT_BOOL: gettext_lazy("Say yes or no."),
    ProblemCode.NOT_CODE: gettext_lazy(
        "Give a code: letters, digits, Chinese characters and . - /, 40 at most."
    ),
    ProblemCode.NOT_SERIES: gettext_lazy("Give one month a line, such as 2026-03 120.5."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a sheet: a built-in one, or a field of the kind."""

    key: str
    head: str
    measure: str = ""
    is_figure: bool = False
    sort: str = ""
    field: Field | None = None

    @property
    def help(self) -> str:
        """What the kind says of the field; "" where it says nothing."""
        return spoken(self.field.help) if self.field and self.field.help else ""

    @property
    def direction(self) -> str:
        """How its sort runs: figures of a field from the largest, all else from the first."""
        return "descending" if self.field and self.is_figure else "ascending"


def measured(name: str, measure: str | None) -> str:
    """Return a label with its unit of measure; Chinese brackets are of full width."""
    if not measure:
        return name
    return f"{name}（{measure}）" if formatting.is_chinese() else f"{name} ({measure})"


def columns_of(kind: KindDefinition | None) -> list[Column]:
    """Return the columns of a kind's sheet; the sheet of all kinds has those that all share."""
    keys = (
        kind.columns
        if kind
        else (
            "lamp",
            "kind",
            "number",
            "title",
            "leads",
            "supports",
            "stage",
            "due",
            "report",
            "origin",
        )
    )
    return [column_of(key, kind) for key in keys if not is_private(kind, key)]


def is_private(kind: KindDefinition | None, key: str) -> bool:
    field = kind.field(key) if kind else None
    return field is not None and field.is_private


def column_of(key: str, kind: KindDefinition | None) -> Column:
    field = kind.field(key) if kind else None
    if field is not None:
        return Column(
            key=key,
            head=spoken(field.name),
            measure=field.measure or "",
            is_figure=field.type in FIGURES,
            sort=BY_FIELD + field.key if Mark.SORT in field.marks else "",
            field=field,
        )
    named = kind.amount_name if kind and key == "amount" else None
    return Column(
        key=key,
        head=spoken(named) if named else str(HEADS[key]),
        measure=WAN if key == "amount" else "",
        is_figure=key in FIGURE_HEADS,
        sort=SORTED_HEADS.get(key, ""),
    )


def filter_options(field: Field, named: Sequence[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    """Return what a sheet can be narrowed to by a field; nothing for one that is searched in words.

    `named` are the units or months that the entries themselves name.
    """
    if field.type is FieldType.CHOICE:
        return [(choice.code, spoken(choice.name)) for choice in field.choices]
    if field.bands:
        return [(str(place), band_word(field, place)) for place in range(len(field.bands) + 1)]
    if field.type is FieldType.BOOL:
        return [("yes", _("Yes")), ("no", _("No"))]
    return list(named)


def money(amount_fen: int | None, measure: str = WAN) -> str:
    return "—" if amount_fen is None else formatting.number(from_fen(amount_fen, measure))


def need_figure(figure: StoredFigure) -> str:
    """Return the figure of a need with its unit of measure; "—" where it has none."""
    value = figure.value
    return "—" if value is None else f"{formatting.number(value)}{figure.measure or ''}"


def field_text(field: Field, value: Any, units: Mapping[int, str]) -> str:
    """Return the value of an extra field as text, without its unit of measure."""
    if value is None:
        return "—"
    if field.type is FieldType.UNIT:
        return units.get(value, "—")
    return TEXTS[field.type](field, value)


def choice_text(field: Field, value: str) -> str:
    choice = field.choice(value)
    return spoken(choice.name) if choice else value


def series_text(value: Mapping[str, str]) -> str:
    """Return a series as its months and their sum."""
    months = [f"{month} {formatting.number(Decimal(n))}" for month, n in sorted(value.items())]
    total = formatting.number(sum((Decimal(n) for n in value.values()), Decimal(0)))
    return _("%(months)s; in all %(total)s") % {"months": ", ".join(months), "total": total}


TEXTS: Mapping[FieldType, Callable[[Field, Any], str]] = {
    FieldType.TEXT: lambda _field, value: str(value),
    FieldType.CODE: lambda _field, value: str(value),
    FieldType.MONEY: lambda field, value: money(value, field.measure or WAN),
    FieldType.NUMBER: lambda _field, value: formatting.number(Decimal(value)),
    FieldType.DATE: lambda _field, value: formatting.day(date.fromisoformat(value), year=True),
    FieldType.CHOICE: choice_text,
    FieldType.BOOL: lambda _field, value: _("Yes") if value else _("No"),
    FieldType.SERIES: lambda _field, value: series_text(value),
}


def figure_text(figure: Figure, kind: KindDefinition, value: int) -> str:
    """Return the value of a statistic: a count, or a sum in the unit of measure of what is summed."""
    statistic: Statistic = figure.statistic
    if statistic.function is Function.COUNT:
        return formatting.number(value)
    field = kind.field(statistic.of or "")
    if field is None or field.type is FieldType.MONEY:
        return money(value, (field and field.measure) or WAN)
    return formatting.number(Decimal(value).scaleb(-field.scale))


def part_word(statistic: Statistic, kind: KindDefinition, code: str) -> str:
    """Return the name of one group of a statistic."""
    if statistic.by == "stage":
        stage = kind.stage(code)
        return spoken(stage.name) if stage else code
    if statistic.by == "lamp":
        return lamps.word(code)
    if statistic.function is Function.COUNT and (log := kind.log(statistic.of or "")):
        field = log.field(statistic.by or "")
    else:
        field = kind.field(statistic.by or "")
    if field is not None and field.bands:
        return band_word(field, int(code))
    choice = field.choice(code) if field else None
    return spoken(choice.name) if choice else ""


def band_word(field: Field, place: int) -> str:
    """Return the words of the band at `place`: below the first end, between two, from the last on."""
    ends = field.bands
    if place == 0:
        words, ends_named = _("below %(end)s%(measure)s"), {"end": formatting.number(ends[0])}
    elif place == len(ends):
        words, ends_named = _("%(end)s%(measure)s and more"), {"end": formatting.number(ends[-1])}
    else:
        words = _("%(start)s to %(end)s%(measure)s")
        start, end = ends[place - 1], ends[place]
        ends_named = {"start": formatting.number(start), "end": formatting.number(end)}
    space = "" if formatting.is_chinese() else " "
    return words % {**ends_named, "measure": f"{space}{field.measure}" if field.measure else ""}


CLOSING_STATES: Mapping[str, Promise] = {
    Closing.State.ASKED: gettext_lazy("Closing asked for"),
    Closing.State.REVIEWED: gettext_lazy("Reviewed by the lead"),
    Closing.State.CLOSED: gettext_lazy("Checked and closed by the office"),
    Closing.State.RETURNED: gettext_lazy("Closing given back"),
    Closing.State.WITHDRAWN: gettext_lazy("Asking taken back"),
    Closing.State.REOPENED: gettext_lazy("Came back and opened again"),
}
CLOSING_METHODS: Mapping[str, Promise] = {
    ClosingStep.Method.DOCUMENTS: gettext_lazy("documents"),
    ClosingStep.Method.ON_SITE: gettext_lazy("a visit on site"),
    ClosingStep.Method.SAMPLE: gettext_lazy("a sample"),
}
