"""The tables of any file that offices keep ledgers in: sheets where they stand, tables of documents."""

from __future__ import annotations

from guatu.core.adopting.grids import Grid, grid_of_cells, grids_of_document
from guatu.core.adopting.heads import find_head
from guatu.core.adopting.joining import joined
from guatu.core.cells import SheetCells
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.archives import Archive, is_clutter, is_document
from guatu.interchange.documents import read_document
from guatu.interchange.formats import Container, container_of
from guatu.interchange.workbooks import read_workbook

SHEETS = {Container.ZIP, Container.OLE, Container.TEXT, Container.SHEET_XML}
NO_DOCUMENT = {Container.TEXT, Container.SHEET_XML}
NOT_A_SHEET = {UnreadableReason.WRONG_TYPE, UnreadableReason.BROKEN, UnreadableReason.EMPTY}


def read_grids(payload: bytes, *, name: str, joins: bool = False) -> tuple[Grid, ...]:
    """Read the sheets of a workbook (.xlsx, .xls, .et, .csv), or the tables of a document.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        The file's name, for messages.
    joins : bool
        Whether tables of a document that go on with one another are one.

    Returns
    -------
    tuple of Grid
        Those that hold anything, in the order of the file, hidden ones last; at least one.

    Raises
    ------
    UnreadableFile
        The file cannot be read, or holds no table.
    """
    container = container_of(payload, name=name)
    if container is Container.ZIP and (inner := only_file(payload, name=name)):
        return read_grids(inner[1], name=inner[0], joins=joins)
    if container in SHEETS:
        try:
            return ledgers_of(read_workbook(payload, name=name, keeps_hidden=True))
        except UnreadableFile as error:
            if container in NO_DOCUMENT or error.reason not in NOT_A_SHEET:
                raise
            tables = tables_of(payload, name=name, refusal=error)
    else:
        tables = tables_of(payload, name=name)
    return joined(tables) if joins else tables


def ledgers_of(sheets: tuple[SheetCells, ...]) -> tuple[Grid, ...]:
    """Return sheets as grids; of the hidden ones those with a head, for lists of choices are none."""
    grids = (grid_of_cells(sheet) for sheet in sheets)
    return tuple(one for one in grids if not one.is_hidden or find_head(one) is not None)


def only_file(payload: bytes, *, name: str) -> tuple[str, bytes] | None:
    """Return the one file of an archive, by its name; None if it holds several, or is a document itself.

    An archive in an archive is not opened.
    """
    archive = Archive(payload, name=name)
    if archive.is_encrypted or is_document(archive):
        return None
    parts = [part for part in archive.names if not is_clutter(part)]
    if len(parts) != 1:
        return None
    inner, own = archive.read(parts[0]), parts[0].rsplit("/", 1)[-1]
    is_zip = container_of(inner, name=own) is Container.ZIP
    return None if is_zip and not is_document(Archive(inner, name=own)) else (own, inner)


def tables_of(
    payload: bytes, *, name: str, refusal: UnreadableFile | None = None
) -> tuple[Grid, ...]:
    """Read the tables of a document; where it is none either, the first refusal is what counts."""
    document = read_document(payload, name=name)
    grids = tuple(grid for grid in grids_of_document(document) if grid.rows)
    if not grids:
        raise refusal or UnreadableFile(
            f"{name} holds no table: give the file that the ledger stands in.",
            reason=UnreadableReason.EMPTY,
            name=name,
        )
    return grids
