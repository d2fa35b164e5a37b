"""Names of files that any system takes, and the kind of file that an ending promises."""

from __future__ import annotations

import re
import unicodedata

OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OFFICE}.wordprocessingml.document"
XLSX = f"{OFFICE}.spreadsheetml.sheet"
PPTX = f"{OFFICE}.presentationml.presentation"
PDF = "application/pdf"
ZIP = "application/zip"
SVG = "image/svg+xml"
MEDIA_TYPES = {".docx": DOCX, ".xlsx": XLSX, ".pptx": PPTX, ".pdf": PDF, ".zip": ZIP, ".svg": SVG}
NAME_LENGTH = 120
NAME_BYTES = 255  # of one name on Linux; Windows counts as many characters
# controls, what turns the order of reading, halves of signs. What Python's tables do not know yet are
# characters of rare names, and private ones are how many registers write them: both stay.
UNNAMED = frozenset({"Cc", "Cf", "Cs"})
UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def media_type_of(name: str) -> str:
    """Return the media type of a file that guatu writes, by the ending of its name.

    Raises
    ------
    KeyError
        guatu writes no such file.
    """
    return MEDIA_TYPES[name[name.rfind(".") :].lower()]


def safe_name(file_name: str) -> str:
    """Return the last part of a name, without signs that a shell, header or Windows would mistake."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", file_name))[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in UNNAMED)
    name = UNSAFE.sub("_", name.strip()).strip("._ ")
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, suffix[:10]) if dot else (name, "")
    stem = stem[: NAME_LENGTH - len(suffix) - 1] or "file"
    return f"{stem}.{suffix}" if suffix else stem


def folder_name(title: str, room: int = NAME_BYTES) -> str:
    """Return a title as the name of a folder in at most so many bytes: no ending, no sign that Windows refuses."""
    plain = unicodedata.normalize("NFC", " ".join(title.split()))
    name = "".join(c for c in plain if unicodedata.category(c) not in UNNAMED)
    name = UNSAFE.sub(lambda found: " " if found[0].isspace() else "_", name)
    return name.encode()[:room].decode("utf-8", "ignore").strip("._ ") or "folder"


def clipped(name: str, room: int = NAME_BYTES) -> str:
    """Return a name that takes no more bytes than there is room, its ending kept.

    A hundred Chinese characters are three hundred bytes: Windows takes such a name, Linux does not.
    """
    if len(name.encode()) <= room:
        return name
    stem, dot, suffix = name.rpartition(".")
    tail = f"{dot}{suffix}" if stem else ""
    left = room - len(tail.encode())
    return (stem or name).encode()[:left].decode("utf-8", "ignore").rstrip("._ ") + tail
