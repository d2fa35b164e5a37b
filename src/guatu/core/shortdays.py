"""Days as people type them in a meeting: 6.30, 6月30日, 5天, 下周五, 月底."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_SHORT = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?")
_DAY = re.compile(r"(\d{1,2})[日号]")
_IN = re.compile(r"\+?(\d{1,3})(?:天|日内|d)?(?:内|后)?")
_WEEKDAY = re.compile(r"(本|这|下)?(?:周|星期)([一二三四五六日天])")
_WEEKDAYS = "一二三四五六日"
_HALF_YEAR = 183


def read_day(written: str, today: date) -> date | None:
    """Return the day that `written` means, seen from `today`, or None if it means none.

    Parameters
    ----------
    written
        2026-06-30, 6.30, 6月30日, 30日, 5 or 5天 (from today), 周五, 下周五, 今天, 明天, 月底, 年底.
    today
        The day on which it is typed. A day of the year without its year that is more than half
        a year past is meant for the next.

    Returns
    -------
    date or None
        The day; it may lie in the past, which the caller judges.
    """
    text = "".join(written.split()).lower()
    words = {
        "今天": today,
        "today": today,
        "明天": today + timedelta(days=1),
        "tomorrow": today + timedelta(days=1),
        "月底": month_end(today),
        "本月底": month_end(today),
        "年底": date(today.year, 12, 31),
    }
    if text in words:
        return words[text]
    if found := _WEEKDAY.fullmatch(text):
        return of_weekday(found[2], today, is_next=found[1] == "下", is_this=bool(found[1]))
    return of_numbers(text, today)


def of_numbers(text: str, today: date) -> date | None:
    if found := _FULL.fullmatch(text):
        return valid(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.fullmatch(text):
        return nearest(int(found[1]), int(found[2]), today)
    if found := _DAY.fullmatch(text):
        return in_month(int(found[1]), today)
    if found := _IN.fullmatch(text):
        return today + timedelta(days=int(found[1]))
    return None


def of_weekday(name: str, today: date, *, is_next: bool, is_this: bool) -> date:
    """Return 周五 as the coming Friday, 本周五 as this week's, 下周五 as next week's."""
    at = _WEEKDAYS.index(name.replace("天", "日"))
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=at + (7 if is_next else 0))
    return day + timedelta(days=7) if day < today and not is_this else day


def in_month(day: int, today: date) -> date | None:
    """Return the coming day of that number: of this month, or once it is past of the next."""
    this = valid(today.year, today.month, day)
    if this is not None and this >= today:
        return this
    first = month_end(today) + timedelta(days=1)
    return valid(first.year, first.month, day)


def nearest(month: int, day: int, today: date) -> date | None:
    found = valid(today.year, month, day)
    if found is not None and (today - found).days > _HALF_YEAR:
        return valid(today.year + 1, month, day)
    return found


def month_end(today: date) -> date:
    return date(today.year, today.month, monthrange(today.year, today.month)[1])


def valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
