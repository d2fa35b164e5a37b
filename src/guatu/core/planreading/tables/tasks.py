"""Task tables: each row, or each stretch of merged rows, is a task with what it is to reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from guatu.core.planreading.duties import Duties
from guatu.core.planreading.model import DraftTask, UnusedReason
from guatu.core.planreading.projects import projects_of
from guatu.core.planreading.tables.cells import CellReader
from guatu.core.planreading.tables.grid import Place, distinct
from guatu.core.planreading.tables.heads import Column, Layout
from guatu.core.planreading.tables.rows import Record
from guatu.core.planreading.tables.setting import (
    OWN_NUMBER,
    Setting,
    Yield,
    deadline_of,
    duties_of,
    items_of,
    last_part,
    numbers_in,
    origin_of,
)

_LONGEST_TITLE = 60
_SHORTEST_TITLE = 2
_FEWEST_ITEMS = 2
_BROAD_SHARE = 0.8
_FEWEST_WORDS = 4
_LONGEST_STANDARD = 400
_HAN = re.compile("[\u4e00-\u9fff]")
_SENTENCE_END = re.compile("[。;!?]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One task: the place of its words, the number in front of them, and its rows."""

    start: int
    end: int
    number: str
    rows: tuple[Record, ...]
    cell: Place


def read_tasks(setting: Setting, layout: Layout, records: Sequence[Record], found: Yield) -> None:
    """Read the tasks of a table, with the figures in their cells."""
    column = main_column(layout, records)
    if column is None:
        return
    cells = CellReader(
        setting=setting, found=found, taken=_read_projects(setting, layout, records, found)
    )
    items = list(_items(setting, layout, records, column))
    counts = _numbers(layout, items)
    for item in items:
        number = item.number or (
            counts[0].get(item.cell.start, "") if item.cell.start not in counts[1] else ""
        )
        duties = duties_of(setting.source, layout, list(item.rows))
        task = _task(setting, layout, item, duties=duties, number=number)
        found.tasks.append(task)
        _read_figures(cells, layout, item, task)
    for record in records:
        found.refuse(record.at(layout.of(Column.NUMBER)), UnusedReason.NUMBERING)


def _read_projects(
    setting: Setting, layout: Layout, records: Sequence[Record], found: Yield
) -> list[tuple[int, int]]:
    """Read the projects that the words of tasks name; give the places of their money and area."""
    columns = layout.of(Column.TITLE, Column.DETAIL, Column.TARGET, Column.CONTENT)
    places = distinct(record.cells[column] for record in records for column in columns)
    stretches = [
        stretch
        for place in sorted(places, key=lambda place: place.start)
        for stretch in items_of(setting.source, place)
    ]
    named = projects_of(setting.source, stretches)
    found.projects += named.projects
    found.used += named.amounts
    return named.amounts


def main_column(layout: Layout, records: Sequence[Record]) -> int | None:
    """Choose the column whose cells are the tasks.

    A broad column over finer ones is a heading where it is merged over rows of their own units;
    where the units are merged with it, it is the task and the finer cells say how.
    """
    broad = layout.of(Column.TITLE, Column.PROBLEM, Column.PROJECT, Column.INDICATOR)
    fine = layout.of(Column.DETAIL, Column.CONTENT)
    rest = layout.of(Column.TARGET, Column.CATEGORY)
    if broad and fine and fine[0] > broad[0]:
        titles, details = _starts(records, broad[0]), _starts(records, fine[0])
        owners = [
            c for c in layout.of(Column.LEAD, Column.SUPPORT, Column.LEADER) if _starts(records, c)
        ]
        merged = len(titles) < _BROAD_SHARE * len(details)
        owned = owners and max(len(_owners(records, c)) for c in owners) > len(titles)
        return fine[0] if merged and (owned or not owners) else broad[0]
    named = [column for column in (*broad, *fine, *rest) if _starts(records, column)]
    return named[0] if named else None


def _starts(records: Sequence[Record], column: int) -> set[int]:
    return {place.start for record in records if (place := record.cells[column]) is not None}


def _owners(records: Sequence[Record], column: int) -> set[int]:
    return {p.start for r in records for p in r.own if r.cells[column] is p}


def _items(
    setting: Setting, layout: Layout, records: Sequence[Record], column: int
) -> Iterator[_Item]:
    titled = [record for record in records if record.cells[column] is not None]
    for _, rows in groupby(titled, key=lambda record: _start(record, column)):
        own = tuple(rows)
        cell = own[0].cells[column]
        if cell is None or len(cell.text) < _SHORTEST_TITLE or set(cell.text) <= set("-:—/"):
            continue
        split = _numbered_parts(setting, cell)
        if (split and not layout.has(Column.TITLE, Column.PROBLEM)) or len(split) >= _FEWEST_ITEMS:
            yield from (_part(setting, part, own, cell) for part in split)
        else:
            yield _part(setting, (cell.start, cell.end), own, cell)


def _start(record: Record, column: int) -> int:
    place = record.cells[column]
    return place.start if place is not None else -1


def _numbered_parts(setting: Setting, cell: Place) -> list[tuple[int, int]]:
    """Cut a cell that lists numbered items: 1.… 2.…; each begins with its number."""
    starts = [start for start, _ in numbers_in(setting.source, cell)]
    if len(starts) < _FEWEST_ITEMS or starts[0] != cell.start:
        return []
    return list(zip(starts, [*starts[1:], cell.end], strict=True))


def _part(
    setting: Setting, bounds: tuple[int, int], rows: tuple[Record, ...], cell: Place
) -> _Item:
    start, end = bounds
    text = setting.source.text
    match = OWN_NUMBER.match(text, start, end)
    number = ""
    if match and match.end() < end:
        number = match[match.lastgroup or 0]
        start = match.end()
    return _Item(start=start, end=_title_end(text, start, end), number=number, rows=rows, cell=cell)


def _title_end(text: str, start: int, end: int) -> int:
    """End the words of a title: the first sentence, its first clause where that is long."""
    stop = _SENTENCE_END.search(text, start, end)
    last = stop.start() if stop and stop.start() > start else end
    if last - start > _LONGEST_TITLE:
        comma = text.find(",", start + _SHORTEST_TITLE, start + _LONGEST_TITLE)
        last = comma if comma > 0 else start + _LONGEST_TITLE
    return max(start + 1, start + len(text[start:last].rstrip(" ,、:")))


def _numbers(layout: Layout, items: Sequence[_Item]) -> tuple[dict[int, str], set[int]]:
    """Give the number beside each title; one that counts several titles is none of theirs."""
    beside: dict[int, str] = {}
    holders: dict[int, set[int]] = {}
    for item in items:
        place = item.rows[0].at(layout.of(Column.NUMBER))
        if place is not None:
            beside[item.cell.start] = place.text.rstrip(".、")
            holders.setdefault(place.start, set()).add(item.cell.start)
    shared = {start for titles in holders.values() if len(titles) > 1 for start in titles}
    return beside, shared


def _task(
    setting: Setting, layout: Layout, item: _Item, *, duties: Duties, number: str
) -> DraftTask:
    rows = list(item.rows)
    own = [place for record in rows for place in record.own] or [item.cell]
    whole = (min(p.start for p in own), max(p.end for p in own))
    shares_cell = item.cell.end - item.end > 1 and item.number
    first, last = setting.source.folded.bounds(*whole)
    origin, told = origin_of(setting, layout, rows)
    reasons = ["table-row", *told]
    if any(p.start < own[0].start for r in rows for p in r.all(range(len(r.cells)))):
        reasons.append("cell-above")
    evidence = setting.source.cite(
        item.start, item.end, confidence=0.8 if shares_cell else 0.88, reasons=tuple(reasons)
    )
    return DraftTask(
        evidence=evidence,
        number=number,
        title=evidence.quote,
        lead=tuple(duties.lead),
        support=tuple(duties.support),
        leaders=tuple(duties.leaders),
        deadline=deadline_of(setting, layout, rows) or last_part(setting, layout, rows),
        origin=origin,
        body_start=first,
        body_end=last,
        standard=_standard(layout, item),
    )


def _standard(layout: Layout, item: _Item) -> str | None:
    """Return the words of the cells that say what is to be reached; a bare number is a target alone."""
    places = distinct(
        record.cells[column] for record in item.rows for column in layout.of(Column.TARGET)
    )
    told = [
        " ".join(place.text.split())
        for place in sorted(places, key=lambda place: place.start)
        if place.start != item.cell.start and len(_HAN.findall(place.text)) >= _FEWEST_WORDS
    ]
    return "；".join(told)[:_LONGEST_STANDARD] or None


def _read_figures(cells: CellReader, layout: Layout, item: _Item, task: DraftTask) -> None:
    for record in item.rows:
        for index, head in enumerate(layout.heads):
            place = record.cells[index]
            if place is None:
                continue
            if head.column in {Column.TITLE, Column.DETAIL, Column.PROJECT, Column.CONTENT}:
                cells.read_words(place, name=task.title, deadline=task.deadline)
            elif head.column in {Column.TARGET, Column.GROWTH}:
                cells.read_goal(place, head, name=task.title, deadline=task.deadline)
            elif head.column is Column.PAST:
                cells.read_past(place, head, name=task.title)
            elif head.column in {Column.PART, Column.SHARE}:
                cells.found.refuse(place, UnusedReason.DECOMPOSED)
