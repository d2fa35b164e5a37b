"""The burden ledger: what each unit was asked in a month, against the budget, and what costs most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from guatu.accounts.models import Unit
from guatu.burden import models
from guatu.burden.models import Ask
from guatu.burden.queries.schemes import Schemes, schemes_in, top_unit
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import visible_campaigns
from guatu.core.actors import Actor, Role
from guatu.core.burden import Counts, Excess, Scheme, excesses, minutes, total
from guatu.core.paths import subtree_range
from guatu.shell.errors import NotFound

COLUMNS = tuple(field.name for field in fields(Counts))
OVERSEERS = (Role.CAMPAIGN_OFFICE, Role.LEADER, Role.ASSESSOR)
DEAREST = 5
TREND_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit's month: what it was asked, and what of that is over the budget."""

    unit: Unit
    counts: Counts
    minutes: int
    over: tuple[Excess, ...]
    scheme: Scheme

    def excess(self, measure: str) -> Excess | None:
        return next((one for one in self.over if one.measure == measure), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLine:
    """One ask of one source, of one unit or of all: what it comes to."""

    source: str
    object_id: int
    label: str
    campaign: Campaign
    counts: Counts
    minutes: int
    units: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of the units in sight. `counted_at` is the oldest count among the campaigns shown."""

    month: date
    lines: tuple[UnitLine, ...]
    dearest: tuple[AskLine, ...]
    counted_at: datetime | None

    @property
    def over_count(self) -> int:
        return sum(bool(line.over) for line in self.lines)

    @property
    def total(self) -> Counts:
        return total(line.counts for line in self.lines)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMonth:
    """One unit's month opened: each ask, and the months before."""

    line: UnitLine
    asks: tuple[AskLine, ...]
    trend: tuple[tuple[date, UnitLine], ...]


def visible_asks(actor: Actor) -> QuerySet[Ask]:
    """Return the asks of units in reach, of campaigns that the actor sees.

    Whoever runs, leads or assesses campaigns of a subtree sees all that these ask; everybody else
    what is asked of the units beneath the own posts.
    """
    reach = Q(pk__in=[])
    for scope in actor.scopes(*OVERSEERS) if actor.holds(*OVERSEERS) else ():
        first, end = subtree_range(scope)
        reach |= Q(campaign__unit__path__gte=first, campaign__unit__path__lt=end)
    for scope in actor.scopes():
        first, end = subtree_range(scope)
        reach |= Q(unit__path__gte=first, unit__path__lt=end)
    seen = visible_campaigns(actor).select_related(None).order_by().values("pk")
    return Ask.objects.filter(reach | Q(unit_id__in=actor.task_force_ids), campaign__in=seen)


def month_of_units(
    actor: Actor, month: date, *, campaign: Campaign | None, unit_kind: str = ""
) -> Month:
    """Return a month of all units in sight in 建制顺序, and the five dearest asks: five reads."""
    asks = visible_asks(actor).filter(month=month)
    if campaign is not None:
        asks = asks.filter(campaign=campaign)
    if unit_kind:
        asks = asks.filter(unit__kind=unit_kind)
    schemes = schemes_in(month)
    lines = unit_lines(asks, schemes)
    # of asks to many units the minutes are at the rate of whoever looks
    top = top_unit(actor)
    rates = schemes.of(top.path if top else "")
    counts = models.Count.objects.filter(
        month=month, campaign__in=asks.order_by().values("campaign")
    )
    return Month(
        month=month,
        lines=tuple(lines),
        dearest=tuple(ask_lines(asks, rates)[:DEAREST]),
        counted_at=counts.order_by("counted_at").values_list("counted_at", flat=True).first(),
    )


def unit_lines(asks: QuerySet[Ask], schemes: Schemes) -> list[UnitLine]:
    rows = asks.order_by().values("unit_id").annotate(**sums())
    counts = {row["unit_id"]: counts_of(row) for row in rows}
    units = Unit.objects.filter(pk__in=counts).order_by("official_order", "path")
    return [line_of(unit, counts[unit.pk], schemes.of(unit.path)) for unit in units]


def line_of(unit: Unit, counts: Counts, scheme: Scheme) -> UnitLine:
    return UnitLine(
        unit=unit,
        counts=counts,
        minutes=minutes(counts, scheme.rates),
        over=excesses(counts, unit.kind, scheme),
        scheme=scheme,
    )


def unit_month(actor: Actor, unit_id: int, month: date, campaign: Campaign | None) -> UnitMonth:
    """Return one unit's month with its asks.

    Raises
    ------
    NotFound
        If the actor sees nothing that is asked of it.
    """
    all_asks = visible_asks(actor).filter(unit_id=unit_id)
    if campaign is not None:
        all_asks = all_asks.filter(campaign=campaign)
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not all_asks.exists():
        raise NotFound
    scheme = schemes_in(month).of(unit.path)
    asks = ask_lines(all_asks.filter(month=month), scheme)
    return UnitMonth(
        line=line_of(unit, total(one.counts for one in asks), scheme),
        asks=tuple(asks),
        trend=tuple(trend(all_asks, unit, month)),
    )


def trend(asks: QuerySet[Ask], unit: Unit, month: date) -> Iterable[tuple[date, UnitLine]]:
    """Give the months up to this one, each judged by the scheme that held then."""
    rows = asks.filter(month__lte=month).order_by("-month").values("month").annotate(**sums())
    for row in list(rows[:TREND_MONTHS])[::-1]:
        yield row["month"], line_of(unit, counts_of(row), schemes_in(row["month"]).of(unit.path))


def sums() -> dict[str, Sum]:
    return {f"all_{name}": Sum(name) for name in COLUMNS}


def counts_of(row: Mapping[str, Any]) -> Counts:
    return Counts(**{name: row[f"all_{name}"] for name in COLUMNS})


def ask_lines(asks: QuerySet[Ask], scheme: Scheme) -> list[AskLine]:
    """Return the asks, those of several units together, the dearest first: two reads."""
    rows = list(
        asks.order_by()
        .values("campaign_id", "source", "object_id")
        .annotate(named=Max("label"), units=Count("unit", distinct=True), **sums())
    )
    campaigns = Campaign.objects.select_related("unit").in_bulk(
        {row["campaign_id"] for row in rows}
    )
    lines = []
    for row in rows:
        counts = counts_of(row)
        lines.append(
            AskLine(
                source=row["source"],
                object_id=row["object_id"],
                label=row["named"],
                campaign=campaigns[row["campaign_id"]],
                counts=counts,
                minutes=minutes(counts, scheme.rates),
                units=row["units"],
            )
        )
    return sorted(lines, key=lambda one: (-one.minutes, one.source, one.object_id))
