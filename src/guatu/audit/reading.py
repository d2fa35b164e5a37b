"""Reading the record as it is stored, past the ORM: what cannot be read must not stop verification."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.db.models import Max

from guatu.audit.models import AuditEvent, ChainHead
from guatu.audit.writing import CHANGE_COLUMNS, EVENT_COLUMNS
from guatu.core.chain import (
    ChangeRow,
    EventRow,
    HeadRow,
    PrivateRow,
    Record,
    Report,
    Unreadable,
    verify,
)

FETCHED = 2000
# Moments, days and JSON are read as text: the drivers' own readers fail on what a tamperer wrote.
EVENTS = (
    "SELECT number, CAST(occurred_at AS TEXT), algorithm, actor_kind, account_id, person_id, actor_name,"
    " CAST(post_ids AS TEXT), act, object_type, object_id, object_label, change_count, root,"
    " CAST(details AS TEXT), previous_hash, hash FROM audit_auditevent WHERE number <= %s ORDER BY number"
)
CHANGES = (
    "SELECT event_id, ordinal, object_type, object_id, CAST(before AS TEXT),"
    " CAST(after AS TEXT), leaf FROM audit_auditchange WHERE event_id <= %s ORDER BY event_id, ordinal"
)
PRIVATE = (
    "SELECT event_id, ordinal, side, field, salt, CAST(value AS TEXT),"
    " CAST(erase_after AS TEXT) FROM audit_privatevalue WHERE event_id <= %s ORDER BY event_id, ordinal"
)


def verify_record(kept: HeadRow | None = None) -> Report:
    """Verify the record while acts go on being recorded.

    Raises
    ------
    AlgorithmMissing
        If the record uses a digest that is not available here.
    """
    report = verify_once(kept)
    if not report.is_intact:  # a retention that ran meanwhile erased what was still expected
        report = verify_once(kept)
    return report


def verify_once(kept: HeadRow | None) -> Report:
    with streaming():
        # First the last number, then the head: an honest head is never behind an act that was seen.
        seen = AuditEvent.objects.aggregate(last=Max("number"))["last"] or 0
        head = head_row()
        end = max(seen, head.number if head else 0)
        return verify(
            Record(
                events=map(event_row, rows(EVENTS, end)),
                changes=map(change_row, rows(CHANGES, end)),
                private=map(private_row, rows(PRIVATE, end)),
                head=head,
            ),
            kept,
        )


@contextmanager
def streaming() -> Iterator[None]:
    """PostgreSQL streams inside a transaction only; on SQLite one would keep writers out."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    connection.ensure_connection()
    connection.connection.text_factory = replaced  # bytes that are no text must not stop it
    try:
        yield
    finally:
        connection.connection.text_factory = str


def replaced(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")


def head_row() -> HeadRow | None:
    found = ChainHead.objects.filter(pk=1).values_list("number", "hash").first()
    return HeadRow(number=whole(found[0]), hash=found[1]) if found else None


def rows(statement: str, end: int) -> Iterator[tuple[object, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [end])
        while batch := cursor.fetchmany(FETCHED):
            yield from batch


def event_row(row: tuple[object, ...]) -> EventRow:
    columns = dict(zip(EVENT_COLUMNS, row, strict=False))  # the hash stands last
    columns["occurred_at"] = moment(columns["occurred_at"])
    columns["post_ids"] = parsed(columns["post_ids"])
    columns["details"] = parsed(columns["details"])
    return EventRow(number=whole(row[0]), columns=columns, hash=row[-1])  # type: ignore[arg-type]  # a text, or what no hash equals


def change_row(row: tuple[object, ...]) -> ChangeRow:
    number, *columns, leaf = row
    named = dict(zip(CHANGE_COLUMNS, columns, strict=True))
    named["before"], named["after"] = parsed(named["before"]), parsed(named["after"])
    return ChangeRow(
        event_number=whole(number),
        ordinal=whole(named["ordinal"]),
        columns=named,
        leaf=leaf,  # type: ignore[arg-type]  # a text, or what no hash equals
    )


def private_row(row: tuple[object, ...]) -> PrivateRow:
    number, ordinal, side, name, salt, value, erase_after = row
    return PrivateRow(
        event_number=whole(number),
        ordinal=whole(ordinal),
        side=str(side),
        field=str(name),
        salt=salt,  # type: ignore[arg-type]  # as above
        value=parsed(value),
        erase_after=None if erase_after is None else day(erase_after),
    )


def whole(stored: object) -> int:
    """Return a number by which rows are ordered; SQLite may hold text in its place, which is nowhere."""
    return stored if isinstance(stored, int) else -1


def readable(read: Callable[[str], object]) -> Callable[[object], object]:
    """Return a reader of a column that is stored as text; what it cannot read it marks so."""

    def reader(stored: object) -> object:
        try:
            return read(stored) if isinstance(stored, str) else stored
        except ValueError:
            return Unreadable(stored=str(stored))

    return reader


def utc_moment(stored: str) -> datetime:
    moment = datetime.fromisoformat(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


parsed = readable(json.loads)
moment = readable(utc_moment)


def day(stored: object) -> date | Unreadable:
    """Return a day: SQLite gives text, or what somebody wrote in its place."""
    read = readable(date.fromisoformat)(stored)
    return read if isinstance(read, date) else Unreadable(stored=str(stored))
