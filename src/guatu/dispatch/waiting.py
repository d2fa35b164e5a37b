"""What else waits for a person at the top of 我的填报: each app above tells its own, as far as it is theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from guatu.core.actors import Actor

MOST_LINES = 5  # of one sort; the rest stands on its own page


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that waits, with its page."""

    title: str
    address: str
    state: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits of one sort: how many in all, the first few, and the page that has them all."""

    label: str | Promise
    count: int
    lines: Sequence[Line]
    address: str

    @property
    def has_more(self) -> bool:
        return self.count > len(self.lines)


Source = Callable[[Actor, date], Waiting]
_sources: dict[str, Source] = {}


def register(code: str, source: Source) -> None:
    """Register a source by its code; a code that is known is replaced."""
    _sources[code] = source


def waiting_for(actor: Actor, today: date) -> list[Waiting]:
    """Return the sorts of which something waits, in the order in which they were registered."""
    found = (source(actor, today) for source in _sources.values())
    return [one for one in found if one.count]
