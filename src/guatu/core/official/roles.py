"""What each paragraph of a measured file is: red head, title, heading, body, signature, 版记 …."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guatu.core.official.docnumbers import is_number
from guatu.core.official.faces import Face, face_of
from guatu.core.official.layout import width_of
from guatu.core.official.measured import MeasuredParagraph, Side
from guatu.core.official.text import level_of, paragraph_of

_NUMBER = re.compile(r".*〔\d{4}〕\s*(?:\d+\s*)?号$|签发人[：:].*|份号.*|\d{6}|(?:特急|加急|平急)")
_NOTE = re.compile(r"[（(].*[）)]")
_NUMERAL = r"[\d一二三四五六七八九十]{0,3}"
_ANNEX_LIST = re.compile(rf"附件\s*{_NUMERAL}\s*[：:]")
_LISTING = re.compile(r"附件?\s*[：:]\s*1\s*[.．、]\s*\S")  # a list, wherever it stands
_SHORT_LIST = re.compile(r"附[：:]")
ANNEX_ITEM = re.compile(r"\s*\d{1,2}\s*[.．、]\s*\S")
_ANNEX_MARK = re.compile(rf"附\s*件\s*{_NUMERAL}\s*[：:]?")
_RECORD = re.compile(r"(?:主送|抄送|抄报|分送)\s*[：:].*|.*印\s*发[\s　]*(?:[（(]?共印.*)?")
_DAY_BENEATH = re.compile(r".{0,60}年[^年]{1,6}日")  # of printing, without the word
_COPIES = re.compile(
    r"(?:抄送|抄报)[^，。]*[，。]?.*"
)  # behind the date, where nothing else begins so
_PLAIN = r"\d〇○零一二三四五六七八九十　\s"
_DATE = re.compile(
    rf"[{_PLAIN}]*年[{_PLAIN}]*月[{_PLAIN}]*日|\d{{4}}\s*[-./．]\s*\d{{1,2}}\s*[-./．]\s*\d{{1,2}}日?"
)
_CAPTION = re.compile(r"(?:续?表|图)\s*\d|(?:计量)?单位[：:].{1,20}$")
_CONTENTS = re.compile(r"目\s*[录次]|[^\t。]+\t\s*\d{1,3}")  # a table of contents
_UNDER_TABLE = re.compile(r"(?:注|备注|说明|填表说明|(?:数据|资料)来源)\s*\d*\s*[：:]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_COLONS = "：:"
_BODIES = re.compile(  # a line that names bodies and does nothing else
    r"[^。；！？：:]{0,195}(?:单位|部门|机构|政府|委员会|办公室|[局委办镇乡区县市院校部厅处室]|街道|公司|中心|同志)[：:]"
)
_CLOSED = "。；！？：:"
TITLE_FROM = 18.0  # points: what is centred and smaller at the top is no title
FAR_IN = 8.0  # characters from the left: so far in, a name or date stands at the right
LONGEST_LINE = (
    40  # characters of a line above the title, of a name of a body, of a line in the middle
)
LONGEST_ADDRESSEES = 200
MOST_SIGNING = 6  # cells with words of a table in which bodies sign
FRONT_LINES = 20  # above a title there are no more
TAB = 1.3  # characters of size 3 between the stops of a Chinese file, where it names none


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
    """A paragraph with what it is; `level` of a heading; `annex` counts annexes, 0 is the text itself.

    `part` counts what is numbered by itself: each annex, and a plan that is issued with a notice.
    """

    paragraph: MeasuredParagraph
    role: Role
    level: int = 0
    annex: int = 0
    part: int = 0

    @property
    def text(self) -> str:
        return self.paragraph.text.strip()


_BEFORE_ADDRESSEES = {Role.TITLE, Role.NOTE}


class _Reader:
    """Goes through the paragraphs; what comes decides what may come next."""

    def __init__(self, paragraphs: Sequence[MeasuredParagraph]) -> None:
        self.rows = [one for one in paragraphs if one.text.strip()]
        self.title_at = title_place(self.rows)
        self.at = -1  # among the rows
        self.last = Role.EMPTY
        self.is_front = True
        self.is_dated = False
        self.annex = self.part = 0
        self.cells = Counter(one.table or 0 for one in self.rows)
        self.size = 0.0  # of the last line of the title

    def place(self, one: MeasuredParagraph) -> Placed:
        if not one.text.strip():
            return Placed(paragraph=one, role=Role.EMPTY, annex=self.annex, part=self.part)
        self.at += 1
        role = self._role(one)
        level = level_of(one.text.strip()) if role is Role.HEADING else 0
        if not one.is_boxed:
            self._passed(one, role)
        return Placed(paragraph=one, role=role, level=level, annex=self.annex, part=self.part)

    def _passed(self, one: MeasuredParagraph, role: Role) -> None:
        """Remember what has been passed."""
        if role is Role.ANNEX_MARK:
            self.annex += 1
            self.part += 1
        elif role is Role.ANNEX_TITLE and self.last not in {Role.ANNEX_MARK, Role.ANNEX_TITLE}:
            self.part += 1
        if role in {Role.TITLE, Role.ANNEX_TITLE}:
            self.size = one.size
        self.is_dated = self.is_dated or role is Role.DATE
        self.last = role

    def _role(self, one: MeasuredParagraph) -> Role:
        text = one.text.strip()
        if one.is_boxed:
            return Role.RECORD if self._is_record(text) else Role.TABLE
        if self.title_at is not None and self.at < self.title_at:
            return self._above_title(one)
        if not self.is_front and self._is_record(text):
            return Role.RECORD
        if one.table is not None:
            self.is_front = False
            return self._in_small_table(one, text) or Role.TABLE
        if self.is_front:
            front = self._front(one, text)
            if front is not None:
                return front
            self.is_front = False
        return self._later(one, text)

    def _in_small_table(self, one: MeasuredParagraph, text: str) -> Role | None:
        """Say what signs a paper from within a table that holds hardly more than that."""
        is_small = (
            self.cells[one.table or 0] <= MOST_SIGNING and not self.annex and not self.is_dated
        )
        return self._of_signing(one, text) if is_small else None

    def _is_record(self, text: str) -> bool:
        beneath = self.last is Role.RECORD and _DAY_BENEATH.fullmatch(text)
        return bool(
            _RECORD.fullmatch(text) or beneath or (self.is_dated and _COPIES.fullmatch(text))
        )

    def _above_title(self, one: MeasuredParagraph) -> Role:
        """Say what stands above the title: whatever is no head is a number, a mark of secrecy or haste."""
        is_large = one.size >= TITLE_FROM and (one.side is Side.CENTRE or one.is_red)
        return Role.HEAD if _CHINESE.search(one.text) and (one.is_red or is_large) else Role.NUMBER

    def _front(self, one: MeasuredParagraph, text: str) -> Role | None:
        if one.is_red and self.at != self.title_at:
            return Role.HEAD if _CHINESE.search(text) else Role.NUMBER
        if self.last in {Role.EMPTY, Role.HEAD, Role.NUMBER} and (
            _NUMBER.fullmatch(text) or (one.size < TITLE_FROM and is_number(text))
        ):
            return Role.NUMBER
        if _CONTENTS.fullmatch(text):
            return Role.CAPTION
        if one.side is Side.CENTRE:
            return Role.NOTE if self._is_note(one, text) else Role.TITLE
        if one.size >= TITLE_FROM and self.last in {Role.EMPTY, Role.HEAD, Role.NUMBER}:
            return Role.TITLE
        return Role.ADDRESSEES if self._is_addressed(one, text) else None

    def _is_addressed(self, one: MeasuredParagraph, text: str) -> bool:
        """Say whether a line names whom a paper goes to, with a colon or where one was forgotten."""
        if self.last in _BEFORE_ADDRESSEES and _BODIES.fullmatch(text):
            return True  # further in than it should stand
        goes_on = self.last is Role.ADDRESSEES and self.rows[self.at - 1].text.strip()[-1] in "，、"
        if one.indent + blanks(one) >= 1 or (
            self.last in {Role.EMPTY, Role.ADDRESSEES} and not goes_on
        ):
            return False
        is_open = not re.search("[。；！？]", text) and len(text) <= LONGEST_ADDRESSEES
        return text[-1] in _COLONS or (is_open and not level_of(text))

    def _is_note(self, one: MeasuredParagraph, text: str) -> bool:
        """Say whether a centred line stands under a title: in brackets, or smaller and in 楷体."""
        if self.last is Role.NOTE:
            return True
        is_small = one.size < TITLE_FROM <= self.size and face_of(one.font) is Face.KAI
        is_under = self.last in {Role.TITLE, Role.ANNEX_TITLE}
        return is_under and bool(_NOTE.fullmatch(text) or is_small)

    def _later(self, one: MeasuredParagraph, text: str) -> Role:
        for asked in (self._of_annexes, self._of_tables, self._of_signing):
            if (role := asked(one, text)) is not None:
                return role
        is_line = len(text) <= LONGEST_LINE and text[-1] not in _CLOSED
        if one.side is Side.RIGHT and is_line:
            return Role.SIGNATURE
        if one.side is Side.CENTRE and is_line and not level_of(text):
            if self._is_note(one, text):
                return Role.NOTE
            if face_of(one.font) in {Face.HEI, Face.KAI, Face.TITLE}:
                return Role.CAPTION  # 第一章 of rules, 目录
        return Role.HEADING if paragraph_of(text).lead else Role.BODY

    def _of_annexes(self, one: MeasuredParagraph, text: str) -> Role | None:
        is_listing = not self.annex and not self.is_dated
        if not self.annex and _LISTING.match(text):
            return Role.ANNEX_LIST
        if _ANNEX_MARK.fullmatch(text) or (not is_listing and _ANNEX_LIST.match(text)):
            return Role.ANNEX_MARK
        is_titled = self.last in {Role.ANNEX_MARK, Role.ANNEX_TITLE} or self.is_dated
        if one.side is Side.CENTRE and (
            self.last is Role.ANNEX_MARK or (is_titled and one.size >= TITLE_FROM)
        ):
            return Role.ANNEX_TITLE
        if self.last is Role.ANNEX_LIST and ANNEX_ITEM.match(text):
            return Role.ANNEX_LIST
        is_list = is_listing and (_ANNEX_LIST.match(text) or _SHORT_LIST.match(text))
        return Role.ANNEX_LIST if is_list else None

    def _of_tables(self, _one: MeasuredParagraph, text: str) -> Role | None:
        if len(text) <= LONGEST_LINE and (_CAPTION.match(text) or _CONTENTS.fullmatch(text)):
            return Role.CAPTION
        under = self.last in {Role.TABLE, Role.CAPTION} and _UNDER_TABLE.match(text)
        return Role.CAPTION if under else None

    def _of_signing(self, one: MeasuredParagraph, text: str) -> Role | None:
        if _DATE.fullmatch(text):
            return Role.DATE
        if self.annex or len(text) > LONGEST_LINE or text[-1] in _CLOSED or level_of(text):
            return None
        following = self.rows[self.at + 1].text.strip() if self.at + 1 < len(self.rows) else ""
        is_name = _DATE.fullmatch(following) or start_of(one) >= FAR_IN
        return Role.SIGNATURE if is_name else None


def blanks(one: MeasuredParagraph) -> float:
    """Return how wide the blanks are that a paragraph begins with, in characters."""
    front = one.text[: len(one.text) - len(one.text.lstrip())] if one.text.strip() else ""
    front = front.rpartition("\n")[2]  # behind a page that a break ended
    return sum(TAB if sign == "\t" else width_of(sign) for sign in front)


def start_of(one: MeasuredParagraph) -> float:
    """Return how far from the left a paragraph begins, in characters."""
    return one.indent + one.left + blanks(one)


def title_place(rows: Sequence[MeasuredParagraph]) -> int | None:
    """Return where among `rows` the title begins; None where none is large and in the middle.

    What is large above a document number is the head, whatever its colour; above it all are short.
    """
    found: list[int] = []
    for at, one in enumerate(rows[:FRONT_LINES]):
        text = one.text.strip()
        if one.table is None and not one.is_boxed:
            if _is_large(one):
                found.append(at)
            elif found and not is_number(text):
                break
        if not _is_large(one) and (len(text) > LONGEST_LINE or text[-1] in _CLOSED):
            break
    after = [at for at in found if not _is_head(rows, at, found)]
    return after[0] if after else None


def _is_large(one: MeasuredParagraph) -> bool:
    return (
        one.side is Side.CENTRE
        and one.size >= TITLE_FROM
        and not one.is_red
        and _CHINESE.search(one.text) is not None
        and not is_number(one.text.strip())
    )


def _is_head(rows: Sequence[MeasuredParagraph], at: int, found: Sequence[int]) -> bool:
    """Say whether a large line is a head: a number stands between it and the next."""
    between = rows[at + 1 : found[-1]]
    return any(is_number(one.text.strip()) for one in between)


def placed(paragraphs: Iterable[MeasuredParagraph]) -> list[Placed]:
    """Say of each paragraph what it is.

    Parameters
    ----------
    paragraphs : iterable of MeasuredParagraph
        In the order of the file.
    """
    rows = list(paragraphs)
    reader = _Reader(rows)
    return [reader.place(one) for one in rows]
