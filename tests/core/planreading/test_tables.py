"""Tables in many layouts, pasted or marked by a file: their rows, and the text around them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import document_of
from work import calls_of

from guatu.core.planreading import DraftPlan, read_plan
from guatu.core.planreading.model import Origin, UnusedReason
from guatu.core.planreading.tables.cells import bare_value
from guatu.core.planreading.tables.heads import Column, kind_of

TITLE = "2026年重点任务清单\n"


def tasks(read: DraftPlan) -> list[str]:
    return [
        f"{t.number} {t.title} | {'、'.join(t.lead)} | {'、'.join(t.support)} | {t.deadline or ''}"
        for t in read.tasks
    ]


def targets(read: DraftPlan) -> list[str]:
    return [f"{t.indicator} {t.op.value} {t.value} {t.unit} {t.deadline}" for t in read.targets]


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ("序号", Column.NUMBER),
        ("年度重点任务", Column.TITLE),
        ("2026年目标值（亿元）", Column.TARGET),
        ("牵头责任单位", Column.LEAD),
        ("责任单位及责任人", Column.SUPPORT),
        ("包联县领导", Column.LEADER),
        ("计划完成时限", Column.DEADLINE),
        ("总投资（万元）", Column.TOTAL),
        ("2026年计划投资", Column.YEAR_MONEY),
        ("上年实际完成", Column.PAST),
        ("增速（%）", Column.GROWTH),
        ("上半年", Column.PART),
        ("督导单位", Column.OTHER),
        ("任务来源", Column.SOURCE),
        ("天气", None),
    ],
)
def test_a_head_says_what_its_column_holds(words: str, column: Column | None) -> None:
    assert kind_of(words.replace("（", "(").replace("）", ")")) is column


@pytest.mark.parametrize(
    ("text", "measure", "expected"),
    [
        ("18", "家", ("18", "家", "=")),
        ("2.1", "万亩", ("21000", "亩", "=")),
        ("≥95%", None, ("95", "%", ">=")),
        ("340左右", "亿元", ("340", "亿元", "~")),
        ("全年完成12.5亿元", None, ("12.5", "亿元", "=")),
        ("新增3家、改造5处", None, None),
        ("长期坚持", "家", None),
    ],
)
def test_a_cell_with_one_value_counts_what_its_head_names(
    text: str, measure: str | None, expected: tuple[str, str, str] | None
) -> None:
    value = bare_value(text, measure=measure)

    assert expected == (value and (str(value.value), value.unit, value.op.value))


def test_pipes_part_cells_as_tabs_do() -> None:
    read = read_plan(
        TITLE + "| 序号 | 工作任务 | 目标值 | 责任单位 | 完成时限 |\n|---|---|---|---|---|\n"
        "| 1 | 新增高新技术企业 | ≥25家 | 区科技局 | 2026年10月 |\n"
        "| 2 | 研发投入强度 | 2.8% | 区科技局、区统计局 | 2026-12-31 |\n"
    )

    assert tasks(read) == [
        "1 新增高新技术企业 |  | 区科技局 | 2026-10-31",
        "2 研发投入强度 |  | 区科技局、区统计局 | 2026-12-31",
    ]
    assert targets(read) == [
        "新增高新技术企业 >= 25 家 2026-10-31",
        "研发投入强度 = 2.8 % 2026-12-31",
    ]


def test_a_head_of_two_rows_without_marks_of_merging() -> None:
    read = read_plan(
        TITLE + "序号\t工作任务\t责任领导\t\t责任单位\t\t完成时限\n"
        "\t\t县领导\t部门领导\t牵头\t配合\t\n"
        "1\t创建省级卫生县城\t沈岚\t何立\t县卫健局\t县住建局、县城管局\t11月底前\n"
    )

    assert tasks(read) == ["1 创建省级卫生县城 | 县卫健局 | 县住建局、县城管局 | 2026-11-30"]
    assert read.tasks[0].leaders == ("沈岚", "何立")


def test_a_head_that_every_page_repeats_is_no_row() -> None:
    head = "序号\t工作任务\t牵头单位\t完成时间\n"
    read = read_plan(
        TITLE
        + head
        + "1\t新建水厂2座\t县水利局\t5月底\n"
        + head
        + "2\t改造户厕900户\t县农业农村局\t9月底\n"
    )

    assert [task.number for task in read.tasks] == ["1", "2"]


def test_a_table_cut_by_the_end_of_a_page_goes_on_without_a_head() -> None:
    first = document_of([["序号", "工作任务", "牵头单位"], ["1", "新建水厂2座", "县水利局"]])
    second = document_of([["2", "改造户厕900户", "县农业农村局"], ["3", "建设公园4处", "县住建局"]])
    shift = len(first.text)
    moved = [
        type(t)(start=t.start + shift, end=t.end + shift, rows=t.rows, columns=t.columns, cells=tuple(
            type(c)(start=c.start + shift, end=c.end + shift, row=c.row, column=c.column) for c in t.cells))
        for t in second.tables
    ]  # fmt: skip
    read = read_plan(first.text + second.text, [*first.tables, *moved])

    assert [(task.number, task.lead) for task in read.tasks] == [
        ("1", ("县水利局",)),
        ("2", ("县农业农村局",)),
        ("3", ("县住建局",)),
    ]


def test_columns_of_quarters_end_a_task_with_the_last_that_is_filled() -> None:
    read = read_plan(
        "2026年项目推进计划\n序号\t工作任务\t责任单位\t一季度\t二季度\t三季度\t四季度\n"
        "1\t建设绿道\t区住建局\t完成招标\t开工建设\t建成投用\t\n"
        "2\t编制规划\t区自规局\t启动\t初稿\t送审\t获批\n"
    )

    assert [str(task.deadline) for task in read.tasks] == ["2026-09-30", "2026-12-31"]


def test_the_worked_example_of_the_method_page() -> None:
    read = read_plan(
        "2026年指标表\n序号\t指标\t单位\t2025年完成\t2026年目标\t一季度\n"
        "1\t新增市场主体\t户\t4200\t5000\t1200\n"
    )

    assert targets(read) == ["新增市场主体 = 5000 户 2026-12-31"]
    assert [(f.indicator, str(f.value), f.unit) for f in read.facts] == [
        ("新增市场主体", "4200", "户")
    ]
    rest = {u.quote: u.reason for u in read.unused}
    assert (rest["1200"], rest["1"]) == (UnusedReason.DECOMPOSED, UnusedReason.NUMBERING)


def test_units_over_the_columns_leave_the_sum_as_the_only_target() -> None:
    read = read_plan(
        "2026年主要目标任务分解表\n指标\t单位\t全区\t枫桥镇\t柳堤镇\t城东街道\n"
        "固定资产投资\t亿元\t120\t40\t35\t45\n新增规上企业\t家\t18\t5\t7\t6\n"
    )

    assert targets(read) == [
        "固定资产投资 = 120 亿元 2026-12-31",
        "新增规上企业 = 18 家 2026-12-31",
    ]
    parts = [u.quote for u in read.unused if u.reason is UnusedReason.DECOMPOSED]
    assert parts == ["40", "35", "45", "5", "7", "6"]


def test_a_cell_of_numbered_items_beside_its_unit_is_several_tasks() -> None:
    read = read_plan(
        "2026年目标责任书\n责任单位\t重点任务\t完成时限\n"
        "县发改局\t1.争取专项债8亿元；2.储备项目60个。\t12月底\n县住建局\t改造老旧小区12个。\t11月底\n"
    )

    assert tasks(read) == [
        "1 争取专项债8亿元 |  | 县发改局 | 2026-12-31",
        "2 储备项目60个 |  | 县发改局 | 2026-12-31",
        " 改造老旧小区12个 |  | 县住建局 | 2026-11-30",
    ]


def test_a_column_tells_where_a_task_comes_from() -> None:
    read = read_plan(
        "云台县2026年重点任务清单\n序号\t任务\t任务来源\t责任单位\n"
        "1\t新增规上企业9家\t市政府下达\t县工信局\n2\t打造夜市2条\t单位自报承诺\t县商务局\n"
        "3\t建设公园4处\t县政府工作报告\t县住建局\n"
    )

    assert [t.origin for t in read.tasks] == [Origin.ASSIGNED, Origin.PLEDGED, Origin.OWN]


def test_phases_in_a_table_have_days_and_figures() -> None:
    read = read_plan(
        "2026年拆违行动方案\n一、工作步骤\n阶段\t时间安排\t主要工作\n"
        "宣传发动\t3月1日至3月31日\t召开动员会\n集中整治\t4月1日至10月31日\t拆除违建5.6万平方米\n"
    )

    assert [(p.name, str(p.first), str(p.last)) for p in read.phases] == [
        ("宣传发动", "2026-03-01", "2026-03-31"),
        ("集中整治", "2026-04-01", "2026-10-31"),
    ]
    assert targets(read) == ["拆除违建 = 56000 平方米 2026-10-31"]


MIXED = """澄江县2026年行动方案
一、重点任务
（一）抓项目。全年开工项目40个。（牵头单位：县发改局）
（二）重点项目清单
项目名称\t总投资（亿元）\t建设地点
滨江大桥\t6.5\t城关镇
智慧产业园\t12\t开发区
（三）抓民生。新增学位900个。（牵头单位：县教育局）
附件：任务分解表
序号\t工作任务\t责任单位
1\t建设公园4处\t县住建局
"""


def test_text_and_tables_are_read_side_by_side_and_nothing_twice() -> None:
    read = read_plan(MIXED)

    assert [task.title for task in read.tasks] == ["抓项目", "抓民生", "建设公园4处"]
    assert [(p.name, str(p.investment_yi)) for p in read.projects] == [
        ("滨江大桥", "6.5"),
        ("智慧产业园", "12"),
    ]
    assert [t.indicator for t in read.targets] == ["开工项目", "新增学位", "建设公园"]
    last = next(task for task in read.tasks if task.title == "抓民生")
    assert MIXED[last.body_start : last.body_end].endswith("任务分解表")


def test_a_row_is_a_clause_beneath_its_group_and_the_headings_above() -> None:
    read = read_plan(
        "2026年行动方案\n二、重点任务\n"
        "类别\t工作任务\t责任单位\n城建\t建设公园4处\t县住建局\n\t改造管网8公里\t县水利局\n"
    )
    rows = {clause.quote: clause.path for clause in read.clauses if "\t" in clause.quote}

    assert rows["建设公园4处\t县住建局"] == ("二、重点任务", "城建")
    assert rows["改造管网8公里\t县水利局"] == ("二、重点任务", "城建")
    assert any(clause.quote == "城建" and clause.is_heading for clause in read.clauses)


CELLS = st.sampled_from(
    [
        *(
            "序号",
            "工作任务",
            "类别",
            "目标值",
            "指标名称",
            "单位",
            "责任单位",
            "总投资(万元)",
            "项目名称",
        ),
        *(
            "完成时限",
            "一季度",
            "1",
            "18",
            "18家",
            "6.5%",
            "^",
            "<",
            "",
            "同上",
            "合计",
            "区住建局",
        ),
        *(
            "12月底前",
            "1.新建甲；2.改造乙3处。",
            "一、产业",
            "阶段",
            "2025年完成",
            "枫桥镇",
            "|",
            "1. ",
        ),
    ]
)


def grids_of_width(width: int) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=2, max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 6).flatmap(grids_of_width))
def test_any_grid_is_read_and_quoted_exactly(rows: list[list[str]]) -> None:
    document = document_of(rows)

    for read in (read_plan(document.text, document.tables), read_plan(document.text)):
        kinds = (read.tasks, read.targets, read.facts, read.projects, read.phases, read.clauses)
        assert all(read.text[i.start : i.end] == i.quote for kind in kinds for i in kind)
        assert all(t.body_start <= t.body_end for t in read.tasks)


def test_a_table_of_a_thousand_rows_takes_its_share_of_work() -> None:
    def read_of(count: int) -> DraftPlan:
        rows = [["序号", "重点任务", "责任单位", "完成时限"]]
        rows += [[f"{i}", f"新建道路{i + 1}公里", "区住建局", "9月底前"] for i in range(count)]
        document = document_of(rows)
        return read_plan(document.text, document.tables)

    assert len(read_of(1000).tasks) == 1000
    assert calls_of(lambda: read_of(1000)) < 12 * calls_of(lambda: read_of(100))
