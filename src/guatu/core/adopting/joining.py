"""Tables of a document that are one ledger: broken by a page, or parted by headings under one head."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from guatu.core.adopting.columns import bare
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.heads import Head, find_head, head_texts

_CONTINUED = re.compile(
    r"[(（]?(?:续表?|接上表?|续上表)[\d一二三四五六七八九十]*[)）]?|\d{1,3}|[—-]\s*\d+\s*[—-]"
)
_NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十]+[部分章节类]|[(（]?[一二三四五六七八九十]{1,3}[)）、.．])"
)


def joined(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """Return the tables of a document, those that go on with the one before put to it.

    A table goes on where its head is the same: what stands over it is then a heading of its lines.
    So does one of the same width without a head of its own over which nothing stands.
    """
    found: list[Grid] = []
    for grid in grids:
        head = find_head(found[-1]) if found else None
        if head is None or not _goes_on(found[-1], head, grid):
            found.append(grid)
            continue
        heading = "" if _CONTINUED.fullmatch(grid.title) else grid.title
        first = found[-1]
        if heading and _NUMBERED.match(first.title) and not _has_band(first, head):
            first = with_band(first, head.last + 1, first.title)
        found[-1] = put_to(first, grid, heading)
    return tuple(found)


def _goes_on(first: Grid, head: Head, grid: Grid) -> bool:
    own = find_head(grid)
    if own is not None and own.is_sure:
        return _words(first, head) == _words(grid, own)
    is_apart = bool(grid.title) and not _CONTINUED.fullmatch(grid.title)
    return not is_apart and grid.width == first.width


def _words(grid: Grid, head: Head) -> list[tuple[str, ...]]:
    return [tuple(map(bare, texts)) for texts in head_texts(grid, head)]


def _has_band(grid: Grid, head: Head) -> bool:
    return any(span[0] == head.last + 1 and span[3] > span[1] for span in grid.merged)


def with_band(grid: Grid, at: int, text: str) -> Grid:
    """Return a table with a text over its whole width before a row."""
    band = (text, *[""] * (grid.width - 1))
    rows = (*grid.rows[:at], band, *grid.rows[at:])
    moved = [
        (top + (top >= at), left, low + (low >= at), right) for top, left, low, right in grid.merged
    ]
    hidden = frozenset(row + (row >= at) for row in grid.hidden)
    return replace(grid, rows=rows, merged=(*moved, (at, 0, at, grid.width - 1)), hidden=hidden)


def put_to(first: Grid, grid: Grid, heading: str) -> Grid:
    """Return a table with the rows of another beneath, under a heading if there is one."""
    width = max(first.width, grid.width)
    under = with_band(grid, 0, heading) if heading else grid
    down = len(first.rows)
    rows = tuple((*row, *[""] * (width - len(row))) for row in (*first.rows, *under.rows))
    moved = tuple((top + down, left, low + down, right) for top, left, low, right in under.merged)
    hidden = first.hidden | frozenset(row + down for row in under.hidden)
    return replace(first, rows=rows, merged=(*first.merged, *moved), hidden=hidden)
