"""A Word file as measured values; the file itself is opened in a child process only."""

from __future__ import annotations

from typing import Any

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.core.official.measured import (
    MeasuredBox,
    MeasuredNumber,
    MeasuredPaper,
    MeasuredParagraph,
    MeasuredSection,
    Side,
)
from guatu.interchange.child import measures_in_child
from guatu.interchange.documents import refuse_size
from guatu.interchange.formats import Container, container_of


def measure(payload: bytes, *, name: str) -> MeasuredPaper:
    """Measure how a Word file is set.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        Its name, for messages.

    Raises
    ------
    UnreadableFile
        If it is too large, broken, guarded, a bomb, or no Word file of today (.docx).
    """
    if not payload:
        raise refusal(name, UnreadableReason.EMPTY)
    refuse_size(len(payload), name=name)
    refuse_others(payload, name=name)
    try:
        return paper_from(measures_in_child(payload, name=name))
    except UnreadableFile as error:
        if error.reason in SENTENCES:
            raise refusal(name, error.reason) from error
        raise


def refuse_others(payload: bytes, *, name: str) -> None:
    """Refuse what its first bytes say is no Word file of today."""
    try:
        container = container_of(payload, name=name)
    except UnreadableFile as error:
        is_old = error.reason is UnreadableReason.OLD_FORMAT
        reason = error.reason if is_old else UnreadableReason.WRONG_TYPE
        raise refusal(name, reason) from error
    if container is Container.OLE:
        is_guarded = GUARDED in payload
        raise refusal(
            name, UnreadableReason.PASSWORD if is_guarded else UnreadableReason.OLD_FORMAT
        )
    if container is Container.RTF:
        raise refusal(name, UnreadableReason.OLD_FORMAT)
    if container is not Container.ZIP:
        raise refusal(name, UnreadableReason.WRONG_TYPE)


def refusal(name: str, reason: UnreadableReason) -> UnreadableFile:
    """Return the refusal of a file that is to be checked: one sentence that says what to do."""
    return UnreadableFile(f"{name} {SENTENCES[reason]}", reason=reason, name=name)


GUARDED = "EncryptedPackage".encode("utf-16-le")  # the part in which Office keeps a locked file
SENTENCES = {
    UnreadableReason.EMPTY: "is empty: give the .docx of the paper.",
    UnreadableReason.PASSWORD: (
        "is guarded by a password: remove it in WPS"
        " (文件 → 文档加密 → 密码加密, clear the fields), save, and try again."
    ),
    UnreadableReason.OLD_FORMAT: (
        "is an old document (.doc, .wps, .rtf): save it as .docx in WPS or Word"
        " (文件 → 另存为), and give that."
    ),
    UnreadableReason.WRONG_TYPE: "is no Word file (.docx): give the .docx of the paper.",
    UnreadableReason.UNPACKS_TOO_LARGE: (
        "unpacks to far more than a paper holds: open it in WPS or Word, save it anew, and give that."
    ),
}


def paper_from(data: dict[str, Any]) -> MeasuredPaper:
    """Return what the child measured as values."""
    return MeasuredPaper(
        sections=tuple(MeasuredSection(**row) for row in data["sections"]),
        paragraphs=tuple(
            MeasuredParagraph(
                **row
                | {
                    "side": Side(row["side"]),
                    "fonts": tuple(row["fonts"]),
                    "sizes": tuple(row["sizes"]),
                    "shares": tuple(row["shares"]),
                    "colours": tuple(row["colours"]),
                }
            )
            for row in data["paragraphs"]
        ),
        boxes=tuple(MeasuredBox(**row) for row in data["boxes"]),
        numbers=tuple(
            MeasuredNumber(**row | {"side": Side(row["side"])}) for row in data["numbers"]
        ),
        has_two_sides=data["has_two_sides"],
        headers=tuple(data["headers"]),
    )
