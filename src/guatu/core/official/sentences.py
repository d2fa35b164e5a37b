"""Sentences of a bulletin from facts: each says one thing of them.

Units are named in groups and in 建制顺序, never in an order of merit (principle 5).
"""

from __future__ import annotations

from guatu.core.lamps import Lamp
from guatu.core.official.facts import RED, Facts, LateFact
from guatu.core.official.facttables import NO_TARGETS
from guatu.core.official.wording import (
    LAMP_WORDS,
    SEE_ANNEX,
    STANDINGS,
    day_by,
    lines,
    moved,
    names,
    quoted,
    shortened,
    versus,
)

NOTHING_BEFORE = "此前没有已截止的期次，"
LINES_NAMED = 10  # entries in a paragraph of their own
MOST_GROWN = 10  # a tenth: where the list changed by more, its lamps are not compared
UNITS_LISTED = 12  # with a number each, in one sentence
MARKS = "①②③④⑤⑥⑦⑧⑨⑩"


def period_name(facts: Facts) -> str:
    """Return what the time is called that a paper speaks of: 本期, 本月, 本年 …."""
    return {
        "": "本期",
        "month": "本月",
        "quarter": "本季度",
        "half-year": "本半年",
        "year": "本年",
    }.get(facts.every, "本阶段")


def last_name(facts: Facts) -> str:
    """Return what the time before is called that a paper compares with."""
    return {
        "": "上期",
        "month": "上月",
        "quarter": "上季度",
        "half-year": "前一个半年",
        "year": "上年",
    }.get(facts.every, "上一阶段")


def times_of(facts: Facts) -> str:
    """Return what reports are counted in: an item is asked for in each round of a period."""
    return "项次" if facts.every else "项"


def reporting(facts: Facts) -> str:
    """Say how many reports were asked and came."""
    told = facts.reports
    if not told.asked:
        return f"{period_name(facts)}没有需要填报的事项。"
    times = times_of(facts)
    asked = sum(1 for unit in facts.units if unit.reports.asked)
    owed = f"{period_name(facts)}涉及{asked}个单位，应填报{told.asked}{times}"
    if not told.received:
        return f"{owed}，均未填报。"
    rest = [f"其中迟报{told.late}{times}" if told.late else "无迟报"]
    if told.unchanged:
        rest.append(f"填报“本期无新进展”{told.unchanged}{times}")
    rest.append(f"未报{told.silent}{times}" if told.silent else "无未报")
    return f"{owed}，已填报{told.received}{times}；{'，'.join(rest)}。"


def lamps(facts: Facts) -> str:
    """Say how many entries stand at which lamp."""
    if not facts.total:
        return "目前台账中没有生效的事项。"
    parts = [
        f"{LAMP_WORDS[lamp]}{facts.lamp(lamp)}项" for lamp in reversed(Lamp) if facts.lamp(lamp)
    ]
    if len(parts) == 1:
        lamp = next(one for one in Lamp if facts.lamp(one))
        return (
            f"台账共有事项{facts.total}项，{'均' if facts.total > 1 else ''}为{LAMP_WORDS[lamp]}。"
        )
    return f"台账共有事项{facts.total}项，其中{'，'.join(parts)}。"


def lamp_turns(facts: Facts) -> str:
    """Say what changed of the lamps against the time before."""
    if facts.last_lamps is None:
        return f"{NOTHING_BEFORE}{period_name(facts)}不作比较。"
    then = sum(facts.last_lamps.values())
    if abs(facts.total - then) * MOST_GROWN > then:
        last = last_name(facts)
        return f"台账事项由{last}的{then}项变为{facts.total}项，各灯数不与{last}相比。"
    grown = f"（台账事项由{then}项变为{facts.total}项）" if facts.total != then else ""
    pairs = {
        "逾期和严重滞后": (facts.red, facts.last_lamp(*RED)),
        "滞后": (facts.lamp(Lamp.BEHIND), facts.last_lamp(Lamp.BEHIND)),
        "办结": (facts.lamp(Lamp.DONE), facts.last_lamp(Lamp.DONE)),
    }
    told = {name: pair for name, pair in pairs.items() if any(pair)}
    against = f"与{last_name(facts)}相比{grown}，"
    if all(now == before for now, before in told.values()):
        named = "、".join(f"{name}{now}项" for name, (now, _before) in told.items())
        flat = (
            f"{named}，{'均' if len(told) > 1 else ''}持平" if named else "逾期、滞后和办结均无变化"
        )
        return f"{against}{flat}。"
    turned = (f"{name}{versus(now, before, '项', than='')}" for name, (now, before) in told.items())
    return f"{against}{'，'.join(turned)}。"


def done(facts: Facts) -> str:
    """Say what was finished and what caught up."""
    if is_unknown(facts, "done", "recovered"):
        return f"{NOTHING_BEFORE}新办结和转为达序时的事项不作比较。"
    if not any(facts.counts.get(sort) for sort in ("done", "recovered")):
        sorts = ("新办结", "由滞后转为达序时")
        known = [
            name
            for sort, name in zip(("done", "recovered"), sorts, strict=True)
            if sort in facts.counts
        ]
        return f"{period_name(facts)}没有{'和'.join(known)}的事项。"
    finished = named_lines(facts, "done", "新办结", "没有新办结的事项")
    caught = named_lines(facts, "recovered", "由滞后转为达序时的", "没有由滞后转为达序时的事项")
    return lines([finished, caught])


def well(facts: Facts) -> str:
    """Name the units with all reports in time and nothing late, as one group in 建制顺序."""
    found = [unit.name for unit in facts.units if unit.is_well]
    if not found:
        return f"{period_name(facts)}没有按时报齐且无滞后事项的单位。"
    ordered = "（按建制顺序）" if len(found) > 1 else ""
    return f"按时报齐且无滞后、逾期事项的单位有{len(found)}个{ordered}：{names(found)}。"


def silent(facts: Facts) -> str:
    """Name the units that did not report, wholly or in part, and those that were late."""
    asked = [unit for unit in facts.units if unit.reports.asked]
    none = [unit.name for unit in asked if not unit.reports.received]
    times = times_of(facts)
    some = [
        f"{unit.name}（{unit.reports.silent}{times}）"
        for unit in asked
        if unit.reports.received and unit.reports.silent
    ]
    late = [f"{unit.name}（{unit.reports.late}{times}）" for unit in asked if unit.reports.late]
    if asked and not (none or some or late):
        return "应报事项均已按时填报。"
    return lines(
        [
            f"全部未报的单位有{len(none)}个：{names(none)}。" if none else
            "" if some else "没有未报的单位。",
            f"部分未报的单位有{len(some)}个：{names(some, UNITS_LISTED)}。" if some else "",
            f"迟报的单位有{len(late)}个：{names(late, UNITS_LISTED)}。"
            if late
            else "没有迟报的单位。",
        ]
    )  # fmt: skip


def late_units(facts: Facts) -> str:
    """Name the units with overdue or late entries and how many, in 建制顺序."""
    red = [f"{unit.name}（{unit.red}项）" for unit in facts.units if unit.red]
    behind = [unit.name for unit in facts.units if unit.behind and not unit.red]
    if not red and not behind:
        return "没有逾期、严重滞后或滞后的事项。"
    return lines(
        [
            f"有逾期或严重滞后事项的单位有{len(red)}个：{names(red, UNITS_LISTED)}。" if red else
            "没有逾期或严重滞后的事项。",
            f"只有滞后事项的单位有{len(behind)}个：{names(behind)}。" if behind else "",
        ]
    )  # fmt: skip


def late_lines(facts: Facts) -> str:
    """Name each red entry with its reasons, and the others that are late."""
    if not facts.late:
        return "没有逾期、严重滞后或滞后的事项。"
    red = [one for one in facts.late if one.lamp in RED]
    behind = [one for one in facts.late if one.lamp not in RED]
    shown = [f"{at}.{late_text(one, facts)}" for at, one in enumerate(red[:LINES_NAMED], start=1)]
    reds = facts.red if len(facts.late) < facts.late_count else len(red)
    more = reds - len(shown)
    named = "；".join(
        f"{MARKS[at]}{one.unit}{quoted(one.title)}" for at, one in enumerate(behind[:LINES_NAMED])
    )
    count = facts.late_count - reds
    left = rest(count, [one.title for one in behind[:LINES_NAMED]])
    return lines(
        [
            f"逾期和严重滞后事项{reds}项：" if shown else "",
            *shown,
            f"另有{more}项逾期和严重滞后事项{SEE_ANNEX}。" if shown and more > 0 else "",
            f"滞后事项{count}项：{named}{left}。" if behind else "",
        ]
    )


def late_advice(facts: Facts) -> str:
    """Say what is proposed for late entries, where there are any."""
    if facts.red:
        return "逾期和严重滞后的事项，建议由分管领导逐项听取牵头单位汇报，明确追回措施和时限。"
    if facts.lamp(Lamp.BEHIND):
        return "滞后的事项，建议由牵头单位逐项分析原因，明确追赶措施和时限，于下次填报时说明。"
    return "没有逾期、严重滞后或滞后的事项，建议按序时继续推进。"


def late_text(one: LateFact, facts: Facts) -> str:
    """Say of a late entry how late, why, what is in the way and who is asked to clear it."""
    due = f"，{day_by(one.due_on, facts.ends_on.year)}到期" if one.due_on else ""
    parts = [
        f"{one.unit}{quoted(one.title)}{due}，{LAMP_WORDS[Lamp(one.lamp)]}",
        one.why,
        f"问题：{shortened(one.problem)}" if one.problem else "牵头单位本期没有填报问题",
        f"待解决：{shortened(one.clears)}" if one.clears else "",
    ]
    return "。".join(part.rstrip("。；") for part in parts if part) + "。"


def new_late(facts: Facts) -> str:
    """Name the entries that turned red or behind."""
    if is_unknown(facts, "new_red", "newly_late"):
        return f"{NOTHING_BEFORE}新增滞后的事项不作比较。"
    if not any(facts.counts.get(sort) for sort in ("new_red", "newly_late")):
        return f"{period_name(facts)}没有新增逾期、严重滞后或滞后的事项。"
    return lines(
        [
            named_lines(facts, "new_red", "新增逾期或严重滞后", "没有新增逾期或严重滞后的事项"),
            named_lines(facts, "newly_late", "新增滞后", "没有新增滞后的事项"),
        ]
    )


def pushed(facts: Facts) -> str:
    """Name the entries whose day was put off."""
    if is_unknown(facts, "pushed"):
        return f"{NOTHING_BEFORE}推延完成时限的事项不作比较。"
    count = facts.counts.get("pushed", 0)
    if not count:
        return f"{period_name(facts)}没有推延完成时限的事项。"
    shown = [
        f"{MARKS[at]}{line.unit}{quoted(line.title)}"
        + (moved(line.due_before, line.due_after, facts.ends_on.year) if line.due_before and line.due_after else "")
        for at, line in enumerate(facts.changes.get("pushed", ())[:LINES_NAMED])
    ]  # fmt: skip
    return (
        f"{period_name(facts)}推延完成时限的事项{count}项：{'；'.join(shown)}{rest(count, shown)}。"
    )


def is_unknown(facts: Facts, *sorts: str) -> bool:
    """Say whether there was no picture to compare with: that is not the same as no change."""
    return not any(sort in facts.counts for sort in sorts)


def named_lines(facts: Facts, sort: str, what: str, nothing: str) -> str:
    """Return one sort of change as a sentence that names its entries with their units.

    Nothing is said of a sort that could not be compared.
    """
    if is_unknown(facts, sort):
        return ""
    count = facts.counts.get(sort, 0)
    if not count:
        return f"{period_name(facts)}{nothing}。"
    shown = [
        f"{MARKS[at]}{line.unit}{quoted(line.title)}"
        for at, line in enumerate(facts.changes.get(sort, ())[:LINES_NAMED])
    ]
    return f"{what}事项{count}项：{'；'.join(shown)}{rest(count, shown)}。"


def rest(count: int, shown: list[str]) -> str:
    return f"；另有{count - len(shown)}项{SEE_ANNEX}" if count > len(shown) else ""


def targets(facts: Facts) -> str:
    """Say how the targets stand, and name those behind."""
    if not facts.targets:
        return NO_TARGETS
    counted = {code: [one for one in facts.targets if one.standing == code] for code in STANDINGS}
    parts = [f"{STANDINGS[code]}{len(rows)}项" for code, rows in counted.items() if rows]
    behind = [
        f"{one.name}（目标{one.owed}，现为{one.actual}）" for one in counted["behind"][:LINES_NAMED]
    ]
    count = len(counted["behind"])
    told = (
        f"滞后的指标：{'；'.join(behind)}{f'等{count}项{SEE_ANNEX}' if count > len(behind) else ''}。"
        if behind
        else "没有滞后的指标。"
    )
    known = f"按截至{facts.figures_as_of}报送的数据，" if facts.figures_as_of else ""
    return lines([f"{known}共有指标{len(facts.targets)}项，其中{'，'.join(parts)}。", told])


def nodes(facts: Facts) -> str:
    """Name what is due next."""
    if not facts.nodes:
        return "近期没有到期的节点和事项。"
    shown = [
        f"{at}.{row.unit}：{day_by(row.due_on, facts.ends_on.year)}前{quoted(row.title)}{node_words(row.node)}。"
        for at, row in enumerate(facts.nodes[:LINES_NAMED], start=1)
    ]
    more = facts.node_count - len(shown)
    return lines(
        [
            f"近期到期的节点和事项共{facts.node_count}项{'，主要有' if more > 0 else ''}：",
            *shown,
            f"其余{more}项按台账时限推进。" if more > 0 else "",
        ]
    )


def node_words(node: str) -> str:
    return f"达到节点{quoted(node)}" if node else "按期完成"


def demands(facts: Facts) -> str:
    """Return what follows from the facts for the units; what does not apply is not said."""
    parts = ["压实工作责任。各牵头单位要对照台账和完成时限，逐项盯紧抓实，确保按序时推进。"]
    if facts.red or facts.lamp(Lamp.BEHIND):
        parts.append(
            "加快滞后事项。有逾期、严重滞后和滞后事项的单位要逐项分析原因，明确措施、责任人和完成时间，"
            "于下次填报时说明。"
        )
    if facts.reports.silent or facts.reports.late:
        parts.append("严格按时填报。未报、迟报的单位要尽快补报，今后按规定时限如实填报。")
    if facts.problems:
        parts.append(
            "抓好问题协调。各单位提出的问题，由牵头单位先行协调；协调不了的，按程序提请上一级协调。"
        )
    return lines(f"{at}.{text}" for at, text in enumerate(parts, start=1))


def work(facts: Facts) -> str:
    """Say what was done in a period beside the period before."""
    had = facts.last_numbers
    told = {
        "closed": "办结事项", "met": "完成节点和月度目标", "missed": "未完成节点和月度目标",
        "needs_cleared": "解决要素保障需求",
        "problems_cleared": "解决问题",
    }  # fmt: skip
    than, units = last_name(facts), {"met": "个", "missed": "个", "problems_cleared": "个"}
    parts = [
        f"{name}{versus(facts.numbers.get(code, 0), had.get(code) if had else None, unit, than=than)}"
        for code, name in told.items()
        for unit in (units.get(code, "项"),)
        if facts.numbers.get(code) or (had and had.get(code))
    ]
    if not parts:
        return f"{period_name(facts)}没有办结、节点和协调事项的记录。"
    return f"从全部台账看，{period_name(facts)}{'，'.join(parts)}。"
