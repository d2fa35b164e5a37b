"""Folding: one writing of the same words, and the exact way back."""

from hypothesis import given
from hypothesis import strategies as st

from guatu.core.text.folding import fold

ODD = st.text(alphabet='甲乙0１aＢ，,（(）)“"” \u00a0\u3000\t\r\n\u200b％%—-。', max_size=60)


def test_width_blanks_and_line_ends_become_one_writing() -> None:
    folded = fold("１．增长７％（含）\u00a0以上，\r\n\u3000\u3000甲  乙")

    assert folded.text == "1.增长7%(含)以上,\n甲乙"


def test_a_blank_between_latin_words_stays() -> None:
    assert fold("Plan\u00a0\u00a0B 计 划").text == "Plan B计划"


def test_straight_quotes_are_paired_within_a_line() -> None:
    assert fold('"甲"和"乙\n"丙"').text == "“甲”和“乙\n“丙”"


def test_a_slice_leads_back_to_the_original() -> None:
    text = "招引 １-２ 家\u00a0企业。"
    folded = fold(text)
    start = folded.text.index("1")

    first, last = folded.bounds(start, start + 6)

    assert text[first:last] == "１-２ 家\u00a0企业"


@given(st.one_of(st.text(max_size=80), ODD))
def test_offsets_rise_and_cover_the_copy(text: str) -> None:
    folded = fold(text)

    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(set(folded.offsets))
    assert all(0 <= offset < len(text) for offset in folded.offsets)


@given(st.one_of(st.text(max_size=80), ODD))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text

    assert fold(once).text == once
