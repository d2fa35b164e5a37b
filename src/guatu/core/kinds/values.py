"""The extra fields of an entry: checked against its kind, and as the typed rows they also live in.

As stored in JSON a number is a text ("12.50", exact), money an integer of fen, a date and a month
ISO texts, a unit its id, a series a table of months.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from guatu.core.kinds.model import Field, FieldType, KindDefinition, Log
from guatu.core.stored import LARGEST

LONGEST = 2000
LONGEST_MARKED = 200
HOUSE_CODE = re.compile(r"[0-9A-Z\u4e00-\u9fff][0-9A-Z\u4e00-\u9fff./-]{0,39}")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class ProblemCode(StrEnum):
    """What is wrong with a value; the shell has a sentence for each."""

    UNKNOWN_FIELD = "unknown-field"
    REQUIRED = "required"
    NOT_TEXT = "not-text"
    TOO_LONG = "too-long"
    NOT_NUMBER = "not-number"
    TOO_PRECISE = "too-precise"
    TOO_LARGE = "too-large"
    NOT_FEN = "not-fen"
    NOT_DATE = "not-date"
    NOT_CHOICE = "not-choice"
    NOT_UNIT = "not-unit"
    NOT_BOOL = "not-bool"
    NOT_SERIES = "not-series"
    NOT_CODE = "not-code"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    key: str
    code: ProblemCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The fields that may be stored, and what was wrong with the others."""

    fields: dict[str, Any]
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedValue:
    """One marked field as a typed value: exactly one of `text`, `number`, `day` is set.

    `is_once` says that the value, folded, stands in its ledger once.
    """

    key: str
    text: str | None = None
    number: int | None = None
    day: date | None = None
    is_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One month of a series; `number` is the value times 10**scale of the field."""

    key: str
    month: date
    number: int


def check_fields(
    kind: KindDefinition, values: Mapping[str, Any], *, is_complete: bool = True
) -> Checked:
    """Return what of `values` may be stored in an entry of `kind`, and the problems.

    Parameters
    ----------
    kind : KindDefinition
        What is declared.
    values : Mapping
        The extra fields as in the entry's JSON; ``None`` and ``""`` mean "not stated".
    is_complete : bool
        Whether required fields must be there; a line read from a plan fills them later.
    """
    return checked_by(kind.fields, values, is_complete=is_complete)


def checked_by(fields: Sequence[Field], values: Mapping[str, Any], *, is_complete: bool) -> Checked:
    known = {field.key for field in fields}
    stored: dict[str, Any] = {}
    problems = [
        FieldProblem(key=key, code=ProblemCode.UNKNOWN_FIELD) for key in values if key not in known
    ]
    for field in fields:
        value = values.get(field.key)
        if value is None or value in ("", {}):
            if field.is_required and is_complete:
                problems.append(FieldProblem(key=field.key, code=ProblemCode.REQUIRED))
            continue
        problem = problem_of(field, value)
        if problem is None:
            stored[field.key] = value
        else:
            problems.append(FieldProblem(key=field.key, code=problem))
    return Checked(fields=stored, problems=tuple(problems))


def check_row(log: Log, values: Mapping[str, Any]) -> Checked:
    """Return what of `values` may be stored in a row of `log`, and the problems.

    Parameters
    ----------
    log : Log
        What is declared.
    values : Mapping
        The fields of the row; ``None`` and ``""`` mean "not stated".
    """
    return checked_by(log.fields, values, is_complete=True)


def folded(text: str) -> str:
    """Return a text as it is compared where it counts once: half width, no spaces, capitals."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def problem_of(field: Field, value: object) -> ProblemCode | None:
    """Return what is wrong with one stated value, or None."""
    return CHECKS[field.type](field, value)


def check_text(field: Field, value: object) -> ProblemCode | None:
    if not isinstance(value, str):
        return ProblemCode.NOT_TEXT
    longest = LONGEST_MARKED if field.marks or field.is_unique else LONGEST
    return ProblemCode.TOO_LONG if len(value) > longest else None


def check_code(_field: Field, value: object) -> ProblemCode | None:
    is_code = isinstance(value, str) and HOUSE_CODE.fullmatch(folded(value))
    return None if is_code else ProblemCode.NOT_CODE


def check_number(field: Field, value: object) -> ProblemCode | None:
    if not isinstance(value, str):
        return ProblemCode.NOT_NUMBER
    try:
        number = Decimal(value)
    except InvalidOperation:
        return ProblemCode.NOT_NUMBER
    if not number.is_finite():
        return ProblemCode.NOT_NUMBER
    if number.adjusted() + field.scale >= len(str(LARGEST)) - 1:
        return ProblemCode.TOO_LARGE
    scaled = number.scaleb(field.scale)
    return ProblemCode.TOO_PRECISE if scaled != scaled.to_integral_value() else None


def check_money(_field: Field, value: object) -> ProblemCode | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return ProblemCode.NOT_FEN
    return ProblemCode.TOO_LARGE if abs(value) > LARGEST else None


def check_date(_field: Field, value: object) -> ProblemCode | None:
    try:
        date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return ProblemCode.NOT_DATE
    return None


def check_choice(field: Field, value: object) -> ProblemCode | None:
    known = isinstance(value, str) and field.choice(value) is not None
    return None if known else ProblemCode.NOT_CHOICE


def check_unit(_field: Field, value: object) -> ProblemCode | None:
    is_id = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return None if is_id else ProblemCode.NOT_UNIT


def check_bool(_field: Field, value: object) -> ProblemCode | None:
    return None if isinstance(value, bool) else ProblemCode.NOT_BOOL


def check_series(field: Field, value: object) -> ProblemCode | None:
    if not isinstance(value, Mapping):
        return ProblemCode.NOT_SERIES
    for month, number in value.items():
        if not isinstance(month, str) or not MONTH.fullmatch(month):
            return ProblemCode.NOT_SERIES
        problem = check_number(field, number)
        if problem is not None:
            return problem
    return None


CHECKS = {
    FieldType.TEXT: check_text,
    FieldType.CODE: check_code,
    FieldType.NUMBER: check_number,
    FieldType.MONEY: check_money,
    FieldType.DATE: check_date,
    FieldType.CHOICE: check_choice,
    FieldType.UNIT: check_unit,
    FieldType.BOOL: check_bool,
    FieldType.SERIES: check_series,
}


def marked_values(kind: KindDefinition, fields: Mapping[str, Any]) -> list[MarkedValue]:
    """Return the marked fields of a checked entry as typed values, in the kind's order."""
    return [
        marked_value(field, fields[field.key])
        for field in kind.fields
        if (field.marks or field.is_unique or field.bands)
        and field.type is not FieldType.SERIES
        and field.key in fields
    ]


def marked_value(field: Field, value: Any) -> MarkedValue:
    if field.is_unique:
        return MarkedValue(key=field.key, text=folded(value), is_once=True)
    if field.type in {FieldType.TEXT, FieldType.CHOICE}:
        return MarkedValue(key=field.key, text=value)
    if field.type is FieldType.DATE:
        return MarkedValue(key=field.key, day=date.fromisoformat(value))
    if field.type is FieldType.NUMBER:
        return MarkedValue(key=field.key, number=scaled(field, value))
    return MarkedValue(key=field.key, number=int(value))


def series_points(kind: KindDefinition, fields: Mapping[str, Any]) -> list[SeriesPoint]:
    """Return the months of all series of a checked entry."""
    return [
        SeriesPoint(
            key=field.key, month=date.fromisoformat(f"{month}-01"), number=scaled(field, number)
        )
        for field in kind.fields
        if field.type is FieldType.SERIES
        for month, number in sorted(fields.get(field.key, {}).items())
    ]


def scaled(field: Field, value: str) -> int:
    """Return a checked number times 10**scale, exactly."""
    return int(Decimal(value).scaleb(field.scale))
