"""The sheets or tables of one form of an office above: which are filled, each by a layout of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import (
    Layout,
    RowMode,
    Source,
    landmarks_of,
    layout_from,
    suggest_layout,
)

# what a column may be in a list of persons, of codes or of notes as well
_ANYWHERE = frozenset({Source.NONE, Source.BY_HAND, Source.ORDINAL, Source.NAME})
_NO_FORM = re.compile(r"^(?=.{2,12}$).*(?:说明|示例|样例|例表|范例|填报要求|须知|代码|字典)")


def suggest_layouts(grids: Sequence[Grid]) -> tuple[Layout, ...]:
    """Return how the sheets of a form are probably filled: at least one, in the order of the file.

    Notes, examples, lists of codes and of persons are left as they came.
    """
    all_ = [suggest_layout(grid, table=place) for place, grid in enumerate(grids)]
    forms = [one for one in all_ if is_form(one) and not _NO_FORM.match(grids[one.table].title)]
    if forms:
        return tuple(forms)
    # a list of codes or of notes may be wider than the form: what names its columns goes before it
    ranks = [
        (is_form(one), one.head is not None, grids[one.table].width, -one.table) for one in all_
    ]
    return (all_[ranks.index(max(ranks))],)


def is_form(layout: Layout) -> bool:
    """Say whether something of a sheet is held here, beyond names and numbers of rows."""
    held = set(layout.sources) - _ANYWHERE
    return bool(held) and (layout.mode is RowMode.FIXED or Source.NAME in layout.sources)


def layouts_from(stored: Mapping[str, Any]) -> tuple[Layout, ...]:
    """Return the layouts that `layouts_stored` wrote, in the order of the file."""
    return tuple(layout_from(one) for one in (stored, *stored.get("also", ())))


def layouts_stored(layouts: Iterable[Layout]) -> dict[str, Any]:
    """Return layouts as plain values: the first, and under ``also`` the others."""
    first, *others = (one.stored() for one in sorted(layouts, key=lambda one: one.table))
    return {**first, "also": others} if others else first


def rank_of(layout: Layout, grids: Sequence[Grid]) -> int:
    """Return how many tables with the same head stand before a layout's own."""
    marks = landmarks_of(layout, grids[layout.table])
    return sum(_holds(grid, marks) for grid in grids[: layout.table])


def _holds(grid: Grid, marks: Mapping[tuple[int, int], str]) -> bool:
    return all(
        column < grid.width and "".join(grid.own(row, column).split()) == "".join(text.split())
        for (row, column), text in marks.items()
    )
