"""One ledger in files as other programs write them: Excel's XML of 2003, web pages, strict parts, archives."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from html import escape

import docx
import xlsxwriter
from countyledgers import County, make, table
from messyledgers import xlsx
from workbooks import ods, ods_cell, rezipped

COLUMNS = "ntludp"
PLAIN = """
序号|任务名称|牵头单位|配合单位|完成时限|进展情况
1|改造老旧小区二十个|区住建局|区财政局|2026年6月30日|已开工十二个
2|发布惠企政策清单|区财政局||2026年9月30日|第一批已发布
3|新建口袋公园三处|区城管局|柳河镇、城东街道|2026年11月15日|完成选址
4|疏浚河道六公里|区水利局|柳河镇|2026年12月31日|尚未开工
"""
TWO_ROWS = """
序号|任务名称|责任分工|<|完成时限
^|^|牵头单位|配合单位|^
1|改造老旧小区二十个|区住建局|区财政局|2026年6月30日
2|发布惠企政策清单|区财政局||2026年9月30日
3|新建口袋公园三处|区城管局|柳河镇、城东街道|2026年11月15日
4|疏浚河道六公里|区水利局|柳河镇|2026年12月31日
"""
DAYS = (date(2026, 6, 30), date(2026, 9, 30), date(2026, 11, 15), date(2026, 12, 31))
SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def excel_xml(text: str, *, title: str = "台账") -> bytes:
    """Write a table as Excel 2003 writes XML: cells that are covered are left out, days have a type."""
    rows, spans = table(text)
    merged = {(top, left): (low - top, right - left) for top, left, low, right in spans}
    covered = {
        (row, column)
        for top, left, low, right in spans
        for row in range(top, low + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    lines = []
    for at, cells in enumerate(rows):
        line, expected = "", 0
        for column, value in enumerate(cells):
            if (at, column) in covered or value == "":
                continue
            place = f' ss:Index="{column + 1}"' if column != expected else ""
            down, right = merged.get((at, column), (0, 0))
            span = f' ss:MergeDown="{down}" ss:MergeAcross="{right}"' if down or right else ""
            line += f"<Cell{place}{span}>{_data(str(value))}</Cell>"
            expected = column + right + 1
        lines.append(f"<Row>{line}</Row>")
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{name}" xmlns:ss="{name}"><Styles/>'
        f'<Worksheet ss:Name="{title}"><Table>{"".join(lines)}</Table></Worksheet></Workbook>'
    ).encode()


def _data(value: str) -> str:
    day = re.fullmatch(r"(\d{4})年(\d+)月(\d+)日", value)
    if day:
        year, month, number = map(int, day.groups())
        written = f"{date(year, month, number).isoformat()}T00:00:00.000"
        return f'<Data ss:Type="DateTime">{written}</Data>'
    kind = "Number" if value.isdigit() else "String"
    return f'<Data ss:Type="{kind}">{escape(value)}</Data>'


def office_page(text: str, charset: str = "gb2312") -> bytes:
    """Write a table as office systems hand out “Excel”: a web page that names its encoding."""
    rows, _spans = table(text)
    lines = "".join(
        "<tr>" + "".join(f'<td x:str class="xl65">{cell}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        f'<meta http-equiv=Content-Type content="text/html; charset={charset}">'
        "<!--[if gte mso 9]><xml><x:ExcelWorkbook></x:ExcelWorkbook></xml><![endif]--></head>"
        f"<body><table border=1>{lines}</table></body></html>"
    )
    return page.encode("gb18030" if charset == "gb2312" else charset)


def of_1904() -> bytes:
    """Write a workbook that counts its days from 1904, as those of a Mac did."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": True})
    page, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy/m/d"})
    for row, cells in enumerate(table(PLAIN)[0]):
        for column, value in enumerate(cells):
            if row and COLUMNS[column] == "d":
                page.write_datetime(row, column, DAYS[row - 1], day)
            else:
                page.write(row, column, value)
    book.close()
    return buffer.getvalue()


def reparted(change: Callable[[bytes], bytes]) -> bytes:
    """Change every part of a workbook."""
    payload = xlsx(*table(PLAIN))
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        names = archive.namelist()
    for name in names:
        payload = rezipped(payload, name, change)
    return payload


def strict(part: bytes) -> bytes:
    ours = part.replace(SPREADSHEET, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    return ours.replace(RELATIONS, b"http://purl.oclc.org/ooxml/officeDocument/relationships")


def zipped(name: str, payload: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, payload)
        archive.writestr("__MACOSX/._台账.xlsx", b"\x00")
        archive.writestr("~$台账.xlsx", b"\x00")
    return buffer.getvalue()


def content_types_last(payload: bytes) -> bytes:
    """Put the part that tells what the others are behind them, as some libraries do."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(payload)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in sorted(old.namelist(), key=lambda one: one == "[Content_Types].xml"):
            new.writestr(name, old.read(name) + b" " * 3000 * name.endswith("sheet1.xml"))
    return buffer.getvalue()


def open_document(text: str) -> bytes:
    """Write a table as LibreOffice keeps it."""
    rows = ["".join(ods_cell(str(cell)) for cell in row) for row in table(text)[0]]
    return ods("".join(f"<table:table-row>{row}</table:table-row>" for row in rows))


def drawn() -> bytes:
    rows, _spans = table(PLAIN)
    lines = ["|".join(["", *map(str, row), ""]) for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]).encode()


def strange_files() -> list[County]:
    """Return the ledger in every kind of file."""
    plain = xlsx(*table(PLAIN))
    lines = "\r\n".join(",".join(map(str, row)) for row in table(PLAIN)[0])

    def plainly(name: str, payload: bytes, form: str) -> County:
        return make(f"strange-{name}", PLAIN, COLUMNS, payload=payload, form=form)

    return [
        plainly("excel-xml", excel_xml(PLAIN), "xls"),
        make("strange-excel-xml-two-rows", TWO_ROWS, "ntlud", payload=excel_xml(TWO_ROWS),
             form="xml", head=(1, 2)),
        plainly("office-page-gbk", office_page(PLAIN), "xls"),
        plainly("office-page-utf8", office_page(PLAIN, "utf-8"), "xls"),
        plainly("days-from-1904", of_1904(), "xlsx"),
        plainly("strict-parts", reparted(strict), "xlsx"),
        plainly("alone-in-an-archive", zipped("报送/台账.xlsx", content_types_last(plain)), "zip"),
        plainly("ods-alone-in-an-archive", zipped("报送/台账.ods", open_document(PLAIN)), "zip"),
        plainly("drawn-with-lines", drawn(), "txt"),
        plainly("lines-end-as-on-a-mac", lines.replace("\r\n", "\r").encode("gb18030"), "csv"),
        make("strange-sep-line", PLAIN, COLUMNS, form="csv", head=(2, 2),
             payload=f"sep=,\r\n{lines}".encode("utf-8-sig")),
        *parted_documents(),
    ]  # fmt: skip


def words(*parts: str) -> bytes:
    """Write a document of headings and tables, in the order given; a part with | is a table."""
    document = docx.Document()
    for part in parts:
        if "|" not in part:
            document.add_paragraph(part)
            continue
        rows = table(part)[0]
        made = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                made.cell(row, column).text = str(text)
        document.add_page_break()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def parted_documents() -> list[County]:
    """Return ledgers of Word that stand in several tables."""
    head, *lines = PLAIN.strip().split("\n")
    first, last = "\n".join(lines[:2]), "\n".join(lines[2:])
    again = words("重点工作台账", f"{head}\n{first}", f"{head}\n{last}")
    bare = words("重点工作台账", f"{head}\n{first}", last)
    under = words("一、城乡类", f"{head}\n{first}", "二、生态类", f"{head}\n{last}")
    groups = ("一、城乡类",) * 2 + ("二、生态类",) * 2
    return [
        make("strange-word-head-again", PLAIN, COLUMNS, payload=again, form="docx"),
        make("strange-word-no-head-again", PLAIN, COLUMNS, payload=bare, form="docx"),
        make("strange-word-headings", PLAIN, COLUMNS, payload=under, form="docx", headings=groups),
    ]
