"""PDF files: printed pages to the text of a plan, or one sentence that says why not."""

from __future__ import annotations

import pypdfium2 as pdfium
from pypdfium2 import raw

from guatu.core.documents import Document, Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.archives import broken, locked
from guatu.interchange.composing import Composer
from guatu.interchange.limits import MAX_PAGES
from guatu.interchange.pdf.flow import compose
from guatu.interchange.pdf.glyphs import PrintedPage
from guatu.interchange.pdf.pages import page_of

_FEWEST_LETTERS = 20  # a page number and a stamp on a scanned page are fewer
_SCANNED_SHARE = 0.5
_UNMAPPED_SHARE = 0.3
_LOOKS = "a PDF document"


def read_pdf(payload: bytes, *, name: str) -> Document:
    """Read the text of a PDF file as paragraphs and tables.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        The file's name, for messages.

    Returns
    -------
    Document
        Its text without page numbers, running heads and marks behind the text.

    Raises
    ------
    UnreadableFile
        The file is broken, asks for a password, has too many pages, or holds no text.
    """
    pages = _pages(payload, name=name)
    with_text = [page for page in pages if not _is_picture(page)]
    if not with_text:
        raise _scanned(name)
    composer = Composer(Format.PDF, pages=len(pages))
    for page in pages:
        if _is_picture(page) and page.picture_share > _SCANNED_SHARE:
            composer.note(NoteCode.PAGES_WITHOUT_TEXT, place=str(page.number))
    compose(with_text, composer)
    document = composer.document()
    if not document.text.strip():
        raise _scanned(name)
    return document


def _pages(payload: bytes, *, name: str) -> list[PrintedPage]:
    try:
        document = pdfium.PdfDocument(payload)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise locked(name) from error
        raise broken(name) from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise _too_long(name, count)
        pages = [page_of(document, index) for index in range(count)]
    except pdfium.PdfiumError as error:
        raise broken(name) from error
    finally:
        document.close()
    if not pages:
        raise broken(name)
    return pages


def _is_picture(page: PrintedPage) -> bool:
    """Whether the page's words are a picture, or drawings that stand for no known characters."""
    letters = [glyph for glyph in page.glyphs if glyph.text.strip() or glyph.is_unmapped]
    if not letters:
        return True
    if page.picture_share > _SCANNED_SHARE and len(letters) < _FEWEST_LETTERS:
        return True
    return sum(glyph.is_unmapped for glyph in letters) > _UNMAPPED_SHARE * len(letters)


def _scanned(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} holds pictures of pages and no text: recognise its text first"
        " (WPS: 图片 → 提取文字) and give the document that comes of it.",
        reason=UnreadableReason.SCANNED,
        name=name,
        looks_like="a scanned document",
    )


def _too_long(name: str, count: int) -> UnreadableFile:
    return UnreadableFile(
        f"{name} has {count} pages: a plan has at most {MAX_PAGES};"
        " give only the pages that hold the plan.",
        reason=UnreadableReason.TOO_MANY_PAGES,
        name=name,
        looks_like=_LOOKS,
    )
