"""Reading the fields of a kind and of its logs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from guatu.core.kinds.model import (
    BUILT_IN_COLUMNS,
    Choice,
    Field,
    FieldType,
    Filler,
    Mark,
)
from guatu.core.kinds.tables import Table, unique
from guatu.core.kinds.values import problem_of
from guatu.core.stored import MONEY, is_money

MOST_PLACES = 6
NUMERIC = (FieldType.NUMBER, FieldType.SERIES)
COUNTED = (FieldType.NUMBER, FieldType.MONEY)
SORTED = (FieldType.NUMBER, FieldType.MONEY, FieldType.DATE, FieldType.CHOICE, FieldType.CODE)
UNFILTERED = (FieldType.NUMBER, FieldType.MONEY, FieldType.SERIES)
ONCE = (FieldType.TEXT, FieldType.CODE)
TODAY = "today"
WAN = "万元"
OF_ENTRY = (
    "key", "type", "name", "measure", "scale", "choices", "filled_by", "private", "required",
    "marks", "help", "against", "unique", "default", "bands",
)  # fmt: skip
OF_LOG = ("key", "type", "name", "measure", "scale", "choices", "required", "help", "default")
IN_LOG = tuple(one for one in FieldType if one not in {FieldType.SERIES, FieldType.CODE})


def read_field(table: Table) -> Field:
    """Return the field that one ``[[fields]]`` declares.

    Raises
    ------
    KindError
        If a key is unknown, of the wrong type, or contradicts another.
    """
    table.only(*OF_ENTRY)
    key = table.code("key")
    if key in BUILT_IN_COLUMNS:
        raise table.wrong("key", f"{key!r} is a column that every entry has; choose another key")
    kind = table.one_of("type", FieldType)
    check_scale(table, kind)
    marks = read_marks(table, kind)
    if table.flag("unique") and kind not in ONCE:
        raise table.wrong("unique", f"counted once is only for {', '.join(ONCE)}")
    field = Field(
        key=key,
        type=kind,
        name=table.name("name"),
        measure=read_measure(table, kind),
        scale=table.number("scale", 0) or 0,
        choices=read_choices(table, kind),
        filled_by=table.one_of("filled_by", Filler, Filler.OFFICE),
        is_private=table.flag("private"),
        is_required=table.flag("required"),
        marks=marks,
        help=table.optional_name("help"),
        against=table.code("against") if "against" in table.values else None,
        is_unique=table.flag("unique", default=kind is FieldType.CODE),
        default=table.text("default") if "default" in table.values else None,
        bands=read_bands(table, kind),
    )
    check_private(table, field)
    check_default(table, field)
    return field


def read_log_field(table: Table, stages: Collection[str]) -> Field:
    """Return the field of a log; its choices may name the stage to which they send the entry.

    Raises
    ------
    KindError
        If a key is unknown, of the wrong type, or contradicts another.
    """
    table.only(*OF_LOG)
    kind = table.one_of("type", FieldType)
    if kind not in IN_LOG:
        raise table.wrong("type", f"a row of a log has no {kind.value}; use {', '.join(IN_LOG)}")
    check_scale(table, kind)
    field = Field(
        key=table.code("key"),
        type=kind,
        name=table.name("name"),
        measure=read_measure(table, kind),
        scale=table.number("scale", 0) or 0,
        choices=read_choices(table, kind, stages),
        filled_by=Filler.UNIT,
        is_required=table.flag("required"),
        help=table.optional_name("help"),
        default=table.text("default") if "default" in table.values else None,
    )
    check_default(table, field)
    return field


def read_measure(table: Table, kind: FieldType) -> str | None:
    """Return the unit of measure: money has one that can be counted in fen, 万元 where none is named."""
    if "measure" not in table.values:
        return WAN if kind is FieldType.MONEY else None
    measure = table.text("measure")
    if kind is FieldType.MONEY and not is_money(measure):
        known = ", ".join(MONEY)
        raise table.wrong("measure", f"{measure!r} is no unit of money; use one of {known}")
    return measure


def check_scale(table: Table, kind: FieldType) -> None:
    scale = table.number("scale", 0) or 0
    if scale > MOST_PLACES or (scale and kind not in NUMERIC):
        raise table.wrong("scale", f"0 to {MOST_PLACES}, and only for a number or a series")


def read_choices(
    table: Table, kind: FieldType, stages: Collection[str] | None = None
) -> tuple[Choice, ...]:
    keys = ("code", "name") if stages is None else ("code", "name", "to_stage")
    choices = []
    for row in table.tables("choices"):
        row.only(*keys)
        to_stage = row.code("to_stage") if "to_stage" in row.values else None
        if to_stage is not None and to_stage not in (stages or ()):
            raise row.wrong("to_stage", f"{to_stage!r} is no stage of this kind")
        choices.append(Choice(code=row.code("code"), name=row.name("name"), to_stage=to_stage))
    unique(table, "choices", (choice.code for choice in choices))
    if bool(choices) != (kind is FieldType.CHOICE):
        raise table.wrong("choices", "a choice field, and no other, declares [[fields.choices]]")
    return tuple(choices)


def read_marks(table: Table, kind: FieldType) -> frozenset[Mark]:
    marks = table.texts("marks")
    for mark in marks:
        if mark not in set(Mark):
            raise table.wrong("marks", f"{mark!r} is not known; use {', '.join(Mark)}")
    if Mark.FILTER in marks and kind in UNFILTERED and not table.values.get("bands"):
        raise table.wrong("marks", "a number or money is filtered by bands; a series is not")
    if Mark.SORT in marks and kind not in SORTED:
        raise table.wrong("marks", f"sort is only for {', '.join(SORTED)}")
    return frozenset(Mark(mark) for mark in marks)


def read_bands(table: Table, kind: FieldType) -> tuple[int, ...]:
    values = table.values.get("bands", [])
    if not values:
        return ()
    if kind not in COUNTED:
        raise table.wrong("bands", "bands are only for a number or money")
    whole = isinstance(values, list) and all(type(value) is int for value in values)
    if not whole or sorted(set(values)) != values:
        raise table.wrong("bands", "give whole numbers that rise, such as [10, 50, 100]")
    return tuple(values)


def check_private(table: Table, field: Field) -> None:
    """Refuse what would show a private field to others, or let them find it out by counting."""
    if not field.is_private:
        return
    if field.marks or field.bands:
        raise table.wrong("marks", "a private field is not filtered, sorted or counted for others")
    if field.is_unique:
        raise table.wrong("unique", "a private field is not compared; count a code of its own once")
    if field.type is FieldType.SERIES:
        raise table.wrong("private", "a series is summed for everybody and cannot be private")


def check_default(table: Table, field: Field) -> None:
    """Refuse a default that the field itself would refuse."""
    value = field.default
    if value is None:
        return
    if field.type in {FieldType.TEXT, FieldType.NUMBER, FieldType.CHOICE}:
        if problem_of(field, value) is None:
            return
    elif field.type is FieldType.DATE and (value == TODAY or is_day(value)):
        return
    raise table.wrong(
        "default",
        'give a value that the field takes ("today" for a date); money and units have none',
    )


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
