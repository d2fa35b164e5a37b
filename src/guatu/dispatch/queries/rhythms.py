"""The rhythm of a cadence: its next rounds with their dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import dropwhile, islice, takewhile

from django.db.models import QuerySet
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.core.calendars import WorkCalendar
from guatu.core.rounds import Dates, Every, OffDays, Rhythm, is_held, moment, period_of, rounds_from
from guatu.dispatch.models import Cadence, Round
from guatu.shell.workdays import work_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The moment of a piece of work, and the days that are worked: read once, used throughout."""

    now: datetime
    calendar: WorkCalendar

    @classmethod
    def at(cls, now: datetime) -> Clock:
        return cls(now=now, calendar=work_calendar())

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)


def rhythm_of(cadence: Cadence) -> Rhythm:
    return Rhythm(
        every=Every(cadence.every),
        weekday=cadence.weekday,
        due_day=cadence.due_day,
        is_due_after=cadence.is_due_after,
        due_minute=cadence.due_minute,
        off_days=OffDays(cadence.off_days),
        lead_hours=cadence.lead_hours,
        grace_hours=cadence.grace_hours,
    )


def last_round(cadence: Cadence) -> Round | None:
    rows = Round.objects.filter(cadence=cadence.pk) if cadence.pk else Round.objects.none()
    return rows.order_by("-ends_on", "-ordinal").first()


def dates_ahead(cadence: Cadence, last: Round | None, clock: Clock) -> Iterator[Dates]:
    """Yield the rounds that follow the last one, in order, as far as campaign and cadence go.

    Those that were over before the cadence began are none; one that has never run by itself
    begins with today.
    """
    zone = timezone.get_default_timezone()
    rhythm = rhythm_of(cadence)
    begins = cadence.begins_on or clock.today
    first = period_of(rhythm.every, begins, weekday=rhythm.weekday).starts_on
    is_cut = last is not None and last.ends_on >= first
    if last is not None and is_cut:
        first = last.ends_on + timedelta(days=1)
    end = min(cadence.ends_on or date.max, cadence.campaign.ends_on)
    found = rounds_from(rhythm, first, zone=zone, calendar=clock.calendar, is_cut=is_cut)
    since = moment(begins, 0, zone)
    alive = dropwhile(lambda one: one.late_at <= since, limited(found))
    known = takewhile(lambda one: one.period.starts_on <= end, alive)
    return (replace(one, opens_at=max(one.opens_at, since)) for one in known)


def limited(found: Iterator[Dates]) -> Iterator[Dates]:
    """End before the last year that dates can name."""
    return takewhile(lambda one: one.period.ends_on.year < date.max.year, found)


def dates_on(cadence: Cadence, day: date, calendar: WorkCalendar) -> Dates:
    """Return the round that a day belongs to: what an earlier round covers is taken from it."""
    rhythm = rhythm_of(cadence)
    whole = period_of(rhythm.every, day, weekday=rhythm.weekday)
    before = Round.objects.filter(
        cadence=cadence.pk, ends_on__gte=whole.starts_on, ends_on__lt=day
    ).order_by("-ends_on")
    last = before.values_list("ends_on", flat=True).first()
    if is_held(rhythm, whole, calendar):
        zone = timezone.get_default_timezone()
        first = whole.starts_on if last is None else last + timedelta(days=1)
        return next(
            rounds_from(rhythm, first, zone=zone, calendar=calendar, is_cut=last is not None)
        )
    fixed = Rhythm(every=Every.DAY, due_minute=rhythm.due_minute, grace_hours=rhythm.grace_hours)
    return next(rounds_from(fixed, day, zone=timezone.get_default_timezone()))


def next_due(cadence: Cadence, last: Round | None, clock: Clock) -> Dates | None:
    """Return the next round if it should be open by now, or should have been."""
    one = next(dates_ahead(cadence, last, clock), None)
    return one if one is not None and one.opens_at <= clock.now else None


def running_cadences() -> QuerySet[Cadence]:
    """Return the cadences whose rounds open by themselves."""
    return (
        Cadence.objects.filter(
            asks_check_ins=True, is_paused=False, campaign__status=Campaign.Status.ACTIVE
        )
        .select_related("campaign__unit")
        .order_by("pk")
    )


def preview(cadence: Cadence, clock: Clock, count: int = 6) -> list[Dates]:
    """Return the next rounds as they would be, with dates; `cadence` may be unsaved."""
    last = last_round(cadence)
    ahead = dates_ahead(cadence, last, clock)
    alive = (one for one in ahead if one.late_at > clock.now)
    return list(islice(alive, count))
