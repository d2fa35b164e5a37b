"""A workbook that came back, row by row: which item each row is, what it says, what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import override

from guatu.core.cells import SheetCells, cell_name
from guatu.core.grids import bare
from guatu.core.returned import Cell, CellFault, UnreadableCell, read
from guatu.dispatch.queries.summaries import SUMMARY_LENGTH
from guatu.sheets.roundbooks import KEY, PART_OF_A_KEY, cell_titles
from guatu.shell.inputs import whole

LANGUAGES = ("zh-hans", "en")
LOOKED_AT = 30  # rows in which the head may stand
LARGEST_KEY = 2**63 - 1


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
    places: Mapping[Cell, str] = field(default_factory=dict)


@dataclass(slots=True)
class ReadBook:
    """The rows of a file by the code of the workbook that they were part of."""

    rows: dict[str, list[ReadRow]] = field(default_factory=dict)
    strangers: list[tuple[str, int]] = field(default_factory=list)  # rows without a key, with texts
    has_head: bool = False


def read_book(sheets: Sequence[SheetCells]) -> ReadBook:
    """Read every sheet of a file that has the column of keys; other sheets are notes of the unit."""
    found = ReadBook()
    heads = heads_of_cells()
    for sheet in sheets:
        head = head_row(sheet)
        if head is None:
            continue
        found.has_head = True
        columns = columns_of(sheet.rows[head], heads)
        for at in range(head + 1, len(sheet.rows)):
            read_row(sheet, at, columns, found)
    return found


def heads_of_cells() -> dict[str, Cell]:
    """Return the heads of the open columns in each language: a workbook may come back to another."""
    found: dict[str, Cell] = {}
    for language in LANGUAGES:
        with override(language):
            found |= {bare(title): cell for cell, title in cell_titles().items()}
    return found


def head_row(sheet: SheetCells) -> int | None:
    """Return where the head stands; people put lines over it."""
    wanted = bare(KEY)
    for at, cells in enumerate(sheet.rows[:LOOKED_AT]):
        if any(bare(cell) == wanted for cell in cells):
            return at
    return None


def columns_of(head: Sequence[str], heads: Mapping[str, Cell]) -> dict[str | Cell, int]:
    """Return where the key and each open cell stand, wherever columns were moved."""
    found: dict[str | Cell, int] = {}
    for at, text in enumerate(head):
        name = bare(text)
        what: str | Cell | None = KEY if name == bare(KEY) else heads.get(name)
        if what is not None:
            found.setdefault(what, at)
    return found


def read_row(
    sheet: SheetCells, at: int, columns: Mapping[str | Cell, int], found: ReadBook
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
            texts[cell] = read(cell, written, longest=SUMMARY_LENGTH)
        except UnreadableCell as error:
            where = cell_name(at, place)
            faults.append(Fault(cell=cell, fault=error.fault, text=written, place=where))
    row = ReadRow(
        tab=sheet.title, row=at + 1, code=code, check_in_id=check_in_id, texts=texts,
        faults=tuple(faults), places={cell: cell_name(at, place) for cell, place in cells},
    )  # fmt: skip
    found.rows.setdefault(code, []).append(row)


def key_in(text: str) -> tuple[str, int | None]:
    """Return the code of the workbook and the check-in that a key names."""
    code, _dash, number = text.strip().rpartition(PART_OF_A_KEY)
    found = whole(number, most=LARGEST_KEY)
    return (code, found) if code and found is not None else ("", None)


def rows_of(book: ReadBook) -> Iterator[ReadRow]:
    for rows in book.rows.values():
        yield from rows
