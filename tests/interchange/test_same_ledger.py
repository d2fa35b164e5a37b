"""One plan as text, web page, Word file, print and sheet gives one ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from papers import (
    Heading,
    Paper,
    Paragraph,
    Sheet,
    Title,
    as_docx,
    as_html,
    as_pdf,
    as_txt,
    as_xlsx,
)

from guatu.core.planreading import read_plan, to_document
from guatu.interchange.documents import read_document

KINDS = ("tasks", "targets", "facts", "projects", "phases", "cadence")
PLACES = {"start", "end", "quote_start", "quote_end", "body_start", "body_end"}
HOW_SURE = {"confidence", "reasons"}
WRITERS: dict[str, Callable[[Paper], bytes]] = {
    "txt": as_txt,
    "html": as_html,
    "docx": as_docx,
    "pdf": as_pdf,
    "xlsx": as_xlsx,
}
PAPER: Paper = (
    Title("沐川湾区2026年“稳链强基”攻坚行动方案"),
    Paragraph(
        "2025年，全区完成固定资产投资86亿元。为稳住产业链、夯实基础，结合我区实际，制定本方案。"
    ),
    Heading(1, "一、", "主要目标"),
    Paragraph(
        "2026年，全区地区生产总值增长6.5%左右，新增规上工业企业22家，城乡居民收入比控制在1.8以内，公共机构能耗下降3%。"
    ),
    Heading(1, "二、", "重点任务"),
    Heading(2, "（一）", "产业提质"),
    Heading(3, "1.", "实施链主培育工程"),
    Paragraph(
        "全年引进链主企业3家，完成技改投资15.6亿元。加快推进总投资8.2亿元、占地260亩的海棠湾新材料产业园建设。（牵头单位：区工信局；责任单位：区商务局、区财政局、各镇街）"
    ),
    Heading(3, "2.", "盘活低效用地"),
    Paragraph(
        "6月底前盘活闲置厂房12万平方米，处置低效用地900亩。（牵头单位：区自然资源局；责任单位：区工信局；完成时限：2026年6月底）"
    ),
    Heading(2, "（二）", "城市更新"),
    Heading(3, "1.", "改造老旧小区"),
    Paragraph(
        "改造老旧小区31个，惠及居民5600户，新建口袋公园8处。（牵头单位：区住建局；责任单位：区城管局、明珠街道）"
    ),
    Heading(1, "三、", "实施步骤"),
    Paragraph("（一）动员部署阶段（1月5日至2月20日）。召开动员大会，细化任务清单。"),
    Paragraph("（二）集中攻坚阶段（2月21日至10月31日）。挂图作战，逐项销号。"),
    Paragraph("（三）总结评估阶段（11月1日至12月31日）。总结经验，健全机制。"),
    Heading(1, "四、", "工作保障"),
    Paragraph("建立“周调度、月通报”机制，每季度召开一次推进会。"),
    Paragraph("附件：重点任务分解表"),
    Sheet(
        (
            ("序号", "工作领域", "重点任务", "年度目标", "责任分工", "<", "完成时限"),
            ("^", "^", "^", "^", "牵头单位", "配合单位", "^"),
            (
                "1",
                "营商环境",
                "优化政务服务",
                "办理时限压缩至2个工作日",
                "区数据局",
                "区直各部门",
                "9月底前",
            ),
            ("2", "^", "兑现惠企政策", "1.2亿元", "区财政局", "区工信局、区商务局", "12月底前"),
            ("3", "民生保障", "新增公办学位", "1800个", "区教育局", "区住建局", "^"),
            ("4", "^", "建设社区食堂", "15处", "区民政局", "各镇街", "2026年10月"),
        )
    ),
)


def ledger(payload: bytes, *, name: str) -> dict[str, Any]:
    document = read_document(payload, name=name)
    read = to_document(read_plan(document.text, document.tables), doc=name)
    return {
        "title": read["title"],
        **{kind: [plain(item) for item in read[kind]] for kind in KINDS},
    }


def plain(item: dict[str, Any]) -> dict[str, Any]:
    """Leave out where it stands, save a phase's days, and the blanks in its words."""
    days = {"start", "end"} if "quote_start" in item else set()
    hidden = HOW_SURE | (PLACES - days)
    kept = {key: value for key, value in item.items() if key not in hidden}
    return {**kept, "quote": "".join(kept["quote"].split())}


@pytest.mark.parametrize("form", [form for form in WRITERS if form != "txt"])
def test_every_format_gives_the_ledger_of_the_text(form: str) -> None:
    expected = ledger(as_txt(PAPER), name="plan.txt")
    actual = ledger(WRITERS[form](PAPER), name=f"plan.{form}")

    assert expected == actual


def test_the_ledger_of_the_text_is_the_plan() -> None:
    read = ledger(as_txt(PAPER), name="plan.txt")

    assert [task["title"] for task in read["tasks"]] == [
        *("实施链主培育工程", "盘活低效用地", "改造老旧小区"),
        *("优化政务服务", "兑现惠企政策", "新增公办学位", "建设社区食堂"),
    ]
    assert {phase["name"] for phase in read["phases"]} == {
        *("动员部署阶段", "集中攻坚阶段", "总结评估阶段"),
    }
    assert ("新增公办学位", 1800, "2026-12-31") in [
        (t["indicator"], t["value"], t["deadline"]) for t in read["targets"]
    ]
    assert [(p["name"], p["investment_yi"], p["area_mu"]) for p in read["projects"]] == [
        ("海棠湾新材料产业园", 8.2, 260)
    ]


SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "plans"
PLANS = sorted(SHARED.glob("*.gold.json"))


@pytest.mark.skipif(not PLANS, reason="needs the plans in ../shared/plans")
@pytest.mark.parametrize("form", [form for form in WRITERS if form != "txt"])
def test_real_plans_keep_their_ledger_in_every_format(form: str) -> None:
    lost = {}
    for gold in PLANS:
        name = json.loads(gold.read_text("utf-8"))["doc"]
        text = read_document((gold.parent / name).read_bytes(), name=name).text
        paper = [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]
        expected = ledger(as_txt(paper), name=name)
        actual = ledger(WRITERS[form](paper), name=f"plan.{form}")
        if expected != actual:
            lost[name] = [kind for kind in KINDS if expected[kind] != actual[kind]]

    assert lost == {}
