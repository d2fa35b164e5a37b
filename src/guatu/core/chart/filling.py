"""Rows on sheets: panels filled from the top, a group that goes on says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
Named = tuple[str, Sequence[T]]
Block = tuple[str, list[T]]  # a group's name as it stands in this panel, and its rows there
FUZZ = 1e-6  # of adding up heights


@dataclass(frozen=True, slots=True, kw_only=True)
class Room(Generic[T]):
    """What a panel has room for, and what a row and a heading take of it, all in the same unit.

    At most `most` rows stand on a sheet, whatever room there is.
    """

    height: float
    heading: float
    row: Callable[[T], float]
    panels: int = 1
    most: int = 0


def filled(
    groups: Sequence[Named[T]], room: Room[T], continued: Callable[[str], str]
) -> Iterator[list[list[Block[T]]]]:
    """Yield the panels of each sheet; every row stands in exactly one, a heading never last."""
    sheet: list[list[Block[T]]] = [[]]
    left, count = room.height, 0
    for name, rows in groups:
        for place, row in enumerate(rows):
            is_new = place == 0
            height = room.row(row) + (room.heading if is_new else 0)
            is_full = bool(room.most) and count >= room.most
            if sheet[-1] and (height > left + FUZZ or is_full):
                if len(sheet) == room.panels or is_full:
                    yield sheet
                    sheet, count = [], 0
                sheet.append([])
                left, is_new = room.height, True
                height = room.row(row) + room.heading
            if is_new:
                sheet[-1].append((continued(name) if place else name, []))
            sheet[-1][-1][1].append(row)
            left -= height
            count += 1
    yield sheet
