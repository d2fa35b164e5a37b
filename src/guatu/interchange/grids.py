"""The tables of any file that offices keep ledgers in: sheets where they stand, tables of documents."""

from __future__ import annotations

from guatu.core.adopting.grids import Grid, grid_of_cells, grids_of_document
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.documents import read_document
from guatu.interchange.formats import Container, container_of
from guatu.interchange.workbooks import read_workbook

SHEETS = {Container.ZIP, Container.OLE, Container.TEXT}
NOT_A_SHEET = {UnreadableReason.WRONG_TYPE, UnreadableReason.BROKEN, UnreadableReason.EMPTY}


def read_grids(payload: bytes, *, name: str) -> tuple[Grid, ...]:
    """Read the sheets of a workbook (.xlsx, .xls, .et, .csv), or the tables of a document.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        The file's name, for messages.

    Returns
    -------
    tuple of Grid
        Those that hold anything, in the order of the file; at least one.

    Raises
    ------
    UnreadableFile
        The file cannot be read, or holds no table.
    """
    container = container_of(payload, name=name)
    if container in SHEETS:
        try:
            return tuple(grid_of_cells(sheet) for sheet in read_workbook(payload, name=name))
        except UnreadableFile as error:
            if container is Container.TEXT or error.reason not in NOT_A_SHEET:
                raise
            return tables_of(payload, name=name, refusal=error)
    return tables_of(payload, name=name)


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
