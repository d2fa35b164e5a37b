"""A filled-in sheet (.xlsx, .xls, .et, .xml of Excel, .csv) as cells where they stand; no formula is ever computed."""

from __future__ import annotations

import csv
import io

from guatu.core.cells import SheetCells
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.child import cells_in_child
from guatu.interchange.documents import empty, refuse_size
from guatu.interchange.formats import Container, container_of
from guatu.interchange.sheets.limits import MOST_COLUMNS, MOST_ROWS, size_of
from guatu.interchange.txt import read_text

SEPARATORS = ("\t", ",", ";", "|")  # the first of those that are equally frequent
LOOKED_AT = 30  # lines
SHEETS = {Container.ZIP, Container.OLE, Container.SHEET_XML}


def read_workbook(
    payload: bytes, *, name: str, keeps_lines: bool = False, keeps_hidden: bool = False
) -> tuple[SheetCells, ...]:
    """Read the sheets of a file; text is read as lines of cells.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        The file's name, for messages.
    keeps_lines : bool
        Whether texts of cells stay in the lines in which they were written; else each is one line.
    keeps_hidden : bool
        Whether sheets that do not show are read too, behind those that do.

    Raises
    ------
    UnreadableFile
        The file is no sheet, or cannot be read.
    """
    refuse_size(len(payload), name=name)
    container = container_of(payload, name=name)
    if container is Container.TEXT:
        return (lines_of(read_text(payload, name=name), name=name),)
    if container not in SHEETS:
        raise UnreadableFile(
            f"{name} is no sheet: fill in the template and give that (.xlsx, .xls or .csv).",
            reason=UnreadableReason.WRONG_TYPE,
            name=name,
        )
    sheets = cells_in_child(payload, name=name, container=container, keeps_lines=keeps_lines)
    return sheets if keeps_hidden else tuple(one for one in sheets if not one.is_hidden)


def separator_of(text: str) -> str:
    """Return the sign that parts the cells: the one that most of the first lines hold; a comma where none does."""
    lines = [line for line in text.split("\n")[:LOOKED_AT] if line.strip()]
    return max(SEPARATORS, key=lambda sign: sum(sign in line for line in lines))


def is_rule(row: tuple[str, ...]) -> bool:
    """Say whether a row is the line under a head as plain text draws it: |---|:--:|."""
    return any(row) and all(set(cell) <= set("-:") for cell in row)


def lines_of(text: str, *, name: str) -> SheetCells:
    separator = separator_of(text)
    try:
        rows = [
            tuple(cell.strip() for cell in row)
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        ]
        if separator == "|" and (ruled := [row for row in rows if not is_rule(row)]) != rows:
            rows = [row[1:] if row and not row[0] else row for row in ruled]
    except csv.Error as error:
        raise UnreadableFile(
            f"{name} is no table of comma-separated values: save it as .xlsx and give that.",
            reason=UnreadableReason.BROKEN,
            name=name,
        ) from error
    if not any(cell for row in rows for cell in row):
        raise empty(name)
    columns = max(map(len, rows))
    if len(rows) > MOST_ROWS or columns > MOST_COLUMNS:
        raise UnreadableFile(
            f"{name} has more rows than such a sheet has: give it in parts.",
            reason=UnreadableReason.TOO_LARGE,
            name=name,
            detail=size_of(name, len(rows), columns),
        )
    return SheetCells(title=name, rows=tuple(rows))
