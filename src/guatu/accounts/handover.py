"""What hangs on a post, as the apps above this one know it, and what they do when a unit goes on as another.

`accounts` knows posts and units but not what they owe: each app above registers here, once, when it
is ready, how to find it, and how its rows pass from a unit to its successor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from guatu.accounts.models import HandoverItem, Unit
from guatu.audit.actions import Change
from guatu.core.actors import Actor

Fate = HandoverItem.Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A post as the finders of what it owes need it; `person_id` is who holds it, if anybody."""

    post_id: int
    role: str
    grade: str
    unit_id: int
    unit_path: str
    scope_path: str
    person_id: int | None
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One thing that is owed: what it is, by when, and whether it moves with the post."""

    title: str
    object_id: int
    detail: str = ""
    due_on: date | None = None
    fate: Fate = Fate.MOVES
    address: str = ""


Finder = Callable[[Held], Iterable[Owed]]
Seer = Callable[[Actor, Sequence[int]], set[int]]
Mover = Callable[[Held, int], Sequence[Change]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One sort of things owed. `sees` says which of them an actor may read; None: whoever sees the post.

    `move` gives what hangs on the person of a post to another person and says what it changed.
    `names_post` says that these name the post itself: it cannot be abolished while there are any.
    """

    code: str
    label: str | Promise
    object_type: str
    find: Finder
    sees: Seer | None = None
    move: Mover | None = None
    names_post: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """What passes from a unit to its successor: how much is open, and the act that passes it on."""

    label: str | Promise
    count_open: Callable[[int], int]
    pass_on: Callable[[Unit, Unit, date], Sequence[Change]]


_sorts: dict[str, Sort] = {}
_successions: list[Succession] = []


def register(*sorts: Sort) -> None:
    """Register sorts of things owed; a code that is known is replaced."""
    _sorts.update({sort.code: sort for sort in sorts})


def register_succession(one: Succession) -> None:
    """Register what passes from a unit to its successor; called once, when an app is ready."""
    if one not in _successions:
        _successions.append(one)


def sorts() -> list[Sort]:
    """Return the sorts in the order in which the apps registered them."""
    return list(_sorts.values())


def sort_named(code: str) -> Sort | None:
    return _sorts.get(code)


def successions() -> list[Succession]:
    return list(_successions)
