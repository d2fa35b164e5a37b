"""Cells of a filled-in sheet where they stand; hidden columns kept, formulas never computed."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
import xlsxwriter
from badfiles import ole

from guatu.core.cells import SheetCells, cell_name
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.sheets.limits import MOST_ROWS
from guatu.interchange.workbooks import read_workbook


def workbook() -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("一月")
        page.write_row(1, 0, ["指标", "数值", "key"])
        page.write_row(3, 0, ["新增企业", 12.5, 77])
        page.write_formula(4, 1, '=HYPERLINK("http://example.invalid","1")', None, 9)
        page.set_column(2, 2, None, None, {"hidden": True})
        page.set_row(3, None, None, {"hidden": True})
        book.add_worksheet("空")
        hidden = book.add_worksheet("底稿")
        hidden.write(0, 0, "别看")
        hidden.hide()
    return out.getvalue()


def test_cells_keep_their_places_and_hidden_columns_their_texts() -> None:
    (sheet,) = read_workbook(workbook(), name="数据.xlsx")

    assert sheet.title == "一月"
    assert [sheet.at(1, 0), sheet.at(3, 0), sheet.at(3, 1), sheet.at(3, 2)] == [
        "指标",
        "新增企业",
        "12.5",
        "77",
    ]
    assert sheet.at(4, 1) == "9"  # the result that was saved, nothing is computed
    assert (sheet.at(0, 0), sheet.at(99, 0), sheet.at(1, 99)) == ("", "", "")


def test_lines_of_a_cell_are_kept_where_they_are_asked_for() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("一月").write(0, 0, " 一、甲\r\n\n二、 乙\u2028丙 \n")

    (plain,) = read_workbook(out.getvalue(), name="数据.xlsx")
    (lined,) = read_workbook(out.getvalue(), name="数据.xlsx", keeps_lines=True)
    assert plain.at(0, 0) == "一、甲 二、 乙 丙"
    assert lined.at(0, 0) == "一、甲\n\n二、 乙\n丙"


@pytest.mark.parametrize("result", [b"", b"<v/>", b"<v></v>"], ids=["none", "closed", "blank"])
def test_a_formula_that_was_never_worked_out_is_not_taken_for_blank(result: bytes) -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("一月")
        page.write_formula(0, 0, "=1+1", None, 2)
        page.write_formula(1, 0, "=cmd|'/c calc'!A1", None, "")
        page.write_formula(2, 0, '=IF(1,"","无")', None, "无")
        page.write(3, 0, "末行")
    with zipfile.ZipFile(out) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    page_xml = parts["xl/worksheets/sheet1.xml"]
    assert b' t="str"' in page_xml
    never = re.sub(rb"(<f>cmd.*?</f>)<v></v>", rb"\1" + result, page_xml)
    assert b"</f>" + result + b"</c>" in never  # as libraries save a formula
    parts["xl/worksheets/sheet1.xml"] = never.replace("<v>无</v>".encode(), b"<v></v>")
    bare = BytesIO()
    with zipfile.ZipFile(bare, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)

    (sheet,) = read_workbook(bare.getvalue(), name="数据.xlsx")
    assert [sheet.at(row, 0) for row in range(4)] == ["2", "#N/A", "", "末行"]


@pytest.mark.parametrize(
    "text", ["指标,数值\n新增企业,12\n", "指标\t数值\n新增企业\t12\n", "指标;数值\n新增企业;12\n"]
)
def test_lines_of_text_are_cells_too(text: str) -> None:
    for encoding in ("utf-8-sig", "gb18030"):
        (sheet,) = read_workbook(text.encode(encoding), name="数据.csv")

        assert sheet == SheetCells(title="数据.csv", rows=(("指标", "数值"), ("新增企业", "12")))


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", UnreadableReason.EMPTY),
        (b"%PDF-1.7\n", UnreadableReason.WRONG_TYPE),
        (ole({"EncryptedPackage": b"\x00" * 5000}), UnreadableReason.PASSWORD),
        (b"PK\x03\x04 broken", UnreadableReason.BROKEN),
        (b" , ,\n,,\n", UnreadableReason.EMPTY),
        ("a,b\n" * (MOST_ROWS + 1), UnreadableReason.TOO_LARGE),
    ],
    ids=["nothing", "pdf", "locked", "broken", "blank", "long"],
)
def test_what_is_no_sheet_is_refused(payload: bytes | str, reason: UnreadableReason) -> None:
    content = payload.encode() if isinstance(payload, str) else payload

    with pytest.raises(UnreadableFile) as refusal:
        read_workbook(content, name="数据.xlsx")

    assert refusal.value.reason is reason


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (9, 25, "Z10"), (9, 27, "AB10"), (0, 702, "AAA1")]
)
def test_a_cell_is_called_as_a_spreadsheet_calls_it(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name
