"""PDF files set line by line: paragraphs, tables and marks of official papers."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from printing import A4, FONT, LEFT, SIZE, Press, broken
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from guatu.core.documents import Align, BlockKind, Document, Format, NoteCode
from guatu.interchange.pdf.reader import read_pdf

PLAN = (
    Path(__file__).resolve().parents[2]
    / "src"
    / "guatu"
    / "demo"
    / "plans"
    / "linlan-2026-special-plan.txt"
)
STYLE = ParagraphStyle("cell", fontName=FONT, fontSize=10, leading=14, wordWrap="CJK")
TASK = (
    "推进临港新材料园{n}期建设，完成标准厂房{n}万平方米，新增规上企业{n}家，并按季度上报进展情况。"
)


def body() -> list[str]:
    text = PLAN.read_text("utf-8")
    return [line.strip("　 ") for line in text.splitlines() if line.strip()][3:]


def official(press: Press) -> bytes:
    """Set an official paper with a red head, a headline of two lines and a signature."""
    press.line(LEFT, "000001")
    press.line(LEFT, "特急")
    press.centred("临澜区人民政府办公室文件", 36)
    press.centred("临政办发〔2026〕3号", 16)
    press.row += 1
    press.centred("临澜区人民政府办公室关于印发《临澜区2026")
    press.centred("年十大民生实事专项实施方案》的通知")
    press.paragraph("各镇人民政府、街道办事处，区政府各部门：", indent=0)
    for line in body():
        press.paragraph(line)
    press.row += 1
    press.right("临澜区人民政府办公室", 4)
    press.right("2026年1月30日", 5)
    return press.bytes()


def lines_of_paper() -> list[str]:
    return [
        "000001",
        "特急",
        "临澜区人民政府办公室文件",
        "临政办发〔2026〕3号",
        "临澜区人民政府办公室关于印发《临澜区2026年十大民生实事专项实施方案》的通知",
        "各镇人民政府、街道办事处，区政府各部门：",
        *body(),
        "临澜区人民政府办公室",
        "2026年1月30日",
    ]


@pytest.mark.parametrize(
    "press",
    [
        pytest.param({}, id="plain"),
        pytest.param({"head": "临澜区人民政府公报"}, id="running-head"),
        pytest.param({"watermark": "内部资料"}, id="watermark"),
        pytest.param({"backwards": True}, id="drawn-backwards"),
        pytest.param({"doubled": True}, id="drawn-twice"),
    ],
)
def test_an_official_paper_is_read_paragraph_by_paragraph(press: dict[str, object]) -> None:
    document = read_pdf(official(Press(**press)), name="plan.pdf")  # type: ignore[arg-type]

    assert document.text.splitlines() == lines_of_paper()
    assert document.format is Format.PDF
    assert document.pages == 7
    notes = {note.code for note in document.notes}
    assert notes == {NoteCode.HEADERS_LEFT_OUT}


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_pages_that_are_shown_turned_read_the_same(rotation: int) -> None:
    upright = official(Press())
    file = pdfium.PdfDocument(upright)
    for page in file:
        page.set_rotation(rotation)
    turned = io.BytesIO()
    file.save(turned)

    assert read_pdf(turned.getvalue(), name="a").text == read_pdf(upright, name="a").text


def test_headings_and_places_are_told() -> None:
    document = read_pdf(official(Press()), name="plan.pdf")

    told = {document.text[b.start : b.end]: b for b in document.blocks}
    headline = told[lines_of_paper()[4]]
    assert (headline.kind, headline.level) == (BlockKind.HEADING, 1)
    assert told["一、基本原则"].level == 2
    assert told["1、学位扩容暖心工程"].level == 4
    assert told["临政办发〔2026〕3号"].align is Align.CENTRE
    assert told["2026年1月30日"].align is Align.RIGHT
    assert told[body()[0]].kind is BlockKind.PARAGRAPH


def test_a_light_mark_behind_the_text_is_left_out_and_noted() -> None:
    canvas, payload = page()
    canvas.setFillColor(Color(0.85, 0.85, 0.85))
    canvas.setFont(FONT, 50)
    canvas.drawCentredString(A4[0] / 2, 420, "征求意见稿")
    canvas.setFillColor(Color(0, 0, 0))
    write(canvas, ["为推动全县项目建设提速提质，制定本方案。", "新增规上工业企业18家。"])
    canvas.save()

    document = read_pdf(payload.getvalue(), name="plan.pdf")

    assert "征求" not in document.text
    assert [note.code for note in document.notes] == [NoteCode.HEADERS_LEFT_OUT]
    assert document.notes[0].place == "1"


def test_spread_letters_are_words_and_two_columns_are_read_one_after_the_other() -> None:
    canvas, payload = page()
    canvas.saveState()
    spread = canvas.beginText(230, 760)
    spread.setFont(FONT, 22)
    spread.setCharSpace(11)
    spread.textLine("工作方案")
    canvas.drawText(spread)
    canvas.restoreState()
    left = "左栏说明全县项目建设的总体要求和主要目标，强调提速提质。" * 5
    right = "右栏列出各项重点任务和责任单位，要求倒排工期压茬推进。" * 5
    for x, words in ((70, left), (320, right)):
        canvas.setFont(FONT, 12)
        for at, line in enumerate(broken(words, 220 * SIZE / 12, 220 * SIZE / 12)):
            canvas.drawString(x, 700 - 20 * at, line)
    canvas.save()

    document = read_pdf(payload.getvalue(), name="plan.pdf")

    assert document.text == f"工作方案\n{left}\n{right}\n"


def test_the_mark_of_a_footnote_is_no_figure_and_a_power_is_one() -> None:
    canvas, payload = page()
    line = canvas.beginText(122, 700)
    for words, size, rise in (
        ("新增规上工业企业18", SIZE, 0),
        ("3", 9, 7),
        ("家，整治裸土2.5km", SIZE, 0),
        ("2", 9, 7),
        ("。", SIZE, 0),
    ):
        line.setFont(FONT, size)
        line.setRise(rise)
        line.textOut(words)
    canvas.drawText(line)
    canvas.save()

    text = read_pdf(payload.getvalue(), name="plan.pdf").text

    assert text == "新增规上工业企业18家，整治裸土2.5km²。\n"


def test_a_sheet_whose_words_lie_on_their_side_is_read() -> None:
    canvas, payload = page()
    canvas.rotate(90)
    write(canvas, ["1.完成标准厂房12万平方米。", "2.新增规上工业企业18家。"], x=80, y=-120)
    canvas.save()

    text = read_pdf(payload.getvalue(), name="plan.pdf").text

    assert text == "1.完成标准厂房12万平方米。\n2.新增规上工业企业18家。\n"


@pytest.mark.parametrize("size", [A4, (A4[1], A4[0])], ids=["upright", "landscape"])
def test_a_table_over_pages_is_one_table(size: tuple[float, float]) -> None:
    document = read_pdf(long_table(40, size), name="plan.pdf")

    assert document.pages is not None
    assert document.pages > 3
    (table,) = document.tables
    assert (table.rows, table.columns) == (42, 6)
    cells = {(c.row, c.column): c for c in table.cells}
    assert (cells[0, 3].column_span, cells[0, 2].row_span) == (2, 2)
    assert words(document, 1) == ["序号", *(str(n) for n in range(1, 41))]
    assert words(document, 2) == ["重点任务", *(TASK.format(n=n) for n in range(1, 41))]
    assert set(words(document, 4)[1:]) == {"县财政局、县自然资源分局、临港街道"}
    assert document.text.startswith("附件1\n任务分解表\n类别\t序号")
    assert document.text.endswith("\n注：本表由县督查室负责解释。\n")


def test_a_row_that_a_page_breaks_is_one_row() -> None:
    canvas, payload = page()
    halves = ("推进临港新材料园三期建设，完成标准厂房", "12万平方米，新增规上工业企业18家。")
    for at, half in enumerate(halves):
        number, unit = ("1", "县经信局") if at == 0 else ("", "")
        draw_row(canvas, 700, ("序号", "重点任务", "牵头单位"))
        draw_row(canvas, 670, (number, half, unit))
        if at == 1:
            draw_row(canvas, 640, ("2", "新开工亿元以上项目32个。", "县发展改革局"))
        canvas.showPage()
    canvas.save()

    document = read_pdf(payload.getvalue(), name="plan.pdf")

    assert document.text.splitlines() == [
        "序号\t重点任务\t牵头单位",
        f"1\t{''.join(halves)}\t县经信局",
        "2\t新开工亿元以上项目32个。\t县发展改革局",
    ]


def test_a_frame_around_the_page_is_no_table() -> None:
    canvas, payload = page()
    canvas.rect(40, 40, A4[0] - 80, A4[1] - 80)
    canvas.line(40, 780, A4[0] - 40, 780)
    write(canvas, ["为推动全县项目建设提速提质，制定本方案。"])
    canvas.save()

    document = read_pdf(payload.getvalue(), name="plan.pdf")

    assert document.tables == ()
    assert document.text == "为推动全县项目建设提速提质，制定本方案。\n"


def page() -> tuple[Canvas, io.BytesIO]:
    payload = io.BytesIO()
    return Canvas(payload, pagesize=A4), payload


def write(canvas: Canvas, lines: list[str], *, x: float = 122, y: float = 600) -> None:
    canvas.setFont(FONT, SIZE)
    for at, line in enumerate(lines):
        canvas.drawString(x, y - 28 * at, line)


def draw_row(canvas: Canvas, y: float, texts: tuple[str, ...]) -> None:
    edges = (60, 100, 420, 520)
    for left, right, text in zip(edges, edges[1:], texts, strict=False):
        canvas.rect(left, y, right - left, 30)
        canvas.setFont(FONT, 12)
        canvas.drawString(left + 5, y + 10, text)


def long_table(count: int, size: tuple[float, float]) -> bytes:
    rows: list[list[object]] = [
        ["类别", "序号", "重点任务", "责任分工", "", "完成时限"],
        ["", "", "", "牵头单位", "配合单位", ""],
    ]
    rows += [
        [
            "",
            str(n),
            Paragraph(TASK.format(n=n), STYLE),
            Paragraph("县发展改革局", STYLE),
            Paragraph("县财政局、县自然资源分局、临港街道", STYLE),
            f"{n % 12 + 1}月底前",
        ]
        for n in range(1, count + 1)
    ]
    merged = [("SPAN", (column, 0), (column, 1)) for column in (0, 1, 2, 5)]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("FONT", (0, 0), (-1, -1), FONT, 10),
        ("SPAN", (3, 0), (4, 0)),
        *merged,
    ]
    payload = io.BytesIO()
    heads = [
        Paragraph("附件1", STYLE),
        Paragraph('<para alignment="center" fontSize="16">任务分解表</para>', STYLE),
    ]
    table = Table(rows, colWidths=[40, 30, 190, 70, 90, 55], repeatRows=2, style=TableStyle(style))
    note = Paragraph("注：本表由县督查室负责解释。", STYLE)
    SimpleDocTemplate(payload, pagesize=size).build([*heads, table, note])
    return payload.getvalue()


def words(document: Document, column: int) -> list[str]:
    (table,) = document.tables
    cells = [c for c in table.cells if c.column == column and c.row != 1]
    return [document.text[c.start : c.end] for c in cells]


def test_a_heading_of_two_lines_in_a_font_of_its_own_goes_on_with_its_sentence() -> None:
    canvas, payload = page()
    y = 700.0

    def line(x: float, *runs: tuple[str, str]) -> None:
        nonlocal y
        written = canvas.beginText(x, y)
        for font, text in runs:
            written.setFont(font, SIZE)
            written.textOut(text)
        canvas.drawText(written)
        y -= 28

    bold, usual = "STSong-Light", "MSung-Light"
    pdfmetrics.registerFont(UnicodeCIDFont(usual))
    line(122, (usual, "为推动全县项目建设提速提质，结合全县实际，制定本方"))
    line(90, (usual, "案，各有关单位要倒排工期、压茬推进，确保完成全年任务。"))
    line(122, (bold, "（一）动员部署阶段（二〇二六年三月一日至三月二十"))
    line(90, (bold, "日）。"), (usual, "召开动员大会，制定任务清单。"))
    canvas.save()

    text = read_pdf(payload.getvalue(), name="plan.pdf").text

    assert "三月二十日）。召开动员大会，制定任务清单。\n" in text


def test_what_a_browser_prints_around_a_single_page_is_left_out() -> None:
    canvas, payload = page()
    canvas.setFont(FONT, 8)
    canvas.drawString(30, 820, "2026/3/2 18:20")
    canvas.drawString(240, 820, "青溪县2026年项目攻坚方案")
    canvas.drawString(30, 16, "https://www.example.invalid/zwgk/202603/t1.html")
    canvas.drawString(560, 16, "1/1")
    write(canvas, ["2026年3月2日18:20前报送清单。", "来源 https://www.example.invalid/2 第1/2页"])
    canvas.save()

    text = read_pdf(payload.getvalue(), name="plan.pdf").text

    assert "攻坚方案" not in text
    assert "t1.html" not in text
    assert "2026年3月2日18:20前报送清单。" in text


def test_columns_that_the_page_cuts_off_do_not_move_the_margin() -> None:
    press = Press()
    words = (
        "全年新建改建道路三十公里，改造老旧小区八个，新增停车位一千二百个，" * 4 + "完成年度任务。"
    )
    for _ in range(4):
        press.paragraph(words)
    press.turn()
    for at in range(8):
        press.canvas.setFont(FONT, SIZE)
        press.canvas.drawString(A4[0] - SIZE, 700 - 30 * at, "责")
    press.canvas.showPage()
    press.canvas.save()

    text = read_pdf(press.payload.getvalue(), name="plan.pdf").text

    assert text.splitlines()[:4] == [words] * 4


def test_the_last_page_of_two_columns_may_fill_the_left_one_alone() -> None:
    canvas, payload = page()
    headline, closing = (
        "关于全面加快推进二〇二六年重点项目建设的通知",
        "附件：青溪县二〇二六年重点项目建设任务分解一览表",
    )
    words = "各责任单位要倒排工期、挂图作战，按月报送进展情况，确保全年目标任务如期完成。" * 14
    lines = list(broken(words, 220 * SIZE / 12, 220 * SIZE / 12))
    canvas.setFont(FONT, 21)
    canvas.drawString(76, 740, headline)
    for x, part in ((70, lines[:12]), (320, lines[12:24])):
        canvas.setFont(FONT, 12)
        for at, line in enumerate(part):
            canvas.drawString(x, 700 - 20 * at, line)
    canvas.showPage()
    canvas.setFont(FONT, 12)
    for at, line in enumerate(lines[24:]):
        canvas.drawString(70, 700 - 20 * at, line)
    canvas.drawString(160, 400, closing)
    canvas.save()

    document = read_pdf(payload.getvalue(), name="plan.pdf")

    assert len(lines) > 28
    assert document.text == f"{headline}\n{words}\n{closing}\n"


def test_a_comma_before_a_figure_is_tied_to_it() -> None:
    """Some programs keep 程，12 on one line, as they keep 1,200: the line before ends early."""
    canvas, payload = page()
    lines = [
        "推进城南污水处理厂二期项目建设和片区雨污水管网完善改造提升",
        "加快沿线各类入河排污口整治并同步完成河道清淤疏浚绿化美化提",
        "升，组织各镇街开展常态化巡查管护，年内建成并投用泵站3",
        "程，12月底前通水试运行并完成竣工验收备案，年内稳定运行。",
    ]
    write(canvas, lines, x=90)
    canvas.save()

    assert read_pdf(payload.getvalue(), name="plan.pdf").text == "".join(lines) + "\n"


def test_a_head_of_two_rows_that_a_page_breaks_is_one_head() -> None:
    canvas, payload = page()

    def box(x0: float, x1: float, y0: float, y1: float, text: str, *, sides: str = "tb") -> None:
        for side, y in (("t", y1), ("b", y0)):
            if side in sides:
                canvas.line(x0, y, x1, y)
        canvas.line(x0, y0, x0, y1)
        canvas.line(x1, y0, x1, y1)
        canvas.setFont(FONT, 12)
        canvas.drawString(x0 + 5, y1 - 20, text)

    write(canvas, ["为推动全县项目建设提速提质，制定本方案。"])
    box(60, 120, 60, 160, "序号", sides="t")
    box(120, 340, 60, 160, "重点任务", sides="t")
    box(340, 520, 110, 160, "责任分工")
    box(340, 520, 60, 110, "", sides="t")
    canvas.showPage()
    box(60, 120, 740, 780, "", sides="b")
    box(120, 340, 740, 780, "", sides="b")
    box(340, 430, 740, 780, "牵头单位")
    box(430, 520, 740, 780, "配合单位")
    for x0, x1, text in (
        (60, 120, "1"),
        (120, 340, "改造老旧小区8个"),
        (340, 430, "县住建局"),
        (430, 520, "县财政局"),
    ):
        box(x0, x1, 700, 740, text)
    canvas.save()

    document = read_pdf(payload.getvalue(), name="plan.pdf")

    (table,) = document.tables
    assert document.text[table.start : table.end].splitlines() == [
        "序号\t重点任务\t责任分工\t",
        "\t\t牵头单位\t配合单位",
        "1\t改造老旧小区8个\t县住建局\t县财政局",
    ]
    spans = {document.text[c.start : c.end]: c.row_span for c in table.cells if c.start < c.end}
    assert (spans["序号"], spans["重点任务"], spans["责任分工"]) == (2, 2, 1)
