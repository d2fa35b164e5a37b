"""What the text of a cell is worth: money by the measure of its head, values of a kind's fields."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from guatu.core.adopting import read_day
from guatu.core.kinds import Field, FieldType
from guatu.core.kinds.values import problem_of
from guatu.core.stored import MONEY, to_fen
from guatu.core.text.folding import fold

_MEASURE = re.compile("|".join(sorted(map(re.escape, MONEY), key=len, reverse=True)))
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
YES = frozenset({"是", "有", "√", "✓", "✔", "已", "yes", "y", "true", "1"})
NO = frozenset({"否", "无", "×", "✗", "未", "没有", "no", "n", "false", "0"})


class Unfit:
    """A text that is no value of its field."""


UNFIT: Final = Unfit()


def number_of(text: str) -> Decimal | None:
    """Return the one number that a text holds, with what stands around it left out; None else."""
    found = _NUMBER.findall(fold(text).text)
    if len(found) != 1:
        return None
    try:
        return Decimal(found[0].replace(",", ""))
    except InvalidOperation:
        return None


def amount_of(text: str, head: str) -> int | None:
    """Return money in fen: 1.2亿元, or 12000 under a head that says （万元）."""
    value = number_of(text)
    measure = _MEASURE.search(fold(text).text) or _MEASURE.search(fold(head).text)
    if value is None or measure is None:
        return None
    try:
        return to_fen(value, measure.group())
    except ValueError:
        return None


def field_value(field: Field, text: str, *, year: int) -> Any:
    """Return a text as the value of a kind's field, or `UNFIT`."""
    value = _value(field, text, year)
    return UNFIT if value is None or problem_of(field, value) is not None else value


def _value(field: Field, text: str, year: int) -> Any:
    if field.type is FieldType.NUMBER:
        number = number_of(text)
        return None if number is None else format(number, "f")
    if field.type is FieldType.MONEY:
        return amount_of(text, field.measure or field.name.zh)
    if field.type is FieldType.DATE:
        day = read_day(text, year=year).day
        return day.isoformat() if day else None
    if field.type is FieldType.CHOICE:
        plain = "".join(text.split())
        return next(
            (c.code for c in field.choices if plain in {c.name.zh, c.name.en, c.code}), None
        )
    if field.type is FieldType.BOOL:
        plain = text.strip().casefold()
        return True if plain in YES else False if plain in NO else None
    return text.strip()
