"""Opening and closing rounds, and asking for check-ins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import SYSTEM, Actor
from guatu.core.rounds import Period, month_of
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.actions.states import BATCH, keep_states
from guatu.dispatch.models import Cadence, CheckIn, Round
from guatu.dispatch.policies import can_run_rounds
from guatu.dispatch.queries.rounds import cadence_period, check_in_cadence, visible_round
from guatu.ledgers.models import Duty, Entry, Milestone
from guatu.ledgers.queries import unasked_kinds
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.shell.wording import in_the_language_of_the_house

SHOWN = ("slug", "state", "starts_on", "ends_on")
CARRIED = ("problem", "progress", "reported_lamp")  # what stays true until the unit says otherwise


def check_may_run(actor: Actor, campaign: Campaign) -> None:
    if not can_run_rounds(actor, campaign.unit.path):
        raise NotAllowed(_("Your post does not allow this."))


@transaction.atomic
def ensure_cadence(actor: Actor, campaign: Campaign) -> Cadence:
    """Return the cadence that asks for check-ins; a campaign without one gets a weekly one."""
    check_may_run(actor, campaign)
    if (cadence := check_in_cadence(campaign)) is not None:
        return cadence
    cadence = Cadence.objects.create(
        campaign=campaign,
        event=in_the_language_of_the_house(gettext_lazy("Weekly check-in")),
        every=Cadence.Every.WEEK,
        asks_check_ins=True,
    )
    after = plain(cadence, "event", "every", "weekday", "asks_check_ins")
    record(actor, "cadence.create", of=cadence, changes=[Change.of(cadence, after=after)])
    return cadence


@transaction.atomic
def open_round(actor: Actor, cadence: Cadence, today: date) -> Round:
    """Open the round of the period in which `today` lies and ask each unit for what it owes.

    The same period again gives the same round; entries that came since are then asked for too.
    """
    campaign = cadence.campaign
    check_may_run(actor, campaign)
    if campaign.status != Campaign.Status.ACTIVE:
        raise InvalidState(_("The campaign is closed."))
    period = cadence_period(cadence, today)
    closed = shut_all(Round.objects.filter(cadence=cadence, ends_on__lt=today))
    one, is_new = get_or_make(cadence, period)
    hold_rounds([one.pk])
    one.refresh_from_db(fields=["state", "version"])
    asked = ask(one) if one.state == Round.State.OPEN else 0
    if closed or one.state == Round.State.OPEN:
        recompute_lamps(SYSTEM, campaign, today)
    record_closed(actor, closed)
    if is_new or asked:
        change = Change.of(
            one, before=None if is_new else plain(one, *SHOWN), after=plain(one, *SHOWN)
        )
        act = "round.open" if is_new else "round.ask"
        record(actor, act, of=one, changes=[change], details={"asked": asked})
    return one


def get_or_make(cadence: Cadence, period: Period) -> tuple[Round, bool]:
    """Return the round of a period, and whether it was made now; two offices at once make one."""
    found = Round.objects.filter(cadence=cadence, starts_on=period.starts_on)
    if (one := found.first()) is not None:
        return one, False
    last = Round.objects.filter(cadence=cadence).aggregate(last=Max("ordinal"))["last"] or 0
    try:
        with transaction.atomic():
            return new_round(cadence, period, last + 1), True
    except IntegrityError:
        return found.get(), False


def new_round(cadence: Cadence, period: Period, ordinal: int) -> Round:
    slug = f"{cadence.campaign.slug}-{cadence.every}-{ordinal:02d}"
    if Round.objects.filter(slug=slug).exists():  # a second cadence of the same length
        slug = f"{slug}-{cadence.pk}"
    return Round.objects.create(
        cadence=cadence,
        campaign=cadence.campaign,
        ordinal=ordinal,
        slug=slug,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        opened_at=timezone.now(),
    )


def asked_duties(one: Round) -> QuerySet[Duty]:
    """Return the parts of units in entries in force that are under way and derive from no others.

    A unit that helps with an entry and has taken it on in a campaign of its own, where it is asked,
    reports there once (T14); who leads it is asked here all the same.
    """
    return (
        Duty.objects.exclude(Exists(taken_on()), role=Duty.Role.SUPPORT)
        .exclude(entry__kind__in=unasked_kinds())
        .filter(
            Q(entry__starts_on__isnull=True) | Q(entry__starts_on__lte=one.ends_on),
            entry__campaign=one.campaign_id,
            entry__closed_on__isnull=True,
            entry__validity=Validity.IN_FORCE,
            entry__roll_up=Entry.RollUp.NONE,
            role__in=[Duty.Role.LEAD, Duty.Role.SUPPORT],
        )
        .order_by("entry__ledger", "entry__position", "entry", "role", "ordinal")  # lead first
        .only("entry_id", "unit_id", "role")
    )


def taken_on() -> QuerySet[Entry]:
    """Return the copy of a duty's entry that its unit is asked about in a campaign of its own."""
    return Entry.objects.filter(
        parent=OuterRef("entry"),
        unit=OuterRef("unit"),
        validity=Validity.IN_FORCE,
        campaign__status=Campaign.Status.ACTIVE,
        campaign__cadences__asks_check_ins=True,
    ).order_by()


def ask(one: Round) -> int:
    """Make the empty check-ins that units owe in a round, prefilled; return how many are new.

    They are rows from the start: who was asked then is not repainted when duties change later.
    A unit that leads and supports the same entry is asked once, as its lead.
    """
    known = set(CheckIn.objects.filter(round=one).values_list("entry_id", "unit_id"))
    last = last_said(one)
    goals = goals_of(one)
    rows = []
    for duty in asked_duties(one):
        pair = (duty.entry_id, duty.unit_id)
        if pair in known:
            continue
        known.add(pair)
        rows.append(
            CheckIn(
                round=one,
                entry_id=duty.entry_id,
                unit_id=duty.unit_id,
                role=duty.role,
                milestone=goals.get(duty.entry_id) if duty.role == Duty.Role.LEAD else None,
                saved_at=timezone.now(),
                **{name: getattr(last[pair], name) for name in CARRIED if pair in last},
            )
        )
    CheckIn.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def last_said(one: Round) -> dict[tuple[int, int], CheckIn]:
    """Return each unit's last submitted check-in of each entry."""
    newest = (
        CheckIn.objects.filter(round__campaign=one.campaign_id, received_at__isnull=False)
        .order_by()
        .values("entry", "unit")
        .annotate(last=Max("pk"))
        .values("last")
    )
    rows = CheckIn.objects.filter(pk__in=newest)
    return {(row.entry_id, row.unit_id): row for row in rows}


def goals_of(one: Round) -> dict[int, Milestone]:
    """Return the goal or node of each entry that a round asks about."""
    month = month_of(one.ends_on)
    rows = Milestone.objects.filter(
        Q(due_on__gte=month.starts_on) | Q(outcome=Milestone.Outcome.OPEN),
        entry__campaign=one.campaign_id,
        due_on__lte=month.ends_on,
    )
    found: dict[int, list[Milestone]] = {}
    for row in rows.order_by("due_on", "pk"):
        found.setdefault(row.entry_id, []).append(row)
    return {entry_id: goal_among(goals, month) for entry_id, goals in found.items()}


def goal_among(goals: list[Milestone], month: Period) -> Milestone:
    """Return the first open one of this month, else the last that passed undecided, else the last."""
    undecided = [goal for goal in goals if goal.outcome == Milestone.Outcome.OPEN]
    now = [goal for goal in undecided if goal.due_on >= month.starts_on]
    return (now[:1] or undecided[-1:] or goals[-1:])[0]


@transaction.atomic
def close_round(actor: Actor, round_id: int, version: int, *, today: date) -> Round:
    """Close a round and keep how things stand. Reports that still come in are late for ever."""
    one = visible_round(actor, round_id)
    check_may_run(actor, one.campaign)
    if one.state != Round.State.OPEN:
        raise InvalidState(_("This round is closed already."))
    change = shut(one, version)
    recompute_lamps(SYSTEM, one.campaign, today)
    record_closed(actor, {one: change})
    return one


def close_past_rounds(today: date) -> int:
    """Close what ended before `today`: the worker calls this every minute, mostly in vain."""
    past = Round.objects.filter(state=Round.State.OPEN, ends_on__lt=today)
    if not past.exists():
        return 0
    with transaction.atomic():
        closed = shut_all(past)
        for campaign in {one.campaign for one in closed}:
            recompute_lamps(SYSTEM, campaign, today)
        record_closed(SYSTEM, closed)
    return len(closed)


def shut_all(rounds: QuerySet[Round]) -> dict[Round, Change]:
    """Close those of `rounds` that are open; the caller lights the lamps and records it."""
    rows = (
        rounds.filter(state=Round.State.OPEN)
        .select_related("campaign")
        .select_for_update(of=("self",))
        .order_by("cadence", "ordinal")
    )
    return {one: shut(one, one.version) for one in rows}


def shut(one: Round, version: int) -> Change:
    before = plain(one, *SHOWN)
    update_at_version(one, version, state=Round.State.CLOSED, closed_at=timezone.now())
    return Change.of(one, before=before, after=plain(one, *SHOWN))


def record_closed(actor: Actor, closed: Mapping[Round, Change]) -> None:
    """Keep the states of rounds just closed, then chain the act. The lamps must be lit before."""
    if not closed:
        return
    kept = [keep_states(one) for one in closed]
    record(
        actor, "round.close", of=next(iter(closed)), changes=list(closed.values()),
        details={
            "count": len(closed),
            "entry_states": sum(one.entries for one in kept),
            "unit_states": sum(one.units for one in kept),
        },
    )  # fmt: skip
