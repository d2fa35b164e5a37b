"""The cells of a row: what stands in the columns left of the drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from guatu.core.chart.measuring import MORE, fitted, lines_of, text_width
from guatu.core.chart.papers import PADDING, ROW, Paper, Rows
from guatu.core.chart.shapes import Drawn, Role, Words
from guatu.core.chart.values import Line
from guatu.core.chart.wording import SheetWords
from guatu.core.lamps import Lamp

SMALL = 0.8  # of what says that a person set the lamp, in two lines beneath it
FIRST = 1.4  # em from the top of a row to the first baseline
LEADING = 1.4
FULL_LEADING = 1.3
SHORT_LEADING = 1.2
WHOLE = 40  # lines of a text that is printed whole: more are no chart any more
NAMED = 8.0  # em in which a node has room for its name beside its day
OPEN_SIGN = "◇"
STAR = "*"  # a lamp that a person set
SEPARATOR = "、"
INNER = "·"  # between the parts of one person's name
BASE = 0.35  # em from the middle of a row of one line to its baseline
SIDES = 2 * PADDING
HAIR = 0.02  # em: widths add up with small errors
SEPARATOR_ROOM = 0.4  # em: the ink of a 、 at the end of a line is at its left


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


@lru_cache(maxsize=65536)
def wrapped(text: str, room: float, most: int) -> tuple[str, ...]:
    """Return the lines of a text, `room` in em; a chart wraps the same ones measuring and drawing."""
    return tuple(lines_of(" ".join(text.split()), room, most=most))


def room_in(em: float) -> float:
    """Return what a column of so many em has for text."""
    return round(em - SIDES + HAIR, 2)


def row_height(line: Line, paper: Paper, say: SheetWords) -> float:
    """Return how high a line's row is, in em."""
    if paper.rows is Rows.LANES:
        return ROW
    most = max(
        3 if line.lamp_until and paper.rows is Rows.FULL else 1,
        *(
            len(text_lines(name, line, em, paper=paper, say=say))
            for name, em in paper.ems.items()
            if name in TEXTS or name == "next"
        ),
    )
    if paper.rows is Rows.SHORT:
        return round(paper.short_row + (most - 1) * SHORT_LEADING, 3)
    return max(ROW, round(FIRST + (most - 1) * FULL_LEADING + 0.6, 3))


def text_lines(
    name: str, line: Line, em: float, *, paper: Paper, say: SheetWords
) -> tuple[str, ...]:
    """Return the lines of a cell. Names are never cut: of people there may be more, a unit's goes on."""
    room = room_in(em)
    if name == "next":
        return wrapped(next_text(line, say, room), room, max(paper.most, 2))
    text, most = TEXTS[name](line), paper.title_most if name == "title" else paper.most
    if paper.rows is not Rows.LANES and name == "owner":
        return names_in(text, room, most, others=say.others)
    if paper.rows is not Rows.LANES and name == "unit":
        most = WHOLE
    return wrapped(text, room, most)


def lost(name: str, line: Line, em: float, *, paper: Paper, say: SheetWords) -> float:
    """Return how much of a cell's text is not printed, in em; 0 where it stands whole."""
    if name not in TEXTS:
        return 0.0
    found = text_lines(name, line, em, paper=paper, say=say)
    text = " ".join(TEXTS[name](line).split())
    if not found or not found[-1].endswith((MORE, say.others)) or text.endswith(found[-1]):
        return 0.0
    return max(text_width(text) - sum(map(text_width, found)), 0.0) + text_width(MORE)


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
        em = paper.ems[name]
        for n, part in enumerate(text_lines(name, line, em, paper=paper, say=say)):
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
    told = wrapped(say.by_hand(line.lamp_until), room / paper.size / small, 2)
    for n, part in enumerate(told):
        yield words(part, place, paper, down=first + n * leading, role=Role.SOFT, scale=small)


def due_cell(line: Line, place: Place, paper: Paper, say: SheetWords) -> Iterator[Drawn]:
    yield due_words(line, place, paper, down=FIRST, say=say)
    following = line.next_node()
    if following is None:
        return
    text = f"{OPEN_SIGN} {say.day(following.due_on)} {late_in(line, say)}".strip()
    text = fitted(text, place.width - paper.size * PADDING, paper.size)
    yield next_words(text, place, paper, down=FIRST + LEADING, line=line, say=say)


def due_words(line: Line, place: Place, paper: Paper, *, down: float, say: SheetWords) -> Words:
    is_late = line.lamp is Lamp.OVERDUE
    text = fitted(say.day(line.due_on), place.width - paper.size * PADDING, paper.size)
    return words(text, place, paper, down=down, is_bold=is_late,
                 role=Role.LATE if is_late else Role.TEXT)  # fmt: skip


def next_words(
    text: str, place: Place, paper: Paper, *, down: float, line: Line, say: SheetWords
) -> Words:
    is_late = bool(late_in(line, say))
    return words(text, place, paper, down=down, is_bold=is_late,
                 role=Role.LATE if is_late else Role.SOFT)  # fmt: skip


def short_cell(
    name: str, line: Line, place: Place, *, paper: Paper, say: SheetWords
) -> Iterator[Drawn]:
    """Yield the lines of a cell in a row no higher than its texts."""
    down = paper.short_row / 2 + BASE
    if name == "due":
        yield due_words(line, place, paper, down=down, say=say)
        return
    if name == "lamp":
        text = say.lamp(line.lamp)
        text = f"{text}{STAR}" if line.lamp_until else text  # the legend says what the star means
        text = fitted(text, place.width - SIDES / 2 * paper.size, paper.size)
        yield words(text, place, paper, down=down, role=Role.LAMP, lamp=line.lamp, is_bold=True)
        return
    for n, part in enumerate(text_lines(name, line, paper.ems[name], paper=paper, say=say)):
        below = down + n * SHORT_LEADING
        if name == "next":
            yield next_words(part, place, paper, down=below, line=line, say=say)
        else:
            yield words(part, place, paper, down=below)


def next_text(line: Line, say: SheetWords, room: float) -> str:
    """Return day and name of the next node, and how long it is late.

    Where no name has room it is the day alone, or of a late one how late it is: the drawing has its day.
    """
    following = line.next_node()
    if following is None:
        return ""
    day, late = say.day(following.due_on), late_in(line, say)
    if room <= NAMED:
        return late or day
    return " ".join(part for part in (day, late, following.title) if part)


def late_in(line: Line, say: SheetWords) -> str:
    """Return how late the next node is whose day is past, else ""."""
    following = line.next_node()
    return say.late(following.due_on) if following else ""


@lru_cache(maxsize=16384)
def names_in(names: str, room: float, most: int, *, others: str) -> tuple[str, ...]:
    """Return names in at most so many lines, none broken but between its parts; what is left is told."""
    people = [name for name in names.split(SEPARATOR) if name]
    found = whole_names(people, room)
    if len(found) <= most:
        return found
    few, many = 1, len(people)  # so many surely fit, or are the least; so many do not
    while many - few > 1:
        middle = (few + many) // 2
        is_good = len(with_others(people[:middle], room, others)) <= most
        few, many = (middle, many) if is_good else (few, middle)
    return with_others(people[:few], room, others) if len(people) > 1 else found


def with_others(people: Sequence[str], room: float, others: str) -> tuple[str, ...]:
    return whole_names([*people[:-1], people[-1] + others], room)


def whole_names(names: Sequence[str], room: float) -> tuple[str, ...]:
    """Return names in lines; one wider than the column goes on after a part of it."""
    lines: list[str] = []
    for place, name in enumerate(names):
        told = name + SEPARATOR if place < len(names) - 1 else name
        for part in parts_of(told, room):
            if lines and text_width(lines[-1] + part) <= room + SEPARATOR_ROOM:
                lines[-1] += part
            else:
                lines.append(part)
    return tuple(lines)


def parts_of(name: str, room: float) -> list[str]:
    """Return a name, or where no line holds it its parts, or where one is still too wide its pieces."""
    if text_width(name) <= room + SEPARATOR_ROOM:
        return [name]
    found: list[str] = []
    for part in name.replace(INNER, f"{INNER}\0").split("\0"):
        found += lines_of(part, room, most=WHOLE)
    return found
