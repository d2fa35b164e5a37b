"""Long lists of ids in parts: a database takes only so many parameters in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

MOST = 500
Item = TypeVar("Item")


def batches(items: Sequence[Item], size: int = MOST) -> Iterator[Sequence[Item]]:
    """Yield `items` in order, `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
