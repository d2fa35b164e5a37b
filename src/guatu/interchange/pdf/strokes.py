"""What is drawn on a page of a PDF file: straight lines, thin bars and pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from guatu.interchange.pdf.glyphs import Ruling
from guatu.interchange.pdf.rulings import Matrix, bar_of, sides_of

_MOST_OBJECTS = 50_000  # a map drawn in half a million strokes is no table
_DEEPEST = 6
_WHITE = 250


@dataclass(slots=True)
class Drawing:
    """Lines and pictures in the page's own space."""

    rulings: list[Ruling] = field(default_factory=list)
    picture_area: float = 0.0
    seen: int = 0


def drawing_of(page: pdfium.PdfPage) -> Drawing:
    """Collect the lines and pictures of a page."""
    drawing = Drawing()
    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        _take(raw.FPDFPage_GetObject(page.raw, index), Matrix(), 0, drawing=drawing)
    return drawing


def _take(thing: Any, outer: Matrix, depth: int, *, drawing: Drawing) -> None:
    drawing.seen += 1
    if not thing or drawing.seen > _MOST_OBJECTS or depth > _DEEPEST:
        return
    kind = raw.FPDFPageObj_GetType(thing)
    matrix = _matrix(thing).within(outer)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        drawing.rulings += _rulings(thing, matrix)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        drawing.picture_area += abs(matrix.a * matrix.d - matrix.b * matrix.c)
    elif kind == raw.FPDF_PAGEOBJ_FORM:
        for index in range(raw.FPDFFormObj_CountObjects(thing)):
            _take(raw.FPDFFormObj_GetObject(thing, index), matrix, depth + 1, drawing=drawing)


def _matrix(thing: Any) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(thing, found):
        return Matrix()
    return Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _rulings(path: Any, matrix: Matrix) -> Iterator[Ruling]:
    """Give the lines of a path: sides that are stroked, bars that are filled."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    outlines = list(_outlines(path, matrix))
    if stroke.value and not _is_white(path, raw.FPDFPageObj_GetStrokeColor):
        for outline in outlines:
            yield from sides_of(outline)
    elif fill.value and not _is_white(path, raw.FPDFPageObj_GetFillColor):
        for outline in outlines:
            yield from bar_of(outline)


def _is_white(path: Any, colour_of: Any) -> bool:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not colour_of(path, *channels):
        return False
    return channels[3].value == 0 or all(c.value >= _WHITE for c in channels[:3])


def _outlines(path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Give each stretch of straight sides; a curve ends one."""
    outline: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(path), _MOST_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.apply(x.value, y.value)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            outline.append(point)
            if raw.FPDFPathSegment_GetClose(segment):
                outline.append(outline[0])
        else:
            if len(outline) > 1:
                yield outline
            outline = [point]
    if len(outline) > 1:
        yield outline
