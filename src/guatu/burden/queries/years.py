"""Documents and meetings of a year so far against the same months of the year before: they only fall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from guatu.burden.models import Count
from guatu.burden.queries.ledger import visible_asks
from guatu.campaigns.queries import visible_campaigns
from guatu.core.actors import Actor
from guatu.core.burden import Measure
from guatu.core.rounds import add_months

FALLING = (Measure.DOCUMENTS, Measure.MEETINGS)
YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """What all units in sight got of one measure in the months that both years know."""

    measure: Measure
    now: int
    before: int

    @property
    def rise(self) -> int:
        return max(self.now - self.before, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSoFar:
    """The months compared, as first days of this year, and what they come to."""

    months: tuple[date, ...]
    lines: tuple[YearLine, ...]


def year_so_far(actor: Actor, month: date) -> YearSoFar | None:
    """Return the year up to a month beside the year before; None where no month of both is counted."""
    campaigns = visible_campaigns(actor).select_related(None).order_by().values("pk")
    counted = set(
        Count.objects.filter(campaign__in=campaigns).order_by().values_list("month", flat=True)
    )
    months = [month.replace(month=number) for number in range(1, month.month + 1)]
    both = tuple(one for one in months if one in counted and add_months(one, -YEAR) in counted)
    if not both:
        return None
    now = sums_of(actor, list(both))
    before = sums_of(actor, [add_months(one, -YEAR) for one in both])
    lines = (YearLine(measure=one, now=now[one], before=before[one]) for one in FALLING)
    return YearSoFar(months=both, lines=tuple(lines))


def sums_of(actor: Actor, months: list[date]) -> dict[Measure, int]:
    """Return what the units in sight got of each falling measure: one read."""
    rows = visible_asks(actor).filter(month__in=months)
    found = rows.aggregate(**{f"all_{one.value}": Sum(one.value) for one in FALLING})
    return {one: found[f"all_{one.value}"] or 0 for one in FALLING}
