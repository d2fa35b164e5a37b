"""Taking back a workbook that was taken over, while nothing was built on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import SYSTEM, Actor
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.models import CheckIn, CheckInEvidence, CheckInMove, Round, SummaryPart
from guatu.ledgers.queries.batches import batches
from guatu.sheets.actions.applying import STANDING, store
from guatu.sheets.models import ReturnedBook
from guatu.sheets.queries.builton import Hindrances, hindrances, told
from guatu.sheets.queries.exchange import reachable
from guatu.shell.errors import InvalidState
from guatu.shell.versions import update_at_version

State = ReturnedBook.State
RESTORED = (
    "state", "received_at", "submitted_by", "is_late", "filled_by_unit",
)  # fmt: skip


@transaction.atomic
def undo_book(actor: Actor, book: ReturnedBook, version: int) -> int:
    """Set every line that a workbook changed to what stood before it; return how many there are.

    Raises
    ------
    InvalidState
        If it was not taken over, its round is frozen, or something was built on a line since.
    """
    hold_rounds([book.batch.round_id])
    one = Round.objects.select_related("campaign").get(pk=book.batch.round_id)
    if book.state != State.APPLIED:
        raise InvalidState(_("This workbook was not taken over, or was undone already."))
    if one.state == Round.State.FROZEN:
        raise InvalidState(_("This round is frozen; nothing in it changes any more."))
    rows = held(actor, book)
    refuse_built_on(actor, book, rows)
    before = {row.pk: plain(row, "said", "problem", *RESTORED) for row in rows}
    was = {row.pk: row.state for row in rows}
    for row in rows:
        restore(row, book.undo[str(row.pk)]["before"])
    store(rows, *RESTORED)
    taken_back = [row for row in rows if row.state != was[row.pk]]
    take_back_words(taken_back)
    today = timezone.localdate()
    if taken_back:
        entries = {row.entry_id for row in taken_back}
        recompute_lamps(SYSTEM, one.campaign, today, entry_ids=entries)
    update_at_version(book, version, state=State.UNDONE, undone_at=timezone.now())
    changes = [
        Change.of(row, before=before[row.pk], after=plain(row, "said", "problem", *RESTORED))
        for row in rows
        if book.is_handed_in
    ]
    event = record(
        actor, "sheets.undo", of=book,
        changes=[*changes, Change.of(book, before={"state": "applied"}, after=plain(book, "state"))],
        details={"round": one.slug, "lines": len(rows)},
    )  # fmt: skip
    log_back(taken_back, was, event.person_id, event.number)
    return len(rows)


def held(actor: Actor, book: ReturnedBook) -> list[CheckIn]:
    ids = sorted(int(pk) for pk in book.undo)
    rows = reachable(actor, book.batch.round).filter(unit=book.unit_id)
    return [
        row
        for some in batches(ids)
        for row in rows.filter(pk__in=some).select_for_update(of=("self",)).order_by("pk")
    ]


def what_hinders(actor: Actor, book: ReturnedBook) -> Hindrances:
    """Return what was built on a workbook since it was taken over, as far as it still could be undone."""
    if book.state != State.APPLIED or book.batch.round.state == Round.State.FROZEN:
        return Hindrances()
    rows = reachable(actor, book.batch.round)
    stands = {
        pk: version
        for some in batches(sorted(int(pk) for pk in book.undo))
        for pk, version in rows.filter(pk__in=some).order_by("pk").values_list("pk", "version")
    }
    return hindrances(actor, book, stands)


def can_be_undone(actor: Actor, book: ReturnedBook) -> bool:
    """Say whether nothing was built on a workbook since it was taken over."""
    is_open = book.state == State.APPLIED and book.batch.round.state != Round.State.FROZEN
    return is_open and not what_hinders(actor, book).count


def refuse_built_on(actor: Actor, book: ReturnedBook, rows: Sequence[CheckIn]) -> None:
    """Refuse if a line was changed, approved, sent back, summed up or answered above since."""
    found = hindrances(actor, book, {row.pk: row.version for row in rows})
    if found.count:
        refusal = _(
            "Something was built on a line of this workbook since: it cannot be undone as a whole."
        )
        raise InvalidState(" ".join([refusal, *told(found)]))


def restore(row: CheckIn, before: Mapping[str, Any]) -> None:
    """Set a row to what stood; its version goes on, so that no page writes over what it did not see."""
    for name in STANDING:
        value = before[name]
        if value is not None and name == "goal_moves_to":
            value = date.fromisoformat(value)
        elif value is not None and name in {"received_at", "saved_at"}:
            value = datetime.fromisoformat(value)
        if name != "version":
            setattr(row, name, value)
    row.version += 1


def take_back_words(rows: Sequence[CheckIn]) -> None:
    """Let what was handed in with the workbook be a draft again: its files, what a summary was drawn from."""
    never = [row.pk for row in rows if row.received_at is None]
    for some in batches(never):
        SummaryPart.objects.filter(summary__in=some).delete()
        CheckIn.objects.filter(pk__in=some).update(unreported_units=[])
        CheckInEvidence.objects.filter(check_in__in=some).update(submitted_at=None)


def log_back(
    rows: Sequence[CheckIn], was: Mapping[int, str], person_id: int | None, number: int
) -> None:
    reason = _("The workbook by which it was handed in was undone.")
    CheckInMove.objects.bulk_create(
        [
            CheckInMove(
                check_in=row, from_state=was[row.pk], to_state=row.state, person_id=person_id,
                moved_at=timezone.now(), reason=reason, event_number=number,
            )
            for row in rows
        ],
        batch_size=500,
    )  # fmt: skip
