"""What reading the rows of a table needs, and what it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from guatu.core.planreading.amounts import Refused
from guatu.core.planreading.duties import Duties, DutyRole, duties_in, is_unit, split_units
from guatu.core.planreading.model import (
    DraftFact,
    DraftPhase,
    DraftProject,
    DraftTarget,
    DraftTask,
    Origin,
    UnusedReason,
)
from guatu.core.planreading.origins import signs_in
from guatu.core.planreading.source import Source
from guatu.core.planreading.tables.grid import Place
from guatu.core.planreading.tables.heads import Column, Layout
from guatu.core.planreading.tables.rows import Record
from guatu.core.text.dates import find_periods, safe_date

_LONGEST_PERSON = 4
_DECEMBER = 12
_POST = re.compile("常委|书记|主任|区长|县长|市长|镇长|局长|部长|主席|委员|同志|领导")
# 2026.6, 2026-06-30, 2026/6/30: in a column of days these are days.
_DOTTED = re.compile(
    r"(?<!\d)(20\d\d)[.\-/](1[0-2]|0?[1-9])(?:[.\-/](3[01]|[12]\d|0?[1-9]))?(?!\d)"
)
_ROLE_BEHIND = re.compile(
    r"(?P<names>[^;。:()]+?)(?:(?P<lead>牵头(?:负责|落实|组织)?|主办|主责)|(?P<support>配合(?:落实)?|协助|协同|协办|参与))(?=[,;、。)]|$)[,;、。]?"
)
OWN_NUMBER = re.compile(
    r"(?:(?P<arabic>\d{1,3})(?:[、.](?!\d)|[)])|[(](?P<inner>[一二三四五六七八九十]{1,3}|\d{1,2})[)]"
    r"|(?P<han>[一二三四五六七八九十]{1,3})[、.]|(?P<circled>[①-⑳]))[、.]?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The document around a table."""

    source: Source
    year: int | None
    year_end: date | None
    measure: str | None = None  # of all figures, by a note above the head
    level: int = 0  # rank of the body that speaks, as `origins.own_level` gives it


@dataclass(slots=True, kw_only=True)
class Yield:
    """What the rows of tables came to; places of `used` and `refused` are of the folded text."""

    tasks: list[DraftTask] = field(default_factory=list)
    targets: list[DraftTarget] = field(default_factory=list)
    facts: list[DraftFact] = field(default_factory=list)
    phases: list[DraftPhase] = field(default_factory=list)
    projects: list[DraftProject] = field(default_factory=list)
    used: list[tuple[int, int]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, place: Place | None, reason: UnusedReason) -> None:
        """Say why the numbers of a cell are in no record."""
        if place is not None:
            self.refused.append(Refused(start=place.start, end=place.end, reason=reason))

    def use(self, place: Place | None) -> None:
        """Say that the numbers of a cell are in a record."""
        if place is not None:
            self.used.append((place.start, place.end))


def duties_of(source: Source, layout: Layout, rows: list[Record]) -> Duties:
    """Read who leads, who supports and which leaders answer, from the cells of an item's rows."""
    duties = Duties()
    # Who builds a project is a firm as a rule; it answers only where nobody else is named.
    named = layout.has(Column.LEAD, Column.SUPPORT)
    for record in rows:
        for index, head in enumerate(layout.heads):
            place = record.cells[index]
            skipped = named and head.column is Column.OWNER
            if place is None or head.column not in _ROLES or skipped:
                continue
            _read_cell(
                source, duties, place, role=_ROLES[head.column], persons=_names_persons(head.text)
            )
    return duties


_ROLES = {
    Column.LEAD: DutyRole.LEAD,
    Column.SUPPORT: DutyRole.SUPPORT,
    Column.OWNER: DutyRole.SUPPORT,
    Column.LEADER: DutyRole.LEADER,
}


def _names_persons(head: str) -> bool:
    return any(word in head for word in ("责任人", "负责人", "联系人", "领导"))


def _read_cell(
    source: Source, duties: Duties, place: Place, *, role: DutyRole, persons: bool
) -> None:
    labelled = duties_in(source, place.start, place.end)
    if labelled.spans:
        duties.add(DutyRole.LEAD, labelled.lead)
        duties.add(DutyRole.SUPPORT, labelled.support)
        duties.add(DutyRole.LEADER, labelled.leaders)
        return
    behind = list(_ROLE_BEHIND.finditer(source.text, place.start, place.end))
    if behind and role is not DutyRole.LEADER:
        for match in behind:
            told = DutyRole.LEAD if match["lead"] else DutyRole.SUPPORT
            duties.add(told, split_units(source, *match.span("names")))
        return
    _add(duties, role, _names(source, place, persons=persons), persons=persons)


def _names(source: Source, place: Place, *, persons: bool) -> list[str]:
    """Split a cell's list; the numbers of its items are no part of the names.

    Beside units a person's name follows after a blank: 区住建局 张三.
    """
    names = []
    for start, end in items_of(source, place):
        begin = start
        gaps = [at for at in range(start + 1, end) if at in source.folded.gaps] if persons else []
        for gap in gaps:
            word = re.split("[,、;/]", source.text[begin:gap])[-1]
            if is_unit(word):
                names += split_units(source, begin, gap)
                begin = gap
        names += split_units(source, begin, end)
    return list(dict.fromkeys(names))


def items_of(source: Source, place: Place) -> list[tuple[int, int]]:
    """Cut a cell at the numbers of its items, which are left out; they count from one.

    Parameters
    ----------
    source : Source
        The text under reading.
    place : Place
        The cell.

    Returns
    -------
    list of tuple of (int, int)
        Slices of the folded text; the whole cell where it numbers nothing.
    """
    marks = numbers_in(source, place)
    if not marks:
        return [(place.start, place.end)]
    starts = [place.start, *(end for _, end in marks)]
    ends = [*(start for start, _ in marks), place.end]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if b > a]


def numbers_in(source: Source, place: Place) -> list[tuple[int, int]]:
    """Places of the numbers of a cell's items: 1.… 2.… at its start, behind a mark or a blank."""
    found: list[tuple[int, int]] = []
    form = ""
    for match in OWN_NUMBER.finditer(source.text, place.start, place.end):
        at, kind = match.start(), match.lastgroup or ""
        edge = at == place.start or at in source.folded.gaps or source.text[at - 1] in "。;:,、"
        if edge and count_of(match[kind]) == len(found) + 1 and form in {"", kind}:
            found.append(match.span())
            form = kind
    return found if len(found) > 1 or (found and found[0][0] == place.start) else []


def count_of(written: str) -> int:
    """Give the number of an item: 3, 三 and ③ are three."""
    if written.isdecimal():
        return int(written)
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    return "一二三四五六七八九十".find(written) + 1


def _add(duties: Duties, role: DutyRole, names: list[str], *, persons: bool) -> None:
    if role is DutyRole.LEADER:
        units = [
            n for n in names if is_unit(n) and len(n) >= _LONGEST_PERSON and not _POST.search(n)
        ]
        duties.add(DutyRole.LEAD, units)
        duties.add(DutyRole.LEADER, [name for name in names if name not in units])
        return
    people = [n for n in names if persons and not is_unit(n) and len(n) <= _LONGEST_PERSON]
    duties.add(DutyRole.LEADER, people)
    duties.add(role, [name for name in names if name not in people])


def origin_of(
    setting: Setting, layout: Layout, rows: list[Record]
) -> tuple[Origin, tuple[str, ...]]:
    """Tell from a column 任务来源 where a row comes from, with the words as a reason."""
    for record in rows:
        for place in record.all(layout.of(Column.SOURCE)):
            label = f"(任务来源:{place.text})"
            for sign in signs_in(label, 0, len(label), level=setting.level):
                return sign.origin, (f"{sign.origin.value}:{place.text}",)
    return Origin.OWN, ()


def deadline_of(setting: Setting, layout: Layout, rows: list[Record]) -> date | None:
    """Give the last day that the columns of limits name for an item."""
    for columns in (layout.of(Column.DEADLINE), layout.of(Column.SCHEDULE)):
        days = [
            day
            for record in rows
            for place in record.all(columns)
            if (day := last_day(place.text, year=setting.year))
        ]
        if days:
            return max(days)
    return None


def last_part(setting: Setting, layout: Layout, rows: list[Record]) -> date | None:
    """Give the end of the last quarter or month that says something, where these are columns."""
    filled = [i for i in layout.of(Column.PART) if any(row.cells[i] is not None for row in rows)]
    days = [
        day
        for i in filled
        if (day := last_day(layout.heads[i].text, year=layout.heads[i].year or setting.year))
    ]
    return max(days) if days else None


def last_day(text: str, *, year: int | None) -> date | None:
    """Give the last day that a cell names, dotted writing included."""
    days = [period.last for period in find_periods(text, year=year) if period.last]
    for match in _DOTTED.finditer(text):
        day = int(match[3]) if match[3] else 31
        if found := safe_date(int(match[1]), int(match[2]), day):
            days.append(found)
    return max(days) if days else None


def end_of_year(year: int | None) -> date | None:
    """Give the last day of a year that is known."""
    return safe_date(year, _DECEMBER, 31) if year else None
