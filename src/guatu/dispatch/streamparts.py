"""What other apps put into the stream of an entry: directives, decisions, inspections, closings.

Each app registers, once, when it is ready, a source that gives its events of an entry as far as a
reader may see them; the stream lays them among the reports by their moments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from guatu.core.actors import Actor
from guatu.ledgers.models import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to an entry, in words for the reader.

    `pk` sets apart what one source says of one moment. `mark` is a symbol of its own sort (never
    a lamp's) and goes with a word in `title` or `state`. `address` is "" where the reader may
    know that it happened, but not open it.
    """

    moment: datetime
    pk: int
    title: str  # what happened: "督办单 2026年第3号 已签收"
    text: str = ""
    unit: str = ""
    person: str = ""
    mark: str = ""
    state: str = ""
    address: str = ""


Source = Callable[[Actor, Entry], Iterable[Event]]
FIRST_RANK = 3  # below are the stream's own sorts
_sources: dict[str, Source] = {}


def register(code: str, source: Source) -> None:
    """Register a source by its code; a code that is known is replaced."""
    _sources[code] = source


def ranked_sources() -> list[tuple[int, Source]]:
    """Return the sources with the rank that sets their events apart at one moment."""
    return [(FIRST_RANK + n, _sources[code]) for n, code in enumerate(sorted(_sources))]
