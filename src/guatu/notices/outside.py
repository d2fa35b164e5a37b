"""What the operator set about leaving the house, as values."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from guatu.core.calendars import WorkCalendar
from guatu.core.quiet import QuietHours, allowed_from, next_hour, share
from guatu.interchange.mailing import Server
from guatu.interchange.posting import Limits

JITTER_SECONDS = 300  # after quiet hours not everything goes out on the stroke


def limits() -> Limits:
    return Limits(
        hosts=tuple(settings.WEBHOOK_HOSTS),
        connect_seconds=settings.SEND_CONNECT_SECONDS,
        total_seconds=settings.SEND_SECONDS,
        ca_file=settings.SEND_CA_FILE,
    )


def has_mail() -> bool:
    return bool(settings.MAIL_HOST)


def has_webhooks() -> bool:
    return bool(settings.WEBHOOK_HOSTS)


def mail_server() -> Server:
    return Server(
        host=settings.MAIL_HOST,
        port=settings.MAIL_PORT,
        security=settings.MAIL_SECURITY,
        user=settings.MAIL_USER,
        password=settings.MAIL_PASSWORD,
        sender=settings.MAIL_FROM,
        connect_seconds=settings.SEND_CONNECT_SECONDS,
        total_seconds=settings.SEND_SECONDS,
        ca_file=settings.SEND_CA_FILE,
    )


def quiet_hours() -> QuietHours:
    start, _dash, end = settings.QUIET_HOURS.partition("-")
    return QuietHours(start=int(start), end=int(end), on_days_off=settings.QUIET_DAYS_OFF)


def repeat_window() -> timedelta:
    return timedelta(hours=settings.REPEAT_HOURS)


def may_go_at(moment: datetime, calendar: WorkCalendar, *, seed: str) -> datetime:
    """Return when what may wait goes out: at once, or some minutes after the quiet hours."""
    local = timezone.localtime(moment)
    allowed = allowed_from(local, quiet_hours(), calendar)
    if allowed == local:
        return moment
    return allowed + timedelta(seconds=int(share(seed) * JITTER_SECONDS))


def digest_at(moment: datetime, hour: int, calendar: WorkCalendar) -> datetime:
    """Return when the next digest of an hour goes out, never in quiet hours."""
    return allowed_from(next_hour(timezone.localtime(moment), hour), quiet_hours(), calendar)


def page_address(path: str) -> str:
    """Return the whole address of a page; "" where the operator did not say under which it is served."""
    return f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS and path else ""
