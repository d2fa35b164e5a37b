"""Quantities in folded text: value, range, unit and the words that bound them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from guatu.core.text.measures import MEASURES, PLAIN_COUNTERS
from guatu.core.text.numerals import multiplier, parse_numeral


class Op(StrEnum):
    """How a value binds: at least, at most, about, exactly."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOUT = "~"
    EXACTLY = "="


_BEFORE = {
    Op.AT_LEAST: (
        "不少于",
        "不低于",
        "不小于",
        "不得少于",
        "不得低于",
        "大于等于",
        "至少",
        "最少",
        "超过",
        "突破",
        "高于",
        "大于",
        "多于",
        "超出",
        "超",
        ">=",
        "≥",
        "≧",
        ">",
    ),
    Op.AT_MOST: (
        "不超过",
        "不高于",
        "不多于",
        "不大于",
        "不得超过",
        "不得高于",
        "不突破",
        "小于等于",
        "低于",
        "小于",
        "少于",
        "至多",
        "最多",
        "<=",
        "≤",
        "≦",
        "<",
    ),
    Op.ABOUT: ("大约", "约为", "约", "接近", "将近", "近", "左右"),
}
_BEHIND = {
    Op.AT_LEAST: ("及以上", "(含)以上", "(及)以上", "以上", "多", "余", "+"),
    Op.AT_MOST: ("及以内", "及以下", "以内", "以下", "之内", "内"),
    Op.ABOUT: ("左右", "上下"),
}
_OPS = {word: op for table in (_BEFORE, _BEHIND) for op, words in table.items() for word in words}


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


# 签约9个 has no 约, 最近3个月 no 近.
_PRE = r"(?<![签节合条预履契邀公])约|(?<![附最临邻接新])近|" + _any(
    tuple(word for table in _BEFORE.values() for word in table if word not in {"约", "近"})
)
# 3个工作日内 is a bound, 12个村内 is a place.
_SUF = r"(?<=[日天时钟周])内|" + _any(
    tuple(
        word for words in _BEHIND.values() for word in words if word not in {"多", "余", "+", "内"}
    )
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_HAN = "[零〇一二两三四五六七八九十百千万亿]"
_TIMES = "万亿|千万|百万|十万|万|亿|千(?!米|克|瓦|伏|卡)|百"
_PER = "(?:/(?:万元|亿元|元|人|亩|天|日|年|小时|平方米|公里|户|公顷))?"
_UNIT = "(?:万|亿|千)?(?:" + _any(MEASURES) + ")" + _PER
# A blank stays between a digit and Latin letters: 80 MW.
_LATIN_UNIT = (
    "(?:"
    + _any(tuple(unit for unit in MEASURES if unit.isascii() and unit.isalpha()))
    + ")(?![A-Za-z])"
)
_ARABIC = re.compile(
    rf"(?P<pre>{_PRE})?"
    rf"(?P<low>{_NUMBER})(?P<low_times>{_TIMES})?"
    rf"(?:(?P<low_unit>{_UNIT})?(?:—{{1,2}}|-{{1,2}}|~|至|到)(?P<high>{_NUMBER})(?P<high_times>{_TIMES})?)?"
    rf"(?P<vague>多|余|\+)?(?P<late_times>万|亿)?(?P<unit>{_UNIT}|(?:(?<=\d) {_LATIN_UNIT}))?(?P<vague_late>多|余)?"
    rf"(?P<suf>{_SUF})?"
)
_PERCENT_WORDS = re.compile(
    rf"(?P<pre>{_PRE})?(?P<unit>百|千)分之(?P<low>{_HAN}+(?:点{_HAN}+)?|{_NUMBER})(?P<suf>{_SUF})?"
)
# 三分之二 is a share too; 百分之 and 千分之 are read above.
_FRACTION = re.compile(
    rf"(?P<pre>{_PRE})?(?<![百千万一二三四五六七八九十])(?P<whole>[二三四五六七八九十])分之(?P<low>[一二两三四五六七八九])(?![十百千\d])(?P<suf>{_SUF})?"
)
# 九成五: nine and a half tenths.
_TENTHS = re.compile(
    rf"(?P<pre>{_PRE})?(?P<low>[一二三四五六七八九])成(?P<half>[半五])(?P<suf>{_SUF})?"
)
_LARGE = ("元", "亩")
_CHINESE = re.compile(
    rf"(?P<pre>{_PRE})?(?P<low>(?:(?![万亿](?:{_any(_LARGE)})){_HAN})+)(?P<vague>多|余)?(?P<unit>{_any(PLAIN_COUNTERS)})(?P<suf>{_SUF})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One amount with its unit, its bound and its place in the folded text.

    Parameters
    ----------
    value : Decimal
        Plain number in `unit`; 1.3万亩 is 13000 亩, but 亿元 and 万元 stay as units.
    value_high : Decimal or None
        Upper end of a range.
    unit : str or None
        As written, None where none stands there.
    op : Op
        The bound that a word at the number states, `Op.EXACTLY` where none does.
    start, end : int
        The whole expression with its bounding words, as a slice of the folded text.
    number_start, number_end : int
        From the first digit to the end of the unit.
    chinese : bool
        Written in Chinese numerals.
    """

    value: Decimal
    value_high: Decimal | None
    unit: str | None
    op: Op
    start: int
    end: int
    number_start: int
    number_end: int
    chinese: bool = False


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Find amounts in a slice of folded text, in order, without overlap.

    Parameters
    ----------
    text : str
        Folded text.
    start, end : int
        The slice to look at.

    Returns
    -------
    list of Quantity
        Bare numbers too (with unit None); dates, names and durations are not told apart here.
    """
    stop = len(text) if end is None else end
    found = [_percent(match) for match in _PERCENT_WORDS.finditer(text, start, stop)]
    found += [_fraction(match) for match in _FRACTION.finditer(text, start, stop)]
    found += [_tenths(match) for match in _TENTHS.finditer(text, start, stop)]
    found += [q for match in _ARABIC.finditer(text, start, stop) if (q := _arabic(match))]
    found += [q for match in _CHINESE.finditer(text, start, stop) if (q := _chinese(match))]
    kept: list[Quantity] = []
    for quantity in sorted((q for q in found if q), key=lambda q: (q.start, -q.end)):
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept


def _op(*words: str | None) -> Op:
    for word in words:
        if word:
            return _OPS[word]
    return Op.EXACTLY


def _arabic(match: re.Match[str]) -> Quantity | None:
    low, high = parse_numeral(match["low"]), parse_numeral(match["high"] or "")
    if low is None:
        return None
    # 10-100万 and 5000-6000万元 share the multiplier that stands behind the range.
    shared = (
        (match["late_times"] or "")
        if match["low_unit"]
        else (match["high_times"] or match["late_times"] or "")
    )
    low *= multiplier(match["low_times"] or shared)
    if high is not None:
        high *= multiplier(match["high_times"] or match["late_times"] or "")
    scale, unit = _scaled((match["unit"] or match["low_unit"] or "").strip() or None)
    low, high = low * scale, None if high is None else high * scale
    low, high, unit = _in_large_money(low, high, unit, match=match)
    return Quantity(
        value=plain(low),
        value_high=None if high is None or high <= low else plain(high),
        unit=unit,
        op=_op(match["pre"], match["suf"], match["vague"] or match["vague_late"]),
        start=match.start(),
        end=match.end(),
        number_start=match.start("low"),
        number_end=_number_end(match),
    )


def _number_end(match: re.Match[str]) -> int:
    groups = ("low", "low_times", "low_unit", "high", "high_times", "late_times", "unit")
    return max(match.end(group) for group in groups)


def _scaled(unit: str | None) -> tuple[int, str | None]:
    """Split the multiplier off a unit: 万亩 is ten thousand 亩."""
    if (
        unit
        and len(unit) > 1
        and unit[0] in "万亿千"
        and unit not in {"千米", "千克", "千瓦", "千瓦时", "千伏", "千伏安"}
    ):
        return multiplier(unit[0]), unit[1:]
    return 1, unit


def _in_large_money(
    low: Decimal, high: Decimal | None, unit: str | None, *, match: re.Match[str]
) -> tuple[Decimal, Decimal | None, str | None]:
    """Keep 亿元 and 万元 as units, as documents count money."""
    if unit is None or not unit.endswith("元"):
        return low, high, unit
    before = match.group().rpartition(unit)[0].rstrip("多余")
    for word in ("亿", "万"):
        if before.endswith(word):
            by = multiplier(word)
            return low / by, None if high is None else high / by, word + unit
    return low, high, unit


def _percent(match: re.Match[str]) -> Quantity | None:
    value = parse_numeral(match["low"])
    if value is None:
        return None
    return Quantity(
        value=plain(value),
        value_high=None,
        unit="%" if match["unit"] == "百" else "‰",
        op=_op(match["pre"], match["suf"]),
        start=match.start(),
        end=match.end(),
        number_start=match.start("unit"),
        number_end=match.end("low"),
    )


def _fraction(match: re.Match[str]) -> Quantity:
    """Read a fraction as a percentage of two places: 三分之二 is 66.67."""
    whole, part = parse_numeral(match["whole"]) or Decimal(1), parse_numeral(match["low"])
    share = (part or Decimal(0)) * 100 / whole
    return Quantity(
        value=plain(share.quantize(Decimal("0.01"))),
        value_high=None,
        unit="%",
        op=_op(match["pre"], match["suf"]),
        start=match.start(),
        end=match.end(),
        number_start=match.start("whole"),
        number_end=match.end("low"),
    )


def _tenths(match: re.Match[str]) -> Quantity:
    return Quantity(
        value=plain((parse_numeral(match["low"]) or Decimal(0)) + Decimal("0.5")),
        value_high=None,
        unit="成",
        op=_op(match["pre"], match["suf"]),
        start=match.start(),
        end=match.end(),
        number_start=match.start("low"),
        number_end=match.end("half"),
        chinese=True,
    )


def _chinese(match: re.Match[str]) -> Quantity | None:
    value = parse_numeral(match["low"])
    if value is None:
        return None
    scale, unit = _scaled(match["unit"])
    if unit == "元" and scale > 1:
        scale, unit = 1, match["unit"]
    return Quantity(
        value=plain(value * scale),
        value_high=None,
        unit=unit,
        op=_op(match["pre"], match["suf"], match["vague"]),
        start=match.start(),
        end=match.end(),
        number_start=match.start("low"),
        number_end=match.end("unit"),
        chinese=True,
    )


def plain(value: Decimal) -> Decimal:
    """Drop the zeros that say nothing: 13000.0 is 13000, 1.70 is 1.7."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
