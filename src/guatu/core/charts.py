"""Geometry of the small pace charts: values in, points in the drawing's own units out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

WIDTH = 240
HEIGHT = 64
MARGIN = 6  # a dot at the edge stays whole
HEADROOM = Decimal("0.08")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Where a value stands: x to the right, y downwards."""

    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.x:g},{self.y:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What is drawn: values by day, the goal, and whether time makes a line of it.

    `goal` is met at `due_on`; a paced goal starts from nothing on `starts_on`, any other is a
    level that holds all the time. `line` has the corners of a set curve in place of both.
    """

    readings: Sequence[tuple[date, Decimal]]
    goal: Decimal
    starts_on: date
    due_on: date
    today: date
    is_paced: bool
    line: Sequence[tuple[date, Decimal]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing of `WIDTH` × `HEIGHT`."""

    goal_line: tuple[Point, Point]
    goal_lines: tuple[tuple[Point, Point], ...]  # the same, corner by corner of a set curve
    actual: tuple[Point, ...]
    today_x: float
    base_y: float
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def last(self) -> Point | None:
        return self.actual[-1] if self.actual else None

    @property
    def path(self) -> str:
        """The points as `polyline` wants them."""
        return " ".join(map(str, self.actual))


def draw(plot: Plot) -> Chart:
    """Return the drawing of `plot`.

    A paced goal is drawn from zero; a level between its own extremes, for a share of 1.70 and a
    value of 1.68 would lie on each other otherwise. Values outside the stretch of time are drawn
    at its edge.
    """
    readings = sorted(plot.readings)
    low, high = value_range(plot)
    x = Scale(low=Decimal(plot.starts_on.toordinal()), high=Decimal(plot.due_on.toordinal()),
              start=MARGIN, end=WIDTH - MARGIN)  # fmt: skip
    y = Scale(low=low, high=high, start=HEIGHT - MARGIN, end=MARGIN)
    first = Decimal(0) if plot.is_paced else plot.goal
    straight = (Point(x=x.start, y=y.at(first)), Point(x=x.end, y=y.at(plot.goal)))
    corners = [Point(x=x.at(Decimal(day.toordinal())), y=y.at(value)) for day, value in plot.line]
    return Chart(
        goal_line=straight,
        goal_lines=tuple(pairwise(corners)) if len(corners) > 1 else (straight,),
        actual=tuple(
            Point(x=x.at(Decimal(day.toordinal())), y=y.at(value)) for day, value in readings
        ),
        today_x=x.at(Decimal(plot.today.toordinal())),
        base_y=HEIGHT - MARGIN,
    )


def value_range(plot: Plot) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest value that the drawing has room for."""
    values = [value for _day, value in (*plot.readings, *plot.line)] + [plot.goal]
    low, high = min(values), max(values)
    if plot.is_paced:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    room = (high - low) * HEADROOM or abs(high) * HEADROOM or Decimal(1)
    return (low if plot.is_paced else low - room), high + room


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Maps values from `low` to `high` onto lengths from `start` to `end`, to a tenth, clamped."""

    low: Decimal
    high: Decimal
    start: float
    end: float

    def at(self, value: Decimal) -> float:
        if self.high == self.low:
            return self.end
        share = float((value - self.low) / (self.high - self.low))
        return round(self.start + (self.end - self.start) * min(max(share, 0.0), 1.0), 1)
