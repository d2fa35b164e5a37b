"""Tables pasted as text: each row of a task table is a task."""

import re
from dataclasses import dataclass
from datetime import date

from guatu.core.planreading.duties import split_units
from guatu.core.planreading.lexicon import duties as labels
from guatu.core.planreading.model import DraftTask
from guatu.core.planreading.source import Line, Source
from guatu.core.text.dates import find_periods

_FEWEST = 2
_CELL = re.compile(r"[^\t|]+")
_COLUMNS = {
    "number": ("序号", "编号"),
    "title": (
        *(
            "工作任务",
            "重点任务",
            "任务名称",
            "主要任务",
            "任务内容",
            "工作内容",
            "目标任务",
            "具体任务",
            "重点工作",
            "任务",
        ),
        *(
            "反馈问题",
            "存在问题",
            "问题",
            "事项名称",
            "工作事项",
            "事项",
            "项目名称",
            "工作项目",
            "具体举措",
            "主要内容",
            "内容",
        ),
    ),
    "lead": (*labels.LEAD_LABELS, "牵头部门"),
    "support": labels.SUPPORT_LABELS,
    "deadline": labels.DEADLINE_LABELS,
    "leaders": labels.LEADER_LABELS,
}
_MAX_TITLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    start: int
    end: int
    text: str


def tasks_of_tables(source: Source, body: tuple[Line, ...], *, year: int | None) -> list[DraftTask]:
    """Read the rows beneath every line that names the columns of a task table.

    Parameters
    ----------
    source : Source
        The text under reading.
    body : tuple of Line
        Lines of the document.
    year : int or None
        The plan's year, for limits without one.

    Returns
    -------
    list of DraftTask
        One a row, in order.
    """
    tasks: list[DraftTask] = []
    columns: dict[str, int] = {}
    width = 0
    for line in body:
        cells = _cells(line)
        named = _columns(cells)
        if "title" in named and len(named) >= _FEWEST:
            columns, width = named, len(cells)
        elif columns and len(cells) >= max(2, width - 2):
            task = _task(source, cells, columns, year=year)
            tasks += [task] if task else []
        else:
            columns = {}
    return tasks


def _cells(line: Line) -> list[_Cell]:
    if "\t" not in line.text and line.text.count("|") < _FEWEST:
        return []
    found = []
    for match in _CELL.finditer(line.text):
        words = match.group().strip()
        if words:
            at = line.start + match.start() + match.group().index(words)
            found.append(_Cell(start=at, end=at + len(words), text=words))
    return found


def _columns(cells: list[_Cell]) -> dict[str, int]:
    """Which column each name stands over; the first column of a kind counts."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        kind = next((k for k, names in _COLUMNS.items() if cell.text in names), None)
        if kind and kind not in columns:
            columns[kind] = index
    return columns


def _task(
    source: Source, cells: list[_Cell], columns: dict[str, int], *, year: int | None
) -> DraftTask | None:
    picked = {kind: cells[index] for kind, index in columns.items() if index < len(cells)}
    title, number = picked.get("title"), picked.get("number", cells[0])
    if title is None or len(title.text) < _FEWEST or set(title.text) <= set("-:—"):
        return None
    end = min(title.end, title.start + _MAX_TITLE)
    first, last = source.folded.bounds(number.start, cells[-1].end)
    return DraftTask(
        evidence=source.cite(
            min(number.start, title.start),
            max(end, number.end),
            confidence=0.85,
            reasons=("table-row",),
        ),
        number=source.cite(number.start, number.end).quote,
        title=source.cite(title.start, end).quote,
        lead=_units(source, picked.get("lead")),
        support=_units(source, picked.get("support")),
        leaders=_units(source, picked.get("leaders")),
        deadline=_deadline(picked.get("deadline"), year=year),
        body_start=first,
        body_end=last,
    )


def _units(source: Source, cell: _Cell | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(split_units(source, cell.start, cell.end))) if cell else ()


def _deadline(cell: _Cell | None, *, year: int | None) -> date | None:
    periods = find_periods(cell.text, year=year) if cell else []
    return periods[-1].last if periods else None
