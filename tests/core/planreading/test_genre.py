"""Texts that are no plan say so plainly; a task that is a project is marked as one thing."""

import pytest

from guatu.core.planreading import read_plan

RECIPE = "红烧肉的做法\n" + "".join(
    f"{number}．{step}\n"
    for number, step in enumerate(
        (
            "五花肉500克洗净，切成3厘米见方的块，冷水下锅焯水2分钟。",
            "锅中放油20克，小火将冰糖30克炒至枣红色，下肉块翻炒均匀。",
            "加入生抽2勺、老抽1勺、料酒3勺，放姜4片、八角2个、桂皮1段。",
            "倒入没过肉块的开水，大火烧开后转小火炖60分钟，中途翻动两次。",
            "大火收汁，撒葱花少许，装盘即可，配米饭三碗最好吃。",
        ),
        start=1,
    )
)
LAW = "青禾河道保护条例\n" + "".join(
    f"第{number}条　{text}\n"
    for number, text in (
        ("一", "为了保护河道，保障防洪安全，根据有关法律，结合本地实际，制定本条例。"),
        ("二", "本条例适用于河道的规划、整治、保护。县级以上人民政府负责组织实施。"),
        ("三", "水行政主管部门应当加强巡查，对违法行为责令改正。"),
        ("四", "违反本条例规定，在河道内倾倒垃圾的，处五百元以上五千元以下罚款。"),
        ("五", "逾期不改正的，处1万元以上5万元以下罚款。"),
        ("六", "本条例自2026年5月1日起施行。"),
    )
)
NOVEL = (
    "第一章　旧巷\n"
    + (
        "那年冬天雪下了三天三夜，他数了数口袋里的钱，还剩12块。巷口卖烧饼的老人认得他，递来两个热饼，"
        "说等春天来了再算账。他想起二十年前的自己，也是这样站在风里。\n"
    )
    * 4
)


@pytest.mark.parametrize("text", [RECIPE, LAW, NOVEL], ids=["recipe", "law", "novel"])
def test_a_text_of_another_kind_gives_one_issue_and_loses_no_number(text: str) -> None:
    draft = read_plan(text)

    assert [issue.code.value for issue in draft.issues] == ["no-plan"]
    assert "No tasks, no targets found" in draft.issues[0].message
    assert (draft.tasks, draft.targets, draft.facts, draft.projects) == ((), (), (), ())
    assert draft.clauses
    assert not any(unused.is_of_interest for unused in draft.unused)


def test_a_plan_in_articles_is_a_plan() -> None:
    draft = read_plan(
        "柏溪镇河道清理专项行动方案\n第一条　工作目标。\n清理河道12公里。\n"
        "第二条　清理河面。\n打捞漂浮物，拆除阻水坝9座。\n责任单位：镇水利站\n"
        "第三条　整治岸线。\n补植绿化4000平方米，由镇林业站牵头，各村配合。\n"
    )

    assert [(t.number, t.title, t.lead, t.support) for t in draft.tasks] == [
        ("二", "清理河面", (), ("镇水利站",)),
        ("三", "整治岸线", ("镇林业站",), ("各村",)),
    ]
    assert len(draft.targets) == 3


def test_a_plan_without_tasks_or_without_targets_says_which() -> None:
    assert "no-targets" in [
        issue.code.value
        for issue in read_plan(
            "一、重点任务\n1.改进会风文风。少开会、开短会、讲短话，把力气用在解决问题上。"
        ).issues
    ]
    assert "no-tasks" in [
        issue.code.value
        for issue in read_plan("2026年全县地区生产总值增长6%以上，城镇新增就业三千人。").issues
    ]


def test_a_task_that_is_a_project_is_marked_on_both() -> None:
    draft = read_plan(
        "柏溪县2026年重点任务\n一、重点任务\n1.加快北岭水厂扩建工程建设。总投资1.2亿元，6月开工。\n"
        "2.优化营商环境。推进南桥物流园项目建设。"
    )

    assert ["also-project" in task.reasons for task in draft.tasks] == [True, False]
    assert {p.name: "also-task" in p.reasons for p in draft.projects} == {
        "北岭水厂扩建工程": True,
        "南桥物流园项目": False,
    }
