"""Verifying the whole record, row by row, in memory that does not grow with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from guatu.core.chain.course import Course, Placed
from guatu.core.chain.events import UNTOLD, Weighed, changed_column, weigh
from guatu.core.chain.grouping import Grouped
from guatu.core.chain.hashing import GENESIS
from guatu.core.chain.objects import PrivateChecker, Tally, judge_changes, take_changes
from guatu.core.chain.private import PrivateValues
from guatu.core.chain.ranges import holds
from guatu.core.chain.rows import (
    ChangeRow,
    EventRow,
    Fault,
    Finding,
    HeadRow,
    Part,
    PrivateRow,
    Report,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The rows of the record, each stream sorted by its key; read once, from first to last."""

    events: Iterable[EventRow]
    changes: Iterable[ChangeRow]
    private: Iterable[PrivateRow]
    head: HeadRow | None


def verify(record: Record, kept: HeadRow | None = None) -> Report:
    """Return everything that is wrong with the record.

    Parameters
    ----------
    record : Record
        The rows as they are stored.
    kept : HeadRow or None
        A head written down earlier and kept where nobody with access to the database can change
        it. Without one, a tail cut together with the head, and a chain computed anew from some act
        on, cannot be told from an honest one.

    Raises
    ------
    AlgorithmMissing
        If an event uses a digest that is not available here.
    """
    landmarks = frozenset(head.number for head in (record.head, kept) if head is not None)
    return Verification(record, kept, landmarks).run()


@dataclass(slots=True)
class Verification:
    """One pass over the record."""

    record: Record
    kept: HeadRow | None
    landmarks: frozenset[int]  # the events that the heads speak of
    course: Course = field(default_factory=lambda: Course(1))
    values: PrivateValues = field(default_factory=PrivateValues)
    findings: list[Finding] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)  # of unsound events: what was changed
    strays: list[ChangeRow] = field(default_factory=list)  # the first change of each missing event
    noted: dict[int, Weighed] = field(default_factory=dict)
    previous: Weighed | None = None
    sound_end: int = 0  # the last sound event that is chained onto the one before it
    event_count: int = 0
    change_count: int = 0

    def run(self) -> Report:
        changes = Grouped(self.record.changes, lambda row: (row.event_number,))
        private = PrivateChecker(
            Grouped(self.record.private, lambda row: (row.event_number, row.ordinal)), self.values
        )
        for row in self.record.events:
            self.stray(changes.before((row.number,)))
            self.take(row, changes, private)
        self.stray(changes.rest())
        private.finish()
        return self.report()

    def take(self, row: EventRow, changes: Grouped[ChangeRow], private: PrivateChecker) -> None:
        """Weigh one event, its changes, and its link to the one before."""
        event = weigh(row)
        tally = take_changes(event.algorithm, row.number, changes, private)
        self.event_count += 1
        self.change_count += tally.count
        if row.number in self.landmarks:
            self.noted[row.number] = event
        self.course.place(row.number, event.fits(), sound=event.is_sound)
        if event.is_sound:
            self.link(event)
            self.values.reach(row.columns)
            self.judge(event, tally)
        elif row.number in self.course.suspects:
            self.doubt(event, tally)
        self.previous = event

    def judge(self, event: Weighed, tally: Tally) -> None:
        """Compare an act's changes with what its event says of them."""
        count, root = event.row.columns["change_count"], event.row.columns["root"]
        if isinstance(count, int):
            self.findings += judge_changes(event.row.number, tally, count=count, root=root)

    def doubt(self, event: Weighed, tally: Tally) -> None:
        """Find out which column of an unsound event was changed; judge its changes by the rest."""
        before = self.before(event)
        column = changed_column(event, tally, before.row.hash if before else None)
        self.columns[event.row.number] = column
        if column not in {"root", "change_count"}:
            self.judge(event, tally)

    def before(self, event: Weighed) -> Weighed | None:
        """Return the event that stands one number lower, if there is one."""
        is_next = self.previous and self.previous.row.number == event.row.number - 1
        return self.previous if is_next else None

    def link(self, event: Weighed) -> None:
        """Compare what a sound event was chained onto with the one that stands before it."""
        number, onto = event.row.number, event.row.columns["previous_hash"]
        before = self.before(event)
        if before is None:
            if number == 1 and onto != GENESIS:
                self.findings.append(changed_event(1, "previous_hash"))
            self.sound_end = max(self.sound_end, 1) if number == 1 else self.sound_end
            return
        if before.is_sound and onto != before.row.hash:
            # It fits its own hash but not the next event: it was given a new one.
            self.findings.append(changed_event(number - 1, "restamped"))
            return
        if not before.is_sound and onto == before.computed:
            self.columns[number - 1] = "hash"
        self.sound_end = number

    def stray(self, rows: Iterable[ChangeRow]) -> None:
        """Keep changes without an event until it is known whether their event was removed."""
        for row in rows:
            self.change_count += 1
            if not self.strays or self.strays[-1].event_number != row.event_number:
                self.strays.append(row)

    def report(self) -> Report:
        last, wrong_head = self.settle_end()
        placed = self.course.finish(last)
        self.name_last_hash()
        private, erased = self.values.finish()
        below = [*self.findings, *private, *map(stray_finding, self.strays)]
        beside = [item for item in below if not is_explained(item, placed)]
        return Report(
            findings=(
                *in_order([*(event_finding(item, self.columns) for item in placed), *beside]),
                *wrong_head,
                *self.against_kept(last),
            ),
            event_count=self.event_count,
            change_count=self.change_count,
            private_count=self.values.count,
            erased_count=erased,
        )

    def settle_end(self) -> tuple[int, list[Finding]]:
        """Return where the record should end, and what is wrong with the row that says so."""
        head, end = self.record.head, self.sound_end
        if head is None:
            end = self.course.following - 1
            return end, [head_finding(end, "missing")] if self.event_count else []
        if head.number < end:
            return end, [head_finding(end, "number")]
        at_end = self.previous if self.previous and self.previous.row.number == end else None
        if head.number > end and at_end is not None and head.hash in at_end.hashes:
            return end, [head_finding(end, "number")]
        event = self.noted.get(head.number)
        expected = event.hashes if event else {GENESIS} if head.number == 0 else {head.hash}
        is_sound = event is None or event.is_sound
        if is_sound and head.hash not in expected:
            return head.number, [head_finding(head.number, "hash")]
        return head.number, []

    def name_last_hash(self) -> None:
        """Let the head prove the hash of the last event: no next one does."""
        head = self.record.head
        event = self.noted.get(head.number) if head else None
        if head and event and not event.is_sound and event.computed == head.hash:
            self.columns[head.number] = "hash"

    def against_kept(self, last: int) -> list[Finding]:
        """Compare the record with a head that was kept elsewhere."""
        kept = self.kept
        if kept is None or kept.number == 0:
            return []
        if kept.number > last:
            return [
                Finding(fault=Fault.CUT_TAIL, part=Part.EVENT, number=last + 1, last=kept.number)
            ]
        event = self.noted.get(kept.number)
        if event is None or not event.is_sound or kept.hash in event.hashes:
            return []  # what is missing or unsound was named already
        return [Finding(fault=Fault.RESTAMPED, part=Part.EVENT, number=1, last=kept.number)]


def stray_finding(row: ChangeRow) -> Finding:
    """Return the finding of a change whose act never was."""
    number = row.event_number
    return Finding(
        fault=Fault.INSERTED, part=Part.CHANGE, number=number, last=number, ordinal=row.ordinal
    )


def is_explained(item: Finding, placed: list[Placed]) -> bool:
    """Say whether what is wrong beneath an act follows from what happened to the act itself."""
    if item.part is Part.EVENT:
        return False
    gone = [(p.first, p.last) for p in placed if p.fault in {Fault.REMOVED, Fault.INSERTED}]
    moved = [p for p in placed if p.fault is Fault.MOVED and p.belongs is not None]
    gone += [(p.first, p.last) for p in moved]
    gone += [(p.belongs, p.belongs + p.last - p.first) for p in moved if p.belongs is not None]
    return holds(gone, item.number)


def changed_event(number: int, what: str) -> Finding:
    return Finding(fault=Fault.CHANGED, part=Part.EVENT, number=number, last=number, what=what)


def event_finding(item: Placed, columns: dict[int, str]) -> Finding:
    what = columns.get(item.first, UNTOLD) if item.fault is Fault.CHANGED else ""
    return Finding(
        fault=item.fault,
        part=Part.EVENT,
        number=item.first,
        last=item.last,
        what=what,
        belongs=item.belongs,
    )


def head_finding(number: int, what: str) -> Finding:
    return Finding(fault=Fault.WRONG_HEAD, part=Part.HEAD, number=number, last=number, what=what)


def in_order(findings: list[Finding]) -> list[Finding]:
    """Return each finding once, by the number of its act."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda item: (item.number, item.part, item.ordinal or 0))
