"""Until when a report of a unit is in time: the round's own moment, or what was granted to the unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from guatu.dispatch.models import Round, RoundExtension


def extensions_of(round_ids: Collection[int]) -> dict[tuple[int, int], datetime]:
    """Return, by round and unit, until when more time was granted."""
    rows = RoundExtension.objects.filter(round__in=round_ids).order_by("pk")
    return {
        (one, unit): late_at for one, unit, late_at in rows.values_list("round", "unit", "late_at")
    }


def late_units(one: Round, unit_ids: Collection[int], now: datetime) -> set[int]:
    """Return for which of these units a report received now is late.

    A round that was closed after its time stays so: a clock that is set back makes nothing punctual.
    """
    granted = extensions_of([one.pk])
    return {unit_id for unit_id in unit_ids if in_time_until(one, {unit_id}, granted, now) is None}


def in_time_until(
    one: Round,
    unit_ids: Collection[int],
    granted: Mapping[tuple[int, int], datetime],
    now: datetime,
) -> datetime | None:
    """Return until when a report of one of these units is in time, None if it is late already.

    A round closed by hand before its time takes nothing away: what was told holds.
    """
    is_over = one.closed_at is not None and one.closed_at >= one.late_from
    ends = [
        granted.get((one.pk, unit_id)) or one.late_from
        for unit_id in unit_ids
        if (one.pk, unit_id) in granted or not is_over
    ]
    last = max(ends, default=now)
    return last if now < last else None
