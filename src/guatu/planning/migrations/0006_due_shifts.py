"""Enter the postponements that were approved before due dates kept their history."""

from datetime import date
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

BATCH = 500


def enter(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    adjustment = apps.get_model("planning", "Adjustment")
    shift = apps.get_model("ledgers", "DueShift")
    rows = iter(
        adjustment.objects.filter(state="approved", entry__isnull=False)
        .order_by("pk")
        .values_list(
            "entry_id", "before", "after", "effective_on", "reason", "decided_by", "decided_at"
        )
        .iterator(chunk_size=BATCH)
    )
    while some := list(islice(rows, BATCH)):
        shift.objects.bulk_create(
            [made(shift, row) for row in some if "due_on" in row[2] and "due_on" in row[1]]
        )


def made(shift: type[Model], row: tuple[Any, ...]) -> Model:
    entry_id, before, after, effective_on, reason, decided_by, decided_at = row
    old, new = day(before["due_on"]), day(after["due_on"])
    return shift(
        entry_id=entry_id,
        from_due_on=old,
        to_due_on=new,
        days=(new - old).days if old and new else None,
        shifted_on=effective_on,
        source="adjustment",
        reason=reason,
        approved_by=decided_by,
        recorded_at=decided_at,
    )


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Migration(migrations.Migration):
    dependencies = [
        ("ledgers", "0006_lamps"),
        ("planning", "0005_versions"),
    ]

    operations = [
        migrations.RunPython(enter, migrations.RunPython.noop),
    ]
