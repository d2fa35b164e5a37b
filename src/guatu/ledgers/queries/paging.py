"""Keyset paging: the next page begins after the last row seen, whatever was added in between."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from guatu.core.kinds import Field, FieldType, KindDefinition, Mark
from guatu.core.lamps import Lamp
from guatu.ledgers.models import Entry, FieldValue

NEVER = date(9999, 12, 31)  # entries without a date come after all that have one
NO_LIMIT = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One column of a sort: its name in the query, and its expression if it is no plain column."""

    name: str
    expression: Combinable | None = None
    is_day: bool = False
    is_moment: bool = False
    is_text: bool = False


DUE = Key(name="due_key", expression=Coalesce("due_on", Value(NEVER, DateField())), is_day=True)
RANK = Key(
    name="lamp_key",
    expression=Case(
        *(When(lamp=lamp.value, then=Value(place)) for place, lamp in enumerate(Lamp)),
        output_field=IntegerField(),
    ),
)
LIMIT = Key(
    name="limit_key",
    expression=Coalesce("limit_at", Value(NO_LIMIT, DateTimeField())),
    is_moment=True,
)
UNIT = Key(name="unit_key", expression=F("unit__official_order"))
KIND = Key(name="kind_key", expression=F("kind__official_order"))
PLAN = (Key(name="position"), Key(name="id"))
SORTS: dict[str, tuple[Key, ...]] = {
    "plan": PLAN,
    "unit": (UNIT, *PLAN),
    "due": (DUE, *PLAN),
    "lamp": (RANK, DUE, *PLAN),
    "limit": (LIMIT, *PLAN),
}
BY_FIELD = "f."  # the sort by a field: f.year_amount
LAST = 2**62  # entries without the field come after all that have it


def field_sorts(kind: KindDefinition | None) -> list[Field]:
    """Return the fields by which a sheet of this kind may be sorted."""
    fields = kind.fields if kind else ()
    return [field for field in fields if Mark.SORT in field.marks and not field.is_private]


def keys_of(sort: str, kind: KindDefinition | None) -> tuple[Key, ...]:
    """Return the columns of a sort; on the sheet of all kinds the plan's order runs within a kind."""
    for field in field_sorts(kind):
        if sort == BY_FIELD + field.key:
            return (*field_keys(field), *PLAN)
    keys = SORTS.get(sort, PLAN)
    return (*keys[:-2], KIND, *PLAN) if kind is None else keys


def field_keys(field: Field) -> tuple[Key, ...]:
    """Return the sort by a field; an entry without a value comes last, whatever the type."""
    if field.type is not FieldType.CODE:
        return (field_key(field),)
    values = FieldValue.objects.filter(entry=OuterRef("pk"), field=field.key)
    lacking = Case(When(Exists(values), then=Value(0)), default=Value(1))
    text = Coalesce(Subquery(values.values("text")[:1]), Value(""))
    # no text is the last one in every collation: what lacks a code is told by a column of its own
    return (
        Key(name="lacking_key", expression=lacking),
        Key(name="field_key", expression=text, is_text=True),
    )


def field_key(field: Field) -> Key:
    """Return the sort by a field: figures from the largest, days from the first, choices as declared."""
    values = FieldValue.objects.filter(entry=OuterRef("pk"), field=field.key)
    if field.type is FieldType.DATE:
        day = Subquery(values.values("day")[:1])
        return Key(
            name="field_key", expression=Coalesce(day, Value(NEVER, DateField())), is_day=True
        )
    if field.type is FieldType.CHOICE:
        places = enumerate(field.choices)
        rank = Case(
            *(When(text=choice.code, then=Value(place)) for place, choice in places),
            output_field=BigIntegerField(),
        )
        number = Subquery(values.annotate(rank=rank).values("rank")[:1])
    else:
        number = Subquery(
            values.annotate(falling=F("number") * Value(-1)).values("falling")[:1],
            output_field=BigIntegerField(),
        )
    return Key(name="field_key", expression=Coalesce(number, Value(LAST, BigIntegerField())))


def page_ids(
    entries: QuerySet[Entry], keys: tuple[Key, ...], *, after: str, size: int
) -> tuple[list[int], str]:
    """Return the ids of one page in order, and the cursor of the next page ("" if it is the last)."""
    for key in keys:
        if key.expression is not None:
            entries = entries.annotate(**{key.name: key.expression})
    values = read_cursor(after, keys)
    if values is not None:
        entries = entries.filter(beyond(keys, values))
    names = [key.name for key in keys]
    rows = list(entries.order_by(*names).values_list(*names)[: size + 1])
    cursor = write_cursor(rows[size - 1]) if len(rows) > size else ""
    return [row[-1] for row in rows[:size]], cursor


def beyond(keys: tuple[Key, ...], values: list[Any]) -> Q:
    """Return the condition for rows after `values`, written so that an index can be entered there."""
    first, *rest = zip(keys, values, strict=True)
    key, value = first
    after = Q(**{f"{key.name}__gt": value})
    if not rest:
        return after
    inner = beyond(tuple(key for key, _value in rest), [value for _key, value in rest])
    return Q(**{f"{key.name}__gte": value}) & (after | inner)


def write_cursor(row: tuple[Any, ...]) -> str:
    plain = [value.isoformat() if isinstance(value, date) else value for value in row]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def read_cursor(text: str, keys: tuple[Key, ...]) -> list[Any] | None:
    """Return the values of a cursor, or None for one that was not made for this sort."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(plain, list) or len(plain) != len(keys):
            return None
        return [read_value(key, value) for key, value in zip(keys, plain, strict=True)]
    except (binascii.Error, ValueError, TypeError, OverflowError):
        return None


def read_value(key: Key, value: Any) -> Any:
    if key.is_text:
        return str(value).replace("\x00", "")
    if key.is_moment:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if key.is_day else int(value)
