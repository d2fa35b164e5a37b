"""The guarantee chart on paper: needs in their columns, who clears them beneath, all or counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sheetwords import WORDS

from guatu.core.chart import FORMATS, Item, Sheet, Want, Words, securing_sheets
from guatu.core.chart.shapes import Role
from guatu.core.lamps import Lamp

SORTS = ("land", "funds", "problem")
SAID = replace(
    WORDS, heads={**WORDS.heads, "land": "用地", "funds": "资金", "problem": "问题"}, totals={}
)


def item(number: int, **wants: tuple[Want, ...]) -> Item:
    return Item(
        title=f"事项{number}", number=f"T{number}", unit="区发改局", lamp=Lamp.BEHIND, wants=wants
    )


def sheets_of(items: list[Item], form: str = "A0") -> list[Sheet]:
    return securing_sheets(
        [("区发改局", items)], FORMATS[form], words=SAID, sorts=SORTS, more=lambda n: f"另{n}条"
    )


def texts(sheets: list[Sheet]) -> list[Words]:
    return [s for sheet in sheets for s in sheet.shapes if isinstance(s, Words)]


def test_a_need_stands_in_its_column_with_who_clears_it_by_when() -> None:
    want = Want(text="新增用地 120亩", by="→ 区自然资源分局 7月1日 超期3天", is_late=True)
    found = texts(sheets_of([item(1, land=(want,))]))
    by_text = {t.text: t for t in found}

    assert by_text["新增用地 120亩"].x == by_text["用地"].x
    assert by_text[want.by].role is Role.LATE
    assert by_text[want.by].is_bold
    assert by_text["资金"].x > by_text["用地"].x


@pytest.mark.parametrize("form", list(FORMATS))
@pytest.mark.parametrize("count", [0, 1, 40, 400])
def test_every_item_stands_once_in_print_that_is_read(form: str, count: int) -> None:
    items = [item(n, problem=(Want(text=f"第{n}号问题待协调"),)) for n in range(count)]
    sheets = sheets_of(items, form)
    found = [t.text for t in texts(sheets) if t.text.startswith("T")]

    assert found == [f"T{n} 事项{n}" for n in range(count)]
    assert all(sheet.size >= FORMATS[form].least for sheet in sheets)
    assert all(t.y <= sheet.height for sheet in sheets for t in texts([sheet]))


def test_more_problems_than_a_sheet_holds_are_counted() -> None:
    wants = tuple(Want(text=f"问题{n}：" + "需要多个部门共同协调解决" * 6) for n in range(400))
    sheets = sheets_of([item(1, problem=wants)])
    found = texts(sheets)
    shown = sum(t.text.startswith("问题") and t.text != "问题" for t in found)

    assert f"另{400 - shown}条" in [t.text for t in found]
    assert all(t.y <= sheets[0].height for t in found)


def test_all_problems_of_an_item_are_read_where_that_takes_no_more_sheets() -> None:
    problems = tuple(Want(text=f"问题{n}需要协调") for n in range(12))
    sheets = sheets_of([item(1, problem=problems)])
    found = [t.text for t in texts(sheets)]

    assert [text for text in found if text.endswith("需要协调")] == [
        f"问题{n}需要协调" for n in range(12)
    ]
    assert sheets[0].cut == 0


def test_else_the_first_five_are_read_and_the_others_counted_unless_all_are_asked_for() -> None:
    items = [item(n, problem=tuple(Want(text=f"{n}号问题{m}" + "需要协调" * 6) for m in range(12)))
             for n in range(100)]  # fmt: skip
    few = sheets_of(items, "A3")
    whole = securing_sheets(
        [("区发改局", items)], FORMATS["A3"], words=SAID, sorts=SORTS,
        more=lambda n: f"另{n}条", is_whole=True,
    )  # fmt: skip

    def said(sheets: list[Sheet]) -> int:
        return sum("号问题" in t.text for t in texts(sheets))

    assert (said(few), sum(sheet.cut for sheet in few)) == (500, 100)
    assert [t.text for t in texts(few)].count("另7条") == 100
    assert (said(whole), sum(sheet.cut for sheet in whole)) == (1200, 0)
    assert len(whole) > len(few)


def test_a_column_of_many_problems_is_wider_than_one_of_a_need() -> None:
    problems = tuple(Want(text=f"问题{n}需要协调") for n in range(30))
    found = {
        t.text: t.x for t in texts(sheets_of([item(1, land=(Want(text="地"),), problem=problems)]))
    }

    assert found["资金"] - found["用地"] < FORMATS["A0"].inner_width - found["问题"]


def test_an_item_that_is_not_for_ones_eyes_shows_no_lamp() -> None:
    hidden = Item(title="他事", wants={"land": (Want(text="用地"),)})

    assert not [t for t in texts(sheets_of([hidden])) if t.role is Role.LAMP]


def test_no_lamp_is_told_by_half_a_word_and_no_column_is_wider_than_it_needs() -> None:
    words = replace(SAID, lamp=lambda lamp: f"■ Far behind its pace {lamp}")
    items = [item(n) for n in range(3)]
    sheets = securing_sheets(
        [("区发改局", items)], FORMATS["A3"], words=words, sorts=SORTS, more=lambda n: f"另{n}条"
    )
    told = texts(sheets)
    by_text = {t.text: t for t in told}

    assert [t.text for t in told if t.role is Role.LAMP] == [words.lamp(Lamp.BEHIND)] * 3
    assert by_text["牵头单位"].x - by_text["具体内容"].x < 8 * sheets[0].size
    assert sheets[0].cut == 0


def test_long_texts_of_a_rare_need_are_printed_whole_beside_many_problems() -> None:
    long = "港口作业区新增建设用地指标须由区自然资源分局会同镇政府报批" * 3
    items = [item(n, problem=tuple(Want(text=f"第{m}号问题待各部门协调解决") for m in range(5)))
             for n in range(20)]  # fmt: skip
    items.append(item(99, land=(Want(text=long),)))
    sheets = sheets_of(items, "A3")
    found = texts(sheets)
    columns = {t.text: t.x for t in found}
    land = columns["用地"]

    assert "".join(t.text for t in found if t.x == land and t.text != "用地") == long
    assert columns["资金"] - land < (sheets[0].width - columns["问题"]) / 2
    assert sum(sheet.cut for sheet in sheets) == 0


def test_a_unit_of_forty_characters_is_named_whole() -> None:
    name = "镕喆新区" * 10
    found = texts(sheets_of([replace(item(1), unit=name)], "A3"))

    assert "".join(t.text for t in found if set(t.text) <= set(name)) == name
