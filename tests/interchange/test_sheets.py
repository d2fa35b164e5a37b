"""Workbooks read as a person sees them: .xlsx, .xls and .ods."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from workbooks import ods, ods_cell, rezipped, xls, xlsx

from guatu.core.documents import Align, Document, Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.documents import read_document
from guatu.interchange.sheets.limits import MAX_ROWS
from guatu.interchange.sheets.reader import read_sheet
from guatu.interchange.sheets.values import shown


def read(payload: bytes, name: str = "任务表.xlsx") -> Document:
    document = read_sheet(payload, name=name)
    for table in document.tables:
        assert all(table.start <= cell.start <= cell.end <= table.end for cell in table.cells)
    return document


def table_of(document: Document) -> list[tuple[str, int, int, int, int]]:
    (table,) = document.tables
    return [
        (document.text[c.start : c.end], c.row, c.column, c.row_span, c.column_span)
        for c in table.cells
    ]


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (12.0, "", "12"),
        (0.1 + 0.2, "", "0.3"),
        (1.5e-05, "", "0.000015"),
        (123456789012.0, "", "123456789012"),
        (0.065, "0.0%", "6.5%"),
        (0.07, "0%", "7%"),
        (0.065, '0.0"%以上"', "0.065"),
        (True, "", "TRUE"),
        ("  建设\n  园区 ", "", "建设 园区"),
        (dt.date(2026, 6, 30), "", "2026年6月30日"),
        (dt.datetime(2026, 6, 30), "", "2026年6月30日"),  # noqa: DTZ001 a sheet knows no zone
        (dt.datetime(2026, 6, 30, 9, 5), "", "2026年6月30日 9:05"),  # noqa: DTZ001
        (dt.date(2026, 6, 1), 'yyyy"年"m"月"', "2026年6月"),
        (dt.time(14, 30), "", "14:30"),
        (dt.timedelta(hours=26, minutes=5), "", "26:05"),
    ],
)
def test_a_value_is_written_as_it_shows(value: Any, code: str, expected: str) -> None:
    assert shown(value, code) == expected


def test_rows_are_lines_and_merged_cells_stand_once() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 2, "重点任务分解表")
        sheet.write_row(2, 0, ["序号", "领域", "任务"])
        sheet.write_column(3, 0, [1, 2])
        sheet.merge_range(3, 1, 4, 1, "产业")
        sheet.write_column(3, 2, ["建设园区", "培育企业"])
        sheet.write(5, 0, "注：每月报送。")

    document = read(xlsx(fill))

    expected = (
        "重点任务分解表\n序号\t领域\t任务\n1\t产业\t建设园区\n2\t\t培育企业\n注：每月报送。\n"
    )
    assert document.text == expected
    assert ("产业", 1, 1, 2, 1) in table_of(document)
    assert [block.align for block in document.blocks] == [Align.CENTRE, Align.LEFT]
    assert document.format is Format.XLSX


def test_blank_rows_and_columns_are_left_out_and_spans_shrink_with_them() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(4, 2, ["任务", "", "单位"])
        sheet.merge_range(5, 2, 7, 2, "改造管网")
        sheet.write(5, 4, "区住建局")
        sheet.write(7, 4, "区水务局")

    document = read(xlsx(fill))

    assert document.text == "任务\t单位\n改造管网\t区住建局\n\t区水务局\n"
    assert table_of(document)[2] == ("改造管网", 1, 0, 2, 1)


def test_hidden_sheets_rows_and_columns_are_left_out_with_a_note() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["序号", "任务", "内部", "单位"])
        sheet.write_row(1, 0, [1, "建设园区", "x", "区发改局"])
        sheet.write_row(2, 0, [2, "作废的任务", "x", "区发改局"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
        other = book.add_worksheet("底稿")
        other.write(0, 0, "不给人看")
        other.hide()

    document = read(xlsx(fill))

    assert document.text == "序号\t任务\t单位\n1\t建设园区\t区发改局\n"
    assert [(n.code, n.count) for n in document.notes] == [(NoteCode.HIDDEN_LEFT_OUT, 3)]


def test_several_sheets_are_named_and_an_empty_one_is_not() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["任务", "单位"])
        sheet.write_row(1, 0, ["建设园区", "区发改局"])
        book.add_worksheet("空表")
        book.add_worksheet("项目").write_row(0, 0, ["项目名称", "总投资"])

    document = read(xlsx(fill))

    assert document.text == "任务\n任务\t单位\n建设园区\t区发改局\n项目\n项目名称\t总投资\n"
    assert [block.level for block in document.blocks] == [1, 1]


def test_shares_months_and_days_are_read_by_their_formats() -> None:
    def fill(book: Any, sheet: Any) -> None:
        share, month = (
            book.add_format({"num_format": "0.0%"}),
            book.add_format({"num_format": 'yyyy"年"m"月"'}),
        )
        sheet.write_row(0, 0, ["指标", "增速", "时限", "起"])
        sheet.write(1, 0, "工业")
        sheet.write(1, 1, 0.085, share)
        sheet.write_datetime(1, 2, dt.datetime(2026, 9, 1), month)  # noqa: DTZ001
        sheet.write_datetime(1, 3, dt.datetime(2026, 3, 5), book.add_format({"num_format": 14}))  # noqa: DTZ001

    assert read(xlsx(fill)).text.splitlines()[1] == "工业\t8.5%\t2026年9月\t2026年3月5日"


def test_the_old_format_is_read_with_merges_shares_and_hidden_rows() -> None:
    payload = xls(
        [["领域", "指标", "增速"], ["工业", "增加值", 0.065], ["", "投资", 0.1], ["", "作废", 1.0]],
        merged=[(1, 2, 0, 0)],
        shares=frozenset({(1, 2), (2, 2)}),
        hidden=frozenset({3}),
    )
    document = read(payload, "任务表.et")

    assert document.text == "领域\t指标\t增速\n工业\t增加值\t6.5%\n\t投资\t10%\n"
    assert table_of(document)[3] == ("工业", 1, 0, 2, 1)
    assert document.format is Format.XLS
    assert [note.code for note in document.notes] == [NoteCode.HIDDEN_LEFT_OUT]


def test_an_open_document_sheet_is_read_with_merges_and_shares() -> None:
    share = (
        '<table:table-cell office:value-type="percentage" office:value="0.08">'
        "<text:p>8%</text:p></table:table-cell>"
    )
    head = (
        f"<table:table-row>{ods_cell('领域')}{ods_cell('指标')}{ods_cell('增速')}</table:table-row>"
    )
    merged = ods_cell("工业", 'table:number-rows-spanned="2"')
    first = f"<table:table-row>{merged}{ods_cell('增加值')}{share}</table:table-row>"
    second = (
        f"<table:table-row><table:covered-table-cell/>{ods_cell('投资')}{share}</table:table-row>"
    )
    document = read(ods(head + first + second), "任务表.ods")

    assert document.text == "领域\t指标\t增速\n工业\t增加值\t8%\n\t投资\t8%\n"
    assert table_of(document)[3] == ("工业", 1, 0, 2, 1)


def test_a_style_on_the_last_cell_of_the_sheet_costs_nothing() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["任务", "单位"])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    assert read(xlsx(fill)).text == "任务\t单位\n"


def far(_: Any, sheet: Any) -> None:
    sheet.write(0, 0, "任务")
    sheet.write(1_048_575, 16_383, "末尾")


def many(_: Any, sheet: Any) -> None:
    for row in range(MAX_ROWS + 1):
        sheet.write_row(row, 0, ["甲", "乙"])


REPEATED = ods_cell("乙", 'table:number-columns-repeated="900"')
FAR_ODS = ods(
    f"<table:table-row>{ods_cell('甲')}</table:table-row>"
    f'<table:table-row table:number-rows-repeated="1048574">{REPEATED}</table:table-row>'
)
ENTITIES = rezipped(
    xlsx(lambda _, sheet: sheet.write(0, 0, "任务")),
    "xl/workbook.xml",
    lambda part: part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaa">]>', 1),
)


def _with_broken_packing(payload: bytes, part: str) -> bytes:
    """Overwrite the middle of a packed part; the archive around it stays whole."""
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        entry = archive.getinfo(part)
    at = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 3
    return payload[:at] + b"\xff" * 12 + payload[at + 12 :]


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"])
def test_a_part_whose_packing_is_broken_is_a_damaged_file(part: str) -> None:
    payload = _with_broken_packing(xlsx(lambda _, sheet: sheet.write(0, 0, "任务")), part)
    with pytest.raises(UnreadableFile) as caught:
        read_sheet(payload, name="表.xlsx")

    assert caught.value.reason is UnreadableReason.BROKEN


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (xlsx(far), UnreadableReason.TOO_LARGE),
        (xlsx(many), UnreadableReason.TOO_LARGE),
        (FAR_ODS, UnreadableReason.TOO_LARGE),
        (xlsx(lambda _, __: None), UnreadableReason.EMPTY),
        (xlsx(far)[:900], UnreadableReason.BROKEN),
        (ENTITIES, UnreadableReason.BROKEN),
        (xls([["任务"]])[:600], UnreadableReason.BROKEN),
    ],
    ids=["far", "many", "far-ods", "empty", "cut", "entities", "cut-xls"],
)
def test_what_is_no_table_of_a_plan_is_refused(payload: bytes, reason: UnreadableReason) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_sheet(payload, name="表.xlsx")

    assert caught.value.reason is reason
    assert "表.xlsx" in str(caught.value)


def test_macros_are_told_and_ignored() -> None:
    buffer = io.BytesIO(xlsx(lambda _, sheet: sheet.write_row(0, 0, ["任务", "单位"])))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")

    assert [note.code for note in read(buffer.getvalue()).notes] == [NoteCode.MACROS_IGNORED]


@pytest.mark.parametrize("name", ["表.xlsx", "表.xls"])
def test_the_door_for_all_files_reads_sheets(name: str) -> None:
    rows = [["任务", "单位"], ["建设园区", "区发改局"]]
    payload = (
        xls(rows)
        if name.endswith("xls")
        else xlsx(lambda _, sheet: [sheet.write_row(i, 0, row) for i, row in enumerate(rows)])
    )

    assert read_document(payload, name=name).text == "任务\t单位\n建设园区\t区发改局\n"
