"""The value of a target that scores (T6, T15): confirmed, of the day asked for, and of a line that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from guatu.campaigns.models import Observation, Target
from guatu.campaigns.queries.figures import Row, factors, has_figure, reading_of, told_rows
from guatu.core.pace import Reading, newest, total
from guatu.core.shapes import Shape


class Scored(StrEnum):
    """Whether a target has a value that scores, and if not, why."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"  # there is a figure, but the 数据提供单位 did not confirm it
    PENDING = "pending"  # 待发布
    UNREPORTED = "unreported"
    PLEDGED = "pledged"  # 自报承诺 that nobody adopted: tracked, not scored


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringValue:
    """What scores of a target on a day; `value` is in its measure and None unless `CONFIRMED`."""

    state: Scored
    value: Decimal | None = None
    as_of: date | None = None
    series: str = ""


def scoring_values(targets: Sequence[Target], day: date) -> dict[int, ScoringValue]:
    """Return what of each target scores on `day`: two reads. Only confirmed figures do.

    Of two confirmed figures of one day the 统计反馈数 goes before the 部门快报数.
    """
    table = factors()
    rows = Observation.objects.filter(
        indicator_id__in={target.indicator_id for target in targets},
        unit_id__in={target.unit_id for target in targets},
        is_current=True,
        as_of__lte=day,
    )
    told: defaultdict[tuple[int, int, bool], list[Row]] = defaultdict(list)
    for row in told_rows(rows):
        told[row.indicator_id, row.unit_id, row.is_growth].append(row)
    found = {}
    for target in targets:
        mine = told[target.indicator_id, target.unit_id, target.is_growth]
        mine = [row for row in mine if row.as_of >= target.campaign.starts_on]
        found[target.pk] = scoring_value(target, mine, table)
    return found


def scoring_value(
    target: Target, rows: Sequence[Row], table: dict[str, tuple[str, Decimal]]
) -> ScoringValue:
    if target.origin == Target.Origin.PLEDGED and not target.is_adopted:
        return ScoringValue(state=Scored.PLEDGED)
    confirmed = best_of_day([row for row in rows if row.confirmed_at is not None])
    readings = [r for row in confirmed if (r := reading_of(row, target, table)) is not None]
    is_total = Shape(target.indicator.shape) is Shape.CUMULATIVE
    at: Reading | None = total(readings) if is_total else newest(readings)
    if at is None:
        return ScoringValue(state=state_without(rows))
    series = [row.series for row in confirmed if row.as_of == at.as_of]
    return ScoringValue(
        state=Scored.CONFIRMED, value=at.value, as_of=at.as_of, series=series[-1] if series else ""
    )


def best_of_day(rows: Sequence[Row]) -> list[Row]:
    """Return one row a day and facet: what statistics gave back before a flash figure."""
    best: dict[tuple[date, str], Row] = {}
    for row in rows:
        key = (row.as_of, row.facet)
        if key not in best or row.series == Observation.Series.OFFICIAL:
            best[key] = row
    return sorted(best.values(), key=lambda row: (row.as_of, row.pk))


def state_without(rows: Sequence[Row]) -> Scored:
    if any(has_figure(row) for row in rows):
        return Scored.UNCONFIRMED
    return Scored.PENDING if rows else Scored.UNREPORTED
