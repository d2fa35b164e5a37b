"""A unit's own paper: every sentence from what was reported, numbered as papers are."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from guatu.core.burden.lengths import LONGEST as LIMITS
from guatu.core.burden.lengths import Paper, length_of
from guatu.core.materials import (
    Figure,
    Item,
    Material,
    Part,
    Said,
    Sort,
    Step,
    Trouble,
    goal_text,
    title_of,
    written,
)
from guatu.core.official.checking import check
from guatu.core.official.paper import paper_of
from guatu.core.official.text import BlockKind, read_text
from guatu.core.quoting import ITEMS_NAMED, LONGEST
from guatu.interchange.official.reading import measure
from guatu.interchange.official.writing import write_official

PLAIN = Material(
    sort=Sort.WEEK,
    unit="青溪区水务局",
    campaign="青溪区水系连通行动",
    period="第7期（3月2日至8日）",
    short="第7期",
    led=2,
    supported=1,
    asked=3,
    received=2,
    late=1,
    sent_back=0,
    lamps=(("滞后", 1), ("达序时", 1)),
    parts=(
        Part(
            heading="（二）河道整治",
            items=(
                Item(title="疏浚南港河", said=(Said(day=date(2026, 3, 8), text="完成2公里"),), done="40%"),
                Item(title="新建泵站", is_unchanged=True),
            ),
        ),
    ),
    figures=(Figure(indicator="疏浚里程", target="疏浚5公里", value="2公里", share="40%", standing="滞后"),),
    troubles=(Trouble(title="疏浚南港河", text="淤泥堆场未落实"),),
    steps=(Step(day=date(2026, 3, 31), title="疏浚南港河", goal="完成4公里"),),
)  # fmt: skip
EMPTY = replace(
    PLAIN, led=0, supported=0, asked=0, received=0, late=0, sent_back=0, lamps=(), parts=(),
    figures=(), troubles=(), steps=(),
)  # fmt: skip


def test_a_weekly_report_is_written_from_what_was_said() -> None:
    assert title_of(PLAIN) == "青溪区水务局第7期工作周报"
    assert written(PLAIN).splitlines() == [
        (
            "按照《青溪区水系连通行动》部署，青溪区水务局承担牵头事项2项、配合事项1项。"
            "现将第7期（3月2日至8日）工作情况报告如下。"
        ),
        "一、总体情况",
        "牵头事项中，滞后1项，达序时1项。",
        "第7期（3月2日至8日）应填报3项，已填报2项，其中迟报1项。",
        "二、主要工作进展",
        "（一）河道整治",
        "1.疏浚南港河（累计完成40%）。完成2公里。",
        "第7期没有新进展的事项有1项：“新建泵站”。",
        "三、指标完成情况",
        "表1 指标完成情况",
        "| 指标 | 目标 | 目前完成值 | 完成率 | 状态 |",
        "| 疏浚里程 | 疏浚5公里 | 2公里 | 40% | 滞后 |",
        "四、存在的问题",
        "（一）疏浚南港河。淤泥堆场未落实。",
        "五、下一步工作",
        "（一）疏浚南港河。3月31日前完成4公里。",
    ]


@pytest.mark.parametrize(
    ("late", "told"), [(0, "，其中退回待重报2项。"), (1, "，其中迟报1项、退回待重报2项。")]
)
def test_what_was_sent_back_is_told_apart(late: int, told: str) -> None:
    one = replace(PLAIN, received=2, late=late, sent_back=2)

    assert f"应填报3项，已填报2项{told}" in written(one)


def test_reports_of_many_rounds_are_counted_as_times() -> None:
    half = replace(PLAIN, sort=Sort.HALF, asked=40, received=38, late=2, sent_back=0)

    assert "应填报40项次，已填报38项次，其中迟报2项次。" in written(half)
    assert "应填报3项，尚未填报。" in written(replace(PLAIN, received=0, late=0, sent_back=0))


def test_the_text_is_read_as_papers_are() -> None:
    blocks = read_text(written(PLAIN)).blocks

    assert [b.level for b in blocks if b.level in (1, 2)] == [1, 1, 2, 1, 1, 2, 1, 2]
    assert [len(b.rows) for b in blocks if b.kind is BlockKind.TABLE] == [2]


def test_what_is_empty_says_so() -> None:
    lines = written(EMPTY).splitlines()

    assert "没有需要填报的事项。" in lines
    assert "第7期（3月2日至8日）没有填报进展。" in lines
    assert "没有填报需要协调解决的问题。" in lines
    assert not any(line.startswith("表1") for line in lines)


def half_of(item: Item, sort: Sort = Sort.HALF) -> str:
    return written(replace(PLAIN, sort=sort, parts=(Part(heading="", items=(item,)),)))


@pytest.mark.parametrize("sort", [Sort.HALF, Sort.YEAR])
def test_a_summary_tells_each_month_by_its_last_report(sort: Sort) -> None:
    said = tuple(
        Said(day=date(2026, month, day), text=f"完成{month}公里{day}段，下周继续推进。")
        for month in range(1, 7)
        for day in (6, 20)
    )
    text = half_of(Item(title="疏浚南港河", said=said), sort)
    months = "".join(f"{month}月，完成{month}公里20段。" for month in range(1, 7))

    assert f"1.疏浚南港河。{months}" in text
    assert "下周" not in text
    assert "（一）其他工作" in text


def test_a_paper_until_now_tells_the_last_reports() -> None:
    said = tuple(Said(day=date(2026, month, 6), text=f"完成{month}公里") for month in range(1, 7))
    item = Item(title="疏浚南港河", said=(*said, Said(day=date(2026, 6, 20), text="完成7公里")))

    assert "1.疏浚南港河。5月，完成5公里。6月，完成6公里。完成7公里。" in half_of(item, Sort.BRIEF)


def test_a_month_that_only_promised_is_told_by_what_it_did_before() -> None:
    said = (
        Said(day=date(2026, 3, 8), text="完成清淤"),
        Said(day=date(2026, 3, 20), text="下周组织验收"),
        Said(day=date(2026, 4, 8), text="下步加快收尾。"),
    )
    text = half_of(Item(title="疏浚南港河", said=said, following="下周完成剩余部分"))

    assert "1.疏浚南港河。3月，完成清淤。\n" in text
    assert "（二）疏浚南港河" not in text
    assert "3月31日前完成4公里。完成剩余部分。" in text
    assert "1.泵站。下周开工。" in half_of(
        Item(title="泵站", said=(Said(day=said[0].day, text="下周开工"),))
    )


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        ("11月：组织竣工验收", "组织竣工验收"),
        ("设备安装", "完成设备安装"),
        ("取得施工许可", "取得施工许可"),
        ("竣工验收", "竣工验收"),
        ("主体结构过半", "主体结构过半"),
        ("完成4公里。", "完成4公里"),
        ("", "按期完成"),
    ],
)
def test_a_goal_is_said_as_what_is_to_be_done(goal: str, told: str) -> None:
    assert goal_text(goal) == told


def test_what_comes_next_is_told_entry_by_entry() -> None:
    steps = (
        Step(day=date(2026, 11, 30), title="南港路", goal="11月：组织竣工验收"),
        Step(day=date(2026, 11, 30), title="北港路", goal="11月：组织竣工验收"),
        Step(day=date(2026, 12, 1), title="南港路", goal="全面完成"),
    )

    assert written(replace(PLAIN, steps=steps)).splitlines()[-2:] == [
        "（一）南港路。11月30日前组织竣工验收，12月1日前全面完成。",
        "（二）北港路。11月30日前组织竣工验收。",
    ]


def test_one_goal_is_said_by_its_first_day() -> None:
    steps = (
        Step(day=date(2026, 11, 30), title="南港路", goal="11月：组织竣工验收"),
        Step(day=date(2026, 12, 1), title="南港路", goal="竣工验收"),
        Step(day=date(2026, 12, 5), title="南港路", goal="移交管养"),
    )

    assert written(replace(PLAIN, steps=steps)).splitlines()[-1] == (
        "（一）南港路。11月30日前组织竣工验收，12月5日前移交管养。"
    )


def test_what_the_unit_says_comes_next_stands_with_its_dates() -> None:
    (part,) = PLAIN.parts
    dredged = replace(part.items[0], following="一是落实堆场\n二是加开两班")
    other = Item(title="修缮水闸", said=dredged.said, following="本月开工")
    text = written(replace(PLAIN, parts=(replace(part, items=(dredged, other)),)))
    alone = written(replace(PLAIN, parts=(replace(part, items=(other,)),), steps=()))

    assert "（一）疏浚南港河。3月31日前完成4公里。一是落实堆场 二是加开两班。" in text
    assert "（二）修缮水闸。本月开工。" in text
    assert "（一）修缮水闸。本月开工。" in alone
    assert "继续按序时推进" not in alone


@pytest.mark.parametrize("sort", list(Sort))
def test_no_level_of_headings_is_left_out(sort: Sort) -> None:
    paper = paper_of(
        written(replace(PLAIN, sort=sort)), head="", title="工作汇报", signature=PLAIN.unit,
        dated="2026年3月9日", notes=("（数据截至2026年3月9日）",),
    )  # fmt: skip

    assert check(measure(write_official(paper), name="a.docx")).deviations == ()


def test_long_reports_are_cut_and_many_are_counted() -> None:
    item = Item(title="甲", said=(Said(day=date(2026, 3, 8), text="长" * 900),))
    many = replace(PLAIN, parts=(Part(heading="", items=(item,) * (ITEMS_NAMED + 5)),))

    lines = written(many).splitlines()

    assert max(map(len, lines)) < LONGEST + 20
    assert "另有5项工作的进展未列出，详见台账。" in lines


def busy(items: int, *, months: int = 11, length: int = 60) -> tuple[Part, ...]:
    """Return as many entries, each told once a month; only May has a figure."""
    said = tuple(
        Said(
            day=date(2026, month, 20),
            text=f"{'清淤五百米' if month != 5 else '清淤5公里'}{'段' * (length - 8)}第{chr(0x7532 + month)}",
        )
        for month in range(1, months + 1)
    )
    every = [Item(title=f"疏浚第{at}号河", said=said) for at in range(items)]
    return tuple(
        Part(heading=f"（一）第{at}片", items=tuple(every[at::4]))
        for at in range(4)
        if every[at::4]
    )


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize(
    ("items", "length", "unit", "limit"),
    [
        (13, 120, PLAIN.unit, Paper.GENERAL),
        (38, 60, "青溪区专项整治办公室", Paper.SPECIAL),
        (44, 400, PLAIN.unit, Paper.GENERAL),
    ],
    ids=["months", "special", "long"],
)
def test_a_text_is_within_the_limit_of_its_paper_whatever_was_reported(
    sort: Sort, items: int, length: int, unit: str, limit: Paper
) -> None:
    troubles = tuple(Trouble(title=f"第{at}号河", text="堆场未落实" * length) for at in range(8))
    one = replace(PLAIN, sort=sort, unit=unit, parts=busy(items, length=length), troubles=troubles)

    paper = paper_of(
        written(one), head="", title=title_of(one), signature=unit, dated="2026年3月9日"
    )
    report = check(measure(write_official(paper), name="a.docx"))

    assert report.limit == LIMITS[limit]
    assert report.deviations == ()
    assert not length_of(paper.text.words, limit).over


def test_a_summary_gives_up_earlier_months_without_a_figure_first_and_counts_them() -> None:
    text = written(replace(PLAIN, sort=Sort.YEAR, parts=busy(12)))
    quoted = {month: len(re.findall(rf"(?<!\d){month}月，清淤", text)) for month in range(1, 12)}
    left_out = 12 * 11 - sum(quoted.values())

    assert quoted[11] == quoted[5] == 12  # the last of each, and what has a figure
    assert [quoted[month] for month in (10, 2)] == [12, 0]
    assert f"限于篇幅，上述工作另有{left_out}条较早的进展未引用，详见台账。" in text
    assert length_of(text, Paper.GENERAL).characters > 4800  # no more is given up than has to be


def test_where_all_has_room_nothing_is_left_out() -> None:
    text = written(replace(PLAIN, sort=Sort.YEAR, parts=busy(3)))

    assert text.count("月，清淤") == 33
    assert "限于篇幅" not in text
