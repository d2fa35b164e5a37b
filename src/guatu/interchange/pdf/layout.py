"""How a file is set: its margins, its usual size and pitch, whether paragraphs are indented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from guatu.core.documents import Align
from guatu.interchange.pdf.lines import Line
from guatu.interchange.pdf.margins import Flow

NUMBERING = re.compile(
    r"(?:第?[一二三四五六七八九十百]{1,4}[、.．章节条]|[（(][一二三四五六七八九十百]{1,4}[)）]"
    r"|\d{1,3}(?:[、]|[.．)）](?!\d))|[（(]\d{1,3}[)）]|[①-⑳]|[•●■◆▪□➢✓◇○]|附件)"
)
_SHARE = 0.08
_STRAY = 0.02  # share of lines that may stand outside of the margins
_HANGING = frozenset("，。、；：！？）”》")
_SURE = 3  # lines that reach a margin
_ASYMMETRY = 1.5  # ems by which the right margin is often wider
_FEW_LINES = 12  # of so few each may be the only full one
_INDENT = (1.4, 4.4)  # ems of a first line
_EVEN = 1.3  # ems by which a centred line's margins may differ
_INSET = 2.6  # ems that a centred line of the body's size stays off both margins
_LARGER = 1.08
_RIGHT = 8.0  # ems that a line at the right margin stays off the left one
_NEAR_RIGHT = 6.5

Place = tuple[int, int, int, int]  # width, height, odd or even page, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """Where full lines begin and end."""

    left: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the lines of a file have in common."""

    margins: dict[Place, Margin]
    body: float  # the size of most letters
    font: str
    pitches: dict[int, float]  # usual distance of baselines, by the size of the letters
    is_indented: bool
    has_flush_numbers: bool

    def margin(self, line: Line, flow: Flow) -> Margin:
        """Where the lines of this column begin and end."""
        return self.margins[place_of(line, flow)]

    def is_larger(self, line: Line) -> bool:
        """Whether the line is set in larger letters than the body."""
        return line.size > _LARGER * self.body

    def is_even(self, line: Line, flow: Flow) -> bool:
        """Whether both sides of the line are left equally free."""
        margin = self.margin(line, flow)
        return abs((line.x0 - margin.left) - (margin.right - line.x1)) < _EVEN * line.size

    def align(self, line: Line, flow: Flow) -> Align:
        """Where the line stands between the margins."""
        margin = self.margin(line, flow)
        before, after = line.x0 - margin.left, margin.right - line.x1
        inset = 1.0 if self.is_larger(line) else _INSET
        if min(before, after) > inset * line.size and self.is_even(line, flow):
            return Align.CENTRE
        if before > _RIGHT * line.size and after < _NEAR_RIGHT * line.size and before > after:
            return Align.RIGHT
        return Align.LEFT


def place_of(line: Line, flow: Flow) -> Place:
    """Name the column of pages of one kind: their lines share their margins."""
    page = flow.page
    return round(page.width), round(page.height), page.number % 2, line.column


def layout_of(flows: Sequence[Flow]) -> Layout:
    """Measure the lines of all pages.

    Parameters
    ----------
    flows : sequence of Flow
        The pages without running heads.

    Returns
    -------
    Layout
        Margins by page size, side and column; usual size and pitch.
    """
    placed = [(line, place_of(line, flow)) for line, flow in _lines(flows)]
    margins = _margins(placed)
    sizes: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    for line, _ in placed:
        sizes[line.size] += len(line.text)
        fonts[line.font] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 1.0
    indents = [
        line for line, place in placed if _is_indent(line.x0 - margins[place].left, line.size)
    ]
    return Layout(
        margins=margins,
        body=body,
        font=fonts.most_common(1)[0][0] if fonts else "",
        pitches=_pitches(flows, margins),
        is_indented=len(indents) >= max(3, _SHARE * len(placed)),
        has_flush_numbers=_has_flush_numbers(flows, margins),
    )


def _is_indent(offset: float, size: float) -> bool:
    return _INDENT[0] * size <= offset <= _INDENT[1] * size


def _lines(flows: Sequence[Flow]) -> Iterator[tuple[Line, Flow]]:
    for flow in flows:
        for item in flow.items:
            if isinstance(item, Line):
                yield item, flow


def _margins(placed: Sequence[tuple[Line, Place]]) -> dict[Place, Margin]:
    by_place: dict[Place, list[Line]] = {}
    by_shape: dict[Place, list[Line]] = {}
    for line, place in placed:
        by_place.setdefault(place, []).append(line)
        by_shape.setdefault((*place[:2], 0, place[3]), []).append(line)
    margins = {}
    for place, lines in by_place.items():
        alike = by_shape[(*place[:2], 0, place[3])]
        # The two sides of a sheet share their margins unless they are mirrored.
        own, shared = (_margin(some, place) for some in (lines, alike))
        size = median(line.size for line in lines)
        is_mirrored = len(lines) >= 10 and abs(own.left - shared.left) > _INDENT[1] * size  # noqa: PLR2004
        margins[place] = own if is_mirrored else shared
    return margins


def _margin(lines: Sequence[Line], place: Place) -> Margin:
    size = median(line.size for line in lines)
    step = max(1.0, size / 2)
    starts = Counter(round(line.x0 / step) for line in lines)
    # What a narrow line ends at says nothing: a column of a table may be cut by the page's edge.
    widest = max(line.x1 - line.x0 for line in lines)
    reaches = [_reach(line) for line in lines if line.x1 - line.x0 >= widest / 2]
    ends = Counter(round(reach / step) for reach in reaches)
    least = max(1 if len(lines) < _FEW_LINES else 2, _STRAY * len(lines))
    first = min((bin_ for bin_, n in starts.items() if n >= least), default=min(starts))
    last = min(
        bin_
        for bin_ in ends
        if sum(n for other, n in ends.items() if other > bin_ + 1) <= _STRAY * len(reaches)
    )
    last = max(bin_ for bin_ in ends if bin_ <= last + 1)
    left = median(line.x0 for line in lines if round(line.x0 / step) == first)
    right = max(reach for reach in reaches if round(reach / step) == last)
    if ends[last] < _SURE and place[-1] == 0:
        # So few lines reach it that they may all be short: the other side of the sheet tells.
        right = max(right, place[0] - left - _ASYMMETRY * size)
    return Margin(left=left, right=right)


def _reach(line: Line) -> float:
    """Give where the last character of a line ends; a mark may hang out of the margin."""
    return line.x1 - line.size if line.text[-1:] in _HANGING else line.x1


def _pitches(flows: Sequence[Flow], margins: dict[Place, Margin]) -> dict[int, float]:
    """Distances within paragraphs: after a full line to one that begins at the margin."""
    found: dict[int, list[float]] = {}
    for flow in flows:
        for a, b in pairwise(flow.items):
            if not isinstance(a, Line) or not isinstance(b, Line) or a.column != b.column:
                continue
            margin = margins[place_of(a, flow)]
            is_full = margin.right - a.x1 < 2 * a.size
            if is_full and abs(b.x0 - margin.left) < a.size and round(a.size) == round(b.size):
                found.setdefault(round(a.size), []).append(b.y - a.y)
    return {size: median(pitches) for size, pitches in found.items()}


def _has_flush_numbers(flows: Sequence[Flow], margins: dict[Place, Margin]) -> bool:
    """Whether numbered headings begin at the margin although paragraphs may be indented."""
    for flow in flows:
        for a, b in pairwise(flow.items):
            if not isinstance(a, Line) or not isinstance(b, Line):
                continue
            margin = margins[place_of(b, flow)]
            ended = margin.right - a.x1 > 3 * a.size and a.column == b.column
            if ended and abs(b.x0 - margin.left) < b.size / 2 and NUMBERING.match(b.text):
                return True
    return False
