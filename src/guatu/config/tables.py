"""The tables of an installation: made at once in an empty database, by migrations in any other.

Running every migration on an empty database takes Django some twenty seconds, nearly all of it for
states that nobody will ever have. What both ways make is the same: `tests/config/test_tables.py`.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


def make_tables() -> None:
    """Bring the database to this version. Made in one transaction; stopped half-way, it is empty still."""
    if connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)
        return
    make_all()
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def make_all() -> None:
    """Make every table from its model and write all migrations down as applied."""
    known = MigrationExecutor(connection).loader.graph.nodes
    applied = MigrationRecorder.Migration
    with connection.schema_editor() as editor:
        editor.create_model(applied)
        for model in apps.get_models():
            if model._meta.can_migrate(connection):  # noqa: SLF001 Django's public way to a model
                editor.create_model(model)
        applied.objects.bulk_create(applied(app=app, name=name) for app, name in sorted(known))
