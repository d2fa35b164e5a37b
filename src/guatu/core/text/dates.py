"""Days, months and stretches of time as plans write them, resolved against a year."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_FULL_YEAR = 4
_LAST_YEAR = 9999
_MONTHS = 12
_TEN = 10
_YEAR = r"(?:(?P<{p}year>(?:19|20)\d{{2}}|[二][〇零○]{{0,1}}[〇零○一二三四五六七八九]{{2}}|今|明|当|本|次|翌)年度?)"
_MONTH = r"(?P<{p}month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月"
_DAY = r"(?P<{p}day>3[01]|[12]\d|0?[1-9])[日号]"
_THIRD = r"(?P<{p}third>上中旬|中下旬|上旬|中旬|下旬|初|中|底前?|末前?|底|末)"
_SPAN_OF_YEAR = (
    r"(?P<{p}part>(?<=年)[底末]前?|(?<=年)[初中]|第?[一二三四1-4]季度(?:[末底]前?)?|[上下]半年|年[初中]"
    r"|全年|年度|年内|年终|年[末底]前?)"
)
_POINT = (
    rf"(?:{_YEAR}?的?(?:{_MONTH}份?(?:{_DAY}|{_THIRD})?)|{_YEAR.replace('{p}year', '{p}year2')}{_SPAN_OF_YEAR}?|"
    rf"{_SPAN_OF_YEAR.replace('{p}part', '{p}part2')}|(?P<{{p}}now>即日|印发之日|发布之日)起?)"
)
_NUMERIC = r"(?:(?P<{p}ny>20\d{{2}})[.\-/])?(?P<{p}nm>1[0-2]|0?[1-9])[.\-/](?P<{p}nd>3[01]|[12]\d|0?[1-9])(?!\d)"
_JOIN = r"(?:开始)?(?:起|始)?[,、]?(?:—{1,2}|-{1,2}|~|至|到)"


def _point(prefix: str) -> str:
    return _POINT.format(p=prefix)


_FROM_TO = re.compile(
    rf"{_point('a')}{_JOIN}(?:{_point('b')}|(?P<bday_only>3[01]|[12]\d|0?[1-9])[日号])(?P<before>之?前)?"
)
_SHARED_MONTH = re.compile(
    rf"{_YEAR.format(p='a')}?(?P<from>1[0-2]|[1-9]){_JOIN}(?P<to>1[0-2]|[1-9])月份?(?P<third>上旬|中旬|下旬|底|末|初)?"
)
_NUMERIC_RANGE = re.compile(
    _NUMERIC.format(p="a") + r"(?:—{1,2}|-{1,2}|~|至|到)" + _NUMERIC.format(p="b")
)
_ONE = re.compile(_point("a") + r"(?P<before>之?前|以前)?")
_MONTHS_OF_PART = {
    "上半年": (1, 6),
    "下半年": (7, 12),
    "年初": (1, 3),
    "年中": (4, 9),
    "初": (1, 3),
    "中": (4, 9),
}
_THIRDS = {
    "上旬": (1, 10),
    "初": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 31),
    "上中旬": (1, 20),
    "中下旬": (11, 31),
}
_HAN = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_HAN_DIGIT = {
    **{c: str(i) for c, i in _HAN.items() if len(c) == 1 and i < _TEN},
    "〇": "0",
    "零": "0",
    "○": "0",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of days and where it is written.

    Parameters
    ----------
    first, last : date or None
        Bounds, both included; None where the words leave one open (即日起 without a known day).
    start, end : int
        Slice of the folded text.
    is_range : bool
        Written with two ends.
    has_year : bool
        The year stands in the words.
    is_limit : bool
        Written as a limit (3月底前).
    """

    first: date | None
    last: date | None
    start: int
    end: int
    is_range: bool = False
    has_year: bool = False
    is_limit: bool = False


def find_periods(text: str, *, year: int | None, today: date | None = None) -> list[Period]:
    """Find days, months, quarters and ranges of them in folded text, in order.

    Parameters
    ----------
    text : str
        Folded text.
    year : int or None
        The year that words without one belong to; without it such words resolve to None.
    today : date or None
        The day that 即日起 stands for (the document's own date).

    Returns
    -------
    list of Period
        Ranges first where they overlap single points.
    """
    found = [_range(match, year=year, today=today) for match in _FROM_TO.finditer(text)]
    found += [_months(match, year=year) for match in _SHARED_MONTH.finditer(text)]
    found += [_numeric(match, year=year) for match in _NUMERIC_RANGE.finditer(text)]
    found += [_single(match, year=year, today=today) for match in _ONE.finditer(text)]
    kept, taken = [], bytearray(len(text))
    for period in sorted(found, key=lambda p: (not p.is_range, p.start)):
        if not any(taken[period.start : period.end]):
            taken[period.start : period.end] = b"\x01" * (period.end - period.start)
            kept.append(period)
    return sorted(kept, key=lambda p: p.start)


def _single(match: re.Match[str], *, year: int | None, today: date | None) -> Period:
    first, last = _bounds(match, "a", year=year, today=today)
    return Period(
        first=first,
        last=last,
        start=match.start(),
        end=match.end(),
        has_year=_year_of(match, "a", year)[1],
        is_limit=bool(match["before"]) or match.group().endswith("前"),
    )


def safe_date(year: int, month: int, day: int) -> date | None:
    """Give the day, the month's last for a day beyond it, or None where month or year is none."""
    if not (1 <= year <= _LAST_YEAR and 1 <= month <= _MONTHS and day >= 1):
        return None
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _range(match: re.Match[str], *, year: int | None, today: date | None) -> Period:
    first_year, written = _year_of(match, "a", year)
    first, _ = _bounds(match, "a", year=year, today=today)
    later_year, later_written = _year_of(match, "b", first_year)
    if match["bday_only"]:
        last = safe_date(first.year, first.month, int(match["bday_only"])) if first else None
    else:
        _, last = _bounds(match, "b", year=first_year, today=today)
    named = match["byear"] or match["byear2"] or ""
    if not written and named[:1].isdigit() and match["amonth"]:
        first, _ = _bounds(match, "a", year=later_year, today=today)
    if first and last and last < first and not later_written:
        last = safe_date(last.year + 1, last.month, last.day)
    if match["before"] and last and match["bmonth"] and not match["bday"] and not match["bthird"]:
        last = last.replace(day=1) - timedelta(days=1)
    return Period(
        first=first,
        last=last,
        start=match.start(),
        end=match.end(),
        is_range=True,
        has_year=written or later_written,
        is_limit=bool(match["before"]),
    )


def _months(match: re.Match[str], *, year: int | None) -> Period:
    own, written = _year_of(match, "a", year)
    first = safe_date(own, int(match["from"]), 1) if own else None
    high = _THIRDS.get(match["third"] or "", (1, 31))[1]
    last = safe_date(own, int(match["to"]), high) if own else None
    if first and last and last < first:
        last = safe_date(last.year + 1, last.month, high)
    return Period(
        first=first,
        last=last,
        start=match.start(),
        end=match.end(),
        is_range=True,
        has_year=written,
    )


def _numeric(match: re.Match[str], *, year: int | None) -> Period:
    first_year = int(match["any"]) if match["any"] else year
    last_year = int(match["bny"]) if match["bny"] else first_year
    first = safe_date(first_year, int(match["anm"]), int(match["and"])) if first_year else None
    last = safe_date(last_year, int(match["bnm"]), int(match["bnd"])) if last_year else None
    return Period(
        first=first,
        last=last,
        start=match.start(),
        end=match.end(),
        is_range=True,
        has_year=bool(match["any"]),
    )


def _year_of(match: re.Match[str], prefix: str, year: int | None) -> tuple[int | None, bool]:
    groups = match.groupdict()
    written = groups.get(f"{prefix}year") or groups.get(f"{prefix}year2")
    if not written:
        return year, False
    if written[0] in "今当本":
        return year, True
    if written[0] in "明次翌":
        return (year + 1 if year else None), True
    digits = "".join(_HAN_DIGIT.get(c, c) for c in written)
    return (int(digits) if len(digits) == _FULL_YEAR else year), True


def _bounds(
    match: re.Match[str], prefix: str, *, year: int | None, today: date | None
) -> tuple[date | None, date | None]:
    groups = match.groupdict()
    if groups.get(f"{prefix}now"):
        return today, today
    own, _ = _year_of(match, prefix, year)
    if own is None:
        return None, None
    if groups.get(f"{prefix}month"):
        return _month_bounds(own, groups, prefix)
    part = groups.get(f"{prefix}part") or groups.get(f"{prefix}part2") or ""
    return _part_bounds(own, part)


def _month_bounds(
    year: int, groups: dict[str, str | None], prefix: str
) -> tuple[date | None, date | None]:
    written = groups[f"{prefix}month"] or ""
    month = _HAN.get(written) or int(written)
    if groups.get(f"{prefix}day"):
        day = safe_date(year, month, int(groups[f"{prefix}day"] or 1))
        return day, day
    low, high = _THIRDS.get((groups.get(f"{prefix}third") or ""), (1, 31))
    return safe_date(year, month, low), safe_date(year, month, high)


def _part_bounds(year: int, part: str) -> tuple[date | None, date | None]:
    if "季度" in part:
        number = part.removeprefix("第")[0]
        quarter = _HAN.get(number) or int(number)
        return safe_date(year, quarter * 3 - 2, 1), safe_date(year, quarter * 3, 31)
    low, high = _MONTHS_OF_PART.get(part, (1, 12))
    return safe_date(year, low, 1), safe_date(year, high, 31)
