"""What was built on a workbook since it was taken over, by item: why it cannot be undone, what helps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guatu.core.actors import Actor
from guatu.dispatch.models import CheckIn, SummaryPart
from guatu.ledgers.queries.batches import batches
from guatu.sheets.models import ReturnedBook

NAMED = 5  # items


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """One item that holds up the undoing, in words, and the workbook of one's own to undo first."""

    note: str
    book: ReturnedBook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrances:
    """What holds up the undoing: the first items by name, and how many there are."""

    count: int = 0
    named: tuple[Hindrance, ...] = ()

    @property
    def more(self) -> int:
        return self.count - len(self.named)


def hindrances(actor: Actor, book: ReturnedBook, stands: Mapping[int, int]) -> Hindrances:
    """Return what hinders the undoing of a workbook whose check-ins stand at the versions `stands`.

    A line that was changed, approved or sent back since, that a summary was drawn from, or that
    answered above.
    """
    wanted = {int(pk): kept["after"] for pk, kept in book.undo.items()}
    changed = {pk for pk, version in wanted.items() if stands.get(pk) != version}
    drawn, above = drawn_into(book), taken_above(wanted)
    found = sorted(changed | drawn.keys() | above)
    first = found[:NAMED]
    rows = CheckIn.objects.select_related("entry").in_bulk(first)
    named = []
    for pk in first:
        summary = drawn.get(pk)
        title = rows[pk].entry.title if pk in rows else "—"
        note = why(title, summary, is_above=pk in above)
        blocking = pk if summary is None else summary.pk
        named.append(Hindrance(note=note, book=blocking_book(actor, book, blocking)))
    return Hindrances(count=len(found), named=tuple(named))


def drawn_into(book: ReturnedBook) -> dict[int, CheckIn]:
    """Return the summaries that were drawn from what a workbook handed in first, by its check-ins."""
    first = [int(pk) for pk, kept in book.undo.items() if kept["before"]["received_at"] is None]
    return {
        part.source_id: part.summary
        for some in batches(sorted(first))
        for part in SummaryPart.objects.filter(source__in=some, received_at__isnull=False)
        .select_related("summary__unit")
        .order_by("pk")
    }


def taken_above(ids: Collection[int]) -> set[int]:
    return {
        pk
        for some in batches(sorted(ids))
        for pk in CheckIn.objects.filter(taken_from__in=some).values_list("taken_from", flat=True)
        if pk is not None
    }


def why(title: str, summary: CheckIn | None, *, is_above: bool) -> str:
    told = {"title": title, "unit": summary.unit.label if summary else ""}
    if summary is not None:
        return _("“%(title)s”: %(unit)s drew its summary from it.") % told
    if is_above:
        return _("“%(title)s”: it answered the item above.") % told
    return _("“%(title)s”: it was changed, approved or sent back.") % told


def blocking_book(actor: Actor, book: ReturnedBook, check_in_id: int) -> ReturnedBook | None:
    """Return the workbook that the actor took over after this one, or beside it, with a check-in."""
    rows = ReturnedBook.objects.filter(
        state=ReturnedBook.State.APPLIED,
        batch__round=book.batch.round_id,
        batch__received_by=actor.account_id or 0,
        undo__has_key=str(check_in_id),
        applied_at__gte=book.applied_at,
    ).exclude(pk=book.pk)
    return rows.select_related("unit").defer("lines", "undo").order_by("-applied_at", "-pk").first()


def told(found: Hindrances) -> Iterator[str]:
    """Yield a sentence for each item that hinders, and how many more there are."""
    yield from (one.note for one in found.named)
    books = {one.book.pk: one.book for one in found.named if one.book is not None}
    for book in books.values():
        name = book.unit.label if book.unit else book.file_name
        yield _("Undo the workbook of %(name)s first.") % {"name": name}
    if found.more:
        yield _("And %(count)d more.") % {"count": found.more}
