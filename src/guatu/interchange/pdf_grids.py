"""Ruled lines become tables: a grid with merged cells, and the letters that stand in each cell."""

from __future__ import annotations

from dataclasses import dataclass

from guatu.interchange.composing import WrittenCell


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A table on one page."""

    x0: float
    x1: float
    top: float
    bottom: float
    edges: tuple[float, ...]  # where its columns begin and end
    rows: int
    cells: tuple[WrittenCell, ...]

    @property
    def columns(self) -> int:
        """How many columns the rulings make."""
        return len(self.edges) - 1
