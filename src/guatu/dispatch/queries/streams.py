"""The stream of an entry: what was reported of it, and how its lamp turned, the newest first.

Drafts are nobody's business but their writer's: a report appears once it was handed in, and one
that is being reworked shows why it was returned, not what is half written.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from guatu.core.actors import ANONYMOUS, Actor
from guatu.core.kinds import KindDefinition
from guatu.dispatch.courses import Facts, Goal, Said, Standing
from guatu.dispatch.models import CheckIn, CheckInEvidence, CheckInMove, EntryState
from guatu.dispatch.policies import APPROVED
from guatu.dispatch.queries.signatures import Signed, is_back, signed_moves
from guatu.dispatch.queries.summaries import Drawn, drawn_from
from guatu.dispatch.streamparts import Event, ranked_sources
from guatu.ledgers.models import Duty, Entry, Milestone

State = CheckIn.State
EVENTS_A_PAGE = 20
MOST_DOTS = 300  # the newest: five years of weeks
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
LARGEST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where an event stands among all: by its moment, then its sort, then its row."""

    moment: datetime
    rank: int
    pk: int

    def __str__(self) -> str:
        return f"{(self.moment - EPOCH) // TICK}-{self.rank}-{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One check-in that was handed in, with what became of it."""

    name: ClassVar[str] = "report"
    rank: ClassVar[int] = 2
    row: CheckIn
    moves: tuple[CheckInMove, ...]
    is_reworked: bool

    @property
    def place(self) -> Place:
        assert self.row.received_at is not None  # noqa: S101 the query asks for it
        return Place(moment=self.row.received_at, rank=self.rank, pk=self.row.pk)

    @property
    def returns(self) -> list[CheckInMove]:
        return [move for move in self.moves if is_back(move)]

    @property
    def steps(self) -> list[CheckInMove]:
        return [move for move in self.moves if move.from_state != move.to_state]

    @property
    def notes(self) -> list[CheckInMove]:
        """Return words that a unit had begun before it merged into this one."""
        return [move for move in self.moves if move.from_state == move.to_state]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The lamp at the freeze of a round, where it differs from the freeze before."""

    name: ClassVar[str] = "turn"
    rank: ClassVar[int] = 1
    state: EntryState
    before: str

    @property
    def place(self) -> Place:
        assert self.state.from_round.frozen_at is not None  # noqa: S101 the query asks for it
        return Place(moment=self.state.from_round.frozen_at, rank=self.rank, pk=self.state.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What another app says of the entry."""

    name: ClassVar[str] = "part"
    event: Event
    rank: int

    @property
    def place(self) -> Place:
        return Place(moment=self.event.moment, rank=self.rank, pk=self.event.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One page of events, where the next begins ("" if this is the last), and whose words they are."""

    events: tuple[Report | Turn | Part, ...]
    older: str
    signed: dict[int, Signed]  # by the step's row
    drawn: dict[int, Drawn]  # by the check-in: what a summary was drawn from


def read_place(text: str) -> Place | None:
    """Return the place that an address names, or None for one that names none."""
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004
        return None
    ticks, rank, pk = (int(part[:20]) for part in parts)
    if pk > LARGEST:
        return None
    try:
        return Place(moment=EPOCH + ticks * TICK, rank=rank, pk=pk)
    except OverflowError:
        return None


def stream_of(
    entry: Entry, after: Place | None, *, with_supports: bool = False, actor: Actor = ANONYMOUS
) -> Stream:
    """Return a page of what happened to an entry that the reader was found to see.

    What other apps say of it, they say as far as `actor` may see it.

    What the support units say stands aside until it is asked for: an entry with eighteen of them
    would fill a page with one week.
    """
    rows = CheckIn.objects.filter(entry=entry, received_at__isnull=False)
    if not with_supports:
        rows = rows.filter(role=Duty.Role.LEAD)
    found: list[Report | Turn | Part] = [
        *reports_of(rows, after), *turns_of(entry, after), *parts_of(actor, entry, after)
    ]  # fmt: skip
    found.sort(key=lambda event: event.place, reverse=True)
    events = tuple(found[:EVENTS_A_PAGE])
    older = str(events[-1].place) if len(found) > EVENTS_A_PAGE else ""
    reports = [event for event in events if isinstance(event, Report)]
    return Stream(
        events=events,
        older=older,
        signed=signed_moves([move for event in reports for move in event.moves]),
        drawn=drawn_from([event.row for event in reports]),
    )


def below(column: str, rank: int, after: Place | None) -> Q:
    """Return the condition for the events of a sort that stand after a place."""
    if after is None:
        return Q()
    earlier = Q(**{f"{column}__lt": after.moment})
    if rank > after.rank:
        return earlier
    same = Q(**{column: after.moment})
    return earlier | (same if rank < after.rank else same & Q(pk__lt=after.pk))


def has_supports(entry: Entry) -> bool:
    """Say whether a support unit ever reported of an entry."""
    rows = CheckIn.objects.filter(entry=entry, received_at__isnull=False, role=Duty.Role.SUPPORT)
    return rows.exists()


def reports_of(rows: QuerySet[CheckIn], after: Place | None) -> list[Report]:
    files = (
        CheckInEvidence.objects.filter(submitted_at__isnull=False)
        .select_related("evidence")
        .order_by("pk")
    )
    found = (
        rows.filter(below("received_at", Report.rank, after))
        .select_related("round", "unit", "milestone", "filled_by_unit")
        .prefetch_related(
            Prefetch("evidence", queryset=files, to_attr="files"),
            Prefetch("moves", queryset=CheckInMove.objects.order_by("pk"), to_attr="steps"),
        )
        .order_by("-received_at", "-pk")[: EVENTS_A_PAGE + 1]
    )
    return [
        Report(row=row, moves=tuple(row.steps), is_reworked=is_reworked(row, row.steps))
        for row in found
    ]


def parts_of(actor: Actor, entry: Entry, after: Place | None) -> list[Part]:
    """Return what the other apps say of the entry that stands after a place, the newest first."""
    parts = [
        Part(event=event, rank=rank)
        for rank, source in ranked_sources()
        for event in source(actor, entry)
    ]
    found = [part for part in parts if after is None or part.place < after]
    return sorted(found, key=lambda part: part.place, reverse=True)[: EVENTS_A_PAGE + 1]


def is_reworked(row: CheckIn, moves: Collection[CheckInMove]) -> bool:
    """Say whether a returned report was touched since: what stands in it was not handed in."""
    returned = [move.moved_at for move in moves if move.to_state == State.RETURNED]
    return row.state == State.RETURNED and bool(returned) and row.saved_at > returned[-1]


def turns_of(entry: Entry, after: Place | None) -> list[Turn]:
    before = (
        EntryState.objects.filter(
            entry=OuterRef("entry"),
            from_round__cadence=OuterRef("from_round__cadence"),
            from_ordinal__lt=OuterRef("from_ordinal"),
        )
        .order_by("-from_ordinal")
        .values("lamp")[:1]
    )
    rows = (
        EntryState.objects.filter(
            below("from_round__frozen_at", Turn.rank, after),
            entry=entry,
            from_round__frozen_at__isnull=False,
        )
        .annotate(before=Subquery(before))
        .filter(before__isnull=False)
        .exclude(before=F("lamp"))
        .select_related("from_round")
        .order_by("-from_round__frozen_at", "-pk")[: EVENTS_A_PAGE + 1]
    )
    return [Turn(state=row, before=row.before) for row in rows]


def course_facts(entry: Entry, kind: KindDefinition, today: date) -> Facts:
    """Return what the drawing of an entry's course shows: what its leads said, and its milestones."""
    rows = CheckIn.objects.filter(
        entry=entry, role=Duty.Role.LEAD, received_at__isnull=False
    ).exclude(state=State.RETURNED)
    if kind.has_quantity:
        rows = rows.filter(progress__isnull=False)
    newest = rows.order_by("-received_at", "-pk").values_list("received_at", "progress", "state")
    return Facts(
        starts_on=entry.starts_on or entry.campaign.starts_on,
        ends_on=entry.due_on or entry.campaign.ends_on,
        closed_on=entry.closed_on,
        has_quantity=kind.has_quantity,
        said=[
            Said(
                day=timezone.localdate(received_at),
                progress=progress if kind.has_quantity else None,
                is_approved=state in APPROVED,
            )
            for received_at, progress, state in reversed(newest[:MOST_DOTS])
            if received_at is not None
        ],
        goals=[
            Goal(title=row.title, due_on=row.due_on, standing=standing(row, today))
            for row in entry.milestones.all()
        ],
    )


def standing(row: Milestone, today: date) -> Standing:
    if row.outcome == Milestone.Outcome.OPEN:
        return Standing.PAST if row.due_on < today else Standing.AHEAD
    return Standing(row.outcome)
