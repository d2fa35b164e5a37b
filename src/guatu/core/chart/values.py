"""What a 作战进度图 is drawn from, and the picture itself: values only, so that screen and paper share it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guatu.core.chart.scale import Scale
from guatu.core.lamps import Lamp, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """节点 or 月度目标 of a line."""

    title: str
    due_on: date
    outcome: Outcome = Outcome.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as it is drawn. Texts are in the reader's language already.

    `progress` is in thousandths. `first_due_on` is the date it was issued with, where an
    adjustment moved it (the baseline). `standing` is the stage, with what else is said in a word.
    `standard` and `measures` (工作要求, 工作措施) and `owner` (责任人) stand on paper only.
    `lamp_until` is the last day of a lamp that a person set (人工认定), None where it is computed.
    """

    pk: int
    title: str
    lamp: Lamp
    lamp_until: date | None = None
    number: str = ""
    unit: str = ""
    leader: str = ""
    standard: str = ""
    measures: str = ""
    owner: str = ""
    standing: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    first_due_on: date | None = None
    closed_on: date | None = None
    progress: int | None = None
    nodes: tuple[Node, ...] = ()

    def next_node(self) -> Node | None:
        """Return the open node that is due first: what the line owes next."""
        if self.closed_on is not None:
            return None
        open_nodes = [node for node in self.nodes if node.outcome is Outcome.OPEN]
        return min(open_nodes, key=lambda node: node.due_on, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A named stretch of the campaign."""

    name: str
    starts_on: date
    ends_on: date


class Shape(StrEnum):
    """What of a line's time is known."""

    BAR = "bar"
    DUE_ONLY = "due_only"
    START_ONLY = "start_only"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of the scale, in per cent; `done` is the part of it that is filled, in per cent too."""

    left: float
    width: float
    done: float = 0.0

    @property
    def right(self) -> float:
        return self.left + self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A milestone's diamond; several that lie too close are one with their number, as the worst of them."""

    at: float
    outcome: Outcome
    nodes: tuple[Node, ...]

    @property
    def count(self) -> int:
        return len(self.nodes)


class Lane(StrEnum):
    """Where in its row a label stands: one label a lane, so that none lies on another."""

    ABOVE = "above"
    MIDDLE = "middle"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text that begins at `at` per cent and is at most `room` pixels wide."""

    text: str
    at: float
    lane: Lane
    room: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One row of the picture. `runs_in` and `runs_out`: it begins before the scale, ends after it."""

    shape: Shape
    bar: Bar | None = None
    ghost: Bar | None = None
    over: Bar | None = None
    closed_at: float | None = None
    marks: tuple[Mark, ...] = ()
    labels: tuple[Label, ...] = ()
    runs_in: bool = False
    runs_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A tick of the head with its text, "" where there is no room for it."""

    left: float
    width: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A phase over the ticks; overlapping ones lie in lanes of their own.

    `key` is what a legend says of a phase whose name has no room: ① and its name.
    """

    name: str
    text: str
    left: float
    width: float
    lane: int
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A deadline of the campaign: the end of a phase or of the whole."""

    name: str
    day: date
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """All that stands over the rows. `today` is None where the scale does not hold it."""

    large: tuple[Cell, ...]
    small: tuple[Cell, ...]
    bands: tuple[Band, ...]
    flags: tuple[Flag, ...]
    weekends: tuple[tuple[float, float], ...]
    today: float | None

    @property
    def lanes(self) -> int:
        return max((band.lane for band in self.bands), default=-1) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line and how it is drawn."""

    line: Line
    track: Track


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The rows beneath one heading, unit or kind."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """作战进度图: who × when × how far."""

    scale: Scale
    head: Head
    groups: tuple[Group, ...]
    today: date

    @property
    def rows(self) -> Iterator[Row]:
        return (row for group in self.groups for row in group.rows)
