"""Heads of two rows about times, and what several columns share: a column's own words go first."""

from __future__ import annotations

import pytest

from guatu.core.adopting.columns import (
    Beneath,
    FieldName,
    Meaning,
    guess_columns,
    meaning_of,
)

PAIRS = [
    ("时间节点", "启动", "start"),
    ("时间节点", "完成时限", "due"),
    ("时间节点", "完成", "due"),
    ("时间安排", "开工时间", "start"),
    ("起止时间", "起", "start"),
    ("起止时间", "止", "due"),
    ("工期", "开工", "start"),
    ("工期", "竣工", "due"),
    ("时间要求", "开始", "start"),
    ("时间要求", "结束", "due"),
    ("整改时限", "启动", "start"),
    ("整改时限", "销号", "due"),
    ("完成时限", "计划", "due"),
    ("完成时限", "实际完成", "keep"),
    ("开工时间", "计划", "start"),
    ("开工时间", "实际", "keep"),
    ("进展情况", "时间", "keep"),
    ("问题整改", "时限", "due"),
    ("时间节点", "一季度目标", "keep"),
    ("时间节点", "责任单位", "support"),
    ("总投资", "已完成", "progress"),
    ("重点任务", "名称", "title"),
    ("牵头单位", "名称", "lead"),
    ("牵头单位", "单位名称", "lead"),
    ("工作目标", "一季度", "standard"),
]


@pytest.mark.parametrize(("above", "own", "meaning"), PAIRS, ids=["-".join(p[:2]) for p in PAIRS])
def test_a_column_is_told_by_its_own_words_first(above: str, own: str, meaning: str) -> None:
    assert meaning_of((above, own))[0] == meaning


@pytest.mark.parametrize("start", ["启动", "启动时间", "开工", "谋划", "进场", "动工时间"])
@pytest.mark.parametrize("is_first", [True, False], ids=["start-first", "due-first"])
def test_the_column_called_the_deadline_keeps_it(start: str, *, is_first: bool) -> None:
    times = [("时间节点", start), ("时间节点", "完成时限")]
    heads = [("重点任务",), *(times if is_first else reversed(times))]
    days = Beneath(days=1, is_empty=False)
    words = Beneath(longest=9, is_empty=False)
    found = guess_columns(heads, [words, days, days])
    due = [one for one in found if one.meaning == Meaning.DUE]

    assert [one.head for one in due] == ["时间节点 / 完成时限"]


def test_a_field_of_the_kind_goes_before_what_times_mean() -> None:
    fields = [FieldName(key="opened", names=("开工时间",))]

    assert meaning_of(("时间节点", "开工时间"), fields)[0] == "opened"
