"""A workbook's cells where they stand, hidden rows and columns too; formulas as their last results."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable
from dataclasses import replace

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from guatu.core.cells import SheetCells
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.sheets.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, size_of
from guatu.interchange.sheets.reader import looks_of_file, refused, texts_of

UNWORKED = "#N/A"  # as a spreadsheet says that there is no result


def read_cells(payload: bytes, *, name: str, keeps_lines: bool = False) -> tuple[SheetCells, ...]:
    """Read every sheet, with what its hidden columns keep; those that do not show come last.

    Parameters
    ----------
    payload : bytes
        The whole file (.xlsx, .xls, .et, .ods).
    name : str
        The file's name, for messages.
    keeps_lines : bool
        Whether texts stay in the lines in which they were written; else each is one line.

    Returns
    -------
    tuple of SheetCells
        A formula that was never worked out shows `UNWORKED`, so that nobody takes it for blank.

    Raises
    ------
    UnreadableFile
        The file is broken, locked, empty or too large.
    """
    looks = looks_of_file(payload, name=name)
    found = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(payload)) as book:
            for index, sheet in enumerate(book.sheets_metadata):
                is_shown = sheet.visible is SheetVisibleEnum.Visible
                if sheet.typ is not SheetTypeEnum.WorkSheet:
                    continue
                page, look = book.get_sheet_by_index(index), looks.of(sheet.name)
                texts = dict(texts_of(page, look, keeps_lines=keeps_lines))
                texts |= dict.fromkeys(look.formulas - texts.keys(), UNWORKED)
                if texts and (is_shown or not is_too_large(texts)):
                    spans = {*(page.merged_cell_ranges or ()), *look.merged}
                    read = sheet_of(sheet.name, texts, name=name)
                    found.append(
                        replace(
                            read,
                            merged=tuple(sorted((*first, *last) for first, last in spans)),
                            hidden_rows=tuple(sorted(look.hidden_rows)),
                            is_hidden=not is_shown,
                        )
                    )
    except PasswordError as error:
        raise refused(UnreadableReason.PASSWORD, name) from error
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise refused(UnreadableReason.BROKEN, name) from error
    if all(one.is_hidden for one in found):
        raise refused(UnreadableReason.EMPTY, name)
    return tuple(sorted(found, key=lambda one: one.is_hidden))


def sheet_of(title: str, texts: dict[tuple[int, int], str], *, name: str) -> SheetCells:
    last_row, last_column = reach_of(texts)
    if is_too_large(texts):
        raise too_large(name, size_of(title, last_row + 1, last_column + 1))
    widths: dict[int, int] = {}
    for row, column in texts:
        widths[row] = max(widths.get(row, 0), column + 1)
    return SheetCells(
        title=title,
        rows=tuple(
            tuple(texts.get((row, column), "") for column in range(widths.get(row, 0)))
            for row in range(last_row + 1)
        ),
    )


def reach_of(texts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    return max(row for row, _ in texts), max(column for _, column in texts)


def is_too_large(texts: Collection[tuple[int, int]]) -> bool:
    last_row, last_column = reach_of(texts)
    return len(texts) > MOST_CELLS or last_row >= MOST_ROWS or last_column >= MOST_COLUMNS


def too_large(name: str, detail: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} has a sheet of more than {MOST_ROWS} rows, {MOST_COLUMNS} columns or"
        f" {MOST_CELLS} cells: give it in parts.",
        reason=UnreadableReason.TOO_LARGE,
        name=name,
        detail=detail,
    )
