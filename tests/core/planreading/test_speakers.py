"""Several bodies speak each for itself; each promise is its own."""

from __future__ import annotations

import pytest

from guatu.core.planreading import read_plan
from guatu.core.planreading.model import Origin
from guatu.core.planreading.speakers import unit_of_posts, without_speaker

ROUND_UP = """岚州区各部门热议“决战四季度”动员会

2026年10月12日

10月10日，全区“决战四季度”动员会召开，各部门、各镇迅速传达学习，表示要把任务落到实处。

区工业和信息化局党组书记、局长陶时雨表示，将抓好企业梯度培育，确保年内新增规上工业企业12家，推动3个技改项目投产。

滨港经济区召开党工委扩大会议。下一步，将盯紧在谈项目，力争四季度签约亿元以上项目5个。

云堡镇党委书记甘霖说，云堡镇将完成道路修复18公里，新建高标准农田2600亩。

岚州城建集团党委书记、董事长兼总经理邢安表示，集团将确保年底前交付安置房460套。
"""

COLUMNS = """真抓实干 奋战四季度
区委常委、滨港经济区党工委书记 陆川：以项目论英雄
陆川
滨港经济区将新开工项目9个，盘活闲置厂房4万平方米。
区委常委、常务副区长 贺知舟：守住收支底线
贺知舟
全年一般公共预算收入达到28亿元以上。
副区长、区公安分局局长 石磊：守护一方平安
石磊
电信诈骗发案数下降10%以上。
"""


def test_each_statement_is_its_unit_s_own_pledge() -> None:
    plan = read_plan(ROUND_UP)
    said = {one.indicator: (one.speaker, one.origin) for one in plan.targets}
    assert said == {
        "新增规上工业企业": ("区工业和信息化局", Origin.PLEDGED),
        "技改项目投产": ("区工业和信息化局", Origin.PLEDGED),
        "签约亿元以上项目": ("滨港经济区", Origin.PLEDGED),
        "完成道路修复": ("云堡镇", Origin.PLEDGED),
        "新建高标准农田": ("云堡镇", Origin.PLEDGED),
        "交付安置房": ("岚州城建集团", Origin.PLEDGED),
    }


def test_a_column_belongs_to_the_unit_of_its_writer() -> None:
    plan = read_plan(COLUMNS)
    said = {one.indicator: one.speaker for one in plan.targets}
    assert set(said.values()) == {"滨港经济区", None, "区公安分局"}
    assert next(v for k, v in said.items() if "收入" in k) is None
    assert next(v for k, v in said.items() if "诈骗" in k) == "区公安分局"


def test_the_speaker_of_a_speech_is_its_issuer_and_pledges_nothing() -> None:
    speech = (
        "云堡镇党委书记在全镇动员会上的讲话\n\n云堡镇党委书记甘霖\n\n"
        "一、抓项目。全年开工项目6个，完成投资3亿元。\n二、抓民生。新建改建农村公路18公里。\n"
        "三、抓落实。党委副书记要牵头，各村各部门要把责任扛在肩上，坚持周调度、月通报。\n"
    )
    plan = read_plan(speech)
    assert plan.targets
    assert {(one.speaker, one.origin) for one in plan.targets} == {(None, Origin.OWN)}


def test_a_list_of_members_speaks_for_nobody() -> None:
    plan = read_plan(
        "岚州区2026年攻坚行动方案\n\n一、组织领导\n组长：区委书记 陆川\n成员：区财政局局长 钱一鸣\n"
        "区住建局局长 石磊\n云堡镇镇长 甘霖\n领导小组下设办公室，办公室成员：\n"
        "区发改局局长 邢安\n区城管局局长 陶时雨\n办公室负责日常工作，每周调度。\n\n二、重点任务\n"
        "（一）改造老旧小区12个，新增停车泊位600个。（牵头单位：区住建局）\n"
        "（二）新建高标准农田2600亩，完成道路修复18公里。（牵头单位：区农业农村局）\n"
    )

    assert plan.targets
    assert {(one.speaker, one.origin) for one in plan.targets} == {(None, Origin.OWN)}


def test_where_the_paper_itself_goes_on_the_last_speaker_is_done() -> None:
    plan = read_plan(f"{ROUND_UP}\n会议要求，全区四季度固定资产投资完成86亿元以上。\n")

    asked = next(one for one in plan.targets if "固定资产投资" in one.indicator)
    assert (asked.speaker, asked.origin) == (None, Origin.OWN)


@pytest.mark.parametrize(
    ("indicator", "name"),
    [
        ("云堡镇将完成道路修复", "完成道路修复"),
        ("集团将确保年底前交付安置房", "交付安置房"),
        ("将力争新增企业", "新增企业"),
        ("将军路改造", "将军路改造"),
        ("公司制改革企业", "公司制改革企业"),
    ],
)
def test_what_is_measured_is_named_without_who_says_so(indicator: str, name: str) -> None:
    assert without_speaker(indicator, "云堡镇") == name


@pytest.mark.parametrize(
    ("posts", "unit"),
    [
        ("区委常委、滨港经济区党工委书记 陆川", "滨港经济区"),
        ("区农业农村局党组书记、局长钱一鸣", "区农业农村局"),
        ("云堡镇党委副书记、镇长", "云堡镇"),
        ("市委常委、纪委书记、监委主任", "纪委"),
        ("区委常委、常务副区长", None),
        ("区政府党组成员、副区长", None),
        ("柳桥村党支部书记", "柳桥村"),
        ("区城投集团董事长", "区城投集团"),
    ],
)
def test_a_post_names_its_unit(posts: str, unit: str | None) -> None:
    assert unit_of_posts(posts) == unit
