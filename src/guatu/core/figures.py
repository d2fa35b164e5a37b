"""A figure as people write it into a form: 12.6亿元, 7.5%, 1.3万亩, 增长8%; read exactly or not at all (D2)."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from guatu.core.stored import EXACT
from guatu.core.text.numerals import parse_numeral

LONGEST = 60
MULTIPLIERS = {"百万": 10**6, "千万": 10**7, "万": 10**4, "亿": 10**8, "百": 100, "千": 1000}
PLACES = frozenset({"位", "名"})  # 第3位: a rank has no unit of measure
_WRITTEN = re.compile(
    r"(?:同比|累计)?(?P<way>增长|上升|提高|上涨|增加|增|升|涨|下降|降低|减少|压减|回落|下跌|降|减|[-+负])?第?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万亿]+)"
    r"(?P<unit>\D.*)?"
)
_SIGNS = frozenset({"-", "负"})
_DOWNWARDS = frozenset({"下降", "降低", "减少", "压减", "回落", "下跌", "降", "减"}) | _SIGNS


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFigure:
    """What was written, as a number and its unit of measure; None where none stands there."""

    value: Decimal
    measure: str | None


def read_figure(
    written: str, measures: Collection[str], *, is_fall: bool = False
) -> WrittenFigure | None:
    """Read one figure with the unit of measure that stands behind it.

    Parameters
    ----------
    written : str
        The words alone, of any width. 增长 and 下降 before the number are its sign.
    measures : collection of str
        The units of measure that are known. 万 before one of them (万个) multiplies the number,
        unless the two together are a unit themselves (万亩, 亿元).
    is_fall : bool
        The figure says by how much something fell: 下降3.2% is 3.2 then, 上升1.1% is -1.1, and a
        mere minus sign is no figure, for nobody knows which of the two is meant.

    Returns
    -------
    WrittenFigure or None
        The number with its places as written (1.70 stays 1.70); None if this is no figure, or
        its unit is unknown.
    """
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", written)).replace("−", "-")
    match = _WRITTEN.fullmatch(folded) if len(folded) <= LONGEST else None
    number = parse_numeral(match["number"]) if match else None
    if match is None or number is None:
        return None
    way = match["way"] or ""
    if is_fall and way in _SIGNS:
        return None
    value = number if (way in _DOWNWARDS) is (is_fall and bool(way)) else -number
    return _measured(value, match["unit"] or "", measures)


_DAY = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:[-/.]|年)(?P<month>1[0-2]|0?[1-9])"
    r"(?:(?:[-/.]|月)(?P<day>3[01]|[12]\d|0?[1-9])日?|月)(?:\s*0?0:00(?::00)?)?"
)


def read_day(written: str) -> date | None:
    """Read a day as cells and people write it: 2026-06-30, 2026年6月30日; of a month its last day."""
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", written).strip())
    if match is None:
        return None
    year, month = int(match["year"]), int(match["month"])
    last = monthrange(year, month)[1]
    day = int(match["day"] or last)
    return date(year, month, day) if day <= last else None


def _measured(value: Decimal, unit: str, measures: Collection[str]) -> WrittenFigure | None:
    if not unit or unit in measures:
        return WrittenFigure(value=value, measure=unit or None)
    if unit in PLACES:
        return WrittenFigure(value=value, measure=None)
    for word, times in MULTIPLIERS.items():
        rest = unit.removeprefix(word)
        if rest != unit and (not rest or rest in measures):
            with localcontext(EXACT):
                return WrittenFigure(value=value * times, measure=rest or None)
    return None
