"""What a bulletin says of its facts, in words and tables."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from guatu.core.official.facts import (
    Facts,
    LateFact,
    LineFact,
    NodeFact,
    ProblemFact,
    Reports,
    RoundFact,
    TargetFact,
    UnitFact,
    data_of,
    facts_from,
)
from guatu.core.official.filling import values_of, writers
from guatu.core.official.wording import days

EMPTY = Facts(
    campaign="攻坚行动", issuer="区督查室", starts_on=date(2026, 6, 13), ends_on=date(2026, 6, 19),
    ordinal=3,
)  # fmt: skip
FULL = replace(
    EMPTY,
    reports=Reports(asked=12, received=9, late=2, unchanged=3, problems=2),
    units=(
        UnitFact(name="区财政局", reports=Reports(asked=4, received=4), lamps={"on_pace": 4}),
        UnitFact(
            name="区住建局", reports=Reports(asked=6, received=5, late=2),
            lamps={"overdue": 1, "behind": 2},
        ),
        UnitFact(name="柳河镇", reports=Reports(asked=2), lamps={"behind": 1}),
    ),
    lamps={"overdue": 1, "behind": 3, "on_pace": 4},
    last_lamps={"behind": 5, "on_pace": 3},
    changes={
        "new_red": (LineFact(unit="区住建局", title="建设“邻里”中心", before="behind", after="overdue"),),
        "pushed": (
            LineFact(
                unit="柳河镇", title="修复河堤", before="behind", after="behind",
                due_before=date(2026, 6, 30), due_after=date(2026, 7, 31),
            ),
        ),
    },
    counts={"new_red": 1, "pushed": 1},
    problems=(
        ProblemFact(unit="区住建局", title="建设邻里中心", text="3户未签约\n请征收办协调。"),
        ProblemFact(unit="柳河镇", title="修复河堤", text="缺少 块石 "),
    ),
    nodes=(NodeFact(unit="区财政局", title="编制清单", node="发布", due_on=date(2026, 6, 25)),),
    node_count=4,
    targets=(
        TargetFact(name="投资", unit="区发改局", owed="120亿元", actual="40亿元", standing="behind"),
    ),
)  # fmt: skip


def test_each_field_says_what_the_facts_say() -> None:
    said = values_of(FULL)

    assert said["报告期"] == "2026年6月13日至19日"
    assert said["填报情况"] == (
        "本期涉及3个单位，应填报12项，已填报9项；其中迟报2项，填报“本期无新进展”3项，未报3项。"
    )
    assert said["亮灯情况"] == "台账共有事项8项，其中达序时4项，滞后3项，逾期1项。"
    assert said["亮灯变化"] == ("与上期相比，逾期和严重滞后1项（增加1项），滞后3项（减少2项）。")
    assert said["较好单位"] == "按时报齐且无滞后、逾期事项的单位有1个：区财政局。"
    assert said["未报情况"].splitlines() == [
        "全部未报的单位有1个：柳河镇。",
        "部分未报的单位有1个：区住建局（1项）。",
        "迟报的单位有1个：区住建局（2项）。",
    ]
    assert said["滞后单位"].splitlines() == [
        "有逾期或严重滞后事项的单位有1个：区住建局（1项）。",
        "只有滞后事项的单位有1个：柳河镇。",
    ]
    assert said["新增滞后"].splitlines()[0] == (
        "新增逾期或严重滞后事项1项：①区住建局“建设‘邻里’中心”。"
    )
    assert "①柳河镇“修复河堤”由6月30日延至7月31日" in said["推延情况"]
    assert said["问题清单"].splitlines()[1:] == [
        "1.区住建局“建设邻里中心”：3户未签约 请征收办协调。",
        "2.柳河镇“修复河堤”：缺少 块石。",
    ]
    assert said["下步节点"].splitlines() == [
        "近期到期的节点和事项共4项，主要有：",
        "1.区财政局：6月25日前“编制清单”达到节点“发布”。",
        "其余3项按台账时限推进。",
    ]
    assert "滞后的指标：投资（目标120亿元，现为40亿元）。" in said["指标进展"]
    assert "| 2 | 区住建局 | 6 | 5 | 2 | 1 | 2 | 0 | 0 | 0 |" in said["单位情况表"]


def test_an_empty_round_is_said_in_sentences_and_no_field_is_empty() -> None:
    said = values_of(EMPTY)

    assert [name for name, text in said.items() if not text.strip() and name != "数据截至"] == []
    assert said["填报情况"] == "本期没有需要填报的事项。"
    assert said["亮灯变化"] == "此前没有已截止的期次，本期不作比较。"


def test_units_stand_in_official_order_and_nobody_is_ranked() -> None:
    """The unit with fewer late entries does not move before the one that stands first."""
    worse_first = replace(
        EMPTY,
        units=(
            UnitFact(name="甲局", reports=Reports(asked=9, received=9), lamps={"overdue": 5}),
            UnitFact(name="乙局", reports=Reports(asked=9, received=9), lamps={"overdue": 1}),
        ),
    )

    said = "".join(values_of(worse_first).values())

    assert said.index("甲局（5项）") < said.index("乙局（1项）")
    assert not any(word in said for word in ("排名", "第一名", "末位", "倒数"))


def test_a_long_list_is_cut_and_counted() -> None:
    lines = tuple(
        LineFact(unit="区财政局", title=f"事项{at}", before="behind", after="done")
        for at in range(15)
    )
    said = values_of(replace(EMPTY, changes={"done": lines}, counts={"done": 23}))["办结情况"]

    assert "新办结事项23项" in said
    assert "⑩区财政局“事项9”；另有13项，详见附件" in said


def test_what_could_not_be_compared_is_not_said_to_be_nothing() -> None:
    said = values_of(EMPTY)
    compared = values_of(replace(EMPTY, counts={"done": 0, "recovered": 0, "pushed": 0}))

    assert said["办结情况"] == "此前没有已截止的期次，新办结和转为达序时的事项不作比较。"
    assert said["推延情况"] == "此前没有已截止的期次，推延完成时限的事项不作比较。"
    assert "没有新增" not in said["新增滞后"]
    assert compared["推延情况"] == "本期没有推延完成时限的事项。"
    assert compared["办结情况"] == "本期没有新办结和由滞后转为达序时的事项。"


def test_late_entries_are_named_with_why_what_is_needed_and_of_whom() -> None:
    red = LateFact(
        unit="区住建局", title="建设邻里中心", lamp="severe", due_on=date(2026, 12, 31),
        why="连续2个节点未完成", problem="3户未签约。", clears="柳河镇6月30日前：完成签约",
    )  # fmt: skip
    behind = [LateFact(unit="柳河镇", title=f"事项{at}", lamp="behind") for at in range(12)]
    told = replace(EMPTY, lamps={"severe": 1, "behind": 12}, late=(red, *behind), late_count=13)

    said = values_of(told)

    assert said["滞后事项"].splitlines()[:2] == [
        "逾期和严重滞后事项1项：",
        (
            "1.区住建局“建设邻里中心”，12月31日到期，严重滞后。连续2个节点未完成。"
            "问题：3户未签约。待解决：柳河镇6月30日前：完成签约。"
        ),
    ]
    assert "滞后事项12项：①柳河镇“事项0”" in said["滞后事项"]
    assert said["滞后事项"].endswith("；另有2项，详见附件。")
    assert len(said["滞后事项表"].splitlines()) == 14
    assert facts_from(json.loads(json.dumps(data_of(told)))) == told


def test_a_day_of_another_year_says_its_year() -> None:
    line = LineFact(
        unit="柳河镇", title="修复河堤", before="behind", after="behind",
        due_before=date(2026, 12, 31), due_after=date(2027, 1, 31),
    )  # fmt: skip
    node = NodeFact(unit="区财政局", title="编制清单", node="发布", due_on=date(2027, 1, 5))
    told = replace(
        EMPTY, changes={"pushed": (line,)}, counts={"pushed": 1}, nodes=(node,), node_count=1
    )

    said = values_of(told)

    assert "由2026年12月31日延至2027年1月31日" in said["推延情况"]
    assert said["变化清单表"].endswith("| 2027年1月31日 |")
    assert "区财政局：2027年1月5日前“编制清单”" in said["下步节点"]


@pytest.mark.parametrize(
    ("facts", "field", "wanted"),
    [
        ({"lamps": {"due_soon": 1}}, "亮灯情况", "台账共有事项1项，为临期。"),
        ({"lamps": {"on_pace": 3}}, "亮灯情况", "台账共有事项3项，均为达序时。"),
        (
            {"lamps": {"due_soon": 1}, "last_lamps": {"on_pace": 1}},
            "亮灯变化",
            "与上期相比，逾期、滞后和办结均无变化。",
        ),
        (
            {"lamps": {"done": 2, "behind": 1}, "last_lamps": {"done": 2, "behind": 1}, "every": "month"},
            "亮灯变化",
            "与上月相比，滞后1项、办结2项，均持平。",
        ),
        (
            {"every": "year", "numbers": {"closed": 3, "met": 4}, "last_numbers": {"closed": 1, "met": 4}},
            "工作成效",
            "从全部台账看，本年办结事项3项（较上年增加2项），完成节点和月度目标4个（与上年持平）。",
        ),
        ({"every": "year"}, "问题清单", "最近一期填报中，各单位没有提出需要协调的问题。"),
        (
            {"counts": {"new_red": 0, "newly_late": 0}},
            "新增滞后",
            "本期没有新增逾期、严重滞后或滞后的事项。",
        ),
        (
            {"reports": Reports(asked=2), "units": (UnitFact(name="柳河镇", reports=Reports(asked=2), lamps={}),)},
            "填报情况",
            "本期涉及1个单位，应填报2项，均未填报。",
        ),
        (
            {"every": "month", "reports": Reports(asked=8, received=7, late=1)},
            "填报情况",
            "本月涉及0个单位，应填报8项次，已填报7项次；其中迟报1项次，未报1项次。",
        ),
        ({}, "滞后建议", "没有逾期、严重滞后或滞后的事项，建议按序时继续推进。"),
        (
            {"units": (UnitFact(name="柳河镇", reports=Reports(asked=2, received=2), lamps={}),)},
            "未报情况",
            "应报事项均已按时填报。",
        ),
    ],
    ids=[
        "one", "of-one-lamp", "none-late", "as-before", "a-year", "no-problem", "none-new",
        "none-reported", "times", "no-advice", "in-time",
    ],
)  # fmt: skip
def test_nothing_is_counted_that_is_nothing(
    facts: dict[str, object], field: str, wanted: str
) -> None:
    assert values_of(replace(EMPTY, **facts))[field] == wanted  # type: ignore[arg-type]  # of a table


def test_an_annex_is_referred_to_only_where_the_template_has_it() -> None:
    lines = tuple(
        LineFact(unit="区财政局", title=f"事项{at}", before="", after="done") for at in range(12)
    )
    year = replace(EMPTY, every="year", changes={"done": lines}, counts={"done": 46})

    assert values_of(year, "〔办结情况〕")["办结情况"].endswith("；另有36项。")
    assert values_of(year, "〔办结情况〕\n〔变化清单表〕")["办结情况"].endswith(
        "；另有36项，详见附件。"
    )


def test_facts_come_back_from_their_data() -> None:
    whole = replace(
        FULL, every="month", ordinal=None, last_reports=Reports(asked=1),
        rounds=(RoundFact(name="周调度第3期", reports=Reports(asked=3)),),
        numbers={"closed": 2}, last_numbers={"closed": 1},
    )  # fmt: skip

    assert facts_from(json.loads(json.dumps(data_of(whole)))) == whole


def test_papers_of_a_period_have_fields_of_their_own() -> None:
    of_round, of_period = (
        {name for group in writers(is_period=is_period) for name in group}
        for is_period in (False, True)
    )

    assert of_round - of_period == {"期次", "滞后事项", "滞后建议", "滞后事项表"}
    assert of_period - of_round == {"月份", "期次情况表", "工作成效"}


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 6, 13), date(2026, 6, 19), "2026年6月13日至19日"),
        (date(2026, 6, 29), date(2026, 7, 5), "2026年6月29日至7月5日"),
        (date(2025, 12, 29), date(2026, 1, 4), "2025年12月29日至2026年1月4日"),
        (date(2026, 6, 1), date(2026, 6, 1), "2026年6月1日"),
    ],
)
def test_a_stretch_of_days_repeats_nothing(first: date, last: date, said: str) -> None:
    assert days(first, last) == said


def test_a_list_that_grew_is_said_and_not_compared_lamp_by_lamp() -> None:
    one_more = replace(
        FULL, last_lamps={"on_pace": 61, "behind": 4}, lamps={"on_pace": 62, "behind": 4}
    )
    many_more = replace(FULL, last_lamps={"on_pace": 3})

    assert values_of(one_more)["亮灯变化"].startswith("与上期相比（台账事项由65项变为66项），")
    assert values_of(many_more)["亮灯变化"] == "台账事项由上期的3项变为8项，各灯数不与上期相比。"


def test_a_list_that_is_cut_says_of_how_many_and_where_all_stand() -> None:
    reports = Reports(asked=2, received=1)
    units = tuple(
        UnitFact(name=f"第{place}镇", reports=reports, lamps={"overdue": 1}) for place in range(15)
    )
    behind = TargetFact(
        name="投资", unit="区发改局", owed="9亿元", actual="1亿元", standing="behind"
    )
    many = replace(EMPTY, units=units, targets=(behind,) * 12)

    said = values_of(many, "〔未报情况〕\n〔单位情况表〕\n〔指标进展〕")

    assert "、第11镇（1项）等15个，详见附件。" in said["未报情况"]
    assert "、第11镇（1项）等15个，详见附件。" in said["滞后单位"]
    assert said["指标进展"].endswith("等12项。")  # its table is not annexed
    assert values_of(many)["指标进展"].endswith("等12项，详见附件。")


def test_a_period_counts_the_problems_of_its_last_round_alone() -> None:
    row = ProblemFact(unit="区住建局", title="砚池路", text="缺少用地指标", entry=7)
    told = replace(EMPTY, every="month", problems=(row,), problem_count=3)
    told = replace(told, reports=replace(told.reports, problems=279))

    lines = values_of(told)["问题清单"].splitlines()

    assert lines[0] == "最近一期填报中，各单位共提出问题3个，需要协调的主要有："
    assert lines[-1] == "另有2个问题见填报台账。"


def test_figures_of_a_period_that_is_over_say_as_of_when_they_are() -> None:
    one = TargetFact(
        name="绿道", unit="区住建局", owed="12公里", actual="8公里", standing="on_pace"
    )
    told = replace(EMPTY, every="month", targets=(one,))

    plain = values_of(told)["指标进展"]
    dated = values_of(replace(told, figures_as_of="2026年7月5日"))["指标进展"]

    assert plain.startswith("共有指标1项")
    assert dated == f"按截至2026年7月5日报送的数据，{plain}"


def test_problems_of_one_item_stand_together_with_their_units() -> None:
    told = [
        ("区住建局", "建设“邻里”中心", "缺少用地指标。", 7),
        ("柳河镇", "修复河堤", "缺少块石", 8),
        ("区财政局", "建设“邻里”中心", "资金未到位", 7),
        ("区水利局", "修复河堤", "缺少块石。", 8),
        ("区水利局", "修复河堤", "缺少块石", 0),
    ]
    rows = tuple(ProblemFact(unit=u, title=t, text=x, entry=e) for u, t, x, e in told)

    lines = values_of(replace(EMPTY, problems=rows))["问题清单"].splitlines()

    assert lines == [
        "各单位共提出问题5个：",
        "1.“建设‘邻里’中心”：区住建局提出，缺少用地指标；区财政局提出，资金未到位。",
        "2.柳河镇、区水利局“修复河堤”：缺少块石。",
        "3.区水利局“修复河堤”：缺少块石。",
    ]
