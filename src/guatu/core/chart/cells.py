"""The cells of a row: what stands in the columns left of the drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from guatu.core.chart.measuring import fitted, lines_of, text_width
from guatu.core.chart.papers import PADDING, ROW, Paper, Rows
from guatu.core.chart.shapes import Drawn, Role, Words
from guatu.core.chart.values import Line
from guatu.core.chart.wording import SheetWords
from guatu.core.lamps import Lamp

SMALL = 0.8  # of what says that a person set the lamp, in two lines beneath it
FIRST = 1.4  # em from the top of a row to the first baseline
LEADING = 1.4
FULL_LEADING = 1.3
MOST = {Rows.LANES: 2, Rows.FULL: 8, Rows.SHORT: 1}  # lines of text in a cell
NAMED = 8.0  # em in which a node has room for its name beside its day
STAR = "*"  # a lamp that a person set
SEPARATOR = "、"
BASE = 0.35  # em from the middle of a row of one line to its baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell: its corner and its width."""

    x: float
    y: float
    width: float


TEXTS: Mapping[str, Callable[[Line], str]] = {
    "title": lambda line: f"{line.number} {line.title}".strip(),
    "standard": lambda line: line.standard,
    "measures": lambda line: line.measures,
    "unit": lambda line: line.unit,
    "leader": lambda line: line.leader,
    "owner": lambda line: line.owner or line.leader,
    "standing": lambda line: line.standing,
}


@lru_cache(maxsize=16384)
def wrapped(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    """Return the lines of a text; a chart wraps the same ones when it measures and when it draws."""
    return tuple(lines_of(" ".join(text.split()), width, size=size, most=most))


def row_height(line: Line, paper: Paper) -> float:
    """Return how high a line's row is, in em."""
    if paper.rows is Rows.SHORT:
        return paper.short_row
    if paper.rows is Rows.LANES:
        return ROW
    most = max(
        3 if line.lamp_until else 1,
        *(
            len(text_lines(name, line, width, paper))
            for name, width in paper.columns.items()
            if name in TEXTS
        ),
    )
    return max(ROW, round(FIRST + (most - 1) * FULL_LEADING + 0.6, 3))


def text_lines(name: str, line: Line, width: float, paper: Paper) -> tuple[str, ...]:
    room = width - 2 * PADDING * paper.size
    if name == "owner" and paper.rows is Rows.FULL:
        return whole_names(TEXTS[name](line), room, paper.size)
    return wrapped(TEXTS[name](line), room, paper.size, MOST[paper.rows])


def cell(name: str, line: Line, place: Place, *, paper: Paper, say: SheetWords) -> Iterator[Drawn]:
    """Yield what stands in a row's cell."""
    if paper.rows is Rows.SHORT:
        yield from short_cell(name, line, place, paper=paper, say=say)
    elif name == "lamp":
        yield from lamp_cell(line, place, paper, say)
    elif name == "due":
        yield from due_cell(line, place, paper, say)
    else:
        leading = LEADING if paper.rows is Rows.LANES else FULL_LEADING
        for n, part in enumerate(text_lines(name, line, place.width, paper)):
            yield words(part, place, paper, down=FIRST + leading * n)


def words(  # noqa: PLR0913 one text with its place and its look
    text: str, place: Place, paper: Paper, *, down: float, role: Role = Role.TEXT,
    is_bold: bool = False, lamp: Lamp | None = None, scale: float = 1.0,
) -> Words:  # fmt: skip
    size = paper.size
    return Words(x=place.x + size * PADDING, y=place.y + size * down, size=size * scale,
                 text=text, role=role, is_bold=is_bold, lamp=lamp)  # fmt: skip


def lamp_cell(line: Line, place: Place, paper: Paper, say: SheetWords) -> Iterator[Drawn]:
    room = place.width - paper.size * PADDING
    yield words(fitted(say.lamp(line.lamp), room, paper.size), place, paper, down=FIRST,
                role=Role.LAMP, lamp=line.lamp, is_bold=True)  # fmt: skip
    if line.lamp_until is None:
        return
    if paper.rows is Rows.LANES:
        small, first, leading = SMALL, FIRST + 1.0, 1.0
    else:  # on paper nothing is smaller than the sheet's own print
        small, first, leading = 1.0, FIRST + FULL_LEADING, FULL_LEADING
    told = wrapped(say.by_hand(line.lamp_until), room, paper.size * small, 2)
    for n, part in enumerate(told):
        yield words(part, place, paper, down=first + n * leading, role=Role.SOFT, scale=small)


def due_cell(line: Line, place: Place, paper: Paper, say: SheetWords) -> Iterator[Drawn]:
    room = place.width - paper.size * PADDING
    yield due_words(line, place, paper, down=FIRST, say=say)
    following = line.next_node()
    if following is not None:
        text = fitted(f"◇ {say.day(following.due_on)}", room, paper.size)
        yield words(text, place, paper, down=FIRST + LEADING, role=Role.SOFT)


def due_words(line: Line, place: Place, paper: Paper, *, down: float, say: SheetWords) -> Words:
    is_late = line.lamp is Lamp.OVERDUE
    text = fitted(say.day(line.due_on), place.width - paper.size * PADDING, paper.size)
    return words(text, place, paper, down=down, is_bold=is_late,
                 role=Role.LATE if is_late else Role.TEXT)  # fmt: skip


def short_cell(
    name: str, line: Line, place: Place, *, paper: Paper, say: SheetWords
) -> Iterator[Drawn]:
    """Yield the one line of a cell."""
    room = place.width - 1.5 * paper.size * PADDING
    down = paper.short_row / 2 + BASE
    if name == "due":
        yield due_words(line, place, paper, down=down, say=say)
        return
    if name == "lamp":
        text, role = say.lamp(line.lamp), Role.LAMP
        text = f"{text}{STAR}" if line.lamp_until else text  # the legend says what the star means
    elif name == "next":
        text, role = next_text(line, say, room / paper.size), Role.SOFT
    elif name == "owner":
        text, role = names_in(TEXTS[name](line), room, paper.size, others=say.others), Role.TEXT
    else:
        text, role = " ".join(TEXTS[name](line).split()), Role.TEXT
    if text:
        yield words(fitted(text, room, paper.size), place, paper, down=down, role=role,
                    lamp=line.lamp if name == "lamp" else None, is_bold=name == "lamp")  # fmt: skip


def next_text(line: Line, say: SheetWords, room: float) -> str:
    """Return day and name of the next node; the day alone where no name has room."""
    following = line.next_node()
    if following is None:
        return ""
    day = say.day(following.due_on)
    return f"{day} {following.title}" if room > NAMED else day


@lru_cache(maxsize=4096)
def whole_names(names: str, width: float, size: float) -> tuple[str, ...]:
    """Return names in lines, no name broken."""
    lines: list[str] = []
    for name in names.split(SEPARATOR) if names else ():
        together = f"{lines[-1]}{SEPARATOR}{name}" if lines else name
        if lines and text_width(together, size) <= width:
            lines[-1] = together
        else:
            lines.append(fitted(name, width, size))
    return tuple(lines[: MOST[Rows.FULL]])


def names_in(names: str, width: float, size: float, *, others: str) -> str:
    """Return names whole: as many as fit, and that there are others."""
    if text_width(names, size) <= width:
        return names
    kept = names.split(SEPARATOR)
    while len(kept) > 1:
        kept.pop()
        text = SEPARATOR.join(kept) + others
        if text_width(text, size) <= width:
            return text
    return kept[0]
