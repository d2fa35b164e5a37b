"""Choosing how lines stand on a paper: as much of each as is still read from where the paper is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil, floor

from guatu.core.chart.cells import WHOLE, lost
from guatu.core.chart.columns import (
    NEAR,
    NEAREST,
    PANELS,
    SHARED,
    WEIGHTS,
    Cut,
    Needs,
    needs_of,
    paper_of,
)
from guatu.core.chart.drawing import Frame, Look, picture_of
from guatu.core.chart.filling import Named
from guatu.core.chart.papers import LOOSE_ROW, ROW, SHORT_ROW, Format, Paper, Rows
from guatu.core.chart.shapes import Sheet
from guatu.core.chart.sheets import ProgressChart, Sheets, levels_of, sheets_of
from guatu.core.chart.values import Line, Row
from guatu.core.chart.wording import SheetWords

STEPS = 4  # sizes of print in a point
FINE = 100  # heights of a row in an em
NAMES = ("lamp", "title", "standard", "measures", "unit", "owner", "due")
FUZZ = 1e-6
TOLD = ("title", "standard", "measures")  # what is written nowhere else on the wall
TOLERATED = 0.1  # of a column's text that may be cut before one sheet more is taken
TWICE = 2  # the sheets at most, against the fewest: who pays for paper pays for no more
WEIGHT = dict(zip(SHARED, WEIGHTS, strict=True))
Groups = Sequence[tuple[str, Sequence[Line]]]
Looks = Callable[[Paper], Look]


class Texts(StrEnum):
    """How much of their texts rows print."""

    AUTO = "auto"  # next to everything, on as few sheets as that takes
    FEWEST = "fewest"  # what fits the fewest sheets
    WHOLE = "full"
    THREE = "three"  # lines a cell
    ONE = "short"


MOST: Mapping[Texts, tuple[tuple[int, int], ...]] = {  # lines of text in a cell and in a title
    Texts.AUTO: ((WHOLE, WHOLE), (3, 3), (2, 2), (1, 2), (1, 1)),
    Texts.FEWEST: ((WHOLE, WHOLE), (3, 3), (2, 2), (1, 2), (1, 1)),
    Texts.WHOLE: ((WHOLE, WHOLE),),
    Texts.THREE: ((3, 3),),
    Texts.ONE: ((1, 1),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is printed: the paper, and how much of the texts."""

    form: Format
    texts: Texts = Texts.FEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """How lines stand best: the paper, how many sheets of it, how many cells are not printed whole."""

    paper: Paper
    sheets: int
    cut: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One way to stand, tried in the least print: sheets, and how much text is not printed, in em."""

    cut: Cut
    sheets: int
    lost: float
    is_told: bool  # whether next to nothing of any column is lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """Lines that are to stand on a paper."""

    groups: Groups
    frame: Frame
    look: Looks
    words: SheetWords
    form: Format
    needs: Needs

    @property
    def lines(self) -> Iterator[Line]:
        return (line for _name, some in self.groups for line in some)

    def at(self, cut: Cut, size: float) -> Paper | None:
        return paper_of(cut, self.form, size, self.needs)

    def pages(self, paper: Paper) -> int:
        """Return how many sheets the lines take."""
        levels = levels_of(picture_of((), self.frame, self.look(paper)).head)
        chart = ProgressChart(words=self.words, levels=levels)
        named: list[Named[Row | Line]] = [(name, lines) for name, lines in self.groups]
        return len(Sheets(chart=chart, groups=named, paper=paper, words=self.words).pages())

    def lacking(self, paper: Paper) -> Iterator[tuple[str, float]]:
        """Yield the column of each cell that is not printed whole, and what it lacks, in em."""
        for line in self.lines:
            for name, em in paper.ems.items():
                if missing := lost(name, line, em, paper=paper, say=self.words):
                    yield name, missing

    def losses(self, paper: Paper) -> Iterator[float]:
        """Yield what each cell that is not printed whole lacks, by its weight."""
        return (missing * WEIGHT.get(name, 1.0) for name, missing in self.lacking(paper))

    def is_told(self, lacking: Iterable[tuple[str, float]]) -> bool:
        """Say whether of each column next to all of its text is printed."""
        missing = dict.fromkeys(NAMES, 0.0)
        for name, em in lacking:
            missing[name] = missing.get(name, 0.0) + em
        return all(missing[name] <= TOLERATED * self.needs.written[name] for name in TOLD)

    def laid(self, cuts: Sequence[Cut], *, times: int) -> Iterator[Laid]:
        """Yield the ways that fit the paper's width; what surely takes too many sheets is not tried."""
        rows = sum(1 for _line in self.lines)
        fewest = 0
        for cut in sorted(
            cuts, key=lambda one: (one.rows is Rows.FULL, one.most, one.title_most, -one.panels)
        ):
            paper = self.at(cut, self.form.least)
            if paper is None:
                continue
            least = rows * (ROW if cut.rows is Rows.FULL else SHORT_ROW)
            if fewest and ceil(least * paper.size / paper.height / cut.panels) > fewest * times:
                continue
            found = self.pages(paper)
            fewest = min(found, fewest or found)
            lacking = list(self.lacking(paper))
            yield Laid(
                cut=cut,
                sheets=found,
                lost=sum(missing * WEIGHT.get(name, 1.0) for name, missing in lacking),
                is_told=self.is_told(lacking),
            )

    def fitted(self, cuts: Sequence[Cut], *, is_told: bool = False) -> Fitted:
        """Return the way that takes the fewest sheets, then says most, in the largest print it can.

        With `is_told` it takes more of them where else a column would be cut by more than a little:
        as many as that takes, or if twice the fewest do not do, the fewest.
        """
        tried = list(self.laid(cuts, times=TWICE if is_told else 1))
        fewest = min(one.sheets for one in tried)
        if is_told:
            enough = [one.sheets for one in tried if one.is_told and one.sheets <= fewest * TWICE]
            fewest = min(enough, default=fewest)
        able = {one.cut: one.lost for one in tried if one.sheets <= fewest}
        least = min(able.values())
        cut = next(cut for cut in cuts if able.get(cut, least + 1) <= least + FUZZ)

        def is_good(paper: Paper | None) -> bool:
            return (
                paper is not None
                and sum(self.losses(paper)) <= least + FUZZ
                and self.pages(paper) <= fewest
            )

        low, high = ceil(self.form.least * STEPS), floor(self.form.largest * STEPS)
        size = largest(low, high, lambda step: is_good(self.at(cut, step / STEPS)))
        paper = self.at(cut, size / STEPS)
        assert paper is not None  # noqa: S101 it was tried
        paper = self.loosened(paper, fewest)
        return Fitted(paper=paper, sheets=fewest, cut=sum(1 for _one in self.losses(paper)))

    def loosened(self, paper: Paper, sheets: int) -> Paper:
        """Return the paper with its rows as far apart as they can be."""
        if paper.rows is not Rows.SHORT:
            return paper
        apart = largest(
            ceil(SHORT_ROW * FINE), floor(LOOSE_ROW * FINE),
            lambda step: self.pages(replace(paper, short_row=step / FINE)) <= sheets,
        )  # fmt: skip
        return replace(paper, short_row=apart / FINE)


def printed_sheets(
    groups: Groups, frame: Frame, look: Looks, *, words: SheetWords, order: Order
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
    paper = fitted(groups, frame, look, words=words, order=order).paper
    return sheets_of(picture_of(groups, frame, look(paper)), paper, words)


def fitted(groups: Groups, frame: Frame, look: Looks, *, words: SheetWords, order: Order) -> Fitted:
    """Return how the lines stand best, without drawing them."""
    are_units = bool(groups) and all(line.unit == name for name, some in groups for line in some)
    needs = needs_of([line for _name, some in groups for line in some], words)
    fitting = Fitting(
        groups=groups, frame=frame, look=look, words=words, form=order.form, needs=needs
    )
    return fitting.fitted(
        list(cuts_of(order.texts, are_units=are_units)), is_told=order.texts is Texts.AUTO
    )


def cuts_of(texts: Texts, *, are_units: bool) -> Iterator[Cut]:
    """Yield the ways to stand, those first that are read best; all have all columns.

    A unit whose name stands over its rows has no column; where such headings are too many for
    the sheet, each row names its unit instead.
    """
    names = tuple(name for name in NAMES if name != "unit" or not are_units)
    if texts is not Texts.ONE:
        most = 3 if texts is Texts.THREE else WHOLE
        yield Cut(names=names, rows=Rows.FULL, most=most, title_most=most)
    for most, title_most in MOST[texts]:
        plain = Cut(names=names, rows=Rows.SHORT, most=most, title_most=title_most)
        yield replace(plain, names=(*names, "standing", "next"))
        beside = replace(plain, names=(*names, "next"))
        yield replace(beside, panels=2)
        yield replace(beside, panels=PANELS, time=NEAR)
        yield replace(beside, panels=PANELS, time=NEAREST)
        if are_units:
            yield replace(beside, names=(*NAMES, "next"), panels=PANELS, time=NEAREST,
                          has_headings=False)  # fmt: skip


def largest(low: int, high: int, is_good: Callable[[int], bool]) -> int:
    """Return the largest number up to `high` that is good; `low` is taken to be."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if is_good(middle) else (low, middle - 1)
    return low
