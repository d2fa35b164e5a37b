"""Opening and closing rounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.core.rounds import Dates, moment
from guatu.dispatch.actions.asking import ask
from guatu.dispatch.actions.holding import hold_rounds
from guatu.dispatch.actions.lamps import recompute_lamps
from guatu.dispatch.actions.states import keep_states
from guatu.dispatch.models import Cadence, Round
from guatu.dispatch.policies import can_run_rounds
from guatu.dispatch.queries.rhythms import dates_on
from guatu.dispatch.queries.rounds import check_in_cadence, visible_round
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.shell.wording import in_the_language_of_the_house
from guatu.shell.workdays import work_calendar

SHOWN = ("slug", "state", "starts_on", "ends_on", "due_at", "late_at")


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
        begins_on=timezone.localdate(),
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
    return open_dates(actor, cadence, dates_on(cadence, today, work_calendar()), today=today)


def open_dates(
    actor: Actor, cadence: Cadence, dates: Dates, *, today: date, now: datetime | None = None
) -> Round:
    """Open the round of these dates within the caller's transaction; earlier ones that are over close."""
    now = moment_of(today, now)
    closed = shut_all(over_by(now).filter(cadence=cadence), now)
    one, is_new = get_or_make(cadence, dates)
    hold_rounds([one.pk])
    one.refresh_from_db(fields=["state", "version"])
    asked = ask(one) if one.state == Round.State.OPEN else 0
    if closed or one.state == Round.State.OPEN:
        recompute_lamps(SYSTEM, cadence.campaign, today)
    record_closed(actor, closed)
    if is_new or asked:
        change = Change.of(
            one, before=None if is_new else plain(one, *SHOWN), after=plain(one, *SHOWN)
        )
        act = "round.open" if is_new else "round.ask"
        record(actor, act, of=one, changes=[change], details={"asked": asked})
    return one


def moment_of(today: date, now: datetime | None = None) -> datetime:
    """Return now, the first moment of `today` or the moment given, whichever is the latest."""
    begins = moment(today, 0, timezone.get_default_timezone())
    return max(timezone.now(), begins, now or begins)


def over_by(now: datetime) -> QuerySet[Round]:
    """Return the open rounds whose time, grace within, is over."""
    zone_day = timezone.localdate(now)
    return Round.objects.filter(
        Q(late_at__lte=now) | Q(late_at__isnull=True, ends_on__lt=zone_day), state=Round.State.OPEN
    )


def get_or_make(cadence: Cadence, dates: Dates) -> tuple[Round, bool]:
    """Return the round of a period, and whether it was made now; two offices at once make one."""
    found = Round.objects.filter(cadence=cadence, starts_on=dates.period.starts_on)
    if (one := found.first()) is not None:
        return one, False
    last = Round.objects.filter(cadence=cadence).aggregate(last=Max("ordinal"))["last"] or 0
    try:
        with transaction.atomic():
            return new_round(cadence, dates, last + 1), True
    except IntegrityError:
        return found.get(), False


def new_round(cadence: Cadence, dates: Dates, ordinal: int, *, is_missed: bool = False) -> Round:
    slug = f"{cadence.campaign.slug}-{cadence.every}-{ordinal:02d}"
    if Round.objects.filter(slug=slug).exists():  # a second cadence of the same length
        slug = f"{slug}-{cadence.pk}"
    now = timezone.now()
    return Round.objects.create(
        cadence=cadence,
        campaign=cadence.campaign,
        ordinal=ordinal,
        slug=slug,
        starts_on=dates.period.starts_on,
        ends_on=dates.period.ends_on,
        due_at=dates.due_at,
        late_at=dates.late_at,
        due_on=dates.due_on,
        nominal_on=dates.nominal_on,
        off_days=cadence.off_days,
        is_missed=is_missed,
        state=Round.State.CLOSED if is_missed else Round.State.OPEN,
        opened_at=now,
        closed_at=now if is_missed else None,
    )


@transaction.atomic
def close_round(actor: Actor, round_id: int, version: int, *, today: date) -> Round:
    """Close a round and keep how things stand. Reports that still come in are late for ever."""
    one = visible_round(actor, round_id)
    check_may_run(actor, one.campaign)
    if one.state != Round.State.OPEN:
        raise InvalidState(_("This round is closed already."))
    change = shut(one, version, timezone.now())
    recompute_lamps(SYSTEM, one.campaign, today)
    record_closed(actor, {one: change})
    return one


def close_past_rounds(today: date, now: datetime | None = None) -> int:
    """Close what is over by now or, if that is later, by the first moment of `today` or `now`."""
    now = moment_of(today, now)
    past = over_by(now)
    if not past.exists():
        return 0
    with transaction.atomic():
        closed = shut_all(past, now)
        for campaign in sorted({one.campaign for one in closed}, key=lambda c: c.pk):
            recompute_lamps(SYSTEM, campaign, today)
        record_closed(SYSTEM, closed)
    return len(closed)


def shut_all(rounds: QuerySet[Round], now: datetime) -> dict[Round, Change]:
    """Close those of `rounds` that are open; the caller lights the lamps and records it.

    `now` is what they are over by: a clock that lags does not write a close before the time.
    """
    rows = (
        rounds.filter(state=Round.State.OPEN)
        .select_related("campaign")
        .select_for_update(of=("self",))
        .order_by("cadence", "ordinal")
    )
    return {one: shut(one, one.version, now) for one in rows}


def shut(one: Round, version: int, now: datetime) -> Change:
    before = plain(one, *SHOWN)
    update_at_version(one, version, state=Round.State.CLOSED, closed_at=now)
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
            "details": sum(one.details for one in kept),
        },
    )  # fmt: skip
