"""Verifying the private values of one change, and telling erased from removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from guatu.core.chain.canonical import NotCanonical
from guatu.core.chain.hashing import MARKER, is_marker, private_marker
from guatu.core.chain.rows import ChangeRow, Fault, Finding, Part, PrivateRow

SIDES = ("before", "after")
Place = tuple[str, str]  # side and field


def markers_of(change: ChangeRow) -> dict[Place, Mapping[str, object]]:
    """Return what stands in a change for private values, by side and field."""
    found: dict[Place, Mapping[str, object]] = {}
    for side in SIDES:
        fields = change.columns.get(side)
        if isinstance(fields, Mapping):
            found.update(
                {(side, name): value for name, value in fields.items() if is_marker(value)}
            )
    return found


def marker_of(algorithm: str, row: PrivateRow) -> dict[str, object] | None:
    """Return what should stand in the change for `row`, or None if it cannot be read."""
    day = row.erase_after if isinstance(row.erase_after, date) else None
    try:
        marker = private_marker(algorithm, salt=row.salt, value=row.value, erase_after=day)
    except NotCanonical:
        return None
    if row.erase_after is not None and day is None:
        marker["erase_after"] = row.erase_after  # an `Unreadable`: equal to nothing
    return marker


@dataclass(slots=True)
class PrivateValues:
    """Collects what is found about private values over the whole record.

    A missing value is erased if an act of retention reached its last day, else removed. That act
    comes later in the record, so missing values wait, by their last day.
    """

    findings: list[Finding] = field(default_factory=list)
    missing: dict[str, list[Finding]] = field(default_factory=dict)
    count: int = 0
    erased_through: str = ""

    def check(self, algorithm: str, change: ChangeRow, rows: Iterable[PrivateRow]) -> None:
        """Compare the stored values of one sound change with their digests in it."""
        markers = markers_of(change)
        strays = []
        for row in rows:
            self.count += 1
            expected = markers.pop((row.side, row.field), None)
            found = marker_of(algorithm, row)
            if expected is None:
                strays.append((row, found))
            elif found != expected:
                self.note(Fault.CHANGED, change, difference(row, found, expected))
        for row, found in strays:
            place = next((p for p, m in markers.items() if m == found), None)
            if place is None:
                self.note(Fault.INSERTED, change, f"{row.side}.{row.field}")
            else:
                del markers[place]
                self.note(Fault.CHANGED, change, f"{'.'.join(place)}: side, field")
        for place, marker in markers.items():
            self.miss(change, place, marker)

    def miss(self, change: ChangeRow, place: Place, marker: Mapping[str, object]) -> None:
        day = str(marker.get("erase_after") or "never")
        self.missing.setdefault(day, []).append(
            finding(Fault.REMOVED, change, f"{place[0]}.{place[1]}")
        )

    def note(self, fault: Fault, change: ChangeRow, what: str) -> None:
        self.findings.append(finding(fault, change, what))

    def stray(self, row: PrivateRow) -> None:
        """Note a value whose change does not exist."""
        self.count += 1
        self.findings.append(
            Finding(
                fault=Fault.INSERTED,
                part=Part.PRIVATE,
                number=row.event_number,
                last=row.event_number,
                ordinal=row.ordinal,
                what=f"{row.side}.{row.field}",
            )
        )

    def reach(self, columns: Mapping[str, object]) -> None:
        """Read from an act of retention how far it erased."""
        details = columns.get("details")
        if columns.get("act") == "private.erase" and isinstance(details, Mapping):
            self.erased_through = max(self.erased_through, str(details.get("through", "")))

    def finish(self) -> tuple[list[Finding], int]:
        """Return the findings, and how many values were erased by retention."""
        erased = 0
        removed: list[Finding] = []
        for day, findings in self.missing.items():
            if day <= self.erased_through:
                erased += len(findings)
            else:
                removed += findings
        return self.findings + removed, erased


def difference(
    row: PrivateRow, found: Mapping[str, object] | None, expected: Mapping[str, object]
) -> str:
    """Return which columns of a private value no longer fit."""
    is_same_value = found is not None and found[MARKER] == expected[MARKER]
    columns = "erase_after" if is_same_value else "salt, value"
    return f"{row.side}.{row.field}: {columns}"


def finding(fault: Fault, change: ChangeRow, what: str) -> Finding:
    return Finding(
        fault=fault,
        part=Part.PRIVATE,
        number=change.event_number,
        last=change.event_number,
        ordinal=change.ordinal,
        what=what,
    )
