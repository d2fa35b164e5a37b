"""Why a ledger or a form could not be read, in one sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.sheets.limits import MAX_COLUMNS, MAX_ROWS


def refusal(error: UnreadableFile) -> str:
    """Return why a file is not read, and what helps."""
    told = {"file": error.name, "rows": MAX_ROWS, "columns": MAX_COLUMNS}
    if error.reason is UnreadableReason.TOO_LARGE:
        return (
            _(
                "%(file)s has more than %(rows)d rows or %(columns)d columns that hold something, or is"
                " too large: keep the ledger's own columns, split it by rows, and drop it again."
            )
            % told
        )
    if error.reason is UnreadableReason.PASSWORD:
        return _("%(file)s is guarded by a password: save it without one and drop it again.") % told
    if error.reason is UnreadableReason.EMPTY:
        return _("%(file)s holds no table that could be read.") % told
    if error.reason is UnreadableReason.BUSY:
        return _("Other files are being read: drop it again in a minute.")
    return (
        _(
            "%(file)s cannot be read as a sheet: open it in WPS or Excel, choose 文件 → 另存为, type"
            " .xlsx, and drop that."
        )
        % told
    )
