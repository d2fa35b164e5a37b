"""Figures that units owe: a field each figure and period, a sheet each day on which some are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from guatu.burden.models import Ask
from guatu.burden.queries.counting.values import Counted
from guatu.campaigns.models import Campaign, Target, Validity
from guatu.core.burden import Counts
from guatu.core.rhythms import Rhythm, periods_between
from guatu.core.rounds import Period


def figures(campaign: Campaign, month: Period) -> Iterator[Counted]:
    """Give the figures that are due in a month, once for all targets that one figure answers."""
    targets = Target.objects.filter(
        campaign=campaign, validity=Validity.IN_FORCE, unit__isnull=False
    ).select_related("indicator")
    seen: set[tuple[int, int, bool]] = set()
    days: defaultdict[int, set[date]] = defaultdict(set)
    for target in targets.order_by("pk"):
        key = (target.indicator_id, target.unit_id, target.is_growth)
        due = [] if key in seen else days_due(target, campaign, month)
        if not due:
            continue
        seen.add(key)
        days[target.unit_id].update(due)
        yield Counted(
            unit_id=target.unit_id,
            source=Ask.Source.FIGURES,
            object_id=target.pk,
            label=target.indicator.name,
            counts=Counts(fields=len(due)),
        )
    for unit_id, dates in days.items():
        yield Counted(
            unit_id=unit_id,
            source=Ask.Source.FIGURES,
            counts=Counts(forms=len(dates)),
        )


def days_due(target: Target, campaign: Campaign, month: Period) -> list[date]:
    """Return the days of a month on which a figure of a target is due."""
    periods = periods_between(
        Rhythm(target.indicator.rhythm), campaign.starts_on, target.due_on or campaign.ends_on
    )
    after = timedelta(days=target.indicator.due_after)
    return [
        one.end + after for one in periods if month.starts_on <= one.end + after <= month.ends_on
    ]
