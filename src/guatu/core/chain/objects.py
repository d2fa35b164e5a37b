"""Verifying the changes of one act against the root in its event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from guatu.core.chain.canonical import NotCanonical
from guatu.core.chain.course import Course, Placed
from guatu.core.chain.grouping import Grouped
from guatu.core.chain.hashing import MerkleTree, leaf_hash
from guatu.core.chain.private import PrivateValues
from guatu.core.chain.rows import ChangeRow, Fault, Finding, Part, PrivateRow


def leaf_of(algorithm: str, row: ChangeRow, ordinal: int) -> str | None:
    """Return the leaf that `row` would have at `ordinal`, or None if it holds what has no form."""
    try:
        return leaf_hash(algorithm, {**row.columns, "ordinal": ordinal})
    except NotCanonical:
        return None


def fits_at(algorithm: str, row: ChangeRow, ordinal: int) -> bool:
    return leaf_of(algorithm, row, ordinal) == row.leaf


@dataclass(slots=True)
class Tally:
    """What the changes of one act amount to, whatever its event says of them."""

    course: Course = field(default_factory=lambda: Course(0))
    count: int = 0
    root: str | None = ""  # over the leaves as they are computed now; None if one cannot be
    stored_root: str | None = ""  # over the leaves as they are stored
    unsound: list[int] = field(default_factory=list)


def take_changes(
    algorithm: str, number: int, changes: Grouped[ChangeRow], private: PrivateChecker
) -> Tally:
    """Read the changes of act `number` and weigh each by its own leaf."""
    tally = Tally()
    computed, stored = Weigher(algorithm), Weigher(algorithm)
    for row in changes.of((number,)):
        leaf = leaf_of(algorithm, row, row.ordinal)
        computed.add(leaf)
        stored.add(row.leaf)
        sound = leaf == row.leaf
        tally.count += 1
        tally.course.place(row.ordinal, partial(fits_at, algorithm, row), sound=sound)
        if not sound:
            tally.unsound.append(row.ordinal)
        private.check(algorithm, row, sound=sound)
    tally.root, tally.stored_root = computed.root(), stored.root()
    return tally


class Weigher:
    """A Merkle tree that says None once a leaf is no hash."""

    def __init__(self, algorithm: str) -> None:
        self.tree: MerkleTree | None = MerkleTree(algorithm)

    def add(self, leaf: str | None) -> None:
        try:
            if self.tree is not None:
                self.tree.add(leaf or "no hash")
        except (ValueError, TypeError):
            self.tree = None

    def root(self) -> str | None:
        return None if self.tree is None else self.tree.root()


@dataclass(slots=True)
class PrivateChecker:
    """Hands each change its private values."""

    rows: Grouped[PrivateRow]
    values: PrivateValues

    def check(self, algorithm: str, change: ChangeRow, *, sound: bool) -> None:
        key = (change.event_number, change.ordinal)
        for stray in self.rows.before(key):
            self.values.stray(stray)
        own = self.rows.of(key)
        if sound:
            self.values.check(algorithm, change, own)
        else:  # its digests prove nothing; the change itself is the finding
            self.values.count += sum(1 for _row in own)

    def finish(self) -> None:
        for stray in self.rows.rest():
            self.values.stray(stray)


def judge_changes(number: int, tally: Tally, *, count: int, root: object) -> Iterator[Finding]:
    """Tell what happened to the changes of an act whose event says `count` and `root`."""
    if tally.root == root and tally.count == count:
        for ordinal in tally.unsound:  # the columns fit the root, so only the leaf does not
            yield change_finding(
                number, Placed(fault=Fault.CHANGED, first=ordinal, last=ordinal), "leaf"
            )
        return
    placed = tally.course.finish(count - 1)
    for item in placed:
        yield change_finding(number, item, "before, after, object")
    if not placed:  # a change was given a new leaf as well, and the root does not say which
        alone = 0 if tally.count == 1 else None
        yield Finding(
            fault=Fault.CHANGED,
            part=Part.CHANGE,
            number=number,
            last=number,
            ordinal=alone,
            what="before, after, object and leaf",
        )


def change_finding(number: int, item: Placed, what: str) -> Finding:
    """Return what happened to a change; neighbours are named by the first of them."""
    return Finding(
        fault=item.fault,
        part=Part.CHANGE,
        number=number,
        last=number,
        ordinal=item.first,
        what=what if item.fault is Fault.CHANGED else f"{item.first}–{item.last}",
        belongs=item.belongs,
    )
