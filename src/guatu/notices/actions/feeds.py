"""A person's calendar: its secret address, and what it gave last of each event."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guatu.accounts.models import Account
from guatu.accounts.queries import actor_of
from guatu.audit.actions import record
from guatu.core.actors import Actor
from guatu.core.feeds import Dated, calendar_file
from guatu.notices.calendar import Event, events_of
from guatu.notices.models import Feed, FeedEvent
from guatu.notices.outside import page_address
from guatu.shell.errors import NotAllowed, NotFound

BEFORE, AHEAD = timedelta(days=30), timedelta(days=180)
FORGOTTEN_AFTER = timedelta(days=60)
TOKEN_BYTES = 24


@transaction.atomic
def renew_feed(actor: Actor) -> str:
    """Make the person's calendar a new address; return its secret, which is shown this once.

    The address before, if there was one, gives nothing from now on.
    """
    if actor.person_id is None:
        raise NotAllowed(_("Your post does not allow this."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed, _is_new = Feed.objects.update_or_create(
        person_id=actor.person_id,
        defaults={"token_hash": hashed(token), "made_at": timezone.now()},
    )
    record(actor, "feed.renew", of=feed)
    return token


@transaction.atomic
def end_feed(actor: Actor) -> None:
    """Let the person's calendar have no address any more."""
    feed = Feed.objects.filter(person_id=actor.person_id or 0).first()
    if feed is None:
        raise NotFound
    record(actor, "feed.end", of=feed)
    feed.delete()


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def feed_file(token: str, now: datetime) -> bytes:
    """Return the calendar of whoever has this secret, as that person's posts are today.

    Raises
    ------
    NotFound
        If no calendar has it, or its person has no open account.
    """
    feed = Feed.objects.filter(token_hash=hashed(token)).first()
    accounts = Account.objects.select_related("person").filter(is_active=True)
    account = accounts.filter(person_id=feed.person_id).order_by("pk").first() if feed else None
    if feed is None or account is None:
        raise NotFound
    today = timezone.localdate(now)
    with translation.override(settings.LANGUAGE_CODE):
        events = events_of(actor_of(account, today), today - BEFORE, today + AHEAD)
        rows = followed(feed, events, now)
        name = _("guatu: rounds and limits")
    return calendar_file(rows, name=name, zone=settings.TIME_ZONE)


@transaction.atomic
def followed(feed: Feed, events: list[Event], now: datetime) -> list[Dated]:
    """Return what the calendar gives now, and keep it: what changed rises, what is gone is cancelled.

    An event whose day has left the window is not gone: it is just not given any more.
    """
    known = {row.uid: row for row in FeedEvent.objects.select_for_update().filter(feed=feed)}
    earliest = timezone.localdate(now) - BEFORE
    given = {event.uid: as_given(event) for event in events}
    changed: list[FeedEvent] = []
    made: list[FeedEvent] = []
    for uid, fields in given.items():
        row = known.get(uid)
        if row is None:
            made.append(
                FeedEvent(
                    feed=feed, uid=uid, given=fields, changed_at=now, last_on=last_day(fields)
                )
            )
        elif row.given != fields or row.is_cancelled:
            row.given, row.is_cancelled, row.last_on = fields, False, last_day(fields)
            changed.append(row)
    for uid, row in known.items():
        if uid not in given and not row.is_cancelled and row.last_on >= earliest:
            row.is_cancelled = True
            changed.append(row)
    for row in changed:
        row.sequence += 1
        row.changed_at = now
    if changed:
        fields_written = ["given", "is_cancelled", "last_on", "sequence", "changed_at"]
        FeedEvent.objects.bulk_update(changed, fields_written, batch_size=500)
    FeedEvent.objects.bulk_create(made, batch_size=500)
    FeedEvent.objects.filter(feed=feed, last_on__lt=earliest - FORGOTTEN_AFTER).delete()
    rows = [row for row in (*known.values(), *made) if row.last_on >= earliest]
    return [dated(row) for row in sorted(rows, key=lambda row: row.uid)]


def as_given(event: Event) -> dict[str, Any]:
    """Return an event as it is kept and compared."""
    return {
        "starts": event.starts_on.isoformat(),
        "ends": event.ends_on.isoformat() if event.ends_on is not None else "",
        "title": event.title,
        "text": event.text,
        "address": page_address(event.address),
    }


def read_time(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def last_day(fields: Mapping[str, Any]) -> date:
    last = read_time(fields["ends"] or fields["starts"])
    return timezone.localdate(last) if isinstance(last, datetime) else last


def dated(row: FeedEvent) -> Dated:
    fields = row.given
    return Dated(
        uid=f"{row.uid}@guatu",
        sequence=row.sequence,
        changed_at=row.changed_at,
        starts=read_time(fields["starts"]),
        ends=read_time(fields["ends"]) if fields["ends"] else None,
        title=fields["title"],
        text=fields["text"],
        address=fields["address"],
        is_cancelled=row.is_cancelled,
    )
