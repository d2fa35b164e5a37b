"""The sheets of one form of an office above: which is shown, what each comes to, which stay as they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from guatu.core.adopting.feet import foot_within
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import Filling, Layout, Record, RowMode, Subject, fill
from guatu.sheets.actions.higher import leave_table, take_tables
from guatu.sheets.models import HigherFilling, HigherForm
from guatu.sheets.queries.higher import layout_of, layouts_of
from guatu.sheets.queries.higherrecords import records_for
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

MOST_SHOWN = 60  # open cells of a filling, of all its sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a form that is filled: how, with what, and what it comes to now."""

    layout: Layout
    grid: Grid
    title: str
    records: Sequence[Record]
    filling: Filling

    @property
    def rows(self) -> list[int]:
        """The rows that something is written to, or is missing in."""
        found = {row for row, _column in self.filling.values}
        return sorted(found | {gap.row for gap in self.filling.gaps})

    @property
    def covered(self) -> str:
        """The totals and signatures among the rows that a listing form writes to, with their rows."""
        if self.layout.mode is RowMode.FIXED:
            return ""
        found = foot_within(self.grid, self.layout.first_row, self.layout.last_row)
        return "、".join(f"{row + 1} {text[:20]}" for row, text in found)


def sheets_of(request: Request, row: HigherForm, grids: Sequence[Grid], today: date) -> list[Sheet]:
    """Return the sheets of a form that are filled, with what they come to now."""
    found = []
    for layout in layouts_of(row):
        # a row may be tied to any entry or figure: all of them are offered
        everything = replace(layout, ties={}, filters=filters_of(layout))
        is_of_units = layout.subject is Subject.UNITS
        wanted = layout if is_of_units else everything
        records = records_for(request.actor, row.campaign, wanted, today)
        grid = grids[layout.table]
        found.append(
            Sheet(
                layout=layout,
                grid=grid,
                title=row.table_title(layout.table),
                records=records,
                filling=fill(layout, grid, records),
            )
        )
    return found


def filters_of(layout: Layout) -> Mapping[str, str]:
    """Return what narrows a form's rows: fixed rows may be any object."""
    return {} if layout.mode is RowMode.FIXED else layout.filters


def together(row: HigherForm, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Return what a page says of all sheets of a form, and which of them stay as they came."""
    going = {one.layout.table for one in sheets}
    covered = [(one.title, one.covered) for one in sheets if one.covered]
    several = len(row.tables) > 1
    return {
        "sheets": sheets,
        "resting": [(at, row.table_title(at)) for at in range(len(row.tables)) if at not in going],
        "filled": sum(len(one.filling.values) for one in sheets),
        "gap_count": sum(len(one.filling.gaps) for one in sheets),
        "row_count": sum(len(one.rows) for one in sheets),
        "grown": sum(one.filling.grown for one in sheets),
        "covered": "；".join(f"{title}：{text}" if several else text for title, text in covered),
    }


def open_cells(row: HigherForm, filling: HigherFilling) -> list[tuple[str, Sequence[Any], int]]:
    """Return the first cells of each sheet that nothing was found for, and how many there are.

    Where a file has one table, it needs no title.
    """
    by_table: defaultdict[int, list[Any]] = defaultdict(list)
    for gap in filling.gaps:
        by_table[gap.get("table", 0)].append(gap)
    shown = MOST_SHOWN // max(len(by_table), 1)
    several = len(row.tables) > 1
    return [
        (row.table_title(table) if several else "", gaps[:shown], len(gaps))
        for table, gaps in sorted(by_table.items())
    ]


def asked_table(request: Request, row: HigherForm) -> int:
    """Return which sheet is shown: the one that is asked for, if it is filled, or the first."""
    said = request.POST.get("table", "") or request.GET.get("table", "")
    return layout_of(row, whole(said)).table


def chosen(request: Request, row: HigherForm, grids: Sequence[Grid]) -> int | None:
    """Fill more sheets of a form, or leave one, where that is asked for; return the one to show then."""
    version = version_read(request)
    if "leave" in request.POST:
        leave_table(request.actor, row, version=version, place=whole(request.POST["leave"]) or 0)
        return layout_of(row).table
    if "more" not in request.POST:
        return None
    said = map(whole, request.POST.getlist("also"))
    places = [place for place in said if place is not None]
    take_tables(request.actor, row, version=version, places=places, grids=grids)
    return min(places)
