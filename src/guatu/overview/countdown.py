"""Where a stretch of time stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar


class Stretch(Protocol):
    """A campaign or one of its phases."""

    starts_on: date
    ends_on: date


S = TypeVar("S", bound=Stretch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Countdown:
    """Day `day` of `days`; `left` whole days after today. Before the start `day` is 0."""

    day: int
    days: int
    left: int
    until_start: int

    @property
    def is_ahead(self) -> bool:
        return self.until_start > 0

    @property
    def is_over(self) -> bool:
        return self.left < 0


def countdown(stretch: Stretch, today: date) -> Countdown:
    """Return where `stretch` stands: both its first and its last day count."""
    days = (stretch.ends_on - stretch.starts_on).days + 1
    return Countdown(
        day=min(max((today - stretch.starts_on).days + 1, 0), days),
        days=days,
        left=(stretch.ends_on - today).days,
        until_start=max((stretch.starts_on - today).days, 0),
    )


def current(stretches: Iterable[S], today: date) -> S | None:
    """Return the stretch that `today` lies in: the one begun last where they overlap.

    Between two stretches it is the next one; after the last there is none.
    """
    known = sorted(stretches, key=lambda s: (s.starts_on, s.ends_on))
    running = [s for s in known if s.starts_on <= today <= s.ends_on]
    if running:
        return running[-1]
    return next((s for s in known if s.starts_on > today), None)
