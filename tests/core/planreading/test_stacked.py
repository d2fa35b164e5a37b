"""Tables whose cells stand each on a line of its own."""

from datetime import date

from guatu.core.planreading import read_plan

ONE_ROLE = """柏溪县2026年民生实事任务分解表

序号

民生实事

责任单位

完成时限

1

启动建设东洲河综合治理工程。

县水利局

县住建局

12月底前

2

新建人行天桥2座。

县住建局

9月投入使用

3

完成棚户区改造836户。

县住建局
县财政局、县自然资源局

12月底前

附件下载
"""
TWO_ROLES = """柏溪县2026年任务清单
序号
工作任务
牵头单位
配合单位
1
优化公交线网
县交通局
县财政局、各乡镇
2
整治背街小巷
县城管局
县住建局
3
开展安全宣传
县应急局
"""


def test_a_row_is_a_task_with_its_units_and_its_limit() -> None:
    draft = read_plan(ONE_ROLE)

    assert [(t.number, t.title, t.support, t.deadline) for t in draft.tasks] == [
        ("1", "启动建设东洲河综合治理工程", ("县水利局", "县住建局"), date(2026, 12, 31)),
        ("2", "新建人行天桥2座", ("县住建局",), date(2026, 9, 30)),
        (
            "3",
            "完成棚户区改造836户",
            ("县住建局", "县财政局", "县自然资源局"),
            date(2026, 12, 31),
        ),
    ]
    assert [(t.indicator, int(t.value)) for t in draft.targets] == [
        ("新建人行天桥", 2),
        ("完成棚户区改造", 836),
    ]


def test_columns_tell_who_leads() -> None:
    draft = read_plan(TWO_ROLES)

    assert [(t.title, t.lead, t.support) for t in draft.tasks] == [
        ("优化公交线网", ("县交通局",), ("县财政局", "各乡镇")),
        ("整治背街小巷", ("县城管局",), ("县住建局",)),
        ("开展安全宣传", ("县应急局",), ()),
    ]


def test_words_of_a_head_without_rows_give_nothing() -> None:
    draft = read_plan(
        "柏溪县任务清单\n序号\n工作任务\n责任单位\n以上各项任务由县政府督查室督办，县直各单位抓好落实。"
    )

    assert draft.tasks == ()
