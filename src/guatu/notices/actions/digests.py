"""Several messages to one address as one: after a quiet night, by the hour, or after a way was down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.notices.actions.outbox import fingerprint
from guatu.notices.models import Channel, Delivery

MOST_ALONE = 3  # more than these that wait at one address go as one
MOST_LINES = 20
TEST = "test:"  # how the key of a test begins
SUBJECT_LENGTH = 200


def gathered(channel: Channel, waiting: Sequence[Delivery], now: datetime) -> Delivery:
    """Return what goes out now: the first that waits, or a new digest of them all.

    What is urgent goes before the rest. A digest that could not go out goes into the next one with
    all that it holds; a test goes by itself.
    """
    urgent = [row for row in waiting if row.is_urgent]
    meant = urgent or list(waiting)
    alike = [row for row in meant if not row.key.startswith(TEST)]
    has_digest = any(row.notice_id is None for row in alike)
    is_digested = channel.digest_hour is not None or any(is_daily(row) for row in alike)
    most = 1 if is_digested or has_digest or channel.failures else MOST_ALONE
    if len(alike) < len(meant) or len(alike) <= most:
        return meant[0]
    return merge(channel, alike, now)


def is_daily(row: Delivery) -> bool:
    """Say whether a mail waited for its hour, and not only for the end of the quiet hours."""
    preference = getattr(row.person, "notice_preference", None) if row.person_id else None
    return preference is not None and preference.mail == "daily"


def merge(channel: Channel, rows: Sequence[Delivery], now: datetime) -> Delivery:
    """Make one digest of several, which then count as gone with it."""
    leaves = Delivery.objects.filter(merged_into__in=rows, notice__isnull=False)
    parts = [row for row in rows if row.notice_id is not None]
    parts = sorted({row.pk: row for row in (*leaves, *parts)}.values(), key=lambda row: row.pk)
    with translation.override(settings.LANGUAGE_CODE):
        subject = ngettext("%(num)d notice", "%(num)d notices", len(parts)) % {"num": len(parts)}
        text = listed(parts)
    digest = Delivery.objects.create(
        key=f"digest:{channel.pk}:{rows[0].person_id or ''}:{rows[0].pk}:{rows[-1].pk}",
        channel=channel,
        person_id=rows[0].person_id,
        subject=subject[:SUBJECT_LENGTH],
        text=text,
        fingerprint=fingerprint(subject, text),
        not_before=now,
        is_urgent=rows[0].is_urgent,
        made_at=now,
    )
    keys = [row.pk for row in (*parts, *rows)]
    Delivery.objects.filter(pk__in=keys).update(
        state=Delivery.State.MERGED,
        reason="",
        merged_into=digest,
        ended_at=now,
        version=F("version") + 1,
    )
    return digest


def listed(parts: Sequence[Delivery]) -> str:
    """Return the lines of a digest, the latest last; what is too much is counted."""
    shown = parts[-MOST_LINES:]
    lines = [
        f"{number}. {timezone.localtime(row.made_at):%m-%d %H:%M} {row.subject}"
        for number, row in enumerate(shown, 1)
    ]
    if (more := len(parts) - len(shown)) > 0:
        earlier = ngettext("and %(num)d earlier one", "and %(num)d earlier ones", more)
        lines.append(earlier % {"num": more})
    lines.append(_("All of them stand in the list of notices."))
    return "\n".join(lines)
