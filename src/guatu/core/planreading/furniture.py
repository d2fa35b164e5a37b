"""Tell the document from what a web page prints around it."""

import re

from guatu.core.planreading.lexicon.page import ANYWHERE, BYLINE, MORE, TAIL
from guatu.core.planreading.source import Line

_SHORT = 120  # a paragraph of a plan may name a licence or a telephone; a line of the page is short
_CHINESE = re.compile("[\u4e00-\u9fff]")
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)]|\d{1,2}[.、](?!\d))"
)
_STAMP = re.compile(r"20\d\d-\d\d?-\d\d?(?: ?\d\d?:\d\d(?::\d\d)?)?")
_WAY = re.compile(r"[^>。]{0,20}(?:首页|主页)[^。]{0,60}(?:>|›|»|/)[^。]*")
_HOSTS = re.compile(
    r"(?:网站)?主办(?:单位)?:[^,。;]{2,30}承办(?:单位)?:|[^。;]{0,30}主办,[^。;]{0,20}承办"
)
_MORE = re.compile("(?:" + "|".join(map(re.escape, MORE)) + r")[》>]*$")


def furniture_of(lines: tuple[Line, ...]) -> frozenset[int]:
    """Indexes of the lines that belong to the page and not to the document."""
    marked = {index for index, line in enumerate(lines) if _is_furniture(line.text)}
    tail = _tail_start(lines, marked)
    return frozenset(marked | set(range(tail, len(lines))))


def end_of_excerpt(line: str) -> int:
    """Length of the line without a "more" link at its end."""
    match = _MORE.search(line)
    return match.start() if match else len(line)


def is_byline(text: str) -> bool:
    """Tell a line under the headline: source, author, time."""
    if len(text) > _SHORT:
        return False
    return any(word in text for word in BYLINE) or bool(_STAMP.match(text))


def _is_furniture(text: str) -> bool:
    if not _CHINESE.search(text) and not _HEADING.match(text) and "\t" not in text:
        return True
    if len(text) > _SHORT:
        return False
    if (
        any(word in text for word in ANYWHERE)
        and not text.endswith("。")
        and not _HEADING.match(text)
    ):
        return True
    return bool(_WAY.fullmatch(text)) or bool(_HOSTS.match(text)) or _is_closing_notice(text)


def _is_closing_notice(text: str) -> bool:
    return text.endswith("。") and any(
        word in text
        for word in ("不得转载", "版权所有", "未经许可", "未经授权", "禁止下载使用", "追究责任")
    )


def _tail_start(lines: tuple[Line, ...], marked: set[int]) -> int:
    """Index from which only the page goes on, or the number of lines."""
    for index in range(len(lines) // 2, len(lines)):
        text = lines[index].text
        closes = text.startswith(TAIL) and (len(text) <= _SHORT)
        if closes and not _plan_goes_on(lines, index + 1, marked):
            return index
    return len(lines)


def _plan_goes_on(lines: tuple[Line, ...], start: int, marked: set[int]) -> bool:
    return any(_HEADING.match(lines[i].text) for i in range(start, len(lines)) if i not in marked)
