"""What runs in the background: sending what waits, an address at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guatu.jobs.works import Due, Run, Work, register, register_due
from guatu.notices import sorts
from guatu.notices.actions.delivering import OPEN_AFTER, UNDER_WAY, closed_until, deliver_one
from guatu.notices.actions.forgetting import forget_old
from guatu.notices.models import Delivery

DELIVER = "notices.deliver"
FORGET = "notices.forget"
FORGET_AT = time(4)
MOST_AT_ONCE = 10  # messages of one run: with every one at its limit the run stays within its own
LOOKED_AT = 1000
MOST_DUE = 50


def deliver(run: Run) -> Mapping[str, int]:
    """Send what waits at one address until it is empty or something goes wrong."""
    person = run.arguments["person"]
    channel_id, person_id = int(run.arguments["channel"]), int(person) if person else None
    sent = 0
    while sent < MOST_AT_ONCE:
        run.progress(sent)
        if not deliver_one(channel_id, person_id):
            break
        sent += 1
    return {"sent": sent}


def due(now: datetime) -> Iterator[Due]:
    """Yield the addresses at which something may go out now: one look at an index of what waits.

    Every run moves what it leaves to another time, so that the key is another one then. While a
    way is down, one address tries for all.
    """
    rows = Delivery.objects.filter(
        state__in=UNDER_WAY, not_before__lte=now, is_simulated=False
    ).order_by("not_before", "pk")
    seen: set[tuple[int, int | None]] = set()
    trying: set[int] = set()
    for pk, channel, person, not_before, failures, until in rows.values_list(
        "pk", "channel_id", "person_id", "not_before", "channel__failures", "channel__closed_until"
    )[:LOOKED_AT]:
        is_down = failures >= OPEN_AFTER and channel in trying
        if (channel, person) in seen or is_down or closed_until(until, now) is not None:
            continue
        seen.add((channel, person))
        trying.add(channel)
        yield Due(
            work=DELIVER,
            key=f"{channel}:{person or ''}:{pk}:{not_before.isoformat()}",
            due_at=not_before,
            arguments={"channel": channel, "person": person},
        )
        if len(seen) >= MOST_DUE:
            return


def forget(run: Run) -> Mapping[str, int]:
    """Forget what is too old for anybody's list or log."""
    return {"count": forget_old(run.due_at)}


def due_forgetting(now: datetime) -> Iterator[Due]:
    """Give today's forgetting once its hour has come."""
    local = timezone.localtime(now)
    if local.time() >= FORGET_AT:
        at = datetime.combine(local.date(), FORGET_AT, tzinfo=local.tzinfo)
        yield Due(work=FORGET, key=local.date().isoformat(), due_at=at)


def register_works() -> None:
    register(Work(code=DELIVER, label=_("Send notices"), does=deliver, may_cancel=False))
    register(Work(code=FORGET, label=_("Forget old notices"), does=forget))
    register_due(due)
    register_due(due_forgetting)
    sorts.register(sorts.Sort(code=sorts.DOWN, label=_("Ways out that fail")))
