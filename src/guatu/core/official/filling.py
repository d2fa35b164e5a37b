"""What stands for each 〔field〕 of a template: one sentence or table of the facts for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from guatu.core.lamps import Lamp
from guatu.core.official.facts import Facts
from guatu.core.official.facttables import (
    change_table,
    late_table,
    round_table,
    target_table,
    unit_table,
)
from guatu.core.official.problems import problems
from guatu.core.official.sentences import (
    demands,
    done,
    lamp_turns,
    lamps,
    late_advice,
    late_lines,
    late_units,
    new_late,
    nodes,
    pushed,
    reporting,
    silent,
    targets,
    well,
    work,
)
from guatu.core.official.wording import SEE_ANNEX, day, days

Writer = Callable[[Facts], str]
INLINE: Mapping[str, Writer] = {
    "行动名称": lambda facts: facts.campaign,
    "发文机关": lambda facts: facts.issuer,
    "报告期": lambda facts: days(facts.starts_on, facts.ends_on),
    "起始日期": lambda facts: day(facts.starts_on, year=True),
    "截止日期": lambda facts: day(facts.ends_on, year=True),
    "数据截至": lambda facts: facts.as_of,
    "年份": lambda facts: str(facts.ends_on.year),
    "应报数": lambda facts: str(facts.reports.asked),
    "已报数": lambda facts: str(facts.reports.received),
    "迟报数": lambda facts: str(facts.reports.late),
    "未报数": lambda facts: str(facts.reports.silent),
    "单位数": lambda facts: str(len(facts.units)),
    "事项总数": lambda facts: str(facts.total),
    "办结数": lambda facts: str(facts.lamp(Lamp.DONE)),
    "达序时数": lambda facts: str(facts.lamp(Lamp.ON_PACE)),
    "滞后数": lambda facts: str(facts.lamp(Lamp.BEHIND)),
    "逾期和严重滞后数": lambda facts: str(facts.red),
    "指标总数": lambda facts: str(len(facts.targets)),
}
OF_ROUND: Mapping[str, Writer] = {"期次": lambda facts: str(facts.ordinal)}
BLOCK_OF_ROUND: Mapping[str, Writer] = {
    "滞后事项": late_lines,
    "滞后建议": late_advice,
    "滞后事项表": late_table,
}
OF_PERIOD: Mapping[str, Writer] = {"月份": lambda facts: str(facts.ends_on.month)}
BLOCK: Mapping[str, Writer] = {
    "填报情况": reporting,
    "亮灯情况": lamps,
    "亮灯变化": lamp_turns,
    "办结情况": done,
    "较好单位": well,
    "未报情况": silent,
    "滞后单位": late_units,
    "新增滞后": new_late,
    "推延情况": pushed,
    "问题清单": problems,
    "指标进展": targets,
    "下步节点": nodes,
    "工作要求": demands,
    "单位情况表": unit_table,
    "变化清单表": change_table,
    "指标情况表": target_table,
}
BLOCK_OF_PERIOD: Mapping[str, Writer] = {"期次情况表": round_table, "工作成效": work}
REQUIRED = ("报告期", "填报情况")
TABLE_OF = {  # where all stand of whom a sentence names the first
    "办结情况": "变化清单表",
    "新增滞后": "变化清单表",
    "推延情况": "变化清单表",
    "较好单位": "单位情况表",
    "未报情况": "单位情况表",
    "滞后单位": "单位情况表",
    "指标进展": "指标情况表",
    "滞后事项": "滞后事项表",
}


def writers(*, is_period: bool) -> tuple[Mapping[str, Writer], Mapping[str, Writer]]:
    """Return the inline and the block fields of papers about a period or about a round."""
    if is_period:
        return {**INLINE, **OF_PERIOD}, {**BLOCK, **BLOCK_OF_PERIOD}
    return {**INLINE, **OF_ROUND}, {**BLOCK, **BLOCK_OF_ROUND}


def values_of(facts: Facts, text: str | None = None) -> dict[str, str]:
    """Return what stands for each field.

    Parameters
    ----------
    facts : Facts
        Of a round or of a period: `every` says which.
    text : str, optional
        The template: a list that is cut refers to an annex only where the template has that table.
    """
    inline, block = writers(is_period=bool(facts.every))
    values = {name: write(facts) for name, write in {**inline, **block}.items()}
    for name, table in TABLE_OF.items():
        if name in values and text is not None and f"〔{table}〕" not in text:
            values[name] = values[name].replace(SEE_ANNEX, "")
    return values
