"""The editable text: paragraphs, headings by their numbers, tables, annexes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.official.text import (
    BlockKind,
    cells_of,
    level_of,
    read_text,
    row_of,
    without_empty_annexes,
)

WRITTEN = """本期情况如下。
一、总体情况
（一）填报。应报十项，已报九项。
1.压实责任。逐项盯紧。
（1）细化措施
2026年6月，完成3.5亿元。

表1 各单位情况
| 单位 | 应报 |
| 区财政局 | 9 |
附件：1. 变化清单
没有变化。
附件2：单位名单
| 单位 |
"""


def test_a_text_is_read_into_its_blocks() -> None:
    found = read_text(WRITTEN)

    assert [(block.level, block.lead, block.text) for block in found.blocks[:6]] == [
        (0, "", "本期情况如下。"),
        (1, "一、总体情况", ""),
        (2, "（一）填报。", "应报十项，已报九项。"),
        (3, "1.压实责任。", "逐项盯紧。"),
        (4, "（1）细化措施", ""),
        (0, "", "2026年6月，完成3.5亿元。"),
    ]
    table = found.blocks[6]
    assert (table.kind, table.caption) == (BlockKind.TABLE, "表1 各单位情况")
    assert table.rows == (("单位", "应报"), ("区财政局", "9"))
    assert [(one.title, [block.text for block in one.blocks]) for one in found.annexes] == [
        ("变化清单", ["没有变化。"]),
        ("单位名单", ["| 单位 |"]),  # one cell is no table
    ]


def test_the_words_of_annexes_do_not_count_as_length() -> None:
    assert "变化" not in read_text(WRITTEN).words


@pytest.mark.parametrize(
    ("line", "level"),
    [("一、总体", 1), ("十二、其他", 1), ("（三）问题", 2), ("2.措施", 3), ("2．措施", 3), ("（2）分工", 4),
     ("3.5亿元", 0), ("(一)问题", 0), ("一是加快", 0)],
)  # fmt: skip
def test_the_level_follows_the_number(line: str, level: int) -> None:
    assert level_of(line) == level


@given(st.lists(st.text(alphabet="区|\\ 1", max_size=8), min_size=2, max_size=5))
def test_cells_come_back_as_they_were_written(cells: list[str]) -> None:
    plain = [" ".join(cell.replace("\\", "").split()) for cell in cells]

    assert cells_of(row_of(plain)) == tuple(plain)


@given(st.text(max_size=200))
def test_no_word_is_lost(written: str) -> None:
    found = read_text(written)

    said = found.words + "".join(
        one.title + "".join(block.words for block in one.blocks) for one in found.annexes
    )
    kept = {sign for sign in said if sign.isalnum()}
    assert {sign for sign in written if sign.isalnum()} - kept <= set("附件0123456789")


def test_an_annex_with_nothing_in_it_falls_away_and_others_stay() -> None:
    written = "正文。\n附件1：单位情况\n表1 单位\n| 甲 | 乙 |\n附件2：变化清单\n表2 变化\n没有变化的事项。"

    text = without_empty_annexes(written, {"没有变化的事项。"})

    assert [one.title for one in read_text(text).annexes] == ["单位情况"]
    assert without_empty_annexes(f"{written}\n另作说明。", {"没有变化的事项。"}).count("附件") == 2
    assert without_empty_annexes("没有变化的事项。", {"没有变化的事项。"}) == "没有变化的事项。"
