"""Verifying one event by its own hash, and telling which column no longer fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from guatu.core.chain.canonical import NotCanonical
from guatu.core.chain.course import Fits
from guatu.core.chain.hashing import GENESIS, Algorithm, event_hash, is_available
from guatu.core.chain.objects import Tally
from guatu.core.chain.rows import EventRow
from guatu.core.errors import CoreError

KNOWN = frozenset(algorithm.value for algorithm in Algorithm)
UNTOLD = "act, actor, time, object or details"


class AlgorithmMissing(CoreError, RuntimeError):  # noqa: N818 named by what is wrong
    """The record uses a digest that this Python's OpenSSL does not have."""

    def __init__(self, algorithm: str) -> None:
        super().__init__(
            f"the record uses {algorithm}, which this Python's OpenSSL does not have; "
            "verify it on a machine that has it",
            code="algorithm-missing",
        )
        self.algorithm = algorithm


def hash_with(row: EventRow, **columns: object) -> str | None:
    """Return the hash that `row` would have with other columns, or None if it can have none."""
    mended = {**row.columns, **columns}
    algorithm = mended["algorithm"]
    if algorithm not in KNOWN:
        return None
    if not is_available(str(algorithm)):
        raise AlgorithmMissing(str(algorithm))
    try:
        return event_hash(str(algorithm), mended)
    except NotCanonical:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """An event and what its hash says: `what` names the column that does not fit, if one is known."""

    row: EventRow
    computed: str | None
    algorithm: str
    what: str = ""

    @property
    def is_sound(self) -> bool:
        return self.computed == self.row.hash

    @property
    def hashes(self) -> frozenset[str | None]:
        """What the next event may have been chained onto, if one column of this one was changed."""
        return frozenset({self.row.hash, self.computed}) - {None}

    def fits(self) -> Fits:
        return partial(fits_at, self.row)


def fits_at(row: EventRow, number: int) -> bool:
    return hash_with(row, number=number) == row.hash


def weigh(row: EventRow) -> Weighed:
    """Compare an event with its own hash; if it does not fit, try the other algorithms."""
    computed = hash_with(row)
    stated = row.columns["algorithm"]
    if computed != row.hash:
        for algorithm in Algorithm:
            if is_available(algorithm) and hash_with(row, algorithm=algorithm.value) == row.hash:
                return Weighed(row=row, computed=computed, algorithm=algorithm, what="algorithm")
    usable = str(stated) if stated in KNOWN else Algorithm.SHA256
    return Weighed(row=row, computed=computed, algorithm=usable)


def repairs(tally: Tally, previous: str) -> Iterator[tuple[str, object]]:
    """Yield what a column should hold by what stands beside it."""
    yield "previous_hash", previous
    yield "change_count", tally.count
    for root in {tally.root, tally.stored_root} - {None}:
        yield "root", root


def changed_column(weighed: Weighed, tally: Tally, previous: str | None) -> str:
    """Return the column whose repair makes the event fit its hash again, or the group that is left."""
    if weighed.what:
        return weighed.what
    for column, value in repairs(tally, previous or GENESIS):
        if hash_with(weighed.row, **{column: value}) == weighed.row.hash:
            return column
    return UNTOLD
