"""How wide a text is: a Chinese character takes its size, a Latin letter or a digit about half."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import east_asian_width

FULL = 1.0  # em
FUZZ = 1e-6  # of adding up widths: what breaks as fitting is not cut as too wide
HALF = 0.56  # em: digits and letters of the common Chinese fonts, the wide ones of them
WIDE = frozenset("WFA")  # ambiguous ones are drawn wide by Chinese fonts
MORE = "…"
DIGITS = frozenset("0123456789")
COUNTED = frozenset(  # belong to the number before them
    "年月日号天周季岁期时分秒点度届亩户人个万亿千百元吨项套家件次批条处所栋座台辆名块宗公平立米层级类"
)
AFTER_COUNTED = frozenset("万亿")  # 万元 and 亿元 are one measure
SHORT_BRACKETS = 6  # characters with one of the brackets
LATE = 0.6  # of a line: a blank beyond this is where it rather breaks


@lru_cache(maxsize=32768)
def text_width(text: str, size: float = 1.0) -> float:
    """Return the width of one line of text.

    Parameters
    ----------
    text
        The line.
    size
        Font size; the result is in its unit.
    """
    return sum(FULL if east_asian_width(c) in WIDE else HALF for c in text) * size


def fitted(text: str, width: float, size: float = 1.0) -> str:
    """Return `text`, cut with … where it is wider than `width`; "" where not even one character fits."""
    if text_width(text, size) <= width + FUZZ:
        return text
    left = width - text_width(MORE, size)
    for place, character in enumerate(text):
        left -= text_width(character, size)
        if left < 0:
            return text[:place].rstrip() + MORE if place else ""
    return text


def lines_of(text: str, width: float, *, size: float = 1.0, most: int = 2) -> list[str]:
    """Return `text` broken into lines no wider than `width`, the last of `most` cut with ….

    It breaks between any two characters but inside a Latin word or a number, as Chinese print does.
    """
    found: list[str] = []
    rest = text.strip()
    while rest and len(found) < most - 1:
        place = break_at(rest, width / size)
        if place >= len(rest):
            break
        found.append(rest[:place].rstrip())
        rest = rest[place:].lstrip()
    return [*found, fitted(rest, width, size)] if rest else found


def break_at(text: str, width: float) -> int:
    """Return how many characters of `text` make its first line; one at least."""
    left, place = width, len(text)
    for index, character in enumerate(text):
        left -= text_width(character)
        if left < -FUZZ:
            place = index
            break
    if place == len(text):
        return place
    word = place
    while word > 0 and is_inside_word(text, word):
        word -= 1
    blank = text.rfind(" ", 0, place + 1)
    if blank > 0 and text_width(text[:blank]) >= LATE * width:
        word = min(word or blank, blank)
    return max(word or place, 1)


def is_inside_word(text: str, place: int) -> bool:
    """Say whether a line must not break before `place`: in a word, figure or date, before a closing mark."""
    before, after = text[place - 1], text[place]
    if after in "，。；：、！？）》〉」』”’％%…·" or before in "（《〈「『“‘":
        return True
    if is_in_short_brackets(text, place):
        return True
    if after in COUNTED and (before in DIGITS or before in AFTER_COUNTED):
        return True
    if before in "年月" and after in DIGITS:  # 11月30日 is one date, where digits stand before it
        return place > 1 and text[place - 2] in DIGITS
    return before.isascii() and after.isascii() and not (before.isspace() or after.isspace())


def is_in_short_brackets(text: str, place: int) -> bool:
    """Say whether a bracket of few characters is open before `place`: （二期） stays whole."""
    opened = text.rfind("（", max(place - SHORT_BRACKETS, 0), place)
    closed = text.find("）", opened, opened + SHORT_BRACKETS + 1) if opened >= 0 else -1
    return closed >= place
