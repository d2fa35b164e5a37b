"""What kind of file some bytes are, by the bytes themselves, and which kinds are taken."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import PurePosixPath

from guatu.core.filenames import DOCX, PDF, PPTX, XLSX

OLE_TYPES = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".wps": "application/vnd.ms-works",
    ".et": "application/vnd.ms-excel",
    ".dps": "application/vnd.ms-powerpoint",
    ".ppt": "application/vnd.ms-powerpoint",
}
ZIP_PARTS = {  # the part that makes an archive a document of this kind
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
    "ppt/presentation.xml": PPTX,
    "OFD.xml": "application/ofd",
}
SUFFIXES = {  # media type → the endings that may go with it
    PDF: {".pdf"},
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg"},
    DOCX: {".docx", ".wps"},
    XLSX: {".xlsx", ".et"},
    PPTX: {".pptx", ".dps"},
    "application/ofd": {".ofd"},
    "text/plain": {".txt", ".csv", ".md"},
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


def sniff(payload: bytes, file_name: str) -> str | None:
    """Return the media type of `payload`, or None if it is not of a kind that is taken.

    The bytes decide; the ending must agree, because it is what another computer will go by.
    """
    suffix = PurePosixPath(file_name.lower()).suffix
    if payload.startswith(OLE):
        return OLE_TYPES.get(suffix)
    kind = by_magic(payload) or (by_parts(payload) if payload.startswith(b"PK\x03\x04") else None)
    if kind is None and is_text(payload):
        kind = "text/plain"
    return kind if kind and suffix in SUFFIXES[kind] else None


def by_magic(payload: bytes) -> str | None:
    return next((kind for magic, kind in MAGIC.items() if payload.startswith(magic)), None)


def by_parts(payload: bytes) -> str | None:
    """Return what an archive is, by its table of contents; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    return next((kind for part, kind in ZIP_PARTS.items() if part in names), None)


def is_text(payload: bytes) -> bool:
    """Say whether the bytes read as UTF-8 or GB18030 without control characters."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = payload.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f" for c in text)
    return False
