"""What stands on a printed page: letters with their places, straight lines, pictures."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from guatu.interchange.composing import WrittenCell

# Fonts share one drawing for a character and its radical; a PDF then names the radical. Those
# that have no mapping of their own in Unicode, with the character that is meant.
_RADICALS = str.maketrans(
    "⺁⺄⺆⺈⺊⺌⺍⺕⺛⺝⺠⺡⺢⺣⺤⺥⺧⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺶⺷⺸⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乙冂刀卜小小彐旡月民氵氺灬爫爫牛王疋罒示礻竹糹纟罓罒网羊羊羊肀聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜龟龟",
)
_BULLETS = {
    0xF0B7: "•",
    0xF06C: "●",
    0xF06E: "■",
    0xF075: "◆",
    0xF0A7: "▪",
    0xF0A8: "□",
    0xF0D8: "➢",
    0xF0FC: "✓",
    0xF0B2: "□",
}
_RADICAL_FORMS = range(0x2E80, 0x2F00)
_KANGXI = range(0x2F00, 0x2FD6)
_COMPATIBILITY = range(0xF900, 0xFB00)
_PRIVATE = range(0xE000, 0xF900)
_HALVES, _LONG_DASH = "—…", "⸺"
_TWICE = 1.6  # ems: as wide as both halves together


class Glyph(NamedTuple):
    """One letter on a page; `y` is its baseline counted from the top, all in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str
    turned: int = 0  # quarter turns against the clock, as beside a tall cell
    is_askew: bool = False  # stands at any other angle
    is_faint: bool = False  # so light that it lies behind the text
    is_unmapped: bool = False  # a drawing that stands for no known character

    @property
    def is_upright(self) -> bool:
        """Whether it stands as the page's text does."""
        return not self.turned and not self.is_askew

    @property
    def top(self) -> float:
        """Upper edge of the letter's square."""
        return self.y - 0.88 * self.size

    @property
    def bottom(self) -> float:
        """Lower edge of the letter's square."""
        return self.y + 0.12 * self.size


class Ruling(NamedTuple):
    """A straight line along the page or down it: from `a` to `b` at `at`."""

    is_level: bool
    at: float
    a: float
    b: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """One page with its text upright."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rulings: tuple[Ruling, ...] = ()
    picture_share: float = 0.0  # of the page, covered by pictures
    cut_off: int = 0  # letters beyond the page's edge


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A ruled table; `edges` is where its columns begin and end."""

    edges: tuple[float, ...]
    top: float
    bottom: float
    rows: int
    cells: tuple[WrittenCell, ...]

    @property
    def columns(self) -> int:
        """How many columns the rulings make."""
        return len(self.edges) - 1


@lru_cache(maxsize=8192)
def character_of(code: int) -> str:
    """Give the character that a code of a font stands for; empty for none.

    Radicals and compatibility forms of one and the same drawing become the character that is
    written with them, so that 一 is found whatever the font's table calls its drawing.
    """
    if code in _BULLETS:
        return _BULLETS[code]
    character = chr(code)
    if code in _RADICAL_FORMS:
        return character.translate(_RADICALS)
    if code in _KANGXI or code in _COMPATIBILITY:
        return unicodedata.normalize("NFKC", character)
    if unicodedata.category(character) in {"Cc", "Cs", "Cf"}:
        return ""
    return character


def stands_for_nothing(code: int) -> bool:
    """Whether a code is of private use or the mark of a lost character."""
    return code in {0, 0xFFFD, 0xFFFE, 0xFFFF} or (code in _PRIVATE and code not in _BULLETS)


@lru_cache(maxsize=8192)
def is_wide(text: str) -> bool:
    """Whether a character takes a full square, as Chinese characters and their marks do."""
    return unicodedata.east_asian_width(text[-1:] or " ") in {"W", "F"}


def doubled(text: str, ems: float) -> str:
    """Give both halves of a double dash or of six dots that a font draws as one letter."""
    if text == _LONG_DASH:
        return "——"
    return text * 2 if text in _HALVES and ems > _TWICE else text
