"""What each source asked of the units of a campaign in a month; each source is a module."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from guatu.burden.queries.counting.documents import directives, opinions, plans
from guatu.burden.queries.counting.figures import figures
from guatu.burden.queries.counting.gatherings import inspections, meetings, reminders
from guatu.burden.queries.counting.rounds import rounds
from guatu.burden.queries.counting.values import Counted
from guatu.campaigns.models import Campaign
from guatu.core.rounds import Period

Counter = Callable[[Campaign, Period], Iterable[Counted]]
COUNTERS: list[Counter] = [
    rounds,
    figures,
    opinions,
    plans,
    directives,
    meetings,
    inspections,
    reminders,
]


def register(counter: Counter) -> None:
    """Register a source that an app above this one keeps; called once, when that app is ready."""
    if counter not in COUNTERS:
        COUNTERS.append(counter)


def counted(campaign: Campaign, month: Period) -> list[Counted]:
    """Return all that a campaign asked of each unit in a month: a fixed number of reads."""
    return [one for counter in COUNTERS for one in counter(campaign, month)]


__all__ = ["Counted", "counted", "register"]
