"""Whether the files kept as evidence are still what was received."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from guatu.audit.evidence import RECORDED, evidence_path, is_digest, is_intact
from guatu.audit.models import Evidence
from guatu.audit.reading import parsed, rows, streaming
from guatu.core.chain import Fault, Finding, Part

BATCH = 500
RECEIVED = (
    "SELECT event_id, object_id, CAST(after AS TEXT) FROM audit_auditchange"
    " WHERE object_type = 'audit.evidence' AND before IS NULL AND event_id <= %s ORDER BY event_id"
)
LARGEST = 2**63 - 1


def verify_evidence() -> Iterator[Finding]:
    """Compare each file with its row, and each row with the act that recorded it."""
    with streaming():
        received = rows(RECEIVED, LARGEST)
        while batch := list(islice(received, BATCH)):
            yield from compare(batch)
    kept = Evidence.objects.filter(removed_at__isnull=True).order_by("pk")
    for key, digest, name in kept.values_list("pk", "digest", "file_name").iterator():
        path = evidence_path(digest) if is_digest(digest) else None
        if path is None or not path.exists():
            yield finding(Fault.REMOVED, 0, f"{key} {name}")
        elif not is_intact(path):
            yield finding(Fault.CHANGED, 0, f"{key} {name}")


def compare(batch: list[tuple[Any, ...]]) -> Iterator[Finding]:
    """Compare the rows of a batch with what was recorded when they were received."""
    keys = [int(key) for _act, key, _after in batch if str(key).isdecimal()]
    columns = Evidence.objects.filter(pk__in=keys).values_list("pk", *RECORDED)
    kept = {str(key): dict(zip(RECORDED, rest, strict=True)) for key, *rest in columns}
    for act, key, after in batch:
        if key not in kept:
            yield finding(Fault.REMOVED, act, str(key))
        elif parsed(after) != kept[key]:
            yield finding(Fault.CHANGED, act, f"{key} {kept[key]['file_name']}")


def finding(fault: Fault, number: int, what: str) -> Finding:
    return Finding(fault=fault, part=Part.EVIDENCE, number=number, last=number, what=what)
