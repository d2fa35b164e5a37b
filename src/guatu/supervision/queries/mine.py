"""What waits on whose desk, and all that is shown of one directive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from guatu.accounts.models import Person
from guatu.accounts.queries.handovers import holders_now
from guatu.core.actors import Actor, Role
from guatu.ledgers.queries import visible_entries
from guatu.ledgers.queries.visibility import reached
from guatu.supervision.models import Directive, DirectiveExtension, DirectiveStep
from guatu.supervision.policies.directives import (
    SPEAKERS,
    can_answer,
    can_check,
    can_steer,
)
from guatu.supervision.queries.directives import (
    OFFICIAL,
    WITH_ALL,
    Coloured,
    coloured,
    is_open,
    standing_of,
    visible_directives,
    with_parts,
)
from guatu.supervision.wording import TIMES

State = Directive.State
AT_WORK = frozenset({State.SIGNED, State.WORKING, State.RETURNED})
TO_ANSWER = frozenset({State.ISSUED, *AT_WORK})


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """What an actor may do with a directive as it stands."""

    sign: bool = False
    start: bool = False
    answer: bool = False
    ask: bool = False
    split: bool = False
    decide: bool = False
    check: bool = False
    withdraw: bool = False
    reopen: bool = False

    @property
    def anything(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def may(actor: Actor, row: Directive, asked: DirectiveExtension | None) -> May:
    """Return what the actor may do; every act asks again."""
    standing = standing_of(row)
    answers, steers = can_answer(actor, standing), actor.is_person and can_steer(actor, standing)
    is_to_answer = answers and row.state in TO_ANSWER
    return May(
        sign=answers and row.state == State.ISSUED,
        start=answers and row.state == State.SIGNED,
        answer=is_to_answer and row.state != State.ISSUED,
        ask=is_to_answer and asked is None,
        split=is_to_answer and row.state != State.ISSUED and row.part.count(".") == 0,
        decide=steers and asked is not None and asked.asked_by != actor.person_id,
        check=row.state == State.REPLIED and can_check(actor, standing),
        withdraw=steers and row.is_open,
        reopen=steers and row.state == State.CLOSED,
    )


class Desk(StrEnum):
    """What a person does with directives first of all."""

    ANSWER = "answer"  # speaks for a unit
    DECIDE = "decide"  # the office: checks what is reported, decides on other days
    LEAD = "lead"  # a leader: those that the post is in charge of


def desk_of(actor: Actor) -> Desk | None:
    """Return what an actor's own list of directives is; None for whoever only looks."""
    if actor.holds(*SPEAKERS):
        return Desk.ANSWER
    if actor.holds(Role.CAMPAIGN_OFFICE):
        return Desk.DECIDE
    return Desk.LEAD if actor.holds(Role.LEADER) else None


def on_desk(actor: Actor, *, is_all: bool = False) -> QuerySet[Directive]:
    """Return the directives of the actor's own list, the nearest limit first."""
    match desk_of(actor):
        case Desk.DECIDE:
            return to_decide(actor)
        case Desk.LEAD:
            return in_charge(actor, is_all=is_all)
        case _:
            return to_answer(actor, is_all=is_all)


def count_on_desk(actor: Actor) -> int:
    """Return how many of them wait for something from the actor, or from whom it is in charge of."""
    if desk_of(actor) is Desk.ANSWER:
        return count_to_answer(actor)
    return on_desk(actor).count()


def listed(rows: QuerySet[Directive], *, is_all: bool) -> QuerySet[Directive]:
    """Return rows for a list: whether another day is asked for, the nearest limit first."""
    if not is_all:
        rows = rows.filter(is_open())
    asked = DirectiveExtension.objects.filter(directive=OuterRef("pk"), state="asked")
    rows = rows.annotate(is_asking=Exists(asked))
    return rows.select_related(*WITH_ALL).order_by("limit_on", *OFFICIAL)


def to_decide(actor: Actor) -> QuerySet[Directive]:
    """Return what waits for the office's word: reported as finished, or another day asked for.

    Parts are the affair of the unit that split them off; a named post checks what it is named for.
    """
    runs = reached("campaign__unit__", set(actor.scopes(Role.CAMPAIGN_OFFICE)), set())
    own = Q(post_id__in=actor.post_ids, state__in=TO_ANSWER)
    named = Q(verifier_id__in=actor.post_ids, state=State.REPLIED)
    rows = listed(visible_directives(actor), is_all=False)
    waits = Q(state=State.REPLIED) | Q(is_asking=True)
    return rows.filter(own | named | (runs & Q(parent__isnull=True) & waits))


def in_charge(actor: Actor, *, is_all: bool = False) -> QuerySet[Directive]:
    """Return the directives that the actor's posts are in charge of, or have to answer themselves."""
    mine = Q(leader_id__in=actor.post_ids) | Q(post_id__in=actor.post_ids)
    return listed(visible_directives(actor).filter(mine), is_all=is_all)


def to_answer(actor: Actor, *, is_all: bool = False) -> QuerySet[Directive]:
    """Return the directives that the actor's units and posts have to answer, the nearest first."""
    grants = [grant for grant in actor.grants if grant.role in SPEAKERS]
    units = {grant.unit_id for grant in grants} | (set(actor.task_force_ids) if grants else set())
    scopes = {grant.scope_path for grant in grants}
    condition = Q(post_id__in=actor.post_ids)
    if grants:
        condition |= reached("unit__", scopes, units)
    return listed(visible_directives(actor).filter(condition), is_all=is_all)


def count_to_answer(actor: Actor) -> int:
    """Return how many open directives wait for something from the actor's units."""
    return to_answer(actor).filter(state__in=TO_ANSWER).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One of the seven times; `at` is None where it has not come."""

    label: str | Promise
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All that the page of a directive shows."""

    one: Coloured
    times: list[Moment]
    steps: list[tuple[DirectiveStep, str]]  # with the name of who took it
    parts: list[Coloured]
    joined: list[Directive]  # the other directives of the matter
    extensions: list[DirectiveExtension]
    waiting: DirectiveExtension | None
    is_parent_seen: bool
    is_entry_seen: bool
    leader: str = ""
    may: May = field(default_factory=May)

    @property
    def done_parts(self) -> int:
        return sum(one.row.state == State.CLOSED for one in self.parts)

    @property
    def open_parts(self) -> int:
        done = {State.CLOSED, State.REPLIED, State.WITHDRAWN}
        return sum(one.row.state not in done for one in self.parts)


def whole(actor: Actor, row: Directive, today: date) -> Whole:
    """Return a directive that the actor was found to see, with all that hangs on it."""
    seen = visible_directives(actor)
    parts = with_parts(seen.filter(parent=row), today).select_related(*WITH_ALL).order_by("pk")
    extensions = list(row.extensions.order_by("pk"))
    waiting = next((one for one in extensions if one.state == "asked"), None)
    marked = with_parts(Directive.objects.filter(pk=row.pk).select_related(*WITH_ALL), today)
    return Whole(
        one=coloured(list(marked), today)[0],
        times=[Moment(label=label, at=getattr(row, name)) for name, label in TIMES],
        steps=named_steps(row),
        parts=coloured(list(parts), today),
        joined=list(joined(actor, row)),
        extensions=extensions,
        waiting=waiting,
        is_parent_seen=row.parent_id is not None and seen.filter(pk=row.parent_id).exists(),
        is_entry_seen=row.entry_id is not None
        and visible_entries(actor).order_by().filter(pk=row.entry_id).exists(),
        leader=leader_name(row, today),
        may=may(actor, row, waiting),
    )


def joined(actor: Actor, row: Directive) -> QuerySet[Directive]:
    """Return the other directives of the same matter that the actor sees."""
    first = row.matter_id or row.pk
    rows = visible_directives(actor).filter(Q(matter_id=first) | Q(pk=first)).exclude(pk=row.pk)
    return rows.filter(parent__isnull=True).select_related("unit").order_by(*OFFICIAL)


def named_steps(row: Directive) -> list[tuple[DirectiveStep, str]]:
    """Return the steps, the newest first, with the names of who took them."""
    steps = list(
        row.steps.select_related("unit", "post").prefetch_related("files__evidence").order_by("-pk")
    )
    names = names_of([step.person_id for step in steps])
    return [(step, names.get(step.person_id or 0, "")) for step in steps]


def names_of(person_ids: Sequence[int | None]) -> dict[int, str]:
    wanted = {one for one in person_ids if one is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name"))


def leader_name(row: Directive, today: date) -> str:
    """Return who holds the post of the leader in charge today."""
    if row.leader_id is None:
        return ""
    held = holders_now([row.leader_id], today).get(row.leader_id, [])
    return "、".join(one.person.name for one in held if not one.is_deputy)
