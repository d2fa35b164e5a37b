"""Keeping the sums of frozen rounds, which pages of long periods add up."""

from __future__ import annotations

from guatu.dispatch.models import Round, RoundSum
from guatu.dispatch.queries.sums import sums_of


def keep_sums(one: Round) -> int:
    """Keep the sums of a round as it is frozen, and of earlier ones that have none.

    Called within the act of freezing: it is part of that act and has no row of its own.
    """
    without = Round.objects.filter(
        cadence=one.cadence_id,
        ordinal__lte=one.ordinal,
        state=Round.State.FROZEN,
        sums__isnull=True,
    ).order_by("ordinal")
    made = [row for each in without for row in sums_of(each)]
    RoundSum.objects.bulk_create(made, batch_size=500)
    return len(made)
