"""What stands around the rows of a sheet: title and notes, totals by lamp, code, legend, page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from guatu.core.chart.measuring import fitted, text_width
from guatu.core.chart.papers import PADDING, Paper, Rows
from guatu.core.chart.placing import BAR, MARK, diamond
from guatu.core.chart.shapes import Anchor, Code, Drawn, Rect, Role, Rule, Words
from guatu.core.chart.wording import SheetWords
from guatu.core.lamps import Lamp

SIGN = 2.6  # em: width of a bar in the legend
APART = 1.2  # em between two entries of the legend
CODE = 57.0  # points: the smallest code that a telephone reads without trouble, 20 mm
CODE_GAP = 0.3  # em
TOTALS = 1.6  # em: the line of totals
FOOT = 1.9


def title_height(paper: Paper, words: SheetWords) -> float:
    """Return how much the title and what stands with it take, in em."""
    lines = paper.title * (1.6 if paper.rows is Rows.LANES else 1.35)
    notes = 0.4 + 1.4 * len(words.notes) if len(words.notes) > 1 else 0.0
    code = CODE / paper.size + CODE_GAP if words.code else 0.0
    return max(lines + (TOTALS if words.totals else 0), notes, code)


def titles(paper: Paper, words: SheetWords) -> Iterator[Drawn]:
    """Yield the title, totals by lamp, and at the right the notes and the code."""
    size, right = paper.size, paper.width
    if words.code:
        side = (title_height(paper, words) - CODE_GAP) * size
        yield Code(x=right - side, y=0, width=side, modules=words.code)
        right -= side + size
    base = paper.title * (1.1 if paper.rows is Rows.LANES else 0.95) * size
    note = max((text_width(text, size) for text in words.notes), default=0)
    title = fitted(words.title, right - note - size * 2, size * paper.title)
    yield Words(x=0, y=base, text=title, size=size * paper.title, is_bold=True)
    down = base if len(words.notes) == 1 else size * 1.1
    for n, text in enumerate(words.notes):
        yield Words(x=right, y=down + n * 1.4 * size, text=text, size=size, role=Role.SOFT,
                    anchor=Anchor.END)  # fmt: skip
    if words.totals:
        yield from totals(paper, words, paper.title * 1.35 * size + size)


def totals(paper: Paper, words: SheetWords, base: float) -> Iterator[Drawn]:
    """Yield the number of rows by lamp, each with its sign and word."""
    x, size = 0.0, paper.size
    for lamp, count in words.totals.items():
        text = f"{words.lamp(lamp)} {count}"
        yield Words(x=x, y=base, text=text, size=size, role=Role.LAMP, lamp=lamp, is_bold=True)
        x += text_width(text, size) + APART * size


def foot(
    paper: Paper, words: SheetWords, *, number: int, count: int, told: Sequence[str] = ()
) -> Iterator[Drawn]:
    """Yield what is told of this sheet, the legend, and at the right which sheet this is."""
    size, base = paper.size, paper.height - paper.size * 0.5
    page = words.page(number, count)
    right = paper.width - (text_width(page, size) + size if page else 0)
    if page:
        yield Words(x=paper.width, y=base, text=page, size=size, anchor=Anchor.END)
    x = size * PADDING
    for name, text in (*(("", one) for one in told), *words.legend.items()):
        if name in ONLY and not ONLY[name](paper):
            continue
        sign = SIGNS.get(name)
        room = SIGN_ROOM.get(name, 0.0) * size
        width = room + text_width(text, size)
        if x + width > right:
            return
        if sign is not None:
            yield from sign(x, base - size * 0.35, size)
        yield Words(x=x + room, y=base, text=text, size=size, role=Role.SOFT)
        x += width + APART * size


Sign = Callable[[float, float, float], Iterator[Drawn]]


def bar_sign(x: float, middle: float, size: float) -> Iterator[Drawn]:
    half = BAR * size * 0.8
    for share, role in ((1.0, Role.BAR), (0.45, Role.DONE)):
        yield Rect(x=x, y=middle - half, width=SIGN * size * share, height=half * 2, role=role,
                   lamp=Lamp.ON_PACE)  # fmt: skip


def over_sign(x: float, middle: float, size: float) -> Iterator[Drawn]:
    yield Rule(x1=x, y1=middle, x2=x + SIGN * size, y2=middle, role=Role.OVER)


def ghost_sign(x: float, middle: float, size: float) -> Iterator[Drawn]:
    yield Rect(x=x, y=middle - size * 0.14, width=SIGN * size, height=size * 0.28, role=Role.GHOST)


def today_sign(x: float, middle: float, size: float) -> Iterator[Drawn]:
    yield Rule(x1=x + MARK * size, y1=middle - size * 0.6, x2=x + MARK * size,
               y2=middle + size * 0.6, role=Role.TODAY)  # fmt: skip


def flag_sign(x: float, middle: float, size: float) -> Iterator[Drawn]:
    yield Rule(x1=x + MARK * size, y1=middle - size * 0.6, x2=x + MARK * size,
               y2=middle + size * 0.6, role=Role.FLAG)  # fmt: skip


def diamond_sign(role: Role) -> Sign:
    def drawn(x: float, middle: float, size: float) -> Iterator[Drawn]:
        yield from diamond(x + MARK * size, middle, size, role)

    return drawn


SIGNS: Mapping[str, Sign] = {
    "bar": bar_sign,
    "over": over_sign,
    "ghost": ghost_sign,
    "met": diamond_sign(Role.MET),
    "missed": diamond_sign(Role.MISSED),
    "open": diamond_sign(Role.OPEN),
    "today": today_sign,
    "flag": flag_sign,
}
# what is said on some papers only
ONLY: Mapping[str, Callable[[Paper], bool]] = {
    "star": lambda paper: paper.rows is Rows.SHORT,
}
SIGN_ROOM: Mapping[str, float] = {
    **dict.fromkeys(("bar", "over", "ghost"), SIGN + 0.4),
    **dict.fromkeys(("met", "missed", "open", "today", "flag"), 2 * MARK + 0.4),
}
