"""Several files as one .zip, the same bytes for the same files."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that the format can say
READABLE = 0o644 << 16


def write_zip(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return an archive of files by their names, which it keeps as UTF-8.

    Parameters
    ----------
    files
        Names and bytes, in the order in which they stand in the archive.

    Returns
    -------
    bytes
        The archive; no time of writing is in it, so that it has one hash.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, payload in files:
            info = zipfile.ZipInfo(name, date_time=EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = READABLE
            archive.writestr(info, payload)
    return out.getvalue()
