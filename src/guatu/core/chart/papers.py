"""Sheets of paper: how large, in which columns and panels, with rows of which sort."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

COLUMNS: Mapping[str, float] = {  # em of the sheet's size
    "lamp": 6.0,
    "title": 15.0,
    "unit": 7.0,
    "leader": 5.0,
    "due": 8.8,
}
ROW = 3.7  # em: three lanes
GROUP_ROW = 1.9
SHORT_ROW = 1.22  # one line of text and nothing else, at the closest
LOOSE_ROW = 1.9
PADDING = 0.4
TITLE = 1.5  # em: size of the sheet's title
GAP = 1.0  # em between panels
POINTS = 72 / 25.4  # in a millimetre


class Rows(StrEnum):
    """How rows stand.

    `LANES`: all alike in three lanes. `FULL`: in three lanes, and as high as their texts.
    `SHORT`: as high as their texts and no higher.
    """

    LANES = "lanes"
    FULL = "full"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet's size and the size of its print, all in the same unit; columns and rows in em.

    A sheet of several panels holds its rows side by side, each panel with a head of its own.
    """

    width: float
    height: float
    size: float
    ems: Mapping[str, float] = field(default_factory=lambda: COLUMNS)
    rows: Rows = Rows.LANES
    panels: int = 1
    title: float = TITLE
    short_row: float = SHORT_ROW
    has_headings: bool = True  # a group has its name over it; without it a line parts it
    most: int = 2  # lines of text in a cell
    title_most: int = 2

    @property
    def columns(self) -> dict[str, float]:
        """The columns with their widths, in order."""
        return {name: em * self.size for name, em in self.ems.items()}

    @property
    def panel_width(self) -> float:
        return (self.width - (self.panels - 1) * GAP * self.size) / self.panels

    @property
    def track_left(self) -> float:
        return sum(self.columns.values())

    @property
    def track_width(self) -> int:
        """How wide the drawing is: the picture's scale is made for it."""
        return int(self.panel_width - self.track_left)

    @property
    def group_row(self) -> float:
        """Height of a group's name, in em."""
        if not self.has_headings:
            return 0.0
        return self.short_row if self.rows is Rows.SHORT else GROUP_ROW


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One part of a sheet with rows of its own: where it begins."""

    paper: Paper
    left: float = 0.0

    @property
    def size(self) -> float:
        return self.paper.size

    @property
    def track_left(self) -> float:
        return self.left + self.paper.track_left

    @property
    def track_width(self) -> int:
        return self.paper.track_width

    @property
    def right(self) -> float:
        return self.left + self.paper.panel_width

    @property
    def is_short(self) -> bool:
        return self.paper.rows is Rows.SHORT

    @property
    def lane(self) -> float:
        """How far from the upper edge of a row its bar lies, in em: beside the first lines of text."""
        return (self.paper.short_row if self.is_short else ROW) / 2


def panels_of(paper: Paper) -> list[Panel]:
    """Return the panels of a sheet from left to right."""
    step = paper.panel_width + GAP * paper.size
    return [Panel(paper=paper, left=round(n * step, 2)) for n in range(paper.panels)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A paper for the press: its edges in millimetres, the least and the largest print in points.

    The least print is what is still read from where such a sheet is looked at: 16 points (5.6 mm)
    at two metres before A0, 12 at a metre and a half before A1, 7.5 with A3 in the hand.
    """

    name: str
    width: float
    height: float
    margin: float
    least: float
    largest: float

    @property
    def inner_width(self) -> float:
        """What is left between the margins, in points."""
        return round((self.width - 2 * self.margin) * POINTS, 2)

    @property
    def inner_height(self) -> float:
        return round((self.height - 2 * self.margin) * POINTS, 2)


FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format(name="A0", width=1189, height=841, margin=12, least=16, largest=30),
        Format(name="A1", width=841, height=594, margin=10, least=12, largest=21),
        Format(name="A3", width=420, height=297, margin=8, least=7.5, largest=11),
    )
}
