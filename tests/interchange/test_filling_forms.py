"""Forms filled in place: what was there stays, texts are texts, gaps are yellow with a comment."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import docx
import pytest
import xlsxwriter
from docx.oxml.ns import qn
from docx.shared import Pt

from guatu.core.adopting.layouts import Filling, Gap
from guatu.interchange.forms import UnfillableForm, fill_form
from guatu.interchange.forms.xlsx import stretched
from guatu.interchange.workbooks import read_workbook

HEADS = ["序号", "指标名称", "目标值", "完成值", "备注"]


def form(*, has_note: bool = False, formula: str = "=D3/C3") -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("月报")
    title = book.add_format({"bold": True, "font_size": 20, "align": "center"})
    money = book.add_format({"num_format": "#,##0.00", "border": 1, "font_color": "#0000FF"})
    page.merge_range(0, 0, 0, 4, "重点指标月报", title)
    for column, head in enumerate(HEADS):
        page.write(1, column, head)
    for column in range(4):
        page.write_blank(2, column, None, money)
    page.write_formula(2, 4, formula)
    page.merge_range(3, 0, 3, 4, "填报单位：", title)
    page.set_column(1, 1, 40)
    if has_note:
        page.write_comment(1, 1, "按统计口径")
    book.close()
    return buffer.getvalue()


def filled(
    payload: bytes, filling: Filling, told: dict[tuple[int, int], str] | None = None
) -> bytes:
    return fill_form(payload, table=(0, "月报"), filling=filling, told=told or {})


def part(payload: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        return archive.read(name).decode()


def test_figures_are_figures_and_texts_are_texts() -> None:
    result = filled(form(), Filling(values={(2, 1): "=SUM(A1)|calc", (2, 2): Decimal("12.5")}))
    page = part(result, "xl/worksheets/sheet1.xml")
    (sheet,) = read_workbook(result, name="x.xlsx")

    assert sheet.rows[2][:3] == ("", "=SUM(A1)|calc", "12.5")
    assert page.count("<f>") == 1  # the form's own


def test_looks_and_all_other_parts_stay() -> None:
    old = form()
    new = filled(old, Filling(values={(2, 2): Decimal(7)}))
    before, after = part(old, "xl/worksheets/sheet1.xml"), part(new, "xl/worksheets/sheet1.xml")

    assert 'r="C3" s="2"' in before
    assert 'r="C3" s="2"' in after
    assert part(old, "xl/styles.xml") == part(new, "xl/styles.xml")
    assert part(old, "xl/sharedStrings.xml") == part(new, "xl/sharedStrings.xml")
    assert '<col min="2" max="2" width="40' in after


def test_a_formula_of_the_form_is_left_alone_and_computed_on_opening() -> None:
    result = filled(form(), Filling(values={(2, 4): "写不进去"}))

    assert "D3/C3" in part(result, "xl/worksheets/sheet1.xml")
    assert "写不进去" not in part(result, "xl/worksheets/sheet1.xml")
    assert 'fullCalcOnLoad="1"' in part(result, "xl/workbook.xml")


def test_a_gap_is_yellow_and_says_why() -> None:
    filling = Filling(values={}, gaps=(Gap(row=2, column=3, why="empty"),))
    result = filled(form(), filling, {(2, 3): "本系统暂无此数"})
    page, styles = part(result, "xl/worksheets/sheet1.xml"), part(result, "xl/styles.xml")

    assert "本系统暂无此数" in part(result, "xl/comments1.xml")
    assert "legacyDrawing" in page
    assert "FFFFF2CC" in styles
    formats = re.findall(r'<xf numFmtId="(\d+)"[^>]*borderId="(\d+)"', styles.split("<cellXfs")[1])

    assert formats[2] == formats[-1]  # the cell's own look, with another ground


def test_the_comments_of_a_form_stay() -> None:
    result = filled(form(has_note=True), Filling(values={}), {(2, 3): "待填", (1, 1): "不覆盖"})
    names = zipfile.ZipFile(io.BytesIO(result)).namelist()
    comments = part(result, next(name for name in names if "comments" in name))

    assert "按统计口径" in comments
    assert "待填" in comments
    assert "不覆盖" not in comments


def test_a_form_grows_and_what_stands_beneath_moves_down() -> None:
    values = {(row, 1): f"第{row - 1}项" for row in range(2, 6)}
    result = filled(
        form(), Filling(values={**values, (6, 0): "填报单位：区财政局"}, last_row=2, grown=3)
    )
    (sheet,) = read_workbook(result, name="x.xlsx")

    assert [row[1] for row in sheet.rows[2:6]] == ["第1项", "第2项", "第3项", "第4项"]
    assert sheet.rows[6][0] == "填报单位：区财政局"
    assert (6, 0, 6, 4) in sheet.merged
    assert 'r="C6" s="2"' in part(result, "xl/worksheets/sheet1.xml")


def test_a_word_form_is_filled_with_its_own_font() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for column, head in enumerate(["序号", "事项", "进展"]):
        table.cell(0, column).text = head
    run = table.cell(1, 1).paragraphs[0].add_run("旧")
    run.font.size = Pt(15)
    buffer = io.BytesIO()
    document.save(buffer)
    filling = Filling(
        values={(1, 1): "修路", (1, 0): Decimal(1), (4, 1): "架桥"}, last_row=2, grown=2
    )
    result = fill_form(buffer.getvalue(), table=(0, ""), filling=filling, told={(1, 2): "没有数据"})
    found = docx.Document(io.BytesIO(result))
    cell = found.tables[0].cell(1, 1)

    assert ("修路", Pt(15)) == (cell.text, cell.paragraphs[0].runs[0].font.size)
    assert found.tables[0].cell(4, 1).text == "架桥"
    assert len(found.tables[0].rows) == 5

    open_cell = found.tables[0].cell(1, 2)

    assert open_cell._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")) == "FFF2CC"
    assert [comment.text for comment in found.comments] == ["没有数据"]


@pytest.mark.parametrize(
    "payload", [b"", b"PK\x03\x04", b"a,b\n1,2", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_cannot_be_filled_in_place_is_told(payload: bytes) -> None:
    with pytest.raises(UnfillableForm):
        filled(payload, Filling(values={}))


def test_signs_that_xml_has_no_place_for_are_left_out() -> None:
    result = filled(form(), Filling(values={(2, 1): "甲\x00乙\x0b丙"}))
    (sheet,) = read_workbook(result, name="x.xlsx")

    assert sheet.rows[2][1] == "甲乙丙"


def test_a_row_is_raised_for_what_is_written_where_the_form_lets_it_wrap() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("月报")
    page.set_column(0, 1, 10)
    page.write_blank(0, 0, None, book.add_format({"text_wrap": True}))
    page.write_blank(1, 1, None, book.add_format({"border": 1}))
    book.close()
    result = filled(buffer.getvalue(), Filling(values={(0, 0): "进展" * 20, (1, 1): "进展" * 20}))
    heights = re.findall(
        r'<row r="(\d)"[^>]*?ht="([\d.]+)"', part(result, "xl/worksheets/sheet1.xml")
    )

    assert [number for number, _height in heights] == ["1"]
    assert float(heights[0][1]) > 60


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(D3:D9)", "SUM(D3:D12)"),
        ("D9/C9", "D9/C9"),
        ("D10+$E$11", "D13+$E$14"),
        ("SUM($D$3:$D$9)*2", "SUM($D$3:$D$12)*2"),
        ("别表!D10+LOG10(D2)", "别表!D10+LOG10(D2)"),
        ("SUM('别 表'!D3:D10)+D10", "SUM('别 表'!D3:D10)+D13"),
        ('IF(D10>0,"见D10",D11)', 'IF(D13>0,"见D10",D14)'),
    ],
)
def test_formulas_follow_what_was_put_in(formula: str, expected: str) -> None:
    assert expected == stretched(formula, 9, 3)


def test_sums_and_the_printed_area_reach_as_far_as_the_form_has_grown() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("月报")
    page.write_row(0, 0, ["名称", "数"])
    page.write_row(1, 0, ["", ""])
    page.write(2, 0, "合计")
    page.write_formula(2, 1, "=SUM(B2:B2)")
    page.print_area(0, 0, 2, 1)
    book.close()
    values = {(row, 1): Decimal(row) for row in range(1, 5)}
    result = filled(buffer.getvalue(), Filling(values=values, last_row=1, grown=3))

    assert "SUM(B2:B5)" in part(result, "xl/worksheets/sheet1.xml")
    assert "$A$1:$B$6" in part(result, "xl/workbook.xml")


def test_the_table_of_a_document_is_known_by_its_head() -> None:
    document = docx.Document()
    document.add_table(rows=1, cols=2)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "序号"
    table.cell(0, 1).text = "事 项"
    buffer = io.BytesIO()
    document.save(buffer)
    filling = Filling(
        values={(1, 1): "修路"}, last_row=1, landmarks={(0, 0): "序号", (0, 1): "事项"}
    )
    result = fill_form(buffer.getvalue(), table=(0, ""), filling=filling, told={})

    assert docx.Document(io.BytesIO(result)).tables[1].cell(1, 1).text == "修路"


def test_rows_that_stand_ready_are_filled_before_any_is_put_in() -> None:
    """A form ends in ruled empty rows, of which reading its texts knows nothing."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("月报")
    border = book.add_format({"border": 1})
    page.write_row(0, 0, ["序号", "任务名称"])
    for row in range(1, 4):
        page.write_blank(row, 0, None, border)
        page.write_blank(row, 1, None, border)
    book.close()
    values = {(row, 1): f"第{row}项" for row in range(1, 6)}
    result = filled(buffer.getvalue(), Filling(values=values, last_row=1, grown=4))
    sheet = part(result, "xl/worksheets/sheet1.xml")

    assert re.findall(r'<row r="(\d)"', sheet) == ["1", "2", "3", "4", "5", "6"]
    assert 'r="B6" s="1"' in sheet  # ruled as the rows that were there


def test_formulas_and_charts_of_other_sheets_reach_as_far_as_a_form_has_grown() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for title in ("月报", "月报 2", "汇总"):
            book.add_worksheet(title).write_row(0, 0, ["项目", "投资"])
        first, _second, sums = book.worksheets()
        first.write_row(1, 0, ["", 1])
        first.write_row(2, 0, ["合计", 1])
        for row, formula in enumerate(
            ("=SUM(月报!B2:B2)", "='月报'!$B$3+A9", "='月报 2'!B2", '="月报!B3"')
        ):
            sums.write_formula(row, 4, formula)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=月报!$B$2:$B$2"})
        sums.insert_chart("G1", chart)
    result = filled(buffer.getvalue(), Filling(values={(3, 0): "丙"}, last_row=1, grown=2))
    formulas = re.findall("<f>(.*?)</f>", part(result, "xl/worksheets/sheet3.xml"))

    assert formulas == ["SUM(月报!B2:B4)", "'月报'!$B$5+A9", "'月报 2'!B2", '"月报!B3"']
    assert "月报!$B$2:$B$4" in part(result, "xl/charts/chart1.xml")
    assert part(result, "xl/worksheets/sheet2.xml") == part(
        buffer.getvalue(), "xl/worksheets/sheet2.xml"
    )


def test_of_tables_with_one_head_each_is_known_by_its_rank() -> None:
    document = docx.Document()
    for _time in range(3):
        document.add_table(rows=2, cols=2).cell(0, 0).text = "指标"
    wrapped = document.tables[1]._tbl
    frame = wrapped.makeelement(qn("w:sdt"))
    wrapped.addprevious(frame)
    content = frame.makeelement(qn("w:sdtContent"))
    frame.append(content)
    content.append(wrapped)
    buffer = io.BytesIO()
    document.save(buffer)
    payload = buffer.getvalue()
    for rank in range(3):
        one = Filling(values={(1, 0): f"第{rank}张"}, landmarks={(0, 0): "指标"}, rank=rank)
        payload = fill_form(payload, table=(0, ""), filling=one, told={})
    body = docx.Document(io.BytesIO(payload)).element.body

    assert [one.text for one in body.iter(qn("w:t"))] == [
        text for rank in range(3) for text in ("指标", f"第{rank}张")
    ]
    with pytest.raises(UnfillableForm):
        fill_form(
            payload, table=(0, ""), told={},
            filling=Filling(values={}, landmarks={(0, 0): "指标"}, rank=3),
        )  # fmt: skip
