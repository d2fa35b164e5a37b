"""The picture of a campaign's lines: its head, and a track for each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from guatu.core.chart.measuring import fitted, text_width
from guatu.core.chart.scale import (
    PRINT,
    Scale,
    Span,
    Step,
    Tick,
    Zoom,
    scale_of,
    span_over,
    ticks,
    weekends,
)
from guatu.core.chart.tracks import track_of
from guatu.core.chart.values import Band, Cell, Flag, Group, Head, Line, Phase, Picture, Row

TickWord = Callable[[Step, date], str]
CIRCLED = ord("①")
MOST_CIRCLED = 19
PADDING = 4.0  # px at the sides of a text in the head, in print of the usual size
WHOLE_TICK = 0.9  # of the widest: a shorter one is cut at the edge of the scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the rows stand in: the campaign's days, its phases, its deadlines by name, today."""

    span: Span
    today: date
    phases: tuple[Phase, ...] = ()
    deadlines: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How it is looked at: the zoom, the least width in pixels, the size of print, the words.

    `tick` names a unit of time in the reader's language, `large` one over which nothing stands, `short`
    in the fewest signs, for a scale that has no room for the others; `undated` stands in rows without dates.
    """

    zoom: Zoom
    tick: TickWord
    undated: str
    large: TickWord | None = None
    short: TickWord | None = None
    narrowest: int = 560
    size: float = 12.0
    factor: float = 1.0
    has_keys: bool = False  # a phase whose name has no room is numbered, and named in the legend


def picture_of(groups: Sequence[tuple[str, Sequence[Line]]], frame: Frame, look: Look) -> Picture:
    """Return the picture of groups of lines.

    Parameters
    ----------
    groups
        Names with their lines, in the order of the rows. No line is left out.
    frame
        The campaign's time; the scale also holds dates of lines that lie little beyond it.
    look
        How it is looked at.

    References
    ----------
    `docs/methods/chart.md`.
    """
    days = [
        day
        for _name, lines in groups
        for line in lines
        for day in (line.starts_on, line.due_on, line.closed_on)
        if day is not None
    ]
    scale = scale_of(
        span_over(frame.span, [*days, frame.today]),
        look.zoom,
        narrowest=look.narrowest,
        factor=look.factor,
        size=look.size,
    )
    return Picture(
        scale=scale,
        head=head_of(scale, frame, look),
        today=frame.today,
        groups=tuple(
            Group(name=name, rows=tuple(row_of(line, scale, frame, look) for line in lines))
            for name, lines in groups
        ),
    )


def row_of(line: Line, scale: Scale, frame: Frame, look: Look) -> Row:
    track = track_of(line, scale, frame.today, size=look.size, undated=look.undated)
    return Row(line=line, track=track)


def head_of(scale: Scale, frame: Frame, look: Look) -> Head:
    """Return ticks, phases, deadlines and today's line."""
    large, small = scale.steps
    return Head(
        large=cells(scale, large, replace(look, tick=look.large or look.tick)),
        small=cells(scale, small, look) if small != large else (),
        bands=bands_of(frame.phases, scale, look),
        flags=tuple(
            Flag(name=name, day=day, at=scale.end_of(day))
            for name, day in frame.deadlines
            if scale.holds(day)
        ),
        weekends=tuple(weekends(scale)) if scale.zoom is Zoom.DAY else (),
        today=middle_of(frame.today, scale) if scale.holds(frame.today) else None,
    )


def middle_of(day: date, scale: Scale) -> float:
    """Return where a day's noon lies: today's line belongs to the day, not to its edge."""
    return round((scale.at(day) + scale.end_of(day)) / 2, 3)


def cells(scale: Scale, step: Step, look: Look) -> tuple[Cell, ...]:
    """Return the ticks with the words that fit them, all short ones where a whole one does not."""
    found = ticks(scale, step)
    padding = PADDING * max(look.size / PRINT, 1.0)
    whole = [tick for tick in found if tick.width >= WHOLE_TICK * max(t.width for t in found)]

    def fits(word: str, tick: Tick) -> bool:
        return text_width(word, look.size) + padding <= tick.room

    say = look.tick
    if look.short and not all(fits(say(step, tick.first), tick) for tick in whole):
        say = look.short
    words = [(tick, say(step, tick.first)) for tick in found]
    return tuple(
        Cell(left=tick.left, width=tick.width, text=word if fits(word, tick) else "")
        for tick, word in words
    )


def bands_of(phases: Sequence[Phase], scale: Scale, look: Look) -> tuple[Band, ...]:
    """Return the phases that the scale holds, each in the first lane that is free there."""
    ends: list[float] = []
    found: list[Band] = []
    for phase in sorted(phases, key=lambda one: (one.starts_on, one.ends_on)):
        left, right = scale.at(phase.starts_on), scale.end_of(phase.ends_on)
        if right <= left:
            continue
        lane = next((n for n, end in enumerate(ends) if end <= left), len(ends))
        ends[lane : lane + 1] = [right]
        width = round(right - left, 3)
        room = scale.pixels(width) - 2 * PADDING
        text, key = fitted(phase.name, room, look.size), ""
        if text != phase.name and look.has_keys:
            number = chr(CIRCLED + min(len(found), MOST_CIRCLED))
            text, key = number, f"{number} {phase.name}"
        found.append(Band(name=phase.name, text=text, left=left, width=width, lane=lane, key=key))
    return tuple(found)
