"""Comparing what came back anew when it is opened: a page never shows what stood before somebody wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import F, Sum

from guatu.core.actors import Actor
from guatu.dispatch.models import CheckIn, Round
from guatu.sheets.models import ReturnedBook, SheetReturn
from guatu.sheets.queries.comparing import Line, compare_lines, counted

State = ReturnedBook.State
STOOD = (
    "stood"  # in the counts: the versions of the unit's check-ins when it was compared, added up
)


def versions_of(one: Round, unit_ids: Iterable[int]) -> dict[int, int]:
    """Return the sum of the versions of each unit's check-ins: it grows with each write to any of them."""
    rows = CheckIn.objects.filter(round=one, unit__in=list(unit_ids)).order_by()
    return dict(rows.values_list("unit_id").annotate(sum=Sum("version")))


def refresh_batch(actor: Actor, batch: SheetReturn) -> None:
    """Compare those workbooks of a drop anew whose unit's check-ins were written to since."""
    if batch.round.state == Round.State.FROZEN:
        return
    waiting = batch.books.filter(state=State.STAGED).exclude(unit=None)
    known = {pk: (unit, counts) for pk, unit, counts in waiting.values_list("pk", "unit", "counts")}
    stands = versions_of(batch.round, {unit for unit, _counts in known.values()})
    stale = [pk for pk, (unit, counts) in known.items() if counts.get(STOOD) != stands.get(unit, 0)]
    rows = waiting.filter(pk__in=stale).select_related(
        "batch__round__campaign__unit", "unit", "issued__issue"
    )
    for book in rows.order_by("place"):
        refresh_book(actor, book)


def refresh_book(actor: Actor, book: ReturnedBook) -> None:
    """Compare a workbook that waits with what stands now; its version goes on if it says otherwise.

    It is no decision, so the record has none of it: who confirms has it compared once more.
    """
    one = book.batch.round
    if book.state != State.STAGED or book.unit_id is None or one.state == Round.State.FROZEN:
        return
    stood = versions_of(one, [book.unit_id]).get(book.unit_id, 0)
    before = [Line.of(kept) for kept in book.lines]
    lines = compare_lines(actor, book, [Line.of(kept) for kept in book.lines])
    counts = {**book.counts, **counted(lines), STOOD: stood}
    step = int(outcome(before) != outcome(lines))
    kept = [line.kept() for line in lines]
    if not step and counts == book.counts and kept == book.lines:
        return
    same = ReturnedBook.objects.filter(pk=book.pk, version=book.version, state=State.STAGED)
    if same.update(lines=kept, counts=counts, version=F("version") + step):
        book.lines, book.counts, book.version = kept, counts, book.version + step
    else:  # decided on, or compared, while this page was being made
        book.refresh_from_db()


def outcome(lines: Sequence[Line]) -> list[object]:
    """Return what somebody who looks at the lines decides by."""
    return [(line.comes, line.differences, line.faults) for line in lines]
