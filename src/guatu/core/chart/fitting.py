"""Choosing how lines stand on a paper: as much of each as is still read from where the paper is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TypeVar

from guatu.core.chart.cells import STAR
from guatu.core.chart.drawing import Frame, Look, picture_of
from guatu.core.chart.filling import Named
from guatu.core.chart.measuring import text_width
from guatu.core.chart.papers import GAP, LOOSE_ROW, PADDING, ROW, SHORT_ROW, Format, Paper, Rows
from guatu.core.chart.shapes import Sheet
from guatu.core.chart.sheets import ProgressChart, Sheets, levels_of, sheets_of
from guatu.core.chart.values import Line, Row
from guatu.core.chart.wording import SheetWords

T = TypeVar("T")
STEPS = 4  # sizes of print in a point
FINE = 100  # heights of a row in an em
TITLE = 2.2  # em
LAMP_PADDING = 2 * PADDING
LEAST_TITLE = 11.0  # em
EMPTY = 5.6  # em of a column in which no line says anything: its head, and room for a pen


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One way to stand: the columns in em, the least em of drawing beside them, panels side by side."""

    ems: dict[str, float]
    track: float
    rows: Rows
    panels: int = 1
    has_headings: bool = True

    @property
    def width(self) -> float:
        """The least width of a sheet, in em."""
        return self.panels * (sum(self.ems.values()) + self.track) + (self.panels - 1) * GAP


FULL = Cut(
    ems={"lamp": 6.2, "title": 20, "standard": 22, "measures": 22, "unit": 8, "owner": 9, "due": 7.6},
    track=40, rows=Rows.FULL,
)  # fmt: skip
WIDE = Cut(
    ems={"lamp": 6.2, "title": 24, "standard": 20, "measures": 20, "unit": 8.6, "owner": 6.5,
         "due": 6.4, "standing": 7.8, "next": 13},
    track=36, rows=Rows.SHORT,
)  # fmt: skip
DOUBLE = Cut(
    ems={"lamp": 6.2, "title": 18, "standard": 11, "measures": 11, "unit": 6.5, "owner": 5.2,
         "due": 6.4},
    track=28, rows=Rows.SHORT, panels=2,
)  # fmt: skip
# 工作要求 and 工作措施 have no room any more: the sheet says so
SMALL = Cut(
    ems={"lamp": 6.2, "title": 16.8, "unit": 6.2, "owner": 5.2, "due": 6.2, "next": 5.4},
    track=21.6, rows=Rows.SHORT, panels=2,
)  # fmt: skip
CUTS = (  # those that say more come first
    FULL, WIDE, DOUBLE, SMALL, replace(SMALL, panels=3),
    replace(SMALL, panels=3, has_headings=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is printed: the paper, and rows of one sort only, or whatever says most (None)."""

    form: Format
    rows: Rows | None = None


def printed_sheets(
    groups: Sequence[tuple[str, Sequence[Line]]],
    frame: Frame,
    look: Callable[[Paper], Look],
    *,
    words: SheetWords,
    order: Order,
) -> list[Sheet]:
    """Return the progress chart on sheets for the press.

    Parameters
    ----------
    groups
        Names with their lines, in the order of the rows.
    frame
        The campaign's time.
    look
        How a picture is drawn on a paper.
    words
        What the sheets say.
    order
        The paper, and how rows stand.

    Returns
    -------
    list of Sheet
        In points, as large as the paper between its margins. Of the ways to stand that take the
        fewest sheets the one that says most is taken, in the largest print that takes no more.

    References
    ----------
    `docs/methods/chart.md`, "Paper".
    """
    paper = paper_for(groups, frame, look, words=words, order=order)
    return sheets_of(picture_of(groups, frame, look(paper)), paper, words)


def paper_for(
    groups: Sequence[tuple[str, Sequence[Line]]],
    frame: Frame,
    look: Callable[[Paper], Look],
    *,
    words: SheetWords,
    order: Order,
) -> Paper:
    """Return the paper with the columns and the size of print on which the lines stand best."""
    lamps = lamp_room(groups, words)
    are_units = all(line.unit == name for name, lines in groups for line in lines)
    cuts = [
        with_lamps(without_empty(cut, groups), lamps)
        for cut in CUTS
        if (order.rows is None or cut.rows is order.rows)
        # each row names its unit already
        and (cut.has_headings or are_units)
    ]
    first = paper_of(cuts[0], order.form, order.form.least)
    levels = levels_of(picture_of((), frame, look(first)).head)
    chart = ProgressChart(words=words, levels=levels)
    named: list[Named[Row | Line]] = [(name, lines) for name, lines in groups]
    return best(cuts, order.form, Sheets(chart=chart, groups=named, paper=first, words=words))


def lamp_room(groups: Sequence[tuple[str, Sequence[Line]]], words: SheetWords) -> float:
    """Return how wide the longest word of a lamp is, in em: no lamp is told by half a word."""
    lines = [line for _name, some in groups for line in some]
    longest = max((text_width(words.lamp(line.lamp)) for line in lines), default=0.0)
    star = text_width(STAR) if any(line.lamp_until for line in lines) else 0.0
    return longest + star + LAMP_PADDING


def with_lamps(cut: Cut, room: float) -> Cut:
    """Return the cut with room for the lamps' words, at the cost of the column beside them."""
    more = max(round(room - cut.ems["lamp"], 2), 0.0)
    title = max(cut.ems["title"] - more, LEAST_TITLE)
    return replace(cut, ems=cut.ems | {"lamp": cut.ems["lamp"] + more, "title": title})


def without_empty(cut: Cut, groups: Sequence[tuple[str, Sequence[Line]]]) -> Cut:
    """Return the cut with those columns narrow in which no line says anything."""
    said = {
        name
        for name in ("standard", "measures")
        if any(getattr(line, name) for _group, lines in groups for line in lines)
    }
    narrow = {"standard", "measures"} - said
    return replace(cut, ems={name: EMPTY if name in narrow else em for name, em in cut.ems.items()})


def paper_of(cut: Cut, form: Format, size: float) -> Paper:
    return Paper(
        width=form.inner_width, height=form.inner_height, size=size, ems=cut.ems, rows=cut.rows,
        panels=cut.panels, title=TITLE, has_headings=cut.has_headings,
    )  # fmt: skip


def best(cuts: Iterable[Cut], form: Format, sheets: Sheets[T]) -> Paper:
    """Return the paper of the first cut that takes the fewest sheets, in the largest print."""
    able = [cut for cut in cuts if cut.width * form.least <= form.inner_width]
    counted = list(counts(able, form, sheets))
    fewest = min(count for _cut, count in counted)
    cut = next(cut for cut in able for one, count in counted if one is cut and count == fewest)

    def takes_no_more(paper: Paper) -> bool:
        return len(replace(sheets, paper=paper).pages()) <= fewest

    low = ceil(form.least * STEPS)
    high = floor(min(form.largest, form.inner_width / cut.width) * STEPS)
    size = largest(low, high, lambda step: takes_no_more(paper_of(cut, form, step / STEPS)))
    paper = paper_of(cut, form, size / STEPS)
    if cut.rows is not Rows.SHORT:
        return paper
    apart = largest(
        ceil(SHORT_ROW * FINE), floor(LOOSE_ROW * FINE),
        lambda step: takes_no_more(replace(paper, short_row=step / FINE)),
    )  # fmt: skip
    return replace(paper, short_row=apart / FINE)


def largest(low: int, high: int, is_good: Callable[[int], bool]) -> int:
    """Return the largest number up to `high` that is good; `low` is taken to be."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if is_good(middle) else (low, middle - 1)
    return low


def counts(cuts: Sequence[Cut], form: Format, sheets: Sheets[T]) -> Iterator[tuple[Cut, int]]:
    """Yield how many sheets each cut takes in the least print; what surely takes more is not measured."""
    rows = sum(len(some) for _name, some in sheets.groups)
    fewest = 0
    for cut in sorted(cuts, key=lambda one: one.rows is Rows.FULL):
        laid = replace(sheets, paper=paper_of(cut, form, form.least))
        if cut.rows is Rows.FULL and fewest and ceil(rows * ROW / laid.room.height) > fewest:
            continue
        found = len(laid.pages())
        fewest = min(found, fewest or found)
        yield cut, found
