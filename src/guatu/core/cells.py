"""The cells of a workbook where they stand, hidden ones too: what a filled-in template comes back as."""

from __future__ import annotations

from dataclasses import dataclass

LETTERS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCells:
    """One sheet: its rows from the first on, each as long as its last filled cell; texts as shown.

    `merged` are the merged areas as top, left, bottom and right, counted from 0 and all included.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    is_hidden: bool = False

    def at(self, row: int, column: int) -> str:
        """Return the text of a cell, both counted from 0; "" where nothing stands."""
        if not 0 <= row < len(self.rows):
            return ""
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else ""


def cell_name(row: int, column: int) -> str:
    """Return what a spreadsheet calls a cell, both counted from 0: (0, 0) is A1, (9, 27) AB10."""
    name, left = "", column + 1
    while left:
        left, place = divmod(left - 1, LETTERS)
        name = chr(ord("A") + place) + name
    return f"{name}{row + 1}"
