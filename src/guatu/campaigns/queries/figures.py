"""Targets with where they stand: a few queries, however many targets there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from guatu.campaigns.models import Campaign, MeasureUnit, Observation, Target, Validity
from guatu.campaigns.policies import CAMPAIGN_WIDE, working_roles
from guatu.campaigns.queries.campaigns import within
from guatu.campaigns.queries.pace import CALENDAR, Pace, paces_of
from guatu.core.actors import Actor, ActorKind
from guatu.core.curves import line_of
from guatu.core.pace import (
    Facet,
    Goal,
    PaceBy,
    Progress,
    Reading,
    Standing,
    demanded,
    progress_of,
    running_totals,
)
from guatu.core.shapes import Bound, Shape
from guatu.core.stored import StoredFigure, convert, from_fen, join_decimal

Factors = Mapping[str, tuple[str, Decimal]]  # symbol → dimension and factor
THOUSAND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One value of one series as it was told, in the target's measure; a `facet` says what it counts."""

    observation_id: int
    as_of: date
    value: Decimal
    facet: Facet
    is_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetState:
    """A target as pages show it; numbers are in `measure`, shares in thousandths.

    `points` are the published values by day, for the small chart, totals where the target is one;
    `done` is the newest value as a share of what is owed (cumulative targets only); `series` says
    whose the newest value is and `is_confirmed` that the 数据提供单位 confirmed it.

    `is_fall` says that values are falls (降幅), not growth. `pace_by` says what the pace follows,
    and `line` what it asks for by which day: the corners of a total's line, from nothing on the eve
    of the first day; of anything else the thresholds with the day from which each holds, the last
    one on the due day. `by_series` has every published value by series (flash, official), in order
    of days, also those that do not count because nobody confirmed them.
    """

    target_id: int
    indicator: str
    unit_id: int
    unit: str
    provider: str
    written: str
    shape: Shape
    op: str
    low: Decimal
    high: Decimal | None
    measure: str | None
    due_on: date
    progress: Progress
    points: tuple[tuple[date, Decimal], ...]
    done: int | None
    is_confirmed: bool
    series: str
    plan_id: int | None
    quote_start: int | None
    is_fall: bool
    pace_by: str
    line: tuple[tuple[date, Decimal], ...]
    by_series: Mapping[str, tuple[SeriesPoint, ...]]

    @property
    def standing(self) -> Standing:
        return self.progress.standing

    @property
    def is_on_curve(self) -> bool:
        """Whether a set curve says how much is to be there, not days gone by."""
        return self.progress.is_paced and self.pace_by == PaceBy.CURVE


class Row(NamedTuple):
    """The columns of an observation that a state is made of: whole objects cost four times as much."""

    pk: int
    indicator_id: int
    unit_id: int
    period_start: date
    as_of: date
    facet: str
    series: str
    is_growth: bool
    amount_fen: int | None
    mantissa: int | None
    scale: int
    measure: str | None
    confirmed_at: str | None  # as text: only whether it is there is asked

    @property
    def value(self) -> Decimal | None:
        """The number in `measure`, or None where there is no figure yet."""
        if self.amount_fen is not None:
            return from_fen(self.amount_fen, self.measure or "元")
        return None if self.mantissa is None else join_decimal(self.mantissa, self.scale)


# Days come as text, of which there are few different ones: read one by one they cost the most of a row.
DAYS = ("period_start", "as_of", "confirmed_at")
COLUMNS = [Cast(name, TextField()) if name in DAYS else F(name) for name in Row._fields]
FACETS = {facet.value: facet for facet in Facet}


def visible_targets(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Target]:
    """Return the targets that units in the actor's reach owe or provide the figures of (D8).

    Who runs, leads or assesses a campaign sees all of its targets, also those owed from elsewhere.
    """
    targets = Target.objects.select_related("indicator__provider", "unit")
    if campaign is not None:
        targets = targets.filter(campaign=campaign)
    if actor.kind is ActorKind.SYSTEM:
        return targets
    if not actor.holds(*working_roles()):
        return targets.none()
    own = {grant.unit_id for grant in actor.grants if grant.role in working_roles()}
    own |= set(actor.task_force_ids)
    condition = (
        within("unit__", actor)
        | Q(unit_id__in=own)
        | Q(indicator__provider_id__in=own)
        | within("indicator__provider__", actor)
    )
    if actor.holds(*CAMPAIGN_WIDE):
        whole = Campaign.objects.filter(within("unit__", actor, *CAMPAIGN_WIDE)).order_by()
        condition |= Q(campaign_id__in=whole.values("pk"))
    return targets.filter(condition)


def visible_observations(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Observation]:
    """Return the figures of the targets that the actor sees, corrected ones included."""
    target = visible_targets(actor, campaign).select_related(None).order_by()
    # indicator and unit of one target together: two lists would let their cross product through
    seen = target.filter(indicator=OuterRef("indicator"), unit=OuterRef("unit"))
    return Observation.objects.select_related("indicator__provider", "unit").filter(Exists(seen))


def factors() -> dict[str, tuple[str, Decimal]]:
    rows = MeasureUnit.objects.values_list("symbol", "dimension", "factor_mantissa", "factor_scale")
    return {symbol: (dim, join_decimal(mantissa, scale)) for symbol, dim, mantissa, scale in rows}


def target_states(
    actor: Actor, campaign: Campaign, today: date, *, known_at: datetime | None = None
) -> list[TargetState]:
    """Return where each visible target in force stands on `today`, in official order.

    With `known_at`, by what had been told at that moment: what is frozen changes by no later word.
    The parts of a target that is itself in this list stand on its page: they count once.
    """
    targets = visible_targets(actor, campaign).filter(validity=Validity.IN_FORCE)
    whole = targets.select_related(None).order_by().values("pk")
    targets = targets.exclude(parent__in=whole)
    return states_of(list(targets.order_by("pk")), campaign, today, known_at=known_at)


def targets_not_in_force(actor: Actor, campaign: Campaign) -> list[Target]:
    """Return the visible targets that are drafts yet or left force, in the order of their plan."""
    targets = visible_targets(actor, campaign).exclude(validity=Validity.IN_FORCE)
    return list(targets.order_by("plan_id", "quote_start", "pk"))


def states_of(
    targets: Sequence[Target], campaign: Campaign, today: date, *, known_at: datetime | None = None
) -> list[TargetState]:
    """Return where targets that were read already stand: two queries, and two for their curves."""
    table, paces = factors(), paces_of(targets)
    reported: defaultdict[tuple[int, int, bool], list[Row]] = defaultdict(list)
    rows = Observation.objects.filter(
        standing_at(known_at),
        indicator_id__in={target.indicator_id for target in targets},
        as_of__gte=campaign.starts_on,
        as_of__lte=today,
    )
    for row in told_rows(rows):
        reported[row.indicator_id, row.unit_id, row.is_growth].append(row)
    return [
        state_of(
            target,
            campaign,
            reported[target.indicator_id, target.unit_id, target.is_growth],
            table=table,
            today=today,
            pace=paces.get(target.pk, CALENDAR),
        )
        for target in targets
    ]


def standing_at(known_at: datetime | None) -> Q:
    """Return the condition that nothing replaces an observation, now or as was told at a moment."""
    if known_at is None:
        return Q(replaced_by__isnull=True)
    later = Q(replaced_by__isnull=True) | Q(replaced_by__reported_at__gt=known_at)
    return later & Q(reported_at__lte=known_at)


def told_rows(observations: QuerySet[Observation]) -> Iterator[Row]:
    """Yield observations as rows, in the order in which they were true and were told."""
    day = cache(date.fromisoformat)
    found = observations.order_by("as_of", "pk").values_list(*COLUMNS)
    for pk, indicator_id, unit_id, start, as_of, *rest in found:
        yield Row(pk, indicator_id, unit_id, day(start), day(as_of), *rest)


def state_of(
    target: Target,
    campaign: Campaign,
    observations: list[Row],
    *,
    table: Factors,
    today: date,
    pace: Pace = CALENDAR,
) -> TargetState:
    goal = goal_of(target, campaign, pace)
    told = {row.pk: reading_of(row, target, table) for row in observations}
    standing_rows = preferred(observations)
    readings = [r for row in standing_rows if (r := told[row.pk]) is not None]
    progress = progress_of(goal, readings, today)
    newest = [row for row in standing_rows if row.as_of == progress.as_of and has_figure(row)]
    is_total = goal.shape is Shape.CUMULATIVE
    provider = target.indicator.provider
    return TargetState(
        target_id=target.pk,
        indicator=target.indicator.name,
        unit_id=target.unit_id,
        unit=target.unit.label,
        provider=provider.label if provider else "",
        written=target.written,
        shape=goal.shape,
        op=target.op,
        low=goal.low,
        high=goal.high,
        measure=target.measure,
        due_on=goal.due_on,
        progress=progress,
        points=tuple(
            (r.as_of, r.value)
            for r in (running_totals(readings) if is_total else readings)
            if r.value is not None
        ),
        done=done_of(goal, progress),
        is_confirmed=any(row.confirmed_at is not None for row in newest),
        series=newest[-1].series if newest else "",
        plan_id=target.plan_id,
        quote_start=target.quote_start,
        is_fall=target.indicator.is_fall,
        pace_by=goal.pace_by.value,
        line=asked_line(goal),
        by_series=by_series_of(observations, told),
    )


def asked_line(goal: Goal) -> tuple[tuple[date, Decimal], ...]:
    """Return what a goal asks for by which day, as `TargetState.line` has it."""
    if goal.is_paced:
        return tuple(line_of(goal.curve, goal.stretch))
    steps = {point.day: point.value for point in goal.curve if point.value is not None}
    return tuple(sorted((steps | {goal.due_on: demanded(goal)}).items()))


def by_series_of(
    rows: Sequence[Row], told: Mapping[int, Reading | None]
) -> dict[str, tuple[SeriesPoint, ...]]:
    found: defaultdict[str, list[SeriesPoint]] = defaultdict(list)
    for row in rows:
        reading = told[row.pk]
        if reading is not None and reading.value is not None:
            found[row.series].append(
                SeriesPoint(
                    observation_id=row.pk,
                    as_of=row.as_of,
                    value=reading.value,
                    facet=reading.facet,
                    is_confirmed=row.confirmed_at is not None,
                )
            )
    return {series: tuple(points) for series, points in found.items()}


def goal_of(target: Target, campaign: Campaign, pace: Pace = CALENDAR) -> Goal:
    """Return what a target asks for; its time is the campaign's start to its own due day."""
    high = StoredFigure(
        amount_fen=target.high_amount_fen,
        mantissa=target.high_mantissa,
        scale=target.high_scale,
        measure=target.measure,
    )
    low = StoredFigure(
        amount_fen=target.amount_fen,
        mantissa=target.mantissa,
        scale=target.scale,
        measure=target.measure,
    )
    return Goal(
        shape=Shape(target.indicator.shape),
        bound=Bound(target.op),
        low=low.value or Decimal(0),
        high=high.value,
        is_larger_better=target.indicator.is_larger_better,
        starts_on=campaign.starts_on,
        due_on=target.due_on or campaign.ends_on,
        pace_by=pace.by,
        curve=pace.points,
        calendar=pace.calendar,
    )


def preferred(observations: list[Row]) -> list[Row]:
    """Return one row a day and facet: confirmed before not, 统计反馈数 before 部门快报数.

    An official value that nobody confirmed yet does not count at all (T6).
    """
    best: dict[tuple[date, str], Row] = {}
    for row in observations:
        if (
            row.series == Observation.Series.OFFICIAL
            and row.confirmed_at is None
            and has_figure(row)
        ):
            continue
        key = (row.as_of, row.facet)
        if key not in best or weight(row) >= weight(best[key]):
            best[key] = row
    return sorted(best.values(), key=lambda row: (row.as_of, row.pk))


def has_figure(row: Row) -> bool:
    return row.amount_fen is not None or row.mantissa is not None


def weight(row: Row) -> tuple[bool, bool, bool]:
    return (
        has_figure(row),
        row.confirmed_at is not None,
        row.series == Observation.Series.OFFICIAL,
    )


def reading_of(row: Row, target: Target, table: Factors) -> Reading | None:
    """Return a row as a reading in the target's unit of measure; None if it does not convert."""
    value = row.value
    if value is not None:
        value = converted_value(value, row.measure, target.measure, table)
        if value is None:
            return None
    return Reading(
        period_start=row.period_start, as_of=row.as_of, facet=FACETS[row.facet], value=value
    )


def converted_value(
    value: Decimal, given: str | None, wanted: str | None, table: Factors
) -> Decimal | None:
    """Return a value in another unit of measure, exactly; None if it does not convert."""
    if given == wanted:
        return value
    here, there = table.get(given or ""), table.get(wanted or "")
    if here is None or there is None or here[0] != there[0]:
        return None
    return convert(value, here[1], there[1])


def done_of(goal: Goal, progress: Progress) -> int | None:
    """Return the newest value as a share of what is owed, in thousandths, for cumulative targets."""
    owed = demanded(goal)
    if not progress.is_paced or progress.actual is None or owed <= 0:
        return None
    return int(progress.actual * THOUSAND / owed)
