"""Official papers as Word files: written, measured, checked; and the same paper as PDF."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pypdfium2
import pytest

from guatu.core.errors import UnreadableFile
from guatu.core.official.checking import check
from guatu.core.official.measured import MeasuredParagraph
from guatu.core.official.paper import OfficialPaper
from guatu.core.official.text import read_text
from guatu.interchange.official.reading import measure
from guatu.interchange.official.writing import write_official
from guatu.interchange.typesetting import typeset
from guatu.paper.printing import TEMPLATE, data_of

TEXT = """本期应填报十项，已填报九项。
一、总体情况
（一）填报方面
按时填报的单位有2个。
（二）进度方面
1.加快建设。本月完成投资3.5亿元，占年度计划的48.6%。
（1）细化措施
表1 各单位情况
| 序号 | 单位 | 应报 | 已报 |
| 1 | 区财政局 | 9 | 9 |
| 2 | 临江区重大项目建设和招商引资工作领导小组挂图作战指挥部办公室综合协调和督查组 | 10 | 8 |
二、下步工作
各单位要对照台账逐项推进，于下次填报时说明。
附件：各单位名单
| 序号 | 单位 |
| 1 | 镕喆堃社区 |
附件：变化清单
没有变化的事项。
"""
PAPER = OfficialPaper(
    head="临江区人民政府督查室",
    title="关于项目攻坚年行动第三期调度情况的通报",
    text=read_text(TEXT),
    notes=("（送审稿）",),
    addressees="各有关单位",
    signature="临江区人民政府督查室",
    dated="2026年6月19日",
    copy_to="区委办公室，区人大常委会办公室",
    printed_by="临江区人民政府督查室",
    mark="模拟数据",
)
VARIANTS = {
    "as it is": PAPER,
    "long body": replace(PAPER, head="区" * 40, signature="区" * 30),
    "no annex": replace(PAPER, text=read_text("一、情况\n一切正常。"), copy_to="", printed_by=""),
    "undated": replace(PAPER, dated="", addressees="", mark=""),
    "long title": replace(PAPER, title="关于" + "进一步做好项目攻坚年行动" * 5 + "的通报"),
    "notes without brackets": replace(
        PAPER, notes=("数据截至2026年4月30日24时，第4期已封存", "不含企业数据")
    ),
    "signs": replace(
        PAPER, text=read_text("甲 & 乙 <丙> 说：“\x07好”\n一、总\ufffe则\n一切正常。")
    ),
}


def paragraph(payload: bytes, begins: str) -> MeasuredParagraph:
    found = measure(payload, name="a.docx").paragraphs
    return next(one for one in found if one.text.startswith(begins))


@pytest.mark.parametrize("name", VARIANTS)
def test_our_own_papers_have_no_deviation(name: str) -> None:
    assert check(measure(write_official(VARIANTS[name]), name="a.docx")).deviations == ()


def test_the_file_names_the_official_fonts_and_sizes() -> None:
    payload = write_official(PAPER)

    found = {
        begins: (one.font, one.size, one.side.value, one.is_red)
        for begins in ("临江区", "关于", "（送审稿", "一、", "（一）", "1.", "本期", "抄送")
        for one in [paragraph(payload, begins)]
    }
    assert found == {
        "临江区": ("方正小标宋简体", 44.0, "centre", True),
        "关于": ("方正小标宋简体", 22.0, "centre", False),
        "（送审稿": ("楷体_GB2312", 16.0, "centre", False),
        "一、": ("黑体", 16.0, "both", False),
        "（一）": ("楷体_GB2312", 16.0, "both", False),
        "1.": ("仿宋_GB2312", 16.0, "both", False),
        "本期": ("仿宋_GB2312", 16.0, "both", False),
        "抄送": ("仿宋_GB2312", 14.0, "both", False),
    }


def test_every_word_stands_in_the_file_and_no_number_signer_or_seal() -> None:
    document = docx.Document(io.BytesIO(write_official(PAPER)))
    said = "\n".join(one.text for one in document.element.body.iter() if one.tag.endswith("}t"))

    for block in PAPER.text.blocks:
        assert block.lead in said
        assert block.text in said
        assert all(cell in said for row in block.rows for cell in row)
    assert not re.search(r"签发人|〔\d{4}〕|印章", said)
    assert document.sections[0].header.paragraphs[0].text == "模拟数据"
    assert document.sections[0].even_page_header.paragraphs[0].text == "模拟数据"
    assert document.core_properties.author == ""


def test_a_table_fills_the_type_area_and_its_head_is_repeated() -> None:
    payload = write_official(PAPER)

    assert [round(box.width) for box in measure(payload, name="a.docx").boxes][:2] == [156, 156]
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        body = archive.read("word/document.xml").decode()
    assert body.count("<w:tblHeader/>") == 2
    assert body.count("<w:cantSplit/>") == 5 + 2  # rows of tables, and 版记


def test_the_same_paper_gives_the_same_words_each_time() -> None:
    one, two = (
        zipfile.ZipFile(io.BytesIO(write_official(PAPER))).read("word/document.xml")
        for _again in range(2)
    )

    assert one == two


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('w:top="2098"', 'w:top="1440"', "margin-top"),
        ('w:left="1587"', 'w:left="1800"', "margin-left"),
        ('w:line="579"', 'w:line="600"', "lines"),
        ('w:spacing w:val="-5"', 'w:spacing w:val="0"', "characters"),
        ("仿宋_GB2312", "宋体", "body-font"),
        ('w:after="0"', 'w:after="240"', "paragraph-space"),
        ('w:before="0"', 'w:beforeLines="50"', "paragraph-space"),
        ('w:before="0"', 'w:before="0" w:beforeAutospacing="1"', "paragraph-space"),
        ('<w:spacing w:val="-5"/>', '<w:b/><w:spacing w:val="-5"/>', "body-bold"),
        ('<w:sz w:val="88"/>', '<w:sz w:val="20"/>', "head-size"),
    ],
)
def test_a_file_that_somebody_changed_deviates(before: str, after: str, code: str) -> None:
    payload = rewritten(write_official(PAPER), before.encode(), after.encode())

    assert code in {one.code.value for one in check(measure(payload, name="a.docx")).deviations}


def test_words_above_the_type_area_deviate_where_pages_show_them() -> None:
    document = docx.Document(io.BytesIO(write_official(replace(PAPER, mark=""))))
    section = document.sections[0]
    section.first_page_header.paragraphs[0].text = "首页才有"  # the section has no first page
    section.different_first_page_header_footer = False
    in_order, deviates = io.BytesIO(), io.BytesIO()
    document.save(in_order)
    section.even_page_header.paragraphs[0].text = "内部资料"
    document.save(deviates)

    assert check(measure(in_order.getvalue(), name="a.docx")).deviations == ()
    (found,) = check(measure(deviates.getvalue(), name="a.docx")).deviations
    assert (found.code, found.found, found.article) == ("header", "内部资料", "7.1")


def rewritten(payload: bytes, before: bytes, after: bytes) -> bytes:
    """Return a file with bytes of its document replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(payload)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                assert before in part
                part = part.replace(before, after)
            target.writestr(name, part)
    return out.getvalue()


def test_automatic_numbers_are_counted_and_checked() -> None:
    """A file whose headings Word numbers itself: the checker sees the numbers that are shown."""
    document = docx.Document()
    document.add_paragraph("关于某事的通知", style="Title")
    document.add_paragraph("明确分工", style="List Number")
    document.add_paragraph("落实责任", style="List Number")
    out = io.BytesIO()
    document.save(out)

    texts = [one.text for one in measure(out.getvalue(), name="a.docx").paragraphs]
    assert [text[:2] for text in texts[1:]] == ["1.", "2."]


@pytest.mark.parametrize("payload", [b"", b"%PDF-1.7", b"PK\x03\x04 broken", b"text"])
def test_what_is_no_word_file_is_refused(payload: bytes) -> None:
    with pytest.raises(UnreadableFile):
        measure(payload, name="a.docx")


def test_a_workbook_is_no_word_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")

    with pytest.raises(UnreadableFile):
        measure(out.getvalue(), name="a.docx")


@pytest.mark.parametrize("name", [name for name in VARIANTS if name != "signs"])
def test_the_pdf_has_the_same_words_in_the_same_layout(name: str) -> None:
    paper = VARIANTS[name]
    document = pypdfium2.PdfDocument(typeset(TEMPLATE.read_text(encoding="utf-8"), data_of(paper)))
    said = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)

    for block in paper.text.blocks:
        assert "".join(f"{block.lead}{block.text}".split()) in said
        for row in block.rows:
            assert all("".join(cell.split()) in said for cell in row)
    assert "—1—" in said
    assert ("模拟数据" in said) == bool(paper.mark)
    assert [round(side * 25.4 / 72) for side in document[0].get_size()] == [210, 297]


def test_a_page_of_the_pdf_has_22_lines_of_28_characters() -> None:
    """Plain paragraphs of one sign: the second page is full of them."""
    paper = replace(PAPER, text=read_text("\n".join(["国" * 282] * 12)))
    document = pypdfium2.PdfDocument(typeset(TEMPLATE.read_text(encoding="utf-8"), data_of(paper)))
    page = document[1].get_textpage()

    lines: dict[int, int] = {}
    for place in range(page.count_chars()):
        if page.get_text_range(place, 1) == "国":
            _left, bottom, _right, _top = page.get_charbox(place)
            lines[round(bottom)] = lines.get(round(bottom), 0) + 1
    assert len(lines) == 22
    assert max(lines.values()) == 28
    edges = [
        page.get_charbox(place)
        for place in range(page.count_chars())
        if page.get_text_range(place, 1) == "国"
    ]
    left, right = min(box[0] for box in edges) / 72 * 25.4, max(box[2] for box in edges) / 72 * 25.4
    assert left == pytest.approx(28, abs=1)
    assert right == pytest.approx(28 + 156, abs=1)
    assert 297 - max(box[3] for box in edges) / 72 * 25.4 == pytest.approx(37, abs=1.5)


@pytest.mark.parametrize(
    "written",
    [
        "| 单位 | 情况 |\n| 甲镇 | " + "很长的情况说明，" * 400 + " |",
        "详见https://example.invalid/" + "path/" * 60 + "。",
        "金额" + "1234567890" * 30 + "元。",
        f"| {' | '.join(f'第{n}列' for n in range(20))} |\n| {' | '.join(['12345'] * 20)} |",
    ],
    ids=["a cell of three pages", "an address", "a long number", "twenty columns"],
)
def test_nothing_runs_off_the_type_area_of_a_page(written: str) -> None:
    paper = replace(PAPER, text=read_text(written))
    document = pypdfium2.PdfDocument(typeset(TEMPLATE.read_text(encoding="utf-8"), data_of(paper)))

    for page in document:
        text = page.get_textpage()
        boxes = [
            text.get_charbox(place)
            for place in range(text.count_chars())
            if text.get_text_range(place, 1).strip()
        ]
        assert max(box[2] for box in boxes) / 72 * 25.4 <= 210 - 26 + 1
        assert min(box[1] for box in boxes) / 72 * 25.4 >= 20  # the page number stands below it
