"""A list as a file: written at once, or behind the page if it is long, for whoever asked alone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record
from guatu.audit.evidence import store_original
from guatu.core.actors import Actor
from guatu.core.filenames import XLSX, safe_name
from guatu.interchange.sheets.listing import Cell, WrittenList, write_list
from guatu.sheets.lists import LISTS, Listed
from guatu.sheets.lists.values import Rows
from guatu.sheets.models import ListExport
from guatu.shell.errors import NotAllowed, NotFound
from guatu.shell.formatting import moment

SOON_ROWS = 3_000  # so many are written while somebody waits
OFTEN = 500  # rows between two looks whether somebody asked to stop
LONGEST_QUERY = 2_000
Say = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A list as a file."""

    name: str
    payload: bytes
    count: int


def list_asked(actor: Actor, code: str, query: QueryDict) -> Listed:
    """Return the list of an address as the actor sees it.

    Raises
    ------
    NotFound
        If there is no such list.
    NotAllowed
        If its page is none of the actor's.
    """
    source = LISTS.get(code)
    if source is None:
        raise NotFound
    if not source.policy(actor):
        raise NotAllowed(_("Your post does not allow this."))
    return source.read(actor, query)


def export(actor: Actor, listed: Listed, say: Say | None = None) -> Exported:
    """Write a list; it says of which campaign it is, who took it and when, and what is simulated."""
    now = timezone.now()
    marks = [str(listed.campaign)] if listed.campaign is not None else []
    marks += [moment(now), actor.name]
    marks += [_("Simulated data")] if listed.is_simulated else []
    head = WrittenList(title=listed.title, note=" · ".join(marks), columns=listed.columns)
    with tempfile.TemporaryFile() as out:
        count = write_list(out, head, told(listed, say))
        out.seek(0)
        payload = out.read()
    day = f"{timezone.localdate(now):%Y%m%d}"
    return Exported(name=safe_name(f"{listed.title}{day}.xlsx"), payload=payload, count=count)


def told(listed: Listed, say: Say | None) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows and say now and then how many were written."""
    rows: Rows = listed.rows()
    for at, row in enumerate(rows):
        if say is not None and at % OFTEN == 0:
            say(at, listed.count)
        yield row


@transaction.atomic
def note_taken(actor: Actor, listed: Listed, made: Exported, *, code: str, query: str) -> None:
    """Keep in the record that a short list was taken as a file: its copy is out of hand like a long one's."""
    details = {"list": code, "query": query[:LONGEST_QUERY], "rows": made.count}
    record(actor, "sheets.export", of=listed.campaign, details=details)


@transaction.atomic
def keep_asked(actor: Actor, code: str, query: str) -> ListExport:
    """Keep that a long list is asked for."""
    return ListExport.objects.create(
        code=code, query=query[:LONGEST_QUERY], asked_by=actor.account_id or 0,
        asked_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def keep_made(actor: Actor, row: ListExport, made: Exported) -> ListExport:
    """Keep the file of a long list; that it was taken stands in the record."""
    row.evidence = store_original(actor, made.payload, made.name, media_type=XLSX)
    row.row_count = made.count
    row.save(update_fields=["evidence", "row_count"])
    changes = [evidence_change(row.evidence), Change.of(row, after=plain(row, "code", "query"))]
    record(actor, "sheets.export", of=row, changes=changes, details={"rows": made.count})
    return row
