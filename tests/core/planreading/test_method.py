"""The worked example of docs/methods/planreading.md, and the heads of documents."""

from datetime import date

import pytest

from guatu.core.planreading import read_plan


def test_the_worked_example_of_the_method() -> None:
    draft = read_plan("新建停车泊位1500个，为320户特困家庭实施适老化改造。")

    served = draft.targets[1]
    assert served.indicator == "特困家庭实施适老化改造"
    assert served.reasons == ("served", "list")
    assert served.confidence == pytest.approx(0.85)


@pytest.mark.parametrize(
    ("text", "title", "issuer", "issued_on"),
    [
        (
            "平溪县2025年攻坚方案\n一、总体要求\n坚持稳中求进。\n平溪县人民政府办公室\n2025年1月20日",
            "平溪县2025年攻坚方案",
            "平溪县人民政府办公室",
            date(2025, 1, 20),
        ),
        (
            (
                "首页 > 新闻 > 要闻\n全力以赴 决战四季度\n来源：融媒体中心 发布时间：2024-10-08\n"
                "柳湾街道党工委书记 郑一\n柳湾街道聚焦主业。"
            ),
            "全力以赴 决战四季度",
            "柳湾街道党工委",
            date(2024, 10, 8),
        ),
        (
            "10月12日上午，松坪镇召开重点工作调度会，全体镇干部参加。会议要求完成2023年度任务。",
            "松坪镇召开重点工作调度会",
            "松坪镇",
            date(2023, 10, 12),
        ),
        (
            "岩口区“破局年”行动方案\n区委、区政府决定开展行动。\n二〇二五年三月六日",
            "岩口区“破局年”行动方案",
            "岩口区委、区政府",
            date(2025, 3, 6),
        ),
        (
            "在动员会上的讲话\n（2026年2月26日）\n区委书记 郑海涛\n同志们：\n一、认清形势\n形势逼人。",
            "在动员会上的讲话",
            "区委",
            date(2026, 2, 26),
        ),
    ],
)
def test_head_of_a_document(text: str, title: str, issuer: str, issued_on: date) -> None:
    draft = read_plan(text)

    assert (draft.title, draft.issuer, draft.issued_on) == (title, issuer, issued_on)
    assert draft.date == draft.issued_on


def test_numbering_in_words_holds_numbering_in_musts() -> None:
    draft = read_plan(
        "第一，要认清形势。时间紧。\n第二，要突出重点。\n一要抓招引。引进企业9家。\n二要抓要素。\n第三，要压实责任。"
    )

    assert [(task.number, task.title) for task in draft.tasks] == [
        ("一", "抓招引"),
        ("二", "抓要素"),
    ]


def test_leaders_are_kept_apart_from_units() -> None:
    draft = read_plan("1、整治街面。\n牵头领导：区委常委、副区长王一\n牵头单位：区城管局")

    (task,) = draft.tasks
    assert task.leaders == ("区委常委", "副区长王一")
    assert task.lead == ("区城管局",)
