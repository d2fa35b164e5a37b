"""What kind of file some bytes are, by the bytes themselves; which kinds are taken; safe names."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from pathlib import PurePosixPath

OFFICE = "application/vnd.openxmlformats-officedocument"
OLE_TYPES = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".wps": "application/vnd.ms-works",
    ".et": "application/vnd.ms-excel",
    ".dps": "application/vnd.ms-powerpoint",
    ".ppt": "application/vnd.ms-powerpoint",
}
ZIP_PARTS = {  # the part that makes an archive a document of this kind
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}.presentationml.presentation",
    "OFD.xml": "application/ofd",
}
SUFFIXES = {  # media type → the endings that may go with it
    "application/pdf": {".pdf"},
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg"},
    f"{OFFICE}.wordprocessingml.document": {".docx", ".wps"},
    f"{OFFICE}.spreadsheetml.sheet": {".xlsx", ".et"},
    f"{OFFICE}.presentationml.presentation": {".pptx", ".dps"},
    "application/ofd": {".ofd"},
    "text/plain": {".txt", ".csv", ".md"},
}
NAME_LENGTH = 120
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


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


def safe_name(file_name: str) -> str:
    """Return the last part of a name, without signs that a shell, header or Windows would mistake."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", file_name))[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = UNSAFE.sub("_", name.strip()).strip("._ ")
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, suffix[:10]) if dot else (name, "")
    stem = stem[: NAME_LENGTH - len(suffix) - 1] or "file"
    return f"{stem}.{suffix}" if suffix else stem
