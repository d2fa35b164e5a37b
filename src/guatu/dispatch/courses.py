"""The course of an entry as a small drawing: every report a dot, every milestone a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from guatu.core.charts import Point, Scale

WIDTH = 480
MARGIN = 8  # a dot at the edge stays whole
LINE = 20  # from the line of the milestones down to the edge
ABOVE = 20  # reports without a figure stand this far above that line
CURVE = 96  # and the whole of a quantity this far
WHOLE = 1000


class Standing(StrEnum):
    """How a milestone is drawn; `past` is one whose day is over without a decision."""

    MET = "met"
    MISSED = "missed"
    PAST = "past"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A report as far as the drawing needs it; `progress` in thousandths, if the kind counts."""

    day: date
    progress: int | None
    is_approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A milestone as far as the drawing needs it."""

    title: str
    due_on: date
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is drawn. `ends_on` is the day until which time asks for the whole."""

    starts_on: date
    ends_on: date
    closed_on: date | None
    has_quantity: bool
    said: Sequence[Said]
    goals: Sequence[Goal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    said: Said
    at: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    goal: Goal
    at: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A drawing of `WIDTH` × `height`; the days of its two ends stand beside it in words."""

    first_day: date
    last_day: date
    today_x: float | None
    base_y: int
    height: int
    pace: tuple[Point, Point] | None
    dots: tuple[Dot, ...]
    marks: tuple[Mark, ...]
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The reports joined, as `polyline` wants it."""
        return " ".join(str(dot.at) for dot in self.dots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Where the days from the first to the last of a drawing lie."""

    first: date
    last: date

    def on(self, day: date) -> float:
        scale = Scale(
            low=Decimal(self.first.toordinal()),
            high=Decimal(self.last.toordinal()),
            start=MARGIN,
            end=WIDTH - MARGIN,
        )
        return scale.at(Decimal(day.toordinal()))


def draw(facts: Facts, today: date) -> Course:
    """Return the drawing: over all days that anything in it happened on, and today while it runs."""
    last_word = facts.closed_on or today
    said_on = [said.day for said in facts.said]
    due_on = [goal.due_on for goal in facts.goals]
    first = min(facts.starts_on, *said_on, *due_on, last_word)
    last = max(facts.ends_on, *said_on, *due_on, last_word)
    base = MARGIN + (CURVE if facts.has_quantity else ABOVE)
    x = Days(first=first, last=last)
    y = Scale(low=Decimal(0), high=Decimal(WHOLE), start=base, end=MARGIN)
    return Course(
        first_day=first,
        last_day=last,
        today_x=None if facts.closed_on else x.on(today),
        base_y=base,
        height=base + LINE,
        pace=pace_line(facts, x, y) if facts.has_quantity else None,
        dots=tuple(
            Dot(said=said, at=Point(x=x.on(said.day), y=height_of(said, y))) for said in facts.said
        ),
        marks=tuple(Mark(goal=goal, at=Point(x=x.on(goal.due_on), y=base)) for goal in facts.goals),
    )


def height_of(said: Said, y: Scale) -> float:
    return MARGIN if said.progress is None else y.at(Decimal(said.progress))


def pace_line(facts: Facts, x: Days, y: Scale) -> tuple[Point, Point]:
    """Return the line from nothing on the first day to the whole on the last."""
    return (
        Point(x=x.on(facts.starts_on), y=y.at(Decimal(0))),
        Point(x=x.on(facts.ends_on), y=y.at(Decimal(WHOLE))),
    )
