"""Goals as lines of text: a cell of one month, or a pasted list of a year. No database."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from guatu.ledgers.actions import NewMilestone
from guatu.ledgers.models import Milestone

LONGEST_TITLE = 200
MOST_A_MONTH = 12  # a list longer than this is a plan, not the goals of a month
DAY = re.compile(r"^(\d{1,2})\s*日\s*[:：、]?\s*(\S.*)$")
MONTH = re.compile(r"^(?:(\d{4})\s*[年.-]\s*)?(\d{1,2})\s*月(?:份)?\s*[:：、]?\s*(\S.*)$")
ISO = re.compile(r"^(\d{4})-(\d{2})(?:-(\d{2}))?\s+(\S.*)$")
BULLET = re.compile(r"^(?:[-*•·]|\(?\d{1,2}[.、)）]|（\d{1,2}）)\s*")


class Wrong(ValueError):  # noqa: N818 named by what happened
    """A line that is no goal; `line` is what was written, `code` what is the matter."""

    def __init__(self, code: str, line: str) -> None:
        super().__init__(code, line)
        self.code = code
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One month of a year."""

    year: int
    month: int

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])


def lines_of(text: str) -> list[str]:
    lines = (BULLET.sub("", line.replace("　", " ").strip()) for line in text.splitlines())
    return [line for line in lines if line]


def read_cell(text: str, cell: Cell) -> list[NewMilestone]:
    """Return the goals of a month: a line with a day (30日 …) is a 节点, one without a 月度目标.

    Raises
    ------
    Wrong
        If a line is too long, its day is not in the month, or there are too many.
    """
    lines = lines_of(text)
    if len(lines) > MOST_A_MONTH:
        raise Wrong("many", lines[MOST_A_MONTH])
    return [goal_of(line, cell) for line in lines]


def goal_of(line: str, cell: Cell) -> NewMilestone:
    found = DAY.match(line)
    if found is None:
        return made(line, cell.last, Milestone.Kind.MONTH, line)
    try:
        day = cell.last.replace(day=int(found[1]))
    except ValueError as error:
        raise Wrong("day", line) from error
    return made(found[2], day, Milestone.Kind.NODE, line)


def made(title: str, due_on: date, kind: Milestone.Kind, line: str) -> NewMilestone:
    if len(title) > LONGEST_TITLE:
        raise Wrong("long", line)
    return NewMilestone(title=title, due_on=due_on, kind=kind.value)


def read_list(text: str, year: int) -> list[NewMilestone]:
    """Return the goals of a pasted list: each line begins with its month (3月, 3月15日, 2026-03).

    Raises
    ------
    Wrong
        If a line begins with no month, or its day is not in it.
    """
    found = []
    for line in lines_of(text):
        try:
            found.append(dated(line, year))
        except (ValueError, IndexError) as error:
            raise error if isinstance(error, Wrong) else Wrong("month", line) from error
    return found


def dated(line: str, year: int) -> NewMilestone:
    if (iso := ISO.match(line)) is not None:
        cell = Cell(year=int(iso[1]), month=int(iso[2]))
        rest = f"{iso[3]}日 {iso[4]}" if iso[3] else iso[4]
        return goal_of(rest, in_calendar(cell, line))
    month = MONTH.match(line)
    if month is None:
        raise Wrong("month", line)
    cell = Cell(year=int(month[1] or year), month=int(month[2]))
    return goal_of(month[3], in_calendar(cell, line))


def in_calendar(cell: Cell, line: str) -> Cell:
    if not (1 <= cell.month <= 12 and 1900 <= cell.year <= 2999):  # noqa: PLR2004
        raise Wrong("month", line)
    return cell


def line_of(kind: str, title: str, due_on: date) -> str:
    return title if kind == Milestone.Kind.MONTH else f"{due_on.day}日 {title}"


def cell_text(goals: Iterable[Milestone | NewMilestone]) -> str:
    """Return goals as the lines of a cell."""
    return "\n".join(line_of(goal.kind, goal.title, goal.due_on) for goal in goals)


def copied(before: str, here: str) -> str:
    """Return a cell with last month's lines put behind its own; what stands there already stays once."""
    own = lines_of(here)
    fresh = [line for line in lines_of(before) if line not in own]
    return "\n".join([*own, *fresh])


def once(goals: Sequence[NewMilestone]) -> list[NewMilestone]:
    return list({(goal.kind, goal.title, goal.due_on): goal for goal in goals}.values())
