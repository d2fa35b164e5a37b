"""What workbooks do in the background: many go out, many are read, many are taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.queries import asker
from guatu.core.actors import Actor
from guatu.dispatch.models import Round
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.jobs.works import Run, Work
from guatu.sheets.actions.applying import Confirmed, apply_book
from guatu.sheets.actions.exporting import export, keep_made, list_asked
from guatu.sheets.actions.issuing import Wanted, issue_books
from guatu.sheets.actions.returning import read_ahead, stage_alone, waiting_books
from guatu.sheets.lists import Listed
from guatu.sheets.models import ListExport, ReturnedBook, SheetIssue, SheetReturn
from guatu.sheets.queries.clashes import has_news
from guatu.sheets.queries.exchange import exchanged_round, own_batch
from guatu.sheets.queries.exports import own_export
from guatu.sheets.words import applied_note, left_out_note

ISSUE, READ, APPLY = "sheets.issue", "sheets.read", "sheets.apply"
EXPORT = "sheets.export"
LONG = 1800  # seconds: a hundred thousand rows on an old machine
SOON_ROWS = 400  # so many are written while somebody waits
SOON_FILES = 1  # each is read by a process of its own


def ask_to_issue(actor: Actor, one: Round, wanted: Wanted) -> Job:
    """Have the workbooks of a round made in the background."""
    arguments = {"round": one.pk, "units": sorted(wanted.unit_ids), "note": wanted.note}
    return asked(actor, ISSUE, f"{one.pk}:{timezone.now().isoformat()}", arguments, one)


def ask_to_read(actor: Actor, batch: SheetReturn) -> Job:
    return asked(actor, READ, str(batch.pk), {"batch": batch.pk}, batch.round)


def ask_to_apply(
    actor: Actor, batch: SheetReturn, books: Sequence[ReturnedBook], *, is_handed_in: bool
) -> Job:
    """Have some workbooks of a drop taken over in the background, each as it was looked at."""
    picked = [[book.pk, book.version] for book in books]
    key = f"{batch.pk}:{timezone.now().isoformat()}"
    arguments = {"batch": batch.pk, "books": picked, "is_handed_in": is_handed_in}
    return asked(actor, APPLY, key, arguments, batch.round)


def ask_to_export(actor: Actor, row: ListExport, listed: Listed) -> Job:
    return ask(
        actor, EXPORT, key=str(row.pk), arguments={"export": row.pk},
        unit_path=listed.unit_path, title=listed.title,
    )  # fmt: skip


def asked(actor: Actor, code: str, key: str, arguments: Mapping[str, Any], one: Round) -> Job:
    title = _("Round no. %(ordinal)d") % {"ordinal": one.ordinal}
    path = one.campaign.unit.path
    return ask(actor, code, key=key, arguments=arguments, unit_path=path, title=title)


def issue_asked(run: Run) -> Mapping[str, Any]:
    """Make workbooks; called again after a kill it finds those that are there."""
    actor = asker(run)
    one = exchanged_round(actor, run.arguments["round"])
    done = SheetIssue.objects.filter(
        round=one, made_by=actor.person_id, made_at__gte=run.asked_at
    ).first()
    if done is None:
        wanted = Wanted(unit_ids=run.arguments["units"], note=run.arguments["note"])
        done = issue_books(actor, one, wanted, say=run.progress)
    return {"address": reverse("sheets:round", args=[one.pk]), "note": issued_note(done)}


def issued_note(issue: SheetIssue) -> str:
    return _("%(count)d workbooks are ready.") % {"count": issue.books.count()}


def read_asked(run: Run) -> Mapping[str, Any]:
    """Read what was dropped, file by file; what was read before a kill stays."""
    actor = asker(run)
    batch = own_batch(actor, run.arguments["batch"])
    total = batch.books.count()
    books = waiting_books(batch)
    done = total - len(books)
    run.progress(done, total)
    for book, cells in read_ahead(books):
        stage_alone(actor, book, cells)
        done += 1
        run.progress(done, max(total, done), step=book.file_name)
    return {"address": reverse("sheets:batch", args=[batch.pk])}


def apply_asked(run: Run) -> Mapping[str, Any]:
    """Take workbooks over, each in a transaction of its own; those that are settled are done."""
    actor = asker(run)
    batch = own_batch(actor, run.arguments["batch"])
    is_handed_in = run.arguments["is_handed_in"]
    written = handed_in = held = 0
    left_out = []
    picked = run.arguments["books"]
    for place, (pk, version) in enumerate(picked):
        run.progress(place, len(picked))
        book = batch.books.select_related("unit", "issued__issue").get(pk=pk)
        if book.state != ReturnedBook.State.STAGED:
            continue
        is_left = book.version != version and has_news(book)  # else it was compared anew, to no end
        if book.version == version:
            done = apply_book(actor, book, version, Confirmed(is_handed_in=is_handed_in))
            written, handed_in = written + done.written, handed_in + done.handed_in
            held += done.held
            is_left = done.is_changed and has_news(book)
        if is_left:
            left_out.append(str(book.unit.label if book.unit else book.file_name))
    run.progress(len(picked), len(picked))
    note = applied_note(written, handed_in, is_handed_in=is_handed_in, held=held)
    note = " ".join([note, *([left_out_note(left_out)] if left_out else [])])
    return {"address": reverse("sheets:batch", args=[batch.pk]), "note": note}


def export_asked(run: Run) -> Mapping[str, Any]:
    """Write a long list as it is now; called again after a kill it is written anew, or there."""
    actor = asker(run)
    row = own_export(actor, run.arguments["export"])
    if row.evidence is None:
        listed = list_asked(actor, row.code, QueryDict(row.query))
        keep_made(actor, row, export(actor, listed, run.progress))
    return {"address": reverse("sheets:list-made", args=[row.pk])}


WORKS = (
    Work(code=ISSUE, label=gettext_lazy("Workbooks going out"), does=issue_asked, limit_seconds=LONG),
    Work(code=READ, label=gettext_lazy("Workbooks read"), does=read_asked, limit_seconds=LONG),
    Work(code=APPLY, label=gettext_lazy("Workbooks taken over"), does=apply_asked, limit_seconds=LONG),
    Work(code=EXPORT, label=gettext_lazy("List as a file"), does=export_asked, limit_seconds=LONG),
)  # fmt: skip
