"""A book of tables as a Word document: landscape, a page a table, heads repeated over pages."""

from __future__ import annotations

from io import BytesIO
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt

from guatu.core.tablebook import Book, Paper, Row, Sheet, Side

TITLE_FONT = "方正小标宋简体"
HEAD_FONT = "黑体"
BODY_FONT = "仿宋_GB2312"
SIZES = {Paper.A4: (Mm(297), Mm(210)), Paper.A3: (Mm(420), Mm(297))}
MARGIN = Mm(15)
_ALIGN = {
    Side.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Side.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Side.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
_JC = {Side.LEFT: "left", Side.CENTRE: "center", Side.RIGHT: "right"}


def write_docx(book: Book) -> bytes:
    """Return a document that names the official fonts, so that a government PC shows them.

    Parameters
    ----------
    book : Book
        The tables, one after another, each on a page of its own.

    Returns
    -------
    bytes
        The .docx file.
    """
    document = docx.Document()
    document.core_properties.title = book.title
    document.core_properties.author = ""
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = (
        WD_ORIENT.LANDSCAPE,
        *SIZES[book.paper],
    )
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Mm(18)
    _number_pages(section)
    if book.mark:
        _say(section.header.paragraphs[0], book.mark, font=BODY_FONT, size=10.5, side=Side.RIGHT)
    for place, sheet in enumerate(book.sheets):
        _write(document, sheet, SIZES[book.paper][0], is_first=place == 0)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _write(document: Any, sheet: Sheet, width: int, *, is_first: bool) -> None:
    title = document.add_paragraph()
    title.paragraph_format.page_break_before = not is_first
    title.paragraph_format.space_after = Pt(4)
    _say(title, sheet.title, font=TITLE_FONT, size=20, side=Side.CENTRE)
    over = document.add_paragraph()
    over.paragraph_format.tab_stops.add_tab_stop(width - 2 * MARGIN, WD_TAB_ALIGNMENT.RIGHT)
    over.paragraph_format.space_after = Pt(2)
    _say(over, f"{sheet.left}\t{sheet.right}", font=BODY_FONT, size=11, side=Side.LEFT)
    table = document.add_table(rows=0, cols=len(sheet.columns))
    table.style, table.autofit = "Table Grid", False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    widths = _widths(sheet, width)
    for column, own in zip(table.columns, widths, strict=True):
        column.width = own
    heads = [_Cell(column.title, HEAD_FONT, Side.CENTRE) for column in sheet.columns]
    table._tbl.append(_row(heads, widths, mark="w:tblHeader"))  # noqa: SLF001 see _row
    for row in sheet.rows:
        table._tbl.append(_table_row(row, sheet, widths))  # noqa: SLF001
    for line in sheet.foot:
        foot = document.add_paragraph()
        foot.paragraph_format.space_before = Pt(12)
        _say(foot, line, font=BODY_FONT, size=12, side=Side.LEFT)


class _Cell(NamedTuple):
    text: str
    font: str
    side: Side


def _table_row(row: Row, sheet: Sheet, widths: list[int]) -> Any:
    if row.is_band:
        return _row([_Cell(row.cells[0], HEAD_FONT, Side.LEFT)], widths, mark="w:cantSplit")
    texts = zip(row.cells, sheet.columns, strict=True)
    cells = [_Cell(text, BODY_FONT, column.side) for text, column in texts]
    return _row(cells, widths, mark="w:cantSplit")


def _row(cells: list[_Cell], widths: list[int], *, mark: str) -> Any:
    """Return a table row; one cell alone goes over all columns.

    Written as XML: the library looks through the whole table for every row that it adds.
    """
    columns = len(widths)
    if len(cells) < columns:
        widths = [sum(widths)]
    span = "" if len(cells) > 1 else f'<w:gridSpan w:val="{columns}"/>'
    keep = "" if len(cells) > 1 else "<w:keepNext/>"  # a band stays with what it heads
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{Emu(width).twips}"/>{span}'
        f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>{keep}<w:spacing w:before="20" w:after="20"/>'
        f'<w:jc w:val="{_JC[cell.side]}"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="{cell.font}" '
        f'w:hAnsi="{cell.font}" w:eastAsia="{cell.font}"/><w:sz w:val="21"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(plain(cell.text))}</w:t></w:r></w:p></w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><{mark}/></w:trPr>{inner}</w:tr>")


def plain(text: str) -> str:
    """Return text without what XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n")


def _widths(sheet: Sheet, width: int) -> list[int]:
    """Return the widths of the columns: shares of what the page has."""
    whole = sum(column.width for column in sheet.columns)
    room = width - 2 * MARGIN
    return [int(room * column.width / whole) for column in sheet.columns]


def _say(paragraph: Any, text: str, *, font: str, size: float, side: Side) -> None:
    paragraph.alignment = _ALIGN[side]
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = font
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 python-docx names no East Asian font
    fonts.set(qn("w:eastAsia"), font)


def _number_pages(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in ("PAGE", " / ", "NUMPAGES"):
        if part.isalpha():
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), part)
            paragraph._p.append(field)  # noqa: SLF001 fields have no other way in
        else:
            paragraph.add_run(part)
