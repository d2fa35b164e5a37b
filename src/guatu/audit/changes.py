"""What an act did to one object, as a value."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from guatu.core.chain import NotCanonical, is_marker, json_value

Fields = Mapping[str, object]


def object_type(row: Model) -> str:
    return row._meta.label_lower  # noqa: SLF001 Django's documented way to a model's names


def plain(row: Model, *fields: str) -> dict[str, object]:
    """Return the named fields of `row` as they are recorded; a foreign key as the other row's key."""
    if not fields:
        raise ValueError("name the fields to record")
    return {name: plain_value(row, name) for name in fields}


def plain_value(row: Model, name: str) -> object:
    with contextlib.suppress(FieldDoesNotExist):  # then it is a property
        name = getattr(row._meta.get_field(name), "attname", name)  # noqa: SLF001 as above
    value = getattr(row, name)
    return json_value(str(value) if isinstance(value, Decimal | UUID) else value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One object before and after an act. The fields named in `private` enter the chain as salted digests.

    `erase_after` is the last day on which private values are kept; None takes the installation's limit.
    """

    object_type: str
    object_id: str
    before: Fields | None
    after: Fields | None
    private: frozenset[str]
    erase_after: date | None

    @classmethod
    def of(
        cls,
        row: Model,
        *,
        before: Fields | None = None,
        after: Fields | None = None,
        private: frozenset[str] = frozenset(),
        erase_after: date | None = None,
    ) -> Self:
        """Return the change of `row`: `before` is None when it was made, `after` when it was deleted."""
        if row.pk is None:
            raise ValueError("save the row before its change is recorded: it has no key yet")
        return cls(
            object_type=object_type(row),
            object_id=str(row.pk),
            before=checked(before),
            after=checked(after),
            private=private,
            erase_after=erase_after,
        )


def checked(fields: Fields | None) -> Fields | None:
    """Return `fields` as JSON values; refuse what would read as a private field's digest."""
    if fields is None:
        return None
    if any(is_marker(value) for value in fields.values()):
        raise NotCanonical("a value looks like the mark of a private field")
    return {name: json_value(value) for name, value in fields.items()}
