"""The figures that a kind declares for its ledger, over what a sheet shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Subquery, Sum

from guatu.campaigns.models import Validity
from guatu.core.actors import Actor
from guatu.core.kinds import FieldType, Function, Statistic
from guatu.ledgers.models import Entry, FieldValue
from guatu.ledgers.queries.scopes import Filters, Scope, narrowed


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
    by = statistic.by or "ledger_id"
    if by not in {"stage", "lamp", "ledger_id"}:
        entries = entries.annotate(group=marked(by, "text"))
        by = "group"
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
    return Figure(
        statistic=statistic,
        parts=tuple(
            Part(code=code, value=found[code])
            for code in order(scope, statistic, found)
            if code in found
        ),
    )


def order(scope: Scope, statistic: Statistic, found: dict[str, int]) -> list[str]:
    """Return the codes of the parts in the order in which the kind declares them."""
    kind = scope.kind
    if kind is None or statistic.by is None or statistic.by == "lamp":
        return sorted(found)
    if statistic.by == "stage":
        return [stage.code for stage in kind.stages]
    field = kind.field(statistic.by)
    is_choice = field is not None and field.type is FieldType.CHOICE
    return [choice.code for choice in field.choices] if field and is_choice else sorted(found)


def marked(key: str, column: str) -> Subquery:
    rows = FieldValue.objects.filter(entry=OuterRef("pk"), field=key).values(column)[:1]
    if column == "number":
        return Subquery(rows, output_field=BigIntegerField())
    return Subquery(rows)
