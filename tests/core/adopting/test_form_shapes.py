"""Forms of offices above in known shapes: what their rows are, where they stand, what each column asks for."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from countyledgers import table

from guatu.core.adopting.formsheets import layouts_from, layouts_stored, suggest_layouts
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import Layout, Record, fill, suggest_layout


class Case(NamedTuple):
    """A form with its answers; a column whose words are printed already asks for nothing."""

    name: str
    text: str
    subject: str
    mode: str
    rows: tuple[int, int]
    sources: list[str]


CASES = [
    Case("blank-list","""
重点项目进展情况表|<|<|<|<|<
填报单位：|||||填报日期：
序号|项目名称|责任单位|总投资（万元）|形象进度|存在问题
|||||
|||||
|||||
填报人：|||审核人：||
""", "entries","listed",(3,5),["ordinal","name","leads","amount-wan","said","problem"]),
    Case("blank-list-three-rows-head","""
序号|项目名称|投资情况|<|<|进展|<
^|^|总投资|本年计划|本年完成|形象进度|存在问题
^|^|（万元）|（万元）|（万元）|^|^
||||||
||||||
合计||||||
""", "entries","listed",(3,4),["ordinal","name","amount-wan","by-hand","by-hand","said","problem"]),
    Case("fixed-indicators","""
主要经济指标完成情况表|<|<|<|<|<
指标名称|计量单位|全年目标|1-9月完成|完成率（%）|序时进度（%）
一、地区生产总值|亿元||||
二、固定资产投资|亿元||||
三、规上工业增加值增速|%||||
注：数据截至9月底|<|<|<|<|<
""", "targets","fixed",(2,4),["","","target","actual","done","demanded"]),
    Case("fixed-towns","""
各镇街任务完成情况|<|<|<|<
镇街|任务数|完成数|完成率|滞后数
望澜街道||||
云窠镇||||
柳澨镇||||
合计||||
""", "units","fixed",(2,4),["","count","closed","share","late"]),
    Case("fixed-towns-two-row","""
序号|单位|任务情况|<|<
^|^|总数|已完成|完成率
1|区住建局|||
2|区财政局|||
3|区水利局|||
""", "units","fixed",(2,4),["","","count","closed","share"]),
    Case("fixed-tasks","""
序号|工作任务|牵头单位|目前进展|下一步打算
1|改造老旧小区|区住建局||
2|口袋公园|区城管局||
3|疏浚河道|区水利局||
""", "entries","fixed",(1,3),["","","","said","next"]),
    Case("listed-with-example","""
序号|任务名称|完成时限|进展情况|备注
示例|建设停车场|2026年6月|已开工|
1||||
2||||
3||||
""", "entries","listed",(2,4),["ordinal","name","due","said",""]),
    Case("listed-no-rows","""
序号|任务名称|完成时限|进展情况
""", "entries","listed",(1,1),["ordinal","name","due","said"]),
    Case("listed-one-row-and-total","""
序号|项目名称|投资额（亿元）|进展
|||
合计|||
""", "entries","listed",(1,1),["ordinal","name","amount-yi","said"]),
    Case("total-first","""
指标|目标值|完成值|完成率
合计|||
招商引资|||
技改投资|||
""", "targets","fixed",(2,3),["","target","actual","done"]),
    Case("letters-row","""
序号|任务名称|时限|进展
甲|乙|丙|丁
1|||
2|||
3|||
""", "entries","listed",(2,4),["ordinal","name","due","said"]),
    Case("groups-fixed","""
序号|指标名称|单位|目标值|实际完成
一、经济发展|<|<|<|<
1|地区生产总值|亿元||
2|固定资产投资|亿元||
二、民生改善|<|<|<|<
3|居民收入增长|%||
""", "targets","fixed",(1,5),["","","","target","actual"]),
    Case("serial-printed-only","""
序号|项目名称|责任单位|进展情况|存在问题|下一步措施
1|||||
2|||||
3|||||
4|||||
""", "entries","listed",(1,4),["ordinal","name","leads","said","problem","next"]),
    Case("titles-and-notes","""
附件1|||
2026年重点工作推进情况统计表|<|<|<
填报单位（盖章）：||填报时间：  年  月  日|
任务事项|责任领导|进展情况（200字以内）|困难和问题
|||
|||
说明：1.每月25日前报送。|<|<|<
2.请如实填报。|<|<|<
""", "entries","listed",(4,5),["name","by-hand","said","problem"]),
    Case("progress-percent","""
序号|任务名称|牵头单位|配合单位|完成时限|完成进度（%）|亮灯|工作进展
||||||||
||||||||
""", "entries","listed",(1,2),["ordinal","name","leads","supports","due","progress","lamp","said"]),
    Case("month-columns","""
指标|年度目标|本月完成|累计完成|完成率|同比
粮食产量|||||
工业投资|||||
""", "targets","fixed",(1,2),["","target","by-hand","actual","done","by-hand"]),
    Case("persons","""
序号|项目名称|责任人|联系电话|开工时间|竣工时间|当前状态|备注
|||||||
|||||||
""", "entries","listed",(1,2),["ordinal","name","","","start","due","lamp",""]),
    Case("money-of-the-year","""
序号|项目名称|计划总投资（亿元）|年度计划投资（亿元）|累计完成投资（亿元）|到位资金|概算总投资
||||||
||||||
""", "entries","listed",(1,2),["ordinal","name","amount-yi","by-hand","by-hand","by-hand","amount-wan"]),
    Case("subtotal-in-the-middle","""
镇街|任务数|完成数|完成率
望澜街道|||
云窠镇|||
小计|||
柳澨镇|||
总计|||
注：口径见通知|||
""", "units","fixed",(1,4),["","count","closed","share"]),
]  # fmt: skip


def grid_of(text: str) -> Grid:
    rows, spans = table(text)
    return Grid(title="表", rows=tuple(tuple(map(str, row)) for row in rows), merged=spans)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_form_is_understood(case: Case) -> None:
    found: Layout = suggest_layout(grid_of(case.text))

    assert (case.subject, case.mode) == (found.subject, found.mode)
    assert case.rows == (found.first_row, found.last_row)
    assert tuple(case.sources) == found.sources[: len(case.sources)]
    assert set(found.sources[len(case.sources) :]) <= {""}


def test_headings_and_totals_of_a_form_are_no_gaps() -> None:
    grid = grid_of(next(case.text for case in CASES if case.name == "groups-fixed"))
    made = fill(suggest_layout(grid), grid, [])

    assert {2, 3, 5} == {gap.row for gap in made.gaps}

    grid = grid_of(next(case.text for case in CASES if case.name == "subtotal-in-the-middle"))
    made = fill(suggest_layout(grid), grid, [Record(pk=1, name="望澜街道", values={})])

    assert {1, 2, 4} == {gap.row for gap in made.gaps}


FEET = {
    "signed": ["合计||||83.5|", "审签人：|||填表人：||"],
    "in-the-second-column": ["|合  计|||=|", "|审签人|||填表人|"],
    "without-a-word": ["||||#DIV/0!|", "审签人：|||||"],
    "in-brackets": ["（合计）||||0|"],
    "averages": ["平均||||12.5%|", "（盖章）|||||"],
    "sums-of-pages": ["本页合计|||||", "累计|||||", "联系人：|||联系电话：||"],
    "several-signatures": ["单位负责人（签字）：|||审核人：|填表人：|"],
    "opinions": ["共计：|||||", "审批意见：|||||", "||||2026年  月  日|"],
    "long-labels": ["总   计：||||0|", "分管领导（签字）：    经办人：|||||", "|||||"],
}


@pytest.mark.parametrize("foot", FEET.values(), ids=FEET)
@pytest.mark.parametrize("number", ["{}", ""], ids=["numbered", "blank"])
def test_what_stands_at_the_foot_of_a_form_is_not_filled(foot: list[str], number: str) -> None:
    head = ["序号|重点任务|牵头单位|推进情况|<|备注", "^|^|^|完成时限|完成率|^"]
    body = [f"{number.format(row)}|||||" for row in range(1, 6)]
    found = suggest_layout(grid_of("\n".join(["", *head, *body, *foot, ""])))

    assert (found.first_row, found.last_row) == (2, 6)


def test_rows_that_a_form_asks_about_are_no_foot() -> None:
    rows = ["签约项目推进", "单位减负", "负责人培训", "总体评价", "地方财政收入合计", "平均学时"]
    text = "\n".join(["", "重点任务|责任人|进展情况", *(f"{row}|分管领导|" for row in rows), ""])
    found = suggest_layout(grid_of(text))

    assert (1, len(rows)) == (found.first_row, found.last_row)


def test_a_column_that_computes_in_every_row_is_no_foot() -> None:
    rows = ["||0|0", "||0|0", "||0|0"]
    found = suggest_layout(grid_of("\n".join(["", "序号|任务名称|任务数|完成率", *rows, ""])))

    assert (found.first_row, found.last_row) == (1, 3)


LIST = "序号|任务名称|牵头单位|完成时限\n|||\n|||"
UNITS = "单位名称|任务数|完成率\n区财政局||\n区住建局||"
FIGURES = "指标名称|目标值|完成值\n固定资产投资||\n社零额||"
NOTES = "填表说明\n一、每月25日前报送。\n二、数据以统计部门为准。"
PERSONS = "序号|单位|姓名|联系电话\n|||\n|||"
CODES = "代码|类别名称|说明\n01|工业|规上\n02|农业|全部"
WORKBOOKS = {
    "notes-first": ([("填表说明", NOTES), ("附件1", LIST), ("附件2", UNITS)], [1, 2]),
    "all-six": (
        [(f"附件{n}", text) for n, text in enumerate((LIST, UNITS, FIGURES, LIST, UNITS, LIST))],
        [0, 1, 2, 3, 4, 5],
    ),
    "persons-and-codes-last": ([("表一", FIGURES), ("联络员", PERSONS), ("行业代码", CODES)], [0]),
    "an-example": ([("填报示例", LIST), ("报表", LIST)], [1]),
    "only-an-example": ([("填报示例", LIST), ("说明", NOTES)], [0]),
    "nothing-held": ([("说明", NOTES), ("名册", PERSONS)], [1]),
    "one-sheet": ([("Sheet1", UNITS)], [0]),
    "long-line-above": ([("说明：以下表格请按月填报并于次月5日前报送", LIST)] * 2, [0, 1]),
}


@pytest.mark.parametrize(("sheets", "expected"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_of_several_sheets_those_that_ask_are_filled(
    sheets: list[tuple[str, str]], expected: list[int]
) -> None:
    grids = [Grid(title=title, rows=grid_of(f"\n{text}\n").rows) for title, text in sheets]
    found = suggest_layouts(grids)

    assert [one.table for one in found] == expected
    kept = layouts_from(layouts_stored(reversed(found)))
    assert [one.stored() for one in kept] == [one.stored() for one in found]
