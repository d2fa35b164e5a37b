"""What a person's calendar shows: each app above registers a source of its own dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from guatu.core.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. `uid` stays the same for the same thing, whatever else of it changes.

    Whole days by dates, of which `ends_on` is the last (a due date ends at its 24:00, D1); a
    meeting by aware times. `address` is the path of its page.
    """

    uid: str
    starts_on: date | datetime
    ends_on: date | datetime | None = None
    title: str
    text: str = ""
    address: str = ""


Source = Callable[[Actor, date, date], Iterable[Event]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Register what gives the events of an actor from a first to a last day, by its visible rows."""
    if source not in _sources:
        _sources.append(source)


def events_of(actor: Actor, first: date, last: date) -> list[Event]:
    """Return the events of all sources, by day and uid; of one uid the first."""
    found: dict[str, Event] = {}
    for source in _sources:
        for event in source(actor, first, last):
            found.setdefault(event.uid, event)
    return sorted(found.values(), key=lambda one: (one.starts_on.isoformat(), one.uid))
