"""Indicator tables: a row is a figure with its value, or a unit with its part of several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guatu.core.planreading.duties import is_unit
from guatu.core.planreading.lexicon import columns as words
from guatu.core.planreading.model import DraftTask, UnusedReason
from guatu.core.planreading.tables.cells import CellReader, Value, bare_value, is_growth
from guatu.core.planreading.tables.grid import Place
from guatu.core.planreading.tables.heads import Column, Head, Layout, is_measure
from guatu.core.planreading.tables.rows import Record, Records
from guatu.core.planreading.tables.setting import (
    Setting,
    Yield,
    deadline_of,
    duties_of,
    last_day,
)

_NUMBERING = re.compile(
    r"^(?:[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、.](?!\d)|[①-⑳])+|^其中[:,]?"
)
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]$")
_FEWEST_UNITS = 3
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What a row measures: its words without number and measure, and the measure."""

    place: Place
    name: str
    measure: str | None


def is_matrix(layout: Layout, records: Records) -> bool:
    """Tell a table whose rows are units, each with its part of the figures over the columns."""
    first = _bearers(layout)
    if first is None or layout.has(Column.TITLE, Column.DETAIL, Column.PROJECT, Column.INDICATOR):
        return False
    texts = [place.text for record in records.rows if (place := record.at([first]))]
    figures = [i for i, head in enumerate(layout.heads) if i > first and _is_figure(head)]
    return bool(figures) and sum(map(is_unit, texts)) * 2 > len(texts) >= _FEWEST_UNITS


def _bearers(layout: Layout) -> int | None:
    """Column of the bearers: the first one behind the number."""
    behind = [i for i, head in enumerate(layout.heads) if head.column is not Column.NUMBER]
    if not behind or layout.heads[behind[0]].text not in words.BEARERS:
        return None
    return behind[0]


def _is_figure(head: Head) -> bool:
    return head.column in {None, Column.TARGET, Column.TOTAL, Column.AREA, Column.GROWTH} and bool(
        head.words
    )


def read_matrix(setting: Setting, layout: Layout, records: Records, found: Yield) -> None:
    """Read the sum of each figure; the parts of the units are left for the cascade to ask.

    A part of a figure is owed by its unit. As a target of its own it would stand beside the sum and
    be counted twice, so only the row of the whole is read.
    """
    cells = CellReader(setting=setting, found=found)
    for record in records.rows:
        for part in record.own:
            found.refuse(part, UnusedReason.DECOMPOSED)
    for record in records.totals[:1]:
        for index, head in enumerate(layout.heads):
            place = record.cells[index]
            name = _bare_name(head.text)
            if place is None or not _is_figure(head) or place.text in words.TOTALS or not name:
                continue
            quantity = bare_value(place.text, measure=head.measure or setting.measure)
            if quantity is not None:
                cells.add_target(
                    Value(place=place, quantity=quantity, name=name, named=record.own[0]),
                    deadline=cells.default_deadline(head),
                )


def read_indicators(
    setting: Setting, layout: Layout, records: Sequence[Record], found: Yield
) -> None:
    """Read a figure from each row; one that names units is a task of theirs too, so that it has an owner."""
    cells = CellReader(setting=setting, found=found)
    for record in records:
        found.refuse(record.at(layout.of(Column.NUMBER)), UnusedReason.NUMBERING)
        named = _named(layout, record)
        if named is None:
            continue
        _read_task(setting, layout, record, named, found)
        _read_values(setting, cells, layout, record, named)


def _named(layout: Layout, record: Record) -> _Named | None:
    place = record.at(
        [
            *layout.of(Column.INDICATOR)[::-1],
            *layout.of(Column.TITLE, Column.PROJECT, Column.DETAIL, Column.PROBLEM),
        ]
    )
    if place is None:
        return None
    measure = record.at(layout.of(Column.MEASURE))
    bracket = _BRACKET.search(place.text)
    inner = bracket[1].removeprefix("单位:") if bracket else ""
    own = inner if is_measure(inner) else None
    name = _bare_name(place.text)
    written = measure.text if measure else None
    return _Named(place=place, name=name, measure=own or written) if name else None


def _bare_name(text: str) -> str:
    """Give the words of a figure without its number and its measure."""
    bracket = _BRACKET.search(text)
    inner = bracket[1].removeprefix("单位:") if bracket else ""
    name = text[: bracket.start()] if bracket and is_measure(inner) else text
    name = _NUMBERING.sub("", name).strip(" :,、。")
    return name if len(name) >= _SHORTEST_NAME else ""


def _read_task(
    setting: Setting, layout: Layout, record: Record, named: _Named, found: Yield
) -> None:
    duties = duties_of(setting.source, layout, [record])
    if not (duties.lead or duties.support):
        return
    number = record.at(layout.of(Column.NUMBER))
    own = record.own or (named.place,)
    first, last = setting.source.folded.bounds(min(p.start for p in own), max(p.end for p in own))
    at = named.place.start + max(0, named.place.text.find(named.name))
    evidence = setting.source.cite(
        at, at + len(named.name), confidence=0.8, reasons=("table-row", "owner-of-figure")
    )
    found.tasks.append(
        DraftTask(
            evidence=evidence,
            number=number.text.rstrip(".、") if number else "",
            title=evidence.quote,
            lead=tuple(duties.lead),
            support=tuple(duties.support),
            leaders=tuple(duties.leaders),
            deadline=deadline_of(setting, layout, [record]),
            body_start=first,
            body_end=last,
        )
    )


def _read_values(
    setting: Setting, cells: CellReader, layout: Layout, record: Record, named: _Named
) -> None:
    limit = deadline_of(setting, layout, [record])
    has_whole = any(record.cells[i] is not None for i in layout.of(Column.TARGET, Column.GROWTH))
    for index, head in enumerate(layout.heads):
        place = record.cells[index]
        if place is None or place is named.place:
            continue
        measure = _measure_for(head, named, setting)
        if head.column is Column.SHARE or (head.column is Column.PART and has_whole):
            cells.found.refuse(place, UnusedReason.DECOMPOSED)
        elif head.column is Column.PAST:
            _read_past(cells, place, named, measure)
        elif head.column in {Column.TARGET, Column.GROWTH, Column.PART, Column.TOTAL}:
            quantity = bare_value(place.text, measure=measure)
            if quantity is None:
                cells.read_goal(place, head, name=named.name, deadline=limit)
                continue
            growth = head.column is Column.GROWTH or is_growth(place.text)
            ends = last_day(head.text, year=head.year or setting.year)
            value = Value(
                place=place, quantity=quantity, name=named.name, growth=growth, named=named.place
            )
            is_part = head.column is Column.PART
            own = ends if is_part and ends else limit or cells.default_deadline(head)
            cells.add_target(value, deadline=own)


def _read_past(cells: CellReader, place: Place, named: _Named, measure: str | None) -> None:
    quantity = bare_value(place.text, measure=measure)
    if quantity is not None:
        cells.add_fact(Value(place=place, quantity=quantity, name=named.name, named=named.place))


def _measure_for(head: Head, named: _Named, setting: Setting) -> str | None:
    if head.column is Column.GROWTH:
        return head.measure or "%"
    return named.measure or head.measure or setting.measure
