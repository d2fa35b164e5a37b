"""Several files as one .zip, the same bytes for the same files; at once or piece by piece."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO, RawIOBase
from typing import Any

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
            archive.writestr(info_of(name), payload)
    return out.getvalue()


def info_of(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = READABLE
    return info


def stream_zip(files: Iterable[tuple[str, Callable[[], bytes]]]) -> Iterator[bytes]:
    """Yield an archive piece by piece: one file is in memory at a time.

    Parameters
    ----------
    files
        Names, and what reads the bytes when their turn comes, in the order of the archive.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, read in files:
            archive.writestr(info_of(name), read())
            yield sink.taken()
    yield sink.taken()


class _Sink(RawIOBase):
    """Where an archive is written that is sent on at once: it cannot be gone back in."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found = b"".join(self.pieces)
        self.pieces.clear()
        return found
