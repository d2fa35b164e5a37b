"""An official paper as a Word file that names the official fonts and follows the grid of the standard.

The grid is one of lines only: a grid of characters gives each of them two cells in LibreOffice. What
is exact is written as exact: 22 lines by their distance, 28 characters by what is taken off between.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, Twips

from guatu.core.official import layout
from guatu.core.official.columns import column_widths, is_centred, table_size
from guatu.core.official.layout import Font
from guatu.core.official.paper import OfficialPaper, title_lines
from guatu.core.official.text import Annex, Block, BlockKind
from guatu.interchange.official.runs import Look, paragraph, plain, rule, run

TWIPS_A_MM = 1440 / 25.4
LINE = int(layout.PITCH * 20)  # twips, rounded down: 22 lines stay within the type area
ROOM = int(layout.TYPE_WIDTH * TWIPS_A_MM)
BODY = Look(font=Font.BODY, size=layout.BODY_SIZE, line=LINE)
CELL_PAD = 60  # twips beside the text of a cell
FOOT = 25.0  # mm from the edge of the paper to the foot of the page number: its dashes lie 7 mm low


def write_official(paper: OfficialPaper) -> bytes:
    """Return a .docx of a paper.

    Parameters
    ----------
    paper : OfficialPaper
        What is set; every word of it stands in the file.
    """
    document = docx.Document()
    document.core_properties.title = plain(paper.title)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    body = document.element.body
    for one in list(body)[:-1]:
        body.remove(one)
    _page(document, paper)
    body = _Body(document)
    _head(body, paper)
    for block in paper.text.blocks:
        _block(body, block)
    _annex_list(body, paper.annex_titles)
    _signature(body, paper)
    for number, annex in enumerate(paper.text.annexes, start=1):
        _annex(body, annex, number if len(paper.text.annexes) > 1 else 0)
    _record(body, paper)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


class _Body:
    """Puts one thing after another before the last section's own properties."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self._end = document.element.body.sectPr

    def add(self, element: Any) -> Any:
        self._end.addprevious(element)
        return element

    def say(self, text: str, look: Look = BODY) -> Any:
        return self.add(paragraph([run(text, look)] if text else [], look))


def _page(document: Any, paper: OfficialPaper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
    section.header_distance, section.footer_distance = Mm(15), Mm(FOOT)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 python-docx has no grid
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)  # noqa: SLF001
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE))
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, "right")
    _number(section.even_page_footer, "left")
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        if paper.mark:
            look = Look(font=Font.BODY, size=layout.RECORD_SIZE, side="right", is_tight=False)
            header.paragraphs[0]._p.getparent().replace(  # noqa: SLF001
                header.paragraphs[0]._p,  # noqa: SLF001
                paragraph([run(paper.mark, look)], look),
            )
    style = document.styles["Normal"]
    style.font.name, style.font.size = Font.BODY.value, Pt(layout.BODY_SIZE)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), Font.BODY.value)


def _number(footer: Any, side: str) -> None:
    """Set the page number: outside, a character in, between dashes (7.5)."""
    footer.is_linked_to_previous = False
    look = Look(
        font=Font.NUMBER, size=layout.NUMBER_SIZE, side=side, is_tight=False,
        left=1.0 if side == "left" else 0.0, right=1.0 if side == "right" else 0.0,
    )  # fmt: skip
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>')
    field.append(run("1", look))
    old = footer.paragraphs[0]._p  # noqa: SLF001
    old.getparent().replace(old, paragraph([run("— ", look), field, run(" —", look)], look))


def _head(body: _Body, paper: OfficialPaper) -> None:
    """Set the red head with its rule, where there is one; the title and the addressees."""
    if paper.head:
        _red_head(body, paper.head)
    title = Look(font=Font.TITLE, size=layout.TITLE_SIZE, line=LINE, side="centre", is_tight=False)
    for line in paper.title_lines:
        body.say(line, title)
    note = Look(font=Font.KAI, size=layout.BODY_SIZE, line=LINE, side="centre")
    for line in paper.notes:
        body.say(line, note)
    body.say("")
    if paper.addressees:
        body.say(f"{paper.addressees.rstrip('：:')}：")


def _red_head(body: _Body, text: str) -> None:
    """Set the red head, the empty line of the number and the red rule."""
    size = layout.head_size(text)
    head = Look(
        font=Font.TITLE, size=size.points, width=size.width, side="centre", color="FF0000",
        is_tight=False, before=int(layout.HEAD_DROP * TWIPS_A_MM),
    )  # fmt: skip
    body.say(text, head)
    body.say("")
    body.say("")
    number = body.say("", Look(font=Font.BODY, size=layout.BODY_SIZE, line=LINE, side="centre"))
    rule(
        number, "bottom", color="FF0000", size=12, space=round(layout.RULE_DROP / layout.MM_A_POINT)
    )
    body.say("")
    body.say("")


def _block(body: _Body, block: Block) -> None:
    if block.kind is BlockKind.TABLE:
        _table(body, block)
        return
    indented = Look(font=Font.BODY, size=layout.BODY_SIZE, line=LINE, first=float(layout.INDENT))
    parts = []
    if block.lead:
        parts.append(run(block.lead, indented.like(font=layout.LEVEL_FONTS[block.level])))
    if block.text:
        parts.append(run(block.text, indented))
    body.add(paragraph(parts, indented, keep_next=block.is_heading))


def _table(body: _Body, block: Block) -> None:
    if block.caption:
        caption = Look(font=Font.HEI, size=layout.RECORD_SIZE, line=LINE, side="centre")
        body.add(paragraph([run(block.caption, caption)], caption, keep_next=True))
    widths = [int(width) for width in column_widths(block.rows, ROOM)]
    table = body.document.add_table(rows=0, cols=len(widths))
    body.add(table._tbl)  # noqa: SLF001 the library appends at the end only
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    _pad(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    centred, size = is_centred(block.rows), table_size(block.rows)
    for place, row in enumerate(block.rows):
        middle = [True] * len(widths) if place == 0 else centred
        table._tbl.append(_row(row, widths, middle, size=size, is_head=place == 0))  # noqa: SLF001 see tablebook.docx
    body.say("")


def _pad(table: Any) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001
    properties.append(
        parse_xml(
            f"<w:tblCellMar {nsdecls('w')}>"
            f'<w:left w:w="{CELL_PAD}" w:type="dxa"/><w:right w:w="{CELL_PAD}" w:type="dxa"/>'
            "</w:tblCellMar>"
        )
    )


def _row(
    cells: Sequence[str],
    widths: Sequence[int],
    centred: Sequence[bool],
    *,
    size: float,
    is_head: bool,
) -> Any:
    row = parse_xml(
        f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr></w:tr>"
    )
    for text, width, is_middle in zip(cells, widths, centred, strict=True):
        font = Font.HEI if is_head else Font.BODY
        look = Look(
            font=font, size=size, side="centre" if is_middle else "left",
            is_tight=False, is_off_grid=True,
        )  # fmt: skip
        cell = parse_xml(
            f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>'
            f'<w:vAlign w:val="center"/></w:tcPr></w:tc>'
        )
        cell.append(paragraph([run(text, look)] if text else [], look))
        row.append(cell)
    return row


def _annex_list(body: _Body, titles: Sequence[str]) -> None:
    """Set 附件说明: a line below the text, two characters in; more lines begin where titles do (7.3.4)."""
    if not titles:
        return
    body.say("")
    numbered = len(titles) > 1
    for number, title in enumerate(titles, start=1):
        label = f"{number}. " if numbered else ""
        hang = (3.0 if number == 1 else 0.0) + (layout.width_of(label) if numbered else 0.0)
        look = Look(
            font=Font.BODY, size=layout.BODY_SIZE, line=LINE,
            left=5.0 + (layout.width_of(label) if numbered else 0.0), hanging=hang,
        )  # fmt: skip
        body.say(f"{'附件：' if number == 1 else ''}{label}{title}", look)


def _signature(body: _Body, paper: OfficialPaper) -> None:
    """Set the name of the issuing body and the date of a paper without a seal (7.3.5.2)."""
    if not paper.signature:
        return
    dated = paper.dated or DATE_LEFT_OPEN
    places = layout.signed_at(paper.signature, dated)
    body.say("")
    for text, right in ((paper.signature, places.name), (dated, places.date)):
        look = Look(font=Font.BODY, size=layout.BODY_SIZE, line=LINE, side="right", right=right)
        body.say(text, look)


DATE_LEFT_OPEN = "　　　年　月　日"  # the office fills it in when it signs


def _annex(body: _Body, annex: Annex, number: int) -> None:
    """Set an annex on a page of its own: 附件 at the first line, its title at the third (7.3.7)."""
    mark = Look(font=Font.HEI, size=layout.BODY_SIZE, line=LINE)
    body.add(paragraph([run(f"附件{number or ''}", mark)], mark, is_new_page=True))
    body.say("")
    title = Look(font=Font.TITLE, size=layout.TITLE_SIZE, line=LINE, side="centre", is_tight=False)
    for line in title_lines(annex.title):
        body.say(line, title)
    body.say("")
    for block in annex.blocks:
        _block(body, block)


def _record(body: _Body, paper: OfficialPaper) -> None:
    """Set 版记 at the foot of the last page: copies, who prints; the day is the office's (7.4)."""
    if not paper.copy_to and not paper.printed_by:
        return
    look = Look(
        font=Font.BODY, size=layout.RECORD_SIZE, side="left", is_tight=False, left=1.0, line=LINE
    )
    rows: list[list[Any]] = []
    if paper.copy_to:
        copies = look.like(left=4.0, hanging=3.0, right=1.0, side="both")
        text = f"抄送：{paper.copy_to.rstrip('。，、；')}。"
        rows.append([paragraph([run(text, copies)], copies)])
    if paper.printed_by:
        right = look.like(left=0.0, right=1.0, side="right")
        day = paragraph([run(PRINTED_LEFT_OPEN, right)], right)
        rows.append([paragraph([run(paper.printed_by, look)], look), day])
    body.add(_foot(rows))
    body.add(paragraph([], Look(font=Font.BODY, size=1.0, line=20)))  # a table is never the last


def _foot(rows: Sequence[Sequence[Any]]) -> Any:
    """Return rows as a table that stands at the foot of its page, ruled thick, thin and thick."""
    thick, thin = (
        round(mm * 8 / layout.MM_A_POINT) for mm in (layout.RULE_THICK, layout.RULE_THIN)
    )
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (("top", thick), ("bottom", thick), ("insideH", thin))
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in RECORD_COLUMNS)
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblpPr w:horzAnchor="margin" w:tblpXSpec="left"'
        f' w:vertAnchor="margin" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
        f'<w:tblW w:w="{ROOM}" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        f'<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid></w:tbl>"
    )
    for lines in rows:
        row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/></w:trPr></w:tr>")
        widths = RECORD_COLUMNS if len(lines) > 1 else (ROOM,)
        span = "" if len(lines) > 1 else f'<w:gridSpan w:val="{len(RECORD_COLUMNS)}"/>'
        for line, width in zip(lines, widths, strict=True):
            cell = parse_xml(
                f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}'
                f'<w:vAlign w:val="center"/></w:tcPr></w:tc>'
            )
            cell.append(line)
            row.append(cell)
        table.append(row)
    return table


PRINTED_LEFT_OPEN = "　年　月　日印发"  # the day is the office's
DAY_WIDTH = int(10 * layout.RECORD_SIZE * 20)  # of it, and the character beside
RECORD_COLUMNS = (ROOM - DAY_WIDTH, DAY_WIDTH)
