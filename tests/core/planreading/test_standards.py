"""When a task is done, in the plan's own words."""

from __future__ import annotations

import pytest

from guatu.core.planreading import read_plan
from guatu.core.planreading.standards import plain

PLAN = """白芷县2026年攻坚行动方案

一、重点任务
（一）改造老旧管网。更换供水管网38公里。（完成标准：管网漏损率降到9%以内，验收一次通过；牵头单位：县住建局；责任单位：县水利局；完成时限：2026年10月底前）
（二）整治背街小巷。整治小巷26条，逐条公示。（牵头单位：县城管局）
完成标准：路面平整、照明齐全、责任到人
（三）办好夜间经济。培育夜市2处。（牵头单位：县商务局；完成时限：2026年6月底前）
"""


def test_a_standard_stands_in_the_brackets_or_on_a_line_of_its_own() -> None:
    tasks = {task.title: task for task in read_plan(PLAN).tasks}
    assert {title: task.standard for title, task in tasks.items()} == {
        "改造老旧管网": "管网漏损率降到9%以内，验收一次通过",
        "整治背街小巷": "路面平整、照明齐全、责任到人",
        "办好夜间经济": None,
    }
    assert tasks["改造老旧管网"].lead == ("县住建局",)
    assert tasks["改造老旧管网"].support == ("县水利局",)
    assert str(tasks["改造老旧管网"].deadline) == "2026-10-31"


@pytest.mark.parametrize(
    ("words", "standard"),
    [
        ("通车；责任单位：县交通局", "通车"),
        ("通车。）后文", "通车"),
        ("建成并投用（含附属用房）。", "建成并投用（含附属用房）"),
        ("  全部 办结  ", "全部 办结"),
        ("；", None),
    ],
)
def test_the_words_end_at_the_next_label_or_bracket(words: str, standard: str | None) -> None:
    assert plain(words.replace("：", ":")) == standard
