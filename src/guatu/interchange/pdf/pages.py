"""A PDF file page by page, through PDFium: letters, straight lines and pictures, set upright."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from guatu.interchange.pdf.glyphs import (
    Glyph,
    PrintedPage,
    character_of,
    doubled,
    is_wide,
    stands_for_nothing,
)
from guatu.interchange.pdf.strokes import Drawing, drawing_of

_QUARTER = 90
_TURNED_SINE = 0.2  # sine of the angle from which text is not of the line any more
_LIGATURE = 0.6  # ems from the origin: the second half of two letters drawn as one
_FAINT = 175  # brightness of a colour from which letters lie behind the text; 255 is white
_NAME_BYTES = 128
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)  # halves of rare characters


class _Style(NamedTuple):
    """What all letters of one text object have in common."""

    size: float
    turns: int  # quarter turns against the clock
    is_askew: bool
    font: str
    is_faint: bool


class _Letter(NamedTuple):
    text: str
    box: tuple[float, float, float, float]  # left, bottom, right, top in the page's own space
    origin: tuple[float, float]
    style: _Style
    is_unmapped: bool


def page_of(document: pdfium.PdfDocument, index: int) -> PrintedPage:
    """Read one page and turn it so that most of its text stands upright.

    Parameters
    ----------
    document : PdfDocument
        The open file.
    index : int
        The page, counted from 0.

    Returns
    -------
    PrintedPage
        Places in points from the upper left corner.
    """
    page = document[index]
    left, bottom, right, top = page.get_cropbox()
    letters = _letters(page)
    turns = Counter(
        letter.style.turns
        for letter in letters
        if letter.text.strip() and not letter.style.is_askew
    )
    turn = turns.most_common(1)[0][0] if turns else (page.get_rotation() // _QUARTER) % 4
    frame = _Frame(turn=turn, left=left, bottom=bottom, right=right, top=top)
    drawing = drawing_of(page)
    width, height = frame.size
    glyphs = [_upright(letter, frame) for letter in letters]
    inside = [g for g in glyphs if -1 <= g.x0 <= width + 1 and -1 <= g.y <= height + g.size]
    return PrintedPage(
        number=index + 1,
        width=width,
        height=height,
        glyphs=tuple(inside),
        rulings=tuple(frame.rulings(drawing)),
        picture_share=min(1.0, drawing.picture_area / max(1.0, width * height)),
        cut_off=len(glyphs) - len(inside),
    )


class _Frame(NamedTuple):
    """How the page's own space is turned to stand upright, with `y` counted downwards."""

    turn: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turn % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 1:  # letters run upwards
            return y - self.bottom, x - self.left
        if self.turn == 2:  # noqa: PLR2004 upside down
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def rulings(self, drawing: Drawing) -> Iterator[Any]:
        for ruling in drawing.rulings:
            ends = ((ruling.a, ruling.at), (ruling.b, ruling.at))
            if not ruling.is_level:
                ends = ((ruling.at, ruling.a), (ruling.at, ruling.b))
            (x0, y0), (x1, y1) = (self.point(*end) for end in ends)
            is_level = ruling.is_level == (self.turn % 2 == 0)
            at, a, b = (y0, x0, x1) if is_level else (x0, y0, y1)
            yield ruling._replace(is_level=is_level, at=at, a=min(a, b), b=max(a, b))


def _upright(letter: _Letter, frame: _Frame) -> Glyph:
    left, bottom, right, top = letter.box
    one, other = frame.point(left, bottom)[0], frame.point(right, top)[0]
    x0, x1 = (one, other) if one <= other else (other, one)
    style = letter.style
    turned = (style.turns - frame.turn) % 4
    start, y = frame.point(*letter.origin)
    if not turned and not style.is_askew and x0 - start < _LIGATURE * style.size:
        # Some fonts give the ink only: a full-width mark takes its whole square all the same.
        x0, x1 = start, max(x1, start + style.size) if is_wide(letter.text) else x1
    return Glyph(
        text=doubled(letter.text, (x1 - x0) / style.size),
        x0=x0,
        x1=x1,
        y=y,
        size=style.size,
        font=style.font,
        turned=turned,
        is_askew=style.is_askew,
        is_faint=style.is_faint,
        is_unmapped=letter.is_unmapped,
    )


def _letters(page: pdfium.PdfPage) -> list[_Letter]:
    opened = page.get_textpage()  # closed with its last reference
    text_page = opened.raw
    styles: dict[int, _Style] = {}
    found: list[_Letter] = []
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    pending = 0
    for index in range(raw.FPDFText_CountChars(text_page)):
        if raw.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code in _HIGH:
            pending = code
            continue
        if code in _LOW and pending:
            code = 0x10000 + ((pending - _HIGH.start) << 10) + code - _LOW.start
        pending = 0
        # A hyphen at a line's end comes as code 2.
        character = "-" if code == 2 else character_of(code)  # noqa: PLR2004
        unmapped = (
            stands_for_nothing(code) or raw.FPDFText_HasUnicodeMapError(text_page, index) == 1
        )
        if not character and not unmapped:
            continue
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        raw.FPDFText_GetLooseCharBox(text_page, index, box)
        found.append(
            _Letter(
                text=character,
                box=(box.left, box.bottom, box.right, box.top),
                origin=(x.value, y.value),
                style=_style(text_page, index, styles),
                is_unmapped=unmapped,
            )
        )
    return found


def _style(text_page: Any, index: int, styles: dict[int, _Style]) -> _Style:
    owner = raw.FPDFText_GetTextObject(text_page, index)
    key = ctypes.addressof(owner.contents) if owner else 0
    if key not in styles:
        styles[key] = _read_style(text_page, index)
    return styles[key]


def _read_style(text_page: Any, index: int) -> _Style:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, matrix)
    scale = math.hypot(matrix.a, matrix.b) or 1.0
    sine, cosine = matrix.b / scale, matrix.a / scale
    turns = round(math.atan2(sine, cosine) / (math.pi / 2)) % 4
    name = ctypes.create_string_buffer(_NAME_BYTES)
    raw.FPDFText_GetFontInfo(text_page, index, name, _NAME_BYTES, ctypes.c_int())
    return _Style(
        size=abs(raw.FPDFText_GetFontSize(text_page, index)) * math.hypot(matrix.c, matrix.d)
        or 1.0,
        turns=turns,
        is_askew=min(abs(sine), abs(cosine)) > _TURNED_SINE,
        font=name.value.decode("utf-8", "replace"),
        is_faint=_is_faint(text_page, index),
    )


def _is_faint(text_page: Any, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha):
        return False
    light = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value  # ITU-R BT.601
    opacity = alpha.value / 255
    return light * opacity + 255 * (1 - opacity) >= _FAINT
