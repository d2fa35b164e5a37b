"""The words of one cell of a printed table: lines broken by its width joined, others parted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from guatu.interchange.pdf.glyphs import Glyph
from guatu.interchange.pdf.joining import has_ended, needs_blank
from guatu.interchange.pdf.lines import Line, merged, segments_of

_LEAST_PAD = 1.0  # points between a cell's edge and its words
_DOWNWARDS = 3


def text_of(glyphs: Sequence[Glyph], *, bounds: tuple[float, float]) -> str:
    """Write the words of a cell in one line.

    Parameters
    ----------
    glyphs : sequence of Glyph
        The letters in it.
    bounds : tuple of float
        Its left and right edge.

    Returns
    -------
    str
        A blank stands where the cell itself breaks a line.
    """
    turns = Counter(glyph.turned for glyph in glyphs if glyph.text.strip())
    if not turns:
        return ""
    turn = turns.most_common(1)[0][0]
    kept = [glyph for glyph in glyphs if glyph.turned == turn]
    if turn:
        return _turned(kept, is_downwards=turn == _DOWNWARDS)
    lines = [line for line in merged(segments_of(kept), column=0) if isinstance(line, Line)]
    return _joined(lines, bounds=bounds)


def _joined(lines: Sequence[Line], *, bounds: tuple[float, float]) -> str:
    left, right = bounds
    pad = max(_LEAST_PAD, min((line.x0 - left for line in lines), default=0.0))
    pad = max(_LEAST_PAD, min(pad, min((right - line.x1 for line in lines), default=pad)))
    parts = [lines[0].text] if lines else []
    for above, line in pairwise(lines):
        slack = right - left - 2 * pad - (above.x1 - above.x0)
        if has_ended(slack, line) or needs_blank(above.text, line.text):
            parts.append(" ")
        parts.append(line.text)
    return "".join(parts)


def _turned(glyphs: list[Glyph], *, is_downwards: bool) -> str:
    """Read letters that lie on their side, column by column."""
    columns: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -g.x0 if is_downwards else g.x0):
        if not columns or abs(glyph.x0 - columns[-1][0].x0) > glyph.size / 2:
            columns.append([])
        columns[-1].append(glyph)
    return "".join(
        glyph.text
        for column in columns
        for glyph in sorted(column, key=lambda g: g.y if is_downwards else -g.y)
    ).strip()
