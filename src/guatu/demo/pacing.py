"""Curves, periods, disagreeing series, a correction and a 待发布 in the demo, as an office lays them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from guatu.accounts.models import Account
from guatu.accounts.queries import actor_of
from guatu.campaigns.actions import (
    IndicatorFacts,
    NewObservation,
    Typed,
    correct_observation,
    edit_indicator,
    report_observations,
)
from guatu.campaigns.actions.checking import figure_of
from guatu.campaigns.actions.pacing import NewPace, faults_of, set_pace
from guatu.campaigns.models import Indicator, Observation, Target, Validity
from guatu.campaigns.queries.figures import goal_of
from guatu.core.actors import SYSTEM, Actor
from guatu.core.curves import CurvePoint, cumulated
from guatu.core.rhythms import Rhythm, periods_between
from guatu.core.shapes import Shape

if TYPE_CHECKING:  # the parts name this one
    from guatu.demo.stage import Stage

STATISTICS = "区统计局"
CURVES = ((15, 42, 71), (22, 48, 70))  # per cent by the end of the first three quarters
QUARTERS = (Decimal("0.20"), Decimal("0.26"), Decimal("0.27"), Decimal("0.31"))  # piled up by 4 %
BASIS = "近三年同期完成比例平均值"
MEETING = "项目推进会确定的分季度安排"
REASON = "汇总时漏计一个镇，经核对原始台账更正"
RATES = ("增加值", "投资", "零售", "收入", "总值")


def lay_figures(stage: Stage) -> None:
    """Lay what makes figures real: their pace, their periods, and two series that do not agree."""
    rows = list(
        Target.objects.filter(campaign=stage.general, validity=Validity.IN_FORCE)
        .select_related("indicator__owner", "unit", "campaign__unit", "indicator__provider")
        .order_by("pk")
    )
    totals = [target for target in rows if goal_of(target, stage.general).is_paced]
    long = [t for t in totals if len(quarters_of(t)) >= len(QUARTERS)]
    for target, shares in zip(long, CURVES, strict=False):
        lay_curve(stage.office, target, shares)
    for target in long[len(CURVES) : len(CURVES) + 1]:
        lay_quarters(stage.office, target)
    lay_correction(stage, totals)
    lay_feedback(stage, rows)
    lay_providers(stage)


def quarters_of(target: Target) -> list[date]:
    """Return the ends of the quarters of a target's time, the last one its due day."""
    goal = goal_of(target, target.campaign)
    return [p.end for p in periods_between(Rhythm.QUARTER, goal.starts_on, goal.due_on)]


def lay_curve(office: Actor, target: Target, shares: Sequence[int]) -> None:
    ends = quarters_of(target)[: len(shares)]
    points = tuple(
        CurvePoint(day=day, share=Decimal(share)) for day, share in zip(ends, shares, strict=True)
    )
    set_pace(office, target, target.version, NewPace(by="curve", points=points, basis=BASIS))


def lay_quarters(office: Actor, target: Target) -> None:
    """Decompose a total over its quarters, a little more than the whole: 层层加码 is shown."""
    goal = goal_of(target, target.campaign)
    ends = quarters_of(target)[-len(QUARTERS) :]
    step = Decimal(1).scaleb(min(int(goal.low.as_tuple().exponent), 0))
    parts = [
        (day, (goal.low * share).quantize(step)) for day, share in zip(ends, QUARTERS, strict=True)
    ]
    points = tuple(cumulated(parts))
    if not faults_of(target, points):
        set_pace(office, target, target.version, NewPace(by="curve", points=points, basis=MEETING))


def lay_correction(stage: Stage, targets: Iterable[Target]) -> None:
    """Correct the newest flash figure of one total; the old value stays, struck through."""
    for target in targets:
        old = newest(target, Observation.Series.FLASH)
        value = figure_of(old).value if old is not None else None
        if old is None or value is None or old.confirmed_at is not None:
            continue
        step = Decimal(1).scaleb(min(int(value.as_tuple().exponent), 0))
        typed = Typed(measure=old.measure, is_sure=True)
        correct_observation(stage.office, old, value=value + step, reason=REASON, typed=typed)
        return


def newest(target: Target, series: str) -> Observation | None:
    rows = Observation.objects.select_related("indicator__owner", "unit").filter(
        indicator=target.indicator_id, unit=target.unit_id, series=series, is_current=True
    )
    return rows.order_by("-as_of", "-pk").first()


def lay_feedback(stage: Stage, rows: Sequence[Target]) -> None:
    """Let statistics give one figure back that disagrees, and leave another 待发布."""
    statistics = stage.settled.units[STATISTICS]
    account = Account.objects.filter(
        person_id=stage.settled.liaisons.get(statistics.pk, 0), is_active=True
    ).first()
    by = actor_of(account, stage.today) if account is not None else SYSTEM
    for given, (target, flash) in enumerate(islice(without_feedback(rows), 2)):
        settle_indicator(stage, target.indicator)
        value = figure_of(flash).value
        assert value is not None  # noqa: S101 chosen so
        step = Decimal(1).scaleb(min(int(value.as_tuple().exponent), 0))
        # the first disagrees with the flash figure, the second is not published yet
        told = feedback(target, flash, value - step if given == 0 else None)
        report_observations(by, [told], today=stage.today)


def without_feedback(rows: Sequence[Target]) -> Iterator[tuple[Target, Observation]]:
    """Yield targets of statistics with a flash figure of whose day nothing was given back yet.

    One an indicator: each is settled once.
    """
    seen: set[int] = set()
    # what statistics themselves count comes first: 工业投资 before 技改项目
    for target in sorted(rows, key=lambda row: not row.indicator.name.endswith(RATES)):
        if target.indicator_id in seen:
            continue
        is_rate = Shape(target.indicator.shape) in {Shape.GROWTH, Shape.CUMULATIVE}
        if not is_rate or not any(word in target.indicator.name for word in RATES):
            continue
        flash = newest(target, Observation.Series.FLASH)
        if flash is None or not figure_of(flash).value:
            continue
        official = newest(target, Observation.Series.OFFICIAL)
        if official is None or official.as_of < flash.as_of:
            seen.add(target.indicator_id)
            yield target, flash


def settle_indicator(stage: Stage, indicator: Indicator, *, rhythm: Rhythm | None = None) -> None:
    """Say whose figure it is, what it counts and how often: by the quarter for what is a rate."""
    is_rate = Shape(indicator.shape) is Shape.GROWTH
    facts = IndicatorFacts(
        shape=Shape(indicator.shape),
        is_larger_better=indicator.is_larger_better,
        definition="按统计月报制度口径，含全部在库法人单位，不含跨区重复部分。",
        source="统计月报",
        provider=stage.settled.units[STATISTICS],
        is_fall=indicator.is_fall,
        rhythm=rhythm or (Rhythm.QUARTER if is_rate else Rhythm.MONTH),
        due_after=20,
    )
    edit_indicator(stage.office, indicator, version=indicator.version, facts=facts)


def lay_providers(stage: Stage) -> None:
    """Say of every indicator that statistics gave a figure of that they provide it."""
    given = Observation.objects.filter(series=Observation.Series.OFFICIAL).order_by()
    told = Indicator.objects.filter(provider=None, pk__in=given.values("indicator"))
    for indicator in told.order_by("pk"):
        settle_indicator(stage, indicator, rhythm=Rhythm(indicator.rhythm))


def feedback(target: Target, flash: Observation, value: Decimal | None) -> NewObservation:
    return NewObservation(
        indicator=target.indicator,
        unit=target.unit,
        period_start=flash.period_start,
        period_end=flash.period_end,
        as_of=flash.as_of,
        value=value,
        facet=flash.facet,
        series=Observation.Series.OFFICIAL,
        measure=flash.measure,
        is_growth=flash.is_growth,
        source="统计反馈",
        is_sure=True,
    )
