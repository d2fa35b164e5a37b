"""Narrowing a sheet by its kind's fields: through the typed rows, never through JSON (D3)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from guatu.core.kinds import Field, FieldType, KindDefinition, Mark, folded
from guatu.ledgers.models import FieldValue
from guatu.ledgers.queries.bands import band_ends

LONGEST = 100


def filter_fields(kind: KindDefinition | None) -> list[Field]:
    """Return the fields by which a sheet of this kind can be narrowed."""
    fields = kind.fields if kind else ()
    return [f for f in fields if (Mark.FILTER in f.marks or f.bands) and not f.is_private]


def is_askable(field: Field, code: str) -> bool:
    """Say whether `code` is something that a sheet can be narrowed to by this field."""
    if field.type is FieldType.CHOICE:
        return field.choice(code) is not None
    if field.bands:
        return code.isascii() and code.isdigit() and int(code) <= len(field.bands)
    if field.type is FieldType.BOOL:
        return code in {"yes", "no"}
    if field.type is FieldType.UNIT:
        return code.isascii() and code.isdigit() and len(code) < len(str(2**63))
    if field.type is FieldType.DATE:
        return month_of(code) is not None
    return field.type in {FieldType.TEXT, FieldType.CODE} and 0 < len(code.strip()) <= LONGEST


def field_condition(kind: KindDefinition | None, key: str, code: str) -> Exists:
    """Return the condition that an entry's field `key` has what `code` asks for."""
    field = kind.field(key) if kind else None
    asked = Q(text=code) if field is None else value_condition(field, code)
    return Exists(FieldValue.objects.filter(asked, entry=OuterRef("pk"), field=key))


def value_condition(field: Field, code: str) -> Q:
    if field.bands:
        return within_band(field, int(code))
    if field.type is FieldType.BOOL:
        return Q(number=int(code == "yes"))
    if field.type is FieldType.UNIT:
        return Q(number=int(code))
    if field.type is FieldType.DATE and (first := month_of(code)) is not None:
        return Q(day__gte=first, day__lt=next_month(first))
    if field.type in {FieldType.TEXT, FieldType.CODE}:
        return Q(text__icontains=folded(code) if field.is_unique else code.strip())
    return Q(text=code)


def month_of(code: str) -> date | None:
    """Return the first day of the month that a code such as 2026-03 names; None for any other text."""
    try:
        first = date.fromisoformat(f"{code}-01")
    except ValueError:
        return None
    return first if code == f"{first:%Y-%m}" and first.year < date.max.year else None


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def within_band(field: Field, place: int) -> Q:
    """Return the condition of one band: from its lower end on, below the next one's."""
    ends = band_ends(field)
    condition = Q(number__isnull=False)
    if place > 0:
        condition &= Q(number__gte=ends[place - 1])
    if place < len(ends):
        condition &= Q(number__lt=ends[place])
    return condition
