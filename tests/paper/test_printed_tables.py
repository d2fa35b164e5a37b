"""Tables as PDF: the size of the sheet, heads on every page, rare signs, long names, what has no font."""

from __future__ import annotations

import re

import pytest
from pdftexts import pages_of, sizes_of

from guatu.core.tablebook import Book, Column, Paper, Row, Sheet, Side
from guatu.paper.tables import book_pdf, books_pdf, table_pdf
from guatu.shell.errors import InvalidState

COLUMNS = (
    Column(title="序号", width=8, side=Side.CENTRE),
    Column(title="事项", width=60),
    Column(title="亮灯", width=16, side=Side.CENTRE),
)


def rows(count: int) -> list[Row]:
    return [Row(cells=(str(at), f"第{at}项任务", "■ 逾期")) for at in range(1, count + 1)]


@pytest.mark.parametrize(("paper", "size"), [("A3", (420, 297)), ("A4", (297, 210))])
def test_the_sheet_has_its_size_and_says_all(paper: str, size: tuple[int, int]) -> None:
    payload = table_pdf(
        "调度表", "第3期", columns=COLUMNS, rows=rows(3), paper=paper, mark="模拟数据"
    )

    assert sizes_of(payload) == {size}
    (text,) = pages_of(payload)
    for part in ("调度表", "第3期", "序号", "第3项任务", "■逾期", "模拟数据", "—1/1—"):
        assert part in text


def test_head_and_band_come_again_on_every_page() -> None:
    band = Row(cells=("青溪区水务局（200）",), is_band=True)

    pages = pages_of(table_pdf("调度表", "", columns=COLUMNS, rows=[band, *rows(200)]))

    assert len(pages) > 2
    assert all("序号事项亮灯" in page and "青溪区水务局（200）" in page for page in pages)
    whole = "".join(pages)
    assert all(f"第{at}项任务" in whole for at in range(1, 201))


def test_a_cell_longer_than_a_page_goes_on_over_the_next() -> None:
    long = Row(cells=("1", "很长的进展说明，" * 2500 + "到此为止", "▲ 滞后"))

    pages = pages_of(table_pdf("调度表", "", columns=COLUMNS, rows=[long]))

    assert len(pages) > 1
    assert "到此为止" in pages[-1]


def test_rare_signs_are_printed_and_what_has_no_font_is_named() -> None:
    names = "朱镕、喆、堃、㛃、䶮"
    payload = table_pdf("名单", "", columns=COLUMNS, rows=[Row(cells=("1", names, ""))])
    assert names in pages_of(payload)[0]

    with pytest.raises(InvalidState, match="\U000e0fff"):
        table_pdf("名单", "", columns=COLUMNS, rows=[Row(cells=("1", "\U000e0fff", ""))])


def test_tables_run_on_or_begin_a_page() -> None:
    sheets = tuple(
        Sheet(tab=name, title=name, columns=COLUMNS, rows=tuple(rows(2)))
        for name in ("甲表", "乙表")
    )
    book = Book(title="两表", sheets=sheets, paper=Paper.A3)

    assert len(pages_of(book_pdf(book))) == 2
    assert len(pages_of(book_pdf(book, is_running=True))) == 1


def test_pages_of_each_book_are_counted_by_themselves() -> None:
    def made(title: str, count: int) -> Book:
        sheet = Sheet(tab=title, title=title, columns=COLUMNS, rows=tuple(rows(count)))
        return Book(title=title, sheets=(sheet,), paper=Paper.A3)

    pages = pages_of(books_pdf([made("甲", 75), made("乙", 3), made("丙", 75)], is_running=True))

    numbers = [re.findall(r"—(\d+)/(\d+)—", page)[-1] for page in pages]
    assert numbers == [("1", "2"), ("2", "2"), ("1", "1"), ("1", "2"), ("2", "2")]


@pytest.mark.parametrize("parts", [1, 2])
def test_a_book_that_runs_on_stands_on_one_sheet_where_less_print_brings_it_there(
    parts: int,
) -> None:
    """A unit's sheet is signed at its foot: the signature belongs to the tables above it."""

    def pages(count: int, *, is_running: bool = True) -> int:
        sheets = tuple(
            Sheet(tab="表", title=f"表{n}", columns=COLUMNS, rows=tuple(rows(count // parts)))
            for n in range(parts)
        )
        book = Book(title="表", sheets=sheets, paper=Paper.A3)
        return len(pages_of(book_pdf(book, is_running=is_running)))

    assert [pages(count) for count in (20, 48)] == [1, 1]
    assert pages(200) > 2
    assert pages(100) == 2  # of three in the usual print
    assert pages(48, is_running=False) == 2
