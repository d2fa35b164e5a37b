"""Title, issuer, date and year of a document."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from guatu.core.planreading.furniture import is_byline
from guatu.core.planreading.source import Line, Source
from guatu.core.text.dates import safe_date

_MAX_DATE_LINE = 24
_MAX_ISSUER = 30
_MAX_TITLE = 90
_SHORT_CLAUSE = 8
_SHORT_TITLE = 6
_TYPES = (
    "方案",
    "计划",
    "意见",
    "通知",
    "要点",
    "办法",
    "规划",
    "报告",
    "分解表",
    "清单",
    "精神",
    "细则",
    "工作安排",
    "任务书",
    "讲话",
    "纲要",
    "措施",
    "责任书",
    "台账",
)
_DAY = re.compile(r"(20\d\d)(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?")
_HAN_DAY = re.compile(
    r"二[〇○零][〇○零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
# 三年行动计划(2026—2028年): a plan of several years begins with its first.
_SPAN = re.compile(r"(20\d\d)年?(?:—{1,2}|-{1,2}|~|至|到)(20\d\d)年")
_YEAR = re.compile(r"(20\d\d)(?=年|-\d\d?-)")
_BODY_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,20}(?:人民政府|委员会|党委|党工委|管委会|办公室|局|指挥部|领导小组|公司|集团|街道|镇|乡|政府)"
)
_ORGAN = re.compile(
    r"((?:[\u4e00-\u9fff]{2,16}?(?:党工委|党委|工委|政府|局|办公室|管委会|街道|镇|乡)|[\u4e00-\u9fff]{0,8}?[区县市州]委))"
    r"(?:副?书记|主任|局长|镇长|乡长|区长|县长|市长)"
)
_OWN_BODY = re.compile(
    r"([\u4e00-\u9fff]{2,14}?(?:集团公司|有限公司|集团|公司|街道|镇|乡|管委会|局))(?=20\d\d|[“《\u4e00-\u9fff])"
)
_PLACE = re.compile(r"^(?:中共)?([\u4e00-\u9fff]{1,12}?(?:自治县|新区|开发区|区|县|市|旗))")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]|\d{1,2}[.、])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands over a document; places are of the folded text."""

    title: tuple[int, int] | None
    issuer: str | None
    issued_on: date | None
    year: int | None
    year_end: date | None


def head_of(source: Source, body: tuple[Line, ...]) -> Head:
    """Read title, issuer and date from the lines at both ends of the document."""
    opening = _opening(body)
    title = _title(source, body, opening)
    words = source.text[slice(*title)] if title else ""
    issued_on = _issued_on(source, body)
    span = _span(words, opening)
    year = span[0] if span else _year(source, words, issued_on)
    return Head(
        title=title,
        issuer=_issuer(source, body, words),
        issued_on=issued_on,
        year=year,
        year_end=date(span[1], 12, 31) if span else _year_end(words, opening, year=year),
    )


def _span(title: str, opening: tuple[Line, ...]) -> tuple[int, int] | None:
    """First and last year of a plan that names both in its title or the line beneath it."""
    heads = [title, *(line.text for line in opening[:8] if len(line.text) <= _MAX_TITLE)]
    spans = [match for text in heads if (match := _SPAN.search(text))]
    return (int(spans[0][1]), int(spans[0][2])) if spans else None


def _opening(body: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines before the first number."""
    for index, line in enumerate(body):
        if _NUMBERED.match(line.text):
            return body[:index]
    return body[:6]


def _title(
    source: Source, body: tuple[Line, ...], opening: tuple[Line, ...]
) -> tuple[int, int] | None:
    heads = [
        line
        for line in opening[:8]
        if len(line.text) <= _MAX_TITLE
        and line.text[-1] not in "。;:,"
        and not is_byline(line.text)
    ]
    for line in heads:
        if (
            any(line.text.rstrip("”》)的").endswith(word) for word in _TYPES)
            or "关于" in line.text[:30]
        ):
            return line.start, line.end
    if heads and (body[0] is heads[0] or len(heads[0].text) > _SHORT_TITLE):
        return heads[0].start, heads[0].end
    return _first_clause(source, body)


def _first_clause(source: Source, body: tuple[Line, ...]) -> tuple[int, int] | None:
    """Without a headline, the words of the first sentence that say what happened."""
    if not body or _NUMBERED.match(body[0].text):
        return None
    start, end = body[0].start, body[0].end
    stop = re.search("[。!?]", source.text[start:end])
    end = start + stop.start() if stop else end
    at = start
    for part in re.split("(,)", source.text[start:end]):
        if (
            part != ","
            and len(part) > _SHORT_CLAUSE
            and not re.match(r"(?:近日|日前|[\d一二三四五六七八九十]+月)", part)
        ):
            return source.trimmed(at, at + len(part))
        at += len(part)
    start, end = source.trimmed(start, end)
    return (start, end) if end > start else None


def _issued_on(source: Source, body: tuple[Line, ...]) -> date | None:
    for line in source.lines[:12]:
        if is_byline(line.text) and (match := _DAY.search(line.text)):
            return safe_date(int(match[1]), int(match[2]), int(match[3]))
    for line in [*source.lines[:6], *body[-6:]]:
        text = line.text.strip("()[]")
        if len(text) > _MAX_DATE_LINE:
            continue
        match = _DAY.search(text)
        if match:
            return safe_date(int(match[1]), int(match[2]), int(match[3]))
        if (han := _HAN_DAY.search(text)) and (periods := _han_day(han.group())):
            return periods
    return _day_line(body) or _meeting_day(source, body)


def _day_line(body: tuple[Line, ...]) -> date | None:
    """Give the day that stands alone in a line: the foot of a notice before its annex."""
    for line in body:
        if match := _DAY.fullmatch(line.text):
            return safe_date(int(match[1]), int(match[2]), int(match[3]))
        if _HAN_DAY.fullmatch(line.text) and (day := _han_day(line.text)):
            return day
    return None


def _han_day(text: str) -> date | None:
    digits = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
    year = int("".join(digits[c] for c in text[:4]))
    month, day = re.split("[月日]", text[5:])[:2]
    return safe_date(year, _count(month), _count(day))


def _count(written: str) -> int:
    ones = {c: i for i, c in enumerate("〇一二三四五六七八九")}
    head, ten, tail = written.partition("十")
    if not ten:
        return ones.get(written, 0)
    return (ones.get(head, 1) if head else 1) * 10 + (ones.get(tail, 0) if tail else 0)


def _meeting_day(source: Source, body: tuple[Line, ...]) -> date | None:
    """Give the day of the meeting that the text reports, with the year the text gives elsewhere."""
    if not body:
        return None
    match = re.match(r"(\d{1,2})月(\d{1,2})日", body[0].text)
    years = Counter(int(year) for year in re.findall(r"(20\d\d)年", source.text))
    if not match or not years:
        return None
    return safe_date(years.most_common(1)[0][0], int(match[1]), int(match[2]))


def _year(source: Source, title: str, issued_on: date | None) -> int | None:
    in_title = re.findall(r"20\d\d", title)
    if in_title:
        return int(in_title[0])
    if issued_on:
        return issued_on.year
    years = Counter(int(year) for year in _YEAR.findall(source.text))
    if not years:
        loose = Counter(int(year) for year in re.findall(r"(?<!\d)20[12]\d(?!\d)", source.text))
        return max(loose) if loose else None
    return max(year for year, count in years.items() if count == max(years.values()))


def _year_end(title: str, opening: tuple[Line, ...], *, year: int | None) -> date | None:
    """Bound targets by the plan's year where the title or the opening names it."""
    if year is None:
        return None
    words = title + "".join(line.text for line in opening if not is_byline(line.text))
    return (
        date(year, 12, 31) if f"{year}" in words or "今年" in words or "本年度" in words else None
    )


def _issuer(source: Source, body: tuple[Line, ...], title: str) -> str | None:
    signed = _signature(body)
    if signed:
        return signed
    for line in body[:6]:
        if len(line.text) < _MAX_ISSUER and (match := _ORGAN.match(line.text)):
            return match[1]
    for line in body[:5]:
        if line.text != title and len(line.text) < _MAX_ISSUER and _BODY_NAME.fullmatch(line.text):
            return line.text
    place = _PLACE.match(title)
    decided = re.search(r"(?:市委、市政府|区委、区政府|县委、县政府)决定", source.text)
    if place and decided:
        organ = decided.group()[: -len("决定")]
        return place[1].removesuffix(organ[0]) + organ
    reported = re.match(
        r"([\u4e00-\u9fff]{2,10}?(?:镇|乡|街道|区|县|市|局))(?:传达|召开|组织|印发|部署)", title
    )
    if reported:
        return reported[1]
    issued = re.match(r"([\u4e00-\u9fff、]{4,30}?)关于", title) or _OWN_BODY.match(title)
    return issued[1] if issued else None


def _signature(body: tuple[Line, ...]) -> str | None:
    for before, line in reversed(list(pairwise(body))):
        is_day = _DAY.fullmatch(line.text) or _HAN_DAY.fullmatch(line.text)
        if is_day and _BODY_NAME.fullmatch(before.text):
            return before.text
    return None
