"""What the clock asks of rounds: which are to be opened, reminded of, closed, moved and frozen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from guatu.campaigns.models import Campaign
from guatu.core.rounds import OffDays, moved
from guatu.dispatch.models import Cadence, Round, RoundExtension
from guatu.dispatch.queries.rhythms import Clock, last_round, next_due, running_cadences
from guatu.jobs.works import Due

REMINDER = "round.reminder"  # the sort of notices
STALE = timedelta(hours=48)  # a reminder that is later than this after its hour is left out


def due_rounds(now: datetime) -> Iterator[Due]:
    """Yield all that rounds ask for by now; the same keys for the same due times.

    A due time that the calendar, the cadence or more time for a unit moves has another key: a work
    that came just then and found nothing to do does not use up the new one.
    """
    clock = Clock.at(now)
    yield from to_open(clock)
    rounds = list(unfrozen().order_by("cadence", "ordinal"))
    yield from to_close(rounds, now)
    yield from to_move(rounds, clock)
    yield from to_remind(rounds, now)
    yield from to_freeze(rounds, now)


def unfrozen() -> QuerySet[Round]:
    return Round.objects.exclude(state=Round.State.FROZEN).select_related(
        "campaign__unit", "cadence"
    )


def to_open(clock: Clock) -> Iterator[Due]:
    for cadence in running_cadences():
        dates = next_due(cadence, last_round(cadence), clock)
        if dates is not None:
            yield Due(
                work="dispatch.open",
                key=":".join(
                    [
                        str(cadence.pk),
                        dates.period.starts_on.isoformat(),
                        str(cadence.version),
                        dates.opens_at.isoformat(),
                    ]
                ),
                due_at=dates.opens_at,
                arguments={"cadence": cadence.pk},
                unit_path=cadence.campaign.unit.path,
                title=f"{cadence.campaign} {cadence}",
            )


def to_close(rounds: Iterable[Round], now: datetime) -> Iterator[Due]:
    for one in rounds:
        if one.state == Round.State.OPEN and one.late_from <= now:
            yield due("dispatch.close", one, f"{one.pk}:{one.version}", one.late_from)


def to_move(rounds: Iterable[Round], clock: Clock) -> Iterator[Due]:
    for one in rounds:
        if one.state != Round.State.OPEN or one.until <= clock.now or one.nominal_on is None:
            continue
        day = moved(one.nominal_on, OffDays(one.off_days), clock.calendar)
        day = one.nominal_on if day < one.starts_on else day
        if day != one.due_on:
            yield due("dispatch.move", one, f"{one.pk}:{one.version}:{day}", clock.now)


def to_remind(rounds: Iterable[Round], now: datetime) -> Iterator[Due]:
    rounds = [one for one in rounds if is_reminded(one)]
    granted: defaultdict[int, set[End]] = defaultdict(set)
    for (round_id, _unit), end in own_ends(rounds).items():
        granted[round_id].add(end)
    for one in rounds:
        for end in sorted({end_for_all(one), *granted[one.pk]}, key=lambda end: end.until):
            if (step := step_at(one, end, now)) is not None:
                at = moment_of_step(end, step)
                key = f"{one.pk}:{step}:{at.isoformat()}"
                yield due("dispatch.remind", one, key, at, {"step": step})


def to_freeze(rounds: Iterable[Round], now: datetime) -> Iterator[Due]:
    """Yield the earliest round of each cadence that is over; the next one follows when it is frozen."""
    seen: set[int] = set()
    for one in rounds:
        if one.cadence_id in seen:
            continue
        seen.add(one.cadence_id)
        at = freezes_at(one)
        if one.state == Round.State.CLOSED and at is not None and at <= now:
            yield due("dispatch.freeze", one, f"{one.pk}:{one.version}:{at.isoformat()}", at)


def due(work: str, one: Round, key: str, at: datetime, more: dict[str, str] | None = None) -> Due:
    return Due(
        work=work,
        key=key,
        due_at=at,
        arguments={"round": one.pk, **(more or {})},
        unit_path=one.campaign.unit.path,
        title=one.slug,
    )


def freezes_at(one: Round) -> datetime | None:
    """Return when a round freezes by itself: its days after the last report that can be in time."""
    days = one.cadence.freeze_days
    if days is None:
        return None
    granted = RoundExtension.objects.filter(round=one).aggregate(last=Max("late_at"))["last"]
    last = max(one.late_from, granted) if granted is not None else one.late_from
    return last + timedelta(days=days)


def next_to_freeze(cadence: Cadence, now: datetime) -> int | None:
    """Return the key of the round of a cadence that is to be frozen now, in the order of the past."""
    rows = unfrozen().filter(cadence=cadence).order_by("ordinal")
    one = rows.first()
    if one is None or one.state != Round.State.CLOSED:
        return None
    at = freezes_at(one)
    return one.pk if at is not None and at <= now else None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Until when a round takes reports in time, of all units or of one that was granted more time."""

    until: datetime
    late_from: datetime
    since: datetime  # known to whom it concerns: no step lies before
    is_own: bool


def end_for_all(one: Round) -> End:
    return End(until=one.until, late_from=one.late_from, since=one.opened_at, is_own=False)


def own_ends(rounds: Collection[Round]) -> dict[tuple[int, int], End]:
    """Return, by round and unit, the ends of those that were granted more time."""
    rows = RoundExtension.objects.filter(round__in=[one.pk for one in rounds]).order_by("pk")
    return {
        (row.round_id, row.unit_id): End(
            until=row.late_at, late_from=row.late_at, since=row.granted_at, is_own=True
        )
        for row in rows
    }


def is_reminded(one: Round) -> bool:
    """Say whether units are reminded of a round; of one from before there were cut-offs they are not."""
    is_asked = one.due_at is not None and not one.is_missed and not one.cadence.is_paused
    is_open = one.state != Round.State.FROZEN
    return is_asked and is_open and one.campaign.status == Campaign.Status.ACTIVE


def step_now(one: Round, now: datetime) -> str | None:
    """Return the step of reminding that a round is at, of the units that have no more time than all."""
    return step_at(one, end_for_all(one), now)


def step_at(one: Round, end: End, now: datetime) -> str | None:
    """Return the step of reminding that the units with this end are at: the last whose hour has come.

    A step that was missed because nothing ran is not made up for once the next one has come, or
    its hour is long past.
    """
    if not is_reminded(one):
        return None
    if now < end.until and (end.is_own or one.state == Round.State.OPEN):
        steps = [f"before-{hours}" for hours in one.cadence.hours_before]
    elif now >= end.late_from:
        steps = [f"after-{hours}" for hours in one.cadence.hours_after]
    else:
        return None
    come = [step for step in steps if is_fresh(end, step, now)]
    return come[-1] if come else None


def is_fresh(end: End, step: str, now: datetime) -> bool:
    at = moment_of_step(end, step)
    return end.since <= at <= now and now - at < STALE


def moment_of_step(end: End, step: str) -> datetime:
    side, _dash, hours = step.partition("-")
    away = timedelta(hours=int(hours))
    return end.until - away if side == "before" else end.late_from + away
