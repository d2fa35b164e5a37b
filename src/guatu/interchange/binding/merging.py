"""Pages of several PDF files as one; called in the child only."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

FONT = b"Helvetica"  # one that every reader has: stamps are numbers
SIZE = 9.0
EDGE = 14.0  # points from the lower edge
MOST_PAGES = 3000


def gather(sources: Sequence[bytes]) -> tuple[bytes, list[int]]:
    """Return the pages of all sources in one file, and how many each gave: 0 for one that is broken.

    What a file holds beside its pages (scripts, attachments, forms) does not come along.
    """
    whole = pdfium.PdfDocument.new()
    counts = [taken(whole, source) for source in sources]
    return (saved(whole) if len(whole) else b""), counts  # a file without a page is none


def taken(whole: Any, source: bytes) -> int:
    """Append the pages of a file; nothing of one that is locked, broken or too long."""
    try:
        part = pdfium.PdfDocument(source)
        count = len(part)
        if len(whole) + count > MOST_PAGES:
            return 0
        whole.import_pages(part)
    except pdfium.PdfiumError:
        return 0
    return count


def assemble(sources: Sequence[bytes], pieces: Sequence[Sequence[Any]]) -> bytes:
    """Return a file of pieces: source, first page (from 0), number of pages, and a stamp for each."""
    opened = [pdfium.PdfDocument(source) for source in sources]
    whole = pdfium.PdfDocument.new()
    for source, first, count, stamps in pieces:
        start = len(whole)
        whole.import_pages(opened[source], pages=list(range(first, first + count)))
        for place, text in enumerate(stamps):
            stamp(whole, start + place, text)
    return saved(whole)


def stamp(whole: Any, place: int, text: str) -> None:
    """Write a number at the lower right of a page, as it is seen: turned and cut pages too."""
    page = whole[place]
    made = raw.FPDFPageObj_NewTextObj(whole.raw, FONT, ctypes.c_float(SIZE))
    encoded = (text + "\x00").encode("utf-16-le")
    letters = (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
    raw.FPDFText_SetText(made, letters)
    matrix = corner(page.get_cropbox(), page.get_rotation(), len(text) * SIZE * 0.55)
    raw.FPDFPageObj_Transform(made, *matrix)
    raw.FPDFPage_InsertObject(page.raw, made)
    page.gen_content()
    page.close()


def corner(
    box: tuple[float, float, float, float], rotation: int, width: float
) -> tuple[float, float, float, float, float, float]:
    """Return the matrix that puts words of a width into the lower right corner of what is seen.

    `rotation` is how far the page is turned clockwise when it is shown, in degrees.
    """
    left, bottom, right, top = box
    if rotation == 90:  # noqa: PLR2004 its right side is seen below
        return 0, 1, -1, 0, right - EDGE, top - EDGE - width
    if rotation == 180:  # noqa: PLR2004
        return -1, 0, 0, -1, left + EDGE + width, top - EDGE
    if rotation == 270:  # noqa: PLR2004
        return 0, -1, 1, 0, left + EDGE, bottom + EDGE + width
    return 1, 0, 0, 1, right - EDGE - width, bottom + EDGE


def saved(whole: Any) -> bytes:
    out = BytesIO()
    whole.save(out)
    return out.getvalue()
