"""From an act to the rows that record it: leaves, salts, the head."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from guatu.audit.changes import Change, Fields
from guatu.audit.errors import ChainBroken
from guatu.audit.models import AuditChange, AuditEvent, ChainHead, PrivateValue
from guatu.core.chain import GENESIS, event_hash, leaf_hash, merkle_root, private_marker

SALT_BYTES = 32
BATCH = 500
HEAD = (
    "SELECT number, hash FROM audit_chainhead WHERE id = 1"  # SQLite: the transaction is the lock
)
LOCKED_HEAD = "SELECT number, hash FROM audit_chainhead WHERE id = 1 FOR UPDATE"
CHANGE_COLUMNS = ("ordinal", "object_type", "object_id", "before", "after")
EVENT_COLUMNS = (
    "number",
    "occurred_at",
    "algorithm",
    "actor_kind",
    "account_id",
    "person_id",
    "actor_name",
    "post_ids",
    "act",
    "object_type",
    "object_id",
    "object_label",
    "change_count",
    "root",
    "details",
    "previous_hash",
)


@dataclass(slots=True)
class Side:
    """The rows of an act's changes, not yet saved: they lack the act's number."""

    algorithm: str
    changes: list[AuditChange] = field(default_factory=list)
    private: list[PrivateValue] = field(default_factory=list)

    @property
    def root(self) -> str:
        return merkle_root(self.algorithm, (row.leaf for row in self.changes))

    def add(self, change: Change) -> None:
        ordinal = len(self.changes)
        row = AuditChange(
            ordinal=ordinal,
            object_type=change.object_type,
            object_id=change.object_id,
            before=self.mask(change, ordinal, "before"),
            after=self.mask(change, ordinal, "after"),
        )
        row.leaf = leaf_hash(self.algorithm, {name: getattr(row, name) for name in CHANGE_COLUMNS})
        self.changes.append(row)

    def mask(self, change: Change, ordinal: int, side: str) -> Fields | None:
        """Return one side of a change with its private fields replaced by their digests."""
        fields: Fields | None = getattr(change, side)
        if fields is None:
            return None
        erase_after = change.erase_after or retention_end(timezone.localdate())
        masked = dict(fields)
        for name in sorted(change.private & fields.keys()):
            salt = secrets.token_hex(SALT_BYTES)
            masked[name] = private_marker(
                self.algorithm, salt=salt, value=fields[name], erase_after=erase_after
            )
            self.private.append(
                PrivateValue(
                    ordinal=ordinal, side=side, field=name, salt=salt,
                    value=fields[name], erase_after=erase_after,
                )
            )  # fmt: skip
        return masked


def retention_end(today: date) -> date:
    """Return the last day on which a private value recorded `today` is kept."""
    return today + timedelta(days=settings.AUDIT_PRIVATE_DAYS)


def rows_of(algorithm: str, changes: Sequence[Change]) -> Side:
    side = Side(algorithm)
    for change in changes:
        side.add(change)
    return side


def locked_head() -> tuple[int, str]:
    """Return number and hash of the last act, locked until the transaction ends."""
    found = read_head()
    if found is None:
        first = {"number": 0, "hash": GENESIS, "installation": uuid.uuid4().hex}
        _head, made = ChainHead.objects.get_or_create(id=1, defaults=first)
        found = read_head()
        if found is None or (made and AuditEvent.objects.exists()):
            raise ChainBroken("The head of the record is missing. Run: guatu audit verify")
    return found


def read_head() -> tuple[int, str] | None:
    # Plain SQL: every act pays for this, and the ORM takes longer to write it than a database to do it.
    statement = LOCKED_HEAD if connection.features.has_select_for_update else HEAD
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row: tuple[int, str] | None = cursor.fetchone()
    return row


def move_head(event: AuditEvent) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_chainhead SET number = %s, hash = %s WHERE id = 1",
            [event.number, event.hash],
        )


def append(event: AuditEvent, side: Side) -> None:
    """Chain `event` onto the head and save it with its changes. The head is locked from here on."""
    number, previous_hash = locked_head()
    event.number = number + 1
    event.previous_hash = previous_hash
    event.hash = event_hash(event.algorithm, {name: getattr(event, name) for name in EVENT_COLUMNS})
    event.save(force_insert=True)
    number_rows(event, [*side.changes, *side.private])
    AuditChange.objects.bulk_create(side.changes, batch_size=BATCH)
    PrivateValue.objects.bulk_create(side.private, batch_size=BATCH)
    move_head(event)


def number_rows(event: AuditEvent, rows: Iterable[AuditChange | PrivateValue]) -> None:
    for row in rows:
        row.event = event
