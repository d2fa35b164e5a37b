"""A target over its periods (T5, D7): what each was to bring, what it brought, and the sum of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from guatu.campaigns.models import Target
from guatu.campaigns.queries.figures import TargetState, goal_of
from guatu.campaigns.queries.pace import CALENDAR, paces_of
from guatu.core.curves import parts_of
from guatu.core.decomposing import Decomposed, decompose
from guatu.core.pace import Goal, demanded
from guatu.core.stored import EXACT


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """One stretch of a target's time; numbers are in its measure.

    `part` is what it alone was to bring (None where that is no total), `total` what was to be there
    at its end. `actual` is the newest value of it, `actual_part` what it brought alone.
    """

    start: date
    end: date
    part: Decimal | None
    total: Decimal
    actual: Decimal | None
    actual_part: Decimal | None
    as_of: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPlan:
    """A target's periods, with the sum of their parts beside the original; no sum of thresholds."""

    rows: tuple[PeriodRow, ...]
    sums: Decomposed | None
    is_above: bool  # it follows the target above


def period_plan(target: Target, state: TargetState) -> PeriodPlan | None:
    """Return the periods of a target that has a set curve; None for all others."""
    pace = paces_of([target]).get(target.pk, CALENDAR)
    if not pace.points:
        return None
    goal = goal_of(target, target.campaign, pace)
    rows = rows_of_total(goal, state) if goal.is_paced else rows_of_steps(goal, state)
    parts = [row.part for row in rows if row.part is not None]
    return PeriodPlan(
        rows=tuple(rows),
        sums=decompose(demanded(goal), parts) if goal.is_paced else None,
        is_above=pace.above_id is not None,
    )


def rows_of_total(goal: Goal, state: TargetState) -> list[PeriodRow]:
    found = []
    for part in parts_of(goal.curve, goal.stretch):
        actual = newest_in(state.points, part.start, part.end)
        before = newest_in(state.points, goal.starts_on, part.start, is_open=True)
        found.append(
            PeriodRow(
                start=part.start,
                end=part.end,
                part=part.part,
                total=part.total,
                actual=actual[1] if actual else None,
                actual_part=grown(actual, before),
                as_of=actual[0] if actual else None,
            )
        )
    return found


def rows_of_steps(goal: Goal, state: TargetState) -> list[PeriodRow]:
    """Return the thresholds with the days over which each holds; the last one is the target's own."""
    days = [day for day, _value in state.line]
    found = []
    for place, (day, value) in enumerate(state.line):
        end = days[place + 1] if place + 1 < len(days) else max(goal.due_on, day)
        last = newest_in(state.points, day, end, is_open=place + 1 < len(days))
        found.append(
            PeriodRow(
                start=day,
                end=end,
                part=None,
                total=value,
                actual=last[1] if last else None,
                actual_part=None,
                as_of=last[0] if last else None,
            )
        )
    return found


def newest_in(
    points: Sequence[tuple[date, Decimal]], first: date, last: date, *, is_open: bool = False
) -> tuple[date, Decimal] | None:
    """Return the newest value from `first` to `last`, this day included unless the end is open."""
    known = [one for one in points if first <= one[0] and (one[0] < last or not is_open)]
    known = [one for one in known if one[0] <= last]
    return max(known) if known else None


def grown(
    actual: tuple[date, Decimal] | None, before: tuple[date, Decimal] | None
) -> Decimal | None:
    if actual is None:
        return None
    with localcontext(EXACT):
        return actual[1] - (before[1] if before else Decimal(0))
