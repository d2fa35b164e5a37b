"""Reports quoted long after: what they said of the week to come is left out, the rest stands."""

from __future__ import annotations

import pytest

from guatu.core.pastwords import past_only, says_nothing_new, undated


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("排水沟清淤1.6公里，下周转入下一村。", "排水沟清淤1.6公里。"),
        ("完成两批兑付。下周继续推进。", "完成两批兑付。"),
        ("完成入户46户，余88户下周完成，已公示", "完成入户46户，已公示"),
        ("主体封顶；下一步安装设备；验收合格", "主体封顶；验收合格"),
        ("主体封顶\n下个月安装设备", "主体封顶"),
        ("召开推进会，部署下一步工作。", "召开推进会。"),
        ("完成招标。力争月底前进场。", "完成招标。"),
        ("下星期开工", ""),
        ("地下步行街开放，地下一层完工", "地下步行街开放，地下一层完工"),
        ("地下月台铺装完成", "地下月台铺装完成"),
        ("明日星城一期竣工", "明日星城一期竣工"),
        ("开工两处（一处已完成，一处下周完成）", "开工两处（一处已完成，一处下周完成）"),
        ("会同市局会商（含下周安排）", "会同市局会商"),
        ("本周以来，立杆12根。近日完成布线", "立杆12根。完成布线"),
        ("本周隐蔽工程验收通过", "隐蔽工程验收通过"),
        ("本周期完成3个样本，本周五已公示", "本周期完成3个样本，本周五已公示"),
        ("", ""),
    ],
)
def test_only_what_was_done_is_quoted(said: str, told: str) -> None:
    assert past_only(said) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("下周完成剩余部分", "完成剩余部分"),
        ("下个月，组织验收", "组织验收"),
        ("近期开工", "开工"),
        ("加快收尾，下周验收", "加快收尾，下周验收"),
    ],
)
def test_what_comes_next_loses_its_near_day(said: str, told: str) -> None:
    assert undated(said) == told


@pytest.mark.parametrize(
    "text",
    [
        *("本期无新进展", "本期无新进展。", "暂无进展", "本周无变化；", "没有新的进展"),
        *("目前尚无明显进展", "同上期", "与上月一致", "无", "—"),
    ],
)
def test_a_report_that_nothing_changed_is_no_news(text: str) -> None:
    assert says_nothing_new(text)


@pytest.mark.parametrize(
    "text", ["", "无人机巡查20次", "没有新增变化图斑，复核完毕", "新进展：完成选址", "本期完成验收", "同上期相比增长5%"]
)  # fmt: skip
def test_a_report_that_tells_something_is_news(text: str) -> None:
    assert not says_nothing_new(text)
