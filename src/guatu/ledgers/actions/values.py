"""The typed rows of marked fields (D3), rewritten whenever an entry's fields are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.core.kinds import (
    Checked,
    FieldType,
    KindDefinition,
    check_fields,
    marked_values,
    series_points,
)
from guatu.ledgers.models import Entry, FieldValue, SeriesValue
from guatu.ledgers.queries import batches, spoken
from guatu.shell.errors import InvalidState

BATCH = 500


def checked(
    kind: KindDefinition, values: Mapping[str, Any], *, is_complete: bool = False
) -> dict[str, Any]:
    """Return the fields that may be stored.

    Raises
    ------
    InvalidState
        If a value does not fit its field; `problems` holds (key, code) pairs.
    """
    result: Checked = check_fields(kind, values, is_complete=is_complete)
    if result.problems:
        first = result.problems[0]
        field = kind.field(first.key)
        raise InvalidState(
            _("The field “%(field)s” does not fit its kind (%(problem)s).")
            % {"field": spoken(field.name) if field else first.key, "problem": first.code.value},
            problems=[(problem.key, problem.code.value) for problem in result.problems],
        )
    return result.fields


def check_units(kind: KindDefinition, rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse unit fields that name no unit."""
    keys = [field.key for field in kind.fields if field.type is FieldType.UNIT]
    named = {row[key] for row in rows for key in keys if key in row}
    if named and Unit.objects.filter(pk__in=named).count() != len(named):
        raise InvalidState(_("A field names a unit that does not exist."))


def write_values(kind: KindDefinition, entries: Sequence[Entry], *, are_new: bool = False) -> None:
    """Make the typed rows of `entries` (all of `kind`) agree with their fields."""
    if not are_new:
        for ids in batches([entry.pk for entry in entries]):
            FieldValue.objects.filter(entry_id__in=ids).delete()
            SeriesValue.objects.filter(entry_id__in=ids).delete()
    FieldValue.objects.bulk_create(
        [
            FieldValue(entry=entry, field=row.key, text=row.text, number=row.number, day=row.day)
            for entry in entries
            for row in marked_values(kind, entry.fields)
        ],
        batch_size=BATCH,
    )
    SeriesValue.objects.bulk_create(
        [
            SeriesValue(entry=entry, field=point.key, month=point.month, number=point.number)
            for entry in entries
            for point in series_points(kind, entry.fields)
        ],
        batch_size=BATCH,
    )
