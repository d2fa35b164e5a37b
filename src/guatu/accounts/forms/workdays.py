"""The table of one year's holidays and make-up days, as stretches of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from guatu.core.grids import Headed, day_written
from guatu.shell.workdays import SpecialDay

BLANKS = 6  # rows to fill in below those that are there
MOST_ROWS = 120
LONGEST_STRETCH = 31
OFF, WORKED, UNCLEAR = "off", "worked", ""
HEADS: Mapping[str, Sequence[str]] = {
    "first": ("开始日期", "日期", "起", "开始", "first day", "day"),
    "last": ("结束日期", "止", "结束", "last day"),
    "kind": ("类型", "放假或上班", "安排", "kind"),
    "name": ("名称", "节日", "说明", "name"),
}
OFF_WORDS = ("放假", "休息", "不上班", "off", "holiday")  # looked for first
WORKED_WORDS = ("上班", "补班", "调班", "work")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One row of the table as typed."""

    first: str = ""
    last: str = ""
    kind: str = OFF
    name: str = ""
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.first or self.last)


def stretches_of(days: Sequence[SpecialDay]) -> list[Stretch]:
    """Return days that follow each other and are alike as one row."""
    runs: list[list[SpecialDay]] = []
    for one in sorted(days, key=lambda row: row.day):
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and one.day - last.day == timedelta(days=1)
            and (one.is_worked, one.name) == (last.is_worked, last.name)
        ):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [
        Stretch(
            first=run[0].day.isoformat(),
            last=run[-1].day.isoformat() if len(run) > 1 else "",
            kind=WORKED if run[0].is_worked else OFF,
            name=run[0].name,
        )
        for run in runs
    ]


def typed(given: Mapping[str, str]) -> list[Stretch]:
    """Return the rows that a form sent, blank ones and those marked to go left out."""
    found = []
    for at in range(MOST_ROWS):
        if f"first-{at}" not in given:
            break
        row = Stretch(
            first=given[f"first-{at}"].strip()[:20],
            last=given.get(f"last-{at}", "").strip()[:20],
            kind=kind if (kind := given.get(f"kind-{at}")) in {OFF, WORKED} else UNCLEAR,
            name=given.get(f"name-{at}", "").strip()[:40],
        )
        # a name without a day is a row whose day was not understood: not one to lose in silence
        if (row.name or not row.is_blank) and f"gone-{at}" not in given:
            found.append(row)
    return found


def from_sheet(headed: Headed) -> list[Stretch]:
    """Return the rows of a sheet."""
    found = []
    for row in headed.rows[:MOST_ROWS]:
        first, last = (plain_day(headed.cell(row, key)) for key in ("first", "last"))
        one = Stretch(
            first=first,
            last=last,
            kind=kind_written(headed.cell(row, "kind").lower()),
            name=headed.cell(row, "name")[:40],
        )
        if not one.is_blank:
            found.append(one)
    return found


def kind_written(text: str) -> str:
    """Return what a cell says of the days: 放假调休 is off, 调休上班 is worked; UNCLEAR for neither."""
    if any(word in text for word in OFF_WORDS):
        return OFF
    return WORKED if any(word in text for word in WORKED_WORDS) else UNCLEAR


def plain_day(text: str) -> str:
    day = day_written(text)
    return day.isoformat() if day is not None else text[:20]


def read(rows: Sequence[Stretch]) -> tuple[list[SpecialDay], list[Stretch]]:
    """Return the days of the rows, and the rows with what is wrong with each."""
    days: list[SpecialDay] = []
    checked = []
    for row in rows:
        first, last = day_written(row.first), day_written(row.last or row.first)
        problem = fault_of(first, last)
        if not problem and row.kind == UNCLEAR:
            problem = _("Say whether this is a day off or a day worked.")
        checked.append(
            Stretch(first=row.first, last=row.last, kind=row.kind, name=row.name, problem=problem)
        )
        if not problem and first is not None and last is not None:
            days += [
                SpecialDay(
                    day=first + timedelta(days=n), is_worked=row.kind == WORKED, name=row.name
                )
                for n in range((last - first).days + 1)
            ]
    return days, checked


def fault_of(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return _("This is no day. Write 2027-01-01.")
    if last < first:
        return _("The last day lies before the first.")
    if (last - first).days >= LONGEST_STRETCH:
        return _("A stretch has at most 31 days.")
    return ""
