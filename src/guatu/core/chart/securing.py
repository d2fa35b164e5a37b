"""作战保障图 on sheets: what each item needs in a column a sort, who clears it, by when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

from guatu.core.chart.cells import FIRST, FULL_LEADING, Place, wrapped
from guatu.core.chart.cells import words as words_at
from guatu.core.chart.filling import Named
from guatu.core.chart.fitting import STEPS, TITLE, largest
from guatu.core.chart.measuring import fitted, text_width
from guatu.core.chart.papers import PADDING, Format, Panel, Paper, Rows
from guatu.core.chart.shapes import Drawn, Role, Rule, Sheet
from guatu.core.chart.sheets import Sheets, column_heads
from guatu.core.chart.wording import SheetWords
from guatu.core.lamps import Lamp

FIXED: Mapping[str, float] = {"lamp": 6.6, "title": 20, "unit": 8}  # em
NARROWEST = 13.0  # em of a sort's column
HEAD = 1.9
LEAST_ROW = 2.0
BELOW = 0.6
BETWEEN = 0.3  # em between two wants of a cell
WANT_LINES = 6  # of what one want says
KEPT = 8.0  # em that a cell leaves free on its sheet: the group's name, and room to see the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One need or one problem: what, and who clears it by when, in the reader's language."""

    text: str
    by: str = ""
    is_late: bool = False
    is_settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry with what it needs, by sort. No lamp is shown of an entry that is not for one's eyes."""

    title: str
    number: str = ""
    unit: str = ""
    lamp: Lamp | None = None
    wants: Mapping[str, tuple[Want, ...]]


Styled = tuple[float, str, Role, bool]  # em from the top, text, role, bold


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuringChart:
    """Items by row, sorts by column. `more` says how many wants a cell has no room for."""

    words: SheetWords
    more: Callable[[int], str]

    def head_height(self, _paper: Paper) -> float:
        return HEAD

    def head(self, panel: Panel, *, top: float, bottom: float) -> Iterator[Drawn]:
        yield from column_heads(panel, self.words, top + panel.size * 1.3)
        x = panel.left
        for name, width in panel.paper.columns.items():
            if name not in FIXED:
                yield Rule(x1=x, y1=top, x2=x, y2=bottom, role=Role.LINE)
            x += width

    def height(self, row: Item, paper: Paper) -> float:
        ends = [LEAST_ROW]
        for name, width in paper.columns.items():
            lines = self.lines(row, name, width, paper)
            ends.append(lines[-1][0] + BELOW if lines else 0)
        return round(max(ends), 3)

    def row(self, row: Item, panel: Panel, y: float) -> Iterator[Drawn]:
        x, paper = panel.left, panel.paper
        for name, width in paper.columns.items():
            place = Place(x=x, y=y, width=width)
            lamp = row.lamp if name == "lamp" else None
            for down, text, role, is_bold in self.lines(row, name, width, paper):
                yield words_at(text, place, paper, down=down, role=role, is_bold=is_bold, lamp=lamp)
            x += width

    def lines(self, row: Item, name: str, width: float, paper: Paper) -> list[Styled]:
        room = width - 2 * PADDING * paper.size
        if name == "lamp":
            text = fitted(self.words.lamp(row.lamp), room, paper.size) if row.lamp else ""
            return [(FIRST, text, Role.LAMP, True)] if text else []
        if name == "title":
            return plain(f"{row.number} {row.title}".strip(), room, paper)
        if name == "unit":
            return plain(row.unit, room, paper)
        return self.want_lines(row.wants.get(name, ()), room, paper)

    def want_lines(self, wants: Sequence[Want], room: float, paper: Paper) -> list[Styled]:
        """Return the lines of a cell: as many wants as fit a sheet, then how many more there are."""
        most = max(paper.height / paper.size - KEPT * 2, WANT_LINES)
        found: list[Styled] = []
        down = FIRST
        for n, want in enumerate(wants):
            if n and down > most:
                found.append((down, self.more(len(wants) - n), Role.SOFT, False))
                return found
            for text, role, is_bold in said(want, room, paper.size):
                found.append((round(down, 3), text, role, is_bold))
                down += FULL_LEADING
            down += BETWEEN
        return found


def plain(text: str, room: float, paper: Paper) -> list[Styled]:
    lines = wrapped(text, room, paper.size, WANT_LINES)
    return [(FIRST + n * FULL_LEADING, part, Role.TEXT, False) for n, part in enumerate(lines)]


def said(want: Want, room: float, size: float) -> Iterator[tuple[str, Role, bool]]:
    role = Role.SOFT if want.is_settled else Role.TEXT
    for part in wrapped(want.text, room, size, WANT_LINES):
        yield part, role, False
    for part in wrapped(want.by, room, size, 2):
        yield part, Role.LATE if want.is_late else Role.SOFT, want.is_late


def securing_sheets(
    groups: Sequence[tuple[str, Sequence[Item]]],
    form: Format,
    *,
    words: SheetWords,
    sorts: Sequence[str],
    more: Callable[[int], str],
) -> list[Sheet]:
    """Return the needs of items on sheets for the press.

    Parameters
    ----------
    groups
        Names with their items, in the order of the rows.
    form
        The paper.
    words
        What the sheets say; `heads` has one for each sort.
    sorts
        The sorts that get a column, in order.
    more
        How many wants have no room in a cell, in words.

    Returns
    -------
    list of Sheet
        As many as the least print takes, in the largest print that takes no more.
    """
    named: list[Named[Item]] = list(groups)
    chart = SecuringChart(words=words, more=more)

    weights = weights_of((item for _name, items in groups for item in items), sorts)

    def at(size: float) -> Sheets[Item]:
        paper = securing_paper(form, weights, size)
        return Sheets(chart=chart, groups=named, paper=paper, words=words)

    widest = sum(FIXED.values()) + NARROWEST * len(sorts)
    low = ceil(form.least * STEPS)
    high = floor(min(form.largest, form.inner_width / widest) * STEPS)
    fewest = len(at(form.least).pages())
    size = largest(low, high, lambda step: len(at(step / STEPS).pages()) <= fewest)
    return at(size / STEPS).drawn()


def weights_of(items: Iterable[Item], sorts: Sequence[str]) -> dict[str, float]:
    """Return how much each sort has to say, damped: a column of many problems is wide, not all."""
    said = dict.fromkeys(sorts, 1.0)
    for item in items:
        for sort, wants in item.wants.items():
            said[sort] += sum(text_width(want.text) for want in wants)
    return {sort: sqrt(much) for sort, much in said.items()}


def securing_paper(form: Format, weights: Mapping[str, float], size: float) -> Paper:
    """Return the paper with a column a sort, which share by weight what the first columns leave."""
    left = form.inner_width / size - sum(FIXED.values()) - NARROWEST * len(weights)
    whole = sum(weights.values()) or 1
    shares = {sort: NARROWEST + left * weight / whole for sort, weight in weights.items()}
    return Paper(
        width=form.inner_width, height=form.inner_height, size=size, ems={**FIXED, **shares},
        rows=Rows.FULL, title=TITLE,
    )  # fmt: skip
