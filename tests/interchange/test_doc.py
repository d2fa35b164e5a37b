"""Old Word files: the same text as from the new one that they were saved from.

`files/old.doc` was saved as “Word 97–2003” from the new file that `NEW` describes; `files/boxes.doc`
holds a text box, a header, a footer, a footnote, a comment and a table of contents.
"""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from badfiles import ole
from hypothesis import example, given
from hypothesis import strategies as st
from words import END, begin, cell, level, lists, p, r, row, style, styles, table, word

from guatu.core.documents import Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.doc.reader import read_doc
from guatu.interchange.doc.records import operations
from guatu.interchange.doc.tables import cells_of, row_of
from guatu.interchange.documents import read_document
from guatu.interchange.docx.reader import read_docx
from guatu.interchange.ole import streams_of

OLD = (Path(__file__).parent / "files/old.doc").read_bytes()
BOXES = (Path(__file__).parent / "files/boxes.doc").read_bytes()
TEXT = """\
青溪区2026年“强基提质”行动方案
一、总体要求
到2026年底，新增规上企业12家。
二、重点任务
（一）工业提质
1. 实施技改攻坚。（牵头单位：区工信局）
2. 培育规上企业。
①摸排底数
②建立清单
（二）城市更新
1. 改造老旧小区。
见附件一
换行之后𠮷字
本方案自印发之日起施行。
五、从五开始
序号	工作任务	责任分工	{nothing}
		牵头	配合
1	修路 架桥	区交通局	区财政局
青溪区人民政府
""".format(nothing="")


WHO = 'w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z"'
NUMBERING = lists(
    level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>')
    + level(1, "chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>')
    + level(2, "decimal", "%3.")
    + level(3, "decimalEnclosedCircle", "%4", '<w:suff w:val="nothing"/>'),
    level(0, "decimal", "%1"),
    nums='<w:num w:numId="9"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="5"/></w:lvlOverride></w:num>',
)
STYLES = styles(style("1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>', name="heading 1"))
DELETED = f"<w:del {WHO}><w:r><w:delText>10</w:delText></w:r></w:del>"
DOWN, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
NEW = (
    p("青溪区2026年“强基提质”行动方案", more='<w:jc w:val="center"/>'),
    p("总体要求", style="1", num=(1, 0)),
    (
        f"<w:p>{r('到2026年底，新增规上企业')}{DELETED}<w:ins {WHO}>{r('12')}</w:ins>{r('家')}"
        f"{r('（内部）', '<w:vanish/>')}{r('。')}</w:p>"
    ),
    p("重点任务", style="1", num=(1, 0)),
    p("工业提质", num=(1, 1)),
    p("实施技改攻坚。（牵头单位：区工信局）", num=(1, 2)),
    p("培育规上企业。", num=(1, 2)),
    p("摸排底数", num=(1, 3)),
    p("建立清单", num=(1, 3)),
    p("城市更新", num=(1, 1)),
    p("改造老旧小区。", num=(1, 2)),
    f"<w:p>{r('见')}{begin('REF _x')}{r('附件一')}{END}<w:r><w:br/></w:r>{r('换行之后𠮷字')}</w:p>",
    p("本方案自印发之日起", more=f"<w:rPr><w:del {WHO}/></w:rPr>"),
    p("施行。"),
    p("从五开始", num=(9, 0)),
    table(
        row(
            cell(p("序号"), properties=DOWN),
            cell(p("工作任务"), properties=DOWN),
            cell(p("责任分工"), properties='<w:gridSpan w:val="2"/>'),
        ),
        row(
            cell(p(), properties=GOES_ON),
            cell(p(), properties=GOES_ON),
            cell(p("牵头")),
            cell(p("配合")),
        ),
        row(
            cell(p(num=(2, 0))),
            cell(p("修路"), p("架桥")),
            cell(p("区交通局")),
            cell(p("区财政局")),
        ),
    ),
    p("青溪区人民政府", more='<w:jc w:val="right"/>'),
)


def changed(at: int, value: bytes) -> bytes:
    """Return the file with other bytes in the head of its main stream."""
    start = OLD.index(b"\xec\xa5")
    return OLD[: start + at] + value + OLD[start + at + len(value) :]


def refusal(payload: bytes) -> UnreadableReason:
    with pytest.raises(UnreadableFile) as caught:
        read_doc(payload, name="plan.doc")
    return caught.value.reason


def test_an_old_file_gives_its_text_with_numbers_tables_and_accepted_changes() -> None:
    document = read_document(OLD, name="plan.wps")

    assert document.text == TEXT
    assert document.format is Format.DOC
    assert {note.code: note.count for note in document.notes} == {
        NoteCode.CHANGES_ACCEPTED: 3,
        NoteCode.HIDDEN_LEFT_OUT: 1,
        NoteCode.NUMBERING_REBUILT: 11,
    }


def test_headings_and_merges_are_told() -> None:
    document = read_doc(OLD, name="plan.doc")

    headings = [document.text[b.start : b.end] for b in document.blocks if b.level]
    spans = {
        document.text[c.start : c.end]: (c.row, c.column, c.row_span, c.column_span)
        for c in document.tables[0].cells
    }
    assert headings == ["一、总体要求", "二、重点任务"]
    assert [b.align.value for b in document.blocks if b.align.value != "left"] == [
        "centre", "right",
    ]  # fmt: skip
    assert spans["序号"] == (0, 0, 2, 1)
    assert spans["责任分工"] == (0, 2, 1, 2)
    assert spans["修路 架桥"] == (2, 1, 1, 1)


def test_the_new_file_gives_the_same() -> None:
    new = read_docx(word(*NEW, parts={"numbering": NUMBERING, "styles": STYLES}), name="plan.docx")
    old = read_doc(OLD, name="plan.doc")

    assert new.text == old.text == TEXT
    assert (new.blocks, new.tables) == (old.blocks, old.tables)


def test_boxes_stand_behind_their_paragraph_and_the_rest_is_left_out() -> None:
    document = read_doc(BOXES, name="plan.doc")

    assert document.text == "青溪区方案\n正文一。\n青溪区人民政府文件\n正文二\n"
    assert {note.code: note.count for note in document.notes} == {
        NoteCode.HEADERS_LEFT_OUT: 1,
        NoteCode.FOOTNOTES_LEFT_OUT: 1,
        NoteCode.COMMENTS_LEFT_OUT: 1,
        NoteCode.FURNITURE_LEFT_OUT: 1,
    }


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (changed(0x0A, struct.pack("<H", 0x0300)), UnreadableReason.PASSWORD),
        (changed(0x02, struct.pack("<H", 0x0065)), UnreadableReason.OLD_FORMAT),
        (changed(0x1A2, struct.pack("<I", 0x7FFFFFFF)), UnreadableReason.BROKEN),
        (changed(0x4C, struct.pack("<I", 0)), UnreadableReason.EMPTY),
        (OLD[:3000], UnreadableReason.BROKEN),
        (ole({"WordDocument": b"\xec\xa5\xc1\x00" + bytes(2000)}), UnreadableReason.BROKEN),
        (ole({"Other": b"a"}), UnreadableReason.BROKEN),
    ],
    ids=["password", "word-95", "lost", "empty", "cut-off", "no-table", "no-text"],
)
def test_a_file_that_cannot_be_read_says_why(payload: bytes, reason: UnreadableReason) -> None:
    assert refusal(payload) is reason


@given(
    at=st.integers(min_value=512, max_value=len(OLD) - 1), value=st.binary(min_size=1, max_size=4)
)
@example(at=0x800, value=b"\xff\xff\xff\xff")
def test_damage_gives_a_text_or_a_refusal(at: int, value: bytes) -> None:
    payload = OLD[:at] + value + OLD[at + len(value) :]
    sentence = ""
    try:
        text = read_doc(payload, name="plan.doc").text
    except UnreadableFile as error:
        text, sentence = "", str(error)

    assert text.strip() or sentence.startswith("plan.doc ")


def test_streams_are_told_by_name() -> None:
    assert streams_of(ole({"甲": b"a" * 5000, "b": b"c"}), name="x")["甲"][:5000] == b"a" * 5000


def test_operations_are_cut_by_their_sizes() -> None:
    properties = struct.pack("<HBHHHB3s", 0x2416, 1, 0x460B, 7, 0xC60D, 3, b"abc")

    assert list(operations(properties)) == [
        (0x2416, b"\x01"), (0x460B, b"\x07\x00"), (0xC60D, b"abc"),
    ]  # fmt: skip


def test_a_row_whose_definition_does_not_fit_keeps_its_cells() -> None:
    cells, columns = cells_of([row_of(["甲", "乙"], b""), row_of(["丙", "丁"], b"\x05\x00")])

    assert [(c.row, c.column, c.text) for c in cells] == [
        (0, 0, "甲"), (0, 1, "乙"), (1, 0, "丙"), (1, 1, "丁"),
    ]  # fmt: skip
    assert columns == 2
