"""Letters become printed lines, in the order in which a person reads the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from guatu.interchange.pdf.glyphs import Glyph, PrintedTable, is_wide

_SAME_ROW = 0.5  # share of the smaller letter's height that two letters of a row have in common
_SEGMENT_GAP = 1.2  # ems: from here on a gap may part two columns
_WORD_GAP = 0.22  # ems beyond the usual gap that stand for a blank
_MIXED_GAP = 0.45  # between a Chinese character and a letter most programs leave a quarter
_SMALL, _RAISED = 0.75, 0.2  # of the line's letters: a mark above it
_MARKS = frozenset("0123456789*[]()〔〕［］①②③④⑤⑥⑦⑧⑨⑩")
_METRES, _POWERS = frozenset("mM㎡米"), {"2": "²", "3": "³"}
_EITHER_WIDTH = "“”‘’—…·"  # marks that fonts draw small in a full or in half a square
_SAME_PLACE = 0.12  # ems: the same letter drawn twice to look bold


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line of one column."""

    glyphs: tuple[Glyph, ...]
    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str
    column: int = 0  # 0 the whole width, 1 the left column, 2 the right one

    @property
    def top(self) -> float:
        """Upper edge of its letters."""
        return self.y - 0.88 * self.size

    @property
    def bottom(self) -> float:
        """Lower edge of its letters."""
        return self.y + 0.12 * self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Letters of a row without a wide gap, or a table that stands among the lines."""

    glyphs: tuple[Glyph, ...] = ()
    x0: float
    x1: float
    top: float
    bottom: float
    table: PrintedTable | None = None


def segments_of(glyphs: Iterable[Glyph]) -> list[Segment]:
    """Cut the rows of a page where a gap may part two columns."""
    return [segment for row in _rows(glyphs) for segment in _segments(row)]


def segment_of(table: PrintedTable) -> Segment:
    """Let a table take its place among the lines."""
    return Segment(
        x0=table.edges[0], x1=table.edges[-1], top=table.top, bottom=table.bottom, table=table
    )


def line_of(glyphs: Sequence[Glyph], *, column: int = 0) -> Line:
    """Make one line of the letters of a row, blanks put in where they are seen."""
    ordered = sorted(glyphs, key=lambda g: g.x0)
    inked = [g for g in ordered if g.text.strip()] or ordered
    size = Counter(round(g.size, 1) for g in inked).most_common(1)[0][0]
    y = median(g.y for g in inked)
    return Line(
        glyphs=tuple(ordered),
        text=_text(list(_without_marks(ordered, size, y))).strip(),
        x0=inked[0].x0,
        x1=max(g.x1 for g in inked),
        y=y,
        size=size,
        font=Counter(g.font for g in inked).most_common(1)[0][0],
        column=column,
    )


def _without_marks(ordered: Sequence[Glyph], size: float, y: float) -> Iterator[Glyph]:
    """Leave the raised marks of footnotes out; a raised figure behind a metre is its power."""
    before = ""
    for glyph in ordered:
        is_raised = glyph.size < _SMALL * size and glyph.y < y - _RAISED * size
        if is_raised and before in _METRES and glyph.text in _POWERS:
            yield glyph._replace(text=_POWERS[glyph.text])
        elif not is_raised or glyph.text not in _MARKS:
            yield glyph
        before = glyph.text.strip() or before


def _rows(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    row: list[Glyph] = []
    top = bottom = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.y):
        common = min(bottom, glyph.bottom) - max(top, glyph.top)
        if row and common < _SAME_ROW * min(bottom - top, glyph.size):
            yield row
            row = []
        if not row or glyph.size > bottom - top:
            top, bottom = glyph.top, glyph.bottom
        row.append(glyph)
    if row:
        yield row


def _segments(row: list[Glyph]) -> Iterator[Segment]:
    ordered = sorted(row, key=lambda g: g.x0)
    inked = [g for g in ordered if g.text.strip()]
    start = 0
    for index, (left, right) in enumerate(pairwise(inked), start=1):
        if _is_twin(left, right):
            continue
        if right.x0 - left.x1 > _SEGMENT_GAP * max(left.size, right.size):
            yield _segment(inked[start:index], ordered)
            start = index
    if inked:
        yield _segment(inked[start:], ordered)


def _segment(inked: list[Glyph], row: list[Glyph]) -> Segment:
    x0, x1 = inked[0].x0, max(g.x1 for g in inked)
    blanks = [g for g in row if not g.text.strip() and x0 <= g.x0 <= x1]
    return Segment(
        glyphs=(*inked, *blanks),
        x0=x0,
        x1=x1,
        top=min(g.top for g in inked),
        bottom=max(g.bottom for g in inked),
    )


def _is_twin(left: Glyph, right: Glyph) -> bool:
    return left.text[:1] == right.text[:1] and right.x0 - left.x0 < _SAME_PLACE * left.size


def _text(ordered: Sequence[Glyph]) -> str:
    letters = [ordered[0]] if ordered else []
    for glyph in ordered[1:]:
        if not _is_twin(letters[-1], glyph):
            letters.append(glyph)
    gaps = [b.x0 - a.x1 for a, b in pairwise(letters) if is_wide(a.text) and is_wide(b.text)]
    usual = max(0.0, median(gaps)) if gaps else 0.0
    parts = [letters[0].text] if letters else []
    for left, right in pairwise(letters):
        if _is_apart(left, right, usual=usual):
            parts.append(" ")
        parts.append(right.text)
    return "".join(parts)


def _is_apart(left: Glyph, right: Glyph, *, usual: float) -> bool:
    if not left.text.strip() or not right.text.strip():
        return False
    gap = right.x0 - left.x1
    size = max(left.size, right.size)
    if left.text in _EITHER_WIDTH or right.text in _EITHER_WIDTH:
        return gap - usual > size
    if is_wide(left.text) and is_wide(right.text):
        return gap - usual > _WORD_GAP * size
    if is_wide(left.text) or is_wide(right.text):
        return gap - usual > _MIXED_GAP * size
    return gap - min(usual, _WORD_GAP * size) > _WORD_GAP * size


def merged(segments: Sequence[Segment], *, column: int) -> Iterator[Line | PrintedTable]:
    """Put the segments that stand side by side into one line."""
    pending: list[Segment] = []
    for segment in sorted(segments, key=lambda s: (s.top + s.bottom) / 2 if s.glyphs else s.top):
        if pending and (segment.table or not _are_level(pending[0], segment)):
            yield line_of([g for s in pending for g in s.glyphs], column=column)
            pending = []
        if segment.table:
            yield segment.table
        else:
            pending.append(segment)
    if pending:
        yield line_of([g for s in pending for g in s.glyphs], column=column)


def _are_level(a: Segment, b: Segment) -> bool:
    common = min(a.bottom, b.bottom) - max(a.top, b.top)
    return common >= _SAME_ROW * min(a.bottom - a.top, b.bottom - b.top)
