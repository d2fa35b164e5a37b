"""Ruled lines become tables: a grid with merged cells, and the letters that stand in each cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from guatu.interchange.composing import WrittenCell
from guatu.interchange.pdf.cells import text_of
from guatu.interchange.pdf.glyphs import Glyph, PrintedTable, Ruling

_NEAR = 3.0  # points between two lines that are meant as one, or that are meant to meet
_OPEN = 10.0  # points that a row's line runs on beyond the last upright: an open side
_MOST_RULINGS = 3000
_MOST_CROSSINGS = 2_000_000
_MOST_PLACES = 40_000
_SMALLEST = 30.0


@dataclass(slots=True, kw_only=True)
class _Grid:
    """Edges of columns and rows, and the rulings that part them."""

    xs: list[float]
    ys: list[float]
    levels: list[Ruling]
    uprights: list[Ruling]
    owners: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def is_parted_right(self, row: int, column: int) -> bool:
        """Whether a line stands between a place and the one to its right."""
        middle = (self.ys[row] + self.ys[row + 1]) / 2
        return _is_ruled(self.uprights, self.xs[column + 1], middle)

    def is_parted_below(self, row: int, column: int) -> bool:
        """Whether a line stands between a place and the one beneath it."""
        middle = (self.xs[column] + self.xs[column + 1]) / 2
        return _is_ruled(self.levels, self.ys[row + 1], middle)

    def place(self, glyph: Glyph) -> tuple[int, int] | None:
        """Row and column of a letter, if it stands within the grid."""
        x = (glyph.x0 + glyph.x1) / 2
        y = glyph.y - (0.38 * glyph.size if not glyph.turned else 0)
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        row = min(bisect_right(self.ys, y), len(self.ys) - 1) - 1
        column = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        return self.owners[row, column]


def tables_of(
    rulings: Iterable[Ruling], glyphs: Sequence[Glyph]
) -> tuple[list[PrintedTable], list[Glyph]]:
    """Find the ruled tables of a page.

    Parameters
    ----------
    rulings : iterable of Ruling
        Straight lines of the page.
    glyphs : sequence of Glyph
        Its letters.

    Returns
    -------
    tuple
        The tables from the top down, and the letters outside of them.
    """
    rest, tables = list(glyphs), []
    for grid in _grids(list(rulings)):
        inside: dict[tuple[int, int], list[Glyph]] = {}
        outside = []
        for glyph in rest:
            place = grid.place(glyph)
            if place is None:
                outside.append(glyph)
            else:
                inside.setdefault(place, []).append(glyph)
        table = _table(grid, inside)
        if table is not None:
            rest = outside
            tables.append(table)
    return sorted(tables, key=lambda t: t.top), rest


def _grids(rulings: list[Ruling]) -> Iterator[_Grid]:
    """Give the grids of rulings that meet, the largest first; one inside another is left out."""
    if len(rulings) > _MOST_RULINGS:
        return
    levels = _snapped([r for r in rulings if r.is_level])
    uprights = _snapped([r for r in rulings if not r.is_level])
    if len(levels) * len(uprights) > _MOST_CROSSINGS:
        return
    grids = [grid for parts in _meeting(levels, uprights) if (grid := _grid(*parts))]
    grids.sort(key=lambda g: (g.xs[0] - g.xs[-1]) * (g.ys[-1] - g.ys[0]))
    kept: list[_Grid] = []
    for grid in grids:
        if any(_holds(other, grid) for other in kept):
            continue
        kept.append(grid)
        yield grid


def _holds(outer: _Grid, inner: _Grid) -> bool:
    x, y = (inner.xs[0] + inner.xs[-1]) / 2, (inner.ys[0] + inner.ys[-1]) / 2
    return outer.xs[0] < x < outer.xs[-1] and outer.ys[0] < y < outer.ys[-1]


def _snapped(rulings: list[Ruling]) -> list[Ruling]:
    """Lay rulings that lie side by side on one line and join those that touch."""
    found: list[Ruling] = []
    group: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda r: r.at):
        if group and ruling.at - group[0].at > _NEAR:
            found += _joined(group)
            group = []
        group.append(ruling)
    return [*found, *_joined(group)] if group else found


def _joined(group: list[Ruling]) -> Iterator[Ruling]:
    at = sum(r.at for r in group) / len(group)
    a = b = None
    for ruling in sorted(group, key=lambda r: r.a):
        if a is None or b is None or ruling.a > b + _NEAR:
            if a is not None and b is not None:
                yield Ruling(is_level=ruling.is_level, at=at, a=a, b=b)
            a, b = ruling.a, ruling.b
        else:
            b = max(b, ruling.b)
    if a is not None and b is not None:
        yield Ruling(is_level=group[0].is_level, at=at, a=a, b=b)


def _meeting(
    levels: list[Ruling], uprights: list[Ruling]
) -> Iterator[tuple[list[Ruling], list[Ruling]]]:
    """Group the rulings that touch one another, directly or through others."""
    free_levels, free_uprights = set(range(len(levels))), set(range(len(uprights)))
    while free_uprights:
        found_levels: set[int] = set()
        found_uprights = new_uprights = {free_uprights.pop()}
        while new_uprights:
            new_levels = {
                i for i in free_levels if any(_meet(levels[i], uprights[j]) for j in new_uprights)
            }
            free_levels -= new_levels
            found_levels |= new_levels
            new_uprights = {
                j for j in free_uprights if any(_meet(levels[i], uprights[j]) for i in new_levels)
            }
            free_uprights -= new_uprights
            found_uprights = found_uprights | new_uprights
        yield [levels[i] for i in found_levels], [uprights[j] for j in found_uprights]


def _meet(level: Ruling, upright: Ruling) -> bool:
    return (
        level.a - _NEAR <= upright.at <= level.b + _NEAR
        and upright.a - _NEAR <= level.at <= upright.b + _NEAR
    )


def _grid(levels: list[Ruling], uprights: list[Ruling]) -> _Grid | None:
    if not levels or not uprights:
        return None
    xs = _edges([u.at for u in uprights], min(r.a for r in levels), max(r.b for r in levels))
    ys = _edges([r.at for r in levels], min(u.a for u in uprights), max(u.b for u in uprights))
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 1 or columns * rows > _MOST_PLACES:  # noqa: PLR2004 one column is a frame
        return None
    if xs[-1] - xs[0] < _SMALLEST:
        return None
    grid = _Grid(xs=xs, ys=ys, levels=levels, uprights=uprights)
    grid.owners = _owners(grid)
    return grid


def _edges(lines: list[float], first: float, last: float) -> list[float]:
    """Where rows or columns part; an open side gets an edge of its own."""
    found: list[float] = []
    for at in sorted(lines):
        if not found or at - found[-1] > _NEAR:
            found.append(at)
    if first < found[0] - _OPEN:
        found.insert(0, first)
    if last > found[-1] + _OPEN:
        found.append(last)
    return found


def _is_ruled(rulings: list[Ruling], at: float, middle: float) -> bool:
    return any(abs(r.at - at) <= _NEAR and r.a <= middle <= r.b for r in rulings)


def _owners(grid: _Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Tell for each place of the grid the first place of its cell."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owners:
                continue
            right = column
            while (
                right + 1 < columns
                and (row, right + 1) not in owners
                and not grid.is_parted_right(row, right)
            ):
                right += 1
            low = row
            while low + 1 < rows and not any(
                grid.is_parted_below(low, c) or (low + 1, c) in owners
                for c in range(column, right + 1)
            ):
                low += 1
            for r in range(row, low + 1):
                for c in range(column, right + 1):
                    owners[r, c] = (row, column)
    return owners


def _table(grid: _Grid, inside: dict[tuple[int, int], list[Glyph]]) -> PrintedTable | None:
    """Write the cells; a grid with words in fewer than two cells is a drawing or a frame."""
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for place, owner in grid.owners.items():
        ends[owner] = max(ends.get(owner, place), place)
    cells = []
    for (row, column), (low, right) in sorted(ends.items()):
        bounds = (grid.xs[column], grid.xs[right + 1])
        cells.append(
            WrittenCell(
                row=row,
                column=column,
                row_span=low - row + 1,
                column_span=right - column + 1,
                text=text_of(inside.get((row, column), []), bounds=bounds),
            )
        )
    if sum(1 for cell in cells if cell.text) < 2:  # noqa: PLR2004 words in one cell only
        return None
    return PrintedTable(
        edges=tuple(grid.xs),
        top=grid.ys[0],
        bottom=grid.ys[-1],
        rows=len(grid.ys) - 1,
        cells=tuple(cells),
    )
