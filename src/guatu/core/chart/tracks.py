"""From the dates of a line to the shapes of its row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from guatu.core.chart.measuring import fitted, text_width
from guatu.core.chart.scale import WHOLE, Scale
from guatu.core.chart.values import Bar, Label, Lane, Line, Mark, Node, Shape, Track
from guatu.core.lamps import Lamp, Outcome

HALF_MARK = 0.58  # em
APART = 1.0  # em: two diamonds nearer than this are one with a number
THIN = 2.4  # em: in a crowd, those of one outcome nearer than this are one, so that a bar is seen
CROWD = 4  # marks of which one may think as of a crowd
ROOMY = 2.0  # em from mark to mark, on the average: no crowd
THOUSAND = 1000
SMALLEST = 4.0  # px: a bar of one day is still seen
LONGEST = 15.0  # em of a label
WORST = (Outcome.MISSED, Outcome.OPEN, Outcome.MET)


def track_of(line: Line, scale: Scale, today: date, *, size: float, undated: str) -> Track:
    """Return how one line is drawn on a scale.

    Parameters
    ----------
    line
        The entry.
    scale
        The time; everything is clamped to it.
    today
        The day until which an open line past its date is over.
    size
        Font size of the labels, in pixels of the scale.
    undated
        What stands in the row of a line without dates.

    Returns
    -------
    Track
        Its shapes, in per cent of the scale.
    """
    shape = shape_of(line)
    marks = tuple(marks_of(line.nodes, scale, size))
    if shape is Shape.UNDATED:
        middle = label(undated, 0.0, Lane.MIDDLE, scale=scale, size=size) if not marks else ()
        return Track(
            shape=shape, marks=marks, closed_at=closed_at(line, scale),
            labels=(*middle, *next_label(line, marks, scale=scale, size=size)),
        )  # fmt: skip
    bar = bar_of(line, scale)
    return Track(
        shape=shape,
        bar=bar,
        ghost=ghost_of(line, scale),
        over=over_of(line, scale, today),
        closed_at=closed_at(line, scale),
        marks=marks,
        labels=(
            *next_label(line, marks, scale=scale, size=size),
            *label(line.standing, bar.left, Lane.BELOW, scale=scale, size=size),
        ),
        runs_in=line.starts_on is not None and line.starts_on < scale.span.first,
        runs_out=line.due_on is not None and line.due_on > scale.span.last,
    )


def shape_of(line: Line) -> Shape:
    if line.starts_on is None:
        return Shape.UNDATED if line.due_on is None else Shape.DUE_ONLY
    return Shape.START_ONLY if line.due_on is None else Shape.BAR


def bar_of(line: Line, scale: Scale) -> Bar:
    """Return the stretch from start to due; an end that is not known is the scale's."""
    left = scale.at(line.starts_on) if line.starts_on else 0.0
    right = scale.end_of(line.due_on) if line.due_on else WHOLE
    stretch = seen(left, right, scale)
    done = WHOLE if line.lamp is Lamp.DONE else (line.progress or 0) * WHOLE / THOUSAND
    return Bar(left=stretch.left, width=stretch.width, done=round(done, 1))


def seen(left: float, right: float, scale: Scale) -> Bar:
    """Return a stretch that is wide enough to be seen and lies inside the scale."""
    width = max(right - left, scale.share(SMALLEST))
    left = min(left, WHOLE - width)
    return Bar(left=round(max(left, 0.0), 3), width=round(min(width, WHOLE), 3))


def ghost_of(line: Line, scale: Scale) -> Bar | None:
    """Return the stretch as first issued, where its end was moved since."""
    if line.first_due_on is None or line.first_due_on == line.due_on:
        return None
    left = scale.at(line.starts_on) if line.starts_on else 0.0
    return seen(left, scale.end_of(line.first_due_on), scale)


def over_of(line: Line, scale: Scale, today: date) -> Bar | None:
    """Return the days past the due date: until it was closed, or until today."""
    end = line.closed_on or today
    if line.due_on is None or end <= line.due_on:
        return None
    left = scale.end_of(line.due_on)
    width = scale.end_of(end) - left
    return Bar(left=left, width=round(width, 3)) if width > 0 else None


def closed_at(line: Line, scale: Scale) -> float | None:
    return scale.end_of(line.closed_on) if line.closed_on and scale.holds(line.closed_on) else None


def marks_of(nodes: Iterable[Node], scale: Scale, size: float) -> list[Mark]:
    """Return the diamonds of the nodes that the scale holds, those too close together as one."""
    found: list[list[Node]] = []
    places: list[float] = []
    for node in sorted(nodes, key=lambda one: (one.due_on, one.title)):
        if not scale.holds(node.due_on):
            continue
        at = inside(scale.end_of(node.due_on), scale, size)
        if places and scale.pixels(at - places[-1]) < APART * size:
            found[-1].append(node)
        else:
            found.append([node])
            places.append(at)
    marks = [
        Mark(
            at=at,
            outcome=together[0].outcome if len(together) == 1 else worst(together),
            nodes=tuple(together),
        )
        for at, together in zip(places, found, strict=True)
    ]
    return thinned(marks, scale, size)


def thinned(marks: list[Mark], scale: Scale, size: float) -> list[Mark]:
    """Return marks between which their bar is seen: in a crowd equal ones are counted, missed ones never."""
    if len(marks) <= CROWD:
        return marks
    if scale.pixels(marks[-1].at - marks[0].at) >= ROOMY * size * (len(marks) - 1):
        return marks
    found: list[Mark] = []
    for mark in marks:
        last = found[-1] if found else mark
        is_like = mark.outcome is last.outcome is not Outcome.MISSED
        if found and is_like and scale.pixels(mark.at - last.at) < THIN * size:
            found[-1] = replace(last, nodes=(*last.nodes, *mark.nodes))
        else:
            found.append(mark)
    return found


def inside(at: float, scale: Scale, size: float) -> float:
    """Return the place of a diamond that is drawn whole, also on the first and on the last day."""
    half = scale.share(HALF_MARK * size)
    return round(min(max(at, half), WHOLE - half), 3)


def worst(nodes: Iterable[Node]) -> Outcome:
    return min((node.outcome for node in nodes), key=WORST.index)


def next_label(
    line: Line, marks: tuple[Mark, ...], *, scale: Scale, size: float
) -> tuple[Label, ...]:
    """Return the name of the next node, over its diamond."""
    node = line.next_node()
    mark = next((mark for mark in marks if node in mark.nodes), None)
    if node is None or mark is None:
        return ()
    return label(node.title, mark.at, Lane.ABOVE, scale=scale, size=size)


def label(text: str, at: float, lane: Lane, *, scale: Scale, size: float) -> tuple[Label, ...]:
    """Return a label that begins at `at`, or further left where it would leave the scale."""
    text = fitted(text, min(LONGEST * size, scale.width), size)
    if not text:
        return ()
    room = text_width(text, size)
    left = min(at, WHOLE - scale.share(room))
    return (Label(text=text, at=round(max(left, 0.0), 3), lane=lane, room=room),)
