"""Targets and facts: every quantity of the body with what it counts."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date

from guatu.core.planreading.amounts import Refused, amounts_in
from guatu.core.planreading.commitment import Judgement, Setting, judge
from guatu.core.planreading.lexicon import verbs
from guatu.core.planreading.model import DraftFact, DraftTarget, UnusedReason
from guatu.core.planreading.outline import Outline, Role
from guatu.core.planreading.source import Source
from guatu.core.planreading.wording import Wording, verb_at_start, wordings_of
from guatu.core.text.dates import Period, find_periods
from guatu.core.text.quantities import Op, Quantity

_SHORTEST_NAME = 2
_NEAR = 3
_FAR = 400  # characters before a number that still speak of its time; keeps long lines linear
_SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")
_NO_VERB_KEPT = re.compile(
    r"^(?:把(?!关)|守牢|守住|确保|保障|推进|加快|推动|达到|实现|保持|控制|力争|涉及|围绕|依托|现有|拥有|针对|跟进|持续跟进|压实|抓好|服务|协调推进|支持)+"
)
_CUT_VERBS = sorted(
    ({*verbs.PUSH, *verbs.BASIS, "组建", "完成好", "有"} - {*verbs.PUSH_NOUNS, "现有"}),
    key=lambda verb: (-len(verb), verb),
)
_FACT_VERBS = re.compile(rf"^.*?(?:{'|'.join(_CUT_VERBS)})(?=[^,]{{2,}}$)")
_ENUMERATION = re.compile(
    rf"^(?P<verb>(?:{'|'.join(sorted(verbs.PROMISE, key=len, reverse=True))})?).*等$"
)
# 打通甲、乙等断头路3条: the members of a list do not belong to the name of what is counted.
_MEMBERS = re.compile(
    rf"^(?P<verb>(?:{'|'.join(sorted(verbs.PROMISE, key=len, reverse=True))})?)"
    r"[^“”]{2,}、[^“”]{2,}等(?P<head>[^,、等项]{2,10})(?<!改造)(?<!建设)(?<!整治)(?<!提升)$"
)
# 6月底前全部修复: when and how wholly is no part of the name.
_WITHOUT_LIMIT = re.compile(
    r"(?:必须|务必|(?<![需主重])要(?!求|素|点|件))?(?:在|于)?(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}日|[底末]|[上中下]旬)?之?前|年底前|月底前)"
    r"|(?:必须|务必)|(?:全部|逐一|逐个|一律|按期|如期|限期|尽快)(?=[\u4e00-\u9fff]{2})"
)
# 已完成41公里 counts what the figure before it counts.
_ALREADY = re.compile("^.{0,10}?已经?(?=[\u4e00-\u9fff])")
_COUNTED_SO_FAR = re.compile("^(?:已经?)?(?:累计|共计?|先后)?")
_WITH_OBJECT = ("坟", "地", "树", "林", "房", "路", "窗", "厕", "水", "岗", "股", "税", "债", "案")
_MEASURING = {*verbs.GROWTH, *verbs.FALLS, "提高", "提升", "达到", "实现", "突破", "完成", "保持"}
_OWN_MEASURE = ("总", "平均", "人均", "亩均", "户均", "年均")
_LEADING_TIME = re.compile(
    "^(?:集团|公司|我[市县区镇])?(?:上年度?末?|去年末?|目前|当前)(?:全[市县区镇])?(?:共|累计)?(?:实现)?"
)
_PLAIN_YEAR = re.compile(r"(?<!比)(?<!较)(20\d\d)年")
_PAST_OPENING = re.compile(
    r"(?:过去的?)?(?:(?P<year>20\d\d)年(?!度?计划)|去年|上年|上半年以来|一年来|近年来|过去一年)(?:[,以来我全]|来)"
    r"|截至|截止|(?:今年)?(?:1(?:-|至|~|—)(?:1[01]|[2-9])月份?|前三季度|前(?:1[01]|[2-9]|[二三四五六七八九十]|十一)个?月|上半年)[,全我]|目前,"
)
_FIGURE = re.compile(r"(?<!\d)\d+(?:\.\d+)?(?![\d.年月日至~-])")
_AHEAD = re.compile(
    r"力争|确保|今年(?!以来|1|前|上半年)|下一步|新的一年|到20[2-9]|必须|务必|预计|计划|(?<![主需重])要(?!求|素|点|件)"
)
_REACHED = re.compile(r"^(全[市县区镇乡州省])(?:实现|完成|达到)")
_LEADING_VERB = re.compile("^(?:全[市县区镇年]|集团|公司)*(?:实现|完成|达到)")
_CARRIED = tuple(verb for verb in verbs.PROMISE if len(verb) > 1 and verb != "投资")
_DEADLINE_MARK = re.compile("全年|年内|今年|年度|年底|本年")


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What the quantities of a text came to."""

    targets: list[DraftTarget] = field(default_factory=list)
    facts: list[DraftFact] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    used: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What reading the quantities needs to know of the document."""

    source: Source
    outline: Outline
    year: int | None
    year_end: date | None
    taken: list[tuple[int, int]]


def read_quantities(reader: Reader, stretches: list[tuple[int, int]]) -> Ledger:
    """Read all quantities in the given stretches of the body."""
    ledger = Ledger()
    for start, end in stretches:
        told_as_past = False
        for sentence in _SENTENCE.finditer(reader.source.text, start, end):
            told_as_past = _is_told_as_past(reader, sentence.group(), before=told_as_past)
            _read_sentence(reader, ledger, sentence.span(), told_as_past=told_as_past)
            told_as_past = told_as_past and not _AHEAD.search(sentence.group())
    return ledger


def _is_told_as_past(reader: Reader, sentence: str, *, before: bool) -> bool:
    """Carry a past year from the sentence it opens to those behind it, until a later one."""
    years = [int(year) for year in _PLAIN_YEAR.findall(sentence)]
    figure = _FIGURE.search(sentence)
    turned = _AHEAD.search(sentence, 0, figure.start() if figure else len(sentence))
    if (reader.year and years and max(years) >= reader.year) or turned:
        return False
    opened = _PAST_OPENING.match(sentence)
    if opened and opened["year"]:
        return bool(reader.year) and int(opened["year"]) < (reader.year or 0)
    return before or bool(opened)


def _read_sentence(
    reader: Reader, ledger: Ledger, bounds: tuple[int, int], *, told_as_past: bool
) -> None:
    start, end = bounds
    text = reader.source.text
    periods = [
        replace(p, start=p.start + start, end=p.end + start)
        for p in find_periods(text[start:end], year=reader.year)
    ]
    quantities, refused = amounts_in(text, start, end, periods=periods)
    ledger.refused += refused
    quantities = [q for q in quantities if not _is_taken(q, reader.taken)]
    node = reader.outline.node_at(start)
    role = node.role if node else Role.WORK
    wordings = wordings_of(text, start, end, quantities)
    judgements = _judged(reader, wordings, start=start, role=role, told_as_past=told_as_past)
    previous: Named | None = None
    for wording, judgement in zip(wordings, judgements, strict=True):
        name = _name(reader, wording, judgement, previous=previous)
        _record(reader, ledger, Named(wording=wording, judgement=judgement, name=name), periods)
        previous = Named(wording=wording, judgement=judgement, name=name)


def _is_taken(quantity: Quantity, taken: list[tuple[int, int]]) -> bool:
    """Whether a project holds the amount already; `taken` is in order and nothing overlaps."""
    at = bisect_right(taken, (quantity.number_end, 0))
    return any(b > quantity.number_start for _, b in taken[max(0, at - _NEAR) : at])


def _judged(
    reader: Reader, wordings: list[Wording], *, start: int, role: Role, told_as_past: bool
) -> list[Judgement]:
    judgements: list[Judgement] = []
    inherited: Judgement | None = None
    text = reader.source.text
    for wording in wordings:
        setting = Setting(
            before=text[max(start, wording.quantity.start - _FAR) : wording.quantity.start],
            clause_before=text[wording.start : wording.quantity.start],
            role=role,
            year=reader.year,
            inherited=inherited,
            told_as_past=told_as_past,
        )
        judgement = judge(wording, setting)
        judgements.append(judgement)
        if not wording.is_base and not wording.comes_from:
            inherited = judgement
    return _shared(text, wordings, judgements)


def _shared(text: str, wordings: list[Wording], judgements: list[Judgement]) -> list[Judgement]:
    """Let a total take the kind of the set it belongs to: 总投资52亿元的25个项目."""
    shared = list(judgements)
    for index in range(len(wordings) - 2, -1, -1):
        own, counted = wordings[index].quantity, wordings[index + 1].quantity
        if text[own.end : counted.start] == "的":
            shared[index] = replace(judgements[index], is_target=shared[index + 1].is_target)
    return shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A quantity with its judgement and the name of what it counts."""

    wording: Wording
    judgement: Judgement
    name: str


def _name(reader: Reader, wording: Wording, judgement: Judgement, *, previous: Named | None) -> str:
    """Name the quantity; one without words of its own goes on from the one before it."""
    name = indicator_of(reader, wording, judgement)
    bare = _ALREADY.sub("", name)
    if previous and bare != name and _is_only_verb(bare) and _has_verb(previous.name):
        return bare + _object_of(previous.name)
    own = name not in {"增长", "全年增长", ""} and not _is_only_verb(name)
    if own or previous is None or (previous.wording.quantity.unit == "%" and not name):
        return name
    between = reader.source.text[previous.wording.end : wording.start]
    return _continued(name, previous.name) if between in {"", ",", "、", ";"} else name


def _has_verb(name: str) -> bool:
    return bool(verb_at_start(_COUNTED_SO_FAR.sub("", name)))


def _continued(name: str, previous: str) -> str:
    """Give what the figure before counted, with an own verb: 办结积案63件,再化解80件."""
    carried = _LEADING_VERB.sub("", _LEADING_TIME.sub("", previous))
    if name not in _CARRIED or name in _MEASURING:
        return carried
    verb = verb_at_start(carried)
    return name + carried.removeprefix(verb)


def _record(reader: Reader, ledger: Ledger, named: Named, periods: list[Period]) -> None:
    wording, judgement, indicator = named.wording, named.judgement, named.name
    quantity = wording.quantity
    if len(indicator) < _SHORTEST_NAME:
        ledger.refused.append(
            Refused(
                start=quantity.number_start,
                end=quantity.number_end,
                reason=UnusedReason.NO_INDICATOR,
            )
        )
        return
    # A fact named by what stands behind its number is quoted from the number on.
    by_tail = not judgement.is_target and wording.tail and indicator == wording.tail
    start = quantity.start if by_tail else wording.start
    evidence = reader.source.cite(
        min(start, quantity.start),
        wording.end,
        confidence=judgement.confidence,
        reasons=judgement.reasons,
    )
    ledger.used.append((quantity.number_start, quantity.number_end))
    if judgement.is_target:
        ledger.targets.append(
            DraftTarget(
                evidence=evidence,
                indicator=indicator,
                op=_op(wording),
                value=quantity.value,
                value_high=quantity.value_high,
                unit=quantity.unit,
                growth=wording.growth,
                deadline=_deadline(reader, wording, periods),
            )
        )
    else:
        ledger.facts.append(
            DraftFact(
                evidence=evidence,
                indicator=indicator,
                value=quantity.value,
                value_high=quantity.value_high,
                unit=quantity.unit,
            )
        )


def _op(wording: Wording) -> Op:
    return (
        Op.EXACTLY
        if wording.quantity.value_high is not None and wording.quantity.op is Op.ABOUT
        else wording.quantity.op
    )


def indicator_of(reader: Reader, wording: Wording, judgement: Judgement) -> str:
    """Name what is counted: verb and noun before the number, noun behind it."""
    if wording.tail and "attribute" in judgement.reasons:
        return reader.source.restored(wording.tail)
    left = _ENUMERATION.sub(r"\g<verb>", wording.left) if wording.tail else wording.left
    if judgement.is_target:
        left = _NO_VERB_KEPT.sub("", left)
    else:
        left = _LEADING_TIME.sub("", left)
        left = _FACT_VERBS.sub("", left.removeprefix("对")) if _names_a_thing(left) else ""
    tail = _WITHOUT_LIMIT.sub("", wording.tail)
    name = _REACHED.sub(r"\1", _MEMBERS.sub(r"\g<verb>\g<head>", left) + tail)
    carried = judgement.verb if wording.carries and judgement.is_target else ""
    if (
        carried
        and carried in _CARRIED
        and not name.startswith(_OWN_MEASURE)
        and not left.startswith(_CARRIED)
    ):
        name = carried + name
    if not name and wording.growth:
        before = reader.source.text[wording.start : wording.quantity.start]
        name = "全年增长" if "全年" in before else "增长"
    return reader.source.restored(name.strip(",、 的"))


def _names_a_thing(left: str) -> bool:
    """Whether words are more than a verb; 迁坟 and 征地 hold their object."""
    return left.endswith(_WITH_OBJECT) or not _is_only_verb(left)


def _object_of(name: str) -> str:
    """Give what a figure counts without its verb: 已累计签订协议 is about 协议."""
    bare = _COUNTED_SO_FAR.sub("", name)
    return bare.removeprefix(verb_at_start(bare))


def _is_only_verb(left: str) -> bool:
    return left in verbs.PUSH or left in verbs.PROMISE or left in verbs.BASIS


def _deadline(reader: Reader, wording: Wording, periods: list[Period]) -> date | None:
    """Take a limit in the sentence before the number, else the end of the plan's year."""
    near = [p for p in periods if p.end <= wording.quantity.start and p.last]
    if near and (near[-1].is_limit or near[-1].start >= wording.start or near[-1].has_year):
        return near[-1].last
    if near and _DEADLINE_MARK.search(reader.source.text[near[-1].start : near[-1].end]):
        return near[-1].last
    return reader.year_end
