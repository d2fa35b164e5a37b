"""Rounds of check-ins: a sheet each round, and a line each entry."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q

from guatu.burden.models import Ask
from guatu.burden.queries.counting.values import Counted
from guatu.campaigns.models import Campaign
from guatu.core.burden import Counts
from guatu.core.rounds import Period
from guatu.dispatch.models import CheckIn, Round
from guatu.ledgers.queries.kinds import installed_kinds

UNCHANGED = Q(is_unchanged=True, received_at__isnull=False)


def rounds(campaign: Campaign, month: Period) -> Iterator[Counted]:
    """Give what the rounds that end in a month ask, by cadence.

    A line answered with `本期无新进展` is one tap; any other is one field of words, one figure where
    its kind has a quantity, and one tap where a goal or node is due. What nobody answered yet counts
    as it is asked.
    """
    within = Round.objects.filter(
        campaign=campaign, ends_on__gte=month.starts_on, ends_on__lte=month.ends_on
    )
    events = dict(within.values_list("cadence_id", "cadence__event"))
    with_figure = [kind.code for kind in installed_kinds() if kind.has_quantity]
    rows = (
        CheckIn.objects.filter(round__in=list(within.values_list("pk", flat=True)))
        .order_by()
        .values("unit_id", "round__cadence_id")
        .annotate(
            sheets=Count("round", distinct=True),
            unchanged=Count("pk", filter=UNCHANGED),
            told=Count("pk", filter=~UNCHANGED),
            figures=Count("pk", filter=~UNCHANGED & Q(entry__kind__code__in=with_figure)),
            goals=Count("pk", filter=~UNCHANGED & Q(milestone__isnull=False)),
        )
    )
    for row in rows:
        yield Counted(
            unit_id=row["unit_id"],
            source=Ask.Source.ROUNDS,
            object_id=row["round__cadence_id"],
            label=events[row["round__cadence_id"]],
            counts=Counts(
                forms=row["sheets"],
                fields=row["told"] + row["figures"],
                taps=row["unchanged"] + row["goals"],
            ),
        )
