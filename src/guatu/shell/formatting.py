"""One place where dates, numbers and quantities become text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WEEKDAYS = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def is_chinese() -> bool:
    return (translation.get_language() or "zh").startswith("zh")


def day(value: date | None, *, year: bool = False, weekday: bool = False) -> str:
    """Return 6月30日 or 30 Jun; with the year if asked or if it is not this one."""
    if value is None:
        return "—"
    year = year or value.year != timezone.localdate().year
    if is_chinese():
        text = f"{value.month}月{value.day}日"
        text = f"{value.year}年{text}" if year else text
        return f"{text} (周{WEEKDAYS[value.weekday()]})" if weekday else text
    text = f"{value.day} {MONTHS[value.month - 1]}"
    text = f"{text} {value.year}" if year else text
    return f"{DAYS[value.weekday()]} {text}" if weekday else text


def month(value: date | None) -> str:
    """Return 6月 or Jun; with the year if it is not this one."""
    if value is None:
        return "—"
    is_now = value.year == timezone.localdate().year
    if is_chinese():
        return f"{value.month}月" if is_now else f"{value.year}年{value.month}月"
    name = MONTHS[value.month - 1]
    return name if is_now else f"{name} {value.year}"


def moment(value: datetime | None) -> str:
    """Return a time in the installation's zone: 2026-06-30 17:05."""
    return "—" if value is None else timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


def deadline(value: datetime | None) -> str:
    """Return a time until which something may be done: midnight is 24:00 of the day before."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    if local.time() != time.min:
        return moment(value)
    return f"{local.date() - timedelta(days=1):%Y-%m-%d} 24:00"


def days_left(due: date | None, today: date) -> str:
    """Return how many days are left or over."""
    if due is None:
        return ""
    left = (due - today).days
    if left == 0:
        return _("due today")
    if left > 0:
        return ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
    return ngettext("%(days)d day over", "%(days)d days over", -left) % {"days": -left}


def number(value: Decimal | int | None) -> str:
    """Return a number with thousands separated and no trailing zeros."""
    if value is None:
        return "—"
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact(value: Decimal | None) -> str:
    """Return a number with thousands separated and all its decimals: 1.70 was written so."""
    return "—" if value is None else f"{value:,f}"


def rounded(value: Decimal | None, like: Decimal) -> Decimal | None:
    """Return a computed value with one decimal more than `like` has, the figure it stands beside."""
    if value is None:
        return None
    places = max(-int(like.as_tuple().exponent), 0) + 1
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent(thousandths: int | None) -> str:
    """Return a share in thousandths as percent."""
    return "—" if thousandths is None else f"{number(Decimal(thousandths) / 10)}%"
