"""Tables of an old Word file: its rows say where their cells end, which gives the merges."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from guatu.interchange.composing import WrittenCell

_ALIKE = 20  # twentieths of a point: edges that a hand drew nearly one below the other
_CELL = 20  # bytes of the description of a cell
_MERGED_LEFT, _MERGED_UP, _BEGINS_DOWN = 0x0002, 0x0020, 0x0040


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the text of its cells, their edges, and how they are merged."""

    texts: tuple[str, ...]
    edges: tuple[int, ...]
    merges: tuple[int, ...]


def row_of(texts: Sequence[str], definition: bytes) -> Row:
    """Return a row; one whose definition does not fit has cells of one width."""
    count = definition[0] if definition else 0
    if count != len(texts) or len(definition) < 1 + 2 * (count + 1):
        plain = tuple(range(0, 1000 * (len(texts) + 1), 1000))
        return Row(texts=tuple(texts), edges=plain, merges=(0,) * len(texts))
    edges = struct.unpack_from(f"<{count + 1}h", definition, 1)
    cells = definition[1 + 2 * (count + 1) :]
    merges = tuple(
        struct.unpack_from("<H", cells, _CELL * at)[0] if len(cells) >= _CELL * (at + 1) else 0
        for at in range(count)
    )
    return Row(texts=tuple(texts), edges=edges, merges=merges)


def row_of_edges(texts: Sequence[str], edges: Sequence[int], merges: Sequence[int]) -> Row:
    """Return a row whose edges and merges are known; one that does not fit has plain cells."""
    if len(edges) != len(texts) + 1 or len(merges) != len(texts):
        return row_of(texts, b"")
    return Row(texts=tuple(texts), edges=tuple(edges), merges=tuple(merges))


def cells_of(rows: Sequence[Row]) -> tuple[list[WrittenCell], int]:
    """Return the cells of a table, each merged one once, and how many columns there are."""
    edges = _columns(rows)
    cells: list[WrittenCell] = []
    above: dict[int, int] = {}
    for number, row in enumerate(rows):
        left: int | None = None
        for at, (text, merge) in enumerate(zip(row.texts, row.merges, strict=True)):
            column = _column(edges, row.edges[at])
            span = max(1, _column(edges, row.edges[at + 1]) - column)
            if merge & _MERGED_LEFT and left is not None:
                cells[left] = replace(cells[left], column_span=cells[left].column_span + span)
            elif merge & _MERGED_UP and not merge & _BEGINS_DOWN and column in above:
                left = above[column]
                cells[left] = replace(cells[left], row_span=number - cells[left].row + 1)
            else:
                left = len(cells)
                cells.append(WrittenCell(row=number, column=column, text=text, column_span=span))
                above[column] = left
    return cells, max((one.column + one.column_span for one in cells), default=0)


def _columns(rows: Sequence[Row]) -> list[int]:
    edges: list[int] = []
    for edge in sorted({edge for row in rows for edge in row.edges}):
        if not edges or edge - edges[-1] > _ALIKE:
            edges.append(edge)
    return edges


def _column(edges: Sequence[int], edge: int) -> int:
    return max(0, bisect_left(edges, edge - _ALIKE))
