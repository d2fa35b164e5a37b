"""Any file an office has, as a document: the format is told by the bytes, never by the name alone."""

from __future__ import annotations

from pathlib import Path

from guatu.core.documents import Document
from guatu.interchange.txt import decode_file, read_text


def read_document(payload: bytes, *, name: str) -> Document:
    """Read the bytes of a plan's file.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        The file's name, for messages.

    Returns
    -------
    Document
        Its text, and what is known of its looks.

    Raises
    ------
    UnreadableFile
        The file cannot be read; the message says what to do.
    """
    return Document(text=read_text(payload, name=name))


def open_file(path: Path) -> Document:
    """Read a plan's file from disk; one that is too large is refused unread.

    Raises
    ------
    UnreadableFile
        As `read_document`, and if there is no such file.
    """
    return Document(text=decode_file(path))
