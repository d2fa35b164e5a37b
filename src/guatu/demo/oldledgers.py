"""Sheets of real life in the demo: an old ledger that waits to be taken over, forms that offices above ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from guatu.campaigns.queries import target_states
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import RowMode, suggest_layout
from guatu.core.tablebook import Book, Column, Paper, Row, Sheet
from guatu.interchange.tablebook.docx import write_docx
from guatu.interchange.tablebook.xlsx import write_xlsx
from guatu.ledgers.models import Kind
from guatu.sheets.actions.adopting import stage as stage_ledger
from guatu.sheets.actions.higher import NewForm, fill_in, keep_form, set_layout
from guatu.sheets.higherwords import GAPS
from guatu.sheets.models import HigherForm
from guatu.sheets.queries.higher import layout_of
from guatu.sheets.queries.higherrecords import records_for, suggested_ties

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

Texts = tuple[tuple[str, ...], ...]
BLANK_ROWS = 6
OWED_SINCE = timedelta(days=75)
UNITS = 8
OLD_HEADS = (
    "序 号",
    "重点任务",
    "责任部门",
    "时间节点",
    "目前进展情况",
    "存在问题",
    "下步打算",
    "联系电话",
)
OLD: Texts = (
    ("1", "编制城市体检报告", "区住建局牵头，区城管局、各镇街配合", "6月底前", "初稿已成", "指标缺数", "补充调查", ""),
    ("2", "建成公共停车泊位登记册", "区城管局、区公安分局", "2026.9.30", "登记率过半", "无", "逐街核对", ""),
    ("3", "背街小巷照明补盲", "区路灯所", "2026年三季度", "完成勘察", "管线不明", "先易后难", ""),
    ("4", "清理占道堆物", "同上", "长期坚持", "每周清理一次", "易反弹", "落实门前三包", ""),
    ("5", "既有住宅加装电梯", "区住建局", "年底前", "开工六台", "意见不一", "上门协商", ""),
    ("合计", "5项", "", "", "", "", "", ""),
)  # fmt: skip
MONTHLY = (
    "序号",
    "重点任务",
    "牵头单位",
    "完成时限",
    "工作进展",
    "存在问题",
    "下一步打算",
    "市直对口科室",
)
BY_UNIT = ("单位名称", "任务总数", "已完成数", "滞后或逾期数", "完成率")
FIGURES = ("指标名称", "计量单位", "年度目标", "累计完成", "完成率", "序时应完成", "数据截至")
UNHEARD = "夜间经济活跃度指数"  # which nobody here measures: the demo shows a gap


def lay_old_ledgers(stage: Stage) -> None:
    """Leave an old ledger with doubts to be answered, and keep three forms, each filled once."""
    heads = tuple(Column(title=one, width=18) for one in OLD_HEADS)
    rows = tuple(Row(cells=cells) for cells in OLD)
    title = "城市管理重点工作台账（样表）"
    sheet = Sheet(tab="台账", title=title, columns=heads, rows=rows, left="填报单位：区城管局")
    stage_ledger(
        stage.office,
        stage.general,
        Kind.objects.get(code="task"),
        grids=(grid_of("台账", title, OLD_HEADS, OLD),),
        file=("城市管理重点工作台账.xlsx", write_xlsx(Book(title=title, sheets=(sheet,)))),
    )
    lay_form(stage, "重点任务推进情况月报", "市发展改革委", MONTHLY, blank(MONTHLY))
    names = list(stage.settled.units)[19 : 19 + UNITS]  # departments, in official order
    lay_form(stage, "各单位任务办结情况表", "市委督查室", BY_UNIT, named(BY_UNIT, names))
    states = target_states(stage.office, stage.general, stage.today)[:UNITS]
    measured = [*(state.indicator for state in states), UNHEARD]
    lay_form(
        stage, "主要指标完成情况表", "市统计局", FIGURES, named(FIGURES, measured), is_word=True
    )


def blank(heads: tuple[str, ...]) -> Texts:
    return tuple(("",) * len(heads) for _ in range(BLANK_ROWS))


def named(heads: tuple[str, ...], names: list[str]) -> Texts:
    return tuple((name, *[""] * (len(heads) - 1)) for name in names)


def grid_of(tab: str, title: str, heads: tuple[str, ...], rows: Texts) -> Grid:
    """Return what reading the workbook of a table book gives."""
    width = len(heads)
    over = ((title, *[""] * (width - 1)), ("",) * width)
    return Grid(title=tab, rows=(*over, heads, *rows), merged=((0, 0, 0, width - 1),))


def lay_form(
    stage: Stage,
    title: str,
    asked_by: str,
    heads: tuple[str, ...],
    rows: Texts,
    *,
    is_word: bool = False,
) -> None:
    """Keep a form, tell what its columns are filled with, and fill it as of today."""
    columns = tuple(Column(title=one, width=16) for one in heads)
    sheet = Sheet(
        tab=title, title=title, columns=columns, rows=tuple(Row(cells=cells) for cells in rows)
    )
    book = Book(title=title, sheets=(sheet,), paper=Paper.A4)
    payload = write_docx(book) if is_word else write_xlsx(book)
    grid = Grid(title="", rows=(heads, *rows)) if is_word else grid_of(title, title, heads, rows)
    new = NewForm(
        title=title,
        asked_by=asked_by,
        unit_id=stage.general.unit_id,
        rhythm=HigherForm.Rhythm.MONTH,
        first_due_on=(stage.today - OWED_SINCE).replace(day=25),
    )
    name = f"{title}.{'docx' if is_word else 'xlsx'}"
    form = keep_form(stage.office, stage.general, new, grids=(grid,), file=(name, payload))
    layout = layout_of(form)
    if layout.mode is RowMode.FIXED:
        records = records_for(stage.office, stage.general, suggest_layout(grid), stage.today)
        ties = suggested_ties(grid, layout, records, stage.general.unit)
        told = replace(layout, ties=ties)
    else:
        told = replace(layout, filters={"late": "1"})
    set_layout(stage.office, form, version=form.version, layout=told)
    words = {code: str(word) for code, word in GAPS.items()}
    fill_in(stage.office, form, grids=(grid,), as_of=stage.today, words=words)
