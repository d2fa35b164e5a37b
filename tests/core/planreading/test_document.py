"""The published form: it fits its schema, and odd documents give issues, not errors."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guatu.core.planreading import read_plan, to_document

SCHEMA = json.loads(
    (
        Path(__file__).resolve().parents[3] / "docs/reference/schemas/plan-read.schema.json"
    ).read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())

PLAN = """澄溪县2025年攻坚行动方案
来源：县融媒体中心 发布时间：2025-01-08 浏览次数：35
一、主要目标
地区生产总值增长6%左右，新增规上企业3至5家。去年全县签约项目18个。
二、重点任务
1．畅通交通路网。加快推进澄溪大桥（总投资2.6亿元）建设。（牵头单位：县交通局；责任单位：县交通局、县财政局）
三、实施步骤
（一）动员部署阶段（即日起至2月20日）。每月召开一次调度会。
友情链接：省政府网站
"""
NOVEL = (
    "那一年的雪下得很大，他独自走在长长的巷子里，想起许多旧事来。巷口的老槐树还在，只是没有人再来乘凉。"
    * 4
)
ENGLISH = (
    "The committee will build twelve new schools by the end of 2026 and raise income by 7%.\n" * 9
)


def codes(text: str) -> list[str]:
    return [issue.code.value for issue in read_plan(text).issues]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_plan_fits_the_schema_through_json() -> None:
    document = json.loads(
        json.dumps(to_document(read_plan(PLAN), doc="plan.txt"), ensure_ascii=False)
    )

    VALIDATOR.validate(document)
    assert document["doc"] == "plan.txt"
    assert document["text"] == PLAN
    assert document["date"] == "2025-01-08"
    assert document["targets"][0]["value"] == 6
    assert (document["targets"][1]["value"], document["targets"][1]["value_high"]) == (3, 5)
    assert document["projects"][0]["investment_yi"] == pytest.approx(2.6)
    assert document["phases"][0]["start"] == "2025-01-08"
    assert document["facts"][0]["value"] == 18
    assert document["cadence"][0]["every"] == "month"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_fits_the_schema(text: str) -> None:
    VALIDATOR.validate(json.loads(json.dumps(to_document(read_plan(text), doc="x.txt"))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["empty"]),
        (" \n\u3000\n", ["empty"]),
        (ENGLISH, ["not-chinese"]),
        ("1234 5678", ["not-chinese"]),
        (NOVEL, ["no-plan"]),
    ],
)
def test_what_is_no_plan_gives_one_issue(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_an_empty_draft_still_holds_its_text() -> None:
    draft = read_plan(ENGLISH)

    assert draft.text == ENGLISH
    assert (draft.targets, draft.tasks, draft.projects) == ((), (), ())


def test_a_unit_in_both_roles_is_pointed_out() -> None:
    draft = read_plan(PLAN)
    (issue,) = [issue for issue in draft.issues if issue.code == "unit-in-both-roles"]

    assert "县交通局" in issue.message
    assert draft.text[issue.start : issue.end] == draft.tasks[0].quote


def test_a_plan_without_units_or_year_is_pointed_out() -> None:
    text = "二、重点任务\n（一）扩大有效投资。力争新开工项目20个，其余按计划推进，做到应开尽开。"

    assert codes(text) == ["no-year", "no-duties"]


def test_a_phase_whose_days_stay_open_is_pointed_out() -> None:
    text = "三、实施步骤\n（一）动员部署阶段（即日起至2月20日）。制定方案，明确分工，广泛发动。"

    assert "phase-without-dates" in codes(text)


def test_a_clause_knows_its_headings() -> None:
    draft = read_plan(PLAN)
    clause = next(c for c in draft.clauses if c.quote.startswith("加快推进"))

    assert clause.path == ("二、重点任务", "1.畅通交通路网")


def test_the_page_around_the_document_is_left_out() -> None:
    draft = read_plan(PLAN)

    assert not any("友情链接" in c.quote or "浏览次数" in c.quote for c in draft.clauses)
    assert [u.reason for u in draft.unused if u.quote == "35"] == ["furniture"]
