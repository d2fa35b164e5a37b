"""Words of official papers: days, lists, lamps and numbers as a bulletin writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from guatu.core.lamps import Lamp

NAMED = 40  # units in one sentence; a longer list is cut, and says of how many
LONGEST = 120  # of what a unit wrote, within a sentence of ours
SEE_ANNEX = "，详见附件"
_BLANK = re.compile(r"(?<=[\u3400-\u9fff”》）])[ 　]+(?=[\u3400-\u9fff“《（])")
LAMP_WORDS = {
    Lamp.OVERDUE: "逾期",
    Lamp.SEVERE: "严重滞后",
    Lamp.BEHIND: "滞后",
    Lamp.DUE_SOON: "临期",
    Lamp.ON_PACE: "达序时",
    Lamp.UNREPORTED: "未报",
    Lamp.PENDING: "待发布",
    Lamp.NOT_STARTED: "未启动",
    Lamp.DONE: "办结",
}
LAMP_SIGNS = {
    Lamp.OVERDUE: "■",
    Lamp.SEVERE: "■",
    Lamp.BEHIND: "▲",
    Lamp.DUE_SOON: "◆",
    Lamp.ON_PACE: "●",
    Lamp.UNREPORTED: "○",
    Lamp.PENDING: "○",
    Lamp.NOT_STARTED: "○",
    Lamp.DONE: "✓",
}
STANDINGS = {
    "met": "已达标",
    "on_pace": "达序时",
    "behind": "滞后",
    "pending": "待发布",
    "unreported": "未报",
}


def day(value: date, *, year: bool = False) -> str:
    """Return 6月7日, with the year if asked."""
    text = f"{value.month}月{value.day}日"
    return f"{value.year}年{text}" if year else text


def day_by(value: date, year: int) -> str:
    """Return a day as a paper of `year` writes it: the year is said of another one's."""
    return day(value, year=value.year != year)


def moved(first: date, last: date, year: int) -> str:
    """Return by how much a day was put off: from when until when, both with the year or neither."""
    says_year = {first.year, last.year} != {year}
    return f"由{day(first, year=says_year)}延至{day(last, year=says_year)}"


def days(first: date, last: date) -> str:
    """Return a stretch of days without repeating what both ends share."""
    if first == last:
        return day(first, year=True)
    if first.year != last.year:
        return f"{day(first, year=True)}至{day(last, year=True)}"
    if first.month != last.month:
        return f"{day(first, year=True)}至{day(last)}"
    return f"{day(first, year=True)}至{last.day}日"


def names(found: Sequence[str], most: int = NAMED) -> str:
    """Return names as a list; of a long one the first, with how many there are and where all stand."""
    shown = "、".join(found[:most])
    return shown if len(found) <= most else f"{shown}等{len(found)}个{SEE_ANNEX}"


def versus(now: int, before: int | None, unit: str, *, than: str = "上期") -> str:
    """Return a number against the one before: 3项（较上期增加1项）; `than` is "" where it is said already."""
    if before is None:
        return f"{now}{unit}"
    if now == before:
        return f"{now}{unit}（{f'与{than}' if than else ''}持平）"
    turn = "增加" if now > before else "减少"
    return f"{now}{unit}（{f'较{than}' if than else ''}{turn}{abs(now - before)}{unit}）"


def joined(title: str) -> str:
    """Return a title without the blanks that a person set between Chinese characters."""
    return _BLANK.sub("", title)


def quoted(title: str) -> str:
    """Return a title in quotes; quotes within it become single ones."""
    return f"“{title.replace('“', '‘').replace('”', '’')}”"


def sentence(text: str) -> str:
    """Return what a person wrote as the end of a sentence: one line, one full stop."""
    return " ".join(text.split()).rstrip("。；;.，, ") + "。"


def lines(parts: Iterable[str]) -> str:
    """Return paragraphs, empty ones left out."""
    return "\n".join(part for part in parts if part)


def shortened(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"
