"""Letters become printed lines, in the order in which a person reads the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from guatu.interchange.pdf_glyphs import Glyph, PrintedTable, is_wide

_SAME_ROW = 0.5  # share of the smaller letter's height that two letters of a row have in common
_SEGMENT_GAP = 1.2  # ems: from here on a gap may part two columns
_WORD_GAP = 0.22  # ems beyond the usual gap that stand for a blank
_MIXED_GAP = 0.45  # between a Chinese character and a letter most programs leave a quarter
_SMALL, _RAISED = 0.75, 0.2  # of the line's letters: a mark above it
_MARKS = frozenset("0123456789*[]()〔〕［］①②③④⑤⑥⑦⑧⑨⑩")
_METRES, _POWERS = frozenset("mM㎡米"), {"2": "²", "3": "³"}
_EITHER_WIDTH = "“”‘’—…·"  # marks that fonts draw small in a full or in half a square
_SAME_PLACE = 0.12  # ems: the same letter drawn twice to look bold
_COLUMN_LINES = 6
_COLUMN_FILL = 0.75  # a column's lines mostly reach this far across it
_MIDDLE = (0.3, 0.7)
_NARROWEST_COLUMN = 8  # ems


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


def lines_of(
    segments: Sequence[Segment], *, gutter: float | None = None
) -> list[Line | PrintedTable]:
    """Put the segments of a page into lines and the lines into reading order.

    Parameters
    ----------
    segments : sequence of Segment
        What `segments_of` cut, and the page's tables.
    gutter : float or None
        Where the blank strip between two columns stands, if there is one.

    Returns
    -------
    list of Line or PrintedTable
        From the top down; where the page is set in two columns, the left one first.
    """
    if gutter is None:
        return list(_merged(segments, column=0))
    return [
        line for part, column in _parts(segments, gutter) for line in _merged(part, column=column)
    ]


def gutters_of(pages: Iterable[Sequence[Segment]]) -> list[float | None]:
    """Find for each page the blank strip between two columns of running text.

    A page with few lines, as the last one, takes the strip of the page before it if nothing
    stands across it.
    """
    found: list[float | None] = []
    for segments in pages:
        gutter = _gutter(segments)
        before = found[-1] if found else None
        if gutter is None and before is not None and _leaves_free(segments, before):
            gutter = before
        found.append(gutter)
    return found


def _leaves_free(segments: Sequence[Segment], at: float) -> bool:
    left, right, across = _sides(segments, at)
    return bool(left and right) and not across


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


def _merged(segments: Sequence[Segment], *, column: int) -> Iterator[Line | PrintedTable]:
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


def _gutter(segments: Sequence[Segment]) -> float | None:
    if len(segments) < 2 * _COLUMN_LINES:
        return None
    left, right = min(s.x0 for s in segments), max(s.x1 for s in segments)
    starts = Counter(
        round(s.x0)
        for s in segments
        if _MIDDLE[0] < (s.x0 - left) / max(1.0, right - left) < _MIDDLE[1]
    )
    for start, _ in starts.most_common(3):
        at = start - 2.0
        if _are_columns(*_sides(segments, at)):
            return at
    return None


def _sides(
    segments: Sequence[Segment], at: float
) -> tuple[list[Segment], list[Segment], list[Segment]]:
    left = [s for s in segments if s.x1 <= at]
    right = [s for s in segments if s.x0 >= at]
    across = [s for s in segments if s.x0 < at < s.x1]
    return left, right, across


def _are_columns(left: list[Segment], right: list[Segment], across: list[Segment]) -> bool:
    both = min(len(left), len(right))
    if both < _COLUMN_LINES or len(across) > both:
        return False
    return all(_is_running(side) for side in (left, right))


def _is_running(side: list[Segment]) -> bool:
    """Whether most lines fill their column, as those of a table or a form do not."""
    start, end = min(s.x0 for s in side), max(s.x1 for s in side)
    size = median(s.bottom - s.top for s in side)
    full = sum(1 for s in side if s.x1 - s.x0 >= _COLUMN_FILL * (end - start))
    return end - start >= _NARROWEST_COLUMN * size and full >= len(side) / 2


def _parts(segments: Sequence[Segment], at: float) -> Iterator[tuple[list[Segment], int]]:
    """Cut the page at what reaches across the gutter: left column, right column, next stretch."""
    ordered = sorted(segments, key=lambda s: (s.top + s.bottom) / 2)
    stretch: list[Segment] = []
    across: list[Segment] = []
    for segment in ordered:
        is_across = segment.x0 < at < segment.x1
        if is_across and stretch:
            yield from _columns(stretch, at)
            stretch = []
        if not is_across and across:
            yield across, 0
            across = []
        (across if is_across else stretch).append(segment)
    if across:
        yield across, 0
    if stretch:
        yield from _columns(stretch, at)


def _columns(stretch: list[Segment], at: float) -> Iterator[tuple[list[Segment], int]]:
    left, right, _ = _sides(stretch, at)
    if left:
        yield left, 1
    if right:
        yield right, 2
