"""The figures that a kind declares for its ledger, over what a sheet shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from guatu.campaigns.models import Validity
from guatu.core.actors import Actor
from guatu.core.kinds import Field, FieldType, Function, KindDefinition, Log, Statistic
from guatu.ledgers.models import Entry, FieldValue, LogRow
from guatu.ledgers.queries.bands import band_ends
from guatu.ledgers.queries.scopes import Filters, Scope, narrowed

CHUNK = 2000
ALL_ROWS = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One group of a statistic; `value` is a count, fen, or a number times 10**scale of its field."""

    code: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A statistic with its parts; parts with nothing in them are left out."""

    statistic: Statistic
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        return sum(part.value for part in self.parts)


def figures(actor: Actor, scope: Scope, filters: Filters) -> list[Figure]:
    """Return the statistics of the sheet's kind, one query each; the sheet of all kinds has none."""
    if scope.kind is None:
        return []
    entries = narrowed(actor, scope, filters).filter(validity=Validity.IN_FORCE)
    return [figure(entries, scope, statistic) for statistic in scope.kind.statistics]


def figure(entries: QuerySet[Entry], scope: Scope, statistic: Statistic) -> Figure:
    kind = scope.kind
    log = kind.log(statistic.of or "") if kind else None
    if log is not None and statistic.function is Function.COUNT:
        found = row_counts(entries, log, statistic.by)
        return shown(statistic, found, [c.code for f in log.fields for c in f.choices] + [ALL_ROWS])
    entries, by = grouped(entries, kind, statistic)
    if statistic.function is Function.COUNT:
        entries = entries.annotate(part=F(by))
        rows = entries.values("part").annotate(value=Count("pk")).values_list("part", "value")
    else:
        summed = (
            F("amount_fen") if statistic.of == "amount" else marked(statistic.of or "", "number")
        )
        entries = entries.annotate(part=F(by), summed=summed)
        rows = entries.values("part").annotate(value=Sum("summed")).values_list("part", "value")
    found = {str(part): value for part, value in rows if part is not None and value}
    return shown(statistic, found, order(scope, statistic, found))


def shown(statistic: Statistic, found: Mapping[str, int], codes: Iterable[str]) -> Figure:
    return Figure(
        statistic=statistic,
        parts=tuple(Part(code=code, value=found[code]) for code in codes if found.get(code)),
    )


def grouped(
    entries: QuerySet[Entry], kind: KindDefinition | None, statistic: Statistic
) -> tuple[QuerySet[Entry], str]:
    """Return the entries with what they are grouped by, and its name."""
    by = statistic.by or "ledger_id"
    if by in {"stage", "lamp", "ledger_id"}:
        return entries, by
    field = kind.field(by) if kind else None
    if field is not None and field.bands:
        number = marked(by, "number")
        return entries.annotate(banded=number).annotate(group=band_of(field)), "group"
    return entries.annotate(group=marked(by, "text")), "group"


def band_of(field: Field) -> Case:
    """Return the place of a value among the bands, from 0; an entry without a value is in none."""
    tops = [
        When(banded__isnull=True, then=Value(None)),
        *(When(banded__lt=end, then=Value(place)) for place, end in enumerate(band_ends(field))),
    ]
    return Case(*tops, default=Value(len(field.bands)), output_field=IntegerField())


def row_counts(entries: QuerySet[Entry], log: Log, by: str | None) -> dict[str, int]:
    """Return how many rows of a log these entries have, by one of its choices.

    They are counted here: what a row holds is JSON, of which no database is asked.
    """
    rows = LogRow.objects.filter(entry__in=entries.values("pk"), log=log.code, struck_at=None)
    if by is None:
        return {ALL_ROWS: rows.count()}
    found: Counter[str] = Counter()
    for fields in rows.order_by().values_list("fields", flat=True).iterator(CHUNK):
        found[str(fields.get(by, ""))] += 1
    return dict(found)


def order(scope: Scope, statistic: Statistic, found: dict[str, int]) -> list[str]:
    """Return the codes of the parts in the order in which the kind declares them."""
    kind = scope.kind
    if kind is None or statistic.by is None or statistic.by == "lamp":
        return sorted(found)
    if statistic.by == "stage":
        return [stage.code for stage in kind.stages]
    field = kind.field(statistic.by)
    is_choice = field is not None and field.type is FieldType.CHOICE
    if field is not None and field.bands:
        return [str(place) for place in range(len(field.bands) + 1)]
    return [choice.code for choice in field.choices] if field and is_choice else sorted(found)


def marked(key: str, column: str) -> Subquery:
    rows = FieldValue.objects.filter(entry=OuterRef("pk"), field=key).values(column)[:1]
    if column == "number":
        return Subquery(rows, output_field=BigIntegerField())
    return Subquery(rows)
