"""What deviates in the lines of a paragraph: their number, their characters, how far in they begin."""

from __future__ import annotations

import math
from collections.abc import Iterator

from guatu.core.official import layout
from guatu.core.official.deviations import Code, Deviation, Severity
from guatu.core.official.faces import Face, face_of
from guatu.core.official.measured import MeasuredPaper, MeasuredParagraph, MeasuredSection, Side
from guatu.core.official.pagefaults import SIDES, fault, points
from guatu.core.official.roles import Placed, start_of

INDENT_TOLERANCE = 0.3  # characters
SPACE_TOLERANCE = 0.5  # points above and below a paragraph
NATURAL = 1.3  # times its size is a line high where nothing says how high
SLACK = 3.0  # points: a margin may be a millimetre off, and the last character needs no gap
_ENDS = "。；！？"


def plain_faults(one: Placed) -> Iterator[Deviation]:
    """Compare what the standard says of no part otherwise: size 3, 仿宋 (5.2.2)."""
    others = [font for font in one.paragraph.fonts if face_of(font) is not Face.FANGSONG]
    if others:
        yield fault(Code.BODY_FONT, "、".join(font or "—" for font in others), "仿宋_GB2312", one)
    odd = [size for size in one.paragraph.sizes if size != layout.BODY_SIZE]
    if odd:
        yield fault(Code.BODY_SIZE, points(odd[0]), points(layout.BODY_SIZE), one)


def line_faults(one: Placed, paper: MeasuredPaper) -> Iterator[Deviation]:
    """Compare the lines of a page and the characters of a line that this paragraph would make."""
    paragraph = one.paragraph
    if not paper.sections:
        return
    section = paper.sections[min(paragraph.section, len(paper.sections) - 1)]
    if section.width > section.height:
        return
    lines = lines_of(paragraph, section)
    if lines is None:
        yield fault(Code.LINES, "—", str(layout.LINES), one)
    elif lines != layout.LINES:
        yield fault(Code.LINES, str(lines), str(layout.LINES), one)
    if (space := paragraph.before + paragraph.after) > SPACE_TOLERANCE:
        yield fault(Code.PARAGRAPH_SPACE, points(space), points(0), one)
    characters = characters_of(paragraph, section)
    if characters != layout.CHARACTERS:
        # size 3 in an area of 156 mm gives 27 by itself; the standard lets that be adjusted (5.2.3)
        is_natural = not (paragraph.spacing or section.cell) and section.columns == 1
        is_near = is_natural and characters == layout.CHARACTERS - 1
        severity = Severity.NOTE if is_near else Severity.ERROR
        yield fault(
            Code.CHARACTERS, str(characters), str(layout.CHARACTERS), one, severity=severity
        )


def indent_faults(one: Placed) -> Iterator[Deviation]:
    own = start_of(one.paragraph)
    if one.paragraph.side in {Side.CENTRE, Side.RIGHT} and (one.level or one.text[-1] in _ENDS):
        yield fault(Code.INDENT, SIDES[one.paragraph.side], str(layout.INDENT), one)
    elif abs(own - layout.INDENT) > INDENT_TOLERANCE:
        yield fault(Code.INDENT, f"{own:.1f}", str(layout.INDENT), one)


def lines_of(one: MeasuredParagraph, section: MeasuredSection) -> int | None:
    """Return how many such lines a page takes; None where their distance is not fixed."""
    height = (section.height - section.top - section.bottom) / layout.MM_A_POINT
    pitch = one.pitch or flowing_pitch(one, section)
    return None if not pitch else int((height + SLACK) / pitch)


def flowing_pitch(one: MeasuredParagraph, section: MeasuredSection) -> float | None:
    """Return the distance of lines that is not exact: of the grid, or at least so much."""
    if section.line_pitch and one.is_grid:
        rows = math.ceil(one.size * NATURAL / section.line_pitch)
        return max(section.line_pitch * rows * one.multiple, one.least)
    return one.least if one.least >= one.size * NATURAL else None


def characters_of(one: MeasuredParagraph, section: MeasuredSection) -> int:
    """Return how many characters of this size a line takes."""
    width = (section.width - section.left - section.right) / section.columns / layout.MM_A_POINT
    cell = one.size * one.scale / 100 + one.spacing
    if section.cell and one.is_grid:
        if section.snaps:
            cell = math.ceil(cell / section.cell) * section.cell
        else:
            cell += section.cell - (section.letter or one.size)
    return int((width + SLACK) / cell) if cell > 0 else 0
