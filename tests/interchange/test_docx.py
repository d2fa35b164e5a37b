"""Word files: the text as Word shows it."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from words import (
    END,
    HEAD,
    OPEN,
    begin,
    cell,
    level,
    lists,
    p,
    r,
    row,
    style,
    styles,
    table,
    word,
)

from guatu.core.documents import Align, BlockKind, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.docx.reader import read_docx


def text_of(*body: str, **parts: str) -> str:
    return read_docx(word(*body, parts=parts), name="plan.docx").text


def notes_of(*body: str, **parts: str) -> dict[NoteCode, int]:
    notes = read_docx(word(*body, parts=parts), name="plan.docx").notes
    return {note.code: note.count for note in notes}


SHOWN = '<w:vanish w:val="0"/>'


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("<w:r><w:t>  甲  </w:t></w:r>", "甲"),
        (r("　　甲 "), "　　甲"),
        (r("甲") + r("乙"), "甲乙"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", "甲 乙"),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", "甲\n乙"),
        ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', "甲\n乙"),
        ("<w:r><w:t>3</w:t><w:noBreakHyphen/><w:t>5天</w:t></w:r>", "3-5天"),
        ("<w:r><w:t>甲</w:t><w:softHyphen/><w:t>乙</w:t></w:r>", "甲乙"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + r("甲"), "☑甲"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + r("8%"), "≥8%"),
        (r("甲\uf06c"), "甲●"),
        (f'<w:hyperlink w:anchor="x">{r("甲")}</w:hyperlink>', "甲"),
        (f"<w:smartTag>{r('甲')}<w:smartTag>{r('乙')}</w:smartTag></w:smartTag>", "甲乙"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('甲')}</w:sdtContent></w:sdt>", "甲"),
        (
            ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
            f"<w:sdtContent>{r('单击此处')}</w:sdtContent></w:sdt>{r('甲')}"),
            "甲",
        ),
        (f'<w:fldSimple w:instr="DATE">{r("3月1日")}</w:fldSimple>', "3月1日"),
        (begin("REF _x") + r("甲") + END + r("乙"), "甲乙"),
        (begin("IF ") + r("甲") + begin("PAGE") + r("2") + END + END, "甲2"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>qīng</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>青</w:t></w:r></w:rubyBase></w:ruby></w:r>" + r("溪"),
            "青溪",
        ),
        (f"<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>{r('=3')}", "x=3"),
        (
            ("<w:r><mc:AlternateContent><mc:Choice><w:t>新</w:t></mc:Choice>"
            "<mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r>"),
            "新",
        ),
    ],
    ids=[
        "blanks", "ideographic-blanks", "runs", "tab", "break", "page", "hyphen", "soft-hyphen",
        "wingdings", "symbol", "private", "link", "tags", "control", "prompt", "simple-field",
        "field", "nested-field", "ruby", "formula", "alternatives",
    ],
)  # fmt: skip
def test_a_paragraph_is_read_as_it_shows(run: str, expected: str) -> None:
    assert text_of(f"<w:p>{run}</w:p>") == f"{expected}\n"


def test_an_enclosed_character_of_a_formula_is_read() -> None:
    code = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>eq \\o\\ac(○,3)</w:instrText></w:r>"
    )

    assert text_of(f"<w:p>{code}{END}{r('任务')}</w:p>") == "③任务\n"


def test_a_field_that_never_ends_swallows_nothing() -> None:
    opened = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    )

    assert text_of(f"<w:p>{opened}{r('甲')}</w:p>", p("乙")) == "甲\n乙\n"


class TestChanges:
    """Tracked changes count as accepted."""

    def test_inserted_words_stay_and_deleted_ones_go(self) -> None:
        body = (
            f"<w:p>{r('新增')}<w:del><w:r><w:delText>10</w:delText></w:r></w:del>"
            f"<w:ins>{r('12')}</w:ins>{r('家')}</w:p>"
        )

        assert text_of(body) == "新增12家\n"
        assert notes_of(body)[NoteCode.CHANGES_ACCEPTED] == 2

    def test_moved_words_stand_where_they_went(self) -> None:
        body = (
            f"<w:p><w:moveFrom>{r('甲')}</w:moveFrom>{r('乙')}</w:p>"
            f"<w:p><w:moveTo>{r('甲')}</w:moveTo></w:p>"
        )

        assert text_of(body) == "乙\n甲\n"

    def test_a_deleted_end_of_a_paragraph_joins_it_to_the_next(self) -> None:
        gone = "<w:rPr><w:del/></w:rPr>"

        assert text_of(p("由区发改局", more=gone), p("牵头"), p("完")) == "由区发改局牵头\n完\n"

    def test_the_last_paragraph_is_kept_though_its_end_is_deleted(self) -> None:
        assert text_of(p("甲"), p("乙", more="<w:rPr><w:del/></w:rPr>")) == "甲\n乙\n"

    def test_a_deleted_paragraph_takes_no_number(self) -> None:
        deleted = (
            '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
            "<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
        )
        numbering = lists(level(0, "decimal", "%1、"))

        text = text_of(p("甲", num=(1, 0)), deleted, p("乙", num=(1, 0)), numbering=numbering)

        assert text == "1、甲\n2、乙\n"

    def test_deleted_rows_and_cells_are_gone(self) -> None:
        body = table(
            row(cell(p("甲")), cell(p("乙"))),
            row(cell(p("丙")), cell(p("丁")), properties="<w:del/>"),
            row(cell(p("戊")), cell(p("己")), cell(p("庚"), properties="<w:cellDel/>")),
        )

        assert text_of(body) == "甲\t乙\n戊\t己\n"


class TestLeftOut:
    """What is no text of the plan is left out, and a note says so."""

    def test_hidden_text(self) -> None:
        body = f"<w:p>{r('甲')}{r('暗', '<w:vanish/>')}{r('乙', SHOWN)}</w:p>"

        assert text_of(body) == "甲乙\n"
        assert notes_of(body)[NoteCode.HIDDEN_LEFT_OUT] == 1

    def test_text_hidden_by_its_style(self) -> None:
        sheet = styles(style("暗", "<w:rPr><w:vanish/></w:rPr>"), style("更暗", "", based="暗"))

        assert text_of(p("甲", style="更暗"), p("乙"), styles=sheet) == "乙\n"

    def test_headers_comments_and_footnotes(self) -> None:
        body = (
            f"<w:p>{r('甲')}<w:r><w:footnoteReference/></w:r><w:r><w:commentReference/></w:r></w:p>"
        )
        parts = {
            "header1": f"<w:hdr {OPEN}>{p('内部资料')}</w:hdr>",
            "comments": f"<w:comments {OPEN}><w:comment>{p('此处再议')}</w:comment></w:comments>",
            "footnotes": f"<w:footnotes {OPEN}><w:footnote>{p('见附件')}</w:footnote></w:footnotes>",
        }

        assert text_of(body, **parts) == "甲\n"
        assert notes_of(body, **parts) == {
            NoteCode.FOOTNOTES_LEFT_OUT: 1,
            NoteCode.COMMENTS_LEFT_OUT: 1,
            NoteCode.HEADERS_LEFT_OUT: 1,
        }

    def test_a_table_of_contents(self) -> None:
        body = (
            f"<w:p>{begin('TOC')}{r('一、总体要求 1')}</w:p>",
            f"<w:p>{r('二、任务 2')}</w:p>",
            f"<w:p>{END}</w:p>",
            p("一、总体要求"),
        )

        assert text_of(*body) == "一、总体要求\n"

    def test_contents_told_by_style_or_gallery(self) -> None:
        gallery = (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
            f"</w:docPartObj></w:sdtPr><w:sdtContent>{p('目录')}{p('一 1')}</w:sdtContent></w:sdt>"
        )
        sheet = styles(style("a1", "", name="toc 1"))

        assert text_of(gallery, p("二 2", style="a1"), p("正文"), styles=sheet) == "正文\n"

    def test_pictures(self) -> None:
        body = f"<w:p>{r('甲')}<w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>"

        assert notes_of(body) == {NoteCode.PICTURES_LEFT_OUT: 1}

    def test_macros_are_ignored(self) -> None:
        payload = word(p("甲"), extra={"word/vbaProject.bin": b"\x00macro"})

        document = read_docx(payload, name="plan.docm")

        assert document.text == "甲\n"
        assert [note.code for note in document.notes] == [NoteCode.MACROS_IGNORED]


class TestTables:
    def test_merged_cells_stand_once(self) -> None:
        body = table(
            row(
                cell(p("序号"), properties='<w:vMerge w:val="restart"/>'),
                cell(p("责任分工"), properties='<w:gridSpan w:val="2"/>'),
            ),
            row(cell(p(), properties="<w:vMerge/>"), cell(p("牵头")), cell(p("配合"))),
            row(cell(p("1")), cell(p("区发改局")), cell(p("区财政局"), p("区统计局"))),
        )

        document = read_docx(word(body), name="plan.docx")

        (found,) = document.tables
        spans = {
            document.text[c.start : c.end]: (c.row, c.column, c.row_span, c.column_span)
            for c in found.cells
        }
        assert document.text == "序号\t责任分工\t\n\t牵头\t配合\n1\t区发改局\t区财政局 区统计局\n"
        assert (found.rows, found.columns) == (3, 3)
        assert document.text[found.start : found.end] == document.text.rstrip("\n")
        assert spans == {
            "序号": (0, 0, 2, 1),
            "责任分工": (0, 1, 1, 2),
            "牵头": (1, 1, 1, 1),
            "配合": (1, 2, 1, 1),
            "1": (2, 0, 1, 1),
            "区发改局": (2, 1, 1, 1),
            "区财政局 区统计局": (2, 2, 1, 1),
        }

    def test_old_horizontal_merges_and_skipped_columns(self) -> None:
        body = table(
            row(
                cell(p("甲"), properties='<w:hMerge w:val="restart"/>'),
                cell(p(), properties="<w:hMerge/>"),
                cell(p("乙")),
            ),
            row(cell(p("丙")), cell(p("丁")), properties='<w:gridBefore w:val="1"/>'),
        )

        found = read_docx(word(body), name="plan.docx").tables[0]

        assert [(c.row, c.column, c.column_span) for c in found.cells] == [
            (0, 0, 2), (0, 2, 1), (1, 1, 1), (1, 2, 1),
        ]  # fmt: skip

    def test_a_table_in_a_cell_is_read_in_its_place(self) -> None:
        inner = table(row(cell(p("一")), cell(p("二"))))

        assert text_of(table(row(cell(p("甲"), inner, p()), cell(p("乙"))))) == "甲 一 二\t乙\n"

    def test_a_frame_of_one_column_is_no_table(self) -> None:
        inner = table(row(cell(p("一")), cell(p("二"))))

        document = read_docx(word(table(row(cell(p("甲"), p("乙"), inner)))), name="plan.docx")

        assert document.text == "甲\n乙\n一\t二\n"
        assert len(document.tables) == 1

    def test_a_column_of_automatic_numbers_is_counted(self) -> None:
        body = table(
            row(cell(p("序号")), cell(p("任务"))),
            row(cell(p(num=(1, 0))), cell(p("修路"))),
            row(cell(p(num=(1, 0))), cell(p("架桥"))),
        )

        assert text_of(body, numbering=lists(level(0, "decimal", "%1"))) == (
            "序号\t任务\n1\t修路\n2\t架桥\n"
        )

    def test_rows_and_cells_in_controls_are_read(self) -> None:
        wrapped = f"<w:sdt><w:sdtContent>{row(cell(p('甲')), cell(p('乙')))}</w:sdtContent></w:sdt>"

        assert text_of(table(wrapped)) == "甲\t乙\n"


class TestBlocks:
    def test_headings_are_told_by_style_outline_or_name(self) -> None:
        sheet = styles(
            style("1", "", name="heading 1"),
            style("a", '<w:pPr><w:outlineLvl w:val="1"/><w:jc w:val="center"/></w:pPr>'),
            style("b", "", based="a"),
        )
        body = (
            p("一级", style="1"),
            p("二级", style="b"),
            p("三级", more='<w:outlineLvl w:val="2"/>'),
            p("正文", style="b", more='<w:outlineLvl w:val="9"/>'),
            p("落款", more='<w:jc w:val="right"/>'),
        )

        document = read_docx(word(*body, parts={"styles": sheet}), name="plan.docx")

        found = [
            (document.text[b.start : b.end], b.kind, b.level, b.align) for b in document.blocks
        ]
        heading, paragraph = BlockKind.HEADING, BlockKind.PARAGRAPH
        assert found == [
            ("一级", heading, 1, Align.LEFT),
            ("二级", heading, 2, Align.CENTRE),
            ("三级", heading, 3, Align.LEFT),
            ("正文", paragraph, 0, Align.CENTRE),
            ("落款", paragraph, 0, Align.RIGHT),
        ]

    def test_a_text_box_is_read_once_behind_its_paragraph(self) -> None:
        box = f"<wps:txbx><w:txbxContent>{p('青溪区人民政府文件')}</w:txbxContent></wps:txbx>"
        old = f"<v:textbox><w:txbxContent>{p('青溪区人民政府文件')}</w:txbxContent></v:textbox>"
        body = (
            f"<w:p>{r('甲')}<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing>"
            f"</mc:Choice><mc:Fallback><w:pict>{old}</w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>"
        )

        assert text_of(body, p("乙")) == "甲\n青溪区人民政府文件\n乙\n"

    def test_blocks_in_controls_and_tags_are_read(self) -> None:
        body = (
            f"<w:sdt><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>",
            f"<w:customXml>{p('乙')}</w:customXml>",
        )

        assert text_of(*body) == "甲\n乙\n"


LINES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20),
    min_size=1,
    max_size=8,
)


@given(LINES, st.integers(min_value=1, max_value=5))
def test_paragraphs_come_out_as_they_went_in_however_they_are_cut(
    lines: list[str], length: int
) -> None:
    def cut(line: str) -> str:
        return "".join(r(escape(line[at : at + length])) for at in range(0, len(line), length))

    document = read_docx(word(*(f"<w:p>{cut(line)}</w:p>" for line in lines)), name="plan.docx")

    assert document.text == "".join(f"{line}\n" for line in lines)
    assert [document.text[b.start : b.end] for b in document.blocks] == lines


@given(LINES, st.integers(min_value=1, max_value=3))
def test_cells_come_out_as_they_went_in(lines: list[str], columns: int) -> None:
    rows = [lines[at : at + columns] for at in range(0, len(lines), columns)]
    body = table(*(row(*(cell(p(escape(text))) for text in one)) for one in rows))

    document = read_docx(word(body), name="plan.docx")

    found = [document.text[c.start : c.end] for t in document.tables for c in t.cells]
    assert found == (lines if columns > 1 and len(lines) > 1 else [])


def test_entities_are_refused() -> None:
    laughs = f'{HEAD}<!DOCTYPE a [<!ENTITY b "哈哈"><!ENTITY c "&b;&b;&b;">]>'
    outside = f'{HEAD}<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
    for head in (laughs, outside):
        with pytest.raises(UnreadableFile) as caught:
            read_docx(word(p("&b;"), head=head), name="plan.docx")
        assert caught.value.reason is UnreadableReason.UNSAFE


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (word(), UnreadableReason.EMPTY),
        (word("<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>"), UnreadableReason.SCANNED),
        (word("<w:p>"), UnreadableReason.BROKEN),
        (word(p("甲"))[:-40], UnreadableReason.BROKEN),
    ],
    ids=["empty", "pictures", "not-well-formed", "cut-off"],
)
def test_a_file_without_a_plan_is_refused(payload: bytes, reason: UnreadableReason) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_docx(payload, name="plan.docx")

    assert caught.value.reason is reason
    assert str(caught.value).startswith("plan.docx ")


def test_a_document_inside_the_document_is_never_left_out_without_a_word() -> None:
    with pytest.raises(UnreadableFile) as caught:
        text_of(p("为推动发展，制定本方案。"), '<w:altChunk r:id="rId9"/>')

    assert caught.value.reason is UnreadableReason.BROKEN
    assert "save it anew" in str(caught.value)
