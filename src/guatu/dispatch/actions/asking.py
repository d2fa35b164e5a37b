"""Asking the units for what they owe in a round, chunk by chunk of its entries."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from guatu.campaigns.models import Campaign, Validity
from guatu.core.rounds import month_of
from guatu.dispatch.actions.askedrows import insert_asked
from guatu.dispatch.actions.cascading import ask_below
from guatu.dispatch.models import Cadence, CheckIn, Round
from guatu.ledgers.models import Duty, Entry, Milestone, PostDuty
from guatu.ledgers.queries import unasked_kinds

EVERY = Q()
CHUNK = 5_000  # entries; what the database sorts at once


def asked_duties(one: Round) -> QuerySet[Duty]:
    """Return the parts of units in entries in force that are under way and derive from no others.

    A unit that has taken an entry on in a campaign of its own, where it is asked, reports there
    once (T14, `ask_below`); who leads it with others is asked here, for the word on all. What
    another open round of the campaign asks of a unit is not asked of it a second time.
    """
    roles = [Duty.Role.LEAD]
    if one.cadence.owes == Cadence.Owes.ALL:
        roles.append(Duty.Role.SUPPORT)
    rows = (
        Duty.objects.exclude(Exists(taken_on()), ~Exists(others_beside()))
        .exclude(Exists(taken_on()), role=Duty.Role.SUPPORT)
        .exclude(entry__kind__in=unasked_kinds())
        .filter(
            Q(entry__starts_on__isnull=True) | Q(entry__starts_on__lte=one.ends_on),
            covered(one.cadence),
            entry__campaign=one.campaign_id,
            entry__closed_on__isnull=True,
            entry__validity=Validity.IN_FORCE,
            entry__roll_up=Entry.RollUp.NONE,
            role__in=roles,
        )
        .order_by("entry__ledger", "entry__position", "entry", "role", "ordinal")  # lead first
        .only("entry_id", "unit_id", "role")
    )
    others = other_open_rounds(one)
    return rows.exclude(Exists(asked_in(others))) if others else rows


def covered(cadence: Cadence) -> Q:
    """Return the condition that a cadence covers a duty's entry as it stands now."""
    condition = Q()
    if cadence.kinds:
        condition &= Q(entry__kind__code__in=cadence.kinds)
    if cadence.lamps:
        condition &= Q(entry__lamp__in=cadence.lamps)
    if cadence.weight != Cadence.Weight.ALL:
        leaders = PostDuty.objects.filter(entry=OuterRef("entry"), level=PostDuty.Level.LEADER)
        is_led = Q(Exists(leaders.order_by()))
        condition &= is_led if cadence.weight == Cadence.Weight.LED else ~is_led
    return condition


def other_open_rounds(one: Round) -> list[int]:
    rows = Round.objects.filter(campaign=one.campaign_id, state=Round.State.OPEN)
    return list(rows.exclude(cadence=one.cadence_id).order_by("pk").values_list("pk", flat=True))


def asked_in(round_ids: list[int]) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(
        entry=OuterRef("entry"), unit=OuterRef("unit"), round__in=round_ids
    ).order_by()


def taken_on() -> QuerySet[Entry]:
    """Return the copy of a duty's entry that its unit is asked about in a campaign of its own."""
    return Entry.objects.filter(
        parent=OuterRef("entry"),
        unit=OuterRef("unit"),
        validity=Validity.IN_FORCE,
        closed_on__isnull=True,
        campaign__status=Campaign.Status.ACTIVE,
        campaign__cadences__asks_check_ins=True,
    ).order_by()


def others_beside() -> QuerySet[Duty]:
    """Return the parts of other units in a duty's entry: with them there is something to sum up."""
    rows = Duty.objects.filter(
        entry=OuterRef("entry"), role__in=[Duty.Role.LEAD, Duty.Role.SUPPORT]
    )
    return rows.exclude(unit=OuterRef("unit")).order_by()


def ask(one: Round) -> int:
    """Make the empty check-ins that units owe in a round, prefilled; return how many are new.

    They are rows from the start: who was asked then is not repainted when duties change later.
    A unit that leads and supports the same entry is asked once, as its lead.
    """
    duties = asked_duties(one)
    asked = sum(ask_about(one, duties, entries) for entries in stretches(one))
    return asked + ask_below(one, lambda ids: goals_of(one, Q(entry__in=ids)), among(one))


def among(one: Round) -> Q:
    """Return the condition that a round's cadence covers an entry, as `covered` says it of duties."""
    condition = covered(one.cadence)
    if not condition:
        return condition
    duties = Duty.objects.filter(condition, entry__campaign=one.campaign_id)
    return Q(pk__in=duties.order_by().values("entry"))


def stretches(one: Round) -> Iterator[Q]:
    """Yield conditions on `entry` that cut the campaign's entries into chunks by their keys."""
    first = 0
    while True:
        rest = Entry.objects.filter(campaign=one.campaign_id, pk__gt=first).order_by("pk")
        keys = rest.values_list("pk", flat=True)
        last = keys[CHUNK - 1 : CHUNK].first() or keys.last()
        if last is None:
            return
        yield Q(entry__gt=first, entry__lte=last)
        first = last


def ask_about(one: Round, duties: QuerySet[Duty], entries: Q) -> int:
    """Ask about some entries in one statement; what is asked already stays as it is."""
    goal = Case(When(role=Duty.Role.LEAD, then=Subquery(goal_of(one, "entry"))))
    return insert_asked(one, duties.filter(entries).annotate(goal=goal), last_said(one, entries))


def last_said(one: Round, entries: Q) -> QuerySet[CheckIn, tuple[int, int, int]]:
    """Return entry, unit and key of each unit's last submitted check-in of each of these entries."""
    rows = CheckIn.objects.filter(
        entries, round__campaign=one.campaign_id, received_at__isnull=False
    )
    newest = rows.order_by().values("entry", "unit").annotate(last=Max("pk"))
    return newest.values_list("entry_id", "unit_id", "last")


def goals_of(one: Round, entries: Q = EVERY) -> dict[int, Milestone]:
    """Return the goal or node of each entry, or of these, that a round asks about."""
    rows = Milestone.objects.filter(entries, entry__campaign=one.campaign_id)
    chosen = rows.filter(pk=Subquery(goal_of(one, "entry"))).order_by()
    return {row.entry_id: row for row in chosen}


def goal_of(one: Round, entry: str) -> QuerySet[Milestone, int]:
    """Return the key of the goal that a round asks about of the entry in `entry` of the outer query.

    It is the first open one of this month, else the last that passed undecided, else this month's
    last.
    """
    month = month_of(one.ends_on)
    is_open = Q(outcome=Milestone.Outcome.OPEN)
    is_now = Q(due_on__gte=month.starts_on)
    rank = Case(When(is_open & is_now, then=0), When(is_open, then=1), default=2)
    return (
        Milestone.objects.filter(is_now | is_open, entry=OuterRef(entry), due_on__lte=month.ends_on)
        .annotate(
            rank=rank,
            first_on=Case(When(is_open & is_now, then=F("due_on"))),
            first=Case(When(is_open & is_now, then=F("pk")), output_field=IntegerField()),
        )
        .order_by("rank", "first_on", "first", "-due_on", "-pk")
        .values_list("pk", flat=True)[:1]
    )
