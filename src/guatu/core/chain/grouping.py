"""Reading sorted streams side by side without holding any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

Row = TypeVar("Row")
Key = tuple[int, ...]


class Grouped(Generic[Row]):
    """A stream sorted by key, handed out group by group; what belongs to no group is left over.

    Parameters
    ----------
    rows : Iterable
        Sorted by `key`.
    key : Callable
        The group a row belongs to.
    """

    def __init__(self, rows: Iterable[Row], key: Callable[[Row], Key]) -> None:
        self.rows = iter(rows)
        self.key = key
        self.current = next(self.rows, None)

    def before(self, key: Key) -> Iterator[Row]:
        """Take the rows of groups before `key`: nobody asked for them."""
        while self.current is not None and self.key(self.current) < key:
            row, self.current = self.current, next(self.rows, None)
            yield row

    def of(self, key: Key) -> Iterator[Row]:
        """Take the rows of the group `key`."""
        while self.current is not None and self.key(self.current) == key:
            row, self.current = self.current, next(self.rows, None)
            yield row

    def rest(self) -> Iterator[Row]:
        """Take all that remain."""
        while self.current is not None:
            row, self.current = self.current, next(self.rows, None)
            yield row
