"""Cells of a workbook that came back: what they say, and three states of a line compared."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.returned import (
    Cell,
    CellFault,
    UnreadableCell,
    alike,
    combined,
    compared,
    joined,
    parted,
    read,
    share,
    thousandths,
    within,
    written_share,
)

words = st.text(alphabet="已完成第一二批下步：\n ", max_size=12)
lines = st.dictionaries(st.sampled_from(list(Cell)), words)


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        (Cell.UNCHANGED, "是", "yes"),
        (Cell.UNCHANGED, "√", "yes"),
        (Cell.UNCHANGED, " 无变化 ", "yes"),
        (Cell.UNCHANGED, "TRUE", "yes"),
        (Cell.UNCHANGED, "本期无新进展", "yes"),
        (Cell.UNCHANGED, "Ｖ", "yes"),
        (Cell.UNCHANGED, "无变化。", "yes"),
        (Cell.UNCHANGED, "同上期", "yes"),
        (Cell.UNCHANGED, "", ""),
        (Cell.UNCHANGED, "否", ""),
        (Cell.PROGRESS, "35", "35"),
        (Cell.PROGRESS, "35.0", "35"),
        (Cell.PROGRESS, "35.5%", "35.5"),
        (Cell.PROGRESS, "35，", "35"),
        (Cell.PROGRESS, "百分之35", "35"),
        (Cell.PROGRESS, "33.3333", "33.3"),
        (Cell.PROGRESS, "35.55", "35.6"),
        (Cell.PROGRESS, "0.5", "0.5"),
        (Cell.PROGRESS, "0.35%", "0.4"),
        (Cell.PROGRESS, "１００％", "100"),
        (Cell.OUTCOME, "达成", "met"),
        (Cell.OUTCOME, "√", "met"),
        (Cell.OUTCOME, "按期完成。", "met"),
        (Cell.OUTCOME, "未完成", "missed"),
        (Cell.OUTCOME, "尚未完成", "missed"),
        (Cell.OUTCOME, "否", "missed"),
        (Cell.OUTCOME, "Missed", "missed"),
        (Cell.MOVES_TO, "2026-7-1", "2026-07-01"),
        (Cell.MOVES_TO, "2026年7月1日", "2026-07-01"),
        (Cell.MOVES_TO, "2026.7.1", "2026-07-01"),
        (Cell.MOVES_TO, "2026年2月底", "2026-02-28"),
        (Cell.MOVES_TO, "20260701", "2026-07-01"),
        (Cell.SAID, "  完成第一批 ", "完成第一批"),
    ],
)
def test_a_cell_is_read_as_people_write_it(cell: Cell, text: str, said: str) -> None:
    assert read(cell, text, longest=500) == said


@pytest.mark.parametrize(
    ("cell", "text", "fault"),
    [
        (Cell.UNCHANGED, "也许", CellFault.NOT_YES),
        (Cell.PROGRESS, "一半", CellFault.NOT_A_SHARE),
        (Cell.PROGRESS, "101", CellFault.NOT_A_SHARE),
        (Cell.PROGRESS, "-1", CellFault.NOT_A_SHARE),
        (Cell.PROGRESS, "0.35", CellFault.SMALL_SHARE),
        (Cell.PROGRESS, "约35%", CellFault.NOT_A_SHARE),
        (Cell.PROGRESS, "#DIV/0!", CellFault.NO_RESULT),
        (Cell.SAID, "#REF!", CellFault.NO_RESULT),
        (Cell.MOVES_TO, "长期坚持", CellFault.NOT_A_DAY),
        (Cell.PROGRESS, "nan", CellFault.NOT_A_SHARE),
        (Cell.PROGRESS, "1e9999", CellFault.NOT_A_SHARE),
        (Cell.OUTCOME, "差不多", CellFault.NOT_AN_OUTCOME),
        (Cell.MOVES_TO, "六月底", CellFault.NOT_A_DAY),
        (Cell.MOVES_TO, "2026-02-30", CellFault.NOT_A_DAY),
        (Cell.MOVES_TO, "2026年13月底", CellFault.NOT_A_DAY),
        (Cell.SAID, "长" * 501, CellFault.TOO_LONG),
    ],
)
def test_a_cell_that_says_nothing_is_told_apart(cell: Cell, text: str, fault: CellFault) -> None:
    with pytest.raises(UnreadableCell) as told:
        read(cell, text, longest=500)

    assert told.value.fault is fault


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12月30日", "2026-12-30"),
        ("12-30", "2026-12-30"),
        ("1月5日前", "2027-01-05"),
        ("年底前", "2026-12-31"),
        ("2026年12月30日 (周三)", "2026-12-30"),
        ("2026-12-30 00:00:00", "2026-12-30"),
        ("46386", "2026-12-30"),
        ("26.12.30", "2026-12-30"),
        ("２０２６年１２月３０日", "2026-12-30"),
        ("二〇二六年十二月三十日", "2026-12-30"),
    ],
)
def test_a_day_without_its_year_is_the_next_one(text: str, day: str) -> None:
    assert read(Cell.MOVES_TO, text, longest=500, near=date(2026, 11, 21)) == day


@given(st.integers(min_value=0, max_value=1000))
def test_a_share_written_is_the_share_read(number: int) -> None:
    assert thousandths(share(written_share(number))) == number


@given(words, words.map(str.strip).filter(bool))
def test_what_comes_next_is_parted_again(said: str, following: str) -> None:
    said = said.strip()
    before, after = parted(joined(said, following))

    assert alike(joined(before, after), joined(said, following))
    if "下一步：" not in said + following:
        assert (before, after) == (said, following)


@given(words.map(str.strip).filter(bool), words.map(str.strip).filter(bool))
def test_what_comes_next_within_a_longer_text_is_not_parted_from_it(
    said: str, following: str
) -> None:
    if "下一步：" not in said + following:
        text = f"区住建局：{within(joined(said, following))}\n区财政局：已拨付"
        assert parted(text) == (text, "")


@given(lines, lines)
def test_a_sheet_that_was_not_touched_changes_nothing(
    base: dict[Cell, str], now: dict[Cell, str]
) -> None:
    assert compared(base, now, base) == ()
    assert compared(base, now, {}) == ()


@given(lines, lines)
def test_without_changes_elsewhere_nothing_conflicts(
    base: dict[Cell, str], sheet: dict[Cell, str]
) -> None:
    found = compared(base, base, sheet)

    assert not any(one.is_conflict for one in found)
    assert {one.cell for one in found} == {
        cell for cell, text in sheet.items() if not alike(text, base.get(cell, ""))
    }


@given(lines, lines, lines)
def test_what_only_one_side_changed_is_never_lost(
    base: dict[Cell, str], now: dict[Cell, str], sheet: dict[Cell, str]
) -> None:
    base, now, sheet = (
        {cell: text for cell, text in one.items() if cell is not Cell.UNCHANGED}
        for one in (base, now, sheet)
    )
    found = compared(base, now, sheet)
    kept = combined(now, found, prefers_sheet=False)
    taken = combined(now, found, prefers_sheet=True)
    for cell in Cell:
        old, stands = base.get(cell, ""), now.get(cell, "")
        came = sheet.get(cell, old)
        if alike(old, came):  # the unit left it
            assert kept[cell] == taken[cell] == stands
        elif alike(old, stands):  # nobody else touched it
            assert alike(kept[cell], came)
        assert kept[cell] == stands or alike(kept[cell], came)
        assert alike(taken[cell], came) or alike(taken[cell], stands)


def test_news_pushes_no_news_out_and_the_other_way_round() -> None:
    stood = {Cell.UNCHANGED: "yes"}
    news = compared(stood, stood, {Cell.SAID: "有进展"})
    silence = compared({Cell.SAID: "原来的"}, {Cell.SAID: "原来的"}, {Cell.UNCHANGED: "yes"})

    assert combined(stood, news, prefers_sheet=True)[Cell.UNCHANGED] == ""
    assert combined({Cell.SAID: "原来的"}, silence, prefers_sheet=True)[Cell.SAID] == ""
