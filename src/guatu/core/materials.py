"""我的材料: what a unit reported, as the text of its own report, brief or summary.

The text is in the form that people edit (`official.text`): a paragraph a line, headings by their
numbers, rows between |. It is a draft for the unit: every sentence comes from what it handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from guatu.core.burden.lengths import paper_of_title
from guatu.core.official.text import row_of
from guatu.core.official.wording import day, quoted
from guatu.core.pastwords import past_only, undated
from guatu.core.planreading.lexicon.verbs import PROMISE, PUSH
from guatu.core.quoting import END, Quote, Room, ended, fitted, kept, rooms_for, said_in_turn
from guatu.core.text.numerals import format_numeral

# a goal that begins with one of these says itself what is done
SAYS_ITSELF = (
    *PROMISE, *PUSH, "取得", "获得", "获批", "启动", "通过", "报送", "提交", "进行", "开始", "下达", "全面", "基本",
)  # fmt: skip
STEPS_NAMED = 12  # entries under what comes next
NAMED_UNCHANGED = 12
SAID_A_TIME = 3  # of one entry until now: the last ones
LONGEST_OF_MONTHS = 120  # where each month has one
_MONTH = re.compile(r"^\d{1,2}月[：:，,]?\s*")
# what is named by its result, and has no verb of its own: 施工许可, 设备安装
_RESULT = re.compile(
    r"(?:批复|许可|备案|签订|送审|安装|选址|验收|审批|审查|评审|登记|招标|合同|手续|方案|采购)$"
)
_VERB = re.compile(r"^(?:组织|完成|开展|进行|通过|全部完成)+")
# the number that a heading has in its plan: here it gets one of its own
_NUMBER = re.compile(
    r"^(?:（[一二三四五六七八九十百]+）|[一二三四五六七八九十百]+、|\d{1,2}[.．、])\s*"
)


class Sort(StrEnum):
    """What is written."""

    WEEK = "week"  # 周报: of one round
    BRIEF = "brief"  # 汇报材料
    HALF = "half"  # 半年总结
    YEAR = "year"  # 全年总结


BY_MONTH = frozenset({Sort.HALF, Sort.YEAR})


TITLES = {
    Sort.WEEK: "工作周报",
    Sort.BRIEF: "工作情况汇报",
    Sort.HALF: "工作总结",
    Sort.YEAR: "工作总结",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One report of an entry: its day and its words."""

    day: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry with what was reported of it, the oldest first; `is_unchanged` where that is no news."""

    title: str
    said: tuple[Said, ...] = ()
    is_unchanged: bool = False
    done: str = ""  # share, where the kind has a quantity
    following: str = ""  # what the unit said last of what comes next


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Entries under one heading of the plan; "" for those without one."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One target with where it stands, in words."""

    indicator: str
    target: str
    value: str
    share: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    day: date
    title: str
    goal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that a unit's text is made of."""

    sort: Sort
    unit: str
    campaign: str
    period: str  # in words: 第46期（11月16日至11月22日）, 2026年上半年
    short: str  # the same as it stands in the title: 第46期
    led: int
    supported: int
    asked: int
    received: int
    late: int
    sent_back: int  # of those that were received, waiting to be reported again
    lamps: tuple[tuple[str, int], ...]  # words and numbers, of the entries led
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]
    troubles: tuple[Trouble, ...]
    steps: tuple[Step, ...]


def title_of(one: Material) -> str:
    """Return the title of the paper."""
    return f"{one.unit}{one.short}{TITLES[one.sort]}"


def written(one: Material) -> str:
    """Return the text as it is edited, within the length that a paper of its title may have.

    Parameters
    ----------
    one : Material
        What the unit reported. What it did not report is not written: an empty part says so.

    Returns
    -------
    str
        One paragraph a line. What is not quoted for want of room is counted.
    """
    quotes = [quotes_of(item, one.sort) for part in one.parts for item in told(part)]
    return fitted(
        lambda room: written_in(one, quotes, room), rooms_for(quotes), paper_of_title(title_of(one))
    )


def written_in(one: Material, quotes: Sequence[Sequence[Quote]], room: Room) -> str:
    """Return the text with as much of the reports as a room holds."""
    sections = [("总体情况", list(whole(one))), ("主要工作进展", list(progress(one, quotes, room)))]
    if one.figures:
        sections.append(("指标完成情况", list(figures(one))))
    sections += [
        ("存在的问题", list(troubles(one, room))),
        ("下一步工作", list(steps(one, room))),
    ]
    found = [opening(one)]
    for place, (name, paragraphs) in enumerate(sections, start=1):
        found += [f"{format_numeral(place)}、{name}", *paragraphs]
    return "\n".join(found)


def opening(one: Material) -> str:
    parts = [f"牵头事项{one.led}项"] if one.led else []
    parts += [f"配合事项{one.supported}项"] if one.supported else []
    owed = f"承担{'、'.join(parts)}" if parts else "没有承担事项"
    return f"按照《{one.campaign}》部署，{one.unit}{owed}。现将{one.period}工作情况报告如下。"


def whole(one: Material) -> Iterator[str]:
    """Yield how it stands as a whole."""
    if one.lamps:
        standing = "，".join(f"{word}{count}项" for word, count in one.lamps)
        yield f"牵头事项中，{standing}。"
    if one.asked:
        times = "项" if one.sort is Sort.WEEK else "项次"  # an item is asked for in each round
        of = [f"迟报{one.late}{times}"] if one.late else []
        of += [f"退回待重报{one.sent_back}{times}"] if one.sent_back else []
        counted = f"，其中{'、'.join(of)}" if of else ""
        came = f"已填报{one.received}{times}" if one.received else "尚未填报"
        yield f"{one.period}应填报{one.asked}{times}，{came}{counted}。"
    if not one.lamps and not one.asked:
        yield "没有需要填报的事项。"


def told(part: Part) -> list[Item]:
    return [item for item in part.items if item.said and not item.is_unchanged]


def progress(one: Material, quotes: Sequence[Sequence[Quote]], room: Room) -> Iterator[str]:
    """Yield what was reported, heading by heading; what has no news in one sentence."""
    made = kept(quotes, room.further)
    texts = iter(made[: room.items])
    left = room.items
    place = 0
    for part in one.parts:
        items = told(part)[: max(left, 0)]
        left -= len(told(part))
        if items:
            place += 1
            yield f"（{format_numeral(place)}）{_NUMBER.sub('', part.heading) or '其他工作'}"
        for number, (item, own) in enumerate(zip(items, texts, strict=False), start=1):
            done = f"（累计完成{item.done}）" if item.done else ""
            yield f"{number}.{item.title}{done}。{said_in_turn(own, room.longest)}"
    if omitted := sum(map(len, quotes[: room.items])) - sum(map(len, made[: room.items])):
        yield f"限于篇幅，上述工作另有{omitted}条较早的进展未引用，详见台账。"
    if left < 0:
        yield f"另有{-left}项工作的进展未列出，详见台账。"
    unchanged = [
        item.title
        for part in one.parts
        for item in part.items
        if item.is_unchanged or not item.said
    ]
    if unchanged:
        yield unchanged_text(unchanged, one)
    elif not place:
        yield f"{one.period}没有填报进展。"


def quotes_of(item: Item, sort: Sort) -> list[Quote]:
    """Return what may be quoted of an entry: of one round as it is, of months what was done in each."""
    last = Quote(day=item.said[-1].day, text=item.said[-1].text, has_month=False)
    if sort is Sort.WEEK:
        return [last]
    said = looked_back(item.said)
    if len(item.said) == 1 or not said:
        return [replace(last, text=(said or item.said)[-1].text)]
    if sort not in BY_MONTH:
        return [Quote(day=one.day, text=one.text) for one in said[-SAID_A_TIME:]]
    months = {(one.day.year, one.day.month): one for one in said}  # reports of a month add up
    return [Quote(day=one.day, text=one.text, longest=LONGEST_OF_MONTHS) for one in months.values()]


def looked_back(said: Sequence[Said]) -> list[Said]:
    """Return what was said of what was done; plans that are past by now are no part of a summary."""
    past = (replace(one, text=past_only(one.text)) for one in said)
    found: list[Said] = []
    for one in past:
        if one.text and (not found or found[-1].text != one.text):
            found.append(one)
    return found


def unchanged_text(titles: Sequence[str], one: Material) -> str:
    named = "、".join(quoted(title) for title in titles[:NAMED_UNCHANGED])
    more = "等" if len(titles) > NAMED_UNCHANGED else ""
    return f"{one.short}没有新进展的事项有{len(titles)}项：{named}{more}。"


def figures(one: Material) -> Iterator[str]:
    yield "表1 指标完成情况"
    yield row_of(("指标", "目标", "目前完成值", "完成率", "状态"))
    for figure in one.figures:
        yield row_of((figure.indicator, figure.target, figure.value, figure.share, figure.standing))


def troubles(one: Material, room: Room) -> Iterator[str]:
    if not one.troubles:
        yield "没有填报需要协调解决的问题。"
    for place, trouble in enumerate(one.troubles, start=1):
        yield f"（{format_numeral(place)}）{trouble.title}。{ended(trouble.text, room.longest)}"


def steps(one: Material, room: Room) -> Iterator[str]:
    """Yield what comes next, an entry a paragraph: its dates in order, then what the unit says of it."""
    said = {item.title: item.following for part in one.parts for item in part.items}
    if one.sort in BY_MONTH:  # its next week is no news of a half-year to come
        said = {title: undated(text) for title, text in said.items()}
    found: dict[str, list[str]] = {}
    goals: dict[str, set[str]] = {}
    for step in one.steps:
        dated = f"{day(step.day)}前{goal_text(step.goal)}"
        core = _VERB.sub("", goal_text(step.goal))  # a goal of the month and the node that it means
        if core not in goals.setdefault(step.title, set()):
            found.setdefault(step.title, []).append(dated)
            goals[step.title].add(core)
    left = max(0, STEPS_NAMED - len(found))
    for title in [title for title, text in said.items() if text and title not in found][:left]:
        found[title] = []
    if not found:
        yield "继续按序时推进各项工作。"
    for place, (title, told_of) in enumerate(found.items(), start=1):
        dates = f"{'，'.join(told_of)}。" if told_of else ""
        words = ended(said[title], room.longest) if said.get(title) else ""
        yield f"（{format_numeral(place)}）{title}。{dates}{words}"


def goal_text(goal: str) -> str:
    """Return a node or goal of a month as what is to be done: 11月：组织竣工验收, 设备安装."""
    text = _MONTH.sub("", goal.strip()).rstrip(END)
    if not text:
        return "按期完成"
    return f"完成{text}" if _RESULT.search(text) and not text.startswith(SAYS_ITSELF) else text
