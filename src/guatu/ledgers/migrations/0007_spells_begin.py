"""Begin the history of lamps: each lamp that burns has burned since its day."""

from itertools import islice

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 500


def begin(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    entry_lamp = apps.get_model("ledgers", "EntryLamp")
    spell = apps.get_model("ledgers", "LampSpell")
    rows = iter(
        entry_lamp.objects.order_by("pk")
        .values_list("entry_id", "lamp", "rule", "rule_set", "inputs", "since")
        .iterator(chunk_size=BATCH)
    )
    names = ("entry_id", "lamp", "rule", "rule_set", "inputs", "from_on")
    while some := list(islice(rows, BATCH)):
        spell.objects.bulk_create(
            [spell(**dict(zip(names, row, strict=True))) for row in some], ignore_conflicts=True
        )


class Migration(migrations.Migration):
    dependencies = [
        ("ledgers", "0006_lamps"),
    ]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
