"""The scale of time: a stretch of days mapped to per cent of a width, and its ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE = timedelta(days=1)
WHOLE = 100.0
ROOM = 0.25  # of the stretch: lines that end later than this beyond it are drawn at its edge
FEWEST_DAYS = 28  # a shorter stretch is widened, so that its ticks can be told apart
FEWEST_WHOLE = 14  # where a short course is told by days


class Step(StrEnum):
    """The unit of a tick."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Zoom(StrEnum):
    """How far one looks in, from near to far. `WHOLE` is as wide as the page lets it be."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    WHOLE = "whole"


PIXELS_A_DAY = {Zoom.DAY: 24.0, Zoom.WEEK: 9.0, Zoom.MONTH: 3.2, Zoom.QUARTER: 1.6}
STEPS: dict[Zoom, tuple[Step, Step]] = {  # the large ticks and the small ones
    Zoom.DAY: (Step.MONTH, Step.DAY),
    Zoom.WEEK: (Step.MONTH, Step.WEEK),
    Zoom.MONTH: (Step.YEAR, Step.MONTH),
    Zoom.QUARTER: (Step.YEAR, Step.QUARTER),
}
PRINT = 12.0  # px: size of the ticks' words
NARROWEST_MONTH = 26.0  # px at that size: a month's number and its 月 still fit
NARROWEST_QUARTER = 30.0
NARROWEST_DAY = 14.0  # two figures
NARROWEST_WEEK = 34.0  # 11/20
FEW_DAYS = 42  # a course of up to six weeks is told by days where these have room
FEW_WEEKS = 130  # one of a hundred days by weeks
MONTH_DAYS = 30.44
WEEK_DAYS = 7
QUARTER_MONTHS = 3
LAST_MONTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days from `first` to `last`, both of them in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One unit of time on the scale: where it lies, in per cent, and how many pixels it has."""

    step: Step
    first: date
    left: float
    width: float
    room: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A stretch of days over `width` pixels at least; places are per cent of whatever it gets.

    `size` is that of the ticks' words, in the same pixels.
    """

    span: Span
    zoom: Zoom
    width: int
    size: float = PRINT

    def at(self, day: date) -> float:
        """Return where `day` begins, in per cent, at the edge for days beyond it."""
        share = (day - self.span.first).days / self.span.days * WHOLE
        return round(min(max(share, 0.0), WHOLE), 3)

    def end_of(self, day: date) -> float:
        """Return where `day` ends: a due date ends at 24:00."""
        return self.at(day + ONE) if day < date.max else WHOLE

    def pixels(self, share: float) -> float:
        """Return a length in per cent as pixels of the least width."""
        return share / WHOLE * self.width

    def share(self, pixels: float) -> float:
        """Return a length in pixels of the least width as per cent."""
        return pixels / self.width * WHOLE

    def holds(self, day: date) -> bool:
        return self.span.first <= day <= self.span.last

    @property
    def steps(self) -> tuple[Step, Step]:
        """The large and the small ticks that this scale has room for."""
        if self.zoom in STEPS:
            return STEPS[self.zoom]
        day = self.width / self.span.days * PRINT / self.size
        if self.span.days <= FEW_DAYS and day >= NARROWEST_DAY:
            return Step.MONTH, Step.DAY
        if self.span.days <= FEW_WEEKS and day * WEEK_DAYS >= NARROWEST_WEEK:
            return Step.MONTH, Step.WEEK
        month = day * MONTH_DAYS
        if month >= NARROWEST_MONTH:
            return Step.YEAR, Step.MONTH
        if month * QUARTER_MONTHS >= NARROWEST_QUARTER:
            return Step.YEAR, Step.QUARTER
        return Step.YEAR, Step.YEAR


def scale_of(
    span: Span, zoom: Zoom, *, narrowest: int, factor: float = 1.0, size: float = PRINT
) -> Scale:
    """Return the scale of a stretch at a zoom.

    Parameters
    ----------
    span
        The days it shows; its ends are moved out to whole months or weeks.
    zoom
        How many pixels a day gets.
    narrowest
        Width in pixels of the whole stretch where a page has no more room; no zoom is narrower.
    factor
        Of the size of print: 1.25 in large print.
    size
        Of the ticks' words.
    """
    wide = widened(span, FEWEST_WHOLE if zoom is Zoom.WHOLE else FEWEST_DAYS)
    is_near = zoom is Zoom.DAY or (zoom is Zoom.WHOLE and wide.days <= FEW_DAYS - WEEK_DAYS)
    whole = snapped(wide, Step.WEEK if is_near else Step.MONTH)
    pixels = whole.days * PIXELS_A_DAY.get(zoom, 0.0) * factor
    return Scale(span=whole, zoom=zoom, width=max(round(pixels), narrowest), size=size)


def span_over(frame: Span, days: list[date]) -> Span:
    """Return `frame` widened to the given days, but at most by a quarter of itself on each side."""
    room = timedelta(days=round(frame.days * ROOM))
    known = [day for day in days if frame.first - room <= day <= frame.last + room]
    return Span(first=min([frame.first, *known]), last=max([frame.last, *known]))


def widened(span: Span, fewest: int) -> Span:
    missing = fewest - span.days
    return Span(first=span.first, last=span.last + ONE * missing) if missing > 0 else span


def snapped(span: Span, step: Step) -> Span:
    """Return the stretch with its ends moved out to whole units."""
    return Span(first=begin_of(span.first, step), last=next_of(span.last, step) - ONE)


def begin_of(day: date, step: Step) -> date:
    """Return the first day of the unit that `day` lies in; weeks begin on Monday."""
    match step:
        case Step.DAY:
            return day
        case Step.WEEK:
            return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
        case Step.MONTH:
            return day.replace(day=1)
        case Step.QUARTER:
            return day.replace(month=(day.month - 1) // QUARTER_MONTHS * QUARTER_MONTHS + 1, day=1)
        case Step.YEAR:
            return day.replace(month=1, day=1)


def next_of(day: date, step: Step) -> date:
    """Return the first day of the unit after the one that `day` lies in."""
    first = begin_of(day, step)
    match step:
        case Step.DAY:
            return first + ONE
        case Step.WEEK:
            return first + timedelta(days=7)
        case Step.MONTH:
            return months_on(first, 1)
        case Step.QUARTER:
            return months_on(first, QUARTER_MONTHS)
        case Step.YEAR:
            return months_on(first, LAST_MONTH)


def months_on(first: date, count: int) -> date:
    """Return the first day of the month `count` months after that of `first`."""
    years, month = divmod(first.month - 1 + count, LAST_MONTH)
    return date(first.year + years, month + 1, 1)


def ticks(scale: Scale, step: Step) -> list[Tick]:
    """Return the units of `step` on the scale, the first and the last cut at its edges."""
    found, day = [], scale.span.first
    while day <= scale.span.last:
        following = next_of(day, step)
        left = scale.at(day)
        width = round(scale.at(following) - left, 3)
        found.append(Tick(step=step, first=day, left=left, width=width, room=scale.pixels(width)))
        day = following
    return found


def weekends(scale: Scale) -> list[tuple[float, float]]:
    """Return left and width of the Saturdays with their Sundays."""
    first = begin_of(scale.span.first, Step.WEEK)
    saturdays = (first + timedelta(days=n) for n in range(5, scale.span.days + 7, 7))
    found = [(scale.at(day), scale.end_of(day + ONE)) for day in saturdays]
    return [(left, round(end - left, 3)) for left, end in found if end > left]
