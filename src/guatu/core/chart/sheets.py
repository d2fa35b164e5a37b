"""A picture on sheets of a size: columns at the left, the drawing at the right, as many rows as fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from guatu.core.chart.cells import Place, cell, lost, row_height
from guatu.core.chart.filling import Block, Named, Room, filled
from guatu.core.chart.frames import FOOT, foot, title_height, titles
from guatu.core.chart.measuring import fitted, lines_of
from guatu.core.chart.papers import PADDING, Panel, Paper, Rows, panels_of
from guatu.core.chart.placing import head_shapes, track_shapes
from guatu.core.chart.shapes import Drawn, Rect, Role, Rule, Sheet, Words
from guatu.core.chart.values import Head, Line, Picture, Row
from guatu.core.chart.wording import SheetWords

LANE = 1.5  # em: a level of the head
HEAD_LEADING = 1.15
MOST = 300  # rows on a sheet before the wall, whatever room there is
T = TypeVar("T")
R_contra = TypeVar("R_contra", contravariant=True)


class Chart(Protocol[R_contra]):
    """What fills sheets: rows that know how high they are, and a head over them."""

    def head_height(self, paper: Paper) -> float:
        """Return how high the head over the rows is, in em."""

    def head(self, panel: Panel, *, top: float, bottom: float) -> Iterator[Drawn]:
        """Yield the columns' heads, and what runs from them down to `bottom`."""

    def height(self, row: R_contra, paper: Paper) -> float:
        """Return how high a row is, in em."""

    def row(self, row: R_contra, panel: Panel, y: float) -> Iterator[Drawn]:
        """Yield a row whose upper edge is at `y`."""

    def cut(self, row: R_contra, paper: Paper) -> int:
        """Return how many cells of a row are not printed whole."""

    def keys(self) -> Sequence[str]:
        """Return what the legend says of signs in the head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets(Generic[T]):
    """Rows in groups, how they are drawn, the paper they stand on, and what it says."""

    chart: Chart[T]
    groups: Sequence[Named[T]]
    paper: Paper
    words: SheetWords

    @property
    def room(self) -> Room[T]:
        """What a panel has for rows; the legend stands beneath it."""
        paper = self.paper
        return Room(
            height=paper.height / paper.size - self.top - FOOT,
            heading=paper.group_row,
            row=lambda row: self.chart.height(row, paper),
            panels=paper.panels,
            most=0 if paper.rows is Rows.LANES else MOST,
        )

    @property
    def top(self) -> float:
        """Where the rows begin, in em."""
        return title_height(self.paper, self.words) + self.chart.head_height(self.paper)

    def pages(self) -> list[list[list[Block[T]]]]:
        return list(filled(self.groups, self.room, self.words.continued))

    def drawn(self) -> list[Sheet]:
        pages = self.pages()
        return [
            Sheet(
                width=self.paper.width,
                height=self.paper.height,
                size=self.paper.size,
                number=number,
                count=len(pages),
                cut=self.cut(panels),
                shapes=tuple(self.shapes(panels, number, len(pages))),
            )
            for number, panels in enumerate(pages, 1)
        ]

    def cut(self, panels: Sequence[Sequence[Block[T]]]) -> int:
        rows = (row for blocks in panels for _name, some in blocks for row in some)
        return sum(self.chart.cut(row, self.paper) for row in rows)

    def shapes(
        self, panels: Sequence[Sequence[Block[T]]], number: int, count: int
    ) -> Iterator[Drawn]:
        paper, words = self.paper, self.words
        yield Rect(x=0, y=0, width=paper.width, height=paper.height, role=Role.GROUND)
        yield from titles(paper, words)
        for panel, blocks in zip(panels_of(paper), panels, strict=False):
            yield from self.panel(panel, blocks)
        told = [words.cut] if words.cut and self.cut(panels) else []
        told += self.chart.keys()
        yield from foot(paper, words, number=number, count=count, told=told)

    def panel(self, panel: Panel, blocks: Sequence[Block[T]]) -> Iterator[Drawn]:
        size, paper = panel.size, self.paper
        head = title_height(paper, self.words) * size
        y = self.top * size
        yield Rect(x=panel.left, y=head, width=paper.panel_width, height=y - head, role=Role.HEAD)
        rows = [row for _name, some in blocks for row in some]
        heights = sum(self.chart.height(row, paper) for row in rows)
        bottom = y + (heights + paper.group_row * len(blocks)) * size
        yield from self.chart.head(panel, top=head, bottom=bottom)
        for name, some in blocks:
            yield from group_shapes(name, y, panel)
            y += paper.group_row * size
            for row in some:
                yield Rule(x1=panel.left, y1=y, x2=panel.right, y2=y, role=Role.LINE)
                yield from self.chart.row(row, panel, y)
                y += self.chart.height(row, paper) * size
        yield Rule(x1=panel.left, y1=y, x2=panel.right, y2=y, role=Role.STRONG_LINE)


def group_shapes(name: str, y: float, panel: Panel) -> Iterator[Drawn]:
    size, height = panel.size, panel.paper.group_row * panel.size
    if panel.paper.has_headings:
        # the drawing's lines go on beneath the heading's text, not over it
        room = panel.track_left - panel.left
        yield Rect(x=panel.left, y=y, width=room, height=height, role=Role.GROUP)
        yield Words(x=panel.left + size * PADDING, y=y + height / 2 + size * 0.35, size=size,
                    is_bold=True, text=fitted(name, room - size, size))  # fmt: skip
    yield Rule(x1=panel.left, y1=y, x2=panel.right, y2=y, role=Role.STRONG_LINE)


def column_heads(panel: Panel, words: SheetWords, base: float) -> Iterator[Drawn]:
    """Yield the columns' heads, one that is too wide for its column in two lines."""
    x, size = panel.left, panel.size
    for name, width in panel.paper.columns.items():
        room = round(width / size - PADDING, 2)
        lines = lines_of(words.heads[name], room)
        for n, text in enumerate(lines, 1 - len(lines)):
            yield Words(x=x + size * PADDING, y=base + n * HEAD_LEADING * size, text=text,
                        size=size, is_bold=True)  # fmt: skip
        x += width


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressChart:
    """作战进度图: columns at the left, time at the right. Without a picture it only measures."""

    words: SheetWords
    levels: int
    picture: Picture | None = None

    def head_height(self, _paper: Paper) -> float:
        return self.levels * LANE + 0.4

    def head(self, panel: Panel, *, top: float, bottom: float) -> Iterator[Drawn]:
        size = panel.size
        under = top + (self.levels * LANE + 0.4) * size
        yield from column_heads(panel, self.words, under - size * 0.6)
        if self.picture is not None:
            yield from head_shapes(self.picture, panel, top=top, bottom=bottom, lane=LANE * size)
        yield Rule(x1=panel.track_left, y1=top, x2=panel.track_left, y2=bottom,
                   role=Role.STRONG_LINE)  # fmt: skip

    def height(self, row: Row | Line, paper: Paper) -> float:
        return row_height(row.line if isinstance(row, Row) else row, paper, self.words)

    def row(self, row: Row | Line, panel: Panel, y: float) -> Iterator[Drawn]:
        line, paper, x = row.line if isinstance(row, Row) else row, panel.paper, panel.left
        for name, width in paper.columns.items():
            place = Place(x=x, y=y, width=width)
            yield from cell(name, line, place, paper=paper, say=self.words)
            x += width
        if isinstance(row, Row):
            today = self.picture.today if self.picture else None
            yield from track_shapes(row, panel, middle=y + panel.lane * panel.size, today=today)

    def cut(self, row: Row | Line, paper: Paper) -> int:
        line = row.line if isinstance(row, Row) else row
        return sum(
            lost(name, line, em, paper=paper, say=self.words) > 0 for name, em in paper.ems.items()
        )

    def keys(self) -> Sequence[str]:
        bands = self.picture.head.bands if self.picture else ()
        return [band.key for band in bands if band.key]


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
    return progress_sheets(picture, paper, words).drawn()


def progress_sheets(picture: Picture, paper: Paper, words: SheetWords) -> Sheets[Row | Line]:
    chart = ProgressChart(words=words, levels=levels_of(picture.head), picture=picture)
    groups: list[Named[Row | Line]] = [(group.name, group.rows) for group in picture.groups]
    return Sheets(chart=chart, groups=groups, paper=paper, words=words)


def levels_of(head: Head) -> int:
    return head.lanes + bool(head.large) + bool(head.small)


def one_sheet(picture: Picture, paper: Paper, words: SheetWords) -> Paper:
    """Return the paper made as high as the whole picture needs."""
    whole = progress_sheets(picture, paper, words)
    rows = sum(
        paper.group_row + sum(row_height(row.line, paper, words) for row in group.rows)
        for group in picture.groups
    )
    return replace(paper, height=(whole.top + rows + FOOT + PADDING) * paper.size)
