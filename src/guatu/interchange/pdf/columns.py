"""Pages set in two columns: where the gutter stands, and which lines are read first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from guatu.interchange.pdf.glyphs import PrintedTable
from guatu.interchange.pdf.lines import Line, Segment, merged

_COLUMN_LINES = 6
_COLUMN_FILL = 0.75  # a column's lines mostly reach this far across it
_MIDDLE = (0.3, 0.7)
_BESIDE = 4  # lines in a column for each that stands across both
_NARROWEST_COLUMN = 8  # ems


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
        return list(merged(segments, column=0))
    return [
        line for part, column in _parts(segments, gutter) for line in merged(part, column=column)
    ]


def gutters_of(pages: Iterable[Sequence[Segment]]) -> list[float | None]:
    """Find for each page the blank strip between two columns of running text.

    A page with few lines, as the last one, takes the strip of the page before it if next to
    nothing stands across it, a headline or two; its right column may be empty.
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
    return len(left) + len(right) >= max(1, _BESIDE * len(across))


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
