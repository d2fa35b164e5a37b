"""作战保障图 on sheets: what each item needs in a column a sort, who clears it, by when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from guatu.core.chart.cells import FIRST, FULL_LEADING, HAIR, SIDES, WHOLE, Place, wrapped
from guatu.core.chart.cells import words as words_at
from guatu.core.chart.columns import TITLE
from guatu.core.chart.filling import Named
from guatu.core.chart.fitting import STEPS, largest
from guatu.core.chart.measuring import MORE, fitted, text_width
from guatu.core.chart.papers import PADDING, Format, Panel, Paper, Rows
from guatu.core.chart.shapes import Drawn, Role, Rule, Sheet
from guatu.core.chart.sheets import Sheets, column_heads
from guatu.core.chart.wording import SheetWords
from guatu.core.lamps import Lamp

FIXED: Mapping[str, float] = {"title": 20, "unit": 8}  # em, at most
NARROWEST = 8.4  # em of a sort's column: what it holds decides how much more it gets
BESIDE = 21.0  # em from which on a cell has its wants in two columns, or more
FIRST_COLUMNS = ("lamp", "title", "unit")
SPARED = 0.2
DAMPED = 0.75  # power of how much a sort says: a column of many problems is wide, not all
FUZZ = 1e-6
HEAD = 1.9
LEAST_ROW = 2.0
BELOW = 0.6
BETWEEN = 0.3  # em between two wants of a cell
WANT_LINES = 6  # of what one want says, where wants are shortened; of a title
BY_LINES = 4  # of who clears it by when
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Styled:
    """One line of text in a cell: how far from its top in em, how far from its left in points.

    `is_rest` where it only counts the wants that have no room.
    """

    down: float
    text: str
    role: Role = Role.TEXT
    is_bold: bool = False
    right: float = 0.0
    is_rest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a sort asks of its column: how much of the room, and how many em at least."""

    weight: float
    least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Most:
    """How much of a cell is printed: the most urgent `wants`, of each so many lines; the others are counted."""

    wants: int = 10_000
    lines: int = WHOLE


ALL = Most()
WAYS = (ALL, Most(lines=WANT_LINES), Most(wants=5, lines=WANT_LINES))


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuringChart:
    """Items by row, sorts by column. `more` says how many wants a cell has no room for."""

    words: SheetWords
    more: Callable[[int], str]
    most: Most = ALL

    def head_height(self, _paper: Paper) -> float:
        return HEAD

    def head(self, panel: Panel, *, top: float, bottom: float) -> Iterator[Drawn]:
        yield from column_heads(panel, self.words, top + panel.size * 1.3)
        x = panel.left
        for name, width in panel.paper.columns.items():
            if name not in FIRST_COLUMNS:
                yield Rule(x1=x, y1=top, x2=x, y2=bottom, role=Role.LINE)
            x += width

    def height(self, row: Item, paper: Paper) -> float:
        ends = [LEAST_ROW]
        for name, width in paper.columns.items():
            lines = self.lines(row, name, width, paper)
            ends.append(max((line.down + BELOW for line in lines), default=0))
        return round(max(ends), 3)

    def row(self, row: Item, panel: Panel, y: float) -> Iterator[Drawn]:
        x, paper = panel.left, panel.paper
        for name, width in paper.columns.items():
            lamp = row.lamp if name == "lamp" else None
            for line in self.lines(row, name, width, paper):
                place = Place(x=x + line.right, y=y, width=width)
                yield words_at(line.text, place, paper, down=line.down, role=line.role,
                               is_bold=line.is_bold, lamp=lamp)  # fmt: skip
            x += width

    def cut(self, row: Item, paper: Paper) -> int:
        """Return how many cells do not say all: a text ends with …, or wants are only counted."""
        return sum(
            is_cut(row, name, lines) or any(line.is_rest for line in lines)
            for name, width in paper.columns.items()
            for lines in [self.lines(row, name, width, paper)]
        )

    def keys(self) -> Sequence[str]:
        return ()

    def lines(self, row: Item, name: str, width: float, paper: Paper) -> list[Styled]:
        room = width - 2 * PADDING * paper.size
        if name == "lamp":
            text = fitted(self.words.lamp(row.lamp), room, paper.size) if row.lamp else ""
            return [Styled(down=FIRST, text=text, role=Role.LAMP, is_bold=True)] if text else []
        if name == "title":
            return plain(f"{row.number} {row.title}".strip(), room, paper)
        if name == "unit":
            return plain(row.unit, room, paper, most=WHOLE)
        return self.want_lines(row.wants.get(name, ()), room, paper)

    def want_lines(self, wants: Sequence[Want], room: float, paper: Paper) -> list[Styled]:
        """Return the lines of a cell: its wants beside each other where that makes it lower."""
        shown = min(len(wants), self.most.wants)
        most = min(max(floor(room / paper.size / BESIDE), 1), max(shown, 1))
        ways = {
            count: self.beside(wants, room / count, count, paper) for count in range(1, most + 1)
        }
        # more columns must spare more than a little: a list of whole lines reads better
        return ways[min(ways, key=lambda count: bottom(ways[count]) * (1 + SPARED * (count - 1)))]

    def beside(self, wants: Sequence[Want], width: float, count: int, paper: Paper) -> list[Styled]:
        """Return the lines of wants in `count` columns; those that have no room are counted."""
        gap = paper.size if count > 1 else 0.0
        shown = wants[: self.most.wants]
        blocks = [list(said(one, width - gap, paper.size, self.most.lines)) for one in shown]
        share = sum(len(block) * FULL_LEADING + BETWEEN for block in blocks) / count
        most = max(paper.height / paper.size - KEPT * 2, WANT_LINES)
        found: list[Styled] = []
        place, down = 0, FIRST
        for n, block in enumerate(blocks):
            if down - FIRST > share - FUZZ and place < count - 1:
                place, down = place + 1, FIRST
            if down > FIRST and down + len(block) * FULL_LEADING > most:
                return [*found, self.rest(len(wants) - n, down, place * width)]
            for line in block:
                found.append(replace(line, down=round(down, 3), right=place * width))
                down += FULL_LEADING
            down += BETWEEN
        if len(wants) > len(blocks):
            found.append(self.rest(len(wants) - len(blocks), round(down, 3), place * width))
        return found

    def rest(self, count: int, down: float, right: float) -> Styled:
        return Styled(down=down, text=self.more(count), role=Role.SOFT, right=right, is_rest=True)


def is_cut(row: Item, name: str, lines: Sequence[Styled]) -> bool:
    whole = [want.text for want in row.wants.get(name, ())] or [row.title, row.unit]
    return any(
        line.text.endswith(MORE) and not any(text.endswith(MORE) for text in whole)
        for line in lines
    )


def bottom(lines: Sequence[Styled]) -> float:
    return max((line.down for line in lines), default=0.0)


def plain(text: str, room: float, paper: Paper, *, most: int = WANT_LINES) -> list[Styled]:
    lines = wrapped(text, round(room / paper.size, 2), most)
    return [Styled(down=FIRST + n * FULL_LEADING, text=part) for n, part in enumerate(lines)]


def said(want: Want, room: float, size: float, most: int) -> Iterator[Styled]:
    """Yield the lines of one want, still at the top; of what it says at most `most`."""
    role = Role.SOFT if want.is_settled else Role.TEXT
    for part in wrapped(want.text, round(room / size, 2), most):
        yield Styled(down=0, text=part, role=role)
    for part in wrapped(want.by, round(room / size, 2), BY_LINES):
        yield Styled(down=0, text=part, role=Role.LATE if want.is_late else Role.SOFT,
                     is_bold=want.is_late)  # fmt: skip


def securing_sheets(
    groups: Sequence[tuple[str, Sequence[Item]]],
    form: Format,
    *,
    words: SheetWords,
    sorts: Sequence[str],
    more: Callable[[int], str],
    is_whole: bool = False,
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
    is_whole
        Whether every want is printed whole, however many sheets that takes.

    Returns
    -------
    list of Sheet
        As many as the least print takes, in the largest print that takes no more: with every want
        whole if that takes no more sheets than shortening them, else with the most urgent of a cell.
    """
    named: list[Named[Item]] = list(groups)
    items = [item for _name, some in groups for item in some]
    first, asked = fixed_for(items, words), asked_of(items, sorts)

    def at(size: float, most: Most) -> Sheets[Item]:
        paper = securing_paper(form, asked, size, first=first)
        chart = SecuringChart(words=words, more=more, most=most)
        return Sheets(chart=chart, groups=named, paper=paper, words=words)

    widest = sum(first.values()) + NARROWEST * len(sorts)
    low = ceil(form.least * STEPS)
    high = floor(min(form.largest, form.inner_width / widest) * STEPS)
    pages = {most: len(at(form.least, most).pages()) for most in ((ALL,) if is_whole else WAYS)}
    fewest = min(pages.values())
    most = next(one for one, count in pages.items() if count == fewest)
    size = largest(low, high, lambda step: len(at(step / STEPS, most).pages()) <= fewest)
    return at(size / STEPS, most).drawn()


def asked_of(items: Iterable[Item], sorts: Sequence[str]) -> dict[str, Asked]:
    """Return how much each sort has to say, and how wide its column is that cuts none of it."""
    widths: dict[str, list[float]] = {sort: [] for sort in sorts}
    for item in items:
        for sort, wants in item.wants.items():
            widths[sort] += [text_width(want.text) for want in wants]
    return {
        sort: Asked(
            weight=max(sum(some), 1.0) ** DAMPED,
            least=max(max(some, default=0.0) / (WANT_LINES - 1) + SIDES, NARROWEST),
        )
        for sort, some in widths.items()
    }


def fixed_for(items: Sequence[Item], say: SheetWords) -> dict[str, float]:
    """Return the widths of the first columns, in em: what they hold needs no more, a lamp no less."""
    texts = {
        "lamp": [say.lamp(item.lamp) for item in items if item.lamp],
        "title": [f"{item.number} {item.title}".strip() for item in items],
        "unit": [item.unit for item in items],
    }
    needed = {
        name: max(map(text_width, [*some, say.heads[name]])) + SIDES for name, some in texts.items()
    }
    return {name: round(min(em, FIXED.get(name, em)) + HAIR, 2) for name, em in needed.items()}


def securing_paper(
    form: Format, asked: Mapping[str, Asked], size: float, *, first: Mapping[str, float]
) -> Paper:
    """Return the paper with a column a sort, which share by weight what the first columns leave."""
    room = form.inner_width / size - sum(first.values())
    least = {sort: one.least for sort, one in asked.items()}
    if sum(least.values()) > room:
        least = dict.fromkeys(asked, NARROWEST)
    left, whole = room - sum(least.values()), sum(one.weight for one in asked.values()) or 1
    shares = {sort: least[sort] + left * one.weight / whole for sort, one in asked.items()}
    return Paper(
        width=form.inner_width, height=form.inner_height, size=size, ems={**first, **shares},
        rows=Rows.FULL, title=TITLE,
    )  # fmt: skip
