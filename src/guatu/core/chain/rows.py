"""The rows of the record as verification reads them, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """What stands in a column that cannot be read; it has no canonical form, so no hash fits it."""

    stored: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One act. `columns` holds every column but `hash`; what could not be read is an `Unreadable`."""

    number: int
    columns: Mapping[str, object]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One object of an act. `columns` holds what the leaf is a hash of, the ordinal included."""

    event_number: int
    ordinal: int
    columns: Mapping[str, object]
    leaf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateRow:
    """Value and salt of one private field of one change."""

    event_number: int
    ordinal: int
    side: str
    field: str
    salt: str
    value: object
    erase_after: date | Unreadable | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRow:
    """Where the chain says that it ends."""

    number: int
    hash: str


class Fault(StrEnum):
    """What happened to a row of the record."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"
    DUPLICATE = "duplicate"
    WRONG_HEAD = "wrong-head"
    CUT_TAIL = "cut-tail"
    RESTAMPED = "restamped"


class Part(StrEnum):
    """Which part of the record a finding is about."""

    EVENT = "event"
    CHANGE = "change"
    PRIVATE = "private"
    HEAD = "head"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with the record.

    Attributes
    ----------
    fault : Fault
        What happened.
    part : Part
        To a row of which table.
    number, last : int
        The acts concerned, from first to last.
    ordinal : int or None
        The change within the act, counted from 0.
    what : str
        The column, or the group of columns where it cannot be told which one.
    belongs : int or None
        Where the first row belongs, if it was moved: an act's number, or a change's ordinal.
    """

    fault: Fault
    part: Part
    number: int
    last: int
    ordinal: int | None = None
    what: str = ""
    belongs: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What verification found. Private values erased by retention are counted, not found."""

    findings: tuple[Finding, ...]
    event_count: int
    change_count: int
    private_count: int
    erased_count: int

    @property
    def is_intact(self) -> bool:
        return not self.findings
