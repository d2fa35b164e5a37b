"""How wide Chinese and Latin text is, and how it is cut and broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.chart.measuring import HALF, fitted, lines_of, text_width

TEXTS = st.text(alphabet=st.sampled_from("区发改局项目（建设），12.5%abc —…"), max_size=40)


def test_a_chinese_character_is_as_wide_as_its_size_a_digit_about_half() -> None:
    assert text_width("发改局", 12) == 36
    assert text_width("（一）", 10) == 30
    assert text_width("12", 10) == pytest.approx(20 * HALF)


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("发展和改革局", 6, "发展和改革局"),
        ("发展和改革局", 4, "发展和…"),
        ("发展", 1, ""),
        ("发展", 0, ""),
        ("", 5, ""),
    ],
)
def test_what_is_too_wide_is_cut(text: str, width: float, cut: str) -> None:
    assert fitted(text, width) == cut


def test_a_text_breaks_between_characters_but_not_inside_a_number_nor_before_a_comma() -> None:
    assert lines_of("新建产业园二期工程", 5) == ["新建产业园", "二期工程"]
    assert lines_of("年产200000吨骨料", 4.5) == ["年产", "200000…"]
    assert lines_of("新建产业园，二期工程", 5) == ["新建产业", "园，二期…"]
    assert lines_of("人工认定至11月29日", 7) == ["人工认定至", "11月29日"]
    assert lines_of("", 5) == []


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("综合能耗指标38,000吨标准煤", 8.5, ["综合能耗指标", "38,000吨标准煤"]),
        ("中央预算内投资3,600万元", 9.5, ["中央预算内投资", "3,600万元"]),
        ("须于2026-11-30前报送", 6, ["须于", "2026-11-30", "前报送"]),
        ("办结于11月30日以前", 5.5, ["办结于", "11月30日以", "前"]),
        ("建成24个口袋公园12.5平方米", 5.5, ["建成24个口", "袋公园", "12.5平方米"]),
        ("区自然资源分局 11月11日 超期12天", 15, ["区自然资源分局 11月11日", "超期12天"]),
        ("阿卜杜热合曼·买买提", 6, ["阿卜杜热合", "曼·买买提"]),
        ("数据共享尚未打通（待明确）", 11, ["数据共享尚未打通", "（待明确）"]),
        ("新建厂房（二期）配套", 7, ["新建厂房", "（二期）配套"]),
        ("甲（这是一段较长的说明）", 7, ["甲（这是一段较", "长的说明）"]),
        ("1 实施链群跃升计划", 6, ["1 实施链群", "跃升计划"]),
    ],
)
def test_figures_measures_and_dates_stay_together(
    text: str, width: float, lines: list[str]
) -> None:
    assert lines_of(text, width, most=9) == lines


@given(text=TEXTS, width=st.floats(0, 30), size=st.floats(6, 30))
def test_nothing_is_wider_than_it_may_be(text: str, width: float, size: float) -> None:
    assert text_width(fitted(text, width * size, size), size) <= width * size + 0.001


@given(text=TEXTS, width=st.floats(2, 30), most=st.integers(1, 4))
def test_lines_keep_the_order_of_the_text_and_their_number(
    text: str, width: float, most: int
) -> None:
    found = lines_of(text, width, most=most)

    assert len(found) <= most
    whole = "".join(found).rstrip("…").replace(" ", "")
    assert text.replace(" ", "").startswith(whole)


@given(text=TEXTS.filter(str.strip), size=st.floats(6, 30))
def test_what_is_exactly_as_wide_as_its_room_is_not_cut(text: str, size: float) -> None:
    text = text.strip()
    room = sum(text_width(character, size) for character in reversed(text))

    assert lines_of(text, room, size=size, most=3) == [text]
