"""收表: files that were dropped at once are kept, read, and compared; nothing of them is written yet."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record
from guatu.audit.evidence import evidence_path, store_original
from guatu.core.actors import Actor
from guatu.core.cells import SheetCells
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.core.filenames import safe_name
from guatu.core.returned import Cell
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.cards import kinds_with_quantity
from guatu.interchange.archives import Archive, is_clutter, is_document
from guatu.interchange.limits import READERS_AT_ONCE
from guatu.interchange.workbooks import read_workbook
from guatu.sheets.actions.refreshing import STOOD, versions_of
from guatu.sheets.models import IssuedBook, ReturnedBook, SheetIssue, SheetReturn
from guatu.sheets.queries.comparing import Line, compare_lines, counted
from guatu.sheets.queries.exchange import knows_round, reachable, standing_of
from guatu.sheets.rekeying import completed, rekeyed
from guatu.sheets.roundreading import ReadBook, ReadRow, by_name, read_book
from guatu.shell.errors import InvalidState, ShellError

logger = logging.getLogger(__name__)
State = ReturnedBook.State
MEDIA_TYPE = "application/octet-stream"
MOST_FILES = 200
MOST_DEPTH = 2  # an archive of the archives that units sent
NAME_LENGTH = 200
MOST_STRANGERS = 20
FEW = 500  # rows of a workbook tell what it asks
TRIES = 3  # of a file that waits while others are being read
Cells = tuple[SheetCells, ...] | UnreadableFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """One file as it came."""

    name: str
    payload: bytes


@transaction.atomic
def receive(actor: Actor, one: Round, files: Sequence[Dropped]) -> SheetReturn:
    """Keep files that were dropped onto a round, those within an archive each for itself."""
    if one.state == Round.State.FROZEN:
        raise InvalidState(_("This round is frozen; nothing in it changes any more."))
    flat = [inner for file in files for inner in unpacked(file)]
    if not flat:
        raise InvalidState(_("Choose the workbooks that came back."))
    if len(flat) > MOST_FILES:
        raise InvalidState(_("At most %(most)d workbooks at once.") % {"most": MOST_FILES})
    batch = SheetReturn.objects.create(
        round=one, received_by=actor.account_id or 0, received_at=timezone.now()
    )
    changes = [Change.of(batch, after=plain(batch, "round"))]
    for place, file in enumerate(flat, start=1):
        evidence = store_original(actor, file.payload, safe_name(file.name), media_type=MEDIA_TYPE)
        ReturnedBook.objects.create(
            batch=batch, place=place, evidence=evidence, file_name=file.name[-NAME_LENGTH:]
        )
        changes.append(evidence_change(evidence))
    record(actor, "sheets.receive", of=batch, changes=changes,
           details={"round": one.slug, "files": len(flat)})  # fmt: skip
    return batch


def unpacked(file: Dropped, *, depth: int = MOST_DEPTH) -> list[Dropped]:
    """Return the file, or those within if it is an archive of files and no workbook.

    One that cannot be unpacked stays as it is: it is refused by name, and the others are read.
    """
    if not depth or not is_archive(file.payload):
        return [file]
    try:
        archive = Archive(file.payload, name=file.name)
        within = [
            Dropped(name=part.rsplit("/", 1)[-1], payload=archive.read(part))
            for part in archive.names
            if not is_clutter(part)
        ]
    except UnreadableFile:
        return [file]
    return [inner for one in within for inner in unpacked(one, depth=depth - 1)]


def is_archive(payload: bytes) -> bool:
    """Say whether a file is an archive of others; of a broken one the reader says that it is."""
    try:
        return payload.startswith(b"PK") and not is_document(Archive(payload, name=""))
    except UnreadableFile:
        return False


def waiting_books(batch: SheetReturn) -> list[ReturnedBook]:
    rows = batch.books.filter(state=State.WAITING).select_related("evidence")
    return list(rows.order_by("place"))


def read_ahead(books: Sequence[ReturnedBook]) -> Iterator[tuple[ReturnedBook, Cells]]:
    """Yield each file with its cells, or why it has none; as many readers run as may at once.

    Only a few are read ahead of what is compared: two hundred of them do not fit into the memory,
    and whoever stops the work does not wait for those that are left.
    """
    waiting: deque[tuple[ReturnedBook, Future[Cells]]] = deque()
    left = deque(books)
    readers = ThreadPoolExecutor(max_workers=READERS_AT_ONCE)
    try:
        while left or waiting:
            while left and len(waiting) <= READERS_AT_ONCE:
                book = left.popleft()
                path = evidence_path(book.evidence.digest)
                waiting.append((book, readers.submit(cells_of, path, book.file_name)))
            book, answer = waiting.popleft()
            yield book, answer.result()
    finally:
        readers.shutdown(cancel_futures=True)


def cells_of(path: Path, name: str) -> Cells:
    """Read one file; touches no database, for it runs beside the others."""
    payload = path.read_bytes()
    if is_archive(payload):  # with a password, or broken: `unpacked` left it as it is
        return UnreadableFile(name, reason=UnreadableReason.ARCHIVE, name=name)
    for _again in range(TRIES):
        try:
            return read_workbook(payload, name=name, keeps_lines=True)
        except UnreadableFile as error:
            refusal = error
            if error.reason is not UnreadableReason.BUSY:
                break
    return refusal


def stage_alone(actor: Actor, book: ReturnedBook, cells: Cells) -> None:
    """Set what a file would do, or refuse it alone: one that nobody foresaw does not stop the others."""
    try:
        stage(actor, book, cells)
    except (ShellError, OperationalError, InterfaceError):
        raise  # of the actor or the database, not of this file
    except Exception:
        logger.exception("file %s of drop %s could not be compared", book.place, book.batch_id)
        book.refresh_from_db()
        refuse(book, "unforeseen")


@transaction.atomic
def stage(actor: Actor, book: ReturnedBook, cells: Cells) -> None:
    """Set what a file that was read would do; a file with rows of several workbooks becomes several."""
    if isinstance(cells, UnreadableFile):
        refuse(book, "unreadable", reason=cells.reason.value, detail=cells.detail)
        return
    read = read_book(cells, near=book.batch.round.starts_on)
    if not read.rows:
        put, count = rekeyed(cells, last_books(actor, book.batch.round), book.file_name)
        has_head = read.has_head
        read = read_book(put, near=book.batch.round.starts_on)
        read.unkeyed = count
        if not read.rows:
            refuse(book, "no_keys" if has_head else "no_head")
            return
    elif read.strangers and len(read.rows) == 1:
        read = with_strangers(cells, read, book)
    ordered = sorted(read.rows.items(), key=lambda pair: -len(pair[1]))
    last = book.batch.books.aggregate(last=Max("place"))["last"] or 0
    for number, (code, rows) in enumerate(ordered):
        target = book
        if number:
            target = ReturnedBook(
                batch=book.batch, place=last + number, evidence=book.evidence,
                file_name=book.file_name,
            )  # fmt: skip
        stage_rows(actor, target, code, rows, read if not number else ReadBook(cells=read.cells))


def with_strangers(cells: tuple[SheetCells, ...], read: ReadBook, book: ReturnedBook) -> ReadBook:
    """Return a workbook read once more with the rows whose keys are gone, told by their names."""
    code, rows = next(iter(read.rows.items()))
    issued = IssuedBook.objects.filter(code=code).first()
    if issued is None:
        return read
    put, count = completed(cells, issued, {row.check_in_id for row in rows})
    if not count:
        return read
    again = read_book(put, near=book.batch.round.starts_on)
    again.unkeyed = count
    return again


def last_books(actor: Actor, one: Round) -> list[IssuedBook]:
    """Return the workbooks that went out last to each unit, with what stood in them."""
    last = [book.pk for books in standing_of(actor, one).books.values() for book in books]
    rows = IssuedBook.objects.filter(pk__in=last).select_related("unit")
    return list(rows.order_by("unit__official_order", "unit__path", "part"))


def stage_rows(
    actor: Actor, book: ReturnedBook, code: str, rows: Sequence[ReadRow], read: ReadBook
) -> None:
    issued = IssuedBook.objects.filter(code=code).select_related(
        "issue__round__campaign__unit", "unit"
    )
    found = issued.first()
    fault, names = misplaced(actor, book, found)
    if fault or found is None:
        refuse(book, fault, **names)
        return
    book.issued, book.unit = found, found.unit
    titles = {int(pk): base["title"] for pk, base in found.base.items()}
    told, moved = by_name(rows, titles)
    stood = versions_of(book.batch.round, [found.unit_id]).get(found.unit_id, 0)
    lines = compare_lines(actor, book, [line_of(row) for row in told])
    newer = SheetIssue.objects.filter(
        round=found.issue.round_id, number__gt=found.issue.number, books__unit=found.unit
    ).order_by("-number")
    book.state, book.fault = State.STAGED, ""
    book.lines = [line.kept() for line in lines]
    book.counts = {
        "rows": len(lines), **counted(lines),
        "missing": found.line_count - len({line.id for line in lines}),
        "strangers": read.strangers[:MOST_STRANGERS], "moved": moved,
        "unkeyed": read.unkeyed,
        "unknown": read.unknown[:MOST_STRANGERS], "lost": lost_columns(read, lines),
        "issue": found.issue.number, "newer": getattr(newer.first(), "number", 0), STOOD: stood,
    }  # fmt: skip
    book.save()


def lost_columns(read: ReadBook, lines: Sequence[Line]) -> list[str]:
    """Return the columns to fill in whose heads were not found: what stood under them is not read."""
    lost = [cell for cell in Cell if cell not in read.cells]
    goals = {Cell.OUTCOME, Cell.REASON, Cell.MOVES_TO}
    if {Cell.PROGRESS, *goals} & set(lost):
        rows = CheckIn.objects.filter(pk__in=[line.id for line in lines][:FEW])
        kinds = set(rows.order_by().values_list("entry__kind__code", flat=True))
        idle = set() if kinds & kinds_with_quantity() else {Cell.PROGRESS}
        idle |= set() if rows.filter(milestone__isnull=False).exists() else goals
        lost = [cell for cell in lost if cell not in idle]
    return [cell.value for cell in lost]


def line_of(row: ReadRow) -> Line:
    faults = [(one.cell, one.fault.value, one.text, one.place) for one in row.faults]
    return Line(
        id=row.check_in_id, tab=row.tab, row=row.row, title="", sheet=row.texts, faults=faults
    )


def misplaced(
    actor: Actor, book: ReturnedBook, issued: IssuedBook | None
) -> tuple[str, dict[str, str]]:
    """Return why a workbook does not belong here, and what may be said of where it does."""
    here = book.batch.round
    if issued is None or not knows_round(actor, issued.issue.round):
        return "unknown", {}
    one = issued.issue.round
    told = {"campaign": str(one.campaign), "ordinal": str(one.ordinal), "unit": issued.unit.label}
    if one.campaign_id != here.campaign_id:
        return "other_campaign", told
    if one.pk != here.pk:
        return "other_round", {**told, "round": str(one.pk)}
    if not reachable(actor, here).filter(unit=issued.unit_id).exists():
        return "other_unit", told
    return ("frozen", told) if one.state == Round.State.FROZEN else ("", {})


def refuse(book: ReturnedBook, fault: str, **names: str) -> None:
    book.state, book.fault, book.fault_names = State.REFUSED, fault, names
    book.save()


def read_batch(actor: Actor, batch: SheetReturn) -> None:
    """Read and compare all files of a drop that wait for it, while somebody waits for the page."""
    for book, cells in read_ahead(waiting_books(batch)):
        stage_alone(actor, book, cells)
