"""The drawing of a sheet: from places in per cent to places on the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from guatu.core.chart.scale import WHOLE
from guatu.core.chart.shapes import Anchor, Diamond, Disc, Drawn, Rect, Role, Rule, Words
from guatu.core.chart.values import Bar, Lane, Line, Mark, Picture, Row, Shape, Track
from guatu.core.lamps import Lamp, Outcome

BAR = 0.55  # em: half a bar's height
SHORT_BAR = 0.4  # in a row of one line
MARK = 0.5
CROSS = 0.34  # em: half the side of a missed milestone's cross
LANES = {
    Lane.ABOVE: -0.85,
    Lane.MIDDLE: 0.35,
    Lane.BELOW: 1.65,
}  # em from the middle to the baseline
ON = {
    Outcome.MET: Role.ON_MARK,
    Outcome.OPEN: Role.ON_OPEN_MARK,
    Outcome.MISSED: Role.ON_MISSED_MARK,
}
MARKS = {Outcome.MET: Role.MET, Outcome.OPEN: Role.OPEN, Outcome.MISSED: Role.MISSED}


class Field(Protocol):
    """Where the drawing lies on its sheet."""

    @property
    def size(self) -> float: ...

    @property
    def track_left(self) -> float: ...

    @property
    def track_width(self) -> int: ...

    @property
    def is_short(self) -> bool: ...


def placed(at: float, field: Field) -> float:
    return round(field.track_left + at / WHOLE * field.track_width, 2)


def length(share: float, field: Field) -> float:
    return round(share / WHOLE * field.track_width, 2)


def head_shapes(
    picture: Picture, field: Field, *, top: float, bottom: float, lane: float
) -> Iterator[Drawn]:
    """Yield phases, ticks, deadlines and today's line, these down to `bottom`."""
    head, size = picture.head, field.size
    for n, band in enumerate(head.bands):
        x, y = placed(band.left, field), top + band.lane * lane
        yield Rect(x=x, y=y + 1, width=length(band.width, field), height=lane - 2,
                   role=Role.OTHER_BAND if n % 2 else Role.BAND)  # fmt: skip
        at = x + size * (0.05 if band.key else 0.3)  # a number may have all of a short phase
        yield Words(x=at, y=y + lane * 0.72, text=band.text, size=size)
    y = top + head.lanes * lane
    for level, cells in enumerate(part for part in (head.large, head.small) if part):
        role = Role.LINE if level else Role.STRONG_LINE
        for cell in cells:
            x = placed(cell.left, field)
            yield Rule(x1=x, y1=y, x2=x, y2=bottom, role=role)
            yield Words(x=x + size * 0.2, y=y + lane * 0.72, text=cell.text, size=size,
                        role=Role.SOFT)  # fmt: skip
        y += lane
    for flag in head.flags:
        x = placed(flag.at, field)
        yield Rule(x1=x, y1=top, x2=x, y2=bottom, role=Role.FLAG)
    if head.today is not None:
        x = placed(head.today, field)
        yield Rule(x1=x, y1=top, x2=x, y2=bottom, role=Role.TODAY)


def track_shapes(
    row: Row, field: Field, *, middle: float, today: date | None = None
) -> Iterator[Drawn]:
    """Yield what one row's drawing is made of; what was due before `today` and is open stands out."""
    track, size = row.track, field.size
    if track.bar is not None:
        yield from bar_shapes(track, track.bar, row.line.lamp, field=field, middle=middle)
    if track.over is not None:
        yield Rule(x1=placed(track.over.left, field), y1=middle, x2=placed(track.over.right, field),
                   y2=middle, role=Role.OVER)  # fmt: skip
    for mark in track.marks:
        yield from mark_shapes(mark, field, middle, is_late=is_late(row.line, mark, today))
    if track.closed_at is not None:
        yield tick_shape(track.closed_at, track.bar, field, middle)
    for label in track.labels:
        if field.is_short and label.lane is not Lane.MIDDLE:
            continue
        yield Words(x=placed(label.at, field), y=middle + LANES[label.lane] * size, size=size,
                    text=label.text, role=Role.SOFT, has_edge=True)  # fmt: skip


def tick_shape(at: float, bar: Bar | None, field: Field, middle: float) -> Words:
    """Return the tick of the day of closure: before that day on its bar, after it beyond the bar."""
    is_on_bar = bar is not None and at <= bar.right
    return Words(
        x=placed(at, field) + (-2 if is_on_bar else 2),
        y=middle + field.size * 0.35,
        text="✓",
        size=field.size,
        role=Role.ON_MARK if is_on_bar else Role.TEXT,
        anchor=Anchor.END if is_on_bar else Anchor.START,
        is_bold=True,
    )


def bar_shapes(
    track: Track, bar: Bar, lamp: Lamp, *, field: Field, middle: float
) -> Iterator[Drawn]:
    half = (SHORT_BAR if field.is_short else BAR) * field.size
    x, width = placed(bar.left, field), length(bar.width, field)
    role = Role.BAR if track.shape is Shape.BAR else Role.OPEN_BAR
    yield Rect(x=x, y=middle - half, width=width, height=half * 2, role=role, lamp=lamp)
    if bar.done:
        done = round(width * bar.done / WHOLE, 2)
        yield Rect(x=x, y=middle - half, width=done, height=half * 2, role=Role.DONE, lamp=lamp)
    if track.ghost is not None:
        # a row of one line has no room beneath its bar
        top = middle + half * 0.5 if field.is_short else middle + half + 1
        yield Rect(x=placed(track.ghost.left, field), y=top, role=Role.GHOST,
                   width=length(track.ghost.width, field), height=half * 0.5)  # fmt: skip


def is_late(line: Line, mark: Mark, today: date | None) -> bool:
    """Say whether a mark holds a node that is open though its day is past."""
    if today is None or line.closed_on is not None:
        return False
    return any(node.outcome is Outcome.OPEN and node.due_on < today for node in mark.nodes)


def mark_shapes(mark: Mark, field: Field, middle: float, *, is_late: bool) -> Iterator[Drawn]:
    x, size = placed(mark.at, field), field.size
    is_late = is_late and mark.outcome is Outcome.OPEN
    role = Role.LATE_OPEN if is_late else MARKS[mark.outcome]
    if mark.count > 1:
        yield Disc(x=x, y=middle, radius=MARK * size, role=role)
        yield Words(x=x, y=middle + size * 0.26, text=str(mark.count), size=round(size * 0.72, 2),
                    role=Role.LATE if is_late else ON[mark.outcome], anchor=Anchor.MIDDLE,
                    is_bold=True)  # fmt: skip
        return
    yield from diamond(x, middle, size, role)


def diamond(x: float, y: float, size: float, role: Role) -> Iterator[Drawn]:
    """Yield a milestone's diamond, or the cross of a missed one with a bright edge around it."""
    if role is not Role.MISSED:
        yield Diamond(x=x, y=y, radius=MARK * size, role=role)
        return
    arm = CROSS * size
    for ink, width in ((Role.GROUND, 0.36), (Role.MISSED, 0.19)):
        for side in (-1, 1):
            yield Rule(x1=x - arm, y1=round(y - arm * side, 2), x2=x + arm,
                       y2=round(y + arm * side, 2), role=ink, width=round(width * size, 2))  # fmt: skip
