"""Task tables whose cells stand each on a line of its own, as web pages and PDF print them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from guatu.core.planreading.lexicon import columns as heads
from guatu.core.planreading.lexicon import duties as labels
from guatu.core.planreading.model import DraftTask
from guatu.core.planreading.source import Line, Source
from guatu.core.planreading.unitlists import is_unit, split_units
from guatu.core.text.dates import find_periods

_FEWEST_COLUMNS = 3
_MOST_CELLS = 12
_LONGEST_DAY = 14
_NUMBER = re.compile(r"\d{1,3}")
_FIRST = frozenset(heads.NUMBER)
_COLUMNS = {
    **dict.fromkeys((*heads.CATEGORY, *heads.TARGET, *labels.OTHER_LABELS), "other"),
    **dict.fromkeys(labels.LEADER_LABELS, "leader"),
    **dict.fromkeys(labels.SUPPORT_LABELS, "support"),
    **dict.fromkeys(labels.LEAD_LABELS, "lead"),
    **dict.fromkeys(labels.DEADLINE_LABELS, "deadline"),
    **dict.fromkeys((*heads.DETAIL, *heads.TITLE), "title"),
    **dict.fromkeys(_FIRST, "number"),
}


@dataclass(slots=True, kw_only=True)
class _Row:
    number: Line
    cells: list[Line] = field(default_factory=list)


def tasks_of_stacks(
    source: Source, *, year: int | None, taken: Iterable[tuple[int, int]] = ()
) -> list[DraftTask]:
    """Read the rows behind every run of lines that names the columns of a task table.

    Parameters
    ----------
    source : Source
        The text under reading; lines that hold a number alone count too.
    year : int or None
        The plan's year, for limits without one.
    taken : iterable of (int, int)
        Slices of the folded text that were read as tables already.

    Returns
    -------
    list of DraftTask
        One a row, in order; a row without a title gives none.
    """
    tasks: list[DraftTask] = []
    covered = tuple(taken)
    at = 0
    while at < len(source.lines):
        columns = _columns_at(source.lines, at)
        if not columns:
            at += 1
            continue
        rows, at = _rows(source, at + len(columns), columns)
        tasks += [
            _task(source, row, columns, year=year)
            for row in rows
            if not any(a <= row.number.start < b for a, b in covered)
        ]
    return tasks


def _columns_at(lines: tuple[Line, ...], at: int) -> list[str]:
    """Kinds of the columns that a run of lines from here on names, empty where it is no head."""
    if lines[at].text not in _FIRST:
        return []
    columns: list[str] = []
    for line in lines[at : at + _MOST_CELLS]:
        kind = _COLUMNS.get(line.text)
        if kind is None:
            break
        columns.append(kind)
    is_head = len(columns) >= _FEWEST_COLUMNS and "title" in columns
    return columns if is_head and {"lead", "support"} & set(columns) else []


def _rows(source: Source, start: int, columns: list[str]) -> tuple[list[_Row], int]:
    """Rows from a line on, each opened by its number, and the line behind the last."""
    rows: list[_Row] = []
    at = start
    while at < len(source.lines):
        line = source.lines[at]
        last = int(rows[-1].number.text) if rows else 0
        if _NUMBER.fullmatch(line.text) and int(line.text) > last:
            rows.append(_Row(number=line))
        elif not rows or not _is_cell(source, rows[-1], line, columns):
            break
        else:
            rows[-1].cells.append(line)
        at += 1
    return [row for row in rows if row.cells], max(at, start)


def _is_cell(source: Source, row: _Row, line: Line, columns: list[str]) -> bool:
    """Whether a line still belongs to a row: its title, a unit, a day, a cell it has a place for."""
    if not row.cells:
        return True
    is_known = _is_day(line.text) or all(map(is_unit, split_units(source, line.start, line.end)))
    return len(row.cells) < _MOST_CELLS and (is_known or len(row.cells) < len(columns) - 1)


def _is_day(text: str) -> bool:
    return len(text) <= _LONGEST_DAY and any(
        period.last for period in find_periods(text, year=2000)
    )


def _task(source: Source, row: _Row, columns: list[str], *, year: int | None) -> DraftTask:
    title, *rest = row.cells
    lead, support, deadline = _duties(source, rest, columns, year=year)
    end = title.end - title.text.endswith("。")
    first, last = source.folded.bounds(row.number.start, row.cells[-1].end)
    return DraftTask(
        evidence=source.cite(
            title.start, title.end, confidence=0.8, reasons=("stacked-table", "unit-list")
        ),
        number=row.number.text,
        title=source.cite(title.start, max(end, title.start + 1)).quote,
        lead=tuple(lead),
        support=tuple(support),
        deadline=deadline,
        body_start=first,
        body_end=last,
    )


def _duties(
    source: Source, cells: list[Line], columns: list[str], *, year: int | None
) -> tuple[list[str], list[str], date | None]:
    """Units and the limit of a row: cells by their column where each has one, else by their look."""
    kinds = [kind for kind in columns if kind not in {"number", "title"}]
    lead: list[str] = []
    support: list[str] = []
    deadline: date | None = None
    for index, cell in enumerate(cells):
        periods = find_periods(cell.text, year=year)
        if _is_day(cell.text) and periods:
            deadline = periods[-1].last
            continue
        kind = (
            kinds[index] if len(cells) == len(kinds) else _kind_by_look(kinds, has_lead=bool(lead))
        )
        units = [name for name in split_units(source, cell.start, cell.end) if is_unit(name)]
        (lead if kind == "lead" else support).extend(units if kind in {"lead", "support"} else [])
    return lead, support, deadline


def _kind_by_look(kinds: list[str], *, has_lead: bool) -> str:
    """Without a cell for each column the first unit leads where a column for it stands."""
    return "lead" if "lead" in kinds and (not has_lead or "support" not in kinds) else "support"
