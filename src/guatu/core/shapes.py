"""The shape of an indicator: which comparison is fair to it (T5), inferred from the words of a target."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Shape(StrEnum):
    """What an indicator's values are; only a cumulative total has a pace."""

    CUMULATIVE = "cumulative"  # 累计: grows from nothing to the target within the campaign
    GROWTH = "growth"  # 增速
    SHARE = "share"  # 占比
    CONTROL = "control"  # 控制: at most
    FLOOR = "floor"  # 守底线: at least, at every moment
    LEVEL = "level"  # 时点: reach a level
    RANK = "rank"  # 位次
    RANGE = "range"  # 区间: between two ends, at every moment


class Bound(StrEnum):
    """How a target binds."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOUT = "~"
    EQUAL = "="


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a target's words say of its indicator."""

    indicator: str
    quote: str = ""
    bound: Bound = Bound.EQUAL
    measure: str | None = None
    is_growth: bool = False
    has_range: bool = False  # it names two ends


RANK_WORDS = re.compile(
    r"位次|名次|排名|排位|位居|位列|前[一二三四五六七八九十\d]+|第[一二三四五六七八九十\d]+(?:名|位)?$|全[省市区县国]第[一二三四五六七八九十\d]+"
)
FLOOR_WORDS = re.compile(r"守牢|守住|坚守|底线|红线|保有量|不低于现有|不减少")
LEVEL_WORDS = re.compile(
    r"保持|稳定在|达到|提高到|提升到|增加到|扩大到|总量|总数|余额|存量|人口|密度|容积率|倍|平均|年均|人均|户均|亩均|每[千万百]"
)
SHARES = frozenset({"%", "‰", "百分点", "个百分点"})
RATIO_MEASURE = re.compile(r"/")
BETWEEN_WORDS = re.compile(r"(?:保持|控制|稳定|维持|处)(?:在|于).*(?:之间|区间)|合理区间")
# A total that starts at nothing each year though the words 达到 or 总量 stand by it.
TOTAL_WORDS = re.compile(
    r"新增|净增|新建|新开工|新投产|新签约|完成|实现|建成|改造|培育|引进|培训|开展|举办|收入|产值|销售额|零售额|生产总值|投资|总产量|产量|到位资金|规模"
)
SMALLER_IS_BETTER = re.compile(
    r"失业率|死亡|事故|能耗|排放|浓度|收入比|债务率|负债率|不良率|积案|重污染|立案数|成本|时限|环节|信访总量|空置率"
)
FALLING = re.compile(r"下降|降低|减少|压减|缩短|压缩")
# A name that ends or begins with the verb of falling, or is a rate of it: its values say by how much.
FALLS = re.compile(
    r"(?:下降|降低|减少|压减|压降|缩减|回落|缩短|压缩)(?:率|幅度|幅|比例)?$|降幅$"
    r"|^(?:压减|压降|减少|降低|缩减|压缩|缩短)"
)


def infer_shape(wording: Wording) -> Shape:
    """Return the shape that the words suggest; a person may choose another.

    The first rule that fits decides: rank, range, growth, floor, control, share, level, cumulative.

    Parameters
    ----------
    wording : Wording
        The indicator's name, the target's sentence, its bound and its unit of measure.

    References
    ----------
    `docs/methods/pace.md`, section "Shapes".
    """
    words = wording.quote or wording.indicator
    if wording.measure is None and RANK_WORDS.search(words):
        return Shape.RANK
    if wording.has_range and BETWEEN_WORDS.search(words):
        return Shape.RANGE
    if wording.is_growth:
        return Shape.GROWTH
    if FLOOR_WORDS.search(words):
        return Shape.FLOOR
    if wording.bound is Bound.AT_MOST:
        return Shape.CONTROL
    return _measured_shape(wording, words)


def _measured_shape(wording: Wording, words: str) -> Shape:
    if wording.measure in SHARES:
        return Shape.SHARE
    if wording.measure is None or RATIO_MEASURE.search(wording.measure):
        return Shape.LEVEL
    return _amount_shape(words)


def _amount_shape(words: str) -> Shape:
    if TOTAL_WORDS.search(words) and not re.search("人均|亩均|户均|平均|年均", words):
        return Shape.CUMULATIVE
    return Shape.LEVEL if LEVEL_WORDS.search(words) else Shape.CUMULATIVE


def is_larger_better(wording: Wording, shape: Shape) -> bool:
    """Say whether more is better: not for ranks and limits, nor for what nobody wants more of.

    A name that itself says 下降 counts the fall, and a larger fall is better.
    """
    if shape in {Shape.RANK, Shape.CONTROL} or wording.bound is Bound.AT_MOST:
        return False
    if wording.bound is Bound.AT_LEAST or FALLING.search(wording.indicator):
        return True
    return not SMALLER_IS_BETTER.search(wording.indicator)


def is_fall(indicator: str, shape: Shape) -> bool:
    """Say whether an indicator's values are falls: 下降3.2% is 3.2 of it, and called no growth.

    Only rates and totals are; 失业率降低到4% is a level however it is worded.
    """
    return shape in {Shape.GROWTH, Shape.CUMULATIVE} and bool(FALLS.search(indicator))


def bounds_of(low: Decimal, high: Decimal | None) -> tuple[Decimal, Decimal]:
    """Return the lower and upper end of a target in order; a single value is both."""
    other = low if high is None else high
    return min(low, other), max(low, other)
