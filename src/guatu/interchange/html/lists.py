"""Numbers that a browser puts before the items of a list; they stand nowhere in the page's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*[^;]*?([a-z-]+)")
_KINDS = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_CHINESE = frozenset(
    {"cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal"}
)
_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST = 99


@dataclass(slots=True)
class Counter:
    """Counts the items of one list."""

    kind: str
    at: int
    step: int = 1

    def next(self, item: etree._Element) -> str:
        """Give the number of the next item with its mark; empty where none is shown."""
        stated = item.get("value") or ""
        if re.fullmatch(r"-?\d{1,4}", stated):
            self.at = int(stated)
        number, self.at = self.at, self.at + self.step
        if self.kind == "none":
            return ""
        if self.kind in _CHINESE and 0 < number <= _MOST:
            return f"{_chinese(number)}、"
        return f"{_written(number, self.kind)}."


def counter_of(listing: etree._Element) -> Counter:
    """Read how a list counts."""
    match = _STYLE.search((listing.get("style") or "").lower())
    kind = match[1] if match else _KINDS.get(listing.get("type") or "1", "decimal")
    start = listing.get("start") or ""
    is_back = listing.get("reversed") is not None
    first = int(start) if re.fullmatch(r"-?\d{1,4}", start) else 1
    if is_back and not start:
        first = sum(1 for child in listing if child.tag == "li")
    return Counter(kind=kind, at=first, step=-1 if is_back else 1)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def _written(number: int, kind: str) -> str:
    if kind.endswith(("alpha", "latin")) and 0 < number <= 26:  # noqa: PLR2004 letters
        letter = chr(ord("a") + number - 1)
        return letter.upper() if kind.startswith("upper") else letter
    if kind.endswith("roman") and 0 < number < 40:  # noqa: PLR2004 what these signs write
        return _roman(number).upper() if kind.startswith("upper") else _roman(number)
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        while number >= value:
            written, number = written + sign, number - value
    return written
