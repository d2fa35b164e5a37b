"""Sheets of a wall chart as a file for the press: PDF of the paper's exact size, or SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import segno

from guatu.core.chart import LIGHT, PRINT, Format, Sheet, Words, svg_of
from guatu.core.chart.svg import Palette
from guatu.interchange.typesetting import Face
from guatu.shell.printing import installed_faces, pdf_of

TEMPLATE = Path(__file__).parent / "typst" / "wallchart.typ"
USUAL = 14.0  # points of print beside which lines are as thick as on the screen
FINEST, THICKEST = 0.55, 1.6
EDGE = 3  # modules of white around a code


def printed_pdf(sheets: Sequence[Sheet], form: Format, title: str) -> bytes:
    """Return the sheets as pages of the paper.

    Raises
    ------
    InvalidState
        Printing is not installed, or a sign has no shape in any font.
    """
    palette = pressed(sheets[0].size)
    parts = {f"{sheet.number}.svg": svg_of(sheet, palette, title=title) for sheet in sheets}
    data = {
        "title": title,
        "width": form.width,
        "height": form.height,
        "margin": form.margin,
        "sheets": list(parts),
        # looked through for signs that no font has: a drawing would hold boxes in their place
        "texts": sorted({shape.text for sheet in sheets for shape in sheet.shapes
                         if isinstance(shape, Words)}),
    }  # fmt: skip
    return pdf_of(TEMPLATE, data, parts=parts)


def pressed(size: float) -> Palette:
    """Return the palette of print with the fonts at hand, its lines as strong as print of a size."""
    fonts = ", ".join(installed_faces().families[Face.SANS])
    return replace(PRINT, fonts=fonts, stroke=stroke_of(size))


def stroke_of(size: float) -> float:
    return round(min(max(size / USUAL, FINEST), THICKEST), 3)


def screen_svg(sheet: Sheet, title: str) -> str:
    """Return a sheet as SVG for a page and for a file: with the fonts of whoever looks at it."""
    return svg_of(sheet, replace(LIGHT, stroke=stroke_of(sheet.size)), title=title)


def code_of(address: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a code that opens an address, with the white edge that it needs."""
    made = segno.make(address, error="m", micro=False)
    return tuple(tuple(bool(module) for module in row) for row in made.matrix_iter(border=EDGE))
