"""Printed lines become paragraphs again, across columns and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from guatu.core.documents import Align
from guatu.interchange.pdf_grids import PrintedTable
from guatu.interchange.pdf_layout import NUMBERING, Layout
from guatu.interchange.pdf_lines import Line
from guatu.interchange.pdf_margins import Flow

_SENTENCE_END = "。；：！？;:!?"
_OPEN_END = "，、,（(“‘《〈【—-"
_CLOSERS = "，。、；：！？）》〉】」』％%,.;:!?)]}…—·"
_OPENERS = "（《〈【「『([{"
_QUOTES = "“”‘’\"'"
_BYLINE = re.compile(
    r"20\d\d[-/.]\d\d?[-/.]\d\d?|(?:信息)?来源[:：]|发布(?:时间|日期|机构|来源)[:：]"
)
_SLACK = 0.3  # ems that a line may fall short although the next word would have fitted
_SAME_X = 0.7
_LOOSE = 1.25  # times the usual pitch: a gap between paragraphs
_TITLE_PITCH = 2.3  # ems between the lines of one headline
_HEADING_LENGTH = 45
_LEVELS = (
    (re.compile(r"第?[一二三四五六七八九十百]{1,4}[、.．章节]|第[一二三四五六七八九十]+部分"), 2),
    (re.compile(r"[（(][一二三四五六七八九十百]{1,4}[)）]"), 3),
    (re.compile(r"\d{1,3}(?:、|[.．](?!\d))"), 4),
)


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
        if self.lines and _needs_blank(self.lines[-1].text, line.text):
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
    current: Paragraph | None = None
    for flow in flows:
        for item in flow.items:
            if isinstance(item, PrintedTable):
                if current:
                    yield current
                current = None
                yield item
            elif current and _goes_on(current, item, flow, layout=layout):
                current.add(item, flow)
            else:
                if current:
                    yield current
                current = Paragraph(lines=[], flows=[], align=layout.align(item, flow))
                current.add(item, flow)
    if current:
        yield current


def level_of(paragraph: Paragraph, layout: Layout) -> int:
    """Tell a heading: 1 for the headline, then as its number says; 0 for none."""
    first, text = paragraph.lines[0], paragraph.text
    if paragraph.align is Align.CENTRE and layout.is_larger(first):
        return 1
    if len(text) > _HEADING_LENGTH or text[-1] in _SENTENCE_END + _OPEN_END:
        return 0
    return next((level for pattern, level in _LEVELS if pattern.match(text)), 0)


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
    if _has_ended(last, line, right=layout.margin(last, last_flow).right):
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
        layout.align(line, flow) is Align.CENTRE
        and paragraph.align is not Align.RIGHT
        and 0 < pitch < _TITLE_PITCH * line.size
        and not NUMBERING.match(line.text)
        and line.text[0] not in "（("
    )


def _is_parted(last: Line, line: Line, *, layout: Layout) -> bool:
    usual = layout.pitches.get(round(line.size))
    return bool(usual) and line.y - last.y > _LOOSE * (usual or 0.0)


def _has_ended(last: Line, line: Line, *, right: float) -> bool:
    """Whether the next line's first word would still have fitted."""
    return right - last.x1 > _first_word(line) + _SLACK * line.size


def _first_word(line: Line) -> float:
    """Width of what may not be parted at the start of a line."""
    glyphs = line.glyphs
    first = next(at for at, glyph in enumerate(glyphs) if glyph.text.strip())
    at = first
    while at + 1 < len(glyphs) and _are_tied(glyphs[at].text, glyphs[at + 1].text):
        at += 1
    return glyphs[at].x1 - glyphs[first].x0


def _are_tied(left: str, right: str) -> bool:
    """Whether no line ends between two characters (after Unicode Annex 14, in brief)."""
    if not left.strip() or not right.strip():
        return False
    if left in _OPENERS or right in _CLOSERS or left in _QUOTES or right in _QUOTES:
        return True
    return left.isascii() and right.isascii()


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
    if hang is not None and abs(offset - hang) < near:
        return True
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
    if _BYLINE.match(line.text):
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
    return is_heading and len(fonts) == 1 and line.font not in fonts and bool(line.font)


def _needs_blank(before: str, after: str) -> bool:
    """Words of letters are parted by a blank at a line's end, Chinese ones and numbers are not."""
    left, right = before[-1:], after[:1]
    if not (left.isascii() and right.isascii()) or left in "-/(" or right in ")/,.;:%":
        return False
    return (left.isalpha() and right.isalpha()) or (left in ",;:.!?" and right.isalpha())
