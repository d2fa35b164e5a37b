"""Where commitments come from: given from above, set here, promised by the unit itself (T15)."""

import pytest

from guatu.core.planreading import read_plan

PLAN = "{title}\n一、主要目标\n{text}\n二、重点任务\n（一）推进园区提质。完善园区道路。"


def origins(text: str, *, title: str = "柏溪县2026年工作要点") -> list[tuple[str, str]]:
    draft = read_plan(PLAN.format(title=title, text=text))
    return [(f"{t.value}", t.origin.value) for t in draft.targets]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新增规上企业12家。", [("12", "own")]),
        ("完成市下达的技改投资任务9亿元。", [("9", "assigned")]),
        ("高标准农田建成3万亩（省定任务）。", [("30000", "assigned")]),
        ("完成国家考核任务造林4000亩，新建绿道6公里。", [("4000", "assigned"), ("6", "own")]),
        (
            "市下达我县规上企业培育任务8家，自加压力力争培育11家。",
            [("8", "assigned"), ("11", "pledged")],
        ),
        (
            "上级下达指标为：新增就业3200人、培训1500人。",
            [("3200", "assigned"), ("1500", "assigned")],
        ),
        ("工信局承诺新增规上企业5家。", [("5", "pledged")]),
        ("推行告知承诺制，办理事项120件。", [("120", "own")]),
        ("县下达各镇清淤任务40公里。", [("40", "own")]),
    ],
    ids=range(9),
)
def test_origin_of_a_target(text: str, expected: list[tuple[str, str]]) -> None:
    assert origins(text) == expected


def test_the_words_of_an_origin_are_among_the_reasons() -> None:
    draft = read_plan(PLAN.format(title="柏溪县2026年工作要点", text="完成省下达造林任务4000亩。"))

    assert "assigned:省下达" in draft.targets[0].reasons


def test_what_a_body_gives_its_own_towns_is_its_own() -> None:
    text = "完成市下达的技改投资任务9亿元。"

    assert origins(text, title="澜洲市2026年工作要点") == [("9", "own")]
    assert origins(text, title="澜洲市柏溪县2026年工作要点") == [("9", "assigned")]


def test_origin_of_a_task_stands_in_its_heading_its_note_or_the_part_above() -> None:
    draft = read_plan(
        "柏溪县2026年任务清单\n一、市定任务\n1.改造农村公路。加快施工。\n二、自报承诺事项\n"
        "1.建设智慧停车平台。年内上线。\n三、其他工作\n1.完成上级交办信访件办理。逐件办结。\n"
        "2.推进河道清淤。分段实施。（任务来源：省政府工作报告）\n3.整治背街小巷。逐巷整治。"
    )

    assert [(t.title, t.origin.value) for t in draft.tasks] == [
        ("改造农村公路", "assigned"),
        ("建设智慧停车平台", "pledged"),
        ("完成上级交办信访件办理", "assigned"),
        ("推进河道清淤", "assigned"),
        ("整治背街小巷", "own"),
    ]


def test_a_pledged_project() -> None:
    draft = read_plan(
        "柏溪县2026年工作要点\n一、重点任务\n1.抓项目。县城投公司承诺的北岭水厂扩建工程（总投资1.2亿元）6月开工。"
    )

    assert [(p.name, p.origin.value) for p in draft.projects] == [("北岭水厂扩建工程", "pledged")]
