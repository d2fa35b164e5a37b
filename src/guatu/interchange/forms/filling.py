"""Filling a form in the file that it came as."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from guatu.core.adopting.layouts import Filling
from guatu.core.errors import CoreError
from guatu.interchange.forms.docx import fill_docx
from guatu.interchange.forms.parts import MOST_BYTES, Package
from guatu.interchange.forms.xlsx import fill_xlsx

DAMAGE = (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, EOFError)


class UnfillableForm(CoreError, ValueError):  # noqa: N818 named for what it says of the file
    """The file is none that can be filled in place; `code` says why."""


def fill_form(
    payload: bytes,
    *,
    table: tuple[int, str],
    filling: Filling,
    told: Mapping[tuple[int, int], str],
) -> bytes:
    """Return the form with its cells filled, everything else as it came.

    Parameters
    ----------
    payload : bytes
        The form (.xlsx or .docx).
    table : tuple of (int, str)
        The place and the title of the sheet or table.
    filling : Filling
        What is written where, and which cells stay empty.
    told : mapping
        For each empty cell the sentence of its comment; it is marked yellow.

    Raises
    ------
    UnfillableForm
        The file is neither, or is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            names = set(archive.namelist())
            size = sum(one.file_size for one in archive.infolist())
        if size > MOST_BYTES:
            raise UnfillableForm("the form unpacks to too much", code="too-large")
        if "xl/workbook.xml" in names:
            return fill_xlsx(Package.of(payload), title=table[1], filling=filling, told=told)
        if "word/document.xml" in names:
            return fill_docx(payload, table=table[0], filling=filling, told=told)
    except DAMAGE as error:
        if isinstance(error, UnfillableForm):
            raise
        raise UnfillableForm("the form cannot be opened", code="broken") from error
    raise UnfillableForm("only .xlsx and .docx are filled in place", code="wrong-type")
