"""What each row of a workbook that came back would do now: the same query before and at the confirming."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from guatu.core.actors import Actor
from guatu.core.returned import Cell, CellFault, Difference, alike, compared, joined
from guatu.dispatch.models import CheckIn, CheckInMove
from guatu.dispatch.policies import EDITABLE
from guatu.dispatch.queries.cards import kinds_with_quantity
from guatu.dispatch.queries.checkins import ready
from guatu.dispatch.queries.summaries import LINE_LENGTH, SUMMARY_LENGTH
from guatu.ledgers.models import Duty
from guatu.ledgers.queries import names_of
from guatu.ledgers.queries.batches import batches
from guatu.sheets.models import ReturnedBook
from guatu.sheets.queries.exchange import reachable, with_entries, with_kinds
from guatu.sheets.roundbooks import not_asked, texts_of


class Comes(StrEnum):
    """What a row comes to."""

    CHANGED = "changed"
    CONFLICT = "conflict"  # changed on both sides
    FAULTY = "faulty"
    TWICE = "twice"  # several rows are this item: which one counts, the unit says
    CLOSED = "closed"  # handed in meanwhile, and the sheet says otherwise
    GONE = "gone"  # not asked any more, or never of this workbook
    SAME = "same"
    EMPTY = "empty"  # nothing was said, and nothing stands


ORDER = tuple(Comes)
TO_CORRECT = frozenset({Comes.FAULTY, Comes.TWICE})
NOT_ASKED = {Cell.PROGRESS: CellFault.NO_QUANTITY}
SILENT = frozenset({Comes.SAME, Comes.EMPTY, Comes.GONE})
NEW = frozenset({Comes.CHANGED, Comes.CONFLICT})
UNSETTLED = frozenset({Comes.FAULTY, Comes.TWICE, Comes.CLOSED, Comes.GONE})
ANSWERS = (Cell.UNCHANGED, Cell.SAID, Cell.NEXT, Cell.OUTCOME)  # one of them is an answer


@dataclass(slots=True, kw_only=True)
class Line:
    """One row of a returned workbook, beside what went out and what stands now."""

    id: int
    tab: str
    row: int
    title: str
    sheet: Mapping[Cell, str]
    faults: list[tuple[Cell, str, str, str]] = field(default_factory=list)  # fault, text, place
    comes: Comes = Comes.SAME
    differences: tuple[Difference, ...] = ()
    now_version: int = 0
    changed_by: str = ""  # who changed it meanwhile, as far as it is known
    changed_at: str = ""
    repeats: bool = False  # the words of a draft that stands already: handing in hands it in

    def kept(self) -> dict[str, Any]:
        """Return the line as the database keeps it."""
        return {
            "id": self.id, "tab": self.tab, "row": self.row, "title": self.title,
            "sheet": {cell.value: text for cell, text in self.sheet.items()},
            "faults": [list(fault) for fault in self.faults],
            "comes": self.comes.value,
            "differences": [[d.cell.value, d.base, d.now, d.sheet] for d in self.differences],
            "now_version": self.now_version,
            "changed_by": self.changed_by, "changed_at": self.changed_at,
            "repeats": self.repeats,
        }  # fmt: skip

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Line:
        return cls(
            id=kept["id"], tab=kept["tab"], row=kept["row"], title=kept["title"],
            sheet={Cell(cell): text for cell, text in kept["sheet"].items()},
            faults=[(Cell(c), fault, text, place) for c, fault, text, place in kept["faults"]],
            comes=Comes(kept["comes"]),
            differences=tuple(
                Difference(cell=Cell(cell), base=base, now=now, sheet=sheet)
                for cell, base, now, sheet in kept["differences"]
            ),
            now_version=kept["now_version"],
            changed_by=kept["changed_by"], changed_at=kept["changed_at"],
            repeats=kept.get("repeats", False),
        )  # fmt: skip

    @property
    def conflicts(self) -> list[Difference]:
        return [one for one in self.differences if one.is_conflict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the comparing of some rows needs beside them."""

    base: Mapping[str, Mapping[str, Any]]
    standing: Mapping[int, CheckIn]
    counted: frozenset[str]
    summaries: frozenset[int]


def compare_lines(
    actor: Actor,
    book: ReturnedBook,
    lines: Sequence[Line],
    rows: Mapping[int, CheckIn] | None = None,
) -> list[Line]:
    """Set on each line what it would do as things stand (in `rows`, if they are held), and return them."""
    assert book.issued is not None  # noqa: S101 a staged workbook is one that went out
    one = book.batch.round
    if rows is None:
        rows = standing(
            reachable(actor, one).filter(unit=book.unit_id), [line.id for line in lines]
        )
    around = Around(
        base=book.issued.base,
        standing=rows,
        counted=kinds_with_quantity(),
        summaries=frozenset(
            CheckIn.objects.filter(round=one, role=Duty.Role.SUPPORT)
            .order_by()
            .values_list("entry_id", flat=True)
        ),
    )
    for line in lines:
        judge(line, around)
    settle_doubles(lines)
    mark_repeats(lines, rows)
    name_changers(book, lines, around)
    return list(lines)


def standing(rows: QuerySet[CheckIn], ids: Sequence[int]) -> dict[int, CheckIn]:
    return {
        row.pk: row
        for some in batches(sorted(set(ids)))
        for row in with_kinds(with_entries(rows.filter(pk__in=some).order_by("pk")))
    }


def settle_doubles(lines: Sequence[Line]) -> None:
    """Tell which of several rows of one item counts: copies that say nothing of their own do not.

    A sheet that was copied as it went out, or twice alike, says one thing; rows that say different
    things are marked, for which of them counts the unit alone knows.
    """
    by_item: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_item[line.id].append(line)
    for several in by_item.values():
        saying = [line for line in several if line.comes not in SILENT]
        said = {(line.differences, tuple(one[:3] for one in line.faults)) for line in saying}
        if len(several) == 1 or not saying:
            continue
        if len(said) == 1:
            saying = saying[1:]
        for line in saying:
            line.comes = Comes.SAME if len(said) == 1 else Comes.TWICE


def mark_repeats(lines: Sequence[Line], rows: Mapping[int, CheckIn]) -> None:
    new = {line.id for line in lines if line.comes in NEW}
    repeated = {row.pk for row in answered(lines, rows)} - new
    for line in lines:
        line.repeats = line.id in repeated
        repeated.discard(line.id)  # copies of a row count once


def answered(lines: Sequence[Line], rows: Mapping[int, CheckIn]) -> list[CheckIn]:
    """Return the check-ins that lines answer; `rows` are as they stand once the lines are written.

    A draft that was saved in guatu and does not stand in the sheet is none of its answers, nor is
    an item of which another row has to be corrected first.
    """
    unsettled = {line.id for line in lines if line.comes in UNSETTLED}
    ids = {line.id for line in lines if line.id in rows and is_answer(line, rows[line.id])}
    return ready(rows[pk] for pk in sorted(ids - unsettled))


def is_answer(line: Line, row: CheckIn) -> bool:
    """Say whether a row answers in its own words: in new ones, or in those of the draft that stands.

    The next step alone is none where the column of what was done was not found: it was not read.
    """
    if line.comes in NEW:
        is_counted = any(one.cell is Cell.PROGRESS for one in line.differences)
        unread = set() if Cell.SAID in line.sheet else {Cell.NEXT}
        return is_counted or any(line.sheet.get(cell) for cell in ANSWERS if cell not in unread)
    stands = texts_of(row)
    is_alike = all(alike(line.sheet.get(cell, ""), stands[cell]) for cell in Cell)
    return line.comes is Comes.SAME and is_alike


def judge(line: Line, around: Around) -> None:
    base, row = around.base.get(str(line.id)), around.standing.get(line.id)
    line.differences, line.changed_by, line.changed_at = (), "", ""
    if base is None or row is None:
        line.comes = Comes.GONE
        line.title = line.title or (base["title"] if base else "")
        return
    line.title, line.now_version = row.entry.title, row.version
    now = texts_of(row)
    texts = {cell: str(base.get(cell.value, "")) for cell in Cell}
    line.differences = compared(texts, now, line.sheet)
    line.faults = all_faults(line, row, around, now)
    line.comes = comes_of(line, row, now)


def comes_of(line: Line, row: CheckIn, now: Mapping[Cell, str]) -> Comes:
    if row.state not in EDITABLE:
        return Comes.CLOSED if line.differences or line.faults else Comes.SAME
    if line.faults:
        return Comes.FAULTY
    if line.conflicts:
        return Comes.CONFLICT
    if line.differences:
        return Comes.CHANGED
    says = [cell for cell in Cell if cell is not Cell.PROGRESS and now.get(cell)]
    return Comes.SAME if says else Comes.EMPTY


def all_faults(
    line: Line, row: CheckIn, around: Around, now: Mapping[Cell, str]
) -> list[tuple[Cell, str, str, str]]:
    """Return all that is wrong with a row at once, so that it goes back but once.

    What reading found has its place; in a cell that is not asked at all, that is what is said.
    """
    unread = [fault for fault in line.faults if fault[3]]
    logical = logical_faults(line, row, around, now)
    idle = not_asked(row, around.counted)
    told = [
        (cell, NOT_ASKED.get(cell, CellFault.NO_GOAL).value if cell in idle else fault, text, place)
        for cell, fault, text, place in unread
    ]
    places = {cell for cell, _fault, _text, _place in unread}
    return [*told, *(fault for fault in logical if fault[0] not in places)]


def logical_faults(
    line: Line, row: CheckIn, around: Around, now: Mapping[Cell, str]
) -> list[tuple[Cell, str, str, str]]:
    """Return what is wrong with what a row says, taken together with what stands."""
    came = {cell: now.get(cell, "") for cell in Cell}
    came |= {one.cell: one.sheet for one in line.differences}
    changed = {one.cell for one in line.differences}
    found: list[tuple[Cell, CellFault]] = []
    news = changed & {Cell.SAID, Cell.NEXT} and (came[Cell.SAID] or came[Cell.NEXT])
    if Cell.UNCHANGED in changed and came[Cell.UNCHANGED] and news:
        found.append((Cell.UNCHANGED, CellFault.BOTH))
    found += goal_faults(row, came, changed)
    if Cell.PROGRESS in changed and row.entry.kind.code not in around.counted:
        found.append((Cell.PROGRESS, CellFault.NO_QUANTITY))
    elif Cell.PROGRESS in changed and is_small(came[Cell.PROGRESS]):
        found.append((Cell.PROGRESS, CellFault.SMALL_SHARE))
    found += length_faults(row, came, changed, around)
    return [(cell, fault.value, came[cell], "") for cell, fault in found]


def is_small(share: str) -> bool:
    """Say whether a share is less than one per cent: 0.5 is a half more often than so little."""
    return share.startswith("0.")


def goal_faults(
    row: CheckIn, came: Mapping[Cell, str], changed: set[Cell]
) -> list[tuple[Cell, CellFault]]:
    goal_cells = {Cell.OUTCOME, Cell.REASON, Cell.MOVES_TO} & changed
    if not goal_cells:
        return []
    if row.milestone is None:
        return [(cell, CellFault.NO_GOAL) for cell in Cell if cell in goal_cells and came[cell]]
    is_missed = came[Cell.OUTCOME] == CheckIn.Outcome.MISSED
    if not is_missed:
        told = (Cell.REASON, Cell.MOVES_TO)
        return [(cell, CellFault.NOT_MISSED) for cell in told if cell in changed and came[cell]]
    found = []
    if not came[Cell.REASON]:
        found.append((Cell.REASON, CellFault.NO_REASON))
    moves_to = came[Cell.MOVES_TO]
    if moves_to and date.fromisoformat(moves_to) <= row.milestone.due_on:
        found.append((Cell.MOVES_TO, CellFault.TOO_EARLY))
    return found


def length_faults(
    row: CheckIn, came: Mapping[Cell, str], changed: set[Cell], around: Around
) -> list[tuple[Cell, CellFault]]:
    is_summary = row.role == Duty.Role.LEAD and row.entry_id in around.summaries
    most = SUMMARY_LENGTH if is_summary else LINE_LENGTH
    found = []
    if {Cell.SAID, Cell.NEXT} & changed and len(joined(came[Cell.SAID], came[Cell.NEXT])) > most:
        found.append((Cell.SAID, CellFault.TOO_LONG))
    others = [cell for cell in (Cell.PROBLEM, Cell.REASON) if cell in changed]
    return found + [(c, CellFault.TOO_LONG) for c in others if len(came[c]) > LINE_LENGTH]


def name_changers(book: ReturnedBook, lines: Sequence[Line], around: Around) -> None:
    """Say who changed a line since it went out, and when: the last step with its person, else the unit."""
    assert book.issued is not None  # noqa: S101 as above
    wanted = [line for line in lines if line.comes in {Comes.CONFLICT, Comes.CLOSED}]
    if not wanted:
        return
    since = book.issued.issue.made_at
    moves: dict[int, tuple[int | None, datetime]] = {}
    for some in batches([line.id for line in wanted]):
        rows = CheckInMove.objects.filter(check_in__in=some, moved_at__gte=since).order_by("pk")
        for check_in, person, at in rows.values_list("check_in_id", "person_id", "moved_at"):
            moves[check_in] = (person, at)
    names = names_of({person for person, _at in moves.values() if person is not None})
    for line in wanted:
        row = around.standing[line.id]
        person, at = moves.get(line.id, (None, row.saved_at))
        line.changed_by = names.get(person or 0, row.unit.label)
        line.changed_at = timezone.localtime(max(at, row.saved_at)).strftime("%Y-%m-%d %H:%M")


def counted(lines: Sequence[Line]) -> dict[str, Any]:
    """Return how many lines come to what, and how many of them repeat a draft that stands."""
    return {"comes": counts_of(lines), "repeats": sum(line.repeats for line in lines)}


def counts_of(lines: Sequence[Line]) -> dict[str, int]:
    counts = Counter(line.comes.value for line in lines)
    return {comes.value: counts[comes.value] for comes in ORDER if counts[comes.value]}
