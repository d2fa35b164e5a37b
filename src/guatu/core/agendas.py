"""What comes on the agenda of a dispatch meeting: the worst first, as much as the time allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """How urgent a matter is: what stands higher is spoken of first."""

    FOLLOW_UP = 0  # what was decided last time, before anything new
    OVERDUE = 1
    SEVERE = 2
    DIRECTIVE = 3  # a directive past its limit
    PROBLEM = 4  # a unit asked for help and waits
    SILENT = 5  # who did not report
    NODE = 6
    TARGET = 7
    BEHIND = 8


FIXED = frozenset({Weight.FOLLOW_UP, Weight.SILENT})  # short, and of all units at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something that may be put on the agenda; `order` is the unit's 建制顺序."""

    key: str
    weight: Weight
    days_over: int = 0
    order: int = 0
    minutes: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What is spoken of in a meeting, in order, and what there is no time for."""

    on: tuple[str, ...]
    off: tuple[str, ...]
    minutes: int


def rank(matter: Matter) -> tuple[int, int, int, str]:
    """Return the place of a matter: by weight, then the longest over, then 建制顺序."""
    return matter.weight, -matter.days_over, matter.order, matter.key


def choose(matters: Iterable[Matter], minutes: int, *, taken: int = 0) -> Agenda:
    """Return the agenda that fits into a meeting.

    Parameters
    ----------
    matters
        All that could be spoken of; of two with one key the more urgent counts.
    minutes
        How long the meeting is to be.
    taken
        Minutes that are spoken for already, by what the office put on the agenda itself.

    Returns
    -------
    Agenda
        The worst first. What was decided last time and who did not report always have their
        place; of the others as many as fit, at least one. A short matter further down does not
        overtake a long one for which there was no time.
    """
    ranked = sorted(unique(matters), key=rank)
    left = minutes - taken - sum(one.minutes for one in ranked if one.weight in FIXED)
    on: list[Matter] = []
    off: list[Matter] = []
    is_full, has_one = False, False
    for one in ranked:
        if one.weight in FIXED:
            on.append(one)
            continue
        is_full = is_full or (one.minutes > left and (has_one or taken > 0))
        (off if is_full else on).append(one)
        if not is_full:
            left, has_one = left - one.minutes, True
    return Agenda(
        on=tuple(one.key for one in on),
        off=tuple(one.key for one in off),
        minutes=taken + sum(one.minutes for one in on),
    )


def unique(matters: Iterable[Matter]) -> Sequence[Matter]:
    """Return each key once, as the most urgent of those that bear it."""
    found: dict[str, Matter] = {}
    for one in sorted(matters, key=rank):
        found.setdefault(one.key, one)
    return list(found.values())
