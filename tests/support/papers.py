"""One plan on paper: its blocks, and the same plan as .txt, .html, .docx, .pdf and .xlsx."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from guatu.core.documents import Document, Format
from guatu.interchange.composing import Composer, WrittenCell

ABOVE, LEFT = "^", "<"  # a place that the cell above, or on the left, goes on into

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Title:
    """The headline."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the given level; `number` is what a word processor writes by itself."""

    level: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table by its rows, with `ABOVE` and `LEFT` where cells are merged."""

    rows: Rows


Paper = Sequence[Title | Heading | Paragraph | Sheet]


def cells_of(rows: Rows) -> list[WrittenCell]:
    """Give each cell once, with what it spans."""
    found = []
    for row, line in enumerate(rows):
        for column, text in enumerate(line):
            if text in {ABOVE, LEFT}:
                continue
            over = _run([line[c] for c in range(column + 1, len(line))], LEFT)
            down = _run([rows[r][column] for r in range(row + 1, len(rows))], ABOVE)
            found.append(
                WrittenCell(row=row, column=column, text=text, row_span=down, column_span=over)
            )
    return found


def _run(following: Sequence[str], mark: str) -> int:
    length = 1
    for word in following:
        if word != mark:
            break
        length += 1
    return length


def document_of(rows: Rows) -> Document:
    """Write a table alone as a document, as the readers of files do."""
    composer = Composer(format=Format.XLSX)
    composer.table(cells_of(rows), rows=len(rows), columns=len(rows[0]))
    return composer.document()


def as_txt(paper: Paper) -> bytes:
    """Write plain text: a table is lines with tabs, and nothing tells what is merged."""
    lines = []
    for block in paper:
        match block:
            case Heading():
                lines.append(f"{block.number}{block.text}")
            case Sheet():
                lines += [
                    "\t".join("" if word in {ABOVE, LEFT} else word for word in row)
                    for row in block.rows
                ]
            case _:
                lines.append(block.text)
    return ("\n".join(lines) + "\n").encode()


def as_html(paper: Paper) -> bytes:
    """Write a web page with menus around the plan."""
    parts = [_html(block) for block in paper]
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>政务公开</title>"
        "<script>var visits = 12;</script></head><body>"
        "<div class='nav'><a href='/'>首页</a><a href='/a'>政务公开</a><a href='/b'>通知公告</a></div>"
        f"<div class='article'>{''.join(parts)}</div>"
        "<div class='footer'>版权所有 网站地图 <a href='/c'>联系我们</a></div></body></html>"
    ).encode()


def _html(block: Title | Heading | Paragraph | Sheet) -> str:
    match block:
        case Title():
            return f"<h1>{html.escape(block.text)}</h1>"
        case Heading():
            return (
                f"<h{block.level + 1}>{html.escape(block.number + block.text)}</h{block.level + 1}>"
            )
        case Paragraph():
            return f"<p>{html.escape(block.text)}</p>"
        case Sheet():
            return f"<table border='1'>{''.join(_html_rows(block.rows))}</table>"


def _html_rows(rows: Rows) -> list[str]:
    cells = cells_of(rows)
    return [
        "<tr>"
        + "".join(
            f"<td rowspan='{c.row_span}' colspan='{c.column_span}'>{html.escape(c.text)}</td>"
            for c in cells
            if c.row == row
        )
        + "</tr>"
        for row in range(len(rows))
    ]


_LEVELS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
)
_NUMBERING = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/>'
    + "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{counting}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (counting, text) in enumerate(_LEVELS)
    )
    + '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)


def as_docx(paper: Paper) -> bytes:
    """Write a Word file whose headings are numbered by the word processor."""
    import docx  # noqa: PLC0415
    from docx.oxml import parse_xml  # noqa: PLC0415

    file = docx.Document()
    part = file.part.numbering_part
    for child in list(part.element):
        part.element.remove(child)
    for child in list(parse_xml(_NUMBERING)):
        part.element.append(child)
    for block in paper:
        match block:
            case Sheet():
                _docx_table(file, block.rows)
            case Heading():
                paragraph = file.add_paragraph(block.text)
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = block.level - 1
                properties.get_or_add_numId().val = 7
            case _:
                file.add_paragraph(block.text)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _docx_table(file: Any, rows: Rows) -> None:
    table = file.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for cell in cells_of(rows):
        first = table.cell(cell.row, cell.column)
        last = table.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
        first.merge(last).text = cell.text


def as_pdf(paper: Paper) -> bytes:
    """Print on A4 with page numbers, lines broken at the margin and ruled tables."""
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.platypus import Paragraph as Printed  # noqa: PLC0415
    from reportlab.platypus import SimpleDocTemplate, Table  # noqa: PLC0415

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    font = {"fontName": "STSong-Light", "wordWrap": "CJK"}
    title = ParagraphStyle("title", fontSize=18, leading=28, alignment=1, spaceAfter=16, **font)
    text = ParagraphStyle("text", fontSize=12, leading=22, firstLineIndent=24, **font)
    small = ParagraphStyle("cell", fontSize=9, leading=12, **font)
    flow: list[Any] = []
    for block in paper:
        match block:
            case Title():
                flow.append(Printed(block.text, title))
            case Heading():
                flow.append(Printed(html.escape(block.number + block.text), text))
            case Paragraph():
                flow.append(Printed(html.escape(block.text), text))
            case Sheet():
                flow.append(_printed(block.rows, small, Printed, Table))
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4).build(
        flow, onFirstPage=_page_number, onLaterPages=_page_number
    )
    return buffer.getvalue()


def _printed(rows: Rows, style: Any, printed: Any, table: Any) -> Any:
    cells = cells_of(rows)
    grid: list[list[Any]] = [[""] * len(rows[0]) for _ in rows]
    spans: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, "#000000"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for cell in cells:
        grid[cell.row][cell.column] = printed(html.escape(cell.text), style)
        end = (cell.column + cell.column_span - 1, cell.row + cell.row_span - 1)
        if end != (cell.column, cell.row):
            spans.append(("SPAN", (cell.column, cell.row), end))
    return table(grid, style=spans, colWidths=[450 / len(rows[0])] * len(rows[0]))


def _page_number(canvas: Any, page: Any) -> None:
    canvas.setFont("STSong-Light", 9)
    canvas.drawCentredString(297, 40, f"— {page.page} —")


def as_xlsx(paper: Paper) -> bytes:
    """Write a sheet: a paragraph is a row merged over all columns."""
    import xlsxwriter  # noqa: PLC0415

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("方案")
    at = 0
    for block in paper:
        if isinstance(block, Sheet):
            for cell in cells_of(block.rows):
                _write(sheet, at, cell)
            at += len(block.rows)
        else:
            text = block.number + block.text if isinstance(block, Heading) else block.text
            sheet.write(at, 0, text)
            at += 1
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, top: int, cell: WrittenCell) -> None:
    first, left = top + cell.row, cell.column
    last, right = first + cell.row_span - 1, left + cell.column_span - 1
    if (first, left) == (last, right):
        sheet.write(first, left, cell.text)
    else:
        sheet.merge_range(first, left, last, right, cell.text)
