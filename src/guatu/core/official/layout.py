"""The figures of GB/T 9704-2012 (党政机关公文格式), and the sizes that are computed from them.

Lengths are in millimetres, sizes of type in points. The numbers of articles are those of the standard.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MM_A_POINT = 25.4 / 72
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0  # 5.1: A4
TOP, LEFT = 37.0, 28.0  # 5.2.1: 天头, 订口
TOLERANCE = 1.0  # 5.2.1: of both margins
TYPE_WIDTH, TYPE_HEIGHT = 156.0, 225.0  # 5.2.1: 版心, without the page number
RIGHT = PAGE_WIDTH - LEFT - TYPE_WIDTH
BOTTOM = PAGE_HEIGHT - TOP - TYPE_HEIGHT
LINES, CHARACTERS = 22, 28  # 5.2.3: of a page, of a line
BODY_SIZE = 16.0  # 5.2.2: 3号
TITLE_SIZE = 22.0  # 7.3.1: 2号
RECORD_SIZE = 14.0  # 7.4.2: 4号, 抄送机关 and 印发机关
NUMBER_SIZE = 14.0  # 7.5: 4号, page numbers
HEAD_DROP = 35.0  # 7.2.4: from the edge of the type area to the top of the red head
RULE_DROP = 4.0  # 7.2.7: from the document number to the red rule
NUMBER_DROP = 7.0  # 7.5: from the type area to the dashes of the page number
RULE_THICK, RULE_THIN = 0.35, 0.25  # 7.4.1: rules of 版记
INDENT = 2  # characters before a paragraph (7.3.3)
TABLE_SIZE = 12.0  # 小四; the standard names no size for tables

PITCH = TYPE_HEIGHT / LINES / MM_A_POINT  # points from line to line: 28.99
CELL = TYPE_WIDTH / CHARACTERS / MM_A_POINT  # points from character to character: 15.79


class Font(StrEnum):
    """The faces that the standard names, as a government PC calls them."""

    BODY = "仿宋_GB2312"
    HEI = "黑体"
    KAI = "楷体_GB2312"
    TITLE = "方正小标宋简体"
    NUMBER = "宋体"


LEVEL_FONTS = {1: Font.HEI, 2: Font.KAI, 3: Font.BODY, 4: Font.BODY}  # 7.3.3

LARGEST_HEAD, SMALLEST_HEAD = 54.0, 22.0  # points; the standard wants 醒目, not above 22 × 15 mm
NARROWEST = 50  # percent of the width of a character


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadSize:
    """How the red head is set: points, and the width of a character in percent."""

    points: float
    width: int


def head_size(text: str) -> HeadSize:
    """Return the size at which an issuing body stands on one line.

    It shrinks down to the size of a title, then its characters become narrower, and only a body
    of more than forty characters gets smaller than that.

    Parameters
    ----------
    text : str
        发文机关标志.

    Returns
    -------
    HeadSize
        `points` times `width` percent times the characters is within the type area.
    """
    room = TYPE_WIDTH / MM_A_POINT
    own = room / max(width_of(text), 1.0)  # points a character may take
    if own >= SMALLEST_HEAD:
        return HeadSize(points=min(round_down(own), LARGEST_HEAD), width=100)
    width = int(own / SMALLEST_HEAD * 100)
    if width >= NARROWEST:
        return HeadSize(points=SMALLEST_HEAD, width=width)
    return HeadSize(points=round_down(own * 100 / NARROWEST), width=NARROWEST)


def round_down(points: float) -> float:
    """Return a size in half points, as Word has them."""
    return int(points * 2) / 2


def width_of(text: str) -> float:
    """Return the width of a text in characters; letters and digits take half of one."""
    return sum(0.5 if ord(sign) < 0x2000 else 1.0 for sign in text)  # noqa: PLR2004 below are half-width


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """How far the name of the issuing body and the date stand from the right edge, in characters."""

    name: float
    date: float


SET_IN = 2.0  # 7.3.5.2: of the longer of the two from the right, and of the date from the name


def signed_at(name: str, dated: str) -> Signed:
    """Return where name and date of a paper without a seal stand (7.3.5.2).

    The name stands two characters from the right, the date begins two characters after the name
    does; a date that is longer than the name stands two from the right, and the name moves left.

    Parameters
    ----------
    name, dated : str
        发文机关署名 and 成文日期.
    """
    wide, own = width_of(dated), width_of(name)
    if wide > own:
        return Signed(name=SET_IN + wide + SET_IN - own, date=SET_IN)
    return Signed(name=SET_IN, date=own - wide)
