"""How wide the columns of a chart on paper are: what its lines need, shared fairly where it is too much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import ceil, floor

from guatu.core.chart.cells import (
    INNER,
    OPEN_SIGN,
    SEPARATOR,
    SIDES,
    STAR,
    TEXTS,
    WHOLE,
    late_in,
    next_text,
)
from guatu.core.chart.measuring import MORE, lines_of, text_width
from guatu.core.chart.papers import GAP, Format, Paper, Rows
from guatu.core.chart.values import Line
from guatu.core.chart.wording import SheetWords

TITLE = 2.2  # em of the sheet's own title
USUAL = 0.95  # of the lines: what these need decides, the others wrap
LONGEST_SHARE = 0.25  # of the longest text, where hardly any line says anything
SHARED = ("title", "standard", "measures", "owner")  # share what is left, as their texts need
WEIGHTS = (4.0, 1.0, 1.0, 0.5)  # of what is cut in each: a line is known by its title
SAMPLE = 60  # lines by which columns share
MOVES = (6.0, 3.0, 1.0)  # em, from one column to another
FILLED = 0.95  # of a line of text, on the average
LOSS = 1.0  # lines of height that an em of lost text is worth
LEAST_TITLE = 9.0  # em
LEAST_TEXT = 4.0
LEAST_WHOLE = 8.0  # where a text is printed whole: in less it is a ladder of few signs a line
LONGEST_PART = 7.0  # of a name
FAR, NEAR, NEAREST = 1 / 3, 0.28, 0.24  # of a panel's width that the drawing gets at least
PANELS = 3
NAMED_ROOM = 13.0  # em for a node with its name
DAY_ROOM = 6.0  # em for its day alone
STAGE_ROOM = 9.0
NAME_SHARE = 0.1  # of a panel's width: the most that a name's column takes
NAME_ROOM = (5.6, 10.0)
FINE = 100  # widths in an em
HEAD_LINES = 2  # in which a column's head stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One way to stand: which columns, how many lines of text in a cell and in a title, panels beside each other."""

    names: tuple[str, ...]
    rows: Rows
    most: int
    title_most: int
    panels: int = 1
    has_headings: bool = True
    time: float = FAR  # of a panel's width: the least that the drawing gets


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What the lines need, in em: `usual` nearly all of them, `longest` each, `written` all, by column.

    `heads` stand over them, and take what is in `low` where they stand in two lines.
    `rows` are some of the lines: what each says in the columns that share.
    """

    usual: Mapping[str, float]
    longest: Mapping[str, float]
    heads: Mapping[str, float]
    low: Mapping[str, float]
    written: Mapping[str, float]
    rows: tuple[tuple[float, ...], ...] = ()

    def of(self, name: str) -> float:
        return self.usual[name] + SIDES


def needs_of(lines: Sequence[Line], say: SheetWords) -> Needs:
    """Return what lines need of each column, its head counted."""
    texts = {name: [text(line) for line in lines] for name, text in TEXTS.items()}
    texts |= {
        "lamp": [say.lamp(line.lamp) + (STAR if line.lamp_until else "") for line in lines],
        "due": [say.day(line.due_on) for line in lines],
        "next": [next_text(line, say, NAMED_ROOM) for line in lines],
        "day": [next_text(line, say, 0.0) for line in lines],
        "following": [following_in(line, say) for line in lines],
        "one": [one for line in lines for one in people_of(line, say)],
    }
    shared = zip(*(map(text_width, texts[name]) for name in SHARED), strict=True)
    rows = tuple(shared)[:: max(ceil(len(lines) / SAMPLE), 1)]
    widths = {name: sorted(map(text_width, some)) for name, some in texts.items()}
    longest = {name: some[-1] if some else 0.0 for name, some in widths.items()}
    heads = {name: text_width(head) for name, head in say.heads.items()}
    low = {name: head_width(say.heads[name]) for name in SHARED if name in say.heads}
    heads["day"] = heads.get("next", 0.0)
    usual = {
        name: max(usual_of(some), longest[name] * LONGEST_SHARE, heads.get(name, 0.0))
        for name, some in widths.items()
    }
    written = {name: sum(some) for name, some in widths.items()}
    return Needs(usual=usual, longest=longest, heads=heads, low=low, written=written, rows=rows)


def usual_of(widths: Sequence[float]) -> float:
    """Return the width within which nearly all stay; `widths` are in order."""
    return widths[ceil(len(widths) * USUAL) - 1] if widths else 0.0


def following_in(line: Line, say: SheetWords) -> str:
    following = line.next_node()
    return f"{OPEN_SIGN} {say.day(following.due_on)} {late_in(line, say)}" if following else ""


def people_of(line: Line, say: SheetWords) -> list[str]:
    """Return the names of a line's people, of a very long one its parts, and the first with 等."""
    names = TEXTS["owner"](line).split(SEPARATOR)
    first = [names[0] + say.others] if len(names) > 1 else []
    whole = (name.replace(INNER, f"{INNER}{SEPARATOR}") for name in names)
    return [*first, *(part for name in whole for part in name.split(SEPARATOR))]


def columns_of(cut: Cut, needs: Needs, width: float) -> dict[str, float] | None:
    """Return the columns' widths in a panel, None where they and the time do not fit.

    Parameters
    ----------
    cut
        Which columns there are.
    needs
        What the lines say in them.
    width
        Of the panel, in em.

    References
    ----------
    `docs/methods/chart.md`, "Columns".
    """
    ems = {name: round(fixed_of(name, cut, needs, width), 2) for name in cut.names}
    room = width * (1 - cut.time)
    room -= sum(em for name, em in ems.items() if name not in SHARED)
    least = [least_of(name, cut, needs) for name in SHARED]
    if sum(least) > room:
        return None
    return ems | dict(zip(SHARED, shared(needs, least, room, mosts(cut)), strict=True))


def mosts(cut: Cut) -> list[int]:
    return [cut.title_most if name == "title" else cut.most for name in SHARED]


def shared(needs: Needs, least: Sequence[float], room: float, most: Sequence[int]) -> list[float]:
    """Return widths of the columns that share, in which least is cut and rows are low."""
    wanted = [max(needs.longest[name], needs.heads[name]) + SIDES for name in SHARED]
    wanted = list(map(max, wanted, least))
    if sum(wanted) <= room:
        return [round(em, 2) for em in wanted]
    spare = room - sum(least)
    lacking = [want - em for want, em in zip(wanted, least, strict=True)]
    found = [em + spare * lack / sum(lacking) for em, lack in zip(least, lacking, strict=True)]
    best = cost(needs.rows, found, most)
    for step in MOVES:
        is_better = True
        while is_better:
            is_better = False
            for moved in moves(found, least, step):
                if (now := cost(needs.rows, moved, most)) < best:
                    found, best, is_better = moved, now, True
    return [floor(em * FINE) / FINE for em in found]


def moves(found: Sequence[float], least: Sequence[float], step: float) -> Iterator[list[float]]:
    """Yield the widths with a step of one column given to another."""
    for giver, taker in permutations(range(len(found)), 2):
        given = min(step, found[giver] - least[giver])
        if given > 0:
            moved = list(found)
            moved[giver] -= given
            moved[taker] += given
            yield moved


def cost(rows: Sequence[Sequence[float]], ems: Sequence[float], mosts: Sequence[int]) -> float:
    """Return how high rows are with such columns, in lines, and what is cut in them."""
    rooms = [(em - SIDES) * FILLED for em in ems]
    total = 0.0
    for widths in rows:
        deepest = 1
        for width, room, weight, most in zip(widths, rooms, WEIGHTS, mosts, strict=True):
            lines = ceil(width / room)
            if lines > most:
                total += (width - most * room) * weight * LOSS
                lines = most
            deepest = max(deepest, lines)
        total += deepest
    return total


def least_of(name: str, cut: Cut, needs: Needs) -> float:
    """Return the least that a column gets which shares: its head, a title or a name some signs more."""
    if name == "title":
        return max(min(LEAST_TITLE, needs.of(name)), min(needs.heads[name], LEAST_TITLE) + SIDES)
    if name == "owner":
        # a name is broken between its parts only
        return max(min(needs.longest["one"], LONGEST_PART), needs.heads[name]) + SIDES
    # a text that is cut tells something by its first signs, not by one of them
    least = LEAST_WHOLE if cut.most == WHOLE else LEAST_TEXT
    return max(min(needs.longest[name], least), needs.low[name]) + SIDES


def head_width(head: str) -> float:
    """Return how wide a column is at least whose head stands in two lines."""
    whole = text_width(head)
    low = whole / HEAD_LINES
    return next((em for em in (low, low + 0.5, low + 1, low + 2) if fits(head, em)), whole)


def fits(head: str, em: float) -> bool:
    """Say whether a head stands in its lines, no word of it broken."""
    lines = lines_of(head, em, most=HEAD_LINES)
    words = head.split()
    is_whole = all(part in words for line in lines for part in line.split()) or not head.isascii()
    return is_whole and all(text_width(line) <= em and not line.endswith(MORE) for line in lines)


def fixed_of(name: str, cut: Cut, needs: Needs, width: float) -> float:
    """Return the width of a column that does not share."""
    cap = min(max(NAME_ROOM[0], width * NAME_SHARE), NAME_ROOM[1])
    match name:
        case "lamp":  # no lamp is told by half a word
            return max(needs.longest["lamp"], needs.heads["lamp"]) + SIDES
        case "due":
            below = needs.longest["following"] if cut.rows is Rows.FULL else 0.0
            return max(needs.longest["due"], needs.heads["due"], below) + SIDES
        case "next":
            alone = max(needs.longest["day"], needs.heads["day"]) + SIDES
            named = max(needs.of("next"), alone)
            return min(named, NAMED_ROOM) if cut.panels == 1 else min(alone, DAY_ROOM)
        case "standing":
            return min(needs.of("standing"), STAGE_ROOM)
        case _:
            return min(needs.of(name), cap)


def paper_of(cut: Cut, form: Format, size: float, needs: Needs) -> Paper | None:
    """Return a paper on which lines stand so, in print of a size; None where it is too narrow for it."""
    width = (form.inner_width / size - (cut.panels - 1) * GAP) / cut.panels
    ems = columns_of(cut, needs, width)
    if ems is None:
        return None
    return Paper(
        width=form.inner_width, height=form.inner_height, size=size,
        ems={name: ems[name] for name in cut.names}, rows=cut.rows, panels=cut.panels, title=TITLE,
        has_headings=cut.has_headings, most=cut.most, title_most=cut.title_most,
    )  # fmt: skip
