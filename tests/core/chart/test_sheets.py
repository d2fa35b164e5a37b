"""Sheets: every row on exactly one, inside its edges; their SVG is well-formed and needs no style."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guatu.core.chart import (
    DARK,
    LIGHT,
    Frame,
    Line,
    Look,
    Node,
    Paper,
    Picture,
    SheetWords,
    Span,
    Zoom,
    one_sheet,
    picture_of,
    sheets_of,
    svg_of,
)
from guatu.core.chart.shapes import Diamond, Disc, Rect, Role, Rule, Sheet, Words
from guatu.core.lamps import Lamp, Outcome

PAPER = Paper(width=1200, height=700, size=12)
WORDS = SheetWords(
    title="作战进度图",
    notes=("截至6月18日",),
    heads={"lamp": "亮灯", "title": "事项", "unit": "牵头单位", "leader": "领导", "due": "时限"},
    lamp=lambda lamp: f"● {lamp}",
    by_hand=lambda day: f"人工认定至{day.month}月{day.day}日",
    day=lambda day: f"{day:%m-%d}" if day else "—",
    continued=lambda name: f"{name}（续）",
    legend={"met": "节点达成", "over": "超期"},
)
SVG = "{http://www.w3.org/2000/svg}"


def picture(count: int, *, group: str = "标题", title: str = "建设标准厂房") -> Picture:
    lines = [
        Line(
            pk=number,
            number=str(number),
            title=f"{title}{number}",
            lamp=list(Lamp)[number % 9],
            unit="区发改局",
            leader="张某",
            standing="在建",
            starts_on=date(2026, 1, 10),
            due_on=date(2026, 11, 30),
            progress=500,
            nodes=(Node(title="封顶", due_on=date(2026, 5, 31), outcome=Outcome.MISSED),),
        )
        for number in range(1, count + 1)
    ]
    frame = Frame(
        span=Span(first=date(2026, 1, 1), last=date(2026, 12, 31)), today=date(2026, 6, 18)
    )
    look = Look(
        zoom=Zoom.WHOLE, tick=lambda _step, first: f"{first.month}月", undated="未定时限",
        narrowest=PAPER.track_width, size=PAPER.size,
    )  # fmt: skip
    half = len(lines) // 2
    return picture_of([(group, lines[:half]), ("另一", lines[half:])], frame, look)


def texts(sheet: Sheet) -> list[str]:
    return [shape.text for shape in sheet.shapes if isinstance(shape, Words)]


def test_rows_that_do_not_fit_go_on_the_next_sheet_whose_group_says_that_it_goes_on() -> None:
    sheets = sheets_of(picture(40), PAPER, WORDS)

    assert [(sheet.number, sheet.count) for sheet in sheets] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert "标题" in texts(sheets[0])
    assert "标题（续）" in texts(sheets[1])
    assert "标题" not in texts(sheets[1])


def test_one_sheet_is_made_as_high_as_it_takes() -> None:
    drawn = picture(40)
    (sheet,) = sheets_of(drawn, one_sheet(drawn, PAPER, WORDS), WORDS)

    assert sheet.height > PAPER.height
    assert sum(text.startswith("● ") for text in texts(sheet)) == 40


def test_a_sheet_too_low_for_a_row_still_gets_one_each() -> None:
    sheets = sheets_of(picture(3), Paper(width=1200, height=10, size=12), WORDS)

    assert len(sheets) == 3


def test_an_empty_picture_is_one_sheet_with_its_head() -> None:
    (sheet,) = sheets_of(picture(0), PAPER, WORDS)

    assert "牵头单位" in texts(sheet)


@settings(max_examples=25)
@given(count=st.integers(0, 90), height=st.floats(100, 2000), size=st.floats(8, 24))
def test_every_row_stands_on_exactly_one_sheet_and_inside_it(
    count: int, height: float, size: float
) -> None:
    paper = Paper(width=1200, height=height, size=size)
    found: list[str] = []
    for sheet in sheets_of(picture(count), paper, WORDS):
        for shape in sheet.shapes:
            if isinstance(shape, Words) and shape.text.startswith("● "):
                found.append(shape.text)
                if height > size * 16:  # room for the head and a row
                    assert shape.y < height
            if isinstance(shape, (Diamond, Disc, Words)):
                assert -0.01 <= shape.x <= 1200.01
            elif isinstance(shape, Rect):
                assert -0.01 <= shape.x <= shape.x + shape.width <= 1200.5

    assert len(found) == count


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_svg_is_well_formed_and_paints_by_attributes_alone(palette: object) -> None:
    for sheet in sheets_of(picture(12), PAPER, WORDS):
        document = svg_of(sheet, palette, title="作战图")  # type: ignore[arg-type]  # one of the two
        root = ET.fromstring(document)  # noqa: S314 our own text

        assert root.tag == f"{SVG}svg"
        assert root.find(f"{SVG}title").text == "作战图"  # type: ignore[union-attr]  # there is one
        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert names == {"svg", "title", "rect", "line", "text", "path"}
        assert not [e for e in root.iter() if "style" in e.attrib]
        assert all(e.get("fill") for e in root.iter(f"{SVG}text"))


def test_what_a_title_says_cannot_break_the_svg() -> None:
    nasty = "</text><script>alert(1)</script>&\"'\x00\x0b"
    (sheet,) = sheets_of(picture(2, title=nasty, group=nasty), PAPER, WORDS)
    document = svg_of(sheet, title=nasty)

    assert "<script" not in document
    ET.fromstring(document)  # noqa: S314 our own text


def test_each_role_and_lamp_has_a_colour_in_both_palettes() -> None:
    by_lamp = {Role.BAR, Role.OPEN_BAR, Role.DONE, Role.LAMP}
    for palette in (LIGHT, DARK):
        assert set(palette.roles) == set(Role) - by_lamp
        assert set(palette.lamps) == set(Lamp)


def test_todays_line_runs_over_the_rows() -> None:
    (sheet,) = sheets_of(picture(4), PAPER, WORDS)
    (today,) = [s for s in sheet.shapes if isinstance(s, Rule) and s.role is Role.TODAY]
    lowest = max(s.y + s.height for s in sheet.shapes if isinstance(s, Rect) and s.role is Role.BAR)

    assert today.y2 > lowest
