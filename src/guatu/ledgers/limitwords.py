"""The nearest limit of an entry in words: until when, how long yet, and what it is the limit of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from guatu.core.kinds import KindDefinition, last_day
from guatu.core.kinds.limits import OF_LOG
from guatu.ledgers.queries import spoken
from guatu.shell import formatting


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitWord:
    """`whose` is the name of a log, or of the stage."""

    until: str
    left: str
    whose: str
    is_past: bool


def limit_word(
    kind: KindDefinition, stage: str, *, limit_at: datetime | None, limit_for: str
) -> LimitWord | None:
    """Return the limit of an entry as a page shows it, or None where it has none."""
    if limit_at is None:
        return None
    local = timezone.make_naive(limit_at)
    day, today = last_day(local), timezone.localdate()
    clock = "" if local.time() == time.min else f" {local:%H:%M}"
    return LimitWord(
        until=formatting.day(day, year=day.year != today.year) + clock,
        left=formatting.days_left(day, today),
        whose=whose_word(kind, stage, limit_for),
        is_past=timezone.now() >= limit_at,
    )


def whose_word(kind: KindDefinition, stage: str, limit_for: str) -> str:
    log = kind.log(limit_for.removeprefix(OF_LOG)) if limit_for.startswith(OF_LOG) else None
    if log is not None:
        return spoken(log.name)
    found = kind.stage(stage)
    return spoken(found.name) if found else ""
