"""How wide the columns of a table are, so that it takes few lines and breaks no figure, date or lamp."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from guatu.core.official.layout import MM_A_POINT, TABLE_SIZE, TYPE_WIDTH, width_of

NARROWEST, PADDING, SHORT_HEAD = 2.0, 0.8, 4.0  # characters
LONGEST_WHOLE = 7.0  # characters: a figure, a date or a lamp up to so long is not broken
SHORTEST_LINE = 4.0  # characters of a line within words
SHORT = 6  # characters of cells that stand in the middle
SMALLEST = 7.0  # points: below that nobody reads a table
STEP = 0.5  # characters that a column gives way at once
TRIED = 60  # rows by which the lines of a long table are judged
_WHOLE = re.compile(r"\d|^[^\w\s“（(《]")  # a digit, or the sign of a lamp before a word


def column_widths(rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """Share the width of the type area among the columns of a table by what they hold.

    Every column gets what its longest cell needs; where that is too much, the column gives way that
    costs the fewest lines over all rows, so that figures and dates stay on one line.

    Parameters
    ----------
    rows : sequence of rows of cells
        The head among them.
    room : float
        What there is, in any unit.

    Returns
    -------
    list of float
        Shares that add up to `room`.
    """
    columns = [_Column(cells) for cells in zip(*rows, strict=True)]
    most = TYPE_WIDTH / MM_A_POINT / _size(columns)
    if sum(column.least for column in columns) > most:
        wants = _lowered([column.width for column in columns], most)
    else:
        _narrow(columns, most)
        wants = [column.width for column in columns]
    whole = sum(wants)
    return [room * want / whole for want in wants]


def table_size(rows: Sequence[Sequence[str]]) -> float:
    """Return the size in points at which no figure of a table is broken; one of few columns is 小四."""
    return _size([_Column(cells) for cells in zip(*rows, strict=True)])


def _size(columns: Sequence[_Column]) -> float:
    own = TYPE_WIDTH / MM_A_POINT / sum(column.least for column in columns)
    return min(TABLE_SIZE, max(SMALLEST, math.floor(own * 2) / 2))


class _Column:
    """A column that is being narrowed: its cells by their widths, and the least that it needs."""

    def __init__(self, cells: Sequence[str]) -> None:
        head, *others = cells
        self.cells = [head_width(head), *(width_of(cell) for cell in sampled(others))]
        whole = [head_width(head), NARROWEST, *(width_of(cell) for cell in others)]
        self.width = max(whole) + PADDING
        least = (least_of(cell) for cell in others)
        self.least = max(min(head_width(head), SHORTEST_LINE), NARROWEST, *least, 0.0) + PADDING

    def lines(self, width: float) -> list[int]:
        """Return the lines that each cell takes in a column of this width."""
        room = width - PADDING
        return [max(math.ceil(cell / room - 0.01), 1) for cell in self.cells]


def _narrow(columns: Sequence[_Column], most: float) -> None:
    """Narrow columns until all have room, each time the one that makes the table grow least."""
    while sum(column.width for column in columns) > most:
        now = [column.lines(column.width) for column in columns]
        high = [max(row) for row in zip(*now, strict=True)]
        costs = []
        for place, column in enumerate(columns):
            narrower = max(column.width - STEP, column.least)
            if narrower < column.width:
                grown = sum(
                    max(lines - row, 0)
                    for lines, row in zip(column.lines(narrower), high, strict=True)
                )
                costs.append((grown, -column.width, place, narrower))
        if not costs:
            return
        _grown, _width, place, narrower = min(costs)
        columns[place].width = narrower


def sampled(cells: Sequence[str]) -> Sequence[str]:
    """Return some cells of a long column, the same places of each."""
    return cells[:: math.ceil(len(cells) / TRIED)] if len(cells) > TRIED else cells


def is_centred(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Say of each column whether its cells stand in the middle: where all of them are short."""
    return [max(map(len, cells), default=0) <= SHORT for cells in zip(*rows[1:], strict=True)] or [
        True for _head in rows[0]
    ]


def least_of(cell: str) -> float:
    """Return the room below which a cell would be broken where it may not be."""
    wide = width_of(cell)
    if wide <= LONGEST_WHOLE and _WHOLE.search(cell):
        return wide
    return min(wide, SHORTEST_LINE)


def head_width(text: str) -> float:
    """Return the room that a head needs: a long one stands on two lines."""
    wide = width_of(text)
    return wide if wide <= SHORT_HEAD else math.ceil(wide / 2)


def _lowered(wants: Sequence[float], most: float) -> list[float]:
    """Return widths of which the widest are cut to one height until all are within `most`."""
    if sum(wants) <= most:
        return list(wants)
    left, over = most, sorted(wants)
    for place, want in enumerate(over):
        share = left / (len(over) - place)
        if want > share:
            return [min(one, share) for one in wants]
        left -= want
    return list(wants)
