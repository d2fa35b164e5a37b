"""Check-ins that an actor may see, owes, or has to review (D8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor, Role
from guatu.dispatch.models import CheckIn, CheckInMove, Round
from guatu.dispatch.policies import EDITABLE, Place, Reviewable
from guatu.dispatch.queries.lateness import extensions_of, in_time_until
from guatu.ledgers.models import Duty
from guatu.ledgers.queries import visible_entries
from guatu.ledgers.queries.visibility import (
    about_visible,
    reached,
    sees_entry,
    sees_whole,
    units_reached,
)
from guatu.shell.errors import NotFound

State = CheckIn.State
WAITING = (State.SUBMITTED, State.UNIT_APPROVED, State.LEAD_APPROVED)  # for somebody's word


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOwed:
    """A round that is not frozen, and how much of it the actor's units still owe."""

    round: Round
    total: int
    open: int
    returned: int
    in_time_until: datetime | None  # for the actor's units, more time granted within; None: late

    @property
    def is_closed(self) -> bool:
        return self.round.state != Round.State.OPEN

    @property
    def is_late(self) -> bool:
        return self.in_time_until is None


def visible_check_ins(actor: Actor, campaign: Campaign | None = None) -> QuerySet[CheckIn]:
    """Return the check-ins of the entries that `actor` sees, of one campaign or of all."""
    if campaign is None:
        return about_visible(actor, CheckIn.objects.all())
    rows = CheckIn.objects.filter(entry__campaign=campaign)
    if sees_whole(actor, campaign):  # no entry needs to be looked at for it
        return rows
    return rows.filter(entry__in=visible_entries(actor, campaign))


def visible_check_in(actor: Actor, check_in_id: int, *, is_locked: bool = False) -> CheckIn:
    """Return one check-in with its round, entry and unit.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    rows = CheckIn.objects.filter(pk=check_in_id).order_by("pk")  # not by nine joins
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    found = rows.select_related(
        "round__campaign__unit", "entry__kind", "entry__unit", "unit", "milestone"
    ).first()
    if found is None or not sees_entry(actor, found.entry, found.round.campaign):
        raise NotFound
    return found


def owned_by(actor: Actor, prefix: str, *roles: Role) -> Q:
    """Return the condition that a unit is one for which `actor` has one of `roles`."""
    if not actor.holds(*roles):
        return Q(pk__in=())
    return reached(prefix, set(actor.scopes(*roles)), set(actor.task_force_ids))


def fillable(actor: Actor) -> QuerySet[CheckIn]:
    """Return the check-ins that `actor` fills in as a liaison.

    What left force is not asked any more, nor what none of these units owns or has a duty in.
    """
    units = filled_units(actor)
    duties = Duty.objects.filter(unit__in=units, entry=OuterRef("entry_id")).order_by()
    rows = CheckIn.objects.filter(unit__in=units, entry__validity=Validity.IN_FORCE)
    return rows.filter(Q(entry__unit__in=units) | Exists(duties)).filter(asked_here())


def filled_units(actor: Actor) -> list[int]:
    """Return the keys of the units for which `actor` fills in.

    Keys and no condition: PostgreSQL begins with the few check-ins of these units only where it
    sees how few they are (0.06 s against 11 s at 100,000 entries).
    """
    if not actor.holds(Role.LIAISON):
        return []
    units = units_reached(set(actor.scopes(Role.LIAISON)), set(actor.task_force_ids))
    return sorted(units.values_list("pk", flat=True))


def asked_here() -> Q:
    """Return the condition that a unit is asked here: not what it reports in a campaign of its own."""
    return (
        Q(below__isnull=True)
        | ~Q(below__validity=Validity.IN_FORCE)
        | Q(below__closed_on__isnull=False)
        | ~Q(below__campaign__status=Campaign.Status.ACTIVE)
    )


def rounds_owed(actor: Actor, now: datetime) -> list[RoundOwed]:
    """Return the rounds that still take reports from `actor`, the newest first."""
    rows = (
        fillable(actor)
        .filter(round__in=unfrozen_rounds())
        .order_by()
        .values_list("round_id", "unit_id", "state")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, Counter[str]] = {}
    units: dict[int, set[int]] = {}
    for round_id, unit_id, state, count in rows:
        counts.setdefault(round_id, Counter())[state] += count
        units.setdefault(round_id, set()).add(unit_id)
    granted = extensions_of(counts)
    rounds = Round.objects.filter(pk__in=counts).select_related("campaign", "cadence")
    return [
        RoundOwed(
            round=one,
            total=counts[one.pk].total(),
            open=sum(counts[one.pk][state] for state in EDITABLE),
            returned=counts[one.pk][State.RETURNED],
            in_time_until=in_time_until(one, units[one.pk], granted, now),
        )
        for one in rounds.order_by("-starts_on", "-pk")
    ]


def owed_round(actor: Actor, round_id: int) -> Round | None:
    """Return a round if it is one of `rounds_owed`."""
    found = Round.objects.exclude(state=Round.State.FROZEN).filter(pk=round_id)
    one = found.select_related("campaign", "cadence").first()
    is_owed = one is not None and fillable(actor).filter(round=one).exists()
    return one if is_owed else None


def was_asked_in(actor: Actor, slug: str) -> bool:
    """Say whether a round that is frozen by now once asked the actor's units."""
    frozen = Round.objects.filter(slug=slug, state=Round.State.FROZEN)
    return fillable(actor).filter(round__in=frozen).exists()


def answering() -> Q:
    """Return the condition that a draft may answer: of two hundred owed, few are read to be handed in."""
    says = Q(is_unchanged=True) | ~Q(said="") | ~Q(outcome=CheckIn.Outcome.NONE)
    return Q(state__in=EDITABLE) & (says | Q(progress__isnull=False, version__gt=1))


def says_something(row: CheckIn) -> bool:
    """Say whether a draft answers: in words, by its goal, by a number typed, or that nothing is new."""
    is_counted = row.progress is not None and row.version > 1  # version 1 is only prefilled
    return bool(row.is_unchanged or row.said or row.outcome != CheckIn.Outcome.NONE or is_counted)


def ready(rows: Iterable[CheckIn]) -> list[CheckIn]:
    """Return the drafts that say something; a returned one only if saved since its return."""
    candidates = [row for row in rows if row.state in EDITABLE and says_something(row)]
    returned = returned_at([row.pk for row in candidates if row.state == State.RETURNED])
    return [row for row in candidates if row.pk not in returned or row.saved_at > returned[row.pk]]


def returned_at(ids: Collection[int]) -> dict[int, datetime]:
    """Return when each check-in was last returned."""
    rows = CheckInMove.objects.filter(check_in__in=ids, to_state=State.RETURNED)
    return dict(rows.order_by().values_list("check_in_id").annotate(last=Max("moved_at")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the check-ins of a page are: counts."""

    total: int
    open: int
    ready: int  # drafts that say something
    received: int
    units: int


def standing_of(rows: QuerySet[CheckIn]) -> Standing:
    """Return how far `rows` are; of thousands, only the drafts that say something are read."""
    found = rows.order_by().aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(state__in=EDITABLE)),
        received=Count("pk", filter=Q(received_at__isnull=False)),
        units=Count("unit", distinct=True),
    )
    return Standing(**found, ready=len(ready(rows.filter(answering()).order_by())))


def last_reports(rows: Collection[CheckIn]) -> dict[int, CheckIn]:
    """Return, for each check-in, what its unit said of its entry the time before."""
    before = (
        CheckIn.objects.filter(
            entry=OuterRef("entry"),
            unit=OuterRef("unit"),
            received_at__isnull=False,
            round__starts_on__lt=OuterRef("round__starts_on"),
        )
        .order_by("-round__starts_on", "-pk")
        .values("pk")[:1]
    )
    pairs = CheckIn.objects.filter(pk__in=[row.pk for row in rows]).order_by()
    earlier = dict(pairs.values_list("pk", Subquery(before)))
    reports = CheckIn.objects.select_related("round").in_bulk(
        [pk for pk in earlier.values() if pk is not None]
    )
    return {pk: reports[last] for pk, last in earlier.items() if last is not None}


def leads_of(entry_ids: Collection[int]) -> dict[int, list[Place]]:
    """Return the lead units of each entry in order."""
    found: dict[int, list[Place]] = {}
    rows = Duty.objects.filter(entry__in=entry_ids, role=Duty.Role.LEAD).order_by(
        "entry", "ordinal"
    )
    for entry_id, unit_id, path in rows.values_list("entry_id", "unit_id", "unit__path"):
        found.setdefault(entry_id, []).append(Place(id=unit_id, path=path))
    return found


def reviewable(row: CheckIn, leads: Collection[Place]) -> Reviewable:
    """Return what a policy needs of `row`, which was read with its unit and its campaign's unit."""
    return Reviewable(
        state=row.state,
        role=row.role,
        unit=Place(id=row.unit_id, path=row.unit.path),
        leads=leads,
        campaign_path=row.round.campaign.unit.path,
        submitted_by=row.submitted_by,
    )


def awaiting_review(actor: Actor) -> QuerySet[CheckIn]:
    """Return the check-ins whose next word is the actor's; its own submissions are not among them."""
    return waiting_for(actor, Role.APPROVER).exclude(submitted_by=actor.person_id)


def waiting_for(actor: Actor, *roles: Role) -> QuerySet[CheckIn]:
    """Return what waits for the word of units for which `actor` has one of `roles`, or of its office."""
    leads = Duty.objects.filter(
        owned_by(actor, "unit__", *roles), entry=OuterRef("entry"), role=Duty.Role.LEAD
    )
    condition = Q(state=State.SUBMITTED, taken_from__isnull=True) & owned_by(
        actor, "unit__", *roles
    )
    condition |= Q(state=State.UNIT_APPROVED, role=Duty.Role.SUPPORT) & Q(Exists(leads))
    by_office = Q(state=State.UNIT_APPROVED, role=Duty.Role.LEAD) | (
        Q(state=State.LEAD_APPROVED) & ~Exists(summary_to_come())
    )
    condition |= by_office & scope_of_office(actor)
    rows = visible_check_ins(actor).filter(condition, state__in=WAITING)
    return rows.filter(round__in=unfrozen_rounds())


def unfrozen_rounds() -> list[int]:
    """Return the keys of the few rounds that still take words.

    As a list and not as a condition: a database enters the index of check-ins by it.
    """
    rows = Round.objects.exclude(state=Round.State.FROZEN).order_by()
    return list(rows.values_list("pk", flat=True))


def summary_to_come() -> QuerySet[CheckIn]:
    """Return the 汇总进展 in which the office will read a support report, and verify it with that.

    It is on its way, or its round is still open; where none will come, the report waits alone.
    """
    under_way = Q(state__in=[State.SUBMITTED, State.UNIT_APPROVED])
    expected = Q(state__in=EDITABLE, round__state=Round.State.OPEN)
    return CheckIn.objects.filter(
        under_way | expected,
        round=OuterRef("round"),
        entry=OuterRef("entry"),
        role=Duty.Role.LEAD,
        unit=F("entry__unit"),
    ).order_by()


def scope_of_office(actor: Actor) -> Q:
    if not actor.holds(Role.CAMPAIGN_OFFICE):
        return Q(pk__in=())
    return reached("entry__campaign__unit__", set(actor.scopes(Role.CAMPAIGN_OFFICE)), set())
