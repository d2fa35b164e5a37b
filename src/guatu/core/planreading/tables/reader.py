"""Tables of a plan: which kind each is, and what its rows come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from guatu.core.documents import Table
from guatu.core.planreading.head import Head
from guatu.core.planreading.model import Clause, UnusedReason
from guatu.core.planreading.source import Line, Source
from guatu.core.planreading.tables.figures import is_matrix, read_indicators, read_matrix
from guatu.core.planreading.tables.grid import Grid, Place, distinct, grids_of
from guatu.core.planreading.tables.heads import (
    Column,
    Layout,
    layout_of,
    measure_in_note,
)
from guatu.core.planreading.tables.projects import read_phases, read_projects
from guatu.core.planreading.tables.rows import Record, Records, records_of
from guatu.core.planreading.tables.setting import Setting, Yield
from guatu.core.planreading.tables.tasks import main_column, read_tasks

_OF_PROJECT = (
    *(Column.TOTAL, Column.YEAR_MONEY, Column.PLACE, Column.CONTENT),
    *(Column.OWNER, Column.AREA, Column.YEARS, Column.STAGE),
)
_LINES_ABOVE = 3
_LONGEST_NOTE = 40
_OF_DUTY = (Column.LEAD, Column.SUPPORT, Column.LEADER, Column.DEADLINE, Column.SCHEDULE)
_OF_TASK = (Column.TITLE, Column.DETAIL, Column.PROBLEM)
_FIGURES = (Column.TARGET, Column.GROWTH, Column.PAST, Column.PART, Column.SHARE)


@dataclass(slots=True, kw_only=True)
class TablesRead:
    """What all tables came to, and the stretches of the folded text that they take."""

    found: Yield = field(default_factory=Yield)
    stretches: list[tuple[int, int]] = field(default_factory=list)
    clauses: list[tuple[int, Clause]] = field(default_factory=list)  # with where its table begins


def read_tables(
    source: Source, body: Sequence[Line], head: Head, tables: Sequence[Table], *, level: int = 0
) -> TablesRead:
    """Read every table whose head names columns that are known.

    Parameters
    ----------
    source : Source
        The text under reading.
    body : sequence of Line
        Lines of the document.
    head : Head
        Its year, for limits without one.
    tables : sequence of Table
        The tables that the file itself marks, with their merged cells.
    level : int
        Rank of the body that speaks, as `origins.own_level` gives it.

    Returns
    -------
    TablesRead
        The items of the tables. A table of another kind is left to be read as text.

    Notes
    -----
    Figures that a table splits over units, months or quarters are not read as targets of their
    own, for beside their sum they would count twice; they are listed as unused with that reason.
    """
    read = TablesRead()
    before: tuple[Grid, Layout] | None = None
    for grid in grids_of(source, body, tables):
        parts = list(_parts(grid, year=head.year))
        if not parts and before and _goes_on(source, before, grid):
            parts = [(grid, replace(before[1], first=0, after=0))]
        for part, layout in parts:
            setting = Setting(
                source=source,
                year=head.year,
                year_end=head.year_end,
                level=level,
                measure=measure_in_note(_above(body, part, layout)),
            )
            records = records_of(part, layout)
            grouping = _read(setting, layout, records, read.found)
            if grouping is not None:
                _account(layout, records, read.found)
                read.stretches.append(_bounds(part, layout, records))
                read.clauses += [
                    (part.start, clause)
                    for clause in _clauses(source, layout, records, grouping=grouping)
                ]
                before = (part, layout)
    return read


def _above(body: Sequence[Line], grid: Grid, layout: Layout) -> list[str]:
    """Texts over the head: rows of the table itself, then the short lines before it."""
    own = [place.text for row in grid.rows[: layout.first] for place in distinct(row)]
    before = [line.text for line in body if line.start < grid.start][-_LINES_ABOVE:]
    return [*own, *(text for text in reversed(before) if len(text) <= _LONGEST_NOTE)]


def _bounds(grid: Grid, layout: Layout, records: Records) -> tuple[int, int]:
    """From the head to the last row; titles above and notes below are text like any other."""
    head = [place for row in grid.rows[layout.first : layout.after] for place in distinct(row)]
    rows = [place for record in (*records.rows, *records.totals) for place in record.own]
    places = [*head, *rows, *records.groups]
    return min(place.start for place in places), max(place.end for place in places)


def _parts(grid: Grid, *, year: int | None) -> Iterator[tuple[Grid, Layout]]:
    """Give the table, or several that follow one another under heads of their own."""
    layout = layout_of(grid, year=year)
    if layout is not None and layout.after < len(grid.rows):
        yield grid, layout


def _goes_on(source: Source, before: tuple[Grid, Layout], grid: Grid) -> bool:
    """Whether a table without a head is the one before it, cut by the end of a page."""
    return grid.width == before[0].width and not source.text[before[0].end : grid.start].strip(
        " \n\t0123456789-—第页共/"
    )


def _read(setting: Setting, layout: Layout, records: Records, found: Yield) -> list[int] | None:
    """Read the rows as what the columns say they are; None for a table of another kind.

    The answer is the columns that group the rows.
    """
    grouping = layout.of(Column.CATEGORY)
    if not records.rows and not records.totals:
        return None
    if is_matrix(layout, records):
        read_matrix(setting, layout, records, found)
    elif layout.has(Column.PROJECT) and layout.has(*_OF_PROJECT):
        read_projects(setting, layout, records.rows, found)
    elif layout.has(Column.PHASE) and not layout.has(Column.LEAD, Column.SUPPORT):
        read_phases(setting, layout, records.rows, found)
    elif _is_indicators(layout, records.rows):
        read_indicators(setting, layout, records.rows, found)
    elif _is_tasks(layout):
        read_tasks(setting, layout, records.rows, found)
        main = main_column(layout, records.rows)
        return [*grouping, *(i for i in layout.of(*_OF_TASK, Column.PROJECT) if i < (main or 0))]
    else:
        return None
    return grouping


def _is_tasks(layout: Layout) -> bool:
    named = layout.has(*_OF_TASK, Column.TARGET, Column.PROJECT, Column.CATEGORY)
    return named and layout.has(*_OF_DUTY, Column.NUMBER, Column.TARGET)


def _account(layout: Layout, records: Records, found: Yield) -> None:
    """Say of numbers that no record holds what they are: days, or sums of what stands above."""
    days = layout.of(Column.DEADLINE, Column.SCHEDULE, Column.START, Column.YEARS)
    for record in records.rows:
        for place in record.all(days):
            found.refuse(place, UnusedReason.DATE)
    for group in records.groups:
        found.refuse(group, UnusedReason.PARTS)
    sums = [place for record in records.totals for place in record.own]
    for place in (*sums, *records.sums):
        found.refuse(place, UnusedReason.DECOMPOSED)


def _is_indicators(layout: Layout, rows: Sequence[Record]) -> bool:
    if not layout.has(*_FIGURES):
        return False
    if layout.has(Column.INDICATOR) or layout.has(Column.MEASURE):
        return True
    if not layout.has(*_OF_TASK, Column.PROJECT):
        return False
    # A column of plain numbers beside short names is a table of figures, whatever it calls them.
    values = [p.text for row in rows for p in row.all(layout.of(*_FIGURES))]
    numeric = [text for text in values if text[:1].isdigit()]
    named = [p.text for row in rows for p in row.all(layout.of(*_OF_TASK, Column.PROJECT))]
    short = [text for text in named if len(text) <= _LONGEST_FIGURE_NAME]
    has_measures = any(layout.heads[i].measure for i in layout.of(*_FIGURES))
    return has_measures and len(numeric) * 2 > len(values) and len(short) * 2 > len(named)


_LONGEST_FIGURE_NAME = 20


def _clauses(
    source: Source, layout: Layout, records: Records, *, grouping: Sequence[int]
) -> Iterator[Clause]:
    """Give what names a group as a heading, and each row as a clause beneath it."""
    naming = {*grouping, *layout.of(Column.NUMBER)}
    for group in records.groups:
        yield _clause(source, group, group, path=(group.text,), is_heading=True)
    for record in (*records.rows, *records.totals):
        groups = [record.group] if record.group else []
        above = [*groups, *record.all(grouping)]
        path = tuple(place.text for place in above)
        names = [place for place in record.own if place in above]
        for place in names:
            depth = above.index(place) + 1
            yield _clause(source, place, place, path=path[:depth], is_heading=True)
        aside = {record.cells[i] for i in naming} if names else set()
        own = [place for place in record.own if place not in aside]
        if own:
            first, last = min(own, key=lambda p: p.start), max(own, key=lambda p: p.end)
            yield _clause(source, first, last, path=path)


def _clause(
    source: Source, first: Place, last: Place, *, path: tuple[str, ...], is_heading: bool = False
) -> Clause:
    return Clause(evidence=source.cite(first.start, last.end), path=path, is_heading=is_heading)
