"""Where the head of a messy table stands: one row or several, under titles and notes, with merged cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guatu.core.adopting.columns import DOUBTFUL, bare, meaning_of
from guatu.core.adopting.grids import Grid

LOOKED_AT = 30  # rows: over a head are a title, an issuer, a date, a note
LONGEST_HEAD = 24  # characters of a head; titles and notes are longer
MOST_ROWS = 4  # of one head
FEWEST_NAMED = 2
NAMED, PLAIN, LONG = 4, 1, -2  # what a cell adds to its row's score
_NOTE = re.compile(r"[^:：][:：].")  # 填报单位：督查室
_FIGURE = re.compile(r"[-+]?[\d.,%]+$|.*\d{4}[-/.年]\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The rows that a head takes, both counted from 0 and included; `is_sure` unless little tells it."""

    first: int
    last: int
    is_sure: bool = True


def find_head(grid: Grid) -> Head | None:
    """Return where the head stands, or None for a table without one.

    Parameters
    ----------
    grid : Grid
        The table.

    Returns
    -------
    Head or None
        The row with the most words that heads use, with the rows above and below that belong to it:
        those that merged cells tie to it, and a second row under cells that stand over several columns.
    """
    best, top = 0, None
    for row in range(min(len(grid.rows), LOOKED_AT)):
        score = _score(grid, row)
        if score > best:
            best, top = score, row
    if top is None:
        return None
    first, last = _up(grid, top), _down(grid, top)
    named = sum(_names(text) for text in _texts(grid, top))
    return Head(first=first, last=last, is_sure=named >= FEWEST_NAMED)


def head_texts(grid: Grid, head: Head) -> tuple[tuple[str, ...], ...]:
    """Return the words over each column from the top down, no word twice in a column.

    A group head whose cells were never merged holds for the empty cells at its right, as far as a
    row below names something there.
    """
    columns: list[tuple[str, ...]] = []
    above = [""] * (head.last - head.first + 1)
    for column in range(grid.width):
        texts: list[str] = []
        for place, row in enumerate(range(head.first, head.last + 1)):
            text = grid.at(row, column)
            is_group_row = row < head.last
            if text:
                above[place] = text
            elif (
                is_group_row
                and (row, column) not in grid.areas
                and _is_carried(grid, head, row, column)
            ):
                text = above[place]
            if text and text not in texts:
                texts.append(text)
        columns.append(tuple(texts))
    return tuple(columns)


def _is_carried(grid: Grid, head: Head, row: int, column: int) -> bool:
    """Say whether an unmerged group head reaches a column: it has words of its own in a row below."""
    over = next((at for at in range(column, -1, -1) if grid.rows[row][at]), None)
    if over is None or (row, over) in grid.areas:
        return False
    own = [grid.at(low, column) for low in range(row + 1, head.last + 1)]
    first = [grid.at(low, over) for low in range(row + 1, head.last + 1)]
    return any(own) and any(first)


def _texts(grid: Grid, row: int) -> list[str]:
    """Return the texts that begin in a row, an area's once."""
    return [text for text in grid.rows[row] if text.strip()]


def _names(text: str) -> bool:
    return len(text) <= LONGEST_HEAD and meaning_of((text,))[1] >= DOUBTFUL


def _is_plain(text: str) -> bool:
    """Say whether a text could be a head: short, and no figure or day."""
    is_note = _NOTE.search(text.strip())
    return len(text) <= LONGEST_HEAD and not is_note and not _FIGURE.match(bare(text))


def _score(grid: Grid, row: int) -> int:
    texts = _texts(grid, row)
    if len(texts) < FEWEST_NAMED:
        return 0
    named = sum(_names(text) for text in texts)
    if not named:
        return 0
    plain = sum(not _names(text) and _is_plain(text) for text in texts)
    return NAMED * named + PLAIN * plain + LONG * (len(texts) - named - plain)


def _up(grid: Grid, row: int) -> int:
    """Return the first row of the head: merged cells reach up from it, or groups stand right above."""
    first = row
    while first > 0 and row - first < MOST_ROWS - 1:
        reaches = any(grid.is_continued(first, column) for column in range(grid.width))
        if not reaches and not _is_group_row(grid, first - 1, first):
            break
        first -= 1
    return first


def _down(grid: Grid, row: int) -> int:
    last = row
    spans = [span for (at, _), span in grid.areas.items() if at == row]
    last = max([last, *(span[2] for span in spans if span[0] <= row and span[2] - row < MOST_ROWS)])
    while last + 1 < len(grid.rows) and last - row < MOST_ROWS - 1:
        if not _is_group_row(grid, last, last + 1):
            break
        last += 1
    return last


def _is_group_row(grid: Grid, upper: int, lower: int) -> bool:
    """Say whether `upper` has cells over several columns whose parts `lower` names, and names nothing else.

    A title over the whole table is no group, and a line of the table is no second row of a head.
    """
    below = [column for column in range(grid.width) if grid.own(lower, column).strip()]
    if len(below) < FEWEST_NAMED or not all(_is_plain(grid.own(lower, c)) for c in below):
        return False
    groups = [column for column in range(grid.width) if grid.own(upper, column).strip()]
    if len(groups) < FEWEST_NAMED or not all(_is_plain(grid.own(upper, c)) for c in groups):
        return False
    covered = [column for column in below if _stands_under(grid, upper, column)]
    named = sum(_names(grid.own(lower, column)) for column in below)
    return len(covered) == len(below) and (named > 0 or _has_spans(grid, upper))


def _stands_under(grid: Grid, upper: int, column: int) -> bool:
    """Say whether a cell stands under a group: a merged area, or blank cells right of a text."""
    span = grid.areas.get((upper, column))
    if span is not None:
        return span[3] > span[1] and span[2] == upper and bool(grid.at(upper, column))
    if not grid.own(upper, column).strip():
        return any(grid.own(upper, at).strip() for at in range(column))
    after = column + 1
    return after < grid.width and not grid.at(upper, after).strip()


def _has_spans(grid: Grid, row: int) -> bool:
    return any(at == row and span[3] > span[1] for (at, _), span in grid.areas.items())
