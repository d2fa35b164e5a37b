"""The past of an entry's lamp as a strip: a bar for each stretch of one lamp, months beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

WIDTH = 480
SIGN_ROOM = 16  # a bar at least so wide has room for its sign
MONTH_ROOM = 34  # month names stand at least so far apart
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One lamp from a day to a day, both included."""

    lamp: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch as it is drawn."""

    stretch: Stretch
    x: float
    width: float

    @property
    def has_sign(self) -> bool:
        return self.width >= SIGN_ROOM

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The first day of a month; `is_named` where its name has room."""

    day: date
    x: float
    is_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What is drawn: the computed lamps, above them those set by hand, the moved due dates."""

    first: date
    last: date
    computed: list[Bar]
    by_hand: list[Bar] = field(default_factory=list)
    moves: list[tuple[date, float]] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    width: int = WIDTH


def joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches with neighbours of one lamp made one: only the rule differed."""
    found: list[Stretch] = []
    for one in stretches:
        if found and found[-1].lamp == one.lamp and one.first <= found[-1].last + ONE:
            found[-1] = Stretch(lamp=one.lamp, first=found[-1].first, last=one.last)
        else:
            found.append(one)
    return found


def draw_strip(
    computed: Sequence[Stretch],
    by_hand: Sequence[Stretch] = (),
    moved_on: Sequence[date] = (),
) -> Strip | None:
    """Return the strip of stretches, the oldest first; None where nothing was lit yet."""
    if not computed:
        return None
    first = computed[0].first
    last = max(one.last for one in (*computed, *by_hand))
    days = (last - first).days + 1

    def x_of(day: date) -> float:
        return round(WIDTH * min(max((day - first).days, 0), days) / days, 1)

    def bar(one: Stretch) -> Bar:
        x = x_of(one.first)
        return Bar(stretch=one, x=x, width=round(x_of(one.last + ONE) - x, 1))

    return Strip(
        first=first,
        last=last,
        computed=[bar(one) for one in joined(computed)],
        by_hand=[bar(one) for one in by_hand if one.last >= first],
        moves=[(day, x_of(day)) for day in moved_on if first <= day <= last],
        ticks=ticks_of(first, last, WIDTH / days),
    )


def ticks_of(first: date, last: date, day_width: float) -> list[Tick]:
    found: list[Tick] = []
    named_x = -MONTH_ROOM * 1.0
    day = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
    while day <= last:
        x = round((day - first).days * day_width, 1)
        is_named = x - named_x >= MONTH_ROOM and x <= WIDTH - MONTH_ROOM / 2
        named_x = x if is_named else named_x
        found.append(Tick(day=day, x=x, is_named=is_named))
        day = (day + timedelta(days=31)).replace(day=1)
    return found
