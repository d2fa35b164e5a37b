"""What the units tell of their parts of a decomposed target: in step with the whole, some ahead of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from guatu.audit.actions import record
from guatu.campaigns.actions import NewObservation
from guatu.campaigns.actions.checking import figure_of
from guatu.campaigns.actions.observations import build
from guatu.campaigns.models import Indicator, Observation, Target, Validity
from guatu.campaigns.queries.figures import goal_of
from guatu.core.actors import SYSTEM
from guatu.core.decomposing import share_out

if TYPE_CHECKING:  # the parts name this one
    from guatu.demo.stage import Stage

# what each part, in official order, has of a hundredth of what it owes: one ahead, one behind
SKEWS = tuple(map(Decimal, ("1.10", "0.80", "1.05", "0.95")))


def lay_portions(stage: Stage) -> None:
    """Share every told total of a decomposed target out over its parts; the last one is silent of late."""
    parts = Target.objects.filter(
        parent__campaign=stage.general, validity=Validity.IN_FORCE,
        indicator__shape=Indicator.Shape.CUMULATIVE,
    ).select_related("indicator", "unit", "parent__unit")  # fmt: skip
    groups: dict[int, list[Target]] = {}
    for part in parts.order_by("parent_id", "unit__official_order", "pk"):
        groups.setdefault(part.parent_id or 0, []).append(part)
    rows = [row for group in groups.values() for row in told_of(stage, group)]
    Observation.objects.bulk_create(rows)
    record(stage.office, "demo.lay", details={"count": len(rows)})


def told_of(stage: Stage, parts: Sequence[Target]) -> Iterator[Observation]:
    whole = parts[0].parent
    if whole is None or any(part.measure != whole.measure for part in parts):
        return
    weights = {
        part.pk: goal_of(part, stage.general).low * SKEWS[place % len(SKEWS)]
        for place, part in enumerate(parts)
    }
    known = list(
        Observation.objects.filter(
            indicator=whole.indicator_id, unit=whole.unit_id, is_current=True,
            facet=Observation.Facet.CUMULATIVE, series=Observation.Series.FLASH,
        ).order_by("as_of", "pk")
    )  # fmt: skip
    reached = dict.fromkeys(weights, Decimal(0))
    for row in known:
        total = figure_of(row).value
        if total is None or not any(weights.values()):
            continue
        # a total never falls, though the shares of a larger one are rounded anew
        shares = share_out(total, weights, places=0)
        reached = {pk: max(shares[pk], value) for pk, value in reached.items()}
        telling = parts[:-1] if row is known[-1] else parts
        yield from (told(stage, part, row, reached[part.pk]) for part in telling)


def told(stage: Stage, part: Target, whole: Observation, value: Decimal) -> Observation:
    """Return what a unit told of its part on the day on which the whole was told."""
    new = NewObservation(
        indicator=part.indicator,
        unit=part.unit,
        period_start=whole.period_start,
        period_end=whole.period_end,
        as_of=whole.as_of,
        value=value,
        facet=whole.facet,
        measure=part.measure,
        source="部门快报",
    )
    row = build(SYSTEM, new, reported_at=whole.reported_at)
    row.reported_by = stage.settled.liaisons.get(part.unit_id)
    return row
