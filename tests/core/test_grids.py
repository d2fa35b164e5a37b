"""Sheets as rows of texts: heads found wherever they stand, days as people write them."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.documents import Cell, Document, Table
from guatu.core.grids import day_written, rows_of, under_head
from guatu.core.ordering import named_first, reordered

HEADS = {"name": ("单位名称", "名称"), "kind": ("类型",), "order": ("排序",)}


@pytest.mark.parametrize("sign", [",", "\t", ";", "，"], ids=["comma", "tab", "semicolon", "wide"])
def test_a_text_is_parted_by_the_sign_it_uses(sign: str) -> None:
    text = sign.join(["单位名称", "类型"]) + "\n\n" + sign.join(["甲局", "部门"])
    rows = rows_of(Document(text=text))

    assert [(row.number, row.cells) for row in rows] == [
        (1, ("单位名称", "类型")),
        (3, ("甲局", "部门")),
    ]


def test_a_table_keeps_the_number_of_each_row() -> None:
    text = "名录\n单位名称\t类型\n甲局\t部门"
    at = text.index
    cells = tuple(
        Cell(start=at(word), end=at(word) + len(word), row=row, column=column)
        for row, column, word in (
            (0, 0, "单位名称"),
            (0, 1, "类型"),
            (1, 0, "甲局"),
            (1, 1, "部门"),
        )
    )
    table = Table(start=3, end=len(text), rows=2, columns=2, cells=cells)
    headed = under_head(rows_of(Document(text=text, tables=(table,))), HEADS)

    assert headed is not None
    assert [(row.number, headed.cell(row, "name")) for row in headed.rows] == [(3, "甲局")]


def test_a_head_is_known_with_marks_and_brackets_and_below_titles() -> None:
    text = "单位名录,,\n填报说明,,\n* 单位名称（全称）,类 型,备注\n甲局,部门,无"
    headed = under_head(rows_of(Document(text=text)), HEADS)

    assert headed is not None
    assert headed.columns == {"name": 0, "kind": 1}
    assert headed.unknown == ("备注",)
    assert [headed.cell(row, "order") for row in headed.rows] == [""]


def test_without_two_known_heads_there_is_no_head() -> None:
    assert under_head(rows_of(Document(text="单位名称,人数\n甲局,3")), HEADS) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-05", date(2027, 1, 5)),
        ("2027/1/5", date(2027, 1, 5)),
        ("2027.1.5", date(2027, 1, 5)),
        ("2027年1月5日", date(2027, 1, 5)),
        ("20270105", date(2027, 1, 5)),
        ("2027-01-05 00:00:00", date(2027, 1, 5)),
        ("2027-02-30", None),
        ("1月5日", None),
        ("", None),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert day_written(text) == day


@given(st.permutations(range(8)), st.sets(st.integers(0, 7)), st.randoms())
def test_a_part_is_put_in_order_within_its_places(
    whole: list[int], part: set[int], chance: Random
) -> None:
    wanted = sorted(part)
    chance.shuffle(wanted)
    found = reordered(whole, wanted)

    assert sorted(found) == sorted(whole)
    assert [key for key in found if key in part] == wanted
    assert all(a == b for a, b in zip(found, whole, strict=True) if b not in part)


def test_a_part_that_does_not_fit_is_refused() -> None:
    for wrong in ([1, 1], [9]):
        with pytest.raises(ValueError, match="once"):
            reordered([1, 2, 3], wrong)


def test_the_named_come_first() -> None:
    assert named_first([1, 2, 3, 4], [3, 9, 1, 3]) == [3, 1, 2, 4]
