"""Hashes of the record: salted digests, leaves, Merkle roots, events. See docs/methods/audit-chain.md."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache

from guatu.core.chain.canonical import NotCanonical, canonical_bytes

GENESIS = "0" * 64  # what the first event is chained onto

# What kind of thing a hash is of is hashed with it, so that none can be passed off as another.
LEAF, NODE, PRIVATE, EVENT = b"\x00", b"\x01", b"\x02", b"\x03"  # the first two as in RFC 9162

MARKER = "$private"  # the key under which a private field stands in before and after


class Algorithm(StrEnum):
    """The digests a chain may use; each event names its own."""

    SHA256 = "sha256"
    SM3 = "sm3"


@cache
def is_available(algorithm: str) -> bool:
    """Say whether this Python's OpenSSL can compute `algorithm`."""
    try:
        hashlib.new(Algorithm(algorithm))
    except ValueError:
        return False
    return True


def digest(algorithm: str, *parts: bytes) -> bytes:
    """Return the digest of `parts` one after another.

    Raises
    ------
    ValueError
        If `algorithm` is no `Algorithm`, or is not in this Python's OpenSSL.
    """
    hasher = hashlib.new(Algorithm(algorithm))
    for part in parts:
        hasher.update(part)
    return hasher.digest()


def private_marker(
    algorithm: str, *, salt: str, value: object, erase_after: date | None
) -> dict[str, object]:
    """Return what stands in the chain for a private value: its salted digest and its last day.

    Parameters
    ----------
    algorithm : str
        An `Algorithm`.
    salt : str
        Random text of the value's own; without it the digest of a short value could be guessed.
    value : object
        The value itself, in a form that `canonical_bytes` takes.
    erase_after : date or None
        The last day on which value and salt are kept; None keeps them.
    """
    hashed = digest(algorithm, PRIVATE, canonical_bytes([salt, value])).hex()
    return {MARKER: hashed, "erase_after": erase_after.isoformat() if erase_after else None}


def is_marker(value: object) -> bool:
    """Say whether a recorded value stands for a private one."""
    return isinstance(value, Mapping) and MARKER in value


def leaf_hash(algorithm: str, columns: Mapping[str, object]) -> str:
    """Return the hash of one change.

    Parameters
    ----------
    algorithm : str
        An `Algorithm`.
    columns : Mapping
        `ordinal`, `object_type`, `object_id`, `before`, `after`: all columns but those that say
        where the row lies.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    return digest(algorithm, LEAF, canonical_bytes(columns)).hex()


class MerkleTree:
    """A Merkle tree that is given its leaves in order and keeps only what its root needs.

    Parameters
    ----------
    algorithm : str
        An `Algorithm`.

    References
    ----------
    B. Laurie, E. Messeri, R. Stradling: RFC 9162, Certificate Transparency Version 2.0 (2021),
    section 2.1.1.
    """

    __slots__ = ("algorithm", "peaks")

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        self.peaks: list[tuple[int, bytes]] = []  # perfect subtrees: (leaf count, hash)

    def add(self, leaf: str) -> None:
        """Append a leaf hash, given as hexadecimal text."""
        size, node = 1, bytes.fromhex(leaf)
        while self.peaks and self.peaks[-1][0] == size:
            node = digest(self.algorithm, NODE, self.peaks.pop()[1], node)
            size *= 2
        self.peaks.append((size, node))

    def root(self) -> str:
        """Return the root as hexadecimal text; without leaves, the digest of nothing."""
        if not self.peaks:
            return digest(self.algorithm).hex()
        root = self.peaks[-1][1]
        for _size, peak in reversed(self.peaks[:-1]):
            root = digest(self.algorithm, NODE, peak, root)
        return root.hex()


def merkle_root(algorithm: str, leaves: Iterable[str]) -> str:
    """Return the root over leaf hashes in their order."""
    tree = MerkleTree(algorithm)
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def event_hash(algorithm: str, columns: Mapping[str, object]) -> str:
    """Return the hash of one act: over its number, all its columns and the previous act's hash.

    Parameters
    ----------
    algorithm : str
        An `Algorithm`.
    columns : Mapping
        Every column of the row but `hash`.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    NotCanonical
        If the previous hash is not among the columns, or a value has no canonical form.
    """
    if "previous_hash" not in columns or "number" not in columns:
        raise NotCanonical("an event is hashed with its number and the previous hash")
    return digest(algorithm, EVENT, canonical_bytes(columns)).hex()
