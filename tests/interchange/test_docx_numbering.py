"""Automatic numbering, rebuilt from numbering.xml as Word counts it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from words import OPEN, level, lists, p, word

from guatu.interchange.docx.reader import read_docx
from guatu.interchange.numerals import counted, numeral

OFFICIAL = lists(
    level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>')
    + level(1, "chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>')
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "（%4）", '<w:suff w:val="nothing"/>')
    + level(4, "decimalEnclosedCircle", "%5", '<w:suff w:val="nothing"/>')
)
LEGAL = lists(
    level(0, "chineseCounting", "第%1章", '<w:suff w:val="space"/>')
    + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    + level(2, "decimal", "%1.%2.%3", "<w:isLgl/>")
)


def lines(*body: str, **parts: str) -> list[str]:
    return read_docx(word(*body, parts=parts), name="plan.docx").text.splitlines()


def counted_lines(numbering: str, *places: tuple[int, int]) -> list[str]:
    """Return the labels of paragraphs at these places (list, level)."""
    return [one.removesuffix("甲") for one in lines(*(p("甲", num=at) for at in places),
                                                  numbering=numbering)]  # fmt: skip


def num(identity: int, definition: int, *overrides: str) -> str:
    return (
        f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{definition}"/>'
        f"{''.join(overrides)}</w:num>"
    )


def restart(at: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def test_the_levels_of_an_official_document() -> None:
    places = [
        (1, 0),
        (1, 1),
        (1, 2),
        (1, 2),
        (1, 3),
        (1, 4),
        (1, 4),
        (1, 1),
        (1, 2),
        (1, 0),
        (1, 1),
    ]

    assert counted_lines(OFFICIAL, *places) == [
        "一、", "（一）", "1. ", "2. ", "（1）", "①", "②", "（二）", "1. ", "二、", "（一）",
    ]  # fmt: skip


def test_numbers_of_several_levels_in_digits() -> None:
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)]

    assert counted_lines(LEGAL, *places) == [
        "第一章 ", "1.1 ", "1.2 ", "1.2.1 ", "第二章 ", "2.1 ", "2.1.1 ",
    ]  # fmt: skip


def test_a_level_whose_parent_was_never_used_shows_where_the_parent_starts() -> None:
    assert counted_lines(LEGAL, (1, 1), (1, 0), (1, 1)) == ["1.1 ", "第一章 ", "1.1 "]


def test_lists_of_one_definition_count_on_and_an_override_restarts() -> None:
    numbering = lists(
        level(0, "decimal", "%1)"),
        nums=num(2, 1) + num(3, 1, restart(0, 1)) + num(4, 1, restart(0, 7)),
    )
    places = [(1, 0), (2, 0), (3, 0), (3, 0), (4, 0), (4, 0), (1, 0)]

    assert counted_lines(numbering, *places) == ["1)", "2)", "1)", "2)", "7)", "8)", "9)"]


def test_an_override_may_replace_the_level() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1、")}</w:lvlOverride>'
    numbering = lists(level(0, "decimal", "%1."), nums=num(2, 1, own))

    assert counted_lines(numbering, (2, 0), (2, 0)) == ["I、", "II、"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", ["一、", "1) ", "二、", "1) "]),
        ('<w:lvlRestart w:val="0"/>', ["一、", "1) ", "二、", "2) "]),
        ('<w:lvlRestart w:val="1"/>', ["一、", "1) ", "二、", "1) "]),
    ],
    ids=["after-any-above", "never", "after-the-first"],
)
def test_where_a_level_restarts(rule: str, expected: list[str]) -> None:
    numbering = lists(
        level(0, "chineseCounting", "%1、")
        + level(1, "decimal", "%2)", f'<w:suff w:val="space"/>{rule}')
    )

    assert counted_lines(numbering, (1, 0), (1, 1), (1, 0), (1, 1)) == expected


def test_a_level_that_restarts_only_after_the_first_goes_on_below_the_second() -> None:
    numbering = lists(
        level(0, "decimal", "%1、")
        + level(1, "decimal", "（%2）")
        + level(2, "decimal", "%3)", '<w:lvlRestart w:val="1"/>')
    )
    places = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)]

    assert counted_lines(numbering, *places) == ["1、", "（1）", "1)", "（2）", "2)", "2、", "1)"]


def test_numbering_comes_by_style_at_the_level_that_names_it() -> None:
    numbering = lists(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="h1"/>')
        + level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="h2"/>')
    )
    listed = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        f"<w:styles {OPEN}>"
        f'<w:style w:type="paragraph" w:styleId="h1">{listed}</w:style>'
        f'<w:style w:type="paragraph" w:styleId="h2">{listed}</w:style>'
        '<w:style w:type="paragraph" w:styleId="h3"><w:basedOn w:val="h2"/></w:style>'
        "</w:styles>"
    )
    body = (
        p("总体要求", style="h1"),
        p("目标", style="h2"),
        p("原则", style="h3"),
        p("任务", style="h1"),
        p("不编号", style="h1", num=(0, 0)),
        p("保障", style="h1"),
    )

    assert lines(*body, numbering=numbering, styles=styles) == [
        "一、总体要求", "（一）目标", "（二）原则", "二、任务", "不编号", "三、保障",
    ]  # fmt: skip


def test_a_definition_that_lies_in_a_style_of_lists_is_followed() -> None:
    numbering = (
        f"<w:numbering {OPEN}>"
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:styleLink w:val="L"/>'
        f"{level(0, 'decimal', '第%1条')}</w:abstractNum>{num(1, 1)}{num(2, 2)}</w:numbering>"
    )
    styles = (
        f'<w:styles {OPEN}><w:style w:type="numbering" w:styleId="L">'
        '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style></w:styles>'
    )

    found = lines(p("甲", num=(1, 0)), p("乙", num=(2, 0)), numbering=numbering, styles=styles)

    assert found == ["第1条 甲", "第2条 乙"]


def test_bullets_hidden_numbers_and_padded_ones() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent><mc:Choice>'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback>'
        '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1、"/></w:lvl>'
    )
    numbering = lists(
        level(0, "bullet", "\uf06c", '<w:suff w:val="space"/>'),
        level(0, "decimal", "%1、", "<w:rPr><w:vanish/></w:rPr>"),
        custom,
        level(0, "none", ""),
    )

    assert counted_lines(numbering, (1, 0), (2, 0), (3, 0), (3, 0), (4, 0)) == [
        "● ", "", "009、", "010、", "",
    ]  # fmt: skip


def test_a_list_that_is_not_defined_numbers_nothing() -> None:
    assert lines(p("甲", num=(9, 0)), p("乙", num=(1, 8)), numbering=OFFICIAL) == ["甲", "乙"]


def test_a_soft_break_stays_in_its_paragraph() -> None:
    body = (
        (
            '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
            "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>"
        ),
        p("丙", num=(1, 0)),
    )

    assert lines(*body, numbering=OFFICIAL) == ["一、甲", "乙", "二、丙"]


@pytest.mark.parametrize(
    ("form", "values", "expected"),
    [
        ("decimal", (1, 10), ["1", "10"]),
        ("decimalZero", (1, 10), ["01", "10"]),
        ("none", (1,), [""]),
        ("chineseCounting", (1, 10, 12, 20, 21, 100), ["一", "十", "十二", "二十", "二十一", "一百"]),
        ("japaneseCounting", (3, 15), ["三", "十五"]),
        ("chineseCountingThousand", (101, 110, 1005, 2026), ["一百零一", "一百一十", "一千零五",
                                                             "二千零二十六"]),
        ("chineseLegalSimplified", (1, 12, 30), ["壹", "壹拾贰", "叁拾"]),
        ("ideographTraditional", (1, 10, 11), ["甲", "癸", "甲"]),
        ("ideographZodiac", (1, 12), ["子", "亥"]),
        ("ideographZodiacTraditional", (1, 12, 60), ["甲子", "乙亥", "癸亥"]),
        ("ideographDigital", (10, 26), ["一〇", "二六"]),
        ("upperRoman", (4, 9, 14, 1990), ["IV", "IX", "XIV", "MCMXC"]),
        ("lowerRoman", (3,), ["iii"]),
        ("lowerLetter", (1, 26, 27, 53), ["a", "z", "aa", "aaa"]),
        ("upperLetter", (2,), ["B"]),
        ("decimalEnclosedCircle", (1, 20, 21, 50, 51), ["①", "⑳", "㉑", "㊿", "51"]),
        ("decimalEnclosedCircleChinese", (3,), ["③"]),
        ("decimalEnclosedParen", (2,), ["⑵"]),
        ("decimalEnclosedFullstop", (2,), ["⒉"]),
        ("ideographEnclosedCircle", (1, 10), ["㊀", "㊉"]),
        ("decimalFullWidth", (12,), ["１２"]),
        ("ordinal", (1, 2, 3, 4, 11, 22), ["1st", "2nd", "3rd", "4th", "11th", "22nd"]),
        ("numberInDash", (1,), ["- 1 -"]),
        ("unheardOf", (7,), ["7"]),
    ],
)  # fmt: skip
def test_numbers_are_written_in_each_format(
    form: str, values: tuple[int, ...], expected: list[str]
) -> None:
    assert [numeral(value, form) for value in values] == expected


@given(st.integers(min_value=1, max_value=9999))
def test_what_is_counted_can_be_told_apart(value: int) -> None:
    assert counted(value) != counted(value + 1)
