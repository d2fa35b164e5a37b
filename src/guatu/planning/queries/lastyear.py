"""What was done of last year's targets: the latest confirmed figure of each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from guatu.campaigns.models import Observation, Target
from guatu.core.stored import StoredFigure
from guatu.planning.queries.standing import plain_text


def done_of(targets: Sequence[Target]) -> dict[int, str]:
    """Return the latest confirmed figure of each target, as it was reported."""
    rows = Observation.objects.filter(
        indicator_id__in={target.indicator_id for target in targets},
        unit_id__in={target.unit_id for target in targets},
        confirmed_at__isnull=False,
        replaced_by__isnull=True,
    ).order_by("as_of", "pk")
    latest = {(row.indicator_id, row.unit_id, row.is_growth): row for row in rows}
    found = {}
    for target in targets:
        row = latest.get((target.indicator_id, target.unit_id, target.is_growth))
        if row is not None:
            found[target.pk] = f"{plain_text(value_of(row))}{row.measure or ''}"
    return found


def value_of(row: Observation) -> Decimal | None:
    return StoredFigure(
        amount_fen=row.amount_fen, mantissa=row.mantissa, scale=row.scale, measure=row.measure
    ).value
