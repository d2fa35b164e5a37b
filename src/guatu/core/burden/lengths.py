"""How long a document may be (provisions on relieving the grass roots, August 2024), and how long it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

BLANK = re.compile(r"\s+")


class Paper(StrEnum):
    """A sort of document, by its limit."""

    GENERAL = "general"  # 综合性: plans, minutes
    SPECIAL = "special"  # 专项: about one matter, such as a circular or a directive


LONGEST = {Paper.GENERAL: 5_000, Paper.SPECIAL: 4_000}  # characters
SPECIAL = re.compile(r"专报|通报|专项")
COMPREHENSIVE = re.compile(
    r"综合性|全体会|全委会|全区大会|全县大会|年度工作会|工作会议|总结表彰|总结大会"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """A document's characters against the most that its sort may have."""

    characters: int
    most: int

    @property
    def over(self) -> int:
        return max(self.characters - self.most, 0)


def length_of(text: str, paper: Paper) -> Length:
    """Return how many characters a document has; blanks and line ends are none.

    Parameters
    ----------
    text : str
        All its words.
    paper : Paper
        The sort that decides what is too long; exactly the limit is within it.
    """
    return Length(characters=len(BLANK.sub("", text)), most=LONGEST[paper])


def paper_of_title(title: str) -> Paper:
    """Return by which limit a document's length is measured where nobody says.

    Parameters
    ----------
    title : str
        Its title; a 通报 or 专报 is about one matter.
    """
    return Paper.SPECIAL if SPECIAL.search(title) else Paper.GENERAL


def is_comprehensive(title: str) -> bool:
    """Say whether a meeting's title calls it a comprehensive one, of which a year has one at most.

    Parameters
    ----------
    title : str
        Its title; 周调度会 and 专题调度会 are none.
    """
    return COMPREHENSIVE.search(title) is not None
