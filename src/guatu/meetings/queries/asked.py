"""The rounds on which a meeting rests: whose reports were due, and the picture of last time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models.functions import Coalesce
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.dispatch.models import Cadence, Round
from guatu.dispatch.queries.pasts import kept_rounds
from guatu.meetings.models import Meeting

FRESH = timedelta(days=14)  # a daily round before a long holiday is still the last one
PERIODS = 2  # a longer round speaks until the next one of its cadence would be over


def asked_rounds(campaign: Campaign, today: date) -> list[Round]:
    """Return of each cadence the last round that was due by the end of `today`, the newest first.

    A round that still has days to go says nothing of who is silent. One that nobody was asked in
    counts for none, and a cadence that stopped long ago has nothing to say any more.
    """
    cadences = Cadence.objects.filter(campaign=campaign, asks_check_ins=True).order_by("pk")
    last = [one for cadence in cadences if (one := last_due(cadence, today)) is not None]
    fresh = [one for one in last if is_fresh(one, today)]
    return sorted(fresh, key=lambda one: (one.last_day, one.starts_on, one.pk), reverse=True)


def last_due(cadence: Cadence, today: date) -> Round | None:
    rounds = Round.objects.filter(cadence=cadence, is_missed=False).select_related("cadence")
    due = rounds.annotate(cut_off=Coalesce("due_on", "ends_on")).filter(cut_off__lte=today)
    return due.order_by("-cut_off", "-pk").first()


def is_fresh(one: Round, today: date) -> bool:
    length = one.ends_on - one.starts_on + timedelta(days=1)
    return today - one.last_day <= max(PERIODS * length, FRESH)


def asked_round(campaign: Campaign, today: date) -> Round | None:
    """Return the newest of the rounds on whose reports a meeting of `today` rests."""
    return next(iter(asked_rounds(campaign, today)), None)


def picture_of_last_time(meeting: Meeting) -> Round | None:
    """Return the round whose picture lay before the meeting that this one looks back on.

    None where there was no meeting, or no picture before it: then it is the last picture.
    """
    if (previous := meeting.previous) is None:
        return None
    began = previous.started_at or end_of(previous.held_on)
    rounds = kept_rounds(meeting.campaign).filter(closed_at__lte=began, is_missed=False)
    return rounds.order_by("-closed_at", "-ends_on", "-pk").first()


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))
