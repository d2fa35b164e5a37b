"""The figures of GB/T 9704-2012 and the sizes that follow from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.official import layout
from guatu.core.official.columns import column_widths, is_centred, table_size
from guatu.core.official.paper import TITLE_ROOM, title_lines

ROOM = layout.TYPE_WIDTH / layout.MM_A_POINT


def test_a_page_has_22_lines_of_28_characters() -> None:
    assert round(layout.PITCH, 2) == 28.99
    assert round(layout.CELL, 2) == 15.79
    assert (layout.RIGHT, layout.BOTTOM) == (26, 35)


@pytest.mark.parametrize(
    ("text", "points", "width"),
    [
        ("区政府办", 54.0, 100),
        ("临江区人民政府督查室", 44.0, 100),
        ("临江区重大项目建设挂图作战指挥部综合协调办公室", 22.0, 87),
        ("区" * 40, 22.0, 50),
        ("区" * 60, 14.5, 50),
    ],
)
def test_a_long_issuing_body_shrinks_then_narrows(text: str, points: float, width: int) -> None:
    assert layout.head_size(text) == layout.HeadSize(points=points, width=width)


@given(st.text(alphabet="区市县办A1", min_size=1, max_size=100))
def test_the_red_head_stays_on_one_line(text: str) -> None:
    size = layout.head_size(text)

    assert layout.width_of(text) * size.points * size.width / 100 <= ROOM + 0.01


def test_the_date_begins_two_characters_after_the_name() -> None:
    """Without a seal (7.3.5.2): ten characters of name, six and a half of date."""
    assert layout.signed_at("临江区人民政府督查室", "2026年11月9日") == layout.Signed(
        name=2, date=3.5
    )


def test_a_date_longer_than_the_name_moves_the_name() -> None:
    assert layout.signed_at("区政府", "2026年11月9日") == layout.Signed(name=7.5, date=2)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于第三期调度情况的通报", ["关于第三期调度情况的通报"]),
        (
            "关于2026年6月重点项目攻坚年行动推进情况的通报",
            ["关于2026年6月重点", "项目攻坚年行动推进情况的通报"],
        ),
        ("第一行\n第二行", ["第一行", "第二行"]),
    ],
)
def test_a_title_is_broken_into_balanced_lines(title: str, lines: list[str]) -> None:
    found = title_lines(title)

    assert "".join(found) == "".join(lines)
    assert len(found) == len(lines)


@given(st.text(alphabet="关于区的第12期“调度”情况（一）", max_size=120))
def test_no_line_of_a_title_is_wider_than_the_type_area_or_loses_a_sign(title: str) -> None:
    found = title_lines(title)

    assert "".join(found) == "".join(title.split())
    assert all(layout.width_of(line) <= TITLE_ROOM for line in found)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("柳河镇承接：三登高三破题", ()),
        ("重点项目攻坚年行动计划书2026", ("攻坚年",)),
        ("百日攻坚", ()),
    ],
)
def test_no_title_is_broken_within_a_name(name: str, others: tuple[str, ...]) -> None:
    found = title_lines(f"关于{name}第12期调度情况和下步工作的通报", (*others, name))

    assert len(found) > 1
    assert sum(name in line for line in found) == 1


def test_a_name_longer_than_a_line_is_broken_and_the_rest_is_packed() -> None:
    name = "柳河镇" * 9
    found = title_lines(f"关于{name}调度情况的通报", (name,))

    assert all(layout.width_of(line) <= TITLE_ROOM for line in found)
    assert len(found) == 2


def test_a_bracket_never_begins_a_line_of_a_title() -> None:
    found = title_lines(
        "关于进一步做好临江区“项目攻坚年”行动第二季度重点任务调度工作有关情况的通报（第十二期）"
    )

    assert all(line[0] not in "）”的、" and line[-1] not in "（“" for line in found)


@given(
    st.lists(
        st.lists(st.text(alphabet="区1项", max_size=60), min_size=3, max_size=3),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_the_columns_of_a_table_fill_the_type_area(rows: list[list[str]]) -> None:
    widths = column_widths(rows, 156.0)

    assert sum(widths) == pytest.approx(156.0)
    assert min(widths) > 0


def test_a_long_column_is_not_the_one_that_gives_way() -> None:
    head = ["序号", "变化", "牵头单位", "事项", "原亮灯", "现亮灯", "现时限"]
    row = [
        "12",
        "新增逾期或严重滞后",
        "区生态环境分局",
        "弘砚装配式建筑部件项目",
        "●达序时",
        "■严重滞后",
        "11月30日",
    ]
    widths = column_widths([head, *[row] * 20], 36.8)

    assert widths[3] == max(widths)  # the title on two lines, as the change and the unit are
    assert widths[3] >= 6.3
    assert widths[6] >= 4.8  # the day on one
    assert min(widths[4:6]) >= 4.8


def test_a_column_stands_in_the_middle_where_all_of_it_is_short() -> None:
    rows = [["单位", "事项"], ["区商务局", "云窠茶谷露营基地"], ["区卫健局", "砚池路"]]

    assert is_centred(rows) == [True, False]
    assert is_centred(rows[:1]) == [True, True]


@pytest.mark.parametrize(("columns", "size"), [(6, 12.0), (14, 9.5), (40, 7.0)])
def test_a_table_of_many_figures_is_set_smaller_and_not_below_what_is_read(
    columns: int, size: float
) -> None:
    assert table_size([["列"] * columns, ["12345"] * columns]) == size


def test_numbers_keep_their_line_beside_a_long_name() -> None:
    head = ["序号", "单位", "应报", "已报"]
    widths = column_widths([head, ["1", "区" * 40, "120", "118"]], 36.8)

    assert widths[2] >= 2.7  # 120 in half-width digits, and room beside them
