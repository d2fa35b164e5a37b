"""Lines on paper: all of them, in print that is read from where the paper hangs, on the fewest sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheetwords import WORDS

from guatu.core.chart import (
    FORMATS,
    Frame,
    Line,
    Look,
    Node,
    Order,
    Paper,
    Rows,
    Sheet,
    Span,
    Texts,
    Words,
    Zoom,
    fitted,
    printed_sheets,
)
from guatu.core.chart.cells import SIDES
from guatu.core.chart.fitting import Fitted
from guatu.core.chart.measuring import text_width
from guatu.core.chart.shapes import Anchor, Code, Diamond, Rect, Role
from guatu.core.lamps import Lamp, Outcome

FRAME = Frame(span=Span(first=date(2026, 1, 1), last=date(2026, 12, 31)), today=date(2026, 6, 18))
LONG = "完成厂房主体结构封顶并通过专项验收，消防、环保、安全三项手续齐备，" * 3


def line(number: int, **changes: object) -> Line:
    values: dict[str, object] = {
        "pk": number, "number": f"T{number}", "title": "建设标准厂房", "lamp": Lamp.ON_PACE, "unit": "区发改局",
        "leader": "周某", "owner": "周某、王某、李某某", "standard": "通过验收", "standing": "在建 45%",
        "starts_on": date(2026, 1, 10), "due_on": date(2026, 11, 30), "progress": 450,
        "nodes": (Node(title="主体封顶", due_on=date(2026, 9, 30)),
                  Node(title="开工", due_on=date(2026, 3, 1), outcome=Outcome.MISSED)),
    }  # fmt: skip
    return Line(**(values | changes))  # type: ignore[arg-type]  # each value of its field


def look(paper: Paper) -> Look:
    return Look(
        zoom=Zoom.WHOLE, tick=lambda _step, first: f"{first.month}月", undated="未定时限",
        narrowest=paper.track_width, size=paper.size,
    )  # fmt: skip


def groups_of(lines: list[Line], count: int = 1) -> list[tuple[str, list[Line]]]:
    return [(f"第{n}组", lines[n::count]) for n in range(count) if lines[n::count]]


def printed(
    lines: list[Line], form: str = "A0", rows: Texts = Texts.FEWEST, *, groups: int = 1
) -> list[Sheet]:
    order = Order(form=FORMATS[form], texts=rows)
    return printed_sheets(groups_of(lines, groups), FRAME, look, words=WORDS, order=order)


def fit(
    lines: list[Line], form: str = "A0", rows: Texts = Texts.FEWEST, *, groups: int = 1
) -> Fitted:
    order = Order(form=FORMATS[form], texts=rows)
    return fitted(groups_of(lines, groups), FRAME, look, words=WORDS, order=order)


def texts(sheet: Sheet) -> list[Words]:
    return [shape for shape in sheet.shapes if isinstance(shape, Words)]


def numbers(sheet: Sheet) -> list[str]:
    return [t.text.split()[0] for t in texts(sheet) if t.text.startswith("T") and " " in t.text]


def test_three_hundred_lines_stand_on_one_a0_in_print_that_is_read_at_two_metres() -> None:
    (sheet,) = printed([line(n) for n in range(300)], groups=12)

    assert sheet.size >= 16
    assert len(set(numbers(sheet))) == 300


def test_all_five_columns_stand_on_it_however_many_lines_there_are() -> None:
    lines = [line(n, standard=LONG, measures=LONG) for n in range(300)]
    (sheet,) = printed(lines, groups=12)
    (few,) = printed(lines[:2])
    told = [t.text for t in texts(sheet)]

    for head in ("具体内容", "工作要求", "工作措施", "完成时限", "责任人"):
        assert "".join(told).count(head) == 3, head
    assert sheet.cut == 900  # of people more than one are told by 等
    assert WORDS.cut in told
    assert few.cut == 0
    assert WORDS.cut not in [t.text for t in texts(few)]


def test_whole_texts_take_more_sheets_and_lose_nothing() -> None:
    lines = [line(n, standard=LONG) for n in range(120)]
    found = {texts: fit(lines, "A0", texts) for texts in Texts}

    assert found[Texts.FEWEST].cut > 0
    assert found[Texts.WHOLE].cut == 0
    assert found[Texts.WHOLE].sheets > found[Texts.THREE].sheets >= found[Texts.FEWEST].sheets
    assert found[Texts.ONE].cut >= found[Texts.FEWEST].cut
    sheets = printed(lines, "A0", Texts.WHOLE)
    assert len(sheets) == found[Texts.WHOLE].sheets
    assert LONG in "".join(t.text for t in texts(sheets[0]))


@pytest.mark.parametrize(
    ("said", "auto", "fewest"),
    [
        ("按月调度", (1, 0), (1, 0)),
        ("按月调度，年底前验收；" * 3, (2, 0), (1, 440)),  # one sheet would cut every line
        (LONG, (1, 440), (1, 440)),  # whole ones would take more than twice the sheets
    ],
    ids=["short", "cut", "long"],
)
def test_unless_told_otherwise_a_sheet_more_is_taken_before_a_column_is_cut(
    said: str, auto: tuple[int, int], fewest: tuple[int, int]
) -> None:
    lines = [line(n, standard=said) for n in range(220)]

    for texts, told in ((Texts.AUTO, auto), (Texts.FEWEST, fewest)):
        found = fit(lines, "A0", texts)
        assert (found.sheets, found.cut) == told


@pytest.mark.parametrize("form", list(FORMATS))
@pytest.mark.parametrize("count", [1, 30, 100, 300, 2000])
def test_time_has_its_share_of_the_width(form: str, count: int) -> None:
    paper = fit([line(n, standard=LONG, measures=LONG) for n in range(count)], form).paper
    share = paper.track_width / paper.panel_width

    assert share >= (0.235 if paper.panels == 3 else 0.33)


def test_a_column_is_as_wide_as_nearly_all_lines_need_and_the_others_wrap() -> None:
    lines = [line(n, unit="区发改局") for n in range(99)]
    lines.append(line(99, unit="镕喆堃昇" * 10))
    paper = fit(lines).paper
    sheet = printed(lines)[0]
    unit = [t.text for t in texts(sheet) if set(t.text) <= set("镕喆堃昇")]

    assert paper.ems["unit"] - SIDES < 11
    assert "".join(unit) == "镕喆堃昇" * 10


@pytest.mark.parametrize("rows", list(Texts), ids=str)
def test_a_long_name_is_broken_between_its_parts_only(rows: Texts) -> None:
    lines = [line(n) for n in range(60)]
    lines.append(line(60, owner="阿卜杜热合曼·买买提艾力"))
    found = [t.text for t in texts(printed(lines, rows=rows)[0]) if "曼·" in t.text]

    assert found in (["阿卜杜热合曼·"], ["阿卜杜热合曼·买买提艾力"])


def test_a_unit_that_heads_its_rows_has_no_column() -> None:
    lines = [line(n, unit=f"单位{n % 4}") for n in range(40)]
    named = [(f"单位{u}", lines[u::4]) for u in range(4)]
    order = Order(form=FORMATS["A0"])
    by_unit = fitted(named, FRAME, look, words=WORDS, order=order)

    assert "unit" not in by_unit.paper.ems
    assert "unit" in fit(lines, groups=4).paper.ems


@pytest.mark.parametrize("count", [3, 60, 280])
def test_a_next_node_whose_day_is_past_stands_out_with_how_late_it_is(count: int) -> None:
    words = replace(
        WORDS, late=lambda day: f"逾期{(FRAME.today - day).days}天" if day < FRAME.today else ""
    )
    nodes = (Node(title="开工", due_on=date(2026, 6, 8)),)
    lines = [line(n, nodes=nodes if n == 1 else ()) for n in range(count)]
    order = Order(form=FORMATS["A0"])
    (sheet,) = printed_sheets(groups_of(lines), FRAME, look, words=words, order=order)
    told = [t for t in texts(sheet) if "逾期10天" in t.text]

    assert [(t.role, t.is_bold) for t in told] == [(Role.LATE, True)]
    marks = [s for s in sheet.shapes if isinstance(s, Diamond)]
    assert [m.role for m in marks] == [Role.LATE_OPEN, Role.MET]  # and the legend's


def test_three_hundred_lines_of_sixty_units_need_no_second_sheet_for_their_names() -> None:
    lines = [line(n, unit=f"单位{n % 60}") for n in range(300)]
    groups = [(f"单位{u}", lines[u::60]) for u in range(60)]
    order = Order(form=FORMATS["A0"])
    (sheet,) = printed_sheets(groups, FRAME, look, words=WORDS, order=order)

    assert sheet.size >= 16
    assert len(set(numbers(sheet))) == 300
    assert sum(t.text == "单位7" for t in texts(sheet)) == 5


@pytest.mark.parametrize(("count", "sheets"), [(301, 2), (2000, 7)])
def test_what_is_more_than_a_wall_holds_goes_on_further_sheets(count: int, sheets: int) -> None:
    found = printed([line(n) for n in range(count)])

    assert len(found) == sheets
    assert sorted(n for sheet in found for n in numbers(sheet)) == sorted(
        f"T{n}" for n in range(count)
    )
    assert [
        f"第{n}张 共{sheets}张" in [t.text for t in texts(s)] for n, s in enumerate(found, 1)
    ] == [True] * sheets


@pytest.mark.parametrize("form", list(FORMATS))
@pytest.mark.parametrize("rows", list(Texts), ids=str)
def test_no_word_is_smaller_than_the_paper_asks(form: str, rows: Texts) -> None:
    until = date(2026, 7, 1)
    lines = [line(n, lamp_until=until, standard=LONG) for n in range(40)]
    for sheet in printed(lines, form, rows):
        words = [t for t in texts(sheet) if not t.text.isdigit() and t.text != "✓"]

        assert min(t.size for t in words) >= FORMATS[form].least


def test_few_lines_say_all_and_in_larger_print_than_many() -> None:
    few, more = (printed([line(n, standard=LONG) for n in range(c)]) for c in (6, 16))
    said = "".join(t.text for t in texts(few[0]))

    assert len(few) == len(more) == 1
    assert few[0].size > more[0].size
    assert LONG in said
    assert "工作措施" in said


def test_the_print_is_the_largest_that_takes_no_more_sheets() -> None:
    paper = fit([line(n) for n in range(30)]).paper

    assert 16 <= paper.size < FORMATS["A0"].largest


def test_rows_stand_in_lanes_where_they_need_no_more_sheets_for_it() -> None:
    def rows_of(count: int) -> tuple[Rows, int]:
        paper = fit([line(n) for n in range(count)]).paper
        return paper.rows, paper.panels

    found = [rows_of(n) for n in (20, 80, 280)]
    assert found[0] == (Rows.FULL, 1)
    assert [rows for rows, _panels in found[1:]] == [Rows.SHORT] * 2
    assert found[1][1] < found[2][1] == 3


def test_the_legend_says_what_the_star_means() -> None:
    (few,) = printed([line(n) for n in range(80)])

    assert "* 人工认定" in [t.text for t in texts(few)]


def test_a_column_that_nobody_wrote_into_stays_and_stays_narrow() -> None:
    lines = [line(n, measures="", standard=LONG) for n in range(60)]
    paper = fit(lines).paper

    assert paper.ems["measures"] < paper.ems["standard"] / 2
    assert "工作措施" in "".join(t.text for t in texts(printed(lines)[0]))


def test_names_are_printed_whole_and_others_counted() -> None:
    owner = "诸葛某某、欧阳某某、周某、王某"
    lines = [line(n, owner=owner, standard=LONG, measures=LONG) for n in range(280)]
    (sheet,) = printed(lines, rows=Texts.ONE)
    found = {t.text for t in texts(sheet) if t.text.startswith("诸葛")}

    assert found == {"诸葛某某等"}
    (full,) = printed([line(1, owner=owner)], rows=Texts.WHOLE)
    assert "".join(t.text for t in texts(full)).count(owner) == 1


@pytest.mark.parametrize("count", [6, 80, 160, 280])
def test_no_lamp_is_told_by_half_a_word(count: int) -> None:
    words = replace(WORDS, lamp=lambda lamp: f"○ Not yet {lamp}")
    until = date(2026, 7, 1)
    lines = [line(n, lamp=list(Lamp)[n % 9], lamp_until=until if n % 7 == 3 else None)
             for n in range(count)]  # fmt: skip
    order = Order(form=FORMATS["A0"])
    for sheet in printed_sheets(groups_of(lines), FRAME, look, words=words, order=order):
        told = [t.text.removesuffix("*") for t in texts(sheet) if t.role is Role.LAMP]

        assert set(told) <= {words.lamp(lamp) for lamp in Lamp} | {f"{words.lamp(Lamp.ON_PACE)} 3"}


def test_an_empty_chart_is_one_sheet_with_its_heads() -> None:
    (sheet,) = printed([])

    assert "具体内容" in [t.text for t in texts(sheet)]


def test_a_code_lies_on_the_sheet_and_moves_the_notes_aside() -> None:
    words = replace(WORDS, code=((True, False), (False, True)))
    order = Order(form=FORMATS["A3"])
    (sheet,) = printed_sheets(
        groups_of([line(n) for n in range(5)]), FRAME, look, words=words, order=order
    )
    (code,) = [s for s in sheet.shapes if isinstance(s, Code)]
    notes = [t for t in texts(sheet) if t.text in WORDS.notes]

    assert code.width >= 56.9  # 20 mm
    assert code.x + code.width <= sheet.width + 0.01
    assert all(t.x <= code.x for t in notes)


NAMES = st.text(alphabet="区人力资源和社会保障局镕喆堃ABCdef123、 ", max_size=40)


@settings(max_examples=25, deadline=None)
@given(
    name=NAMES,
    title=st.text(alphabet="建设标准厂房（二期）12%abc ", max_size=120),
    count=st.integers(1, 60),
    form=st.sampled_from(list(FORMATS)),
    rows=st.sampled_from(list(Texts)),
)
def test_nothing_leaves_its_column_or_its_sheet(
    name: str, title: str, count: int, form: str, rows: Texts
) -> None:
    lines = [line(n, unit=name, title=title, owner=name, standard=title) for n in range(count)]
    for sheet in printed(lines, form, rows):
        lefts = sorted({t.x for t in texts(sheet) if t.text in WORDS.heads.values() and t.is_bold})
        columns = list(pairwise(lefts))
        for shape in sheet.shapes:
            if isinstance(shape, Rect):
                assert -0.01 <= shape.x <= shape.x + shape.width <= sheet.width + 0.5
                assert shape.y + shape.height <= sheet.height + 0.5
            if isinstance(shape, Words) and shape.anchor is Anchor.START and not shape.is_bold:
                right = shape.x + text_width(shape.text, shape.size)
                assert right <= sheet.width + 1
                assert shape.y <= sheet.height
                after = [b for a, b in columns if a == shape.x]
                if after and shape.role is Role.TEXT:
                    assert right <= after[0]


def test_no_word_of_a_head_is_broken() -> None:
    heads = {
        **WORDS.heads,
        "title": "What is to be done",
        "standard": "Standard",
        "measures": "Measures",
    }
    words = replace(WORDS, heads=heads)
    lines = [line(n, standard="", measures="") for n in range(280)]
    order = Order(form=FORMATS["A0"])
    (sheet,) = printed_sheets(groups_of(lines), FRAME, look, words=words, order=order)
    told = {t.text for t in texts(sheet) if t.is_bold}

    assert {"Standard", "Measures"} <= told
    assert {part for text in told for part in text.split() if part.startswith("W")} == {"What"}


def test_a_great_many_people_are_counted_and_the_first_ones_named() -> None:
    people = "、".join(f"王某{n:04d}" for n in range(3000))
    (sheet,) = printed([line(n, owner=people if n == 3 else "周某") for n in range(9)])
    told = [t.text for t in texts(sheet) if "王某" in t.text]

    assert told[0].startswith("王某0000、")
    assert told[-1].endswith("等")
    assert len(told) <= 40


@pytest.mark.parametrize("form", ["A0", "A1", "A3"])
def test_a_text_printed_whole_has_room_for_more_than_some_signs_a_line(form: str) -> None:
    """Where few lines say much and many have long titles, rows are lowest with a ladder of signs."""
    title = "新建标准厂房及配套道路管网一期工程"
    lines = [
        line(n, title=title[: 8 + n % 10], standard=LONG[:24] if n % 12 == 0 else "在建", measures="")
        for n in range(226)
    ]  # fmt: skip
    paper = fit(lines, form, Texts.WHOLE, groups=12).paper

    assert paper.ems["standard"] >= 8
