"""Which item a row of a returned workbook is, where its hidden key and the name that it shows disagree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.returnedrows import names, told_by_name

TITLES = {1: "修桥", 2: "扩建 水厂", 3: "加快修桥"}


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("修桥", True),
        ("4 修桥", True),
        ("一、 修桥", True),
        ("加快修桥", False),
        ("修桥 二期", False),
    ],
)
def test_a_row_names_an_item_by_its_title_or_number_and_title(text: str, *, is_named: bool) -> None:
    assert names(text, TITLES[1]) is is_named


@given(st.permutations([1, 2, 3]))
def test_rows_sorted_without_their_keys_are_told_by_their_names(order: list[int]) -> None:
    rows = [(key, f"{one} {TITLES[one]}") for key, one in zip([1, 2, 3], order, strict=True)]

    assert told_by_name(rows, TITLES) == order


def test_rows_that_were_left_out_do_not_hinder_it() -> None:
    assert told_by_name([(1, "加快修桥"), (3, "修桥")], TITLES) == [3, 1]


def test_a_name_that_stands_twice_tells_nothing() -> None:
    assert told_by_name([(1, "修桥"), (2, "修桥"), (3, "加快修桥")], TITLES) == [1, None, 3]


@pytest.mark.parametrize("keys", [(1, 1, 1), (1, 2, 4), (7, 8, 9)], ids=["same", "on", "other"])
def test_keys_that_were_dragged_down_are_told_by_their_names(keys: tuple[int, ...]) -> None:
    rows = [(key, TITLES[one]) for key, one in zip(keys, TITLES, strict=True)]

    assert told_by_name(rows, TITLES) == [1, 2, 3]


def test_a_name_of_no_item_leaves_a_row_to_its_key() -> None:
    assert told_by_name([(1, "修大桥"), (2, ""), (9, "修桥")], TITLES) == [1, 2, 9]


def test_two_items_of_one_name_keep_their_keys() -> None:
    assert told_by_name([(1, "修桥"), (2, "修桥")], {1: "修桥", 2: "修桥"}) == [1, 2]
