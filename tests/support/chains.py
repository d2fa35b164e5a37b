"""Chains as plain tables, for tests that tamper with them without a database."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from guatu.core.chain import (
    GENESIS,
    ChangeRow,
    EventRow,
    Finding,
    HeadRow,
    PrivateRow,
    Record,
    event_hash,
    leaf_hash,
    merkle_root,
    private_marker,
    verify,
)

CHANGE_COLUMNS = ("ordinal", "object_type", "object_id", "before", "after")


@dataclass
class Tables:
    """The rows of the record as a database would hold them."""

    events: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    private: list[dict[str, Any]] = field(default_factory=list)
    head: dict[str, Any] | None = None

    def copy(self) -> Tables:
        return copy.deepcopy(self)

    def record(self) -> Record:
        """Return the rows in the order in which a database would hand them out."""
        return Record(
            events=[
                EventRow(
                    number=row["number"],
                    columns={k: v for k, v in row.items() if k != "hash"},
                    hash=row["hash"],
                )
                for row in sorted(self.events, key=lambda row: row["number"])
            ],
            changes=[
                ChangeRow(
                    event_number=row["event_id"],
                    ordinal=row["ordinal"],
                    columns={k: row[k] for k in CHANGE_COLUMNS},
                    leaf=row["leaf"],
                )
                for row in sorted(self.changes, key=lambda r: (r["event_id"], r["ordinal"]))
            ],
            private=[
                PrivateRow(**{("event_number" if k == "event_id" else k): v for k, v in r.items()})
                for r in sorted(self.private, key=lambda r: (r["event_id"], r["ordinal"]))
            ],
            head=HeadRow(**self.head) if self.head else None,
        )

    def kept(self) -> HeadRow:
        assert self.head is not None
        return HeadRow(**self.head)

    def add(
        self,
        act: str,
        changes: list[tuple[Any, Any, frozenset[str]]],
        *,
        algorithm: str = "sha256",
        details: dict[str, Any] | None = None,
    ) -> None:
        """Record an act honestly: `changes` are (before, after, private fields)."""
        number = len(self.events) + 1
        leaves = [
            self.add_change(number, ordinal, change, algorithm)
            for ordinal, change in enumerate(changes)
        ]
        event = {
            "number": number,
            "occurred_at": datetime(2026, 3, 1, 8, 0, number % 60, tzinfo=UTC),
            "algorithm": algorithm,
            "actor_kind": "person",
            "account_id": 7,
            "person_id": 5,
            "actor_name": "周明",
            "post_ids": [3, 9],
            "act": act,
            "object_type": "ledgers.entry",
            "object_id": "12",
            "object_label": "修建水渠",
            "change_count": len(changes),
            "root": merkle_root(algorithm, leaves),
            "details": details or {},
            "previous_hash": self.head["hash"] if self.head else GENESIS,
        }
        event["hash"] = event_hash(algorithm, event)
        self.events.append(event)
        self.head = {"number": number, "hash": event["hash"]}

    def add_change(
        self, number: int, ordinal: int, change: tuple[Any, Any, frozenset[str]], algorithm: str
    ) -> str:
        before, after, private = change
        row = {
            "ordinal": ordinal,
            "object_type": "ledgers.entry",
            "object_id": str(ordinal),
            "before": self.mask(before, private, (number, ordinal, "before", algorithm)),
            "after": self.mask(after, private, (number, ordinal, "after", algorithm)),
        }
        leaf = leaf_hash(algorithm, row)
        self.changes.append({"event_id": number, **row, "leaf": leaf})
        return leaf

    def mask(self, fields: Any, private: frozenset[str], place: tuple[int, int, str, str]) -> Any:
        if fields is None:
            return None
        number, ordinal, side, algorithm = place
        masked = dict(fields)
        for name in sorted(private & fields.keys()):
            salt, erase_after = f"{number}-{ordinal}-{side}-{name}", date(2026, 1, 1 + number % 20)
            masked[name] = private_marker(
                algorithm, salt=salt, value=fields[name], erase_after=erase_after
            )
            self.private.append(
                {
                    "event_id": number, "ordinal": ordinal, "side": side, "field": name,
                    "salt": salt, "value": fields[name], "erase_after": erase_after,
                }
            )  # fmt: skip
        return masked

    def restamp(self, first: int = 1) -> None:
        """Do what somebody with the database's password can: compute everything anew."""
        previous = GENESIS
        for event in sorted(self.events, key=lambda row: row["number"]):
            number, algorithm = event["number"], event["algorithm"]
            if number >= first:
                rows = [row for row in self.changes if row["event_id"] == number]
                rows.sort(key=lambda row: row["ordinal"])
                for row in rows:
                    row["leaf"] = leaf_hash(algorithm, {k: row[k] for k in CHANGE_COLUMNS})
                event["change_count"] = len(rows)
                event["root"] = merkle_root(algorithm, [row["leaf"] for row in rows])
                event["previous_hash"] = previous
                bare = {k: v for k, v in event.items() if k != "hash"}
                event["hash"] = event_hash(algorithm, bare)
            previous = event["hash"]
        self.head = {"number": len(self.events), "hash": previous}


def example(count: int = 6) -> Tables:
    """Return a chain whose acts have two changes each, one with a private field."""
    tables = Tables()
    for n in range(1, count + 1):
        tables.add(
            "entry.edit",
            [
                ({"title": f"旧{n}", "owner": "张三"}, {"title": f"新{n}", "owner": "李四"}, frozenset({"owner"})),
                ({"n": n}, {"n": n + 1}, frozenset()),
            ],
        )  # fmt: skip
    return tables


def brief(finding: Finding) -> tuple[str, str, int, int]:
    return (finding.fault.value, finding.part.value, finding.number, finding.last)


def found(tables: Tables, kept: HeadRow | None = None) -> list[tuple[str, str, int, int]]:
    return [brief(item) for item in verify(tables.record(), kept).findings]


def other(value: Any) -> Any:
    """Return another value of the same kind."""
    if isinstance(value, bool) or value is None:
        return "x"
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1")
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    return [*value, 1] if isinstance(value, list) else {**value, "x": 1}


def renumber(tables: Tables, numbers: dict[int, int]) -> None:
    """Give acts other numbers, their changes with them."""
    for row in tables.events:
        row["number"] = numbers.get(row["number"], row["number"])
    for row in [*tables.changes, *tables.private]:
        row["event_id"] = numbers.get(row["event_id"], row["event_id"])


def drop(tables: Tables, number: int) -> None:
    tables.events = [row for row in tables.events if row["number"] != number]
    tables.changes = [row for row in tables.changes if row["event_id"] != number]
    tables.private = [row for row in tables.private if row["event_id"] != number]
