"""Printed lines become paragraphs again, across columns and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from guatu.core.documents import Align
from guatu.interchange.composing import level_by_number
from guatu.interchange.pdf.glyphs import PrintedTable
from guatu.interchange.pdf.joining import has_ended, needs_blank
from guatu.interchange.pdf.layout import NUMBERING, Layout
from guatu.interchange.pdf.lines import Line
from guatu.interchange.pdf.margins import Flow
from guatu.interchange.pdf.tables import joined_tables

_SENTENCE_END = "。；：！？;:!?"
_OPEN_END = "，、,（(“‘《〈【—-"
_BYLINE = re.compile(
    r"20\d\d[-/.]\d\d?[-/.]\d\d?|(?:信息)?来源[:：]|发布(?:时间|日期|机构|来源)[:：]"
)
_SAME_X = 0.7
_LOOSE = 1.25  # times the usual pitch: a gap between paragraphs
_TITLE_PITCH = 2.3  # ems between the lines of one headline


@dataclass(slots=True, kw_only=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[Line]
    flows: list[Flow]
    align: Align = Align.LEFT
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The joined lines."""
        return "".join(self.parts)

    def add(self, line: Line, flow: Flow) -> None:
        """Go on with a line."""
        if self.lines and needs_blank(self.lines[-1].text, line.text):
            self.parts.append(" ")
        self.parts.append(line.text)
        self.lines.append(line)
        self.flows.append(flow)


def paragraphs_of(flows: Sequence[Flow], layout: Layout) -> Iterator[Paragraph | PrintedTable]:
    """Join lines into paragraphs; tables stay between them.

    Parameters
    ----------
    flows : sequence of Flow
        The pages in order.
    layout : Layout
        How the file is set.

    Yields
    ------
    Paragraph or PrintedTable
        In reading order; no character of a line is lost.
    """
    current: Paragraph | PrintedTable | None = None
    for flow in flows:
        for at, item in enumerate(flow.items):
            if isinstance(item, PrintedTable):
                whole = _whole(current, item, at)
                if current and whole is None:
                    yield current
                current = whole or item
            elif isinstance(current, Paragraph) and _goes_on(current, item, flow, layout=layout):
                current.add(item, flow)
            else:
                if current:
                    yield current
                current = Paragraph(lines=[], flows=[], align=layout.align(item, flow))
                current.add(item, flow)
    if current:
        yield current


def _whole(
    before: Paragraph | PrintedTable | None, table: PrintedTable, at: int
) -> PrintedTable | None:
    """Join a table that opens a page with the one that closed the page before."""
    if at or not isinstance(before, PrintedTable):
        return None
    return joined_tables(before, table)


def level_of(paragraph: Paragraph, layout: Layout) -> int:
    """Tell a heading: 1 for the headline, then as its number says; 0 for none."""
    first = paragraph.lines[0]
    if layout.is_larger(first) and layout.is_even(first, paragraph.flows[0]):
        return 1
    return level_by_number(paragraph.text)


def _goes_on(paragraph: Paragraph, line: Line, flow: Flow, *, layout: Layout) -> bool:
    last, last_flow = paragraph.lines[-1], paragraph.flows[-1]
    if abs(line.size - last.size) > 0.08 * max(line.size, last.size):
        return False
    if _is_headline(paragraph, line, flow, layout=layout):
        return True
    if paragraph.align is Align.CENTRE or layout.align(line, flow) is Align.CENTRE:
        return False
    is_near = last_flow is flow and last.column == line.column
    if is_near and _is_parted(last, line, layout=layout):
        return False
    right = layout.margin(last, last_flow).right
    if has_ended(right - last.x1, line):
        return False
    return _begins_as_more(paragraph, line, flow, layout=layout) and not _begins_anew(
        last, line, layout=layout
    )


def _is_headline(paragraph: Paragraph, line: Line, flow: Flow, *, layout: Layout) -> bool:
    """Whether a centred line of large letters goes on with the headline above it."""
    last = paragraph.lines[-1]
    if not layout.is_larger(line) or paragraph.flows[-1] is not flow or last.font != line.font:
        return False
    pitch = line.y - last.y
    return (
        layout.is_even(line, flow)
        and layout.is_even(last, flow)
        and 0 < pitch < _TITLE_PITCH * line.size
        and not NUMBERING.match(line.text)
        and line.text[0] not in "（("
    )


def _is_parted(last: Line, line: Line, *, layout: Layout) -> bool:
    usual = layout.pitches.get(round(line.size))
    return bool(usual) and line.y - last.y > _LOOSE * (usual or 0.0)


def _begins_as_more(paragraph: Paragraph, line: Line, flow: Flow, *, layout: Layout) -> bool:
    """Whether the line begins where further lines of this paragraph do."""
    margin = layout.margin(line, flow)
    offset, near = line.x0 - margin.left, _SAME_X * line.size
    first, last = paragraph.lines[0], paragraph.lines[-1]
    first_offset = first.x0 - layout.margin(first, paragraph.flows[0]).left
    if len(paragraph.lines) > 1:
        usual = last.x0 - layout.margin(last, paragraph.flows[-1]).left
        return abs(offset - usual) < near
    if abs(offset) < near:
        return first_offset < 5 * line.size
    hang = _hang(first, first_offset)
    if hang is not None and abs(offset - hang) < min(near, abs(offset - first_offset)):
        return not NUMBERING.match(line.text)
    is_block = abs(offset - first_offset) < near
    return is_block and (not layout.is_indented or last.text[-1] in _OPEN_END)


def _hang(first: Line, offset: float) -> float | None:
    """Where the words begin after the number of a list's item."""
    match = NUMBERING.match(first.text)
    inked = [g for g in first.glyphs if g.text.strip()]
    length = len(match.group().replace(" ", "")) if match else 0
    if not 0 < length < len(inked):
        return None
    return offset + inked[length].x0 - first.x0


def _begins_anew(last: Line, line: Line, *, layout: Layout) -> bool:
    """Whether the words say that something new begins although the place does not."""
    if _BYLINE.match(line.text) and last.text[-1] not in "：:":
        return True
    if not NUMBERING.match(line.text):
        return _is_other_font(last, line)
    if layout.is_indented and not layout.has_flush_numbers:
        return False
    return last.text[-1] in _SENTENCE_END + "）)" or bool(NUMBERING.match(last.text))


def _is_other_font(last: Line, line: Line) -> bool:
    """Whether a numbered heading in a font of its own ends where the body's font begins."""
    fonts = {g.font for g in last.glyphs if not g.text.isascii()}
    is_heading = bool(NUMBERING.match(last.text)) and last.text[-1] not in _SENTENCE_END
    # A heading of two lines may go on with its sentence in the body's font.
    first = next((g.font for g in line.glyphs if not g.text.isascii()), line.font)
    return is_heading and len(fonts) == 1 and first not in fonts and bool(first)
