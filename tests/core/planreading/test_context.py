"""The sentence around a stretch: whole where short, cut on both sides where long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.planreading import read_plan, sentence_around

TEXT = "柏溪县工作要点\n　　加宽单个车道，约3.5米宽。新建公厕2座；改造危桥1座\n完。"


@pytest.mark.parametrize(
    ("stretch", "sentence"),
    [
        ("3.5", "加宽单个车道，约3.5米宽。"),
        ("2座", "新建公厕2座；"),
        ("危桥", "改造危桥1座"),
        ("柏溪", "柏溪县工作要点"),
    ],
)
def test_the_sentence_that_holds_a_stretch(stretch: str, sentence: str) -> None:
    at = TEXT.index(stretch)
    around = sentence_around(TEXT, at, at + len(stretch))

    assert around.sentence == sentence
    assert around.sentence[around.start : around.end] == stretch
    assert not around.is_cut


def test_a_long_sentence_is_cut_around_the_stretch() -> None:
    text = "甲" * 300 + "12个" + "乙" * 300
    around = sentence_around(text, 300, 303, longest=43)

    assert around.sentence == "甲" * 20 + "12个" + "乙" * 20
    assert around.is_cut


@given(st.text(alphabet="甲乙，。；\n 3", max_size=60), st.data())
def test_the_stretch_stands_in_its_sentence(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    around = sentence_around(text, start, end, longest=20)

    assert around.sentence[around.start : around.end] == text[start:end]
    assert len(around.sentence) <= max(20, end - start)


def test_a_stretch_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="no part"):
        sentence_around("甲", 0, 2)


def test_numbers_that_no_rule_took_are_of_interest_and_dates_are_none() -> None:
    draft = read_plan(
        "柏溪县2026年工作方案\n发布：2026-01-16 09:12\n一、重点任务\n"
        "1.加宽道路。加宽单个车道，约3.5米宽。对总投资20亿元以上项目实行专班服务。\n附件1\n附件2"
    )

    shown = {u.quote: (u.reason.value, u.is_of_interest) for u in draft.unused}
    assert shown["3.5"] == ("no-indicator", True)
    assert shown["20"] == ("threshold", True)
    assert {u.quote for u in draft.unused if u.is_of_interest} == {"3.5", "20", "亿"}
    assert shown["09:12"] == ("date", False)
    assert [u.reason.value for u in draft.unused][-2:] == ["numbering", "numbering"]


def test_an_end_of_the_year_ahead_is_no_past() -> None:
    read = read_plan(
        "青溪区2026年行动方案\n\n　　今年以来签约不断,年底前签约项目开工率达到70%以上。\n"
    )
    (target,) = read.targets
    assert "past" not in target.evidence.reasons


def test_a_rate_that_falls_keeps_its_verb_and_a_level_is_no_rate() -> None:
    read = read_plan(
        "青溪区2026年行动方案\n\n　　一、主要目标\n\n"
        "　　单位GDP能耗下降3.2%。单位用水量降低15%。事故起数减少10%。投诉量下降到12%以内。\n"
    )
    found = [(one.indicator, one.growth) for one in read.targets]
    assert found[:3] == [
        ("单位GDP能耗下降", True),
        ("单位用水量降低", True),
        ("事故起数减少", True),
    ]
    assert found[3:] == [("投诉量", False)]
