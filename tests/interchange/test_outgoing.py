"""A workbook that goes out: locked but for what is asked, lists as validations, faults commented."""

from __future__ import annotations

import io
import re
import zipfile

from guatu.interchange.sheets.outgoing import OutgoingBook, OutgoingColumn, Together, write_outgoing
from guatu.interchange.workbooks import read_workbook

COLUMNS = (
    OutgoingColumn(title="编号", width=10, is_hidden=True),
    OutgoingColumn(title="事项", width=30),
    OutgoingColumn(title="无变化", width=8, is_open=True, choices=("是",)),
    OutgoingColumn(title="进展", width=40, is_open=True, longest=500),
    OutgoingColumn(title="比例", width=8, is_open=True, is_number=True),
)


def book(**more: object) -> OutgoingBook:
    rows = (
        ("K-1", '=HYPERLINK("http://x.example")', "", "第一批", "35.5"),
        ("K-2", "修建水渠", "是", "", ""),
    )
    return OutgoingBook(
        tab="区财政局[一]", title="填报表", help=("只填黄色列",), columns=COLUMNS, rows=rows, **more
    )  # type: ignore[arg-type]


def parts(payload: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def test_the_rows_come_back_as_they_went_hidden_ones_too() -> None:
    sheet = read_workbook(write_outgoing(book()), name="表.xlsx")[0]

    assert sheet.rows[2] == ("编号", "事项", "无变化", "进展", "比例")
    assert sheet.rows[3] == ("K-1", '=HYPERLINK("http://x.example")', "", "第一批", "35.5")
    assert sheet.rows[4][:3] == ("K-2", "修建水渠", "是")


def test_only_what_is_asked_is_open_and_nothing_acts() -> None:
    xml = parts(write_outgoing(book(shut=frozenset({(0, 4)}))))
    sheet, styles = xml["xl/worksheets/sheet1.xml"], xml["xl/styles.xml"]
    looks = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.split("<cellXfs", 1)[1])
    cells = dict(re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', sheet))
    is_open = {cell for cell, look in cells.items() if 'locked="0"' in looks[int(look)]}

    assert "<sheetProtection" in sheet
    assert is_open == {"C4", "D4", "C5", "D5", "E5"}  # E4 is shut
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower()
    assert sheet.count("<dataValidation ") == 3


def test_a_wrong_cell_is_open_though_it_is_not_asked() -> None:
    sheet = write_outgoing(book(shut=frozenset({(0, 4)}), wrong={(0, 4): "请留空"}))
    xml = parts(sheet)
    looks = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", xml["xl/styles.xml"].split("<cellXfs", 1)[1])
    (look,) = re.findall(r'<c r="E4" s="(\d+)"', xml["xl/worksheets/sheet1.xml"])

    assert 'locked="0"' in looks[int(look)]


def test_a_fault_is_coloured_and_commented() -> None:
    xml = parts(write_outgoing(book(wrong={(1, 4): "请填 0 到 100 之间的数"})))

    assert "请填 0 到 100 之间的数" in xml["xl/comments1.xml"]
    assert 'ref="E5"' in xml["xl/comments1.xml"]


def test_two_columns_are_limited_together_by_row() -> None:
    rule = Together(columns=(3, 1), longest=(2000, 500), told="合计最多 %(most)d 字", joint=5)
    sheet = parts(write_outgoing(book(together=rule)))["xl/worksheets/sheet1.xml"]
    limits = [one for one in sheet.split("<dataValidation ")[1:] if one.startswith('type="custom"')]

    assert len(limits) == 4
    assert 'sqref="D4"' in limits[0]
    assert "<formula1>LEN($D4)+LEN($B4)+IF(LEN($B4)&gt;0,5,0)&lt;=2000</formula1>" in limits[0]
    assert "合计最多 500 字" in limits[2]
    assert "allowBlank" not in "".join(limits)
