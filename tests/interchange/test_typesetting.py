"""PDF by Typst: data is never markup, rare signs have shapes, and what has none is named."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from guatu.interchange.typesetting import Face, Unprintable, faces_in, typeset
from guatu.interchange.typesetting.fonts import of_face

TEMPLATE = """
#let data = json("data.json")
#set page(width: 210mm, height: 297mm, margin: 20mm)
#set text(font: data.faces.fangsong, lang: "zh", size: 16pt, fallback: false)
#data.text
"""


def text_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', "$x^2$ *粗* _斜_ @a <b> // c", "镕喆堃昇玥珺瑀祎犇翀䶮㛃"]
)
def test_what_was_written_is_printed_as_it_was_written(text: str) -> None:
    assert "".join(text_of(typeset(TEMPLATE, {"text": text})).split()) == "".join(text.split())


def test_a_sign_that_no_font_has_is_named() -> None:
    with pytest.raises(Unprintable) as refusal:
        typeset(TEMPLATE, {"rows": [{"name": "张\ue000\U0002ffff张\ue000"}]})

    assert refusal.value.signs == ["\ue000", "\U0002ffff"]


@pytest.mark.parametrize(
    "sign", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200d", "\ufe0f", "\U000e0101"]
)
def test_what_chats_leave_unseen_in_a_text_is_no_missing_sign(sign: str) -> None:
    pdf = typeset(TEMPLATE, {"text": f"抓{sign}实{sign}"})

    assert [one for one in text_of(pdf) if one in "抓实"] == ["抓", "实"]


def test_other_editions_of_a_face_are_used_and_none_of_another() -> None:
    families = {
        "方正公文仿宋",
        "方正公文小标宋",
        "CESI楷体-GB2312",
        "微软雅黑",
        "方正黑体_GBK",
        "SimHei",
    }

    assert of_face(Face.FANGSONG, families) == ["方正公文仿宋"]
    assert of_face(Face.SONG, families) == ["方正公文小标宋"]
    assert of_face(Face.KAI, families) == ["CESI楷体-GB2312"]
    assert of_face(Face.HEI, families) == ["SimHei", "方正黑体_GBK"]
    assert of_face(Face.SANS, families) == []


def test_the_same_data_give_the_same_file() -> None:
    assert typeset(TEMPLATE, {"text": "通报"}) == typeset(TEMPLATE, {"text": "通报"})


def test_each_face_ends_with_fonts_that_have_every_sign() -> None:
    faces = faces_in()

    assert [
        face for face in Face if faces.families[face][-1] not in {"Noto Serif SC", "Noto Sans SC"}
    ] == []
    assert faces.lacking([chr(code) for code in range(0x4E00, 0x9FF0)]) == []


def test_a_folder_that_is_not_there_or_holds_rubbish_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")

    assert faces_in(str(tmp_path)).families == faces_in("").families
    assert faces_in(str(tmp_path / "none")).families == faces_in("").families
