"""What a sheet is made of: few plain shapes with a role; how a role looks is the palette's business."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guatu.core.lamps import Lamp


class Role(StrEnum):
    """What a shape means."""

    GROUND = "ground"
    HEAD = "head"
    GROUP = "group"
    LINE = "line"
    STRONG_LINE = "strong-line"
    TEXT = "text"
    SOFT = "soft"
    LATE = "late"
    LAMP = "lamp"
    BAND = "band"
    OTHER_BAND = "other-band"
    BAR = "bar"
    OPEN_BAR = "open-bar"
    DONE = "done"
    GHOST = "ghost"
    OVER = "over"
    TODAY = "today"
    FLAG = "flag"
    MET = "met"
    OPEN = "open"
    LATE_OPEN = "late-open"
    MISSED = "missed"
    ON_MARK = "on-mark"
    ON_OPEN_MARK = "on-open-mark"
    ON_MISSED_MARK = "on-missed-mark"


class Anchor(StrEnum):
    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A rectangle; its lamp, if it has one, gives the colour."""

    x: float
    y: float
    width: float
    height: float
    role: Role
    lamp: Lamp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight line; as wide as its role says where it has no `width`."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: Role
    width: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of text on its baseline; with `has_edge` lines beneath it do not run into its signs."""

    x: float
    y: float
    text: str
    size: float
    role: Role = Role.TEXT
    anchor: Anchor = Anchor.START
    is_bold: bool = False
    lamp: Lamp | None = None
    has_edge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Diamond:
    """A milestone: `radius` from its middle to a corner."""

    x: float
    y: float
    radius: float
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """Several milestones in one place."""

    x: float
    y: float
    radius: float
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A square of dark and light modules that a telephone reads, with the light edge that it needs."""

    x: float
    y: float
    width: float
    modules: tuple[tuple[bool, ...], ...]


Drawn = Rect | Rule | Words | Diamond | Disc | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a picture, in its own units; `number` of `count`, in print of `size`.

    `cut` is the number of cells that are not printed whole.
    """

    width: float
    height: float
    size: float = 0.0
    shapes: tuple[Drawn, ...]
    number: int
    count: int
    cut: int = 0
