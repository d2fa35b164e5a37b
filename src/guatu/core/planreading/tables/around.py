"""Tables and the text around them: each is read without the other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from guatu.core.documents import Table
from guatu.core.planreading.model import Clause, DraftTask
from guatu.core.planreading.source import Line, Source

_CAPTION = re.compile(r"附件?\d*[:：]?|附表|表\d|单位[:：]|.{0,40}[表单账库册]$")
_LONGEST_CAPTION = 48
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.章节部]|[(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)]|\d{1,2}[.、](?!\d))"
)
# What stands for the rows of a table that a heading only introduces: such a heading is no task.
_ROWS = "\t\t\n\t\t\n"
_FEWEST_TABS = 2

Stretches = Sequence[tuple[int, int]]


def table_lines(source: Source, tables: Iterable[Table]) -> frozenset[int]:
    """Indexes of the lines that belong to tables, by their tabs or by the file's own marks."""
    marked = [(table.start, table.end) for table in tables]
    offsets = source.folded.offsets
    return frozenset(
        index
        for index, line in enumerate(source.lines)
        if line.text.count("\t") >= _FEWEST_TABS
        or any(a <= offsets[line.start] < b for a, b in marked)
    )


def prose_of(source: Source, body: Sequence[Line], stretches: Stretches) -> Source:
    """Blank the tables out of a text; all places stay what they were."""
    text = source.text
    for start, end in stretches:
        filler = _ROWS if _is_introduced(body, start) and end - start > len(_ROWS) else ""
        text = text[:start] + filler.ljust(end - start, "\n") + text[end:]
    return replace(source, folded=replace(source.folded, text=text))


def outside(body: Sequence[Line], stretches: Stretches) -> tuple[Line, ...]:
    """Lines that stand in no table."""
    return tuple(line for line in body if not any(a <= line.start < b for a, b in stretches))


def _is_introduced(body: Sequence[Line], start: int) -> bool:
    """Whether a numbered heading stands over the table with nothing but captions between."""
    above = [line for line in body if line.start < start]
    for line in reversed(above):
        if _NUMBERED.match(line.text):
            return "。" not in line.text
        if len(line.text) > _LONGEST_CAPTION or not _CAPTION.match(line.text):
            return False
    return False


def ended_at_tables(
    source: Source, tasks: Iterable[DraftTask], stretches: Stretches
) -> Iterator[DraftTask]:
    """End the words of a task where a table begins: its rows are items of their own."""
    offsets = source.folded.offsets
    starts = sorted(offsets[start] for start, _ in stretches)
    for task in tasks:
        cut = next((at for at in starts if task.start < at < task.body_end), None)
        yield task if cut is None else replace(task, body_end=max(task.end, cut))


def place_over(body: Sequence[Line], start: int) -> int:
    """Give a place in the text that a table stands in: the line above it, or its own begin.

    A table behind a line 附件 hangs on no heading.
    """
    index = bisect_left(body, start, key=lambda line: line.start) - 1
    if index < 0 or body[index].text.startswith("附"):
        return start
    return body[index].start


def uncovered(source: Source, body: Sequence[Line], rows: Iterable[Clause]) -> tuple[Line, ...]:
    """Lines of which no row of a table is a clause of its own."""
    spans = sorted((clause.start, clause.end) for clause in rows)
    starts = [start for start, _ in spans]
    kept = []
    for line in body:
        start, end = source.folded.bounds(line.start, line.end)
        index = bisect_left(starts, end) - 1
        if index < 0 or spans[index][1] <= start:
            kept.append(line)
    return tuple(kept)
