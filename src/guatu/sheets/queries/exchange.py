"""What goes out to be filled in and may come back: of a liaison its units', of an office all of a round."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import EDITABLE
from guatu.dispatch.queries.checkins import asked_here, fillable, visible_check_ins
from guatu.dispatch.queries.rounds import visible_rounds
from guatu.ledgers.models import Entry, Kind
from guatu.sheets.models import IssuedBook, ReturnedBook, SheetIssue, SheetReturn
from guatu.sheets.policies import can_exchange_all
from guatu.shell.errors import NotFound

BY_UNIT = ("unit__official_order", "unit__path")
IN_ORDER = ("entry__kind__official_order", "entry__ledger_id", "entry__position", "pk")
ROUNDS_SHOWN = 40
LOOKED_AT = {"id", "title", "number", "kind", "due_on", "lamp"}  # of an entry, by a workbook
UNREAD = tuple(
    f"entry__{field.name}"
    for field in Entry._meta.concrete_fields  # noqa: SLF001 Django's public way to fields
    if field.name not in LOOKED_AT
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSheets:
    """One unit in a round: how much it owes, what went out to it last, and what came back of that."""

    unit: Unit
    asked: int
    open: int  # not reported, or sent back
    sent_back: int = 0
    books: tuple[IssuedBook, ...] = ()
    returned: ReturnedBook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSheets:
    """A round as the page of workbooks lists it."""

    round: Round
    open: int
    units: int
    issued: int = 0
    returned: int = 0


@dataclass(slots=True)
class Standing:
    """What went out in a round and what came back, by unit."""

    books: dict[int, list[IssuedBook]] = field(default_factory=dict)
    returned: dict[int, ReturnedBook] = field(default_factory=dict)


def reachable(actor: Actor, one: Round) -> QuerySet[CheckIn]:
    """Return the check-ins of a round whose workbook an actor may let go out and take back."""
    if can_exchange_all(actor, one.campaign):
        rows = visible_check_ins(actor, one.campaign).filter(round=one)
        return rows.filter(asked_here(), entry__validity=Validity.IN_FORCE)
    return fillable(actor).filter(round=one)


def exchanged_rounds(actor: Actor, campaign: Campaign) -> list[RoundSheets]:
    """Return the rounds of a campaign that still take words, the newest first."""
    rounds = Round.objects.filter(campaign=campaign, cadence__asks_check_ins=True)
    rounds = rounds.exclude(state=Round.State.FROZEN).select_related("cadence", "campaign__unit")
    found = []
    for one in rounds.order_by("-starts_on", "-pk")[:ROUNDS_SHOWN]:
        counts = reachable(actor, one).order_by().aggregate(
            open=Count("pk", filter=Q(state__in=EDITABLE)), units=Count("unit", distinct=True)
        )  # fmt: skip
        if counts["units"]:
            out = standing_of(actor, one)
            found.append(
                RoundSheets(
                    round=one, open=counts["open"], units=counts["units"],
                    issued=len(out.books), returned=len(out.returned),
                )
            )  # fmt: skip
    return found


def exchanged_round(actor: Actor, round_id: int) -> Round:
    """Return a round in which the actor may exchange workbooks.

    Raises
    ------
    NotFound
        If there is none, or nothing in it is this actor's to fill in or to run.
    """
    rows = Round.objects.select_related("campaign__unit", "cadence").filter(pk=round_id)
    one = rows.first()
    if one is None or not reachable(actor, one).exists():
        raise NotFound
    return one


def units_of_round(actor: Actor, one: Round) -> list[UnitSheets]:
    """Return the units of a round in 建制顺序 with what went out to them and came back."""
    counts = {
        row["unit"]: (row["asked"], row["open"], row["sent_back"])
        for row in reachable(actor, one)
        .order_by()
        .values("unit")
        .annotate(
            asked=Count("pk"),
            open=Count("pk", filter=Q(state__in=EDITABLE)),
            sent_back=Count("pk", filter=Q(state=CheckIn.State.RETURNED)),
        )
    }
    out = standing_of(actor, one)
    units = Unit.objects.filter(pk__in=counts).order_by("official_order", "path")
    return [
        UnitSheets(
            unit=unit, asked=counts[unit.pk][0], open=counts[unit.pk][1],
            sent_back=counts[unit.pk][2],
            books=tuple(out.books.get(unit.pk, ())), returned=out.returned.get(unit.pk),
        )
        for unit in units
    ]  # fmt: skip


def standing_of(actor: Actor, one: Round) -> Standing:
    """Return the last workbooks that went out to each unit, and the last that came back of them."""
    out = Standing()
    for book in visible_books(actor, one).order_by("issue__number", "unit", "part"):
        kept = out.books.setdefault(book.unit_id, [])
        if kept and kept[0].issue_id != book.issue_id:
            kept.clear()
        kept.append(book)
    last = {book.pk for books in out.books.values() for book in books}
    back = ReturnedBook.objects.filter(issued__in=last, state=ReturnedBook.State.APPLIED)
    for row in back.defer("lines", "undo").order_by("pk"):
        if row.unit_id is not None:
            out.returned[row.unit_id] = row
    return out


def visible_books(actor: Actor, one: Round) -> QuerySet[IssuedBook]:
    """Return the workbooks of a round that went out to units which are the actor's here."""
    rows = IssuedBook.objects.filter(issue__round=one).select_related("issue", "unit", "evidence")
    rows = rows.defer("base")
    if can_exchange_all(actor, one.campaign):
        return rows
    units = reachable(actor, one).order_by().values("unit").distinct()
    return rows.filter(unit__in=units)


def visible_book(actor: Actor, book_id: int) -> IssuedBook:
    """Return one workbook that went out.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = IssuedBook.objects.filter(pk=book_id).select_related("issue").first()
    if found is not None:
        one = exchanged_round(actor, found.issue.round_id)
        row = visible_books(actor, one).filter(pk=book_id).first()
        if row is not None:
            return row
    raise NotFound


def visible_issue(actor: Actor, issue_id: int) -> tuple[SheetIssue, list[IssuedBook]]:
    """Return one going out with the workbooks of it that are the actor's, in 建制顺序.

    Raises
    ------
    NotFound
        If there is none, or none of its workbooks is for this actor to know of.
    """
    found = SheetIssue.objects.filter(pk=issue_id).first()
    if found is not None:
        one = exchanged_round(actor, found.round_id)
        books = visible_books(actor, one).filter(issue=found).order_by(*BY_UNIT, "part")
        if rows := list(books):
            return found, rows
    raise NotFound


def own_batches(actor: Actor, one: Round) -> QuerySet[SheetReturn]:
    """Return what an account dropped onto a round, with its files; another's is not there."""
    rows = SheetReturn.objects.filter(round=one, received_by=actor.account_id or 0)
    books = ReturnedBook.objects.defer("lines", "undo").order_by("place")
    return rows.prefetch_related(Prefetch("books", queryset=books)).order_by("-pk")


def own_batch(actor: Actor, batch_id: int) -> SheetReturn:
    """Return one drop of one's own.

    Raises
    ------
    NotFound
        If there is none, another dropped it, or its round is none of the actor's any more.
    """
    rows = SheetReturn.objects.select_related("round__campaign__unit", "round__cadence")
    found = rows.filter(pk=batch_id, received_by=actor.account_id or 0).first()
    if found is None or not reachable(actor, found.round).exists():
        raise NotFound
    return found


def own_book(actor: Actor, book_id: int) -> ReturnedBook:
    """Return one file of a drop of one's own, with its round."""
    rows = ReturnedBook.objects.select_related(
        "batch__round__campaign__unit", "unit", "evidence", "issued__issue"
    )
    found = rows.filter(pk=book_id).first()
    if found is None:
        raise NotFound
    own_batch(actor, found.batch_id)
    return found


def unit_rows(rows: QuerySet[CheckIn], unit_ids: Collection[int]) -> Sequence[CheckIn]:
    """Return the open check-ins of some units with what a workbook shows of them, in order."""
    found = rows.filter(unit__in=unit_ids, state__in=EDITABLE).order_by(*BY_UNIT, *IN_ORDER)
    return with_kinds(with_entries(found))


def with_entries(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Return rows with entry and goal, without what a workbook does not look at: half of the time.

    Units are few and the same in many rows: `with_kinds` sets them.
    """
    related = rows.select_related("entry", "milestone")
    return related.defer(*UNREAD, "unreported_units")


def with_kinds(rows: Iterable[CheckIn]) -> list[CheckIn]:
    """Set the kinds of the entries and the units, each read once and not once a row."""
    kinds = Kind.objects.in_bulk()
    found = list(rows)
    units = Unit.objects.in_bulk({row.unit_id for row in found})
    for row in found:
        row.entry.kind = kinds[row.entry.kind_id]
        row.unit = units[row.unit_id]
    return found


def knows_round(actor: Actor, one: Round) -> bool:
    """Say whether an actor may be told of a round by name."""
    return visible_rounds(actor).filter(pk=one.pk).exists() or reachable(actor, one).exists()
