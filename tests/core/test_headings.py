"""Headings of plans: what is the same heading, what one names, what stands above it."""

from __future__ import annotations

import pytest

from guatu.core.headings import above_each, named_by, nearest_of, plain_heading


@pytest.mark.parametrize(
    ("heading", "named"),
    [
        ("7.推进城市更新焕新颜", "推进城市更新焕新颜"),
        ("（二）城乡登高", "城乡登高"),
        ("(十二) 城乡登高：", "城乡登高"),
        ("三、重点任务", "重点任务"),
        ("第三章 保障", "保障"),
        ("12）补短板", "补短板"),
        ("１．产业", "产业"),
        ("三登高三破题", "三登高三破题"),
        ("十大民生实事", "十大民生实事"),
        ("3.5万套住房", "3.5万套住房"),
        ("", ""),
    ],
)
def test_a_heading_names_its_words_without_its_number(heading: str, named: str) -> None:
    assert named_by(heading) == named


def test_what_is_above_a_heading_that_stands_twice_is_what_is_above_both() -> None:
    above = above_each(
        [["一、甲"], ["一、甲", "(一)乙"], ["一、甲", "(一)乙", "1.丁"], ["一、甲", "1.丁"], []]
    )

    assert above == {"一、甲": (), "(一)乙": ("一、甲",), "1.丁": ("一、甲",)}


def test_what_is_set_for_a_heading_holds_beneath_it_up_to_what_is_set_nearer() -> None:
    above = above_each([["一、甲"], ["一、甲", "(一)乙"], ["一、甲", "(一)乙", "1.丁"]])
    written = ["一、甲", "（一）乙", "1.丁", "二、别处"]

    assert nearest_of(written, ["一、甲"], above) == {"一、甲": ["一、甲", "（一）乙", "1.丁"]}
    assert nearest_of(written, ["一、甲", "（一）乙"], above) == {
        "一、甲": ["一、甲"], "（一）乙": ["（一）乙", "1.丁"],
    }  # fmt: skip
    assert plain_heading(" （一） 乙； ") == "(一)乙"
