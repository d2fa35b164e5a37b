"""The chained record of acts, in values: canonical bytes, hashes, Merkle roots, verification."""

from guatu.core.chain.canonical import NotCanonical, canonical_bytes, json_value
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

__all__ = [
    "GENESIS",
    "Algorithm",
    "NotCanonical",
    "canonical_bytes",
    "event_hash",
    "is_available",
    "is_marker",
    "json_value",
    "leaf_hash",
    "merkle_root",
    "private_marker",
]
