"""A picture on sheets of a size: columns at the left, the drawing at the right, as many rows as fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from guatu.core.chart.measuring import fitted, lines_of, text_width
from guatu.core.chart.placing import head_shapes, track_shapes
from guatu.core.chart.shapes import Anchor, Drawn, Rect, Role, Rule, Sheet, Words
from guatu.core.chart.values import Group, Line, Picture, Row
from guatu.core.lamps import Lamp

COLUMNS: Mapping[str, float] = {  # em of the sheet's size
    "lamp": 6.0,
    "title": 16.0,
    "unit": 7.0,
    "leader": 5.0,
    "due": 7.8,
}
ROW = 3.7  # em: three lanes
GROUP_ROW = 1.9
LANE = 1.5  # of the head
TITLE = 1.5  # em: size of the sheet's title
PADDING = 0.4
SMALL = 0.8  # of what says that a person set the lamp, in two lines beneath it


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet's size and the size of its print, all in the same unit."""

    width: float
    height: float
    size: float

    @property
    def columns(self) -> dict[str, float]:
        """The columns with their widths, in order."""
        return {name: em * self.size for name, em in COLUMNS.items()}

    @property
    def track_left(self) -> float:
        return sum(self.columns.values())

    @property
    def track_width(self) -> int:
        """How wide the drawing is: the picture's scale is made for it."""
        return int(self.width - self.track_left)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """What a sheet says, in the reader's language. `heads` are the columns' by their names."""

    title: str
    note: str
    heads: Mapping[str, str]
    lamp: Callable[[Lamp], str]
    by_hand: Callable[[date], str]
    day: Callable[[date | None], str]
    continued: Callable[[str], str]
    legend: str


def sheets_of(picture: Picture, paper: Paper, words: SheetWords) -> list[Sheet]:
    """Return the picture on as many sheets as it takes; every row stands on exactly one.

    Parameters
    ----------
    picture
        Drawn on a scale of `paper.track_width` with `paper.size`.
    paper
        The sheet; one that is too low for a row still gets one.
    words
        Title, heads and formats.
    """
    top = head_height(picture, paper)
    room = paper.height - top - paper.size * GROUP_ROW  # the legend stands in the last of it
    pages = list(filled(picture.groups, room, paper, words))
    return [
        Sheet(
            width=paper.width,
            height=paper.height,
            number=number,
            count=len(pages),
            shapes=tuple(sheet_shapes(picture, page, paper, words)),
        )
        for number, page in enumerate(pages, 1)
    ]


Block = tuple[str, list[Row]]  # a group's name as it stands on this sheet, and its rows there


def filled(
    groups: Sequence[Group], room: float, paper: Paper, words: SheetWords
) -> Iterator[list[Block]]:
    """Yield the rows of each sheet; a group that goes on says so, a heading never stands last."""
    page: list[Block] = []
    left = room
    for group in groups:
        is_new = True
        for row in group.rows:
            height = (GROUP_ROW if is_new else 0) * paper.size + ROW * paper.size
            if page and height > left:
                yield page
                page, left = [], room
                is_new, height = True, (GROUP_ROW + ROW) * paper.size
            if is_new:
                begun = row is group.rows[0]
                page.append((group.name if begun else words.continued(group.name), []))
                is_new = False
            page[-1][1].append(row)
            left -= height
    yield page


def one_sheet(picture: Picture, paper: Paper) -> Paper:
    """Return the paper made as high as the whole picture needs."""
    rows = sum(GROUP_ROW + ROW * len(group.rows) for group in picture.groups)
    height = head_height(picture, paper) + (rows + GROUP_ROW + PADDING) * paper.size
    return replace(paper, height=height)


def head_height(picture: Picture, paper: Paper) -> float:
    levels = picture.head.lanes + bool(picture.head.large) + bool(picture.head.small)
    return paper.size * (TITLE * 1.6 + levels * LANE + 0.4)


def sheet_shapes(
    picture: Picture, page: Sequence[Block], paper: Paper, words: SheetWords
) -> Iterator[Drawn]:
    size, top = paper.size, head_height(picture, paper)
    yield Rect(x=0, y=0, width=paper.width, height=paper.height, role=Role.GROUND)
    yield from titles(paper, words)
    head_top = size * TITLE * 1.6
    yield Rect(x=0, y=head_top, width=paper.width, height=top - head_top, role=Role.HEAD)
    x = 0.0
    for name, width in paper.columns.items():
        yield Words(x=x + size * PADDING, y=top - size * 0.6, text=words.heads[name], size=size,
                    is_bold=True)  # fmt: skip
        x += width
    bottom = top + sum(GROUP_ROW * size + ROW * size * len(rows) for _name, rows in page)
    yield from head_shapes(picture, paper, top=head_top, bottom=bottom, lane=LANE * size)
    y = top
    for name, rows in page:
        yield from group_shapes(name, y, paper)
        y += GROUP_ROW * size
        for row in rows:
            yield from row_shapes(row, y, paper, words)
            y += ROW * size
    yield Rule(x1=paper.track_left, y1=head_top, x2=paper.track_left, y2=y, role=Role.STRONG_LINE)
    yield Words(x=size * PADDING, y=paper.height - size * 0.5, size=size, role=Role.SOFT,
                text=fitted(words.legend, paper.width - size, size))  # fmt: skip


def titles(paper: Paper, words: SheetWords) -> Iterator[Drawn]:
    """Yield the title, and at the right what else is said of the sheet."""
    size = paper.size
    note = text_width(words.note, size)
    title = fitted(words.title, paper.width - note - size * 2, size * TITLE)
    yield Words(x=0, y=size * TITLE * 1.1, text=title, size=size * TITLE, is_bold=True)
    yield Words(x=paper.width, y=size * TITLE * 1.1, text=words.note, size=size, role=Role.SOFT,
                anchor=Anchor.END)  # fmt: skip


def group_shapes(name: str, y: float, paper: Paper) -> Iterator[Drawn]:
    size = paper.size
    # the drawing's lines go on beneath the heading's text, not over it
    yield Rect(x=0, y=y, width=paper.track_left, height=GROUP_ROW * size, role=Role.GROUP)
    yield Words(x=size * PADDING, y=y + size * 1.3, size=size, is_bold=True,
                text=fitted(name, paper.track_left - size, size))  # fmt: skip
    yield Rule(x1=0, y1=y, x2=paper.width, y2=y, role=Role.STRONG_LINE)


def row_shapes(row: Row, y: float, paper: Paper, words: SheetWords) -> Iterator[Drawn]:
    yield Rule(x1=0, y1=y, x2=paper.width, y2=y, role=Role.LINE)
    x = 0.0
    for name, width in paper.columns.items():
        yield from CELLS[name](row.line, Place(x=x, y=y, width=width), paper, words)
        x += width
    yield from track_shapes(row, paper, middle=y + ROW * paper.size / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell: its corner and its width."""

    x: float
    y: float
    width: float


def lamp_cell(line: Line, place: Place, paper: Paper, words: SheetWords) -> Iterator[Drawn]:
    size = paper.size
    yield Words(x=place.x + size * PADDING, y=place.y + size * 1.4, size=size, is_bold=True,
                text=fitted(words.lamp(line.lamp), place.width - size * PADDING, size),
                role=Role.LAMP, lamp=line.lamp)  # fmt: skip
    if line.lamp_until is None:
        return
    small = size * SMALL
    parts = lines_of(words.by_hand(line.lamp_until), place.width - size * PADDING, size=small)
    for n, part in enumerate(parts):
        yield Words(x=place.x + size * PADDING, y=place.y + size * (2.4 + n), size=small,
                    text=part, role=Role.SOFT)  # fmt: skip


def title_cell(line: Line, place: Place, paper: Paper, _words: SheetWords) -> Iterator[Drawn]:
    text = f"{line.number} {line.title}".strip()
    yield from cell_lines(text, place, paper)


def unit_cell(line: Line, place: Place, paper: Paper, _words: SheetWords) -> Iterator[Drawn]:
    yield from cell_lines(line.unit, place, paper)


def leader_cell(line: Line, place: Place, paper: Paper, _words: SheetWords) -> Iterator[Drawn]:
    yield from cell_lines(line.leader, place, paper)


def cell_lines(text: str, place: Place, paper: Paper) -> Iterator[Drawn]:
    size = paper.size
    room = place.width - 2 * size * PADDING
    for n, part in enumerate(lines_of(text, room, size=size)):
        yield Words(x=place.x + size * PADDING, y=place.y + size * (1.4 + 1.4 * n), size=size,
                    text=part)  # fmt: skip


def due_cell(line: Line, place: Place, paper: Paper, words: SheetWords) -> Iterator[Drawn]:
    size, x = paper.size, place.x + paper.size * PADDING
    is_late = line.lamp is Lamp.OVERDUE
    yield Words(x=x, y=place.y + size * 1.4, size=size, is_bold=is_late,
                text=fitted(words.day(line.due_on), place.width - size * PADDING, size),
                role=Role.LATE if is_late else Role.TEXT)  # fmt: skip
    following = line.next_node()
    if following is not None:
        text = fitted(f"◇ {words.day(following.due_on)}", place.width - size * PADDING, size)
        yield Words(x=x, y=place.y + size * 2.8, size=size, text=text, role=Role.SOFT)


Cells = Callable[[Line, Place, Paper, SheetWords], Iterator[Drawn]]
CELLS: Mapping[str, Cells] = {
    "lamp": lamp_cell,
    "title": title_cell,
    "unit": unit_cell,
    "leader": leader_cell,
    "due": due_cell,
}
