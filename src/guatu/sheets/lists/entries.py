"""A ledger, or all ledgers of a campaign, as its page is narrowed and sorted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.campaigns.wording import VALIDITIES
from guatu.core.actors import Actor
from guatu.core.kinds import Field, FieldType, KindDefinition
from guatu.core.stored import from_fen
from guatu.interchange.sheets.listing import Cell, ListColumn
from guatu.ledgers.queries import spoken
from guatu.ledgers.queries.asking import asked_filters, asked_sort
from guatu.ledgers.queries.batches import batches
from guatu.ledgers.queries.kinds import installed_kinds
from guatu.ledgers.queries.paging import keys_of
from guatu.ledgers.queries.scopes import narrowed, visible_scope
from guatu.ledgers.queries.sheets import SheetRow, rows_of
from guatu.ledgers.wording import ORIGINS, WAN, field_text
from guatu.sheets.lists.values import Listed
from guatu.shell.lamps import sign, word

BATCH = 500
PARTED = "、"


def read_entries(actor: Actor, query: QueryDict) -> Listed:
    """Return the entries of the sheet that `slug`, `code` and the page's own filters name."""
    scope = visible_scope(actor, query.get("slug", ""), query.get("code", ""))
    rows = narrowed(actor, scope, asked_filters(query, scope.kind))
    keys = keys_of(asked_sort(query, scope.kind), scope.kind)
    for key in keys:
        if key.expression is not None:
            rows = rows.annotate(**{key.name: key.expression})
    ids = list(rows.order_by(*(key.name for key in keys)).values_list("pk", flat=True))
    fields = shown_fields(scope.kind)
    return Listed(
        campaign=scope.campaign,
        title=spoken(scope.kind.noun) if scope.kind else _("All entries"),
        columns=(*columns(), *(ListColumn(title=head_of(field), width=16) for field in fields)),
        count=len(ids),
        rows=lambda: lines(ids, fields),
    )


def shown_fields(kind: KindDefinition | None) -> list[Field]:
    """Return the extra fields of a kind that are no private person's business."""
    return [field for field in kind.fields if not field.is_private] if kind else []


def head_of(field: Field) -> str:
    return f"{spoken(field.name)}（{field.measure}）" if field.measure else spoken(field.name)


def columns() -> tuple[ListColumn, ...]:
    return (
        ListColumn(title=_("No."), width=8),
        ListColumn(title=_("Entry"), width=48),
        ListColumn(title=_("Ledger"), width=12),
        ListColumn(title=_("Heading"), width=24),
        ListColumn(title=_("Standard of completion"), width=32),
        ListColumn(title=_("Lead units"), width=20),
        ListColumn(title=_("Supporting units"), width=28),
        ListColumn(title=_("Stage"), width=12),
        ListColumn(title=_("Starts"), width=12),
        ListColumn(title=_("Due"), width=12),
        ListColumn(title=_("Progress (%)"), width=10),
        ListColumn(title=_("Lamp"), width=14),
        ListColumn(title=_("Reported by the unit"), width=14),
        ListColumn(title=_("Last report"), width=44),
        ListColumn(title=_("Reported on"), width=12),
        ListColumn(title=_("Money (10,000 yuan)"), width=16),
        ListColumn(title=_("Place"), width=20),
        ListColumn(title=_("Where from"), width=14),
        ListColumn(title=_("Validity"), width=12),
        ListColumn(title=_("Closed on"), width=12),
    )


def lines(ids: list[int], fields: list[Field]) -> Iterator[tuple[Cell, ...]]:
    kinds = {kind.code: kind for kind in installed_kinds()}
    for some in batches(ids, BATCH):
        rows = rows_of(some)
        units = unit_names(rows, fields)
        for row in rows:
            values = (row.fields.get(field.key) for field in fields)
            extra = [value_of(f, v, units) for f, v in zip(fields, values, strict=True)]
            yield (*line_of(row, kinds[row.kind_code]), *extra)


def unit_names(rows: list[SheetRow], fields: list[Field]) -> dict[int, str]:
    keys = [field.key for field in fields if field.type is FieldType.UNIT]
    wanted = {row.fields[key] for row in rows for key in keys if row.fields.get(key)}
    return dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def value_of(field: Field, value: Any, units: dict[int, str]) -> Cell:
    """Return the value of an extra field: figures and days as such, the rest in words."""
    if value is None:
        return ""
    if field.type is FieldType.NUMBER:
        return Decimal(value)
    if field.type is FieldType.MONEY:
        return from_fen(value, field.measure or WAN)
    if field.type is FieldType.DATE:
        return date.fromisoformat(value)
    return field_text(field, value, units)


def stage_text(kind: KindDefinition, code: str) -> str:
    stage = kind.stage(code)
    return spoken(stage.name) if stage is not None else code


def line_of(row: SheetRow, kind: KindDefinition) -> tuple[Cell, ...]:
    progress = row.derived.progress if row.derived is not None else row.progress
    return (
        row.number,
        row.title,
        spoken(kind.noun),
        row.heading,
        row.standard,
        PARTED.join(unit.full_name for unit in row.leads),
        PARTED.join(unit.full_name for unit in row.supports),
        stage_text(kind, row.stage),
        row.starts_on,
        row.due_on,
        None if progress is None else progress / 10,
        f"{sign(row.lamp)} {word(row.lamp)}" if row.is_in_force else "",
        word(row.reported_lamp) if row.reported_lamp else "",
        row.last_said,
        timezone.localdate(row.reported_at) if row.reported_at else None,
        None if row.amount_fen is None else from_fen(row.amount_fen, WAN),
        row.place,
        str(ORIGINS.get(row.origin, "")),
        str(VALIDITIES[row.validity]),
        row.closed_on,
    )
