"""The typed rows of marked fields (D3), rewritten whenever an entry's fields are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.core.actors import Actor
from guatu.core.kinds import (
    Checked,
    Field,
    FieldType,
    KindDefinition,
    check_fields,
    folded,
    marked_values,
    series_points,
)
from guatu.ledgers.models import Entry, FieldValue, SeriesValue
from guatu.ledgers.queries import batches, spoken, visible_entries
from guatu.shell.errors import InvalidState

BATCH = 500


class Double(InvalidState):
    """A value that is counted once stands in the ledger already; `other_id` is the entry that has it."""

    def __init__(self, field: Field, value: str, other_id: int | None) -> None:
        words = {"value": value[:40], "field": spoken(field.name)}
        super().__init__(
            _("“%(value)s” is counted in this ledger already (%(field)s).") % words,
            problems=[(field.key, "double")],
        )
        self.words = words
        self.other_id = other_id


def named(actor: Actor, double: Double) -> InvalidState:
    """Return the refusal with the other entry's name, as far as the actor may know of it."""
    other = visible_entries(actor).filter(pk=double.other_id or 0).only("title").first()
    if other is None:
        return double
    return InvalidState(
        _("“%(value)s” is counted already: %(field)s of “%(title)s”.")
        % (double.words | {"title": other.title[:60]}),
        **double.fields,
    )


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


def check_unit_fields(kind: KindDefinition, rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse unit fields that name no unit."""
    keys = [field.key for field in kind.fields if field.type is FieldType.UNIT]
    check_units({row[key] for row in rows for key in keys if key in row})


def check_units(ids: Collection[int]) -> None:
    """Refuse ids of which no unit is found."""
    named = set(ids)
    if named and Unit.objects.filter(pk__in=named).count() != len(named):
        raise InvalidState(_("A field names a unit that does not exist."))


def write_values(kind: KindDefinition, entries: Sequence[Entry], *, are_new: bool = False) -> None:
    """Make the typed rows of `entries` (all of `kind`) agree with their fields."""
    if not are_new:
        for ids in batches([entry.pk for entry in entries]):
            FieldValue.objects.filter(entry_id__in=ids).delete()
            SeriesValue.objects.filter(entry_id__in=ids).delete()
    refuse_doubles(kind, entries)
    FieldValue.objects.bulk_create(
        [
            FieldValue(
                entry=entry,
                field=row.key,
                text=row.text,
                number=row.number,
                day=row.day,
                once_in_id=entry.ledger_id if row.is_once else None,
            )
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


def refuse_doubles(kind: KindDefinition, entries: Sequence[Entry]) -> None:
    """Refuse a value that is counted once and stands in the ledger already, or twice among these.

    The database holds the same rule; this says it in words and names the other entry.
    """
    for field in kind.fields:
        if not field.is_unique:
            continue
        seen: dict[tuple[int, str], Entry] = {}
        for entry in entries:
            if field.key in entry.fields:
                text = folded(entry.fields[field.key])
                other = seen.setdefault((entry.ledger_id, text), entry)
                if other is not entry:
                    raise Double(field, entry.fields[field.key], None)
        for (ledger_id, text), entry in standing_values(field, seen):
            others = FieldValue.objects.filter(once_in_id=ledger_id, field=field.key, text=text)
            other_id = others.exclude(entry=entry).values_list("entry_id", flat=True).first()
            if other_id is not None:
                raise Double(field, entry.fields[field.key], other_id)


def standing_values(
    field: Field, seen: Mapping[tuple[int, str], Entry]
) -> Iterable[tuple[tuple[int, str], Entry]]:
    """Yield those of the values that some other entry of their ledger has."""
    for some in batches(list(seen)):
        texts = [text for _ledger, text in some]
        rows = FieldValue.objects.filter(field=field.key, text__in=texts, once_in__isnull=False)
        for ledger_id, text in rows.order_by("pk").values_list("once_in_id", "text"):
            if ledger_id is not None and text is not None and (ledger_id, text) in seen:
                yield (ledger_id, text), seen[ledger_id, text]
