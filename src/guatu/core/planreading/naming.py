"""What stands in a text as the name of something built or invested in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guatu.core.planreading.lexicon import works

_PAIR = 2
_SHORTEST_AFTER_OF = 4
_SHORTEST_WORK = 3
_MAX_NAME = 30


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_VERB = re.compile(_either((*works.BUILD_VERBS, *works.LIST_VERBS)))
_BUILD_VERB = re.compile(_either(works.BUILD_VERBS))
# In 老街修缮提升工程 the verbs belong to the name.
_ACT_NOUNS = re.compile(
    "(?:提升|升级|改造|整治|配套|工程|建设|扩建|改建|新建|项目|一期|二期|三期|提质|增效|扩容|及|与|和|修复|治理|修缮|更新|加固|设施|提标|扩能|搬迁|活化|利用|保护|开发|实施|试点)+"
)
# 投资5000万元实施甲馆改造: the verb behind the money is no part of the name.
_BUILD_VERB_AFTER_MONEY = re.compile("(?:用于|实施|启动|建设|新建|改造|兴建|修建|推进)")
_INNER_VERB = re.compile(_either(works.INNER_VERBS))
_LEAD_IN = re.compile(
    rf"{_either(works.LEAD_INS)}|\d{{1,2}}月(?:\d{{1,2}}日|底|末|[上中下]旬)?(?:之?前)?|[一二三四]季度|年内|年底前"
)
_WHEN = r"(?:\d{1,2}月(?:\d{1,2}日|底|末|[上中下]旬)?(?:之?前)?|年内|年底前?|上半年|下半年|[一二三四]季度|今年)"
_ETC = re.compile(
    rf"等(?:\d+[个项家处条座所](?:[^,、等“”()]{{1,8}}(?=[,。;]|建设|改造|$))?)?(?P<head>[^,、等“”()]{{0,10}}?(?:(?:{_either(works.LIST_HEADS)})(?:项目|工程)?|项目|工程))"
    rf"(?P<tail>(?:{_either(works.ENDS)})?)"
)
# 总投资3亿元的甲, 占地90亩的乙: what money or land is said of has a name.
_ETC_COUNTED = re.compile(r"等\d+[条座所处个](?P<head>[^,、等“”()]{1,10})(?=[,。;]|$)")
# 等断头路3条: the count may stand behind the noun of the list.
_ETC_COUNTED_BEHIND = re.compile(
    rf"等(?P<head>[^,、等“”()]{{0,4}}?(?:{_either(works.LIST_HEADS)}))\d+[条座所处个](?=[,。;]|$)"
)
# 北港厂房二期总建筑面积11万平方米: a name, then at once its size or its money.
_SIZED = re.compile(
    r"(?P<name>[^,。;:、()]{3,40}?)(?:计划|预计|估算|概算)?"
    r"(?:总投资|总建筑面积|建筑面积|占地面积|占地|总长度?|全长|总?装机(?:容量|规模)?|总?库容)(?:额|约|达|为)*\d"
)
_ENDOWED = re.compile(
    r"(?:投资(?:额|约)?约?\d+(?:\.\d+)?[亿万]元|占地(?:面积)?约?\d+(?:\.\d+)?亩|用地\d+亩)的?(?P<name>[^,。;、()的]{3,30})"
)
_ENDOWED_BEHIND = re.compile(
    r"(?P<name>[^,。;:、()]{3,40})[(](?:(?:装机|规模|建设规模|规划|全长|总长|总?建筑面积|总?库容|设计|日处理|年产|起于|选址|位于|新建|一期|含)[^()]{0,20}[,、;])?"
    r"(?:总投资|计划总投资|概算投资|概算总投资|概算|计划投资|拟投资|预计投资|估算投资|投资|占地|用地|装机|建筑面积|总建筑面积|全长)(?:额|约|面积)*\d"
)
_TAIL = re.compile(
    rf"(?:{_WHEN}|实现|完成|全面|早日|尽快|加快|顺利|如期|即将)*(?:{_either(works.ENDS)}){{1,3}}(?:和[^,]{{2,8}})?$"
)
_WORK = re.compile(r"项目(?!化|经理|制|部|库|清单|负责|主管|管理|进|方)|工程(?![师款量质化])")
_SAID_OF_NAME = re.compile(
    rf"(?:{_WHEN}|正在|即将|将|已|力争|确保|年内|早日|尽快|加快|全面)|(?:{_either(works.ENDS)}|签约|洽谈|主体封顶)(?:[^,。;]{{0,4}})$"
)
_SAID_BEHIND = re.compile(
    "已|正|将|拟|计划|预计|力争|确保|年|尽快|加快|全面|于|完成|实现|进入|取得"
)
_REACHED = re.compile("开工|竣工|投产|投用|建成|通车|运营|完工|封顶|交付|开园|投入")
_COUNTED = re.compile(
    r"(?:\d+(?:\.\d+)?|[一二三四五六七八九十两几多数]+)(?:[-~至—]\d+)?(?:余|多)?[个项家处条座批亿万]|三大|两大"
)
_GENERIC = re.compile(
    rf"(?:{_either((*works.GENERIC, *works.BRANCHES))}"
    r"|\d+(?:\.\d+)?(?:万|亿)?(?:元|亿元|万元)?(?:以上|以下)?|[个项家处条座批名])+"
)
_GENERIC_END = re.compile(r"(?:[个批类等些大新好]|以上|重点|重大|投资|招商)$")
# 签约项目18个 counts a kind, it names none.
_MOVES = re.compile("[向在对把将从]|要素|推进|推动|实施|开展|促进|机制|制度|方式|模式|领域")
_COUNT_BEHIND = re.compile(r"(?:共|达|达到|不少于|约|数量)*\d+(?:余|多)?[个项件]")
_FUNCTION = re.compile(_either(works.FUNCTION_WORDS))
_PACKS = re.compile("包装|策划|谋划")
# 研究院 and 学习中心 are things, though 研究 and 学习 are acts.
_ACT_IN_THING = re.compile(
    "研究(?=院|所|中心|基地)|学习(?=中心|基地)|调度(?=中心)|工作(?=站|室)|服务(?=中心|站|区)|协调(?=中心)"
)
_QUOTED = re.compile("“[^”]*”")
_CODE_OF_PROGRAMME = re.compile(r"“[^”]{1,8}”$")
_CONSTRUCTION = re.compile(_either(works.CONSTRUCTION))
_FACILITY = re.compile(rf"(?:{_either(works.FACILITIES)})$")
_NOT_BUILT = (
    *tuple("制法式"),
    "行动",
    "计划",
    "活动",
    "模式",
    "机制",
    "政策",
    "节",
    "大赛",
    "论坛",
    "指标",
    "平台",
)
_WEIGHTS = {"endowed": 0.9, "listed-as-projects": 0.85, "listed": 0.75, "built": 0.7, "named": 0.72}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A possible name: where it stands, the clause around it, what is said of its stage."""

    name: str
    start: int
    end: int
    clause: tuple[int, int]
    verb: str
    behind: str
    head: str = ""
    rule: str

    @property
    def weight(self) -> float:
        """How sure the rule is."""
        return _WEIGHTS[self.rule]


def segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches between commas and stops; commas inside quotes and brackets part nothing."""
    at, depth = start, 0
    for position in range(start, end):
        character = text[position]
        depth += character in "“(《"
        depth -= character in "”)》"
        if character in "。;!?\n\t|" or (depth <= 0 and character in ",:"):
            if position > at:
                yield at, position
            at, depth = position + 1, 0
    if end > at:
        yield at, end


def candidates(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Possible names in one segment of folded text."""
    yield from _endowed(text, start, end)
    at = start
    for match in _ETC.finditer(text, start, end):
        if at < match.start() and not _lists_places(text, at, match):
            yield from _list(
                text,
                (at, match.start(), match.end()),
                said=(match["head"], match["tail"]),
                rule="listed-as-projects",
            )
        at = match.end()
    counted = (*_ETC_COUNTED.finditer(text, at, end), *_ETC_COUNTED_BEHIND.finditer(text, at, end))
    for match in sorted(counted, key=re.Match.start):
        if at < match.start():
            yield from _list(
                text, (at, match.start(), match.end()), said=(match["head"], ""), rule="listed"
            )
        at = match.end()
    if at < end:
        yield from _plain_list(text, at, end)
        yield from _named(text, at, end)


def _lists_places(text: str, start: int, match: re.Match[str]) -> bool:
    """在车站、码头等主干道 lists where, 项目、资金等要素向园区 what moves: neither lists projects."""
    return text[start] in "在于沿从" or bool(_MOVES.search(match["head"]))


def _endowed(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Give what has its own money or land in the sentence."""
    for pattern in (_ENDOWED, _ENDOWED_BEHIND, _SIZED):
        at = start
        for match in pattern.finditer(text, start, end):
            first = match.start("name")
            if pattern is not _ENDOWED:
                first = _verb(text, first, match.end("name"))[1]
            elif opened := _BUILD_VERB_AFTER_MONEY.match(text, first, match.end("name") - 2):
                first = opened.end()
            first, _ = _name_bounds(text, first, match.end("name"))
            said = _SAID_OF_NAME.search(text, first + 2, match.end("name"))
            last = _work_end(text, first, said.start() if said else match.end("name"))
            name = text[first:last]
            if _is_name(name) and (_is_built(name) or said or name.endswith(works.WORK_NOUNS)):
                yield Candidate(
                    name=name.strip("“”"),
                    start=match.start() if pattern is _ENDOWED else first,
                    end=last,
                    clause=(at, match.end())
                    if pattern is _ENDOWED
                    else (first, _closing(text, match.end(), end)),
                    verb=text[start : match.start()][-8:],
                    behind=text[last:end],
                    rule="endowed",
                )
            at = match.end()


def _work_end(text: str, start: int, end: int) -> int:
    """End of a name at its 项目 or 工程 where something is said of it behind: 某项目已备案."""
    work = _WORK.search(text, start + 1, end)
    return work.end() if work and _SAID_BEHIND.match(text, work.end(), end) else end


def _closing(text: str, at: int, end: int) -> int:
    stop = text.find(")", at, end)
    return end if stop < 0 else stop


def _plain_list(text: str, start: int, end: int) -> Iterator[Candidate]:
    """加快甲、乙建设 and 建成丙: a verb, names of things that are built, perhaps an end."""
    tail = _TAIL.search(text, start, end)
    stop = tail.start() if tail and tail.end() == end else end
    # 围绕甲、乙和丙项目: the noun of the last member closes the list.
    closed = stop < end or (text.endswith(works.WORK_NOUNS, start, end) and "、" in text[start:end])
    rule = "listed" if closed else "built"
    yield from _list(text, (start, stop, end), said=("", text[stop:end]), rule=rule)


def _list(
    text: str, bounds: tuple[int, int, int], *, said: tuple[str, str], rule: str
) -> Iterator[Candidate]:
    start, stop, end = bounds
    head, tail = said
    verb_start, names_start = _verb(text, start, stop)
    verb = text[verb_start:names_start]
    if (rule == "listed" and not verb and not _REACHED.search(tail)) or (
        rule == "built" and not _BUILD_VERB.match(verb)
    ):
        return
    wholes = list(_pieces(text, names_start, stop))
    pieces = [_name_bounds(text, *piece) for piece in wholes]
    if any(text.startswith("一批", at) for at, _ in wholes):
        return
    built = sum(_is_built(text[a:b]) for a, b in pieces)
    for index, (first, last) in enumerate(pieces):
        name = text[first:last]
        if not _is_name(name) or not (
            rule == "listed-as-projects"
            or _is_built(name)
            or _goes_with(built, pieces, rule, renewal=tail.startswith("改造"))
        ):
            continue
        closes = index == len(pieces) - 1 and (tail or head) and rule != "built"
        yield Candidate(
            name=(name + _shared_head(name, head)).strip("“”"),
            start=verb_start if index == 0 and verb and first - names_start <= 1 else first,
            end=end if closes else last,
            clause=(start, end) if len(pieces) == 1 else wholes[index],
            verb=verb,
            behind=tail,
            head=head,
            rule=rule,
        )


def _goes_with(built: int, pieces: list[tuple[int, int]], rule: str, *, renewal: bool) -> bool:
    """All named members of a list count where most of them are things that are built."""
    return (
        rule == "listed"
        and built > 0
        and (renewal or (len(pieces) > _PAIR and built * 2 > len(pieces)))
    )


def _named(text: str, start: int, end: int) -> Iterator[Candidate]:
    """某某项目, 某某工程, wherever it stands."""
    for first, last in _pieces(text, start, end):
        at = first
        for match in _WORK.finditer(text, first, last):
            verb_start, names_start = _verb(text, at, match.start())
            name_start, _ = _name_bounds(text, names_start, match.end())
            name = text[name_start : match.end()]
            counted = _COUNT_BEHIND.match(text, match.end())
            if _is_name(name) and _is_named_work(name) and not counted:
                yield Candidate(
                    name=name.strip("“”"),
                    start=verb_start if names_start == name_start else name_start,
                    end=match.end(),
                    clause=(start, end),
                    verb=text[verb_start:names_start],
                    behind=text[match.end() : end],
                    rule="named",
                )
            at = match.end()


def _verb(text: str, start: int, stop: int) -> tuple[int, int]:
    """Bounds of the verb that reads the list: the one that opens it, else the last inside."""
    at = _behind_lead_in(text, start, stop)
    first = _VERB.match(text, at, stop)
    if first:
        verb_end = first.end()
        while (more := _VERB.match(text, verb_end, stop)) and more.end() < stop - 1:
            verb_end = more.end()
        return first.start(), verb_end
    comma = text.find("、", at, stop)
    piece_end = comma if comma >= 0 else stop
    inner = [
        m
        for m in _INNER_VERB.finditer(text, at, piece_end)
        if m.end() < piece_end - 1 and not _ACT_NOUNS.fullmatch(text, m.end(), piece_end)
    ]
    return (inner[-1].start(), inner[-1].end()) if inner else (at, at)


def _behind_lead_in(text: str, start: int, stop: int) -> int:
    while (lead := _LEAD_IN.match(text, start, stop)) and lead.end() < stop - 1:
        if (verb := _BUILD_VERB.match(text, start, stop)) and verb.end() > lead.end():
            break
        start = lead.end()
    return start


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a list at 、 and between quoted names; 和 parts only names of things that are built."""
    at, depth = start, 0
    for position in range(start, end):
        character = text[position]
        if character == "“" and depth == 0 and position > at and text[position - 1] == "”":
            yield at, position
            at = position
        depth += character in "“(《"
        depth -= character in "”)》"
        joins = character == "和" and depth <= 0 and _FACILITY.search(text[at:position] or " ")
        if depth <= 0 and (character == "、" or joins):
            if position > at:
                yield at, position
            at = position + 1
    if end > at:
        yield at, end


def _name_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    start = _behind_lead_in(text, start, end)
    bracket = text.find("(", start, end)
    if bracket > start and text[end - 1] == ")":
        end = bracket
    of = text.rfind("的", start, end)
    return (of + 1, end) if of > start and end - of > _SHORTEST_AFTER_OF else (start, end)


def _core(name: str) -> str:
    for noun in works.WORK_NOUNS:
        name = name.removesuffix(noun)
    return name


def _is_name(name: str) -> bool:
    core = _core(name)
    if (
        not _PAIR <= len(name) <= _MAX_NAME
        or not core
        or name.isascii()
        or name.count("“") != name.count("”")
    ):
        return False
    if re.search("[,。;:]|(?:项目|工程)”", name) or name.startswith(("项目", "工程")):
        return False
    if (
        _COUNTED.match(name)
        or _PACKS.match(name)
        or re.search(r"\d(?:余|多)?[个项家批]", name)
        or _FUNCTION.search(_ACT_IN_THING.sub("", _QUOTED.sub("", name)))
        or name.strip("”").endswith(_NOT_BUILT)
    ):
        return False
    kind = _FACILITY.sub("", core)
    return not _GENERIC.fullmatch(core) and bool(kind) and not _GENERIC.fullmatch(kind)


def _is_built(name: str) -> bool:
    plain = name.strip("“”")
    return plain.endswith((*works.FACILITIES, *works.WORK_NOUNS)) and not plain.endswith(
        works.VISIONS
    )


def _is_named_work(name: str) -> bool:
    """Tell a work from a programme (民心工程, “三乡”工程), which builds nothing."""
    core = _core(name)
    if len(core) < _SHORTEST_WORK or _GENERIC_END.search(core) or _CODE_OF_PROGRAMME.search(core):
        return False
    return name.endswith("项目") or bool(_CONSTRUCTION.search(core))


def _shared_head(name: str, head: str) -> str:
    """Give the head noun of a list, unless it only says that these are projects."""
    if name.endswith(("项目", "工程", "二期", "三期")) or not any(
        word in head for word in ("改造", "更新")
    ):
        return ""
    return head
