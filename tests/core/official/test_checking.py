"""The checker: what follows from measured values, deviation by deviation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guatu.core.burden.lengths import Paper
from guatu.core.official.checking import check
from guatu.core.official.deviations import ARTICLES, SENTENCES, Code, Severity
from guatu.core.official.docnumbers import cited_faults, is_number
from guatu.core.official.measured import (
    MeasuredBox,
    MeasuredNumber,
    MeasuredPaper,
    MeasuredParagraph,
    MeasuredSection,
    Side,
)
from guatu.core.official.numbering import chinese

SECTION = MeasuredSection(
    width=210, height=297, top=37, bottom=35, left=28, right=26, line_pitch=28.95
)
NUMBERS = (
    MeasuredNumber(page="default", text="— n —", font="宋体", size=14, side=Side.RIGHT),
    MeasuredNumber(page="even", text="— n —", font="宋体", size=14, side=Side.LEFT),
)
BASE = MeasuredParagraph(
    place=0, section=0, text="", font="仿宋_GB2312", lead_font="仿宋_GB2312", size=16,
    side=Side.BOTH, pitch=28.95, spacing=-0.25, indent=2, left=0, right=0, is_red=False,
    is_grid=True,
)  # fmt: skip
TITLE = {"font": "方正小标宋简体", "size": 22.0, "side": Side.CENTRE, "indent": 0.0}
GOOD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("临江区督查室", {**TITLE, "is_red": True, "size": 50.0, "pitch": None}),
    ("关于第三期调度情况的通报", TITLE),
    ("（送审稿）", {"font": "楷体_GB2312", "side": Side.CENTRE, "indent": 0.0}),
    ("各有关单位：", {"indent": 0.0}),
    ("本期情况如下。", {}),
    ("一、总体情况", {"font": "黑体"}),
    ("（一）填报", {"font": "楷体_GB2312"}),
    ("1.压实责任。逐项盯紧。", {}),
    ("附件：变化清单", {"left": 5.0, "indent": -3.0}),
    ("临江区督查室", {"side": Side.RIGHT, "indent": 0.0}),
    ("2026年6月19日", {"side": Side.RIGHT, "indent": 0.0}),
    ("附件", {"font": "黑体", "indent": 0.0}),
    ("变化清单", TITLE),
    ("没有变化。", {}),
    ("抄送：区委办公室。", {"size": 14.0, "indent": 0.0}),
)


def paragraph(text: str, values: dict[str, Any]) -> MeasuredParagraph:
    one = replace(BASE, text=text, **values)
    return replace(one, lead_font=one.font, fonts=(one.font,), sizes=(one.size,))


def paper(changes: dict[int, tuple[str, dict[str, Any]]] | None = None) -> MeasuredPaper:
    """Return a paper in order, with some paragraphs (from 1) written otherwise."""
    rows = list(GOOD)
    for place, row in (changes or {}).items():
        rows[place - 1] = row
    return MeasuredPaper(
        sections=(SECTION,),
        paragraphs=tuple(
            replace(paragraph(*row), place=place) for place, row in enumerate(rows, start=1)
        ),
        boxes=(MeasuredBox(place=13, section=0, width=156.0),),
        numbers=NUMBERS,
        has_two_sides=True,
    )


def codes(measured: MeasuredPaper) -> list[tuple[str, int]]:
    return [(one.code.value, one.first) for one in check(measured).deviations]


def test_a_paper_in_order_has_no_deviation() -> None:
    report = check(paper())

    assert report.deviations == ()
    assert report.passes
    assert (report.characters, report.limit) == (30, 4000)


@pytest.mark.parametrize(
    ("place", "row", "wanted"),
    [
        (5, ("本期情况如下。", {"font": "宋体"}), "body-font"),
        (5, ("本期情况如下。", {"size": 15.0, "spacing": 0.75}), "body-size"),
        (5, ("本期情况如下。", {"indent": 0.0}), "indent"),
        (5, ("本期情况如下。", {"pitch": 30.0}), "lines"),
        (5, ("本期情况如下。", {"spacing": 0.5}), "characters"),
        (5, ("本期，情况如下,且好。", {}), "punctuation"),
        (5, ("本期情况如下。", {"after": 12.0}), "paragraph-space"),
        (5, ("本期情况如下。", {"bold": 1.0}), "body-bold"),
        (5, ("按照临政发[2026]12号要求，情况如下。", {}), "document-number"),
        (1, ("临江区督查室", {**TITLE, "is_red": True, "size": 10.0}), "head-size"),
        (6, ("一、总体情况", {"font": "仿宋_GB2312"}), "heading-font"),
        (6, ("二、总体情况", {"font": "黑体"}), "number-order"),
        (7, ("(一)填报", {}), "number-form"),
        (8, ("1、压实责任。", {}), "number-form"),
        (1, ("临江区督查室", {**TITLE, "font": "宋体", "is_red": True}), "head-font"),
        (1, ("临江区督查室", {**TITLE, "is_red": True, "side": Side.LEFT}), "head-side"),
        (2, ("关于第三期调度情况的通报", {**TITLE, "font": "黑体"}), "title-font"),
        (2, ("关于第三期调度情况的通报", {**TITLE, "size": 20.0}), "title-size"),
        (2, ("关于第三期调度情况的通报", {**TITLE, "side": Side.LEFT}), "title-side"),
        (4, ("各有关单位:", {"indent": 0.0}), "addressees"),
        (9, ("附件:变化清单", {"left": 5.0, "indent": -3.0}), "annex-list"),
        (9, ("附件：变化清单。", {"left": 5.0, "indent": -3.0}), "annex-list"),
        (9, ("情况见附表。", {}), "annex-count"),
        (11, ("2026年06月19日", {"side": Side.RIGHT, "indent": 0.0}), "date-form"),
        (11, ("二〇二六年六月十九日", {"side": Side.RIGHT, "indent": 0.0}), "date-form"),
        (11, ("完。", {}), "signature"),
        (15, ("抄送：区委办公室。", {"indent": 0.0}), "record-size"),
        (15, ("抄送：区委办公室", {"size": 14.0, "indent": 0.0}), "record-end"),
    ],
)  # fmt: skip
def test_one_change_is_one_deviation(
    place: int, row: tuple[str, dict[str, Any]], wanted: str
) -> None:
    found = codes(paper({place: row}))

    assert [code for code, _first in found] == [wanted]
    assert found[0][1] in {place, 0}


@pytest.mark.parametrize(
    ("number", "is_wrong"),
    [
        ("临督〔2026〕1号", False),
        ("临督〔2026〕　号", False),  # the office fills it in
        ("临督〔2026〕1号　　签发人：张三", False),
        ("临督〔2026〕01号", True),
        ("临督〔2026〕第1号", True),
        ("临督[2026]1号", True),
        ("临督（2026）1号", True),
        ("临督〔26〕1号", True),
        ("临督〔二〇二六〕一号", True),
    ],
)
def test_a_document_number_has_one_form(number: str, *, is_wrong: bool) -> None:
    row = (number, {"side": Side.CENTRE, "indent": 0.0, "size": 16.0})
    whole = paper()
    found = (whole.paragraphs[0], replace(paragraph(*row), place=2), *whole.paragraphs[1:])

    report = check(replace(whole, paragraphs=found))

    assert [(one.code, one.article) for one in report.deviations] == (
        [(Code.DOCUMENT_NUMBER, "7.2.5")] if is_wrong else []
    )


@pytest.mark.parametrize("number", ["临{}督", "临督〔2026〕{}督", "临督[2026{}"])
def test_a_long_run_of_blanks_is_looked_at_at_once(number: str) -> None:
    text = number.format(" " * 100_000)

    assert not is_number(text)
    assert list(cited_faults(text)) == []
    assert check(paper({2: (text, {**TITLE, "size": 16.0}), 5: (text, {})})).deviations


def test_a_wrong_second_line_of_a_title_is_no_note() -> None:
    row = ("调度情况的通报", {**TITLE, "font": "仿宋_GB2312", "size": 16.0})
    whole = paper()
    found = (*whole.paragraphs[:2], replace(paragraph(*row), place=3), *whole.paragraphs[3:])

    assert {one.code for one in check(replace(whole, paragraphs=found)).deviations} == {
        Code.TITLE_FONT, Code.TITLE_SIZE,
    }  # fmt: skip


def test_a_level_that_is_left_out_is_only_noted() -> None:
    report = check(paper({7: ("本期应报十项。", {})}))

    assert [(one.code, one.severity) for one in report.deviations] == [
        (Code.NUMBER_SKIPPED, Severity.NOTE)
    ]
    assert report.passes


@pytest.mark.parametrize(
    ("section", "wanted"),
    [
        ({"width": 216.0, "height": 279.0}, ["paper"]),
        ({"top": 25.4, "bottom": 46.6}, ["margin-top"]),
        ({"top": 38.0, "bottom": 34.0}, []),  # within one millimetre
        ({"left": 31.7, "right": 22.3}, ["margin-left"]),
        ({"right": 20.0}, ["type-width", "characters"]),
        ({"bottom": 20.0}, ["type-height", "lines"]),
    ],
)
def test_margins_and_the_type_area_are_measured(
    section: dict[str, float], wanted: list[str]
) -> None:
    whole = replace(paper(), sections=(replace(SECTION, **section),), boxes=())  # type: ignore[arg-type]

    found = list(dict.fromkeys(one.code.value for one in check(whole).deviations))
    assert [code for code in found if code in wanted] == wanted
    if not wanted:
        assert found == []


@pytest.mark.parametrize(
    ("numbers", "two_sides", "wanted"),
    [
        ((), True, "page-number"),
        ((replace(NUMBERS[0], text="n"), NUMBERS[1]), True, "page-number-form"),
        ((replace(NUMBERS[0], size=9.0), NUMBERS[1]), True, "page-number-font"),
        ((replace(NUMBERS[0], side=Side.CENTRE),), True, "page-number-side"),
        (NUMBERS, False, "page-number-side"),
    ],
)
def test_page_numbers_are_measured(
    numbers: tuple[MeasuredNumber, ...],
    two_sides: bool,  # noqa: FBT001 a case
    wanted: str,
) -> None:
    whole = replace(paper(), numbers=numbers, has_two_sides=two_sides)

    assert [one.code.value for one in check(whole).deviations] == [wanted]


def test_tables_and_pictures_stay_within_the_type_area() -> None:
    boxes = (
        MeasuredBox(place=6, section=0, width=170.0),
        MeasuredBox(place=7, section=0, width=100.0, height=230.0, is_picture=True),
    )

    assert codes(replace(paper(), boxes=boxes)) == [("table-width", 6), ("picture-size", 7)]


def test_a_landscape_page_is_not_measured_as_one_that_stands() -> None:
    lying = replace(
        SECTION, width=297.0, height=210.0, top=28.0, left=35.0, right=37.0, bottom=26.0
    )
    whole = paper()
    table = replace(paragraph("表格内容", {"section": 1}), place=16, table=1)

    assert (
        codes(replace(whole, sections=(SECTION, lying), paragraphs=(*whole.paragraphs, table)))
        == []
    )


@pytest.mark.parametrize(
    ("title", "sort", "limit"),
    [
        ("关于第三期调度情况的通报", None, 4000),
        ("关于滞后事项的专报", None, 4000),
        ("年度工作总结", None, 5000),
        ("年度工作总结", Paper.SPECIAL, 4000),
    ],
)
def test_the_length_is_limited_by_the_sort_of_paper(
    title: str, sort: Paper | None, limit: int
) -> None:
    filler = "情况如下。" * ((limit - 24) // 5)
    whole = paper({2: (title, TITLE), 5: (filler, {})})
    over = paper({2: (title, TITLE), 5: (filler + "情况如下。" * 4, {})})

    assert check(whole, sort=sort).limit == limit
    assert check(whole, sort=sort).deviations == ()
    assert [one.code for one in check(over, sort=sort).deviations] == [Code.LENGTH]


def test_the_same_deviation_over_paragraphs_is_one() -> None:
    rows = {place: (GOOD[place - 1][0], {**GOOD[place - 1][1], "spacing": 0.5}) for place in (4, 5)}

    (one,) = check(paper(rows)).deviations
    assert (one.code, one.first, one.last, one.text) == (Code.CHARACTERS, 4, 5, "各有关单位：")


def test_a_paper_without_a_title_is_told() -> None:
    whole = paper()
    kept = whole.paragraphs[:1] + whole.paragraphs[3:11]

    assert codes(replace(whole, paragraphs=kept)) == [("title-missing", 0), ("annex-count", 0)]


def test_an_empty_file_is_told_and_breaks_nothing() -> None:
    nothing = MeasuredPaper(sections=(), paragraphs=(), boxes=(), numbers=(), has_two_sides=False)

    assert codes(nothing) == [("title-missing", 0), ("signature", 0), ("page-number", 0)]


def test_every_code_has_its_sentence_and_its_article() -> None:
    assert set(SENTENCES) == set(Code) == set(ARTICLES)


@pytest.mark.parametrize(
    ("numeral", "value"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99)]
)
def test_numerals_are_read(numeral: str, value: int) -> None:
    assert chinese(numeral) == value
