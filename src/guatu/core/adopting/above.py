"""What stands above the lines of an old ledger, or in front of their titles, and belongs to each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guatu.core.adopting.grids import Grid
from guatu.core.adopting.heads import Head
from guatu.core.planreading.duties import is_unit

_UNIT_LINE = re.compile(
    r"(?P<label>牵头单位|责任单位|填报单位|填表单位|报送单位|上报单位|单位名称|单位)(?:[(（][^)）]*[)）])?"
    r"\s*[:：]\s*(?P<name>[^\s:：（(]{2,30})"
)
_IN_FRONT = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]+|第[一二三四五六七八九十]+[部分章节]+)\s*"
)
_BEHIND = re.compile(r"\s*[(（]?(?:共?\s*\d+\s*[项个件条])?[)）]?$")
_NUMBER = re.compile(
    r"^(?:\d{1,3}(?=[.．、)）](?!\d))|[(（]\d{1,3}(?=[)）])|[一二三四五六七八九十]{1,3}(?=、))[.．、)）]\s*"
)
_NOT_UNITS = ("任务", "清单", "台账", "项目")
MOST = 0.6  # of the titles begin with a number: then these are numbers of lines


def filled_by(grid: Grid, head: Head) -> str:
    """Return what stands behind 责任单位： or 填报单位： over the head; who is in charge goes before who fills in."""
    found = [
        match
        for row in grid.rows[: head.first]
        for text in row
        if (match := _UNIT_LINE.search(text))
    ]
    found.sort(key=lambda match: match["label"][:2] not in {"牵头", "责任"})
    return found[0]["name"] if found else ""


def unit_above(text: str) -> str:
    """Return the name of the unit that a heading is, without its number and the count of its lines; "" for none."""
    name = _BEHIND.sub("", _IN_FRONT.sub("", text.strip()))
    return name if is_unit(name) and not name.endswith(_NOT_UNITS) else ""


def numbers_apart(titles: Sequence[str]) -> list[str]:
    """Return titles without the number in front, where most begin with one."""
    filled = [title for title in titles if title]
    numbered = sum(bool(_NUMBER.match(title)) for title in filled)
    if not filled or numbered / len(filled) < MOST:
        return list(titles)
    return [_NUMBER.sub("", title) or title for title in titles]
