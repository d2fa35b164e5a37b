"""Any file an office has, as a document: the format is told by the bytes, never by the name alone."""

from __future__ import annotations

from pathlib import Path

from guatu.core.documents import Document
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.child import read_in_child
from guatu.interchange.formats import Container, container_of
from guatu.interchange.limits import MAX_FILE_BYTES, MEGABYTE, WALL_SECONDS
from guatu.interchange.txt import read_text


def read_document(payload: bytes, *, name: str, seconds: float = WALL_SECONDS) -> Document:
    """Read the bytes of a plan's file.

    All but plain text is read in a child process with limits on its time and memory.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        The file's name, for messages.
    seconds : float
        How long the reader may take; somebody may be waiting.

    Returns
    -------
    Document
        Its text, and what is known of its looks.

    Raises
    ------
    UnreadableFile
        The file cannot be read; the message says what to do.
    """
    refuse_size(len(payload), name=name)
    container = container_of(payload, name=name)
    if container is Container.TEXT:
        return Document(text=read_text(payload, name=name))
    document = read_in_child(payload, name=name, container=container, seconds=seconds)
    if not document.text.strip():
        raise empty(name)
    return document


def open_file(path: Path) -> Document:
    """Read a plan's file from disk; one that is too large is refused unread.

    Raises
    ------
    UnreadableFile
        As `read_document`, and if there is no such file.
    """
    name = path.name
    try:
        if not path.is_file():
            raise missing(name)
        refuse_size(path.stat().st_size, name=name)
        with path.open("rb") as file:
            payload = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise missing(name) from error
    return read_document(payload, name=name)


def refuse_size(size: int, *, name: str) -> None:
    """Refuse a file by its size, before a byte of it is read."""
    if size == 0:
        raise empty(name)
    if size > MAX_FILE_BYTES:
        raise UnreadableFile(
            f"{name} is {size // MEGABYTE} MB: a plan's file is at most"
            f" {MAX_FILE_BYTES // MEGABYTE} MB; check that this is the right file.",
            reason=UnreadableReason.TOO_LARGE,
            name=name,
            detail=str(size // MEGABYTE),
        )


def empty(name: str) -> UnreadableFile:
    """Return the refusal of a file without text."""
    return UnreadableFile(
        f"{name} is empty: give the file that holds the plan's text.",
        reason=UnreadableReason.EMPTY,
        name=name,
    )


def missing(name: str) -> UnreadableFile:
    """Return the refusal of a file that is not there."""
    return UnreadableFile(
        f"{name} cannot be opened: check that the file exists and may be read.",
        reason=UnreadableReason.MISSING,
        name=name,
    )
