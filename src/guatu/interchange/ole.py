"""Old Office and WPS files: a small file system in one file, asked for its streams."""

from __future__ import annotations

import io

import olefile

from guatu.interchange.archives import broken
from guatu.interchange.limits import MAX_PART_BYTES


def streams_of(payload: bytes, *, name: str) -> dict[str, bytes]:
    """Return the streams at the top of an OLE file under their names.

    Raises
    ------
    UnreadableFile
        If the file is broken.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(payload)) as file:
            return {
                path[0]: file.openstream(path).read(MAX_PART_BYTES)
                for path in file.listdir(streams=True, storages=False)
                if len(path) == 1
            }
    except (OSError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise broken(name) from error
