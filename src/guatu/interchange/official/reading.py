"""A Word file as measured values; the file itself is opened in a child process only."""

from __future__ import annotations

from typing import Any

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
    refuse_size(len(payload), name=name)
    return paper_from(measures_in_child(payload, name=name))


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
