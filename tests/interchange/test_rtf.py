"""Rich text files, which old office systems also export under the name .doc."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.documents import Align, Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.documents import read_document
from guatu.interchange.rtf.reader import read_rtf

FONTS = r"{\fonttbl{\f0\fcharset134 A;}{\f1\fcharset0 B;}}"


def rtf(*inner: str, page: int = 936) -> bytes:
    return (rf"{{\rtf1\ansi\ansicpg{page}{FONTS}\uc1 " + "".join(inner) + "}").encode("ascii")


def u(text: str) -> str:
    """Return characters as numbers, with a sign in the place of each for old programs."""
    units = text.encode("utf-16-le")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(rf"\u{int.from_bytes(pair, 'little', signed=True)}?" for pair in pairs)


def h(text: str, encoding: str = "gbk") -> str:
    return "".join(rf"\'{one:02x}" for one in text.encode(encoding))


def text_of(*inner: str, page: int = 936) -> str:
    return read_rtf(rtf(*inner, page=page), name="plan.rtf").text


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (h("青溪区方案") + r"\par", "青溪区方案\n"),
        (r"\f0 " + h("青溪") + r"\f1 abc\par", "青溪abc\n"),
        (u("青溪𠮷") + r"\par", "青溪𠮷\n"),
        (r"{\uc2 \u38738 ??\u28330 ??}" + r"\par", "青溪\n"),
        (r"\ldblquote " + u("强基") + r"\rdblquote\par", "“强基”\n"),
        (u("甲") + r"\line " + u("乙") + r"\par", "甲\n乙\n"),
        (u("甲") + r"\tab " + u("乙") + r"\par", "甲 乙\n"),
        (u("甲") + r"\par\pard\qr " + u("乙"), "甲\n乙\n"),
        (r"{\stylesheet{\s1 heading 1;}}{\info{\title x}}{\*\new y}" + u("甲") + r"\par", "甲\n"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt " + u("甲") + r"}}\par", "甲\n"),
        (r"{\pict\bin4 }}}}" + "}" + u("甲") + r"\par", "甲\n"),
        (r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt " + u("框") + r"\par}}}\par", "框\n"),
    ],
    ids=["gbk", "fonts", "unicode", "two-signs", "quotes", "line", "tab", "end", "skipped",
         "field", "binary", "box"],
)  # fmt: skip
def test_text_is_read_as_it_shows(inner: str, expected: str) -> None:
    assert text_of(inner) == expected


def test_the_code_page_is_that_of_the_file() -> None:
    assert text_of(r"\f1 " + h("計畫", "big5") + r"\par", page=950) == "計畫\n"


def test_numbers_stand_as_the_program_wrote_them() -> None:
    document = read_rtf(
        rtf(
            r"\pard{\listtext\pard\plain " + u("一、") + r"\tab}" + u("总体要求") + r"\par",
            r"\pard{\pntext 1.\tab}" + u("修路") + r"\par",
        ),
        name="plan.rtf",
    )

    assert document.text == "一、总体要求\n1. 修路\n"
    assert {note.code: note.count for note in document.notes} == {NoteCode.NUMBERING_REBUILT: 2}


def test_hidden_and_deleted_text_is_left_out() -> None:
    inner = u("新增") + r"{\deleted 10}{\revised 12}{\v x}" + u("家") + r"{\deleted\par}" + u("。")
    document = read_rtf(rtf(inner), name="plan.rtf")

    assert document.text == "新增12家。\n"
    assert {note.code for note in document.notes} == {
        NoteCode.CHANGES_ACCEPTED,
        NoteCode.HIDDEN_LEFT_OUT,
    }


def test_headers_footnotes_and_comments_are_left_out() -> None:
    inner = r"{\header a\par}{\footer b\par}" + u("甲") + r"{\footnote c\par}{\*\annotation d}\par"
    document = read_rtf(rtf(inner), name="plan.rtf")

    assert document.text == "甲\n"
    assert {note.code: note.count for note in document.notes} == {
        NoteCode.HEADERS_LEFT_OUT: 2,
        NoteCode.FOOTNOTES_LEFT_OUT: 1,
        NoteCode.COMMENTS_LEFT_OUT: 1,
    }


def test_tables_keep_their_merges() -> None:
    cell = r"\pard\intbl "
    head = r"\trowd\clvmgf\cellx1000\cellx2000\cellx3000 "
    wide = r"\trowd\clvmrg\cellx1000\cellx3000 "
    inner = (
        head + "".join(cell + u(one) + r"\cell" for one in "甲乙丙") + r"\row"
        + wide + cell + r"\cell" + cell + u("丁") + r"\par " + u("戊") + r"\cell\row"
        + r"\pard " + u("完") + r"\par"
    )  # fmt: skip

    document = read_rtf(rtf(inner), name="plan.rtf")

    assert document.text == "甲\t乙\t丙\n\t丁 戊\t\n完\n"
    assert [(c.row, c.column, c.row_span, c.column_span) for c in document.tables[0].cells] == [
        (0, 0, 2, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 2),
    ]  # fmt: skip


def test_headings_and_alignment() -> None:
    inner = r"\pard\qc\outlinelevel0 " + u("方案") + r"\par\pard " + u("正文") + r"\par"
    blocks = read_rtf(rtf(inner), name="plan.rtf").blocks

    assert [(one.level, one.align) for one in blocks] == [(1, Align.CENTRE), (0, Align.LEFT)]


def test_it_is_read_at_the_door_whatever_its_name() -> None:
    document = read_document(rtf(u("新增12家") + r"\par"), name="plan.doc")

    assert (document.text, document.format) == ("新增12家\n", Format.DOC)


def test_nothing_is_empty() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_rtf(rtf(r"\par\par"), name="plan.rtf")

    assert caught.value.reason is UnreadableReason.EMPTY


def test_what_was_cut_off_is_refused_and_not_half_read() -> None:
    whole = rtf(r"{\b " + u("一、总体要求") + r"}\par", u("新增企业12家") + r"\par")
    half = whole[: whole.index(b"}", whole.index(b"\\b ")) + 1]

    for payload in (half, half[:-9], whole[:-1]):
        with pytest.raises(UnreadableFile) as caught:
            read_rtf(payload, name="plan.doc")
        assert caught.value.reason is UnreadableReason.BROKEN


def test_bare_chinese_bytes_that_look_like_braces_are_no_groups() -> None:
    bare = b"{\\rtf1\\ansi\\ansicpg936 {\\b x}" + "赞{".encode("gbk") + b"\\par}}"

    assert read_rtf(bare[:-1], name="plan.doc").text.startswith("x")


@given(st.binary(max_size=200))
def test_any_bytes_give_a_text_or_a_refusal(inner: bytes) -> None:
    sentence = ""
    try:
        text = read_rtf(b"{\\rtf1 " + inner, name="plan.rtf").text
    except UnreadableFile as error:
        text, sentence = "", str(error)

    assert text.strip() or sentence.startswith("plan.rtf ")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_characters_come_out_as_they_went_in(text: str) -> None:
    assert text_of(u(text) + r"\par") == f"{text}\n"
