"""What becomes of a workbook at a unit: columns moved, rows sorted and copied, lines put over and under it."""

from __future__ import annotations

from collections.abc import Callable

Grid = list[list[str | float]]


def rows_under_head(grid: Grid) -> tuple[int, Grid]:
    head = next(at for at, row in enumerate(grid) if row and row[0] == "编号（勿改）")
    return head + 1, grid[head + 1 :]


def moved_column(grid: Grid) -> Grid:
    at = ["".join(str(head).split()) for head in head_of(grid)].index("本期进展")
    return [[*row[:at], *row[at + 1 :], *row[at : at + 1]] for row in grid]


def with_own_column(grid: Grid) -> Grid:
    return [[*row[:4], "备注" if "事项" in row else "局里自用", *row[4:]] for row in grid]


def turned(grid: Grid) -> Grid:
    first, rows = rows_under_head(grid)
    return [*grid[:first], *reversed(rows)]


def sorted_but_for_hidden(grid: Grid) -> Grid:
    first, rows = rows_under_head(grid)
    shown_parts = [row[2:] for row in reversed(rows)]
    return [
        *grid[:first],
        *([*row[:2], *part] for row, part in zip(rows, shown_parts, strict=True)),
    ]


def lowered(grid: Grid) -> Grid:
    return [["某局办公室"], [], *grid]


def with_foot(grid: Grid) -> Grid:
    return [*grid, ["", "", "填报人：办公室"], ["", "", "说明", "以上已核对"]]


def with_spaced_heads(grid: Grid) -> Grid:
    return [[str(c).replace("本期进展", "本期\n 进展") for c in row] for row in grid]


def with_copies(grid: Grid) -> Grid:
    _first, rows = rows_under_head(grid)
    return [*grid, *rows]


def head_of(grid: Grid) -> list[str | float]:
    return grid[rows_under_head(grid)[0] - 1]


WAYS: dict[str, Callable[[Grid], Grid]] = {
    "a column moved to the end": moved_column,
    "an own column put in": with_own_column,
    "rows turned round": turned,
    "sorted without hidden columns": sorted_but_for_hidden,
    "lines put over it": lowered,
    "a foot under it": with_foot,
    "heads broken in two": with_spaced_heads,
    "rows copied below, alike": with_copies,
}
