"""The errors of the core: few classes, each with a code and named fields."""

from enum import StrEnum


class CoreError(Exception):
    """Something the core was given cannot be worked with.

    Parameters
    ----------
    message : str
        One plain English sentence: what is wrong and what to do. Never translated here.
    code : str
        A stable word that the shell maps to a status, an exit code or a translated text.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class UnreadableReason(StrEnum):
    """Why a file could not be read."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    NOT_TEXT = "not-text"
    UNKNOWN_ENCODING = "unknown-encoding"
    MISSING = "missing"
    WRONG_TYPE = "wrong-type"  # a program, a film, a database, a presentation
    PICTURE = "picture"
    OLD_FORMAT = "old-format"  # WPS or Word can convert it
    PASSWORD = "password"  # noqa: S105 a reason, no secret
    BROKEN = "broken"
    UNSAFE = "unsafe"  # XML entities, names that lead out of the archive
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    TOO_MANY_PAGES = "too-many-pages"
    SCANNED = "scanned"  # pictures of pages, or letters that stand for nothing
    ARCHIVE = "archive"  # several documents, or none
    TOO_SLOW = "too-slow"
    TOO_HEAVY = "too-heavy"
    CRASHED = "crashed"
    BUSY = "busy"


class UnreadableFile(CoreError, ValueError):  # noqa: N818 named for what it says of the file
    """A file holds no text that could be read; `code` is an `UnreadableReason`.

    Parameters
    ----------
    message : str
        One plain English sentence that names the file and says what to do.
    reason : UnreadableReason
        The code.
    name : str
        The file's name as the person gave it.
    looks_like : str or None
        What the bytes look like (``"a PDF document"``), where that is known.
    detail : str
        What a sentence in another language needs beside the name: a size, a number of pages, the
        names in an archive.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: UnreadableReason,
        name: str,
        looks_like: str | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(message, code=reason.value)
        self.reason = reason
        self.name = name
        self.looks_like = looks_like
        self.detail = detail
