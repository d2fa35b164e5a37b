"""The chained record of acts, in values: canonical bytes, hashes, Merkle roots, verification."""

from guatu.core.chain.canonical import NotCanonical, canonical_bytes, json_value
from guatu.core.chain.events import AlgorithmMissing
from guatu.core.chain.hashing import (
    GENESIS,
    Algorithm,
    event_hash,
    is_available,
    is_marker,
    leaf_hash,
    merkle_root,
    private_marker,
)
from guatu.core.chain.rows import (
    ChangeRow,
    EventRow,
    Fault,
    Finding,
    HeadRow,
    Part,
    PrivateRow,
    Report,
    Unreadable,
)
from guatu.core.chain.verify import Record, verify

__all__ = [
    "GENESIS",
    "Algorithm",
    "AlgorithmMissing",
    "ChangeRow",
    "EventRow",
    "Fault",
    "Finding",
    "HeadRow",
    "NotCanonical",
    "Part",
    "PrivateRow",
    "Record",
    "Report",
    "Unreadable",
    "canonical_bytes",
    "event_hash",
    "is_available",
    "is_marker",
    "json_value",
    "leaf_hash",
    "merkle_root",
    "private_marker",
    "verify",
]
