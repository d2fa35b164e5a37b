"""出表: a workbook for each unit that still owes something in a round, kept as it went out."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, evidence_change, plain, record
from guatu.audit.evidence import store_original
from guatu.core.actors import Actor
from guatu.core.filenames import XLSX, safe_name
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import EDITABLE
from guatu.interchange.sheets.outgoing import write_outgoing
from guatu.ledgers.queries.batches import batches
from guatu.sheets.models import IssuedBook, SheetIssue
from guatu.sheets.queries.exchange import reachable, unit_rows
from guatu.sheets.roundbooks import Sent, base_of, facts_of, outgoing
from guatu.shell.errors import InvalidState

MOST_ROWS = 2_500  # of one workbook: the readers of sheets take three thousand
UNITS_AT_ONCE = 50
CODE_LENGTH = 12
LONGEST_NOTE = 200
Say = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which units get a workbook (none named: all that owe something), and what stands over it."""

    unit_ids: Collection[int] = ()
    note: str = ""


def silent(_done: int, _of: int) -> None:
    """Say nothing of how far it is: somebody waits for the page."""


@transaction.atomic
def issue_books(actor: Actor, one: Round, wanted: Wanted, *, say: Say = silent) -> SheetIssue:
    """Make and keep the workbooks of a round for the units that still owe something.

    `say` hears how many units are done and may stop it: nothing is kept until all are made.

    Raises
    ------
    InvalidState
        If the round is frozen, or none of the units owes anything.
    """
    hold_rounds([one.pk])
    one = Round.objects.select_related("campaign__unit", "cadence").get(pk=one.pk)
    refuse_unfit(one, wanted)
    rows = reachable(actor, one)
    units = owing(rows, wanted)
    if not units:
        raise InvalidState(_("None of these units owes anything in this round."))
    last = SheetIssue.objects.select_for_update().filter(round=one).order_by("-number").first()
    issue = SheetIssue.objects.create(
        round=one, number=(last.number if last else 0) + 1, note=wanted.note.strip(),
        made_by=actor.person_id, made_at=timezone.now(),
    )  # fmt: skip
    changes = [Change.of(issue, after=plain(issue, "round", "number", "note"))]
    done = 0
    for some in batches(units, UNITS_AT_ONCE):
        found = unit_rows(rows, some)
        facts = facts_of(one, found)
        for sent in parts_of(one, found, issue.note):
            kept = keep(actor, issue, sent, write_outgoing(outgoing(sent, facts)))
            changes.append(evidence_change(kept.evidence))
        done += len(some)
        say(done, len(units))
    count = issue.books.count()
    record(actor, "sheets.issue", of=issue, changes=changes,
           details={"round": one.slug, "units": len(units), "books": count})  # fmt: skip
    return issue


def refuse_unfit(one: Round, wanted: Wanted) -> None:
    if one.state == Round.State.FROZEN:
        raise InvalidState(_("This round is frozen; nothing in it changes any more."))
    if len(wanted.note) > LONGEST_NOTE:
        raise InvalidState(_("A note has at most 200 characters."))


def owing(rows: QuerySet[CheckIn], wanted: Wanted) -> list[int]:
    """Return the units that owe something, in 建制顺序."""
    found = rows.filter(state__in=EDITABLE)
    if wanted.unit_ids:
        found = found.filter(unit__in=wanted.unit_ids)
    order = ("unit__official_order", "unit__path", "unit")
    return list(found.order_by(*order).values_list("unit", flat=True).distinct())


def parts_of(one: Round, rows: Sequence[CheckIn], note: str) -> Iterator[Sent]:
    """Yield the workbooks of some units: of thousands of rows several."""
    for _unit_id, lines in groupby(rows, key=lambda row: row.unit_id):
        own = list(lines)
        parts = list(batches(own, MOST_ROWS))
        for number, part in enumerate(parts, start=1):
            yield Sent(
                round=one, unit_name=own[0].unit.label, code=new_code(), rows=part, note=note,
                part=(number, len(parts)),
            )  # fmt: skip


def new_code() -> str:
    """Return what marks one workbook among those of all installations."""
    return uuid.uuid4().hex[:CODE_LENGTH].upper()


def keep(actor: Actor, issue: SheetIssue, sent: Sent, payload: bytes) -> IssuedBook:
    number, of = sent.part
    name = safe_name(file_name(sent.unit_name, sent.round, number if of > 1 else 0))
    return IssuedBook.objects.create(
        issue=issue,
        unit_id=sent.rows[0].unit_id,
        part=number,
        code=sent.code,
        evidence=store_original(actor, payload, name, media_type=XLSX),
        line_count=len(sent.rows),
        base={str(row.pk): base_of(row) for row in sent.rows},
    )


def file_name(unit: str, one: Round, part: int) -> str:
    name = _("%(unit)s, round no. %(ordinal)d") % {"unit": unit, "ordinal": one.ordinal}
    return f"{name} ({part}).xlsx" if part else f"{name}.xlsx"
