"""Whose word a step of a check-in was: the name, for a deputy the holder's, on paper who recorded it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from guatu.accounts.models import Appointment, Post
from guatu.accounts.queries import in_force
from guatu.dispatch.models import CheckIn, CheckInMove
from guatu.ledgers.queries import names_of

State = CheckIn.State
RANKS = {
    State.DRAFT: 0,
    State.RETURNED: 0,
    State.SUBMITTED: 1,
    State.UNIT_APPROVED: 2,
    State.LEAD_APPROVED: 3,
    State.VERIFIED: 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One step with the names behind it."""

    move: CheckInMove
    name: str
    post: str
    holder: str  # whom a deputy stood in for
    recorder: str  # who recorded a signature on paper

    @property
    def is_paper(self) -> bool:
        return self.move.signed_by is not None

    @property
    def is_back(self) -> bool:
        return is_back(self.move)


def is_back(move: CheckInMove) -> bool:
    """Say whether a move went down the chain: a return, whole or by one step."""
    return RANKS[State(move.to_state)] < RANKS[State(move.from_state)]


def signed_moves(moves: Collection[CheckInMove]) -> dict[int, Signed]:
    """Return the steps by their row, with all names, in three queries at most."""
    people = {pk for move in moves for pk in (move.person_id, move.signed_by) if pk is not None}
    names = names_of(people) if people else {}
    posts = dict(
        Post.objects.filter(pk__in={move.post_id for move in moves}).values_list("pk", "title")
    )
    holders = holders_of([move for move in moves if move.is_deputy])
    found = {}
    for move in moves:
        who = move.signed_by or move.person_id
        found[move.pk] = Signed(
            move=move,
            name=names.get(who or 0, "—"),
            post=posts.get(move.post_id or 0, ""),
            holder=holders.get(move.pk, ""),
            recorder=names.get(move.person_id or 0, "—") if move.signed_by else "",
        )
    return found


def holders_of(moves: Collection[CheckInMove]) -> dict[int, str]:
    """Return the name of the holder of each deputy's post on the day of the word."""
    if not moves:
        return {}
    days = {move.pk: day_of(move.signed_on, move.moved_at) for move in moves}
    condition = Q(pk__in=())
    for day in set(days.values()):
        condition |= in_force(day)
    rows = list(
        Appointment.objects.filter(
            condition, post__in={move.post_id for move in moves}, is_deputy=False
        )
        .select_related("person")
        .order_by("started_on", "pk")
    )
    return {
        move.pk: one.person.name
        for move in moves
        for one in rows
        if one.post_id == move.post_id and holds(one, days[move.pk])
    }


def day_of(signed_on: date | None, moved_at: datetime) -> date:
    return signed_on or timezone.localdate(moved_at)


def holds(one: Appointment, day: date) -> bool:
    return one.started_on <= day and (one.ended_on is None or one.ended_on >= day)
