"""PDF files that cannot be read, or not wholly: one sentence each, and a code."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from printing import A4, FONT, SIZE, Press
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from guatu.core.documents import NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.limits import MAX_PAGES
from guatu.interchange.pdf.reader import read_pdf

SENTENCE = "新增规上工业企业18家，增长9%。"


def with_pages(*kinds: str, password: str = "") -> bytes:
    """Make a file of pages: ``text``, ``picture``, ``blank``, ``number`` (a scan with a number)."""
    payload = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword="office") if password else None
    canvas = Canvas(payload, pagesize=A4, encrypt=lock)
    for kind in kinds:
        canvas.setFont(FONT, SIZE)
        if kind in {"picture", "number"}:
            canvas.drawInlineImage(Image.new("L", (60, 80), 230), 0, 0, *A4)
        if kind == "number":
            canvas.drawString(280, 60, "— 3 —")
        if kind == "text":
            canvas.drawString(90, 700, SENTENCE)
        canvas.showPage()
    canvas.save()
    return payload.getvalue()


@pytest.mark.parametrize(
    "payload", [b"%PDF-1.7\n1 0 obj\n<<>>", b"%PDF-1.4", b"", b"no pdf at all"]
)
def test_a_broken_file_is_refused(payload: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^plan\.pdf is damaged") as caught:
        read_pdf(payload, name="plan.pdf")

    assert caught.value.reason is UnreadableReason.BROKEN


def test_a_file_that_was_cut_off_gives_text_or_a_refusal() -> None:
    whole = with_pages(*["text"] * 5)
    outcomes = set()
    for share in range(1, 10):
        try:
            outcomes.add(SENTENCE in read_pdf(whole[: len(whole) * share // 10], name="x").text)
        except UnreadableFile as error:
            outcomes.add(error.reason in {UnreadableReason.BROKEN, UnreadableReason.SCANNED})

    assert outcomes == {True}


@pytest.mark.parametrize("pages", [("picture",) * 3, ("number", "number"), ("blank",)])
def test_a_scan_without_text_says_how_to_recognise_it(pages: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableFile, match=r"^plan\.pdf holds pictures .*图片转?.* ") as caught:
        read_pdf(with_pages(*pages), name="plan.pdf")

    assert caught.value.reason is UnreadableReason.SCANNED
    assert caught.value.looks_like == "a scanned document"


def test_pages_without_text_among_others_are_noted() -> None:
    document = read_pdf(with_pages("text", "picture", "text", "number", "blank"), name="plan.pdf")

    assert document.text == f"{SENTENCE}\n" * 2
    (note,) = document.notes
    assert (note.code, note.count, note.place) == (NoteCode.PAGES_WITHOUT_TEXT, 2, "2")


def test_a_password_is_asked_for_in_one_sentence() -> None:
    with pytest.raises(UnreadableFile, match="password") as caught:
        read_pdf(with_pages("text", password="secret"), name="plan.pdf")  # noqa: S106

    assert caught.value.reason is UnreadableReason.PASSWORD


def test_a_file_that_only_forbids_printing_is_read() -> None:
    payload = io.BytesIO()
    lock = StandardEncryption("", ownerPassword="office", canPrint=0, canCopy=0)
    canvas = Canvas(payload, pagesize=A4, encrypt=lock)
    canvas.setFont(FONT, SIZE)
    canvas.drawString(90, 700, SENTENCE)
    canvas.save()

    assert read_pdf(payload.getvalue(), name="plan.pdf").text == f"{SENTENCE}\n"


def test_three_thousand_pages_are_refused_before_one_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    payload = with_pages(*["text"] * 3000)
    monkeypatch.setattr(
        "guatu.interchange.pdf.reader.page_of", lambda *_: pytest.fail("a page was read")
    )

    with pytest.raises(
        UnreadableFile, match=f"3000 pages: a plan has at most {MAX_PAGES}"
    ) as caught:
        read_pdf(payload, name="plan.pdf")

    assert caught.value.reason is UnreadableReason.TOO_MANY_PAGES


def test_letters_that_stand_for_nothing_are_taken_for_a_scan() -> None:
    press = Press(numbers=False)
    press.paragraph("\ue123\ue124\ue125\ue126" * 40)

    with pytest.raises(UnreadableFile) as caught:
        read_pdf(press.bytes(), name="plan.pdf")

    assert caught.value.reason is UnreadableReason.SCANNED
