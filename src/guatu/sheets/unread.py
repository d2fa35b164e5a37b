"""Why a ledger or a form could not be read, in one sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.sheets.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, size_in


def too_large(detail: str) -> str:
    """Return how large a sheet is and how large one may be, as far as the refusal tells."""
    most = {"most_rows": MOST_ROWS, "most_columns": MOST_COLUMNS, "most_cells": MOST_CELLS}
    size = size_in(detail)
    if size is None:
        return _("It is too large a file: delete pictures and sheets that do not belong to it.")
    sheet, rows, columns = size
    return _(
        "Sheet “%(sheet)s” has %(rows)d rows and %(columns)d columns; at most %(most_rows)d rows,"
        " %(most_columns)d columns and %(most_cells)d filled cells are read. Delete columns that do"
        " not belong to it, or split it by rows."
    ) % {"sheet": sheet, "rows": rows, "columns": columns, **most}


def refusal(error: UnreadableFile) -> str:
    """Return why a file is not read, and what helps."""
    told = {"file": error.name}
    if error.reason is UnreadableReason.TOO_LARGE:
        return f"{error.name}：{too_large(error.detail)}"
    if error.reason is UnreadableReason.PASSWORD:
        return _("%(file)s is guarded by a password: save it without one and drop it again.") % told
    if error.reason is UnreadableReason.EMPTY:
        return _("%(file)s holds no table that could be read.") % told
    if error.reason is UnreadableReason.BUSY:
        return _("Other files are being read: drop it again in a minute.")
    if error.reason is UnreadableReason.ARCHIVE:
        return (
            _(
                "%(file)s is an archive, and not of one file that can be read: unpack it and drop one after another."
            )
            % told
        )
    return (
        _(
            "%(file)s cannot be read as a sheet: open it in WPS or Excel, choose 文件 → 另存为, type"
            " .xlsx, and drop that."
        )
        % told
    )
