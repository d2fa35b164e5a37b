"""Rows of what is to leave the house: made with the act, sent by a job."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.core.calendars import WorkCalendar
from guatu.core.paths import STEP
from guatu.notices.models import Channel, Delivery, Notice, Preference
from guatu.notices.outside import digest_at, has_mail, has_webhooks, may_go_at, repeat_window
from guatu.notices.sorts import DOWN
from guatu.shell.workdays import work_calendar

BATCH = 500
GroupText = Callable[[Sequence[int]], str]  # of units in 建制顺序, in the active language
COUNTED_FOR_REPEATS = (
    Delivery.State.WAITING,
    Delivery.State.SENDING,
    Delivery.State.SENT,
    Delivery.State.UNKNOWN,
    Delivery.State.MERGED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way out of a notice: a group, or a person by mail; the hour is that of a daily digest."""

    channel: Channel
    person_id: int | None = None
    digest_hour: int | None = None
    text: str = ""  # what is said here alone; "" as the notice says it

    def key(self, notice: Notice) -> str:
        return f"{notice.pk}:{self.channel.pk}:{self.person_id or ''}"

    def said(self, notice: Notice) -> str:
        return fingerprint(notice.subject, self.text or notice.text, notice.address)


def put_out(
    notice: Notice,
    *,
    person_ids: Sequence[int],
    unit_ids: Sequence[int],
    now: datetime,
    group_text: GroupText | None = None,
) -> int:
    """Make a row for each way out that is set for this notice; return how many."""
    groups = webhook_ways(notice, unit_ids, group_text)
    ways = [*groups, *mail_ways(notice, person_ids)]
    if not ways or notice.sort == DOWN:  # that a way is down goes out by none
        return 0
    calendar = work_calendar()
    told = repeated({way.said(notice) for way in ways}, ways, now)
    rows = [row_of(notice, way, now=now, calendar=calendar) for way in ways]
    for row in rows:
        if row.channel.is_simulated:
            hold(row, "simulated", now)
        elif (row.channel_id, row.person_id, row.fingerprint) in told:
            hold(row, "repeat", now)
    Delivery.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def row_of(notice: Notice, way: Way, *, now: datetime, calendar: WorkCalendar) -> Delivery:
    """Return the row of one way, waiting for when it may go."""
    if notice.is_urgent:
        not_before = now
    elif way.digest_hour is not None:
        not_before = digest_at(now, way.digest_hour, calendar)
    else:
        not_before = may_go_at(now, calendar, seed=way.key(notice))
    return Delivery(
        key=way.key(notice),
        channel=way.channel,
        person_id=way.person_id,
        notice=notice,
        subject=notice.subject,
        text=way.text,
        fingerprint=way.said(notice),
        is_urgent=notice.is_urgent,
        is_simulated=way.channel.is_simulated,
        not_before=not_before,
        made_at=now,
    )


def hold(row: Delivery, reason: str, now: datetime) -> None:
    row.state, row.reason, row.ended_at = Delivery.State.HELD, reason, now


def webhook_ways(
    notice: Notice, unit_ids: Sequence[int], group_text: GroupText | None
) -> Iterator[Way]:
    """Yield the groups of the notice's campaign and of the units that it speaks to, or those above.

    A unit's own group reads of the units in it alone.
    """
    is_open = Q() if has_webhooks() else Q(is_simulated=True)
    of_campaign = Q(campaign__isnull=True) | Q(campaign_id=notice.campaign_id)
    active = Channel.objects.exclude(form=Channel.Form.MAIL).filter(is_open, is_active=True)
    channels = list(active.filter(of_campaign).select_related("unit").order_by("pk"))
    paths = paths_of(unit_ids) if channels else {}
    around = {path[:end] for path in paths.values() for end in range(STEP, len(path) + 1, STEP)}
    for channel in channels:
        is_reached = channel.unit is None or channel.unit.path in around
        if not is_reached or (channel.sorts and notice.sort not in channel.sorts):
            continue
        top = channel.unit.path if channel.unit is not None else ""
        named = [unit for unit, path in paths.items() if path.startswith(top)]
        text = group_text(named) if group_text is not None and named else ""
        yield Way(channel=channel, digest_hour=channel.digest_hour, text=text)


def paths_of(unit_ids: Sequence[int]) -> dict[int, str]:
    """Return the paths of units in 建制顺序."""
    rows = Unit.objects.filter(pk__in=unit_ids).order_by("official_order", "path")
    return dict(rows.values_list("pk", "path"))


def mail_ways(notice: Notice, person_ids: Sequence[int]) -> Iterator[Way]:
    """Yield the persons who want this sort by mail, if there is a mail server."""
    if not has_mail() or not person_ids:
        return
    wanting = Preference.objects.filter(person_id__in=person_ids).exclude(mail_address="")
    rows = [
        row
        for row in wanting.exclude(mail=Preference.Mail.OFF).order_by("person_id")
        if notice.sort not in row.muted_sorts
    ]
    channel = mail_channel() if rows else None
    if channel is None or not channel.is_active:
        return
    for row in rows:
        is_daily = row.mail == Preference.Mail.DAILY
        yield Way(
            channel=channel,
            person_id=row.person_id,
            digest_hour=row.digest_hour if is_daily else None,
        )


def mail_channel() -> Channel:
    """Return the one channel of the mail server, made when it is first needed."""
    return Channel.objects.get_or_create(
        form=Channel.Form.MAIL, defaults={"title": _("Mail"), "made_at": timezone.now()}
    )[0]


def repeated(
    said: Collection[str], ways: Sequence[Way], now: datetime
) -> set[tuple[int, int | None, str]]:
    """Return the ways on which the same went out within the last hours."""
    rows = Delivery.objects.filter(
        fingerprint__in=said,
        channel_id__in={way.channel.pk for way in ways},
        made_at__gt=now - repeat_window(),
        state__in=COUNTED_FOR_REPEATS,
    )
    return set(rows.values_list("channel_id", "person_id", "fingerprint"))


def fingerprint(*parts: str) -> str:
    """Return the hash of what is said: the same again soon after is held."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
