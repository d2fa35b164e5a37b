"""OFD files: the same paragraphs and tables as the printed pages they hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from ofdpaper import Word, paper, rectangle
from printing import COLUMNS, ROWS, SIZE, broken

from guatu.core.documents import Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.core.planreading import read_plan, to_document
from guatu.interchange.documents import read_document
from guatu.interchange.limits import MAX_PAGES
from guatu.interchange.ofd.reader import read_ofd

PLANS = Path(__file__).resolve().parents[2] / "src" / "guatu" / "demo" / "plans"
LEFT, TOP, PITCH, EM = 28.0, 45.0, 10.05, 5.64


def lines_of(plan: str) -> list[str]:
    text = (PLANS / plan).read_text("utf-8")
    return [line.strip("　 ") for line in text.splitlines() if line.strip()]


def set_in_pages(lines: list[str]) -> list[list[Word]]:
    """Set paragraphs on pages of 22 lines, numbered at the foot."""
    words: list[tuple[float, str]] = []
    for line in lines:
        indent = 2 * EM
        for part in broken(line, (COLUMNS - 2) * SIZE, COLUMNS * SIZE):
            words.append((LEFT + indent, part))
            indent = 0.0
    pages = [words[at : at + ROWS] for at in range(0, len(words), ROWS)]
    return [
        [
            *(Word(x=x, y=TOP + PITCH * row, text=part) for row, (x, part) in enumerate(page)),
            Word(x=150, y=280, text=f"— {number} —", size=4.9),
        ]
        for number, page in enumerate(pages, start=1)
    ]


@pytest.mark.parametrize("plan", ["linlan-2026-special-plan.txt", "linlan-2026-winter-plan.txt"])
def test_a_paper_gives_its_paragraphs_and_its_ledger(plan: str) -> None:
    lines = lines_of(plan)

    document = read_document(paper(set_in_pages(lines)), name="plan.ofd")

    assert document.text.splitlines() == lines
    assert document.format is Format.OFD
    assert {note.code for note in document.notes} == {NoteCode.HEADERS_LEFT_OUT}
    assert to_document(read_plan(document.text), doc="") == to_document(
        read_plan("".join(f"{line}\n" for line in lines)), doc=""
    )


def test_ruled_cells_are_a_table() -> None:
    texts = (("序号", "重点任务"), ("1", "新增规上工业企业18家。"))
    frame = "".join(
        rectangle(x, y, width, 12) for y in (50, 62) for x, width in ((30, 20), (50, 100))
    )
    words = [
        Word(x=x, y=58 + 12 * row, text=text)
        for row, line in enumerate(texts)
        for x, text in zip((32, 52), line, strict=True)
    ]

    document = read_ofd(paper([words], drawings=frame), name="plan.ofd")

    (table,) = document.tables
    assert (table.rows, table.columns) == (2, 2)
    assert document.text == "序号\t重点任务\n1\t新增规上工业企业18家。\n"


def test_a_guarded_file_is_refused() -> None:
    payload = paper([[Word(x=30, y=50, text="一、目标")]], Doc_Encryptions="<a/>")

    with pytest.raises(UnreadableFile) as caught:
        read_ofd(payload, name="plan.ofd")

    assert caught.value.reason is UnreadableReason.PASSWORD


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        (0, UnreadableReason.BROKEN),
        (1, UnreadableReason.SCANNED),
        (MAX_PAGES + 1, UnreadableReason.TOO_MANY_PAGES),
    ],
)
def test_a_paper_without_text_or_end_is_refused(pages: int, reason: UnreadableReason) -> None:
    with pytest.raises(UnreadableFile, match=r"^plan\.ofd ") as caught:
        read_ofd(paper([[]] * pages), name="plan.ofd")

    assert caught.value.reason is reason


def test_numbers_that_make_no_sense_do_no_harm() -> None:
    odd = (
        '<ofd:TextObject ID="9" Boundary="x nan 1" Size="inf" CTM="1 2"><ofd:TextCode X="a"'
        ' DeltaX="g 999999999 1 g">规</ofd:TextCode></ofd:TextObject>'
        '<ofd:PathObject ID="8"><ofd:AbbreviatedData>M L 1 C C Q</ofd:AbbreviatedData></ofd:PathObject>'
    )

    document = read_ofd(paper([[Word(x=30, y=50, text="新增企业")]], drawings=odd), name="plan.ofd")

    assert "新增企业" in document.text
