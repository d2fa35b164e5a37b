"""What each paragraph of a measured file is: red head, title, heading, body, signature, 版记 …."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from guatu.core.official.docnumbers import is_number
from guatu.core.official.measured import MeasuredParagraph, Side
from guatu.core.official.text import level_of, paragraph_of

_NUMBER = re.compile(r".*〔\d{4}〕\s*(?:\d+\s*)?号$|签发人[：:].*|份号.*|\d{6}|(?:特急|加急|平急)")
_NOTE = re.compile(r"[（(].*[）)]")
_NOTE_FACE = re.compile(r"楷|kai", re.IGNORECASE)  # of what stands under a title without brackets
_ANNEX_LIST = re.compile(r"附件\s*[：:]")
_ANNEX_ITEM = re.compile(r"\d{1,2}\s*[.．、]\s*\S")
_ANNEX_MARK = re.compile(r"附件\s*\d{0,2}")
_RECORD = re.compile(r"抄送\s*[：:].*|.*印发|分送\s*[：:].*")
_DATE = re.compile(
    r"[\d〇○零一二三四五六七八九十　\s]*年[\d一二三四五六七八九十　\s]*月[\d一二三四五六七八九十　\s]*日"
)
_CAPTION = re.compile(r"表\s*\d")
_COLONS = "：:"
TITLE_FROM = 18.0  # points: what is centred and smaller at the top is no title
ANNEX_INDENT = 3.0  # characters


class Role(StrEnum):
    """What a paragraph is."""

    EMPTY = "empty"
    HEAD = "head"  # 发文机关标志
    NUMBER = "number"  # 发文字号, 签发人 and what else stands above the rule
    TITLE = "title"
    NOTE = "note"  # （送审稿）
    ADDRESSEES = "addressees"
    HEADING = "heading"
    BODY = "body"
    TABLE = "table"
    CAPTION = "caption"
    ANNEX_LIST = "annex-list"
    SIGNATURE = "signature"
    DATE = "date"
    ANNEX_MARK = "annex-mark"
    ANNEX_TITLE = "annex-title"
    RECORD = "record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A paragraph with what it is; `level` of a heading; `annex` counts annexes, 0 is the text itself."""

    paragraph: MeasuredParagraph
    role: Role
    level: int = 0
    annex: int = 0

    @property
    def text(self) -> str:
        return self.paragraph.text.strip()


class _Reader:
    """Goes through the paragraphs; what comes decides what may come next."""

    def __init__(self) -> None:
        self.last = Role.EMPTY
        self.is_front = True
        self.annex = 0
        self.size = 0.0  # of the last line of the title

    def place(self, one: MeasuredParagraph) -> Placed:
        role = self._role(one)
        if role is Role.ANNEX_MARK:
            self.annex += 1
        level = level_of(one.text.strip()) if role is Role.HEADING else 0
        if role is not Role.EMPTY:
            self.last = role
        if role is Role.TITLE:
            self.size = one.size
        return Placed(paragraph=one, role=role, level=level, annex=self.annex)

    def _role(self, one: MeasuredParagraph) -> Role:
        text = one.text.strip()
        if not text:
            return Role.EMPTY
        if _RECORD.fullmatch(text) and not self.is_front:
            return Role.RECORD
        if one.table is not None:
            self.is_front = False
            return Role.TABLE
        if self.is_front:
            front = self._front(one, text)
            if front is not None:
                return front
            self.is_front = False
        return self._later(one, text)

    def _front(self, one: MeasuredParagraph, text: str) -> Role | None:
        if one.is_red:
            return Role.HEAD
        if self.last in {Role.EMPTY, Role.HEAD, Role.NUMBER} and (
            _NUMBER.fullmatch(text) or (one.size < TITLE_FROM and is_number(text))
        ):
            return Role.NUMBER
        if one.side is Side.CENTRE:
            return Role.NOTE if self._is_note(one, text) else Role.TITLE
        if one.size >= TITLE_FROM and self.last in {Role.EMPTY, Role.HEAD, Role.NUMBER}:
            return Role.TITLE
        if (
            self.last not in {Role.EMPTY, Role.ADDRESSEES}
            and text[-1] in _COLONS
            and one.indent < 1
        ):
            return Role.ADDRESSEES
        return None

    def _is_note(self, one: MeasuredParagraph, text: str) -> bool:
        """Say whether a centred line stands under a title: in brackets, or smaller and in 楷体."""
        if self.last is Role.NOTE:
            return True
        is_small = one.size < TITLE_FROM <= self.size and _NOTE_FACE.search(one.font)
        return self.last is Role.TITLE and bool(_NOTE.fullmatch(text) or is_small)

    def _later(self, one: MeasuredParagraph, text: str) -> Role:
        if (role := self._of_annexes(one, text)) is not None:
            return role
        if one.side is Side.RIGHT:
            return Role.DATE if _DATE.fullmatch(text) else Role.SIGNATURE
        if one.side is Side.CENTRE and _CAPTION.match(text):
            return Role.CAPTION
        return Role.HEADING if paragraph_of(text).lead else Role.BODY

    def _of_annexes(self, one: MeasuredParagraph, text: str) -> Role | None:
        if _ANNEX_MARK.fullmatch(text):
            return Role.ANNEX_MARK
        goes_on = self.last is Role.ANNEX_TITLE and one.size >= TITLE_FROM
        if one.side is Side.CENTRE and (self.last is Role.ANNEX_MARK or goes_on):
            return Role.ANNEX_TITLE
        item = one.left >= ANNEX_INDENT and _ANNEX_ITEM.match(text)
        if _ANNEX_LIST.match(text) or (self.last is Role.ANNEX_LIST and item):
            return Role.ANNEX_LIST
        return None


def placed(paragraphs: Iterable[MeasuredParagraph]) -> list[Placed]:
    """Say of each paragraph what it is.

    Parameters
    ----------
    paragraphs : iterable of MeasuredParagraph
        In the order of the file.
    """
    reader = _Reader()
    return [reader.place(one) for one in paragraphs]
