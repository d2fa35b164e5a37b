"""Indicators with the targets on them that an actor sees: for the list, and for the page of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guatu.campaigns.models import Campaign, Indicator, Observation, Target, Validity
from guatu.campaigns.queries.details import Told, series_of
from guatu.campaigns.queries.figures import (
    TargetState,
    factors,
    states_of,
    visible_targets,
)
from guatu.core.actors import Actor
from guatu.core.pace import Facet, Reading, running_totals
from guatu.core.shapes import Shape
from guatu.core.stored import StoredFigure, convert
from guatu.shell.errors import NotFound

ORDER = ("indicator_id", "unit__official_order", "unit__path", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """One unit's target on an indicator, and where it stands."""

    target: Target
    state: TargetState


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An indicator with the targets on it that the actor sees, units in official order (T13)."""

    indicator: Indicator
    owing: tuple[Owing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One figure as the chart and the table need it: `value` in the target's measure.

    `total` is the sum since the start as it stood on that day, by the same series alone; None for
    what is no total, was corrected, or does not convert.
    """

    told: Told
    value: Decimal | None
    total: Decimal | None

    @property
    def row(self) -> Observation:
        return self.told.row


def measured(actor: Actor, campaign: Campaign, today: date) -> list[Measured]:
    """Return the indicators on which the actor sees targets in force, in the order of their making."""
    targets = list(
        visible_targets(actor, campaign).filter(validity=Validity.IN_FORCE).order_by(*ORDER)
    )
    groups: defaultdict[Indicator, list[Owing]] = defaultdict(list)
    for target, state in zip(targets, states_of(targets, campaign, today), strict=True):
        groups[target.indicator].append(Owing(target=target, state=state))
    return [Measured(indicator=one, owing=tuple(rows)) for one, rows in groups.items()]


def visible_indicator(actor: Actor, indicator_id: int) -> Indicator:
    """Return an indicator on which the actor sees a target.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    seen = visible_targets(actor).filter(indicator_id=indicator_id).order_by()
    found = Indicator.objects.select_related("owner", "provider").filter(
        pk=indicator_id, pk__in=seen.values("indicator_id")
    )
    indicator = found.first()
    if indicator is None:
        raise NotFound
    return indicator


def owing_of(actor: Actor, indicator: Indicator, today: date) -> list[Owing]:
    """Return the targets in force on an indicator, the newest campaign first, units in official order."""
    targets = list(
        visible_targets(actor)
        .filter(indicator=indicator, validity=Validity.IN_FORCE)
        .select_related("campaign__unit", "indicator__owner", "indicator__provider", "unit")
        .order_by("-campaign__starts_on", "campaign_id", *ORDER[1:])
    )
    by_campaign: defaultdict[Campaign, list[Target]] = defaultdict(list)
    for target in targets:
        by_campaign[target.campaign].append(target)
    return [
        Owing(target=target, state=state)
        for campaign, rows in by_campaign.items()
        for target, state in zip(rows, states_of(rows, campaign, today), strict=True)
    ]


def reported_of(target: Target) -> list[Reported]:
    """Return all that was ever reported of a target's indicator and unit, the oldest first."""
    told = sorted(series_of(target), key=lambda one: (one.row.as_of, one.row.pk))
    table = factors()
    values: dict[int, Decimal | None] = {}
    for one in told:
        value = figure(one.row)
        here, there = table.get(one.row.measure or ""), table.get(target.measure or "")
        if value is not None and one.row.measure != target.measure:
            is_kin = here is not None and there is not None and here[0] == there[0]
            value = convert(value, here[1], there[1]) if is_kin and here and there else None
        values[one.row.pk] = value
    totals = totals_by_row(target, told, values)
    return [
        Reported(told=one, value=values[one.row.pk], total=totals.get(one.row.pk)) for one in told
    ]


def figure(row: Observation) -> Decimal | None:
    return StoredFigure(
        amount_fen=row.amount_fen, mantissa=row.mantissa, scale=row.scale, measure=row.measure
    ).value


def totals_by_row(
    target: Target, told: Sequence[Told], values: dict[int, Decimal | None]
) -> dict[int, Decimal]:
    """Return the running total at each figure that stands, each series for itself (T6)."""
    if target.indicator.shape != Shape.CUMULATIVE:
        return {}
    found: dict[int, Decimal] = {}
    for series in Observation.Series:
        rows = [one.row for one in told if one.row.series == series and not one.is_corrected]
        readings = [
            Reading(
                period_start=row.period_start,
                as_of=row.as_of,
                facet=Facet(row.facet),
                value=values[row.pk],
            )
            for row in rows
        ]
        totals = {reading.as_of: reading.value for reading in running_totals(readings)}
        for row in rows:
            total = totals.get(row.as_of)
            if total is not None and values[row.pk] is not None:
                found[row.pk] = total
    return found
