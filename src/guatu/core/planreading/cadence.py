"""Recurring management acts: 周调度, 一月一通报, 每日销号."""

import re
from collections.abc import Iterator

from guatu.core.planreading.lexicon.acts import ACTS, INTERVALS, LOOSE_ACTS
from guatu.core.planreading.model import DraftCadence, Every
from guatu.core.planreading.source import Source

_SHORTEST_EVENT = 2
_EVERY = {word: Every(code) for code, words in INTERVALS for word in words}
_SPAN = "|".join(sorted(map(re.escape, _EVERY), key=len, reverse=True))
_ACT = "|".join(sorted((re.escape(a) for a in ACTS if len(a) > 1), key=len, reverse=True))
_FIRM_ACT = "|".join(
    sorted(
        (re.escape(a) for a in ACTS if len(a) > 1 and a not in LOOSE_ACTS), key=len, reverse=True
    )
)
_SHORT_ACT = "|".join(sorted(map(re.escape, ACTS), key=len, reverse=True))
_FILL = r"[\u4e00-\u9fff“”\"《》·]{0,14}?"
# 督查 in 督查室 names an office, no act.
_NO_OFFICE = "(?![室组局办员队科处](?!理))"
_CALLS = (
    r"(?:召开|组织召开|组织开展|组织|开展|进行|举行|举办|实行|至少|不少于|安排|形成|集中|对|至少召开|,"
    r"|向[\u4e00-\u9fff]{2,16}?(?=报送|报告|上报|汇报|通报|反馈|报备|提交)|向|报送)*"
)
_TIMES = r"(?:不少于)?(?:(?:\d|一|两|二|三|四)次)?"
_OBJECT = (
    r"(?:(?<=报送)|(?<=上报)|(?<=报告)|(?<=更新)|(?<=提交))"
    r"(?:工作|整改|项目|任务|完成|推进)*(?:进展情况|进展|进度|情况)"
)
_WEEKDAY = "(?:[一二三四五六日末](?:至?周?[一二三四五六日末])?)"
_MONTH = r"\d{1,2}月份?(?:底|末|初|[上中下]旬)?"
_DAY = rf"(?:{_WEEKDAY}|底|初|末|定期|上旬|中旬|下旬|{_MONTH}|\d{{1,2}}(?:[日号]|个工作日))"
# 一月一调度, 半年一评议, 一周一次调度, 每日一清扫
_ONE_EACH = re.compile(
    rf"(?<!半)(?:一|每)?(?<![半二两三四五六七八九十几\d])(?P<span>日|天|周|月|季度|季|半年|年)一次?(?P<act>(?:{_SHORT_ACT}){_NO_OFFICE}|大总结)"
)
_ONE_EACH_ANY = re.compile(
    r"(?:一|每)(?P<span>日|天|周|月|季度|季|半年|年)一(?P<act>(?![次个批]|(?P=span))[\u4e00-\u9fff]{1,4})(?=[、,。;)”制机的]|$|\n)"
)
# 每日销号, 每周汇报, 每周五上午召开调度会, 每月至少开展一次督查, 季度末开展评比, 逢周五例会
_EACH = re.compile(
    rf"(?:每(?:个|逢)?(?P<span>{_SPAN}){_DAY}?|(?P<end>(?<![\d一二三四两上下本])(?:季度?|月)(?:末|底|初))|逢(?P<day>周){_WEEKDAY})之?前?(?:上午|下午|晚)?"
    rf"{_CALLS}{_TIMES}{_CALLS}(?P<act>{_FILL}(?:{_ACT}){{1,2}}{_NO_OFFICE}(?:会(?![议商]))?(?:{_OBJECT})?)"
)
# 每月28日前将进展情况报督查室
_HAND_IN = re.compile(
    rf"每(?:个|逢)?(?P<span>{_SPAN}){_DAY}?之?前?(?:将|把)(?P<object>[^,。;]{{2,16}}?)(?P<act>报送|上报|报告|报备|报|反馈|提交|汇总|函告)"
)
# 按月通报, 逐季分析, 周周调度
_BY = re.compile(
    rf"(?:(?:按|逐|分)(?P<span>日|天|周|月度|月|季度|季)|(?P<twice>日|天|周|月|季)(?P=twice))(?:组织|开展|进行|召开|实行|予以)*(?P<act>(?:{_FIRM_ACT}|报送|报告|检查|排查){{1,2}}{_NO_OFFICE}(?:{_OBJECT})?)"
)
# 周调度, 月通报, 年度目标考核, 季度评比, 周工作清单制
_PLAIN = re.compile(
    rf"(?<![一二三四五六七八九十百千\d每个本上下去今明两几近当同整次全])(?P<span>日|周|月度|月|季度|季|半年度|半年|年度|全年|年)(?:(?<=周)[一二三四五六日])?"
    rf"(?:(?<=年)终)?(?![边围期岁密末节底初中内月常均])(?P<act>大?[\u4e00-\u9fff]{{0,5}}?(?:“(?:{_FIRM_ACT})”|(?:{_FIRM_ACT}){{1,2}}){_NO_OFFICE})"
)
# “周报告、月调度、季分析”: in a list of such words any act will do.
_IN_LIST = re.compile(
    rf"(?<=[“、])(?P<span>日|周|月|季度|季|半年|年)(?P<act>{_SHORT_ACT})(?=[、”制,。;])"
    rf"|(?<=[行立持施“照])(?P<first>日|周|月|季度|季|半年)(?P<opens>{_SHORT_ACT})(?=、(?:周|旬|月|季|半年|年)[\u4e00-\u9fff]{{1,4}})"
)
# 每年培训300人 scales a figure.
_SCALES = re.compile(r"[^,。;、]{0,12}?\d[\d.,]*(?![\d.,]*(?:次|轮|场|遍|[日号]前))")
# 全年召开例会12次 counts the meetings of a year.
_TIMES_BEHIND = re.compile(r"[^,。;、]{0,8}\d+(?:次|场|期|轮)")
# These spans end other words too (节日, 青年, 生日), so something must set them off.
_LOOSE_SPANS = {"日", "年", "月", "季"}
_SET_OFF = "行展织度入和及合持照以、的“与,;:。(\n是了立全实"
_HEAD = re.compile(r"^(?:召开|组织|开展|进行|举行|大|的|一次|1次|至少|对|向|实行|制度?)+")


def cadence_of(source: Source, bounds: list[tuple[int, int]]) -> list[DraftCadence]:
    """Find recurring acts in the given stretches of the body, each writing once."""
    found: list[DraftCadence] = []
    taken: list[tuple[int, int]] = []
    for start, end in bounds:
        for match in _matches(source.text, start, end):
            if any(match.start() < b and match.end() > a for a, b in taken):
                continue
            cadence = _cadence(source, match)
            if cadence:
                taken.append((match.start(), match.end()))
                found.append(cadence)
    return sorted(_distinct(found), key=lambda cadence: cadence.start)


def _matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    for pattern in (_ONE_EACH, _ONE_EACH_ANY, _HAND_IN, _EACH, _BY, _IN_LIST, _PLAIN):
        yield from pattern.finditer(text, start, end)


def _cadence(source: Source, match: re.Match[str]) -> DraftCadence | None:
    groups = match.groupdict()
    every = _EVERY.get(_first(groups, "span", "end", "day", "twice", "first").rstrip("末底初"))
    event = _HEAD.sub("", _first(groups, "act", "opens").strip('“”"'))
    event += groups.get("object") or ""
    if match["span"] == "全年" and _TIMES_BEHIND.match(source.text, match.end()):
        return None
    if match.re is _EACH and _SCALES.match(source.text, match.end()):
        return None
    if every is None or not event:
        return None
    if match.re is _PLAIN and (_is_scale(event) or not _stands_alone(source.text, match)):
        return None
    if match.re not in {_ONE_EACH, _ONE_EACH_ANY, _IN_LIST} and len(event) < _SHORTEST_EVENT:
        return None
    return DraftCadence(
        evidence=source.cite(
            match.start(),
            match.end(),
            confidence=0.9 if match.re is not _PLAIN else 0.75,
            reasons=("interval",),
        ),
        event=event,
        every=every,
    )


def _first(groups: dict[str, str | None], *names: str) -> str:
    return next((value for name in names if (value := groups.get(name))), "")


def _is_scale(event: str) -> bool:
    """年度计划总结 or 年度重点任务推进 names a yearly thing, not an act each year."""
    return any(
        word in event for word in ("计划", "任务", "重点", "投资", "民生", "实事", "预算", "开门红")
    )


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """周调度 is an interval; 节日检查 and 青年调研 are none."""
    before = text[match.start() - 1] if match.start() else "\n"
    return match["span"] not in _LOOSE_SPANS or before in _SET_OFF


def _distinct(found: list[DraftCadence]) -> list[DraftCadence]:
    seen: set[tuple[str, Every]] = set()
    kept = []
    for cadence in sorted(found, key=lambda item: item.start):
        if (cadence.event, cadence.every) not in seen:
            seen.add((cadence.event, cadence.every))
            kept.append(cadence)
    return kept
