"""Taking a returned workbook over: all that a person confirmed in one transaction, as drafts or handed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor, Role
from guatu.core.returned import Cell, combined, joined, thousandths
from guatu.dispatch.actions.drafts import Draft, fit
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.actions.submissions import submit_check_ins
from guatu.dispatch.models import CheckIn, CheckInMove, Round
from guatu.dispatch.policies import Place, can_fill
from guatu.ledgers.queries.batches import batches
from guatu.sheets.models import ReturnedBook
from guatu.sheets.queries.comparing import (
    Comes,
    Line,
    answered,
    compare_lines,
    counted,
    standing,
)
from guatu.sheets.queries.exchange import reachable
from guatu.sheets.roundbooks import texts_of
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

State = ReturnedBook.State
SHEET, KEPT = "sheet", "kept"  # whose words a conflict keeps
WRITTEN = (
    "said", "problem", "is_unchanged", "outcome", "missed_reason", "goal_moves_to", "progress",
)  # fmt: skip
STANDING = (
    *WRITTEN, "state", "version", "received_at", "submitted_by", "is_late", "filled_by_unit_id",
    "saved_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What a person confirmed: whether the lines are handed in, and whose words conflicts keep."""

    is_handed_in: bool = False
    answers: Mapping[int, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a workbook; `is_changed` if it must be looked at again, nothing was written then."""

    written: int = 0
    handed_in: int = 0
    held: int = 0  # written, and not handed in: they do not answer yet
    is_changed: bool = False


@transaction.atomic
def apply_book(actor: Actor, book: ReturnedBook, version: int, confirmed: Confirmed) -> Outcome:
    """Write what a workbook says, as it was looked at; if the check-ins changed since, look again.

    Faulty rows, and those that were handed in meanwhile, are left out. An office writes for units
    that are not its own: what it hands in says so, and waits for the unit's own word like any other.

    Raises
    ------
    InvalidState
        If it is settled, its round is frozen, or a conflict has no answer.
    Stale
        If the workbook was decided on elsewhere since it was read.
    """
    one = check_open(book)
    lines = [Line.of(kept) for kept in book.lines]
    seen = {(line.id, line.tab, line.row): (line.comes, line.differences) for line in lines}
    rows = held_rows(actor, book, lines)
    fresh = compare_lines(actor, book, lines, rows)
    if any(seen[line.id, line.tab, line.row] != (line.comes, line.differences) for line in fresh):
        restage(book, version, fresh)
        return Outcome(is_changed=True)
    answers = confirmed.answers or {}
    check_answered(fresh, answers)
    before = {row.pk: snapshot(row) for row in rows.values()}
    changed = write_lines(rows, fresh, answers)
    handed_in = hand_in(actor, one, fresh, rows) if confirmed.is_handed_in else []
    after = {row.pk: row for row in changed} | refreshed(handed_in)
    changes = office_marks(actor, book, after, handed_in)
    settle(book, version, confirmed, undo_of(before, after))
    event = record(
        actor, "sheets.apply", of=book,
        changes=[*changes, Change.of(book, before={"state": "staged"},
                                     after=plain(book, "state", "issued", "unit", "evidence"))],
        details={"round": one.slug, "lines": len(changed), "handed_in": len(handed_in)},
    )  # fmt: skip
    ReturnedBook.objects.filter(pk=book.pk).update(event_number=event.number)
    book.event_number = event.number
    held = len({row.pk for row in changed} - set(handed_in)) if confirmed.is_handed_in else 0
    return Outcome(written=len(changed), handed_in=len(handed_in), held=held)


def check_open(book: ReturnedBook) -> Round:
    hold_rounds([book.batch.round_id])
    one = Round.objects.select_related("campaign__unit").get(pk=book.batch.round_id)
    if book.state != State.STAGED:
        raise InvalidState(_("This workbook is settled already."))
    if one.state == Round.State.FROZEN:
        raise InvalidState(_("This round is frozen; nothing in it changes any more."))
    return one


def held_rows(actor: Actor, book: ReturnedBook, lines: Sequence[Line]) -> dict[int, CheckIn]:
    """Return the check-ins of the lines, kept for this transaction."""
    rows = reachable(actor, book.batch.round).filter(unit=book.unit_id)
    return standing(rows.select_for_update(of=("self",)), [line.id for line in lines])


def restage(book: ReturnedBook, version: int, lines: Sequence[Line]) -> None:
    counts = {**book.counts, **counted(lines)}
    update_at_version(book, version, lines=[line.kept() for line in lines], counts=counts)


def check_answered(lines: Sequence[Line], answers: Mapping[int, str]) -> None:
    for line in lines:
        if line.comes is Comes.CONFLICT and answers.get(line.id) not in {SHEET, KEPT}:
            raise InvalidState(
                _("“%(title)s” was changed on both sides: choose which words stand.")
                % {"title": line.title},
                check_in=line.id,
            )


def write_lines(
    rows: Mapping[int, CheckIn], lines: Sequence[Line], answers: Mapping[int, str]
) -> list[CheckIn]:
    """Set the drafts to what the sheet says, each raised by one version."""
    changed = []
    now = timezone.now()
    for line in lines:
        row = rows.get(line.id)
        if row is None or line.comes not in {Comes.CHANGED, Comes.CONFLICT}:
            continue
        prefers_sheet = answers.get(line.id, SHEET) == SHEET
        texts = combined(texts_of(row), line.differences, prefers_sheet=prefers_sheet)
        draft = fit(row, drafted(row, texts))
        if draft != Draft.of(row):
            for name in WRITTEN:
                setattr(row, name, getattr(draft, name))
            row.version, row.saved_at = row.version + 1, now
            changed.append(row)
    store(changed)
    return changed


def drafted(row: CheckIn, texts: Mapping[Cell, str]) -> Draft:
    moves_to = texts[Cell.MOVES_TO]
    return replace(
        Draft.of(row),
        said=joined(texts[Cell.SAID], texts[Cell.NEXT]),
        problem=texts[Cell.PROBLEM],
        is_unchanged=bool(texts[Cell.UNCHANGED]),
        outcome=texts[Cell.OUTCOME] or CheckIn.Outcome.NONE,
        missed_reason=texts[Cell.REASON],
        goal_moves_to=date.fromisoformat(moves_to) if moves_to else None,
        progress=thousandths(texts[Cell.PROGRESS]),
    )


def store(rows: Sequence[CheckIn], *more: str) -> None:
    """Write rows set-wise: one prepared statement, many times faster than an update by cases."""
    if not rows:
        return
    names = {*WRITTEN, "version", "saved_at", *more}
    fields = [field for field in CheckIn._meta.concrete_fields if field.name in names]  # noqa: SLF001 Django's public way to fields
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    values = [
        [
            *(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields),
            row.pk,
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        statement = f"UPDATE dispatch_checkin SET {columns} WHERE id = %s"  # noqa: S608 our own columns
        cursor.executemany(statement, values)


def hand_in(
    actor: Actor, one: Round, lines: Sequence[Line], rows: Mapping[int, CheckIn]
) -> list[int]:
    """Hand in what the workbook answers; return the keys of the check-ins."""
    ids = [row.pk for row in answered(lines, rows)]
    if not ids:
        return []
    submit_check_ins(actor, one, ids=ids, owed=reachable(actor, one))
    handed = CheckIn.objects.filter(round=one, state=CheckIn.State.SUBMITTED)
    return sorted(
        pk
        for some in batches(ids)
        for pk in handed.filter(pk__in=some).values_list("pk", flat=True)
    )


def office_marks(
    actor: Actor, book: ReturnedBook, after: Mapping[int, CheckIn], ids: Collection[int]
) -> list[Change]:
    """Say on what was handed in for another unit which unit did so, and under which post."""
    assert book.unit is not None  # noqa: S101 a staged workbook has its unit
    if not ids or can_fill(actor, Place(id=book.unit.pk, path=book.unit.path)):
        return []
    grant = next(g for g in actor.grants if g.role is Role.CAMPAIGN_OFFICE)
    filler = Unit.objects.get(pk=grant.unit_id)
    changes = []
    for pk in ids:
        row = after[pk]
        before = plain(row, "filled_by_unit")
        row.filled_by_unit = filler
        changes.append(Change.of(row, before=before, after=plain(row, "filled_by_unit")))
    for some in batches(list(ids)):
        CheckIn.objects.filter(pk__in=some).update(filled_by_unit=filler)
        CheckInMove.objects.filter(
            check_in__in=some, to_state=CheckIn.State.SUBMITTED, post__isnull=True,
            person_id=actor.person_id,
        ).update(post=grant.post_id)  # fmt: skip
    return changes


def refreshed(ids: Collection[int]) -> dict[int, CheckIn]:
    return {
        row.pk: row
        for some in batches(sorted(ids))
        for row in CheckIn.objects.filter(pk__in=some).order_by("pk")
    }


def snapshot(row: CheckIn) -> dict[str, Any]:
    """Return what an undo would set again, as JSON."""
    found = {name: getattr(row, name) for name in STANDING}
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in found.items()
    }


def undo_of(
    before: Mapping[int, Mapping[str, Any]], after: Mapping[int, CheckIn]
) -> dict[str, Any]:
    return {str(pk): {"before": before[pk], "after": row.version} for pk, row in after.items()}


def settle(book: ReturnedBook, version: int, confirmed: Confirmed, undo: Mapping[str, Any]) -> None:
    answers = {str(pk): answer for pk, answer in (confirmed.answers or {}).items()}
    update_at_version(
        book, version, state=State.APPLIED, applied_at=timezone.now(), undo=dict(undo),
        is_handed_in=confirmed.is_handed_in, answers=answers,
    )  # fmt: skip


@transaction.atomic
def drop_book(actor: Actor, book: ReturnedBook, version: int) -> None:
    """Lay a workbook aside that is not to be taken over; its file stays on record."""
    if book.state not in {State.STAGED, State.REFUSED, State.WAITING}:
        raise InvalidState(_("This workbook is settled already."))
    before = plain(book, "state")
    update_at_version(book, version, state=State.DROPPED)
    changes = [Change.of(book, before=before, after=plain(book, "state"))]
    record(actor, "sheets.drop", of=book, changes=changes)
