"""How much of what was reported a paper quotes: all that its limit of length has room for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from guatu.core.burden.lengths import Paper, length_of
from guatu.core.official.text import read_text

ITEMS_NAMED = 40  # with a paragraph of their own
LONGEST = 260  # characters of one report
SHORTER = (160, 100, 60)  # the same, where not even the last reports fit
END = "。！？；"
# a figure, or an end that was reached, tells more than that work goes on
_WEIGHTY = re.compile(
    r"\d|完成|建成|竣工|投[产用运]|开工|通过|签约|签订|通车|交付|验收|获批|办结|印发"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One report of an entry as it may be quoted; `has_month` where its month is said before it."""

    day: date
    text: str
    longest: int = LONGEST
    has_month: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What there is room for; `further` counts quotations beside the last one of each entry."""

    further: int
    longest: int = LONGEST
    items: int = ITEMS_NAMED


def rooms_for(quotes: Sequence[Sequence[Quote]]) -> list[Room]:
    """Return the rooms to try for some entries with their quotations, the widest first.

    Parameters
    ----------
    quotes : sequence of sequence of Quote
        Of each entry, the oldest first.

    Returns
    -------
    list of Room
        Earlier quotations give way one by one, then words of the last ones, then whole entries.
    """
    further = sum(len(own) - 1 for own in quotes if own)
    return [
        *(Room(further=count) for count in range(further, -1, -1)),
        *(Room(further=0, longest=longest) for longest in SHORTER),
        *(
            Room(further=0, longest=SHORTER[-1], items=count)
            for count in range(min(len(quotes), ITEMS_NAMED) - 1, 0, -1)
        ),
    ]


def kept(quotes: Sequence[Sequence[Quote]], further: int) -> list[list[Quote]]:
    """Return the quotations that are made, of each entry the oldest first.

    Parameters
    ----------
    quotes : sequence of sequence of Quote
        Of each entry, the oldest first. The last one of each is always made.
    further : int
        How many more are: those with figures or results first, the later before the earlier.

    Returns
    -------
    list of list of Quote
        As many lists as came in.
    """
    others = [
        (not _WEIGHTY.search(one.text), -one.day.toordinal(), place, at)
        for place, own in enumerate(quotes)
        for at, one in enumerate(own[:-1])
    ]
    made = {(place, at) for *_weight, place, at in sorted(others)[:further]}
    return [
        [one for at, one in enumerate(own) if at == len(own) - 1 or (place, at) in made]
        for place, own in enumerate(quotes)
    ]


def said_in_turn(quotes: Sequence[Quote], longest: int = LONGEST) -> str:
    """Return quotations one after the other, a month named once."""
    found: list[str] = []
    month = (0, 0)
    for one in quotes:
        own = (one.day.year, one.day.month)
        if one.has_month and own != month:
            found.append(f"{one.day.month}月，")
        month = own
        found.append(ended(one.text, min(longest, one.longest)))
    return "".join(found)


def ended(text: str, longest: int = LONGEST) -> str:
    """Return a text of one line that ends a sentence, cut where it is very long."""
    line = " ".join(text.split())
    if len(line) > longest:
        line = f"{line[: longest - 1]}…"
    return line if line.endswith(tuple(END)) else f"{line}。"


def fitted(write: Callable[[Room], str], rooms: Sequence[Room], limit: Paper) -> str:
    """Return a text in the widest room in which it is within its limit, or in the narrowest.

    Parameters
    ----------
    write : callable
        What writes it in a room.
    rooms : sequence of Room
        The widest first.
    limit : Paper
        The sort of document that it is.

    Returns
    -------
    str
        The text. Where even the narrowest room is too wide, it is longer than it may be.
    """
    low, high = 0, len(rooms) - 1
    while low < high:
        middle = (low + high) // 2 if low else 0  # what needs no fitting is written once
        if length_of(read_text(write(rooms[middle])).words, limit).over:
            low = middle + 1
        else:
            high = middle
    return write(rooms[low])
