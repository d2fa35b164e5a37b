"""Sending what waits: claimed in one transaction, sent outside of any, settled in another.

The row of the try stands before anything is sent. If the process is killed in between, the next
one finds a try without an end and cannot know whether it arrived: an unknown. Only a channel that
knows a message again by its key (the plain JSON form) gets an unknown a second time by itself; a
robot or a mail server does not, a person decides on the page of the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from guatu.core.calendars import working_days_between
from guatu.core.quiet import back_off
from guatu.core.robots import Answer, Outcome
from guatu.notices.actions.alarms import say_down
from guatu.notices.actions.digests import gathered
from guatu.notices.actions.sending import send
from guatu.notices.models import Channel, Delivery, DeliveryTry
from guatu.notices.outside import may_go_at
from guatu.shell.workdays import work_calendar

OPEN_AFTER = 3  # failures of a channel in a row: from then on one try at a time, further apart
TOO_OLD = (
    3  # working days: a reminder of last week helps nobody; no number of tries ends one sooner
)
A_MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 15  # the robots take 20
IN_FLIGHT = timedelta(minutes=2)  # no try lasts as long: after that its process is gone
LONGEST_WAIT = timedelta(hours=4, minutes=1)
UNDER_WAY = (Delivery.State.WAITING, Delivery.State.SENDING)
ANSWER_LENGTH = 300
ENDS = {
    Outcome.SENT: (Delivery.State.SENT, ""),
    Outcome.UNKNOWN: (Delivery.State.UNKNOWN, "unknown"),
    Outcome.REFUSED: (Delivery.State.FAILED, "refused"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that this process has taken, and the number of its try."""

    delivery: Delivery
    number: int


@transaction.atomic
def claim(channel_id: int, person_id: int | None, now: datetime) -> Claimed | None:
    """Take what waits at one address; None if nothing may go now, then it waits for a later time.

    More than a few go as one digest, and so does all that gathered while the channel was down.
    """
    channel = Channel.objects.select_for_update().get(pk=channel_id)
    at_address = Delivery.objects.filter(Q(channel=channel, person_id=person_id))
    due = at_address.filter(state__in=UNDER_WAY, not_before__lte=now, is_simulated=False)
    for lost in due.filter(state=Delivery.State.SENDING).order_by("pk"):
        settle_lost(lost, now)
    rows = due.filter(state=Delivery.State.WAITING)
    give_up_old(rows, now)
    related = rows.select_related("notice__campaign", "person__notice_preference")
    waiting = list(related.order_by("pk"))  # after the old ones are gone
    if not waiting:
        return None
    if (later := not_before(channel, waiting, now)) is not None:
        rows.update(not_before=later)
        return None
    one = gathered(channel, waiting, now)
    one.state, one.reason = Delivery.State.SENDING, ""
    one.tries += 1
    one.not_before = now + IN_FLIGHT
    one.version += 1
    one.save()
    DeliveryTry.objects.create(delivery=one, number=one.tries, started_at=now)
    return Claimed(delivery=one, number=one.tries)


def give_up_old(rows: QuerySet[Delivery], now: datetime) -> None:
    """Give up what could not go out for some working days; holidays, which are quiet, do not count."""
    before = rows.filter(made_at__lt=now - timedelta(days=TOO_OLD))
    calendar, today = work_calendar(), timezone.localdate(now)
    old = [
        row.pk
        for row in before.only("pk", "made_at")
        if working_days_between(timezone.localdate(row.made_at), today, calendar) > TOO_OLD
    ]
    Delivery.objects.filter(pk__in=old).update(
        state=Delivery.State.FAILED, reason="too-old", ended_at=now, version=F("version") + 1
    )


def not_before(channel: Channel, waiting: Sequence[Delivery], now: datetime) -> datetime | None:
    """Return until when what waits has to wait on; None if it may go."""
    if not channel.is_active:
        return now + timedelta(hours=1)
    if (until := closed_until(channel.closed_until, now)) is not None:
        return until
    recent = DeliveryTry.objects.filter(
        delivery__channel=channel, started_at__gt=now - A_MINUTE, started_at__lte=now + A_MINUTE
    )
    if recent.count() >= MOST_A_MINUTE and channel.form != Channel.Form.MAIL:
        return now + A_MINUTE
    if any(row.is_urgent for row in waiting):
        return None
    allowed = may_go_at(now, work_calendar(), seed=waiting[0].key)
    return allowed if allowed > now else None


def closed_until(until: datetime | None, now: datetime) -> datetime | None:
    """Return until when a circuit is open; what a clock set back moved far away does not count."""
    return until if until is not None and now < until <= now + LONGEST_WAIT else None


def settle_lost(row: Delivery, now: datetime) -> None:
    """Settle a try whose process is gone: nobody knows whether it arrived."""
    number = row.tries
    settle(Claimed(delivery=row, number=number), Answer(outcome=Outcome.UNKNOWN, said="—"), now)


@transaction.atomic
def settle(claimed: Claimed, answer: Answer, now: datetime) -> bool:
    """Write down what became of a try, once; return whether it was this call that did."""
    said = answer.said[:ANSWER_LENGTH]
    tried = DeliveryTry.objects.filter(
        delivery=claimed.delivery, number=claimed.number, ended_at__isnull=True
    )
    if not tried.update(
        ended_at=now, outcome=answer.outcome.value, status=answer.status, answer=said
    ):
        return False
    row = Delivery.objects.select_related("channel").get(pk=claimed.delivery.pk)
    row.answer = said
    row.version += 1
    decide(row, answer, now)
    row.save()
    note_health(row.channel, answer, now)
    return True


def decide(row: Delivery, answer: Answer, now: datetime) -> None:
    """Set the state that follows from an answer: sent, again later, or an end that a person sees.

    However often it was tried: an outage of a day or two is waited for, and age alone gives it up.
    """
    is_known_again = row.channel.form == Channel.Form.JSON  # by its key
    may_repeat = answer.outcome is Outcome.LATER or (
        answer.outcome is Outcome.UNKNOWN and is_known_again
    )
    if may_repeat:
        wait = back_off(row.tries, row.key)
        if answer.wait_seconds is not None:
            wait = min(max(wait, timedelta(seconds=answer.wait_seconds)), LONGEST_WAIT)
        row.state, row.reason, row.not_before = Delivery.State.WAITING, "again", now + wait
        return
    row.ended_at = now
    row.state, row.reason = ENDS[answer.outcome]


def note_health(channel: Channel, answer: Answer, now: datetime) -> None:
    """Close the way for a while after failures in a row, and open it again after a success.

    What one receiver refuses says nothing of the mail server, so a refusal by mail counts as none.
    """
    if answer.outcome is Outcome.SENT:
        if channel.failures:
            Channel.objects.filter(pk=channel.pk).update(failures=0, closed_until=None)
        return
    if answer.outcome is Outcome.REFUSED and channel.form == Channel.Form.MAIL:
        return
    failures = channel.failures + 1
    until = None
    if failures >= OPEN_AFTER:
        until = now + back_off(failures, f"channel {channel.pk}")
        say_down(channel, now)
    if answer.wait_seconds is not None:
        asked = now + min(timedelta(seconds=answer.wait_seconds), LONGEST_WAIT)
        until = max(until or asked, asked)
    Channel.objects.filter(pk=channel.pk).update(failures=failures, closed_until=until)


def deliver_one(channel_id: int, person_id: int | None) -> bool:
    """Send one message of an address; return whether there was one and it arrived."""
    claimed = claim(channel_id, person_id, timezone.now())
    if claimed is None:
        return False
    answer = send(claimed.delivery)
    settle(claimed, answer, timezone.now())
    return answer.outcome is Outcome.SENT
