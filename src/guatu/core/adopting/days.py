"""Days as offices write them into a cell: 2026.6.30, 6月底, 上半年, an Excel serial, 长期坚持."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from guatu.core.text.dates import Period, find_periods, safe_date
from guatu.core.text.folding import fold

_EPOCH = date(1899, 12, 30)  # day 0 of a workbook, its leap day of 1900 counted in
_SERIALS = range(36526, 73051)  # 2000 to 2099
_CENTURY = 2000
REMEMBERED = 4096  # texts: a long ledger says the same days over and over
_Y = r"(?P<y>\d{4}|\d{2})"
_FORMS = (
    re.compile(rf"^{_Y}\s*[-/.年]\s*(?P<m>\d{{1,2}})\s*[-/.月]\s*(?P<d>\d{{1,2}})\s*[日号]?$"),
    re.compile(r"^(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})$"),
    re.compile(r"^(?P<y>20\d{2})(?P<m>0[1-9]|1[0-2])$"),
    re.compile(r"^(?P<y>\d{4})\s*[-/.年]\s*(?P<m>1[0-2]|0?[1-9])\s*月?份?$"),
    # 10.1 is the first of October: two digits are a year only before the word
    re.compile(r"^(?P<y>\d{2})\s*年\s*(?P<m>1[0-2]|0?[1-9])\s*月份?$"),
    re.compile(r"^(?P<m>1[0-2]|0?[1-9])\s*[-/.]\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*[日号]?$"),
    re.compile(r"^(?P<m>1[0-2]|0?[1-9])\s*月\s*(?P<d>3[01]|[12]\d|0?[1-9])$"),
)
_FOREIGN = (
    re.compile(r"^(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])/(?P<y>20\d{2})$"),
    re.compile(
        r"^(?P<d>3[01]|[12]\d|0?[1-9])[- /](?P<name>[A-Za-z]{3,9})\.?[- /,]+(?P<y>20\d{2})$"
    ),
    re.compile(r"^(?P<name>[A-Za-z]{3,9})\.?[- ](?P<d>3[01]|[12]\d|0?[1-9]),?[- ]+(?P<y>20\d{2})$"),
)
_QUARTER = re.compile(r"^(?P<y>20\d{2})?\s*年?\s*[Qq](?P<q>[1-4])$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CUT_NUMBER = re.compile(r"\d{1,2}\.[123]|\d{4}\.1")
_RANGE = re.compile(
    r"^(?P<first>\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?)\s*(?:—+|-{1,2}|~|至|到)\s*"
    r"(?P<last>\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?)$"
)
_OTHER_POINTS = re.compile(  # 2026、6、30, 2026。9。30, 2026.06.30.
    r"^(?P<y>\d{4})[、。,.](?P<m>\d{1,2})[、。,.](?P<d>\d{1,2})[。.]?(?=$|[^\d.])"
)
_CLOCK = re.compile(r"(?:\s+|(?<=\d)T)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$")
_LASTING = re.compile(
    r"长期|[常长]年|常态|一直|不间断|持续|经常|日常|全程|不定期|按需|每[年月周日季]|逐[年月]|按[月季年周]|即时|随时"
)
_DONE = re.compile(r"^(?:已|全部|均已)?(?:完成|办结|销号|竣工|完工|投用|整改到位)$")
_NONE = frozenset({"", "-", "—", "--", "/", "\\", "无", "暂无", "待定", "未定", "N/A", "n/a", "NA"})
_BEHIND = re.compile(r"(?:之?前|以前)?(?:完成|办结|建成|竣工|到位|落实|投用|开工|启动|销号|见效)*$")
_BEGUN = re.compile(r"^(?:已经?|正在)?(?:开工|动工|开建|启动|开始|实施|推进)(?:中|建设|实施)?$")
_AT_THE_END = re.compile("(?:[底末]|年终|岁末)前?$")
_WEEKDAY = re.compile(r"\((?:周|星期)[一二三四五六日天]\)$")
_HALF = re.compile(r"(?<![上下])半年")
_CENTURY_WORDS = re.compile(r"[二][〇零○О0oO]")
_DIGITS = "一二三四五六七八九"
_DAYS = {
    f"{tens}{ones}": 10 * ("一二三".find(tens[0]) + 1 if len(tens) > 1 else len(tens)) + at
    for tens in ("", "十", "二十", "三十")
    for at, ones in enumerate(("", *_DIGITS))
    if tens or ones
}
_HAN_DAY = re.compile("(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[日号])")
_MONTHS_DAYS = re.compile(r"(?<![\d.])(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?")
_LEAP = 2024
_WHOLE_MONTH = re.compile(r"月(?:之?前|以前)")
_HEAD_OF_MONTHS = re.compile(
    r"月[份度]|(?<![\d个每本当上下])月(?=[)）\]】〕]|$)"
)  # 完成月份, 时限（月）
_HEAD_OF_DAYS = re.compile("日(?!期)|号")
_LAST_MONTH = 12


class Sureness(StrEnum):
    """How far a cell says a day."""

    SURE = "sure"
    ASSUMED = "assumed"  # a day was taken that the words do not quite say
    LASTING = "lasting"  # goes on: 长期坚持
    NONE = "none"  # nothing, or words for nothing
    UNREAD = "unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReading:
    """What a cell says of time. `first` is set where it names a stretch; `day` is its last day.

    `begins` is the first day of what it names, a month or a quarter too.
    """

    sureness: Sureness
    day: date | None = None
    first: date | None = None
    begins: date | None = None


NOTHING = DayReading(sureness=Sureness.NONE)


@lru_cache(maxsize=REMEMBERED)
def read_day(text: str, *, year: int) -> DayReading:
    """Return the day by which something is due as a cell writes it.

    Parameters
    ----------
    text : str
        The cell as the sheet shows it.
    year : int
        The year that a day without one belongs to: that of the ledger.

    Returns
    -------
    DayReading
        Of a month, quarter, half or whole year its last day; of a stretch both ends.
    """
    plain = _WEEKDAY.sub("", _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip())).strip()
    plain = _OTHER_POINTS.sub(r"\g<y>.\g<m>.\g<d>", plain)
    if plain in _NONE:
        return NOTHING
    found = (
        _serial(plain) or _written(plain, year) or _stretch(plain, year) or _foreign(plain, year)
    )
    if found is not None:
        return found
    if _DONE.match(plain):
        return NOTHING
    return _in_words(plain, year)


def read_start(text: str, *, year: int) -> DayReading:
    """Return the day on which something begins as a cell writes it.

    Parameters
    ----------
    text : str
        The cell as the sheet shows it.
    year : int
        The year that a day without one belongs to: that of the ledger.

    Returns
    -------
    DayReading
        Of a month, quarter, half or whole year its first day, but of 3月底 the last; of a stretch
        the day on which it begins.
    """
    if _BEGUN.match(unicodedata.normalize("NFKC", text).strip()):
        return NOTHING
    reading = read_day(text, year=year)
    return replace(reading, day=reading.begins or reading.day)


def with_month(text: str, head: str) -> str:
    """Return what a cell says of time with the word that only its head has: 6 beneath 完成月份 is 6月.

    Parameters
    ----------
    text : str
        The cell as the sheet shows it.
    head : str
        The head of its column.

    Returns
    -------
    str
        The text as it is, but where it is the number of a month beneath a head of months: never
        beneath one of days (完成时限（年月日）), whose digits are a day or an Excel serial.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    is_month = plain.isdecimal() and len(plain) <= len(str(_LAST_MONTH))
    if not is_month or not 1 <= int(plain) <= _LAST_MONTH:
        return text
    is_of_months = _HEAD_OF_MONTHS.search("".join(head.split())) and not _HEAD_OF_DAYS.search(head)
    return f"{int(plain)}月" if is_of_months else text


def _serial(text: str) -> DayReading | None:
    number = text.removesuffix(".0")
    if not (number.isascii() and number.isdigit() and int(number) in _SERIALS):
        return None
    return DayReading(sureness=Sureness.SURE, day=_EPOCH + timedelta(days=int(number)))


def _written(text: str, year: int) -> DayReading | None:
    plain = _BEHIND.sub("", text).strip()
    for form in _FORMS:
        match = form.match(plain)
        if match is None:
            continue
        groups = match.groupdict()
        own = _full(groups["y"]) if groups.get("y") else year
        day = _exact(own, int(groups["m"]), groups.get("d"))
        if day is None:
            return DayReading(sureness=Sureness.UNREAD)
        has_day = groups.get("d") is not None
        begins = day if has_day else day.replace(day=1)
        return DayReading(sureness=_sure(text, has_day=has_day), day=day, begins=begins)
    return None


def _foreign(text: str, year: int) -> DayReading | None:
    """Read what a sheet in English shows: 11/15/2026, 15-Nov-2026, Nov 15, 2026; 明年6月底 with them."""
    if text.startswith(("明年", "次年", "下年")):
        return read_day(text[2:].lstrip("度"), year=year + 1)
    if text.startswith(("今年", "本年")):
        return read_day(text[2:].lstrip("度"), year=year)
    if quarter := _QUARTER.match(text):
        own, last = int(quarter["y"] or year), 3 * int(quarter["q"])
        begins = safe_date(own, last - 2, 1)
        return DayReading(sureness=Sureness.SURE, day=_exact(own, last, None), begins=begins)
    for form in _FOREIGN:
        match = form.match(text)
        if match is None:
            continue
        groups = match.groupdict()
        month = int(groups["m"]) if groups.get("m") else _month(groups["name"])
        day = _exact(int(groups["y"]), month, groups["d"]) if month else None
        is_open = bool(groups.get("m")) and int(groups["d"]) <= len(_MONTHS)  # or day before month
        sure = Sureness.UNREAD if day is None else Sureness.ASSUMED if is_open else Sureness.SURE
        return DayReading(sureness=sure, day=day)
    return None


def _month(name: str) -> int:
    short = name[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _full(written: str) -> int:
    """Return 2026 for 26."""
    return int(written) + (_CENTURY if len(written) == 2 else 0)  # noqa: PLR2004 two digits


def _exact(year: int, month: int, day: str | None) -> date | None:
    """Return a day that is in the calendar, or the month's last where no day is written."""
    if day is None:
        return safe_date(year, month, 31)
    try:
        return date(year, month, int(day))
    except ValueError:
        return None


def _sure(text: str, *, has_day: bool) -> Sureness:
    """Return whether a person is asked: 6月前 may mean before June or by its end.

    A sheet makes 6.3 of 6.30 and 2026.1 of 2026.10 where somebody typed them as numbers.
    """
    if _CUT_NUMBER.fullmatch(text):
        return Sureness.ASSUMED
    return Sureness.ASSUMED if not has_day and _WHOLE_MONTH.search(text) else Sureness.SURE


def _stretch(text: str, year: int) -> DayReading | None:
    match = _RANGE.match(text)
    if match is None:
        return None
    first, last = _written(match["first"], year), _written(match["last"], year)
    if first is None or last is None or first.day is None or last.day is None:
        return DayReading(sureness=Sureness.UNREAD)
    begins = first.day if match["first"].count(match["first"][4]) > 1 else first.day.replace(day=1)
    if last.day < begins:
        return DayReading(sureness=Sureness.UNREAD)
    return DayReading(sureness=Sureness.SURE, day=last.day, first=begins, begins=begins)


def _in_words(text: str, year: int) -> DayReading:
    digits = _HAN_DAY.sub(lambda match: str(_DAYS[match.group()]), text)
    folded = fold(_CENTURY_WORDS.sub("二〇", digits)).text
    if not all(map(_is_in_calendar, _MONTHS_DAYS.finditer(folded))):
        return DayReading(sureness=Sureness.UNREAD)
    periods = [one for one in find_periods(folded, year=year) if one.last is not None]
    lasting = _LASTING.search(folded)
    if not periods:
        return DayReading(sureness=Sureness.LASTING if lasting else Sureness.UNREAD)
    last = max(periods, key=lambda one: (one.last, one.start))
    rest = "".join(c for at, c in enumerate(folded) if not _within(at, periods))
    is_plain = len(periods) == 1 and not re.search(r"\w", _BEHIND.sub("", rest))
    is_loose = bool(_WHOLE_MONTH.search(folded) or _HALF.search(folded))
    sure = is_plain and not lasting and not is_loose
    first = last.first if last.is_range else None
    begins = min(day for one in periods if (day := _begin_of(one, folded)))
    return DayReading(
        sureness=Sureness.SURE if sure else Sureness.ASSUMED,
        day=last.last,
        first=first,
        begins=begins,
    )


def _begin_of(period: Period, text: str) -> date | None:
    """Return the day on which what is named begins: of 3月底 it is the last."""
    at_the_end = not period.is_range and _AT_THE_END.search(text[period.start : period.end])
    return period.last if at_the_end else period.first or period.last


def _is_in_calendar(match: re.Match[str]) -> bool:
    return _exact(_LEAP, int(match["m"]), match["d"] or "1") is not None


def _within(at: int, periods: list[Period]) -> bool:
    return any(one.start <= at < one.end for one in periods)
