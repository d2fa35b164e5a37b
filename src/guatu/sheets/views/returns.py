"""What came back: each workbook with its differences, conflicts and faults; taken over, laid aside, undone."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_response
from guatu.core.returned import Cell
from guatu.dispatch.models import Round
from guatu.dispatch.policies import Place, can_fill
from guatu.interchange.zipping import write_zip
from guatu.jobs.queries import visible_jobs
from guatu.sheets.actions.applying import KEPT, SHEET, Confirmed, apply_book, drop_book
from guatu.sheets.actions.refreshing import refresh_batch, refresh_book
from guatu.sheets.actions.undoing import undo_book, what_hinders
from guatu.sheets.faultbooks import fault_book
from guatu.sheets.models import ReturnedBook, SheetReturn
from guatu.sheets.queries.clashes import clashes_of, has_news, lines_to_write
from guatu.sheets.queries.comparing import ORDER, TO_CORRECT, Comes, Line
from guatu.sheets.queries.exchange import own_batch, own_book
from guatu.sheets.roundbooks import cell_titles, shown
from guatu.sheets.views.exchange import bar
from guatu.sheets.words import (
    CELL_FAULTS,
    COMES,
    STATES,
    applied_note,
    book_fault,
    came,
    faults_of,
    left_out_note,
)
from guatu.sheets.works import READ, SOON_ROWS, ask_to_apply
from guatu.shell.downloads import download
from guatu.shell.errors import InvalidState
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

State = ReturnedBook.State
LINES_A_PAGE = 100
TOLD_FIRST = {comes: place for place, comes in enumerate(
    (Comes.CONFLICT, Comes.FAULTY, Comes.TWICE, Comes.CLOSED, Comes.GONE, Comes.CHANGED, Comes.SAME, Comes.EMPTY)
)}  # fmt: skip


def batch(request: Request, batch_id: int) -> HttpResponse:
    """Show the files of one drop, in 建制顺序, refused ones first."""
    found = own_batch(request.actor, batch_id)
    refresh_batch(request.actor, found)
    books = in_order(found)
    clashing = clashes_of(found)
    ready = [book for book in books if is_ready(book, clashing)]
    context = {
        **bar(request, found.round.campaign),
        "batch": found,
        "round": found.round,
        "books": books,
        "ready": ready,
        "clashes": clash_notes(books, clashing),
        "clashing": clashing,
        "faulty": sum(bool(to_correct(b)) for b in books),
        "ready_lines": sum(lines_to_write(book) for book in ready),
        "repeats": sum(book.counts.get("repeats", 0) for book in ready),
        "reading": reading_job(request, found)
        if any(b.state == State.WAITING for b in books)
        else None,
        "faults": {book.pk: book_fault(book) for book in books if book.fault},
        "writes": {book.pk: lines_to_write(book) for book in books},
        "states": STATES,
        "comes": COMES,
        "lost": {book.pk: lost_columns(book) for book in books},
        "is_open": found.round.state != Round.State.FROZEN,
    }
    return render(request, "sheets/batch.html", context)


def in_order(found: SheetReturn) -> list[ReturnedBook]:
    rows = found.books.select_related("unit", "evidence").defer("lines", "undo")
    return sorted(
        rows,
        key=lambda book: (
            book.unit is not None,
            (book.unit.official_order, book.unit.path) if book.unit is not None else (0, ""),
            book.place,
        ),
    )


def is_ready(book: ReturnedBook, clashing: Container[int]) -> bool:
    """Say whether a workbook can be taken over without a further word.

    One of which every row has to be corrected, or says nothing that is not handed in already, waits:
    nothing of it would be taken.
    So does one that was told by the names in it alone, or lacks columns to fill in, of which what
    stood in them was not read: somebody looks at it first; and one whose words all came too late.
    """
    counts = book.counts
    if book.state != State.STAGED or book.pk in clashing:
        return False
    if counts.get("unkeyed") or counts.get("lost"):
        return False
    comes = counts["comes"]
    repeats = counts.get("repeats") and not comes.get(Comes.CLOSED.value)
    says = comes.get(Comes.CHANGED.value) or repeats
    return bool(says) and not comes.get(Comes.CONFLICT.value)


def clash_notes(
    books: Sequence[ReturnedBook], clashing: Mapping[int, Mapping[int, int]]
) -> list[tuple[str, list[ReturnedBook], int]]:
    """Return each unit whose workbooks gainsay each other, with them, and in how many lines at most."""
    found: dict[int, tuple[str, list[ReturnedBook], int]] = {}
    for book in books:
        if book.unit is not None and book.pk in clashing:
            label, some, most = found.get(book.unit.pk, (book.unit.label, [], 0))
            worst = max(most, *clashing[book.pk].values())
            found[book.unit.pk] = (label, [*some, book], worst)
    return list(found.values())


def to_correct(book: ReturnedBook) -> int:
    comes = book.counts.get("comes", {})
    return sum(comes.get(one.value, 0) for one in TO_CORRECT)


def reading_job(request: Request, found: SheetReturn) -> Any:
    return visible_jobs(request.actor).filter(work=READ, key=str(found.pk)).first()


def apply_all(request: Request, batch_id: int) -> HttpResponse:
    """Take over every workbook of a drop that has no conflict."""
    found = own_batch(request.actor, batch_id)
    clashing = clashes_of(found)
    books = [book for book in in_order(found) if is_ready(book, clashing)]
    is_handed_in = request.POST.get("how") == "hand-in"
    there = HttpResponseRedirect(reverse("sheets:batch", args=[found.pk]))
    if sum(book.counts["rows"] for book in books) > SOON_ROWS:
        job = ask_to_apply(request.actor, found, books, is_handed_in=is_handed_in)
        return HttpResponseRedirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")
    written = handed_in = held = 0
    left_out = []
    for book in books:
        one = own_book(request.actor, book.pk)
        done = apply_book(request.actor, one, book.version, Confirmed(is_handed_in=is_handed_in))
        written, handed_in = written + done.written, handed_in + done.handed_in
        held += done.held
        if done.is_changed and has_news(one):
            left_out.append(str(book.unit.label if book.unit else book.file_name))
    if left_out:
        messages.warning(request, left_out_note(left_out))
    messages.success(
        request, applied_note(written, handed_in, is_handed_in=is_handed_in, held=held)
    )
    return there


def book(request: Request, book_id: int) -> HttpResponse:
    """Show one workbook row by row: what stands, what came, what to decide."""
    row = own_book(request.actor, book_id)
    refresh_book(request.actor, row)
    lines = sorted(
        (Line.of(kept) for kept in row.lines), key=lambda one: (TOLD_FIRST[one.comes], one.row)
    )
    telling = [line for line in lines if line.comes not in {Comes.SAME, Comes.EMPTY}]
    conflicts = [line for line in lines if line.comes is Comes.CONFLICT]
    # all that must be answered stands on the page that sends the answers
    page = Paginator(telling, max(LINES_A_PAGE, len(conflicts))).get_page(
        request.GET.get("page", "1")
    )
    context = {
        **bar(request, row.batch.round.campaign),
        "book": row,
        "round": row.batch.round,
        "page": page,
        "fault": book_fault(row) if row.fault else "",
        "counts": [
            (one.value, COMES[one], row.counts.get("comes", {}).get(one.value, 0)) for one in ORDER
        ],
        "faulty": to_correct(row),
        "writes": lines_to_write(row),
        "for_other": is_for_other(request, row),
        "lost": lost_columns(row),
        "others": others_saying_otherwise(row),
        "taken": others_taken_over(row),
        "is_open": row.batch.round.state != Round.State.FROZEN,
        "hinders": what_hinders(request.actor, row),
        "titles": cell_titles(),
        "shown": shown,
        "came": came,
        "faults_of": faults_of,
        "comes": COMES,
        "cell_faults": CELL_FAULTS,
        "states": STATES,
    }
    return render(request, "sheets/book.html", context)


def lost_columns(row: ReturnedBook) -> str:
    """Return the heads that were not found in a workbook."""
    titles = cell_titles()
    return "、".join(titles[Cell(code)] for code in row.counts.get("lost", ()))


def others_saying_otherwise(row: ReturnedBook) -> list[ReturnedBook]:
    """Return the other workbooks of its unit in the drop that gainsay one."""
    if row.state != State.STAGED:
        return []
    found = clashes_of(row.batch).get(row.pk, {})
    return list(row.batch.books.filter(pk__in=found).defer("lines", "undo").order_by("place"))


def others_taken_over(row: ReturnedBook) -> list[ReturnedBook]:
    """Return the other workbooks of its unit in the drop that stand now, if one says otherwise still."""
    if row.state != State.STAGED or not has_news(row):
        return []
    rows = row.batch.books.filter(state=State.APPLIED, unit=row.unit_id).exclude(pk=row.pk)
    return list(rows.defer("lines", "undo").order_by("place"))


def is_for_other(request: Request, row: ReturnedBook) -> bool:
    """Say whether the actor would hand in for a unit that is not its own."""
    unit = row.unit
    return unit is not None and not can_fill(request.actor, Place(id=unit.pk, path=unit.path))


def apply(request: Request, book_id: int) -> HttpResponse:
    """Take one workbook over with the answers to its conflicts."""
    row = own_book(request.actor, book_id)
    confirmed = Confirmed(
        is_handed_in=request.POST.get("how") == "hand-in", answers=answers_in(request)
    )
    done = apply_book(request.actor, row, version_read(request), confirmed)
    if done.is_changed:
        messages.warning(
            request, _("Lines changed in guatu since you looked: nothing was written, look again.")
        )
        return HttpResponseRedirect(reverse("sheets:book", args=[row.pk]))
    is_handed_in = confirmed.is_handed_in
    note = applied_note(done.written, done.handed_in, is_handed_in=is_handed_in, held=done.held)
    messages.success(request, note)
    return HttpResponseRedirect(reverse("sheets:batch", args=[row.batch_id]))


def answers_in(request: Request) -> dict[int, str]:
    found = {}
    for name, value in request.POST.items():
        key = whole(name.removeprefix("line-")) if name.startswith("line-") else None
        if key is not None and value in {SHEET, KEPT}:
            found[key] = str(value)
    return found


def drop(request: Request, book_id: int) -> HttpResponse:
    row = own_book(request.actor, book_id)
    drop_book(request.actor, row, version_read(request))
    messages.success(request, _("The workbook is laid aside: nothing was written."))
    return HttpResponseRedirect(reverse("sheets:batch", args=[row.batch_id]))


def undo(request: Request, book_id: int) -> HttpResponse:
    row = own_book(request.actor, book_id)
    count = undo_book(request.actor, row, version_read(request))
    messages.success(request, _("%(count)d lines are as they were before.") % {"count": count})
    return HttpResponseRedirect(reverse("sheets:book", args=[row.pk]))


def original(request: Request, book_id: int) -> HttpResponseBase:
    """Send a file as it came."""
    return evidence_response(own_book(request.actor, book_id).evidence)


def faults(request: Request, book_id: int) -> HttpResponse:
    """Send a workbook back with what is wrong in it marked; with nothing wrong, its page says so."""
    row = own_book(request.actor, book_id)
    try:
        name, payload = fault_book(request.actor, row)
    except InvalidState:
        return HttpResponseRedirect(reverse("sheets:book", args=[row.pk]))
    return download(payload, name)


def all_faults(request: Request, batch_id: int) -> HttpResponse:
    """Send every workbook of a drop that has something to correct, marked, as one file."""
    found = own_batch(request.actor, batch_id)
    books = [one for one in in_order(found) if to_correct(one)]
    if not books:
        return HttpResponseRedirect(reverse("sheets:batch", args=[found.pk]))
    files = [fault_book(request.actor, own_book(request.actor, one.pk)) for one in books]
    width = len(str(len(files)))
    named = [(f"{n:0{width}d} {name}", payload) for n, (name, payload) in enumerate(files, start=1)]
    return download(write_zip(named), _("Workbooks to correct.zip"))
