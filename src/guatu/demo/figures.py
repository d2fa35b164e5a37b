"""Simulated values of indicators, each in the manner of its shape (T5). Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from guatu.core.pace import Goal, demanded, elapsed_days
from guatu.core.shapes import Bound, Shape
from guatu.core.stored import MONEY
from guatu.demo.laying import month_end, month_ends

PERCENT = frozenset({"%", "‰", "百分点", "个百分点"})
FRACTIONAL = frozenset({"亿元", "万元", "公里", "平方公里", "亿斤", "万亩", "件/万人"})
QUARTERLY = (
    "总值",
    "收入比",
    "可支配收入",
    "研发经费",
    "城镇化率",
    "能耗",
    "满意度",
    "安全感",
    "评价",
    "排名",
    "覆盖率",
    "普及率",
)
STATISTICAL = ("总值", "增加值", "投资", "零售", "收入", "营业", "进出口", "失业率", "能耗")
HUNDRED = Decimal(100)


class Health(StrEnum):
    """How an indicator does."""

    GOOD = "good"
    BEHIND = "behind"
    WAITING = "waiting"  # its newest figure is 待发布
    SILENT = "silent"  # nothing was ever reported


HEALTHS = ((Health.GOOD, 72), (Health.BEHIND, 17), (Health.WAITING, 7), (Health.SILENT, 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An indicator's target as the generator needs it."""

    name: str
    measure: str | None
    goal: Goal


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value to be reported; None is 待发布."""

    period_start: date
    as_of: date
    is_official: bool
    value: Decimal | None
    reported_on: date


def health_of(draw: random.Random) -> Health:
    return draw.choices([h for h, _w in HEALTHS], [w for _h, w in HEALTHS])[0]


def values_of(
    draw: random.Random, measured: Measured, health: Health, *, today: date
) -> list[Value]:
    """Return the values reported up to today, by month or quarter, departments' before official ones."""
    if health is Health.SILENT:
        return []
    goal = measured.goal
    step = 3 if any(sign in measured.name for sign in QUARTERLY) else 1
    ends = [d for d in month_ends(goal.starts_on, today) if d.month % step == 0 and d < today]
    ends = [day for day in ends if day <= month_end(goal.due_on)]
    is_statistical = measured.measure in {*PERCENT, *MONEY} and any(
        sign in measured.name for sign in STATISTICAL
    )
    found: list[Value] = []
    year_start = goal.starts_on.replace(day=1)
    for place, as_of in enumerate(ends):
        is_last = place == len(ends) - 1
        value = value_at(draw, measured, health, as_of=as_of, known=found)
        told = as_of + timedelta(days=draw.randint(3, 8))
        common = {"period_start": year_start, "as_of": as_of}
        if is_last and health is Health.WAITING:
            found.append(
                Value(**common, is_official=True, value=None, reported_on=min(told, today))
            )
            continue
        if told <= today:
            found.append(Value(**common, is_official=False, value=value, reported_on=told))
        official_on = as_of + timedelta(days=draw.randint(13, 22))
        if is_statistical and official_on <= today:
            corrected = nudged(draw, measured, value)
            found.append(
                Value(**common, is_official=True, value=corrected, reported_on=official_on)
            )
    return found


def value_at(
    draw: random.Random, measured: Measured, health: Health, *, as_of: date, known: Sequence[Value]
) -> Decimal:
    """Return the value of a day, in the manner of the indicator's shape."""
    goal = measured.goal
    is_good = health is not Health.BEHIND
    if goal.shape is Shape.CUMULATIVE:
        return total_at(draw, measured, is_good=is_good, as_of=as_of, known=known)
    if goal.shape is Shape.RANK:
        edge = int(demanded(goal))
        return Decimal(draw.randint(1, edge) if is_good else edge + draw.randint(1, 3))
    return level_at(draw, measured, is_good=is_good)


def total_at(
    draw: random.Random, measured: Measured, *, is_good: bool, as_of: date, known: Sequence[Value]
) -> Decimal:
    """Return a total that never falls: a little above its pace, or clearly below it."""
    goal = measured.goal
    gone, length = elapsed_days(goal.starts_on, goal.due_on, as_of)
    factor = draw.uniform(1.01, 1.1) if is_good else draw.uniform(0.68, 0.92)
    exact = demanded(goal) * gone / length * Decimal(f"{factor:.4f}")
    value = rounded(measured, exact, up=is_good)
    if is_good and gone == length:
        value = max(value, rounded(measured, goal.low, up=True))
    before = [one.value for one in known if one.value is not None]
    return max([value, *before]) if before else value


def level_at(draw: random.Random, measured: Measured, *, is_good: bool) -> Decimal:
    """Return a rate, a share or a level on the right or the wrong side of its target."""
    goal = measured.goal
    edge = demanded(goal)
    upwards = (
        goal.is_larger_better
        if goal.bound in {Bound.ABOUT, Bound.EQUAL}
        else goal.bound is Bound.AT_LEAST
    )
    slack = spread(draw, measured, is_good=is_good)
    value = edge + slack if upwards is is_good else edge - slack
    if measured.measure in PERCENT and edge <= HUNDRED and goal.shape is not Shape.GROWTH:
        value = min(value, HUNDRED)
    return rounded(measured, max(value, Decimal(0)), up=upwards is is_good)


def spread(draw: random.Random, measured: Measured, *, is_good: bool) -> Decimal:
    goal = measured.goal
    if goal.shape is Shape.GROWTH:
        return Decimal(f"{draw.uniform(0.05, 1.1) if is_good else draw.uniform(0.4, 2.2):.2f}")
    if goal.shape is Shape.FLOOR:
        return goal.low * Decimal(f"{draw.uniform(0.0005, 0.006):.5f}")
    share = draw.uniform(0.002, 0.02) if is_good else draw.uniform(0.015, 0.06)
    return goal.low * Decimal(f"{share:.4f}")


def nudged(draw: random.Random, measured: Measured, value: Decimal) -> Decimal:
    """Return the official figure: now and then a little off the department's."""
    if draw.random() < 0.6:  # noqa: PLR2004 most agree
        return value
    step = Decimal(1).scaleb(-places(measured))
    return max(value + step * draw.choice([-2, -1, 1, 2]), Decimal(0))


def places(measured: Measured) -> int:
    """Return how many decimals a value of this measure is reported with."""
    exponent = measured.goal.low.normalize().as_tuple().exponent
    written = max(-exponent, 0) if isinstance(exponent, int) else 0
    if measured.goal.shape is Shape.RANK:
        return 0
    if measured.measure in PERCENT or measured.measure is None:
        return max(written, 1)
    if measured.measure in FRACTIONAL:
        return max(written, 2 if measured.measure == "亿元" else 1)
    return written


def rounded(measured: Measured, value: Decimal, *, up: bool | None = None) -> Decimal:
    mode = ROUND_HALF_UP if up is None else ROUND_CEILING if up else ROUND_FLOOR
    return value.quantize(Decimal(1).scaleb(-places(measured)), rounding=mode)
