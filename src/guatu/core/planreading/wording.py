"""Where the words around a quantity begin and end, and what it counts."""

import re
from dataclasses import dataclass

from guatu.core.planreading.amounts import TIME_UNITS, is_percent
from guatu.core.planreading.lexicon import verbs
from guatu.core.text.quantities import Quantity

_OPEN, _CLOSE = "(“《[", ")”》]"
_LONGEST_LABEL = 16
_LONGEST_RANK = 4
_LONGEST_TAIL = 24
_NAMED = 3
_SHORTEST_LABEL = 2
_HARD = ",;:。!?\n\t|"
_LIST = "、和及与"
_TAIL_STOP = re.compile(
    r"用于|逐一|逐个|动态|予以|以推动|以促进|来推动|的同时|后,|时,|并[\u4e00-\u9fff]{2}|[,;:。!?\n\t|)、]"
)


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_LEAD_IN = re.compile(
    rf"(?!{_either(verbs.NO_LEAD_IN)})(?:{_either((*verbs.MODALS, *verbs.HEAD_WORDS))}"
    r"|(?:(?:19|20)\d\d|今|本|全|当)年(?:度|底前|底|末|内)?|年内|年底前?|到(?:20\d\d年|年)(?:底|末)?[,]?"
    r"|统筹(?!各级|各类|财政|资金|整合|上级|涉农|专项|中央|衔接)|[两三四五]年(?:内|间)?(?!行动|计划|期|倍增|攻坚|制|大|[以之]|来)|\d{1,2}月(?:\d{1,2}日|[上中下]旬|底|末)?(?:之?前|以前)|\d{1,2}(?:-|至|~|—)\d{1,2}月份?|上半年|下半年|第?[一二三四]季度末?前?)"
)
_LINK = re.compile(rf"(?:{_either(verbs.LINKS)}|(?<![现拥原所尚还])有)$")
_STANDING = re.compile(
    r"(?:进入|跻身|位居|位列|名列|稳居|冲进|挺进|挤进|走在|保持在?|居|列|排)*(?:全[国省市县区州]|同类[^,]{0,6})*(?:进入|位居|位列|居|列)*$"
)
_GROWTH = re.compile(
    rf"(?:{_either(verbs.GROWTH)})(?:率|幅度)?(?:达到|达|在|为|至|到|不少于|保持在|力争|确保|均|约|分别)*$"
)
_FALL = re.compile(
    rf"(?P<link>均|各|分别|同比|平均|年均)*(?P<fall>{_either(verbs.FALLS)})(?:率|幅度)?(?:达到|达|在|为|均|约)*$"
)
_CHANGES = re.compile(
    "(?:提高|提升|增加|增长|扩大|上升|降低|下降|压减|压缩|缩短|减少|降|增)(?:到|至|为)"
)
# 由35%提高到50%: the value it comes from is no part of the name.
_FROM_VALUE = re.compile(
    r"(?:由|从)(?:20\d\d年的?)?(?:(?:百分之)?\d[\d.,]*[^\d,。;]{0,5}(?:提高|提升|增加|增长|扩大|上升|降低|下降|压减|压缩|缩短|减少|降|增)(?:到|至|为))?$"
)
# 由35%提高到 and 从45天压缩到: the value behind is where the change is to lead.
_CHANGED_TO = re.compile(
    r"(?:由|从)[^,。;]{1,16}(?:提高|提升|增加|增长|扩大|上升|降低|下降|压减|压缩|缩短|减少|降|增)(?:到|至|为)(?:约|近|超)?$"
)
_METRIC = re.compile(_either(verbs.METRICS))
_PROMISES = re.compile(
    _either(tuple(v for v in verbs.PROMISE if v not in {"组建", "成立", "建立", "设立"}))
)
_VERBS = re.compile(_either((*verbs.PROMISE, *verbs.PUSH, *verbs.BASIS)))


_ACTS = _either(tuple(set(verbs.PROMISE) - {"投资", "发展", "规划", "交易"}))
_PLACE = re.compile(
    rf"(?:在|于|沿|依托)[^,;。:的]{{2,24}}?(?:各|再|拟|分别|至少|均|共)?(?={_ACTS}|(?<=各)[建设配修])"
)
_SHORT_PROMISE = re.compile(
    rf"(?:各|新|拟|再)?(?P<verb>{verbs.SHORT_PROMISE})(?=[\u4e00-\u9fff“]{{2}})"
)
_SHORTENED = re.compile("(?:压缩|缩短|压减|缩减|控制|减少)$")
_OWN_START = re.compile(
    "全年|年内|[一二三四]季度|新增|新建|新改建|改造|完成|建成|打造|培育|引进|实施|力争|确保|实现|争取|增设"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one quantity: what stands before it, behind it, and where it begins.

    `start` and `end` bound the quote; `left` begins behind modals; `tail` is the noun behind the
    unit, empty where the quantity stands last.
    """

    quantity: Quantity
    start: int
    end: int
    left_start: int
    left: str
    tail: str
    growth: bool
    carries: bool
    is_base: bool = False
    comes_from: bool = False
    changes: bool = False


def wordings_of(text: str, start: int, end: int, quantities: list[Quantity]) -> list[Wording]:
    """Give each quantity of a sentence its words, in order.

    Parameters
    ----------
    text : str
        The whole folded text.
    start, end : int
        The sentence.
    quantities : list of Quantity
        Its quantities in order.

    Returns
    -------
    list of Wording
        One a quantity.
    """
    found: list[Wording] = []
    for index, quantity in enumerate(quantities):
        following = quantities[index + 1] if index + 1 < len(quantities) else None
        previous = found[-1] if found else None
        found.append(_wording(text, (start, end), quantity, previous=previous, following=following))
    return found


def _wording(
    text: str,
    bounds: tuple[int, int],
    quantity: Quantity,
    *,
    previous: Wording | None,
    following: Quantity | None,
) -> Wording:
    boundary = left_boundary(text, bounds[0], quantity.start)
    carries = False
    if previous and previous.end > boundary:
        boundary, carries = _behind_previous(text, quantity, previous)
    boundary = _own_piece(text, boundary, quantity.start)
    tail_end = _tail_end(text, quantity, bounds[1], following)
    is_base = (
        following is not None
        and is_percent(following)
        and tail_end == following.start > quantity.end + 1
    )
    start = boundary
    while start < quantity.start and text[start] in " ,、和及与的":
        start += 1
    left_start = start
    while left_start < quantity.start and (
        lead := _LEAD_IN.match(text, left_start, quantity.start)
    ):
        left_start = lead.end()
        while left_start < quantity.start and text[left_start] in ",的":
            left_start += 1
    left_start = _behind_place(text, left_start, quantity.start)
    left, growth = _without_links(text[left_start : quantity.start], quantity)
    growth = growth or quantity.unit == "番"
    if _is_verb(left) and (label := _label_before(text, bounds[0], start)):
        start, left = label
    before = text[left_start : quantity.start]
    comes_from = bool(_FROM_VALUE.search(before)) and bool(_CHANGES.match(text, quantity.end))
    tail = "" if comes_from else _tail(text, quantity, tail_end, left=left, is_base=is_base)
    quote_end = quantity.end
    if tail:
        quote_end = text.index(tail, quantity.end) + len(tail)
    return Wording(
        quantity=quantity, start=start, end=quote_end, left_start=left_start, left=left, tail=tail,
        growth=growth, carries=carries, is_base=is_base,
        comes_from=comes_from,
        changes=bool(_CHANGED_TO.search(before)),
    )  # fmt: skip


def left_boundary(text: str, start: int, at: int) -> int:
    """Begin of the clause that a place stands in; brackets and quotes before it stay whole."""
    depth = 0
    for position in range(at - 1, start - 1, -1):
        character = text[position]
        if character in _CLOSE:
            depth += 1
        elif character in _OPEN:
            if depth == 0:
                return position + 1
            depth -= 1
        elif depth == 0 and character in _HARD:
            return position + 1
    return start


def _behind_place(text: str, start: int, end: int) -> int:
    """Step over the place that opens a clause: 在三个村各建公厕, 沿江新建绿道."""
    place = _PLACE.match(text, start, end)
    return place.end() if place else start


def _is_verb(words: str) -> bool:
    return not words or bool(_VERBS.fullmatch(words))


def _label_before(text: str, start: int, at: int) -> tuple[int, str] | None:
    """Where a colon names what follows, its begin and words: 营业收入:确保完成92亿元."""
    if at <= start or text[at - 1] != ":":
        return None
    begin = left_boundary(text, start, at - 1)
    label = text[begin : at - 1].strip()
    return (begin, label) if _SHORTEST_LABEL <= len(label) <= _LONGEST_LABEL else None


def _own_piece(text: str, start: int, at: int) -> int:
    """Part a list before its last member where that has a period or a verb of its own."""
    depth = 0
    for position in range(at - 1, start - 1, -1):
        character = text[position]
        depth += character in _CLOSE
        depth -= character in _OPEN
        if character == "、" and depth == 0:
            own = _OWN_START.match(text, position + 1, at)
            return position + 1 if own else start
    return start


def _behind_previous(text: str, quantity: Quantity, previous: Wording) -> tuple[int, bool]:
    between = text[previous.quantity.end : quantity.start]
    if _FROM_VALUE.search(text[previous.start : quantity.start]):
        return previous.start, False
    if is_percent(quantity) and not re.search("[、和及与]", between) and previous.is_base:
        return previous.start, False
    if previous.tail and previous.end < quantity.start and text[previous.end] not in _LIST:
        return previous.end, False
    at = max(previous.end if previous.tail else previous.quantity.end, previous.quantity.end)
    return min(at, quantity.start), not between.startswith("的")


def _tail_end(text: str, quantity: Quantity, end: int, following: Quantity | None) -> int:
    match = _TAIL_STOP.search(text, quantity.end, end)
    stop = match.start() if match else end
    if following and following.start <= stop:
        between = text[quantity.end : following.start]
        join = re.search(r"[和及与]|以及", between)
        return quantity.end + join.start() if join else following.start
    return stop


def _tail(text: str, quantity: Quantity, stop: int, *, left: str, is_base: bool) -> str:
    tail = text[quantity.end : stop]
    tail = tail.removeprefix("的")
    if is_base and (metric := _METRIC.search(tail)):
        tail = tail[: metric.start()]
    if (
        is_percent(quantity)
        and len(left) > _NAMED
        and not tail.startswith(("复工", "完成", "覆盖", "达标"))
    ):
        return ""
    if quantity.unit and quantity.unit.endswith("元") and len(left) > _SHORTEST_LABEL:
        return ""
    return (
        tail.strip("“”")
        if 0 < len(tail) <= _LONGEST_TAIL and "“" not in tail
        else tail
        if len(tail) <= _LONGEST_TAIL
        else ""
    )


def _without_links(left: str, quantity: Quantity) -> tuple[str, bool]:
    growth = False
    left = _FROM_VALUE.sub("", left.rstrip(",、 "))
    if (
        quantity.unit is None
        and quantity.end - quantity.number_start < _LONGEST_RANK
        and quantity.start <= quantity.number_start
    ):
        left = _STANDING.sub("", left)
    for _ in range(4):
        if is_percent(quantity) and (match := _GROWTH.search(left)):
            growth = True
            left = left[: match.start()]
        elif is_percent(quantity) and (match := _FALL.search(left)):
            fall = match["fall"].removeprefix("同比").removeprefix("年均").removeprefix("平均")
            return left[: match.start()].strip(",、 :") + fall, True
        elif match := _time_link(left, quantity) or _LINK.search(left):
            left = left[: match.start()]
        else:
            break
    return left.strip(",、 :"), growth


def _time_link(left: str, quantity: Quantity) -> re.Match[str] | None:
    return _SHORTENED.search(left) if quantity.unit in TIME_UNITS else None


def verb_at_start(words: str) -> str:
    """Give the verb that opens the words, or an empty text."""
    match = _VERBS.match(words)
    if not match:
        short = _SHORT_PROMISE.match(words)
        return short["verb"] if short else ""
    following = _VERBS.match(words, match.end())
    leads_on = following and match.group() in verbs.PUSH and following.group() != "投资"
    return following.group() if following and leads_on else match.group()


def last_promise(words: str) -> str:
    """Give the promising verb nearest to the end of the words, or an empty text."""
    found = _PROMISES.findall(words)
    return found[-1] if found else ""
