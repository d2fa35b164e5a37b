"""Tables of a bulletin from facts, in 建制顺序."""

from __future__ import annotations

from guatu.core.lamps import Lamp
from guatu.core.official.facts import Facts, LineFact
from guatu.core.official.text import row_of
from guatu.core.official.wording import LAMP_SIGNS, LAMP_WORDS, STANDINGS, day_by, lines

NO_CHANGES = "没有变化的事项。"
NO_UNITS = "没有填报单位。"
NO_TARGETS = "没有纳入调度的指标。"
NO_ROUNDS = "没有期次。"
NO_LATE = "没有滞后的事项。"
EMPTY_TABLES = frozenset({NO_CHANGES, NO_LATE, NO_UNITS, NO_TARGETS, NO_ROUNDS})


def late_table(facts: Facts) -> str:
    """Return all late entries as a table, the worst lamps before, then 建制顺序."""
    if not facts.late:
        return NO_LATE
    head = ("序号", "牵头单位", "事项", "亮灯", "完成时限", "亮灯原因", "问题", "由谁解决")
    year = facts.ends_on.year
    rows = [
        (
            str(at), one.unit, one.title, lamp_text(one.lamp),
            day_by(one.due_on, year) if one.due_on else "", one.why, one.problem, one.clears,
        )
        for at, one in enumerate(facts.late, start=1)
    ]  # fmt: skip
    left = facts.late_count - len(rows)
    return lines(
        [*(row_of(row) for row in (head, *rows)), f"另有{left}项未列出。" if left > 0 else ""]
    )


def unit_table(facts: Facts) -> str:
    """Return every unit's reports and lamps as a table in 建制顺序."""
    head = (
        "序号",
        "单位",
        "应报",
        "已报",
        "迟报",
        "逾期和严重滞后",
        "滞后",
        "临期",
        "达序时",
        "办结",
    )
    rows = [
        (
            str(at), unit.name, str(unit.reports.asked), str(unit.reports.received),
            str(unit.reports.late), str(unit.red), str(unit.behind),
            str(unit.lamps.get(Lamp.DUE_SOON, 0)), str(unit.lamps.get(Lamp.ON_PACE, 0)),
            str(unit.lamps.get(Lamp.DONE, 0)),
        )
        for at, unit in enumerate(facts.units, start=1)
    ]  # fmt: skip
    if not rows:
        return NO_UNITS
    return lines(row_of(row) for row in (head, *rows))


SORTS = {
    "new_red": "新增逾期或严重滞后",
    "newly_late": "新增滞后",
    "recovered": "转为达序时",
    "done": "新办结",
    "pushed": "推延时限",
}


def change_table(facts: Facts) -> str:
    """Return what changed as a table."""
    rows = [
        change_row(name, line, facts.ends_on.year)
        for sort, name in SORTS.items()
        for line in facts.changes.get(sort, ())
    ]
    if not rows:
        return NO_CHANGES
    head = ("序号", "变化", "牵头单位", "事项", "原亮灯", "现亮灯", "现时限")
    numbered = [(str(at), *row) for at, row in enumerate(rows, start=1)]
    left = sum(facts.counts.values()) - len(rows)
    return lines(
        [
            *(row_of(row) for row in (head, *numbered)),
            f"另有{left}项未列出，见系统变化清单。" if left > 0 else "",
        ]
    )


def change_row(sort: str, line: LineFact, year: int) -> tuple[str, ...]:
    return (
        sort,
        line.unit,
        line.title,
        lamp_text(line.before),
        lamp_text(line.after),
        day_by(line.due_after, year) if line.due_after else "",
    )


def lamp_text(code: str) -> str:
    return f"{LAMP_SIGNS[Lamp(code)]}{LAMP_WORDS[Lamp(code)]}" if code else ""


def target_table(facts: Facts) -> str:
    """Return the targets as a table."""
    if not facts.targets:
        return NO_TARGETS
    head = ("序号", "指标", "责任单位", "目标", "完成", "状态")
    rows = [
        (str(at), one.name, one.unit, one.owed, one.actual, STANDINGS[one.standing])
        for at, one in enumerate(facts.targets, start=1)
    ]
    return lines(row_of(row) for row in (head, *rows))


def round_table(facts: Facts) -> str:
    """Return the rounds of a period as a table."""
    if not facts.rounds:
        return NO_ROUNDS
    head = ("期次", "应报", "已报", "迟报", "未报")
    rows = [
        (
            one.name, str(one.reports.asked), str(one.reports.received), str(one.reports.late),
            str(one.reports.silent),
        )
        for one in facts.rounds
    ]  # fmt: skip
    return lines(row_of(row) for row in (head, *rows))
