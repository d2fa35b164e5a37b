"""Whether headings are numbered 一、（一）1.（1）, in order and without leaving a level out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from guatu.core.official.deviations import QUOTED, Code, Deviation, Severity
from guatu.core.official.roles import Placed, Role
from guatu.core.official.text import LEVELS

_FORMS = ("", "一、", "（一）", "1.", "（1）")
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_NO_COUNT = "(?![年月日季周天期批级类个项家人户所座条亩米吨元倍万亿公平千度])"  # 三 季度, 1.5 亿元
_WRONG = (
    # 一. 一， 一： 一 （a blank for the mark), 壹、 and Ⅰ.
    (re.compile(rf"({_NUMERAL})(?:[.．,，:：]|[ 　]+(?=[\u4e00-\u9fff]){_NO_COUNT})"), 1),
    (re.compile("([壹贰叁肆伍陆柒捌玖拾]{1,3}|[Ⅰ-Ⅹ])[、.．]"), 1),
    (
        re.compile(
            rf"\(({_NUMERAL})[)）]|（({_NUMERAL})\)|（({_NUMERAL})）[、.．]"
            rf"|[〔【［\[]({_NUMERAL})[〕】］\]]"
        ),
        2,
    ),
    (re.compile(r"(\d{1,2})[、)）。]"), 3),
    (
        re.compile(  # 1.1 as books count
            rf"\d{{1,2}}\.(\d{{1,2}})(?:\.\d{{1,2}}[\s　]*|[\s　]+)(?=[\u4e00-\u9fff]){_NO_COUNT}"
        ),
        2,
    ),
    (re.compile(r"\((\d{1,2})[)）]|（(\d{1,2})\)|（(\d{1,2})）[、.．]"), 4),
)
_DIGITS = {
    sign: value
    for signs in ("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨ")
    for value, sign in enumerate(signs, start=1)
} | {"Ⅹ": 10}
TEN = 10


def numbering_faults(parts: Iterable[Placed]) -> Iterator[Deviation]:
    """Return what is wrong with the numbers of headings, each annex by itself.

    Parameters
    ----------
    parts : iterable of Placed
        All paragraphs with their roles.
    """
    part, counts = 0, [0] * len(_FORMS)
    for one in parts:
        if one.part != part:
            part, counts = one.part, [0] * len(_FORMS)
        if one.role not in {Role.HEADING, Role.BODY}:
            continue
        written = wrongly_numbered(one.text)
        if written is not None:
            yield deviation(Code.NUMBER_FORM, written[0], _FORMS[written[1]], one)
        numbered = written[1:] if written is not None else number_of(one.text)
        if numbered is not None:
            level, number = numbered
            yield from order_faults(one, level, number, counts)
            counts[level] = number
            counts[level + 1 :] = [0] * (len(counts) - level - 1)


def wrongly_numbered(text: str) -> tuple[str, int, int] | None:
    """Return the number of a paragraph in a form that is none, the level that is meant, and its value."""
    for pattern, level in _WRONG:
        match = pattern.match(text)
        if match:
            return match[0], level, value_of(next(part for part in match.groups() if part))
    return None


def number_of(text: str) -> tuple[int, int] | None:
    """Return level and number of a numbered paragraph."""
    for level, pattern in LEVELS:
        match = pattern.match(text)
        if match:
            return level, value_of(match[1])
    return None


def value_of(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else chinese(numeral)


def chinese(numeral: str) -> int:
    """Return a Chinese numeral up to 99."""
    tens, ten, ones = numeral.replace("拾", "十").partition("十")
    if not ten:
        return _DIGITS.get(numeral, 0)
    return (_DIGITS.get(tens, 1) if tens else 1) * TEN + _DIGITS.get(ones, 0)


def order_faults(one: Placed, level: int, number: int, counts: list[int]) -> Iterator[Deviation]:
    wanted = counts[level] + 1
    if number != wanted:
        yield deviation(Code.NUMBER_ORDER, str(number), str(wanted), one)
    above = level - 1
    if above and not counts[above] and any(counts):
        skipped = _FORMS[above]
        yield deviation(Code.NUMBER_SKIPPED, _FORMS[level], skipped, one, severity=Severity.NOTE)


def deviation(code: Code, found: str, wanted: str, one: Placed, **more: Severity) -> Deviation:
    place = one.paragraph.place
    return Deviation(
        code=code, found=found, wanted=wanted, first=place, last=place, text=one.text[:QUOTED],
        **more,
    )  # fmt: skip
