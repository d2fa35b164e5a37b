"""A Word file as far as its layout is measured: sections, paragraphs with what they are set in, tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """How a paragraph is aligned."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    BOTH = "both"
    OUTSIDE = "outside"  # right on odd pages, left on even ones: of page numbers only
    INSIDE = "inside"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSection:
    """Paper and margins of a section in millimetres; the grid in points, None where there is none.

    A grid of characters adds `cell` less `letter` to each of them; one that `snaps` puts each into as
    many cells as it needs.
    """

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    line_pitch: float | None = None
    cell: float | None = None  # from character to character, of a grid of characters
    letter: float | None = None  # the size for which the grid is made
    snaps: bool = False
    columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredNumber:
    """A page number in a footer: what stands around the field, and what it is set in."""

    page: str  # "default", "even", "first"
    text: str  # with n in place of the field
    font: str
    size: float
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredParagraph:
    """A paragraph: `place` counts from 1 over all paragraphs, those in tables too.

    `pitch` is the distance from line to line in points where it is fixed, else None; `spacing` what
    is added between characters in points; `indent` of the first line and `left` of all in characters
    of its own size; `text` has the number that Word counts itself. `before` and `after` are points
    that are left free above and below; `bold` is the share of its characters that are bold. Where
    `pitch` is None, a line is `multiple` lines high, and `least` points. `fonts` are those of its
    Chinese signs, `shares` how much of them each has; `scale` is the width of a character in percent.
    `colours` are those of its words as RRGGBB, what is black left out.
    """

    place: int
    section: int
    text: str
    font: str
    lead_font: str  # of its first run with text
    size: float
    side: Side
    pitch: float | None
    spacing: float
    indent: float
    left: float
    right: float
    is_red: bool
    is_grid: bool  # follows the grid of its section
    table: int | None = None  # of the table that it stands in
    fonts: tuple[str, ...] = ()
    sizes: tuple[float, ...] = ()
    before: float = 0.0
    after: float = 0.0
    bold: float = 0.0
    multiple: float = 1.0
    least: float = 0.0
    scale: int = 100
    shares: tuple[float, ...] = ()
    is_boxed: bool = False  # stands in a text box
    colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredBox:
    """A table or a picture: where it begins, how wide and high it is in millimetres.

    `slack` is what a table's rules may stand out for its text to end with that of paragraphs.
    """

    place: int  # of the paragraph before or in it
    section: int
    width: float
    height: float = 0.0
    is_picture: bool = False
    slack: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPaper:
    """All that is measured of a file."""

    sections: tuple[MeasuredSection, ...]
    paragraphs: tuple[MeasuredParagraph, ...]
    boxes: tuple[MeasuredBox, ...]
    numbers: tuple[MeasuredNumber, ...]
    has_two_sides: bool  # odd and even pages have footers of their own
    headers: tuple[str, ...] = ()  # words that stand above the type area of pages
