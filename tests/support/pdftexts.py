"""What a printed PDF says, page by page; and files of empty pages."""

from __future__ import annotations

from io import BytesIO

import pypdfium2


def pages_of(payload: bytes) -> list[str]:
    """Return the text of each page without blanks: where lines are broken is not what is asked."""
    document = pypdfium2.PdfDocument(payload)
    texts = [page.get_textpage().get_text_range() for page in document]
    return ["".join(text.split()) for text in texts]


def sizes_of(payload: bytes) -> set[tuple[int, int]]:
    """Return the sizes of the pages in millimetres."""
    document = pypdfium2.PdfDocument(payload)
    return {(round(w * 25.4 / 72), round(h * 25.4 / 72)) for w, h in map(size, document)}


def size(page: pypdfium2.PdfPage) -> tuple[float, float]:
    width, height = page.get_size()
    return width, height


def blank(pages: int, width: float = 595, height: float = 842) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _place in range(pages):
        document.new_page(width, height)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
