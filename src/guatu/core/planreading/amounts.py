"""Which numbers of a sentence are quantities, and why the others are not."""

import re
from dataclasses import dataclass
from decimal import Decimal

from guatu.core.planreading.lexicon import verbs
from guatu.core.planreading.model import UnusedReason
from guatu.core.text.dates import Period
from guatu.core.text.numerals import parse_numeral
from guatu.core.text.quantities import Op, Quantity, find_quantities

_NEAR = 24
_DURATION = re.compile(
    r"(?:多|余|几)?(?:个)?(?:周年|年度|年|月|日|天|小时|分钟|秒|周|季度|工作日|岁|点(?!\d)|时(?!\d))"
)
_NAMING = re.compile(
    r"(?:大(?!型|量)|强|星级|级|型|类|代|维|纵|横|期|号|年|环|率|轮|甲|馆|步|站式|体化|线|环节|[A-Za-z+·@])"
)
TIME_UNITS = frozenset({"小时", "个小时", "分钟", "秒", "工作日", "个工作日", "天"})
_RATED = frozenset({"千伏", "伏", "kV", "KV", "兆帕", "千伏安"})
# 办理时限压缩至3个工作日: the time that something takes is a figure like any other.
_TIME_LIMIT = re.compile(
    r"(?:时限|时间|时长|时效|用时|耗时|周期|工期|期限|住院日|候诊|等候|通勤|天数)[^,;。]{0,14}"
    r"(?:压缩|缩短|压减|控制|减少|降低|降|缩减|不超过|不高于|提速|由|从|平均为|为)[^,;。\d]{0,4}$"
)
# 翻一番 and 翻两番 are growth of their own kind.
_DOUBLING = re.compile("翻(?P<times>[一两二三12])番")
_CODE_BEFORE = re.compile(r"[A-Za-z_@·./\\+第]$|\d[-·+/]$|[〔\[]$")
_RANK = re.compile(
    r"(?:前(?P<first>[一二三四五六七八九十]+|\d+)(?P<unit>名|位|列)?(?!季度|期|半|年|月|天|个|大|款|述|来|沿|端|置|[一-鿿]*季度)"
    r"|第(?P<nth>[一二三四五六七八九十]+|\d+)(?P<unit2>名|位)?(?=[,。;:!?、)\n]|$))"
)
_RANKING = re.compile(
    r"(?:排名|排位|位居|位列|跻身|进入|稳居|保持|名列|居|列|考核|综合|全[市省区县国]|冲刺|挺进)[^,。;:]{0,10}$"
)
_QUOTED = re.compile(r"“[^”\n]{0,20}”|《[^》\n]{0,40}》")
_CAPACITY = re.compile(r"(?:年产|日产|年处理|日处理|日供|装机|年加工|年出栏)$")
_PARTS = "|".join(sorted(map(re.escape, verbs.PARTS), key=len, reverse=True))
_ONE_OF = re.compile(
    "(?:新建|建成|建设|打造|新增|创建|引进|培育|创成|举办|建好|改造|每村|各|配备|至少)$"
)


# 九成 is a share behind the name of a rate, 十成 elsewhere a word.
_SHARE = re.compile("(?:率|比例|比重|占比|覆盖面|程度|份额)[^,;。]{0,10}$")
# 十二个村、一个社区: in a list of counts one is a count too.
_LISTED = re.compile(
    r"(?:\d|[二两三四五六七八九十百])[个家处座条所名项台辆套户间][^,;。、]{1,10}[、和]$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A number that is no quantity, by its place in the folded text."""

    start: int
    end: int
    reason: UnusedReason


def amounts_in(
    text: str, start: int, end: int, *, periods: list[Period]
) -> tuple[list[Quantity], list[Refused]]:
    """Sort the numbers of a sentence into quantities and others.

    Parameters
    ----------
    text : str
        The whole folded text.
    start, end : int
        The sentence.
    periods : list of Period
        The dates in it, in places of the whole text.

    Returns
    -------
    tuple of (list of Quantity, list of Refused)
        Both in order.
    """
    kept, refused = [], []
    names = [match.span() for match in _QUOTED.finditer(text, start, end)]
    found = _with_ranks(text, start, end)
    for index, quantity in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        reason = _reason_against(text, quantity, periods=periods, names=names)
        if reason is None and _is_threshold(text, quantity, following):
            reason = UnusedReason.THRESHOLD
        if reason is None:
            kept.append(quantity)
        else:
            refused.append(
                Refused(start=quantity.number_start, end=quantity.number_end, reason=reason)
            )
    return kept, refused


def _with_ranks(text: str, start: int, end: int) -> list[Quantity]:
    ranks = [q for match in _RANK.finditer(text, start, end) if (q := _rank(text, start, match))]
    ranks += [_doubled(match) for match in _DOUBLING.finditer(text, start, end)]
    others = [
        q
        for q in find_quantities(text, start, end)
        if all(q.end <= r.start or q.start >= r.end for r in ranks)
    ]
    return sorted([*ranks, *others], key=lambda q: q.start)


def _rank(text: str, start: int, match: re.Match[str]) -> Quantity | None:
    value = parse_numeral(match["first"] or match["nth"])
    if value is None or not _RANKING.search(text[max(start, match.start() - 16) : match.start()]):
        return None
    return Quantity(
        value=value,
        value_high=None,
        unit=None,
        op=Op.AT_MOST if match["first"] else Op.EXACTLY,
        start=match.start(),
        end=match.end(),
        number_start=match.start("first") if match["first"] else match.start("nth"),
        number_end=match.end(),
    )


def _doubled(match: re.Match[str]) -> Quantity:
    return Quantity(
        value=parse_numeral(match["times"]) or Decimal(1),
        value_high=None,
        unit="番",
        op=Op.EXACTLY,
        start=match.start(),
        end=match.end(),
        number_start=match.start("times"),
        number_end=match.end(),
    )


def _reason_against(
    text: str, quantity: Quantity, *, periods: list[Period], names: list[tuple[int, int]]
) -> UnusedReason | None:
    at, end = quantity.number_start, quantity.number_end
    signs = (
        (any(p.start < end and p.end > at for p in periods), UnusedReason.DATE),
        (any(a <= at and end <= b for a, b in names), UnusedReason.NAME),
        (_is_capacity(text, quantity), UnusedReason.NAME),
        (_is_rating(text, quantity), UnusedReason.NAME),
        (quantity.chinese and _counts_list(text, quantity), UnusedReason.PARTS),
        (text[at - 1 : at] == "第" and text[quantity.start] != "第", UnusedReason.ORDINAL),
        (_is_duration(text, quantity), UnusedReason.DURATION),
    )
    reason = next((reason for holds, reason in signs if holds), None)
    if reason:
        return reason
    behind = text[end : end + 8]
    if quantity.chinese:
        return _reason_against_han(text, quantity, behind)
    return _reason_against_arabic(text, quantity, behind) or _reason_of_use(text, quantity, behind)


def _reason_against_arabic(text: str, quantity: Quantity, behind: str) -> UnusedReason | None:
    at = quantity.number_start
    if quantity.start == at and _CODE_BEFORE.search(text[max(0, at - 2) : at]):
        return UnusedReason.CODE
    if quantity.unit is None and re.match("国道|省道|县道|乡道|国家|高速", behind):
        return UnusedReason.NAME
    if quantity.unit is None and _NAMING.match(behind) and text[quantity.start] not in "前第":
        return UnusedReason.NAME
    return None


def _is_capacity(text: str, quantity: Quantity) -> bool:
    """Tell a size inside a name: 年产40万吨骨料生产线."""
    before = text[max(0, quantity.start - 6) : quantity.start]
    following = text[quantity.end : quantity.end + 1]
    return bool(_CAPACITY.search(before) and re.match("[\u4e00-\u9fff]", following))


def _is_rating(text: str, quantity: Quantity) -> bool:
    """Tell what a thing is rated at inside its name: 110千伏松北变电站."""
    return quantity.unit in _RATED and bool(
        re.match(
            "[\u4e00-\u9fff]{1,10}?(?:站|线路|工程|项目|电网|管道)",
            text[quantity.end : quantity.end + 12],
        )
    )


def _counts_list(text: str, quantity: Quantity) -> bool:
    """甲、乙、丙三个产业: the number only counts the names beside it."""
    clause = re.search(r"[^,;:。!?\n]*$", text[max(0, quantity.start - 80) : quantity.start])
    if text[quantity.start - 1] == "的":
        return False
    names = clause.group().count("、") + 1 if clause else 1
    return names > 1 and names == quantity.value


def _is_duration(text: str, quantity: Quantity) -> bool:
    if quantity.unit in TIME_UNITS:
        return not _is_time_limit(text, quantity)
    if quantity.unit not in {None, "个", "点", "时", "度"}:
        return False
    if text[quantity.start] in "前第" and quantity.unit is None:
        return False
    return bool(_DURATION.match(text, quantity.number_end)) and not text.startswith(
        "度", quantity.number_end
    )


def _is_time_limit(text: str, quantity: Quantity) -> bool:
    """Tell the time that something may take, or a count of days, from a mere duration."""
    days = ("天数", "天数达到", "天数达", "天数保持在")
    return text.endswith(days, 0, quantity.start) or bool(
        _TIME_LIMIT.search(text[max(0, quantity.start - _NEAR) : quantity.start])
    )


def _reason_against_han(text: str, quantity: Quantity, behind: str) -> UnusedReason | None:
    before = text[max(0, quantity.start - 4) : quantity.start]
    if before[-1:] and before[-1] in "第几数每同另某这哪首之单唯统归万":
        return UnusedReason.ORDINAL if before[-1] == "第" else UnusedReason.WORD
    written = text[quantity.number_start : quantity.number_end]
    near = text[max(0, quantity.start - _NEAR) : quantity.start]
    one = quantity.value == 1 and not (
        (_ONE_OF.search(before) or _LISTED.search(near)) and re.match(r"[\u4e00-\u9fff“]", behind)
    )
    share = quantity.unit == "成" and not _is_share(text, quantity, near)
    if written[0] in "百千万亿" or one or share:
        return UnusedReason.WORD
    if re.match("[一二三四五六七八九十“]", behind):
        return UnusedReason.NAME
    return _reason_of_use(text, quantity, behind)


def _is_share(text: str, quantity: Quantity, near: str) -> bool:
    """七成以上 and 近四成企业 are shares; 三成 alone may be a word, unless a rate names it."""
    bounded = quantity.op is not Op.EXACTLY
    return (
        bounded
        or bool(_SHARE.search(near))
        or text.endswith(("达", "达到", "超"), 0, quantity.start)
    )


def _reason_of_use(text: str, quantity: Quantity, behind: str) -> UnusedReason | None:
    head = re.match(r"[^,。;:、)(\n]{0,14}", text[quantity.number_end : quantity.number_end + 14])
    noun = head.group() if head else ""
    counts_parts = quantity.unit in {"个", "项", "篇", "条", "大", "种", "方", "类", "字", None}
    if counts_parts and re.match(rf"(?:{_PARTS})|[\u4e00-\u9fff]{{0,6}}(?:行动|方面)$", noun):
        return UnusedReason.PARTS
    if (quantity.unit in {"篇", "类", "代", "段", "轮"} and (noun or quantity.chinese)) or (
        quantity.unit == "方" and behind.startswith("面")
    ):
        return UnusedReason.PARTS
    if quantity.unit is None and quantity.op is Op.EXACTLY and not _is_bare_value(text, quantity):
        return UnusedReason.NO_INDICATOR
    return None


def _is_bare_value(text: str, quantity: Quantity) -> bool:
    """Take a number without unit as a value where a ratio, an index or a rank names it."""
    if text[quantity.start] in "前第":
        return True
    before = text[max(0, quantity.start - 12) : quantity.start]
    return bool(
        re.search(
            r"(?:比|指数|系数|得分|分值|排名|面积|人口|总量|容积率|密度)(?:达到|达|为|到|至|在|控制在)?$",
            before,
        )
    )


def _is_threshold(text: str, quantity: Quantity, following: Quantity | None) -> bool:
    """Tell a bound inside the name of what is counted: 1000万以上招商引资项目5个, 10-100万村53个."""
    if following is None:
        return _names_a_class(text, quantity)
    between = text[quantity.end : following.start]
    if following.start == quantity.end:
        return quantity.unit != following.unit or quantity.value > 10**4
    if re.search("[,。;:、()]", between) or len(between) > _NEAR:
        return _names_a_class(text, quantity)
    if re.search("以[上下]$", text[quantity.number_end : quantity.end]) and re.match(
        "[\u4e00-\u9fff]", between
    ):
        return True
    is_money = quantity.unit is None or quantity.unit.endswith("元")
    if is_money and quantity.unit and _SIZED.fullmatch(between) and following.unit in _HOLDERS:
        return True
    bounded = quantity.op is not Op.EXACTLY or quantity.unit is None
    return (
        is_money
        and bounded
        and bool(re.match(r"[\u4e00-\u9fff]", between))
        and following.unit != "%"
    )


def _names_a_class(text: str, quantity: Quantity) -> bool:
    """亿元以上项目, 500千瓦以下机组: bound, then at once the thing counted."""
    if quantity.op is not Op.EXACTLY and re.match(
        r"的[\u4e00-\u9fff]", text[quantity.end : quantity.end + 2]
    ):
        opened = _OPENED.search(text[max(0, quantity.start - 8) : quantity.start])
        return quantity.unit != "个" and not opened
    if text.endswith(("排名后", "倒数", "排在后"), 0, quantity.start):
        return True
    suffix = text[quantity.number_end : quantity.end]
    if not suffix.endswith(("以上", "以下", "以内")) or quantity.unit is None:
        return False
    if quantity.unit not in {
        "元",
        "万元",
        "亿元",
        "平方米",
        "亩",
        "吨",
        "千瓦",
        "公里",
        "岁",
        "级",
        "人",
        "美元",
    }:
        return False
    return bool(re.match(r"的?[\u4e00-\u9fff]{2,}", text[quantity.end : quantity.end + 5]))


# 产值50亿元企业1家 counts firms of that size.
_SIZED = re.compile(
    "(?:级|规模|量级)?[\u4e00-\u9fff]{0,4}(?:企业|项目|村|村社|园区|基地|合作社|主体|集群|产业链|乡镇|镇|公司)"
)
_HOLDERS = frozenset({"家", "个", "户", "村", "条", "宗", "件"})
# 设立不少于5亿元的基金: an act of setting up owes the sum itself.
_OPENED = re.compile(
    "(?:设立|建设|新建|组织|开展|举办|发放|投放|安排|筹集|筹措|整合|落实|争取|完成|新增|建立|建成"
    "|提供|开发|培育|培训|打造|招引|引进|配备|改造|铺设|组建|开设|实施|投入|储备|出让|供应)"
    "(?:总?规模|总?额度?|总?金额|总资金)?$"
)


def is_percent(quantity: Quantity) -> bool:
    """Tell a share or a rate."""
    return quantity.unit in {"%", "‰", "个百分点", "百分点", "个点"}


def as_yi(quantity: Quantity) -> Decimal | None:
    """Money in 亿元, None for another unit."""
    factors = {"亿元": Decimal(1), "万元": Decimal("0.0001"), "元": Decimal("0.00000001")}
    factor = factors.get(quantity.unit or "")
    return None if factor is None else (quantity.value * factor).normalize()
