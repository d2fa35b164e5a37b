"""The figures of a campaign's targets as rows to be written when their day comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from guatu.campaigns.actions import NewObservation
from guatu.campaigns.actions.observations import build
from guatu.campaigns.models import Campaign, Observation, Target
from guatu.core.actors import SYSTEM
from guatu.core.shapes import Shape
from guatu.demo.fates import Fate
from guatu.demo.figures import PERCENT, Health, Measured, Value, health_of, values_of
from guatu.demo.lines import BATCH, Line, drawn, goals_of
from guatu.demo.settling import Settled
from guatu.shell.formatting import number

MINUTES = 60  # a moment of the day is that many times nearer to its begin
STATISTICS = "区统计局"
FACETS = {
    Shape.CUMULATIVE: Observation.Facet.CUMULATIVE,
    Shape.GROWTH: Observation.Facet.CUMULATIVE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A value with the target that it answers."""

    target: Target
    measured: Measured
    value: Value


@dataclass(slots=True, kw_only=True)
class Series:
    """All values of a campaign, by the day on which they are told, and what was told last."""

    told: list[Told]
    settled: Settled
    latest: dict[int, tuple[Measured, Decimal]] = field(default_factory=dict)

    def write(self, first: date, last: date) -> int:
        """Write what is told from `first` to `last`, both included; return how many."""
        due = [one for one in self.told if first <= one.value.reported_on <= last]
        Observation.objects.bulk_create([self.row(one) for one in due], batch_size=BATCH)
        for one in due:
            if one.value.value is not None:
                self.latest[one.target.pk] = (one.measured, one.value.value)
        return len(due)

    def row(self, one: Told) -> Observation:
        target, value = one.target, one.value
        new = NewObservation(
            indicator=target.indicator,
            unit=target.unit,
            period_start=value.period_start,
            period_end=value.as_of,
            as_of=value.as_of,
            value=value.value,
            facet=FACETS.get(one.measured.goal.shape, Observation.Facet.POINT),
            series=Observation.Series.OFFICIAL if value.is_official else Observation.Series.FLASH,
            measure=target.measure,
            is_growth=target.is_growth,
            source="统计反馈" if value.is_official else "部门快报",
        )
        at = at_hour(value.reported_on, 16)
        row = build(SYSTEM, new, reported_at=at)
        row.reported_by = self.settled.liaisons.get(target.unit_id)
        statistics = self.settled.units[STATISTICS].pk
        if value.is_official and value.value is not None:
            row.reported_by = self.settled.liaisons[statistics]
            row.confirmed_by = self.settled.approvers[statistics]
            row.confirmed_at = at + timedelta(hours=2)
        return row

    def quote(self, target_ids: Sequence[int], place: int) -> str:
        """Return the newest total of one of the targets, as a report quotes it."""
        known = [
            found
            for target_id in target_ids
            if (found := self.latest.get(target_id))
            and found[0].goal.shape is Shape.CUMULATIVE
            and found[1]
        ]
        if not known:
            return ""
        measured, value = known[place % len(known)]
        share = value * 100 / measured.goal.low if measured.goal.low else Decimal(0)
        return f"{measured.name}{number(value)}{measured.measure or ''}，为目标的{share:.1f}%"


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    return not_ahead(timezone.make_aware(datetime.combine(day, time(hour, minute))))


def not_ahead(moment: datetime) -> datetime:
    """Return a moment; one of today that is still to come is moved into the first minutes of the day.

    A demo that is loaded in the morning has done nothing in the afternoon; what came after something
    else still does.
    """
    now, local = timezone.now(), timezone.localtime(moment)
    if moment <= now or local.date() != timezone.localdate(now):
        return moment
    first = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return first + (local - first) / MINUTES


def series_of(
    campaign: Campaign, settled: Settled, lines: Sequence[Line], *, seed: int, today: date
) -> Series:
    """Lay the values of all targets of a campaign whose indicator no other campaign has told yet."""
    awaited = {
        line.target_ids[0]
        for line in lines
        if line.course.dealt.fate is Fate.AWAITING and line.target_ids
    }
    told: list[Told] = []
    goals = goals_of(campaign)
    rows = Target.objects.filter(campaign=campaign).select_related("indicator", "unit")
    known = set(Observation.objects.values_list("indicator_id", "unit_id").distinct())
    for target in rows.order_by("pk"):
        if (target.indicator_id, target.unit_id) in known:
            continue
        known.add((target.indicator_id, target.unit_id))
        measured = goals[target.pk]
        draw = drawn(seed, campaign.slug, target.indicator.name, target.indicator.shape)
        health = health_of(draw)
        if target.pk in awaited:
            health = Health.WAITING
        elif health is Health.BEHIND and is_whole(measured):
            health = Health.GOOD
        told += [
            Told(target=target, measured=measured, value=value)
            for value in values_of(draw, measured, health, today=today)
        ]
    return Series(told=told, settled=settled)


def is_whole(measured: Measured) -> bool:
    """Say whether a target is a share of a hundred, which a county seldom misses and never passes."""
    return measured.measure in PERCENT and measured.goal.low == 100  # noqa: PLR2004 per cent
