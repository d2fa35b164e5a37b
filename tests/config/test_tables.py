"""An empty database gets the same tables at once as by all migrations, on SQLite and PostgreSQL."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

# What a database has, told so that the order of columns and of tables does not matter.
TELL = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from guatu.config.tables import make_tables
if sys.argv[1] == "migrations":
    call_command("migrate", verbosity=0, interactive=False)
else:
    make_tables()
make_tables()  # again: there is nothing to do


def plain(name):
    # SQLite numbers what has no name
    return "" if connection.vendor == "sqlite" and name.startswith(("fk_", "__")) else name


def size(table, column):
    # Django's own table of pairs, empty here, gets a wider key by its migration than by its model
    if table == "auth_group_permissions" and column.name == "id":
        return ["a number", ""]
    return [str(column.type_code), str(column.internal_size)]


def in_any_order(limit):
    return {"columns": sorted(limit["columns"])} if limit["primary_key"] else {}


told = {}
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        columns = connection.introspection.get_table_description(cursor, table)
        limits = connection.introspection.get_constraints(cursor, table)
        told[table] = {
            "columns": sorted(
                [c.name, *size(table, c), c.null_ok, str(c.default)] for c in columns
            ),
            "limits": sorted(
                json.dumps([plain(name), limit | in_any_order(limit)], default=str)
                for name, limit in limits.items()
            ),
        }
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    else:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
            " UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        )
    told["sql"] = dict(cursor.fetchall())
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    told["applied"] = cursor.fetchall()
print(json.dumps(told, default=str))
"""
CONSTRAINT = re.compile(r'CONSTRAINT "[^"]+" (?:CHECK|UNIQUE) ?\(')


def told(folder: Path, how: str) -> dict[str, object]:
    import json  # noqa: PLC0415

    folder.mkdir()
    environment = os.environ | {"GUATU_DATA": str(folder), "GUATU_SECRET_KEY": "x" * 50}
    environment |= {"DJANGO_SETTINGS_MODULE": "guatu.config.settings"}
    if connection.vendor == "postgresql":
        environment["GUATU_DATABASE"] = own_database(how)
    done = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-c", TELL, how],
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: dict[str, object] = json.loads(done.stdout)
    if connection.vendor == "sqlite":
        found["sql"] = {name: limits_in(sql) for name, sql in found["sql"].items()}  # type: ignore[attr-defined]
    return found


def own_database(name: str) -> str:
    """Return the address of a new database on the tests' server."""
    address = os.environ["GUATU_DATABASE"]
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "tables_{name}"')
    return address.replace("/postgres?", f"/tables_{name}?")


def limits_in(sql: str) -> list[str]:
    """Return the checks of a table's SQL, or the SQL of an index; columns may stand in any order."""
    if not sql.startswith("CREATE TABLE"):
        return [sql]
    found = []
    for start in CONSTRAINT.finditer(sql):
        depth, at = 1, start.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[at], 0)
            at += 1
        found.append(sql[start.start() : at])
    return sorted(found)


@pytest.mark.django_db(transaction=True)
def test_both_ways_make_the_same(tmp_path: Path) -> None:
    at_once, step_by_step = told(tmp_path / "a", "models"), told(tmp_path / "b", "migrations")

    assert at_once["applied"] == step_by_step["applied"]
    for table in sorted(set(at_once) | set(step_by_step)):
        assert at_once.get(table) == step_by_step.get(table), table
