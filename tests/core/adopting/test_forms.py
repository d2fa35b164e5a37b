"""Forms of offices above: how they are understood, filled, and when they are owed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.adopting import Grid
from guatu.core.adopting.asking import due_days, next_due
from guatu.core.adopting.layouts import (
    Layout,
    Record,
    RowMode,
    Source,
    Subject,
    fill,
    layout_from,
    suggest_layout,
)
from guatu.core.adopting.stamping import stamped, stamps

EMPTY = ("", "", "", "")


def form(*rows: tuple[str, ...]) -> Grid:
    return Grid(title="", rows=(("序号", "任务名称", "工作进展", "备注"), *rows))


def record(pk: int) -> Record:
    return Record(pk=pk, name=f"事项{pk}", values={Source.NAME: f"事项{pk}", Source.SAID: "好"})


def test_an_empty_form_lists_and_a_printed_one_is_matched() -> None:
    assert suggest_layout(form(EMPTY, EMPTY)).mode is RowMode.LISTED

    fixed = suggest_layout(form(("1", "修路", "", ""), ("2", "架桥", "", "")))

    assert (fixed.mode, fixed.key) == (RowMode.FIXED, 1)
    assert fixed.sources == ("", "", "said", "")  # what is printed is not written over


@pytest.mark.parametrize(
    ("heads", "subject"),
    [
        (("指标名称", "目标值", "完成值"), Subject.TARGETS),
        (("单位名称", "任务数", "已完成数"), Subject.UNITS),
        (("任务名称", "牵头单位", "进展情况"), Subject.ENTRIES),
    ],
)
def test_the_heads_tell_what_the_rows_are(heads: tuple[str, ...], subject: Subject) -> None:
    grid = Grid(title="", rows=(heads, ("",) * 3))

    assert suggest_layout(grid).subject is subject


def test_totals_and_notes_beneath_are_no_rows() -> None:
    layout = suggest_layout(form(EMPTY, EMPTY, ("合计", "", "", ""), ("填报单位：", "", "", "")))

    assert (layout.first_row, layout.last_row) == (1, 2)


@given(st.integers(min_value=0, max_value=30), st.integers(min_value=1, max_value=8))
def test_a_form_grows_by_what_it_has_no_rows_for(count: int, blank: int) -> None:
    grid = form(*[EMPTY] * blank)
    layout = suggest_layout(grid)
    found = fill(layout, grid, [record(pk) for pk in range(1, count + 1)])

    assert max(count - blank, 0) == found.grown
    assert [Decimal(at) for at in range(1, count + 1)] == [
        found.values[layout.first_row + at, 0] for at in range(count)
    ]
    assert not found.gaps


def test_what_is_not_held_is_a_gap_that_says_why() -> None:
    grid = form(("1", "修路", "", ""), ("2", "架桥", "", ""), ("3", "挖河", "", ""))
    layout = Layout(
        head=suggest_layout(grid).head,
        mode=RowMode.FIXED,
        first_row=1,
        last_row=3,
        key=1,
        sources=("", "", "said", "by-hand"),
        ties={1: 7, 2: 8},
    )
    empty = Record(pk=8, name="架桥", values={Source.SAID: ""})
    found = fill(layout, grid, [record(7), empty])

    assert found.values == {(1, 2): "好"}
    assert [(gap.row, gap.column, gap.why) for gap in found.gaps] == [
        (1, 3, "by-hand"),
        (2, 2, "empty"),
        (2, 3, "by-hand"),
        (3, 2, "untied"),
        (3, 3, "by-hand"),
    ]


def test_a_layout_is_the_same_after_it_was_stored() -> None:
    grid = form(EMPTY)
    layout = Layout(
        table=1, head=suggest_layout(grid).head, mode=RowMode.FIXED, first_row=1, last_row=4, key=2,
        sources=("name", "field:measures"), filters={"kind": "task"}, ties={3: 9},
    )  # fmt: skip

    assert layout == layout_from(layout.stored())
    assert Layout() == layout_from({})


def test_unit_and_day_are_written_around_the_table_alone() -> None:
    grid = form(
        EMPTY, ("填报单位（盖章）：", "", "填报日期：  年  月  日", ""), ("联系人：", "", "", "")
    )
    layout = suggest_layout(grid)
    found = stamps(grid, layout, unit="区财政局", day="2026年6月19日")

    assert found == {(2, 0): "填报单位（盖章）：区财政局", (2, 2): "填报日期：2026年6月19日"}


UNIT, DAY = "区财政局", "2026年6月19日"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("填报单位：      填报日期：  年 月 日", f"填报单位：{UNIT}    填报日期：{DAY}"),
        ("填报单位（盖章）：____填报时间：____", f"填报单位（盖章）：{UNIT}    填报时间：{DAY}"),
        (
            "填报单位:        填报人:     填报日期:2026年  月  日",
            f"填报单位：{UNIT}    填报人:     填报日期：{DAY}",
        ),
        (
            "填表单位：　　　　数据截至：　　　　计量单位：万元",
            f"填表单位：{UNIT}    数据截至：{DAY}    计量单位：万元",
        ),
        ("单位（公章）：\n报送日期：", f"单位（公章）：{UNIT}\n报送日期：{DAY}"),
        ("重点任务表\n填报单位：   日期：", f"重点任务表\n填报单位：{UNIT}    日期：{DAY}"),
        ("填报单位：填报日期：", f"填报单位：{UNIT}    填报日期：{DAY}"),
        ("填报单位：区水利局    填报日期：20  年  月  日", f"填报单位：区水利局    填报日期：{DAY}"),
    ],
)  # fmt: skip
def test_labels_that_share_a_cell_are_each_filled(cell: str, told: str) -> None:
    grid = Grid(title="", rows=((cell, "", "", ""), *form(EMPTY).rows))

    assert stamped(cell, UNIT, DAY) == told
    assert stamps(grid, suggest_layout(grid), unit=UNIT, day=DAY) == {(0, 0): told}


@pytest.mark.parametrize(
    "cell",
    [
        *("填报单位：区水利局", "填报人：      联系电话：", "计量单位：万元", "单位：万元", "无标签"),
        *("说明：本表填报日期：每月5日前", "请注明填报单位：", "填报日期：2026年5月1日"),
    ],
)  # fmt: skip
def test_what_is_filled_or_asks_for_something_else_stays(cell: str) -> None:
    assert stamped(cell, UNIT, DAY) == cell


@pytest.mark.parametrize(
    ("first", "rhythm", "expected"),
    [
        (date(2026, 1, 31), "month", [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]),
        (date(2026, 2, 20), "week", [date(2026, 2, 20), date(2026, 2, 27)]),
        (date(2025, 12, 25), "quarter", [date(2026, 3, 25)]),
        (date(2026, 3, 5), "once", [date(2026, 3, 5)]),
        (date(2020, 3, 5), "year", [date(2026, 3, 5)]),
        (date(2027, 1, 1), "month", []),
    ],
)
def test_days_on_which_a_form_is_owed(first: date, rhythm: str, expected: list[date]) -> None:
    found = due_days(first, rhythm, (date(2026, 2, 1), date(2026, 4, 30)))

    assert expected == found[: len(expected)]
    assert bool(expected) == bool(found)


@given(
    st.dates(min_value=date(2020, 1, 1), max_value=date(2027, 12, 31)),
    st.sampled_from(["week", "month", "quarter", "half_year", "year"]),
    st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31)),
)
def test_what_recurs_is_always_owed_next(first: date, rhythm: str, today: date) -> None:
    found = next_due(first, rhythm, today)

    assert found is not None
    assert found >= max(first, today)


def test_a_form_that_ends_with_its_head_is_filled_beneath_it() -> None:
    grid = form()
    layout = suggest_layout(grid)
    found = fill(layout, grid, [record(1), record(2)])

    assert (
        layout.mode,
        layout.first_row,
        layout.last_row,
        found.grown,
    ) == (RowMode.LISTED, 1, 1, 1)
    assert found.values[2, 1] == "事项2"
