"""How often in a row a unit has reported no news of an entry (T9): what the page says before a lamp does."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from guatu.dispatch.models import CheckIn, Round

ROUNDS_BACK = 12  # more than any rule of lamps counts


def unchanged_streaks(rows: Collection[CheckIn]) -> dict[int, int]:
    """Return, for check-ins of one or a few rounds, how many before them in a row said “no news”."""
    campaigns = {row.round.campaign_id for row in rows}
    newest = max((row.round.starts_on for row in rows), default=None)
    if newest is None:
        return {}
    rounds = Round.objects.filter(
        campaign__in=campaigns, starts_on__lt=newest, cadence__asks_check_ins=True
    ).order_by("-starts_on", "-pk")
    before = list(rounds.values_list("pk", flat=True)[: ROUNDS_BACK * len(campaigns)])
    said: dict[tuple[int, int], list[tuple[date, bool]]] = {}
    reports = CheckIn.objects.filter(
        round__in=before,
        entry__in={row.entry_id for row in rows},
        unit__in={row.unit_id for row in rows},
        received_at__isnull=False,
    ).order_by("-round__starts_on", "-pk")
    for entry_id, unit_id, starts_on, is_unchanged in reports.values_list(
        "entry_id", "unit_id", "round__starts_on", "is_unchanged"
    ):
        said.setdefault((entry_id, unit_id), []).append((starts_on, is_unchanged))
    return {row.pk: streak(row, said.get((row.entry_id, row.unit_id), [])) for row in rows}


def streak(row: CheckIn, said: list[tuple[date, bool]]) -> int:
    """Count the newest reports before a round that said “no news”, up to the first that said more."""
    count = 0
    for starts_on, is_unchanged in said:
        if starts_on >= row.round.starts_on:
            continue
        if not is_unchanged:
            break
        count += 1
    return count
