"""Heads, columns, lines and names of units in tables that a test makes up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.adopting import (
    FieldName,
    Grid,
    Meaning,
    SkipReason,
    find_head,
    guess_columns,
    head_texts,
    lines_of,
    read_units,
)
from guatu.core.adopting.columns import Beneath, meaning_of
from guatu.core.adopting.grids import grid_from
from guatu.core.adopting.lines import beneath_of

HEADS = ("序号", "任务名称", "牵头单位", "完成时限", "进展情况")
BODY = st.text(alphabet="甲乙丙丁戊己庚辛壬癸", min_size=1, max_size=8)
TITLES = st.lists(BODY, min_size=1, max_size=6)


def table(titles: list[str], above: int = 0) -> Grid:
    blank = ("",) * len(HEADS)
    rows = [(f"第{at}行标题：2026年工作台账（区委督查室）", *blank[1:]) for at in range(above)]
    rows.append(HEADS)
    rows += [
        (str(at), title, "区住建局", "6月底", "正常") for at, title in enumerate(titles, start=1)
    ]
    return Grid(title="表", rows=tuple(rows))


@given(TITLES, st.integers(min_value=0, max_value=12))
def test_a_head_is_found_however_much_stands_over_it(titles: list[str], above: int) -> None:
    grid = table(titles, above)
    head = find_head(grid)

    assert head is not None
    assert (above, above, True) == (head.first, head.last, head.is_sure)

    lines, skipped = lines_of(grid, head, ["number", "title", "lead", "due", "progress"])

    assert titles == [line.texts[1] for line in lines]
    assert not skipped


@given(st.permutations(range(len(HEADS))))
def test_columns_are_known_in_any_order(order: list[int]) -> None:
    grid = Grid(
        title="表",
        rows=(
            tuple(HEADS[at] for at in order),
            tuple(("1", "修路", "区住建局", "6月底", "好")[at] for at in order),
        ),
    )
    head = find_head(grid)
    assert head is not None
    guesses = guess_columns(head_texts(grid, head), beneath_of(grid, head, year=2026))
    expected = ["number", "title", "lead", "due", "progress"]

    assert [expected[at] for at in order] == [one.meaning for one in guesses]
    assert not any(one.is_doubtful for one in guesses)


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=5), max_size=8))
def test_no_table_breaks_it(cells: list[list[str]]) -> None:
    width = max(map(len, cells), default=0)
    grid = Grid(title="", rows=tuple((*row, *[""] * (width - len(row))) for row in cells))
    head = find_head(grid)
    if head is None:
        return
    heads = head_texts(grid, head)
    guesses = guess_columns(heads, beneath_of(grid, head, year=2026))
    lines, skipped = lines_of(grid, head, [one.meaning for one in guesses])

    assert len(guesses) == grid.width
    assert len(lines) + len(skipped) <= len(grid.rows)


@given(TITLES)
def test_a_stored_grid_is_the_same(titles: list[str]) -> None:
    grid = Grid(title="表", rows=table(titles).rows, merged=((0, 0, 0, 1),), hidden=frozenset({1}))

    assert grid == grid_from(grid.stored())


@pytest.mark.parametrize(
    ("head", "meaning"),
    [
        ("序号", "number"),
        ("重点工作任务", "title"),
        ("项目名称", "title"),
        ("事 项", "title"),
        ("牵头部门", "lead"),
        ("主办单位", "lead"),
        ("责任单位", "support"),
        ("协办单位（部门）", "support"),
        ("督办单位", "supervise"),
        ("包联区领导", "leader"),
        ("责任人", "leader"),
        ("完成时限", "due"),
        ("计划竣工时间", "due"),
        ("开工时间", "start"),
        ("最新进展（截至6月20日）", "progress"),
        ("存在的困难和问题", "problem"),
        ("下一步工作打算", "next"),
        ("完成标准", "standard"),
        ("总投资（万元）", "amount"),
        ("建设地点", "place"),
        ("所属板块", "heading"),
        ("联系电话", "leave"),
        ("备注", "keep"),
        ("工作措施", "measures"),
    ],
)
def test_a_head_says_what_its_column_holds(head: str, meaning: str) -> None:
    found, score = meaning_of((head,), [FieldName(key="measures", names=("工作措施",))])

    assert meaning == found
    assert score >= 75


def test_measures_are_kept_where_the_kind_has_no_such_field() -> None:
    assert meaning_of(("工作措施",))[0] == Meaning.KEEP


def test_two_columns_that_claim_one_thing_are_doubtful() -> None:
    beneath = [Beneath(is_empty=False)] * 3
    guesses = guess_columns([("任务名称",), ("完成时限",), ("整改时限",)], beneath)

    assert [one.meaning for one in guesses] == ["title", "due", "keep"]
    assert [one.is_doubtful for one in guesses] == [False, True, True]


def test_rows_that_are_no_lines_say_why() -> None:
    rows = (
        HEADS,
        ("1", "2", "3", "4", "5"),
        ("一、城建", "", "", "", ""),
        ("1", "修路", "区住建局", "6月底", "好"),
        HEADS,
        ("合计", "1项", "", "", ""),
        ("备注：以上数据截至六月", "", "", "", ""),
    )
    grid = Grid(title="", rows=rows, merged=((2, 0, 2, 4),))
    head = find_head(grid)
    assert head is not None
    lines, skipped = lines_of(grid, head, ["number", "title", "lead", "due", "progress"])

    assert list(lines[0].headings) == ["一、城建"]
    assert [one.reason for one in skipped] == [
        SkipReason.NUMBERS,
        SkipReason.HEADING,
        SkipReason.REPEATED_HEAD,
        SkipReason.TOTAL,
        SkipReason.NOTE,
    ]


@pytest.mark.parametrize(
    ("text", "leads", "supports"),
    [
        ("区住建局", ("区住建局",), ()),
        ("区住建局、区财政局", ("区住建局", "区财政局"), ()),
        ("区住建局牵头，区财政局、各镇街配合", ("区住建局",), ("区财政局", "各镇街")),
        (
            "牵头单位：区住建局；责任单位：区财政局，区水利局",
            ("区住建局",),
            ("区财政局", "区水利局"),
        ),
        ("区住建局（牵头）、区财政局（配合）", ("区住建局",), ("区财政局",)),
        ("区住建局区财政局", ("区住建局", "区财政局"), ()),
        ("区住房和城乡建设局和区交通局", ("区住房和城乡建设局", "区交通局"), ()),
        ("区住建局 张三", ("区住建局",), ()),
        ("由区文旅局牵头负责", ("区文旅局",), ()),
        ("区人社局、区教体局等部门", ("区人社局", "区教体局"), ()),
        ("/", (), ()),
        ("无", (), ()),
    ],
)
def test_names_of_units_are_parted_and_told_apart(
    text: str, leads: tuple[str, ...], supports: tuple[str, ...]
) -> None:
    read = read_units(text, leads=True)

    assert (leads, supports) == (read.leads, read.supports)


def test_of_several_units_of_one_duty_the_first_leads() -> None:
    read = read_units("区住建局、区财政局", leads=True, first_leads=True)

    assert (read.leads, read.supports) == (("区住建局",), ("区财政局",))


@given(st.text(max_size=60))
def test_no_name_stands_twice_in_one_role(text: str) -> None:
    read = read_units(text, leads=True)

    assert len(set(read.leads)) == len(read.leads)
    assert all(name.strip() for name in (*read.leads, *read.supports))
