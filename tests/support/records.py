"""A real record in the database, and statements that tamper with it past the ORM."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chains import Tables
from click.testing import CliRunner, Result
from django.db import connection, transaction
from worlds import World

from guatu.audit.actions import Change, record
from guatu.audit.models import AuditEvent
from guatu.audit.reading import CHANGES, EVENTS, PRIVATE, change_row, event_row, private_row, rows
from guatu.cli import main


def record_acts(world: World, count: int = 5) -> None:
    """Record `count` acts of two changes each, the first with a private field."""
    actor = world.actor("office")
    for n in range(1, count + 1):
        private = Change.of(
            world.finance,
            before={"title": f"旧{n}", "owner": "张三"},
            after={"title": f"新{n}", "owner": "李四"},
            private=frozenset({"owner"}),
        )
        public = Change.of(world.housing, before={"n": n}, after={"n": n + 1})
        with transaction.atomic():
            record(
                actor, "entry.edit", of=world.finance, changes=[private, public], details={"n": n}
            )


@contextmanager
def unguarded() -> Iterator[Any]:
    """Give a cursor for which foreign keys do not hold, as for somebody with the password."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def run_sql(*statements: str, **parameters: object) -> None:
    with unguarded() as cursor:
        for statement in statements:
            cursor.execute(statement, parameters or None)


def run_cli(*arguments: str, folder: Path) -> Result:
    return CliRunner().invoke(main, ["--data", str(folder), "audit", *arguments])


def found(folder: Path, *arguments: str) -> list[tuple[str, str, int, int]]:
    """Verify on the command line and return the findings in short."""
    result = run_cli("verify", "--json", *arguments, folder=folder)
    document = json.loads(result.stdout)
    assert result.exit_code == (1 if document["findings"] else 0), result.output
    return [(f["fault"], f["part"], f["first"], f["last"]) for f in document["findings"]]


def restamp(first: int = 1) -> None:
    """Compute every hash anew from act `first` on, the head included, and write them."""
    end = AuditEvent.objects.count()
    tables = Tables(
        events=[{**r.columns, "hash": r.hash} for r in map(event_row, rows(EVENTS, end))],
        changes=[
            {"event_id": r.event_number, **r.columns, "leaf": r.leaf}
            for r in map(change_row, rows(CHANGES, end))
        ],
        private=[{"row": r} for r in map(private_row, rows(PRIVATE, end))],
    )
    tables.restamp(first)
    assert tables.head is not None
    with unguarded() as cursor:
        for event in tables.events:
            cursor.execute(
                "UPDATE audit_auditevent SET root=%s, previous_hash=%s, hash=%s WHERE number=%s",
                [event["root"], event["previous_hash"], event["hash"], event["number"]],
            )
        for change in tables.changes:
            cursor.execute(
                "UPDATE audit_auditchange SET leaf=%s WHERE event_id=%s AND ordinal=%s",
                [change["leaf"], change["event_id"], change["ordinal"]],
            )
        cursor.execute("UPDATE audit_chainhead SET hash=%s", [tables.head["hash"]])
