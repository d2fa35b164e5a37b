"""What the pages 我的填报 and 审核 show: each check-in beside what was said the time before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import CheckIn, CheckInEvidence, CheckInMove, Round
from guatu.dispatch.policies import EDITABLE, Step, states_behind, step_of
from guatu.dispatch.queries.checkins import (
    awaiting_review,
    fillable,
    last_reports,
    visible_check_ins,
)
from guatu.dispatch.queries.signatures import Signed, is_back, signed_moves
from guatu.dispatch.queries.streaks import unchanged_streaks
from guatu.dispatch.queries.summaries import (
    LINE_LENGTH,
    SUMMARY_LENGTH,
    Drawn,
    composed,
    drawn_from,
    others_of,
)
from guatu.dispatch.recognitions import recognised
from guatu.ledgers.models import Duty
from guatu.ledgers.queries import installed_kinds
from guatu.ledgers.queries.paging import Key, beyond

State = CheckIn.State
JUMP = 200  # thousandths between two reports that a reviewer should look at twice
SAYS_DUE = ("done", "overdue", "due_soon")  # rules whose sentence names the due day itself
ALARM = (Lamp.OVERDUE, Lamp.SEVERE, Lamp.BEHIND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the computed lamp is lit."""

    rule: str
    inputs: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One item of 我的填报."""

    row: CheckIn
    last: CheckIn | None
    reason: Reason | None
    has_quantity: bool
    supports: Sequence[CheckIn]  # of a lead's: the other units of the entry, which it sums up
    returned: Signed | None
    drawn: Drawn | None  # of a summary that was handed in: from what
    unchanged: int  # reports in a row before this one that said “no news”

    @property
    def is_editable(self) -> bool:
        return self.row.state in EDITABLE and self.row.round.state != Round.State.FROZEN

    @property
    def silent(self) -> list[str]:
        """Return the support units that have not reported."""
        return [row.unit.label for row in self.supports if row.received_at is None]

    @property
    def offered(self) -> str:
        """Return the summary that the card proposes while its own is empty: nobody's word yet."""
        is_bare = not self.row.said and not self.row.is_unchanged
        return composed(self.supports) if is_bare and self.is_editable else ""

    @property
    def longest(self) -> int:
        return SUMMARY_LENGTH if self.supports else LINE_LENGTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a check-in says otherwise than the one before."""

    field: str
    before: Any
    now: Any
    is_marked: bool = False  # a jump, or a word that the computed lamp speaks against


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One item of 审核: differences only."""

    row: CheckIn
    last: CheckIn | None
    reason: Reason | None
    step: Step
    changes: Sequence[Change]
    returned: Signed | None  # its last step back, and when it came again after that
    resent_at: datetime | None
    drawn: Drawn | None
    unchanged: int  # reports in a row before this one that said “no news”
    ways_back: Sequence[str]

    @property
    def is_marked(self) -> bool:
        return any(change.is_marked for change in self.changes)


def with_all(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Return `rows` with what a card or a review item shows of them."""
    files = (
        CheckInEvidence.objects.filter(removed_at__isnull=True)
        .select_related("evidence")
        .order_by("pk")
    )
    return rows.select_related(
        "round__campaign",
        "entry__kind",
        "entry__lamp_reason",
        "unit",
        "milestone",
        "filled_by_unit",
    ).prefetch_related(Prefetch("evidence", queryset=files, to_attr="files"))


REVIEW_ORDER = tuple(
    Key(name=name)
    for name in (
        "entry__campaign_id", "entry__ledger_id", "entry__position", "unit__official_order",
        "unit__path", "pk",
    )
)  # fmt: skip
BY_LEDGER = (
    "entry__kind__official_order",
    "entry__ledger_id",
    "entry__position",
)  # of one campaign
OFFICIAL = ("unit__official_order", "unit__path", *BY_LEDGER, "pk")


def cards(rows: QuerySet[CheckIn]) -> list[Card]:
    """Return the cards of some check-ins of one round."""
    found = list(with_all(rows))
    last = last_reports(found)
    kinds = kinds_with_quantity()
    supports = others_of([row for row in found if row.role == Duty.Role.LEAD])
    returned = last_returns(found)
    drawn = drawn_from(found)
    streaks = unchanged_streaks(found)
    return [
        Card(
            row=row,
            last=last.get(row.pk),
            reason=reason_of(row),
            has_quantity=row.entry.kind.code in kinds,
            supports=supports.get(row.pk, ()),
            returned=returned.get(row.pk),
            drawn=drawn.get(row.pk),
            unchanged=streaks.get(row.pk, 0),
        )
        for row in found
    ]


def recognised_of(found: Collection[Card]) -> frozenset[int]:
    """Return the late reports on these cards, support units' too, whose ground is recognised."""
    return recognised(row for card in found for row in (card.row, *card.supports))


def kinds_with_quantity() -> frozenset[str]:
    return frozenset(kind.code for kind in installed_kinds() if kind.has_quantity)


def reason_of(row: CheckIn) -> Reason | None:
    lamp = getattr(row.entry, "lamp_reason", None)
    return None if lamp is None else Reason(rule=lamp.rule, inputs=lamp.inputs)


def last_returns(rows: Collection[CheckIn]) -> dict[int, Signed]:
    """Return the last return of each check-in that is back with its liaison, with its reason."""
    ids = [row.pk for row in rows if row.state == State.RETURNED]
    moves = CheckInMove.objects.filter(check_in__in=ids, to_state=State.RETURNED)
    last = {move.check_in_id: move for move in moves.order_by("pk")}
    signed = signed_moves(last.values())
    return {pk: signed[move.pk] for pk, move in last.items()}


def resent(rows: Collection[CheckIn]) -> dict[int, tuple[Signed, datetime | None]]:
    """Return the last step back of each check-in that went down the chain, and when it came again."""
    ids = [row.pk for row in rows]
    steps = CheckInMove.objects.filter(check_in__in=ids).exclude(from_state=F("to_state"))
    moves = list(steps.order_by("pk"))
    signed = signed_moves([move for move in moves if is_back(move)])
    found: dict[int, tuple[Signed, datetime | None]] = {}
    for move in moves:
        if move.pk in signed:
            found[move.check_in_id] = (signed[move.pk], None)
        elif move.check_in_id in found and move.to_state == State.SUBMITTED:
            found[move.check_in_id] = (found[move.check_in_id][0], move.moved_at)
    return found


def review_items(
    actor: Actor, *, limit: int, after: int | None = None
) -> tuple[list[ReviewItem], int]:
    """Return the check-ins that wait for the actor's word, and how many there are in all.

    `after` is the last one seen on the page before; it may have been decided since.
    """
    rows = awaiting_review(actor)
    names = [key.name for key in REVIEW_ORDER]
    found = list(with_all(beyond_last(actor, rows, after).order_by(*names))[:limit])
    last = last_reports(found)
    again = resent(found)
    drawn = drawn_from(found)
    streaks = unchanged_streaks(found)
    items = []
    for row in found:
        step = step_of(row.state, row.role)
        if step is not None:
            returned, resent_at = again.get(row.pk, (None, None))
            items.append(
                ReviewItem(
                    row=row,
                    last=last.get(row.pk),
                    reason=reason_of(row),
                    step=step,
                    changes=changes_of(row, last.get(row.pk)),
                    returned=returned,
                    resent_at=resent_at,
                    drawn=drawn.get(row.pk),
                    unchanged=streaks.get(row.pk, 0),
                    ways_back=states_behind(row.state, row.role),
                )
            )
    return items, rows.count()


def beyond_last(actor: Actor, rows: QuerySet[CheckIn], after: int | None) -> QuerySet[CheckIn]:
    if after is None:
        return rows
    names = [key.name for key in REVIEW_ORDER]
    last = visible_check_ins(actor).filter(pk=after).values_list(*names).first()
    return rows if last is None else rows.filter(beyond(REVIEW_ORDER, list(last)))


def changes_of(row: CheckIn, last: CheckIn | None) -> list[Change]:
    """Return what `row` says otherwise than `last`, doubtful things marked."""
    found = []
    if row.progress is not None:
        before = last.progress if last is not None else None
        step = row.progress - (before or 0)
        if step or before is None:
            marked = before is not None and (step >= JUMP or step < 0)
            found.append(
                Change(field="progress", before=before, now=row.progress, is_marked=marked)
            )
    if row.reported_lamp and (last is None or row.reported_lamp != last.reported_lamp):
        brighter = row.reported_lamp == Lamp.ON_PACE and row.entry.lamp in ALARM
        before_lamp = last.reported_lamp if last is not None else None
        found.append(
            Change(
                field="reported_lamp", before=before_lamp, now=row.reported_lamp, is_marked=brighter
            )
        )
    if row.outcome != CheckIn.Outcome.NONE:
        found.append(Change(field="outcome", before=None, now=row.outcome))
    if row.problem != (last.problem if last is not None else ""):
        before_problem = last.problem if last is not None else ""
        found.append(Change(field="problem", before=before_problem, now=row.problem))
    return found


def receipt_rows(actor: Actor, number: int) -> list[CheckInMove]:
    """Return what `actor` submitted in the act with this number in the record."""
    return list(
        CheckInMove.objects.filter(
            event_number=number, to_state=State.SUBMITTED, person_id=actor.person_id or 0
        )
        .select_related(
            "check_in__entry",
            "check_in__unit",
            "check_in__filled_by_unit",
            "check_in__round__campaign",
        )
        .order_by("pk")
    )


def still_open(actor: Actor, one: Round) -> int:
    """Return how much of a round the actor has not submitted yet."""
    return fillable(actor).filter(round=one, state__in=EDITABLE).count()
