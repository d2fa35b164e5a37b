"""Printed pages, of whichever format, written as one document: lines joined, marks dropped."""

from __future__ import annotations

from collections.abc import Sequence

from guatu.core.documents import NoteCode
from guatu.interchange.composing import Composer
from guatu.interchange.pdf.columns import gutters_of, lines_of
from guatu.interchange.pdf.glyphs import PrintedPage, PrintedTable
from guatu.interchange.pdf.grids import tables_of
from guatu.interchange.pdf.layout import layout_of
from guatu.interchange.pdf.lines import segment_of, segments_of
from guatu.interchange.pdf.margins import Flow, without_margins, without_watermarks
from guatu.interchange.pdf.paragraphs import level_of, paragraphs_of


def compose(pages: Sequence[PrintedPage], composer: Composer) -> None:
    """Write the text of printed pages: lines joined, marks dropped.

    Parameters
    ----------
    pages : sequence of PrintedPage
        The pages that hold text.
    composer : Composer
        Where to.
    """
    flows, dropped = without_margins(_flows(pages, composer))
    composer.note(NoteCode.HEADERS_LEFT_OUT, count=dropped)
    layout = layout_of(flows)
    for part in paragraphs_of(flows, layout):
        if isinstance(part, PrintedTable):
            composer.table(part.cells, rows=part.rows, columns=part.columns)
        else:
            composer.paragraph(part.text, level=level_of(part, layout), align=part.align)


def _flows(pages: Sequence[PrintedPage], composer: Composer) -> list[Flow]:
    cut = []
    for page, glyphs in zip(pages, without_watermarks(pages), strict=True):
        tables, rest = tables_of(page.rulings, glyphs)
        upright = [glyph for glyph in rest if glyph.is_upright]
        dropped = len(page.glyphs) - len(glyphs) + len(rest) - len(upright)
        composer.note(NoteCode.HEADERS_LEFT_OUT, place=str(page.number), count=int(dropped > 0))
        cut.append((segments_of(upright), [segment_of(table) for table in tables]))
    gutters = gutters_of(words for words, _ in cut)
    return [
        Flow(page=page, items=tuple(lines_of([*words, *tables], gutter=gutter)))
        for page, (words, tables), gutter in zip(pages, cut, gutters, strict=True)
    ]
