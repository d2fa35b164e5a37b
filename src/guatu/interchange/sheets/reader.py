"""Workbooks (.xlsx, .xlsm, .xls, .et, .ods): every sheet that shows becomes lines of cells."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from guatu.core.documents import Align, Document, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.composing import Composer, WrittenCell
from guatu.interchange.ole import streams_of
from guatu.interchange.sheets.biff import looks_of_biff
from guatu.interchange.sheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from guatu.interchange.sheets.looks import Looks, SheetLooks, looks_of, open_archive
from guatu.interchange.sheets.values import Value, shown

_LOOKS = "a workbook"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """The cells of one sheet that hold something, at the places they have once blanks are gone."""

    cells: tuple[WrittenCell, ...]
    rows: int
    columns: int


def read_sheet(payload: bytes, *, name: str) -> Document:
    """Read every sheet of a workbook that a person would see.

    Parameters
    ----------
    payload : bytes
        The whole file; the bytes tell its format.
    name : str
        The file's name, for messages.

    Returns
    -------
    Document
        A line for each row, a tab between two cells, the name of the sheet as a heading where
        there are several. Hidden sheets, rows and columns are left out, and a note says so.

    Raises
    ------
    UnreadableFile
        The file is broken, locked, empty, or far larger than any table of a plan.
    """
    looks = looks_of_file(payload, name=name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(payload)) as book:
            composer = _composed(book, looks, name=name)
    except PasswordError as error:
        raise refused(UnreadableReason.PASSWORD, name) from error
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise refused(UnreadableReason.BROKEN, name) from error
    document = composer.document()
    if not document.text.strip():
        raise refused(UnreadableReason.EMPTY, name)
    return document


def looks_of_file(payload: bytes, *, name: str) -> Looks:
    archive = open_archive(payload, name=name)
    if archive is None:
        streams = streams_of(payload, name=name)
        if "EncryptedPackage" in streams:  # an .xlsx or .et that its program locked
            raise refused(UnreadableReason.PASSWORD, name)
        book = streams.get("Workbook") or streams.get("Book") or b""
        return looks_of_biff(book, has_macros="_VBA_PROJECT" in streams)
    with archive:
        return looks_of(archive, name=name)


def _composed(book: CalamineWorkbook, looks: Looks, *, name: str) -> Composer:
    composer = Composer(format=looks.format)
    visible = []
    for index, sheet in enumerate(book.sheets_metadata):
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible is SheetVisibleEnum.Visible:
            visible.append((index, sheet.name))
        else:
            composer.note(NoteCode.HIDDEN_LEFT_OUT, place=sheet.name)
    if looks.has_macros:
        composer.note(NoteCode.MACROS_IGNORED)
    grids = [
        (title, _grid(book.get_sheet_by_index(index), looks.of(title), composer, name=name))
        for index, title in visible
    ]
    _refuse_many((grid for _, grid in grids), name=name)
    filled = [(title, grid) for title, grid in grids if grid.cells]
    for title, grid in filled:
        if len(filled) > 1:
            composer.paragraph(title, level=1)
        _write(composer, grid)
    return composer


def _write(composer: Composer, grid: _Grid) -> None:
    """Write lines of one cell around a table as paragraphs: its title, its notes, or a whole text."""
    rows: dict[int, list[WrittenCell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    wide = [row for row, cells in rows.items() if len(cells) > 1 or cells[0].row_span > 1]
    first = min(wide, default=grid.rows)
    after = max((c.row + c.row_span for row in wide for c in rows[row]), default=grid.rows)
    for row in range(first):
        for cell in rows[row]:
            is_title = cell.column_span > 1 and cell.column_span == grid.columns
            align = Align.CENTRE if is_title else Align.LEFT
            composer.paragraph(cell.text, align=align)
    table = [replace(c, row=c.row - first) for c in grid.cells if first <= c.row < after]
    blanks = _blanks(table, rows=after - first, columns=grid.columns)
    composer.table([*table, *blanks], rows=after - first, columns=grid.columns)
    for row in range(after, grid.rows):
        for cell in rows[row]:
            composer.paragraph(cell.text)


def _blanks(cells: list[WrittenCell], *, rows: int, columns: int) -> list[WrittenCell]:
    """Give the places that no cell covers as blank cells, so that the table shows whole."""
    if rows * columns > MAX_CELLS:
        return []
    covered = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    return [
        WrittenCell(row=row, column=column, text="")
        for row in range(rows)
        for column in range(columns)
        if (row, column) not in covered
    ]


def _refuse_many(grids: Iterable[_Grid], *, name: str) -> None:
    sizes = [(grid.rows, len(grid.cells)) for grid in grids]
    if sum(rows for rows, _ in sizes) > MAX_ROWS or sum(cells for _, cells in sizes) > MAX_CELLS:
        raise refused(UnreadableReason.TOO_LARGE, name)


def _grid(sheet: CalamineSheet, looks: SheetLooks, composer: Composer, *, name: str) -> _Grid:
    texts = dict(texts_of(sheet, looks))
    hidden = {at for at in texts if at[0] in looks.hidden_rows or at[1] in looks.hidden_columns}
    if hidden:
        composer.note(
            NoteCode.HIDDEN_LEFT_OUT, place=sheet.name, count=len(_hidden_lines(hidden, looks))
        )
    texts = {at: text for at, text in texts.items() if at not in hidden}
    rows = {row: index for index, row in enumerate(sorted({row for row, _ in texts}))}
    columns = {column: index for index, column in enumerate(sorted({c for _, c in texts}))}
    if len(rows) > MAX_ROWS or len(columns) > MAX_COLUMNS:
        raise refused(UnreadableReason.TOO_LARGE, name)
    merged = dict([*(sheet.merged_cell_ranges or ()), *looks.merged])
    cells = []
    for (row, column), text in sorted(texts.items()):
        low_row, low_column = merged.get((row, column), (row, column))
        cells.append(
            WrittenCell(
                row=rows[row],
                column=columns[column],
                text=text,
                row_span=sum(at in rows for at in range(row, low_row + 1)),
                column_span=sum(at in columns for at in range(column, low_column + 1)),
            )
        )
    return _Grid(cells=tuple(cells), rows=len(rows), columns=len(columns))


def _hidden_lines(hidden: set[tuple[int, int]], looks: SheetLooks) -> set[tuple[str, int]]:
    """Give the hidden rows and columns that hold something."""
    lines = {("row", row) for row, _ in hidden if row in looks.hidden_rows}
    return lines | {("column", column) for _, column in hidden if column in looks.hidden_columns}


def texts_of(
    sheet: CalamineSheet, looks: SheetLooks, *, keeps_lines: bool = False
) -> Iterator[tuple[tuple[int, int], str]]:
    if sheet.start is None:
        return
    top, left = sheet.start
    rows: Iterable[list[Value]] = sheet.to_python(skip_empty_area=True)
    for row, values in enumerate(rows, start=top):
        for column, value in enumerate(values, start=left):
            text = shown(value, looks.formats.get((row, column), ""), keeps_lines=keeps_lines)
            if text:
                yield (row, column), text


def refused(reason: UnreadableReason, name: str) -> UnreadableFile:
    messages = {
        UnreadableReason.PASSWORD: f"{name} is locked with a password: save it without one.",
        UnreadableReason.BROKEN: (
            f"{name} cannot be opened as a workbook: open it in WPS or Excel and save it as .xlsx."
        ),
        UnreadableReason.EMPTY: f"{name} has no visible sheet that holds anything.",
        UnreadableReason.TOO_LARGE: (
            f"{name} has more rows or columns than a plan's tables have: keep the sheets of the"
            " plan and delete the rest."
        ),
    }
    return UnreadableFile(messages[reason], reason=reason, name=name, looks_like=_LOOKS)
