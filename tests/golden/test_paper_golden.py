"""Printed papers stay as reviewed: Word, PDF and workbooks compared without what changes by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from lxml import etree

from guatu.core.official.paper import OfficialPaper, paper_of
from guatu.core.official.text import read_text
from guatu.core.tablebook import Column, Row, Side
from guatu.interchange.official.writing import write_official
from guatu.interchange.sheets.outgoing import OutgoingBook, OutgoingColumn, write_outgoing
from guatu.paper.printing import official_pdf
from guatu.paper.tables import table_pdf

FOLDER = Path(__file__).with_name("papers")
MM = 25.4 / 72
BY_CHANCE = re.compile(r' xmlns:\w+="[^"]*"| w:rsid\w*="\w+"|<(dcterms:\w+)[^>]*>[^<]*</\1>')
OF_WORD = ("word/document.xml", "word/settings.xml", "word/footer1.xml", "word/footer2.xml")
OF_EXCEL = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/comments1.xml", "xl/styles.xml")


def bulletin() -> OfficialPaper:
    return paper_of(
        (FOLDER / "bulletin.txt").read_text("utf-8"),
        head="临澜区“三登高三破题”行动领导小组办公室文件",
        title="关于四月份“三登高三破题”行动推进情况的通报",
        notes=("数据截至2026年4月30日24时，第4期已封存",),
        addressees="各镇人民政府、街道办事处，区直各单位",
        signature="临澜区“三登高三破题”行动领导小组办公室",
        copy_to="区委办公室，区人大常委会办公室，区政府办公室",
        printed_by="临澜区“三登高三破题”行动领导小组办公室",
        mark="模拟数据",
    )


def dispatch_table() -> bytes:
    columns = (
        Column(title="序号", width=6, side=Side.CENTRE),
        Column(title="事项", width=40),
        Column(title="牵头单位", width=20),
        Column(title="亮灯", width=10),
        Column(title="进展", width=60),
    )
    rows = [Row(cells=("（一）产业登高",), is_band=True)]
    rows += [
        Row(
            cells=(
                str(number), f"推进第{number}批老旧厂房改造", "区经济和信息化局",
                "■ 严重滞后" if number % 7 == 0 else "● 达序时", "完成现场踏勘，方案已报审。" * (number % 4 + 1),
            )
        )
        for number in range(1, 61)
    ]  # fmt: skip
    return table_pdf("周调度表", "2026年4月第4周", columns=columns, rows=rows, mark="模拟数据")


def workbook() -> bytes:
    columns = (
        OutgoingColumn(title="key", width=8, is_hidden=True),
        OutgoingColumn(title="事项", width=40),
        OutgoingColumn(title="进展情况", width=60, is_open=True),
        OutgoingColumn(title="本期无变化", width=12, is_open=True, choices=("是", "否")),
    )
    rows = (
        ("c1", "推进老旧厂房改造", '=HYPERLINK("x")', "否"),
        ("c2", "镕喆智造用地 𬭎", "+1", "是"),
    )
    return write_outgoing(
        OutgoingBook(
            tab="区经信局", title="第4期填报表", help=("只填浅色格。",), columns=columns, rows=rows,
            shut=frozenset({(1, 3)}), wrong={(0, 2): "文字过长：最多120字。"}, mark="模拟数据",
        )
    )  # fmt: skip


def office_text(payload: bytes, parts: tuple[str, ...]) -> str:
    """Return the parts of an Office file that say what it looks like, a tag a line."""
    found = []
    with ZipFile(BytesIO(payload)) as opened:
        for name in parts:
            if name in opened.namelist():
                tree = etree.fromstring(opened.read(name))
                text = etree.tostring(tree, pretty_print=True, encoding="unicode")
                found.append(f"== {name}\n{BY_CHANCE.sub('', text)}")
    return "".join(found)


def pdf_text(payload: bytes) -> str:
    """Return size, lines with their places in half millimetres, and how much is drawn, page by page."""
    return "".join(lines_of_pdf(pypdfium2.PdfDocument(payload)))


def lines_of_pdf(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        yield f"== {number}: {width * MM:.1f} × {height * MM:.1f} mm\n"
        texts = page.get_textpage()
        for place in range(texts.count_rects()):
            left, bottom, right, top = texts.get_rect(place)
            said = texts.get_text_bounded(left, bottom, right, top).strip()
            if said:
                yield f"{round(left * MM * 2) / 2:6} {round((height - top) * MM * 2) / 2:6}  {said}\n"
        paths = sum(one.type == pdfium.FPDF_PAGEOBJ_PATH for one in page.get_objects())
        yield f"{paths} shapes\n"


MADE: dict[str, Callable[[], str]] = {
    "bulletin.docx": lambda: office_text(write_official(bulletin()), OF_WORD),
    "bulletin.pdf": lambda: pdf_text(official_pdf(bulletin())),
    "table.pdf": lambda: pdf_text(dispatch_table()),
    "unit.xlsx": lambda: office_text(workbook(), OF_EXCEL),
}


@pytest.mark.parametrize("name", MADE)
def test_a_paper_stays_as_reviewed(name: str, *, update_golden: bool) -> None:
    made = MADE[name]()
    path = FOLDER / f"{name}.txt"
    if update_golden:
        path.write_text(made, "utf-8")

    assert made.splitlines() == path.read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("lines", "pages", "numbered"), [(1, 2, 2), (9, 2, 2), (12, 4, 2), (14, 4, 4)]
)
def test_the_foot_of_a_paper_stands_on_an_even_page(lines: int, pages: int, numbered: int) -> None:
    """7.4, 7.5: on the page that the text ends on where that is even; behind an empty one no number."""
    said = "本期应报120项，已报118项，各单位要对照台账抓好落实。" * 2
    paper = OfficialPaper(
        head="澄江县人民政府办公室", title="关于调度情况的通报", text=read_text("\n".join([said] * (lines + 1))),
        addressees="各单位", signature="澄江县人民政府办公室", copy_to="县委办公室", printed_by="县政府办公室",
    )  # fmt: skip

    texts = [
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(official_pdf(paper))
    ]

    assert len(texts) == pages
    assert "抄送" in texts[-1]
    assert [at for at, text in enumerate(texts, start=1) if "—" in text] == list(
        range(1, numbered + 1)
    )
