"""What papers print of a closed round besides lamps and days: each app tells the parts that it knows.

A part has a reader, which says for a campaign what stands on a day, an entry or a target at a time.
What it says is kept with the round as it closes, and read by the papers of the round ever after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from guatu.campaigns.models import Campaign

# yields the key of an entry or a target, and what is kept of it as JSON; nothing for what has nothing
Reader = Callable[[Campaign, date], Iterable[tuple[int, Any]]]
_readers: dict[str, Reader] = {}


def register(part: str, reader: Reader) -> None:
    """Register who reads a part, once, when its app is ready; a part has one reader."""
    _readers[part] = reader


def readers() -> Mapping[str, Reader]:
    """Return the readers by part, always in the same order."""
    return {part: _readers[part] for part in sorted(_readers)}
