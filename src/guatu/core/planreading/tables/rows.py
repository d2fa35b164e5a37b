"""The rows beneath a head: groups named, totals left out, blanks and 同上 filled from above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from guatu.core.planreading.lexicon import columns as words
from guatu.core.planreading.tables.grid import Grid, Place, Row, distinct
from guatu.core.planreading.tables.heads import Column, Layout, is_head_row, place_at

_LONGEST_GROUP = 40
_FEWEST_SPANNED = 2
_TOTAL = re.compile(rf"(?:{'|'.join(sorted(words.TOTALS, key=len, reverse=True))})(?:[(:].*)?")
_TOTAL_WITHIN = 3
_GROUP_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十]{1,3}[)]")
_SUM = re.compile(r"\d[\d.,]*[个项万亿元%]{0,3}")
_FILLED_ALONE = (Column.CATEGORY,)
_FILLED_WITH_TITLE = (Column.LEAD, Column.LEADER, Column.DEADLINE, Column.OWNER)
NAMING = (Column.TITLE, Column.PROBLEM, Column.PROJECT, Column.INDICATOR, Column.PHASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row: its cells with merged and repeated ones filled in, and what it stands under.

    `own` are the cells that are written in this row; the others were written above it.
    """

    cells: Row
    own: tuple[Place, ...]
    group: Place | None = None

    def at(self, columns: Iterable[int]) -> Place | None:
        """Give the first filled cell in the given columns."""
        return place_at(self.cells, columns)

    def all(self, columns: Iterable[int]) -> list[Place]:
        """Give all filled cells in the given columns, each once."""
        return distinct(self.cells[i] for i in columns if i < len(self.cells))


@dataclass(slots=True, kw_only=True)
class Records:
    """The rows that hold something, the rows that only name a group, and those left out."""

    rows: list[Record] = field(default_factory=list)
    groups: list[Place] = field(default_factory=list)
    totals: list[Record] = field(default_factory=list)
    sums: list[Place] = field(default_factory=list)  # numbers that add up a group


def records_of(grid: Grid, layout: Layout) -> Records:
    """Read the rows beneath the head.

    Parameters
    ----------
    grid : Grid
        The table.
    layout : Layout
        Its head; rows up to `layout.after` are left out.

    Returns
    -------
    Records
        In order; merged blanks and 同上 repeat the cell above.
    """
    found = Records()
    group: Place | None = None
    before: Row = ()
    for row in grid.rows[layout.after :]:
        places = distinct(row)
        if not places or is_head_row(row, layout) or _is_note(places):
            continue
        own = tuple(place for place in places if place not in before)
        if any(_TOTAL.fullmatch(place.text) for place in places[:_TOTAL_WITHIN]):
            found.totals.append(Record(cells=row, own=own, group=group))
            continue
        if (name := _group_name(row, places, layout)) is not None:
            group = name
            found.groups.append(name)
            found.sums += places[1:] if places[0] is name else []
            before = ()
            continue
        filled = _filled(row, before, layout, knows_spans=grid.knows_spans)
        found.rows.append(Record(cells=filled, own=own, group=group))
        before = filled
    return found


def _is_note(places: Sequence[Place]) -> bool:
    return places[0].text.startswith(words.NOTES)


def _group_name(row: Row, places: Sequence[Place], layout: Layout) -> Place | None:
    """Give the one filled cell of a row that names the rows beneath it."""
    if _is_group_with_sums(places, layout):
        return places[0]
    if len(places) == _FEWEST_SPANNED and row and row[0] is places[0]:
        number, name = places
        spanned = name.column_span > 1 and len(row) - name.column == name.column_span
        if spanned and len(number.text) <= _TOTAL_WITHIN and _short(name):
            return name
    if len(places) != 1:
        return None
    place = places[0]
    naming = layout.of(*NAMING, Column.DETAIL)
    spans = place.column_span >= _FEWEST_SPANNED or place.column == 0 or place.column in naming[:1]
    is_title = place.column in naming and place.column_span == 1 and place.column != 0
    return place if spans and not is_title and _short(place) else None


def _is_group_with_sums(places: Sequence[Place], layout: Layout) -> bool:
    """Tell a row that names a group and adds it up: 一、续建项目(2个) | 92000 | 40000."""
    first, *rest = places
    naming = layout.of(*NAMING)
    reaches = bool(naming) and first.column + first.column_span > naming[0]
    named = reaches or (first.column == 0 and bool(_GROUP_NUMBER.match(first.text)))
    sums = bool(rest) and all(_SUM.fullmatch(place.text) for place in rest)
    return first.column == 0 and named and sums and _short(first) and len(first.text) > 1


def _short(place: Place) -> bool:
    return len(place.text) <= _LONGEST_GROUP


def _filled(row: Row, before: Row, layout: Layout, *, knows_spans: bool) -> Row:
    """Repeat the cell above where a ditto says so, or a blank stands for a merged cell."""
    cells = [
        _above(before, index) if place is not None and place.text in words.DITTO else place
        for index, place in enumerate(row)
    ]
    if knows_spans or not before:
        return tuple(cells)
    blank = {index for index, place in enumerate(cells) if place is None}
    for index in blank & set(_fillable(cells, layout)):
        cells[index] = _above(before, index)
    return tuple(cells)


def _fillable(cells: Sequence[Place | None], layout: Layout) -> Iterator[int]:
    yield from layout.of(*_FILLED_ALONE)
    naming = layout.of(*NAMING)
    goes_on = bool(naming) and all(cells[index] is None for index in naming)
    if goes_on:
        yield from naming
        yield from layout.of(Column.NUMBER)
    yield from layout.of(*_FILLED_WITH_TITLE)
    # A task without supporting units is common, one without any unit is not.
    if all(cells[index] is None for index in layout.of(Column.LEAD)):
        yield from layout.of(Column.SUPPORT)


def _above(before: Row, index: int) -> Place | None:
    return before[index] if index < len(before) else None
