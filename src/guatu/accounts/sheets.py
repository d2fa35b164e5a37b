"""Sheets that people load here, as rows under their heads; and the sheets that they fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.core.grids import Headed, rows_of, under_head
from guatu.core.tablebook import Book, Column, Row, Sheet
from guatu.interchange.documents import read_document, refuse_size
from guatu.interchange.tablebook.xlsx import write_xlsx
from guatu.shell.errors import InvalidState


def read_sheet(
    file: UploadedFile[bytes] | None, heads: Mapping[str, Sequence[str]]
) -> tuple[Headed, bytes]:
    """Return the rows of a sheet (.xlsx, .xls, .et, .csv) under its head, and the bytes themselves.

    Raises
    ------
    InvalidState
        If the file cannot be read, or no row names the columns.
    """
    if file is None:
        raise InvalidState(_("Choose a sheet."))
    name = file.name or ""
    try:
        refuse_size(file.size or 0, name=name)
        payload = file.read()
        headed = under_head(rows_of(read_document(payload, name=name)), heads)
    except UnreadableFile as error:
        raise InvalidState(refusal(error)) from error
    if headed is None:
        names = "、".join(str(words[0]) for words in heads.values())
        raise InvalidState(
            _("%(file)s has no row with the names of the columns: %(names)s.")
            % {"file": name, "names": names}
        )
    return headed, payload


def refusal(error: UnreadableFile) -> str:
    """Return why a file is not read, and what helps."""
    told = {"file": error.name}
    if error.reason is UnreadableReason.PASSWORD:
        return _("%(file)s is locked with a password. Save it without one.") % told
    if error.reason is UnreadableReason.EMPTY:
        return _("%(file)s is empty.") % told
    if error.reason is UnreadableReason.TOO_LARGE:
        return _("%(file)s is larger than such a sheet can be: at most 3,000 rows.") % told
    if error.reason is UnreadableReason.BUSY:
        return _("Other files are being read at the moment. Try again in a minute.")
    return _("%(file)s cannot be read as a sheet. Save it as .xlsx or .csv in WPS.") % told


def workbook(
    title: str, note: str, heads: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]]
) -> bytes:
    """Return a workbook of one sheet: title, a line of help, heads with their widths, rows."""
    sheet = Sheet(
        tab=title,
        title=title,
        left=note,
        right="",
        columns=tuple(Column(title=head, width=width) for head, width in heads),
        rows=tuple(Row(cells=tuple(row)) for row in rows),
    )
    return write_xlsx(Book(title=title, sheets=(sheet,)))
