"""A workbook whose hidden columns are gone: its unit and items told by what it shows, for a person to confirm."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from guatu.core.cells import SheetCells
from guatu.core.grids import bare
from guatu.core.returned import Cell
from guatu.core.returnedrows import names
from guatu.sheets.models import IssuedBook
from guatu.sheets.roundbooks import KEY, key_of
from guatu.sheets.roundreading import LOOKED_AT, NAME, columns_of, head_row, heads_of_cells

FEWEST_HEADS = 2  # to fill in: by so many a head is ours beside the item's name


def rekeyed(
    sheets: Sequence[SheetCells], books: Sequence[IssuedBook], file_name: str
) -> tuple[tuple[SheetCells, ...], int]:
    """Return the sheets with their keys put back, and how many rows were told by their names.

    The unit is the one that the sheet's name, the lines over its head or the file's name says (never
    merely the only one that the actor fills in for: the file may be another's); an item is the one
    of its last workbooks that a row names alone.
    """
    found, count = [], 0
    heads = heads_of_cells()
    for sheet in sheets:
        head = head_without_key(sheet, heads)
        own = books_named(books, texts_over(sheet, head, file_name)) if head is not None else []
        if head is None or not own:
            found.append(sheet)
            continue
        put, some = with_keys(sheet, head, columns_of(sheet.rows[head], heads)[NAME], own)
        found.append(put)
        count += some
    return tuple(found), count


def completed(
    sheets: Sequence[SheetCells], book: IssuedBook, taken: Collection[int]
) -> tuple[tuple[SheetCells, ...], int]:
    """Return the sheets of a workbook with keys for rows that lost theirs, and how many those are.

    Such a row names one item alone that no other row has: `taken` are those.
    """
    found, count = [], 0
    heads = heads_of_cells()
    left = {pk: base["title"] for pk, base in book.base.items() if int(pk) not in taken}
    for sheet in sheets:
        head = head_row(sheet)
        columns = columns_of(sheet.rows[head], heads) if head is not None else {}
        if head is None or NAME not in columns:
            found.append(sheet)
            continue
        rows = [list(row) for row in sheet.rows]
        for at in range(head + 1, len(rows)):
            shown, key = sheet.at(at, columns[NAME]), sheet.at(at, columns[KEY])
            meant = [pk for pk, title in left.items() if not key and names(shown, title)]
            if len(meant) == 1:
                rows[at] += [""] * (columns[KEY] + 1 - len(rows[at]))
                rows[at][columns[KEY]] = key_of(book.code, int(meant[0]))
                count += 1
        found.append(replace(sheet, rows=tuple(map(tuple, rows))))
    return tuple(found), count


def head_without_key(sheet: SheetCells, heads: Mapping[str, Cell | str]) -> int | None:
    """Return where a head stands that names the item and columns to fill in."""
    for at, cells in enumerate(sheet.rows[:LOOKED_AT]):
        columns = columns_of(cells, heads)
        if NAME in columns and sum(isinstance(key, Cell) for key in columns) >= FEWEST_HEADS:
            return at
    return None


def texts_over(sheet: SheetCells, head: int, file_name: str) -> list[str]:
    """Return what may name the unit, the surest first."""
    return [sheet.title, " ".join(cell for row in sheet.rows[:head] for cell in row), file_name]


def books_named(books: Sequence[IssuedBook], texts: Sequence[str]) -> list[IssuedBook]:
    """Return the workbooks of the one unit that the texts name; none where several may be meant."""
    units = {book.unit_id: book.unit for book in books}
    for text in texts:
        said = {
            pk: max((name for name in (one.label, one.name) if name in text), key=len, default="")
            for pk, one in units.items()
        }
        longest = {
            pk
            for pk, name in said.items()
            if name and not any(name != other and name in other for other in said.values())
        }
        if len(longest) == 1:
            return [book for book in books if book.unit_id in longest]
    return []


def with_keys(
    sheet: SheetCells, head: int, place: int, books: Sequence[IssuedBook]
) -> tuple[SheetCells, int]:
    """Return a sheet with the key of each row whose name is one item's alone."""
    titles = [
        (book.code, int(pk), base["title"]) for book in books for pk, base in book.base.items()
    ]
    width = max(map(len, sheet.rows))
    rows = [[*row, *[""] * (width - len(row))] for row in sheet.rows]
    keys = [at for at, cell in enumerate(rows[head]) if bare(cell) == bare(KEY)]
    column = keys[0] if keys else width
    count = 0
    for at, row in enumerate(rows):
        if column == width:
            row.append(KEY if at == head else "")
        shown = sheet.at(at, place)
        meant = [(code, pk) for code, pk, title in titles if at > head and names(shown, title)]
        if len(meant) == 1:
            row[column] = key_of(*meant[0])
            count += 1
    return replace(sheet, rows=tuple(map(tuple, rows))), count
