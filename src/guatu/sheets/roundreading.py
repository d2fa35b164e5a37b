"""A workbook that came back, row by row: which item each row is, what it says, what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import override

from guatu.core.cells import SheetCells, cell_name
from guatu.core.grids import bare
from guatu.core.returned import Cell, CellFault, UnreadableCell, read
from guatu.core.returnedrows import told_by_name
from guatu.dispatch.queries.summaries import SUMMARY_LENGTH
from guatu.sheets.roundbooks import (
    KEY,
    PART_OF_A_KEY,
    TO_CORRECT,
    cell_titles,
    known_titles,
    name_title,
)
from guatu.shell.inputs import whole

LANGUAGES = ("zh-hans", "en")
LOOKED_AT = 30  # rows in which the head may stand
LARGEST_KEY = 2**63 - 1
NAME = "name"  # of the item, as the row shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A cell that cannot be taken: where it stands, what it holds."""

    cell: Cell
    fault: CellFault
    text: str
    place: str  # as a spreadsheet calls it


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """One row: its check-in, its open cells in canonical form, and those that say nothing readable."""

    tab: str
    row: int  # as the file counts, from 1
    code: str
    check_in_id: int
    texts: Mapping[Cell, str]
    faults: tuple[Fault, ...] = ()
    name: str = ""  # of the item, as it shows
    name_place: str = ""


@dataclass(slots=True)
class ReadBook:
    """The rows of a file by the code of the workbook that they were part of."""

    rows: dict[str, list[ReadRow]] = field(default_factory=dict)
    strangers: list[tuple[str, int]] = field(default_factory=list)  # rows without a key, with texts
    has_head: bool = False
    cells: set[Cell] = field(default_factory=set)  # whose columns were found
    unknown: list[str] = field(default_factory=list)  # heads of columns that went out with none
    unkeyed: int = 0  # rows whose keys were gone, told by their names


def read_book(sheets: Sequence[SheetCells], *, near: date | None = None) -> ReadBook:
    """Read every sheet of a file that has the column of keys; other sheets are notes of the unit.

    `near` is the day from which on a day without a year is looked for.
    """
    found = ReadBook()
    heads = heads_of_cells()
    for sheet in sheets:
        head = head_row(sheet)
        if head is None:
            continue
        found.has_head = True
        columns = columns_of(sheet.rows[head], heads)
        found.cells |= {cell for cell in columns if isinstance(cell, Cell)}
        found.unknown += unknown_heads(sheet, head, heads)
        filled = spread(sheet, columns)
        for at in range(head + 1, len(sheet.rows)):
            read_row(filled, at, columns, found, near=near)
    return found


def unknown_heads(sheet: SheetCells, head: int, heads: Mapping[str, Cell | str]) -> list[str]:
    """Return the heads of columns that a unit put in or renamed, if anything stands in them."""
    known = {*heads, bare(KEY), bare(TO_CORRECT)}
    below = range(head + 1, len(sheet.rows))
    return [
        text
        for place, text in enumerate(sheet.rows[head])
        if text and bare(text) not in known and any(sheet.at(at, place) for at in below)
    ]


def spread(sheet: SheetCells, columns: Mapping[str | Cell, int]) -> SheetCells:
    """Let what a unit wrote into cells merged down its rows stand in each of them."""
    open_places = {place for cell, place in columns.items() if isinstance(cell, Cell)}
    merged = [
        (top, left, bottom)
        for top, left, bottom, right in sheet.merged
        if left == right and left in open_places and top < bottom
    ]
    if not merged:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for top, place, bottom in merged:
        for at in range(top + 1, min(bottom + 1, len(rows))):
            rows[at] += [""] * (place + 1 - len(rows[at]))
            rows[at][place] = sheet.at(top, place)
    return replace(sheet, rows=tuple(map(tuple, rows)))


def heads_of_cells() -> dict[str, Cell | str]:
    """Return the heads of all columns in each language: a workbook may come back to another.

    Of columns that are not filled in, that of the item's name alone is read.
    """
    found: dict[str, Cell | str] = {}
    for language in LANGUAGES:
        with override(language):
            found |= {bare(title): "" for title in known_titles()}
            found[bare(name_title())] = NAME
            found |= {bare(title): cell for cell, title in cell_titles().items()}
    return found


def head_row(sheet: SheetCells) -> int | None:
    """Return where the head stands; people put lines over it."""
    wanted = bare(KEY)
    for at, cells in enumerate(sheet.rows[:LOOKED_AT]):
        if any(bare(cell) == wanted for cell in cells):
            return at
    return None


def columns_of(head: Sequence[str], heads: Mapping[str, Cell | str]) -> dict[str | Cell, int]:
    """Return where the key, the name and each open cell stand, wherever columns were moved."""
    found: dict[str | Cell, int] = {}
    for at, text in enumerate(head):
        name = bare(text)
        what: str | Cell | None = KEY if name == bare(KEY) else heads.get(name)
        if what:
            found.setdefault(what, at)
    return found


def read_row(
    sheet: SheetCells,
    at: int,
    columns: Mapping[str | Cell, int],
    found: ReadBook,
    *,
    near: date | None,
) -> None:
    code, check_in_id = key_in(sheet.at(at, columns[KEY]))
    cells = [(cell, place) for cell, place in columns.items() if isinstance(cell, Cell)]
    if check_in_id is None:
        if any(sheet.at(at, place) for _cell, place in cells):
            found.strangers.append((sheet.title, at + 1))
        return
    texts: dict[Cell, str] = {}
    faults = []
    for cell, place in cells:
        written = sheet.at(at, place)
        try:
            texts[cell] = read(cell, written, longest=SUMMARY_LENGTH, near=near)
        except UnreadableCell as error:
            where = cell_name(at, place)
            faults.append(Fault(cell=cell, fault=error.fault, text=written, place=where))
    row = ReadRow(
        tab=sheet.title, row=at + 1, code=code, check_in_id=check_in_id, texts=texts,
        faults=tuple(faults),
        name=sheet.at(at, columns[NAME]) if NAME in columns else "",
        name_place=cell_name(at, columns[NAME]) if NAME in columns else "",
    )  # fmt: skip
    found.rows.setdefault(code, []).append(row)


def key_in(text: str) -> tuple[str, int | None]:
    """Return the code of the workbook and the check-in that a key names."""
    code, _dash, number = text.strip().rpartition(PART_OF_A_KEY)
    found = whole(number, most=LARGEST_KEY)
    return (code, found) if code and found is not None else ("", None)


def by_name(rows: Sequence[ReadRow], titles: Mapping[int, str]) -> tuple[list[ReadRow], int]:
    """Return the rows, each with the item that it is by its name, and how many keys stood elsewhere.

    A row that names another item than its key, where it cannot be told which is right, has a fault.
    """
    keys = told_by_name([(row.check_in_id, row.name) for row in rows], titles)
    told = [
        with_fault(row) if key is None else replace(row, check_in_id=key)
        for row, key in zip(rows, keys, strict=True)
    ]
    moved = sum(key not in {None, row.check_in_id} for row, key in zip(rows, keys, strict=True))
    return told, moved


def with_fault(row: ReadRow) -> ReadRow:
    fault = Fault(
        cell=Cell.SAID, fault=CellFault.OTHER_ITEM, text=row.name, place=row.name_place
    )  # fmt: skip
    return replace(row, faults=(fault, *row.faults))
