"""Word files (.docx, .docm): the text as Word shows it, with its numbering, tables and headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guatu.core.documents import Align, Document, Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.archives import broken
from guatu.interchange.composing import Composer
from guatu.interchange.docx.inline import GONE, Inline, chosen, content_of
from guatu.interchange.docx.numbering import Numbering
from guatu.interchange.docx.parts import (
    Element,
    Parts,
    attribute,
    child,
    local,
    open_parts,
    switch,
)
from guatu.interchange.docx.styles import Styles
from guatu.interchange.docx.tables import Grid, cells_of, grid_of, rows_of

_CONTENTS = "Table of Contents"
_MADE = {"ins", "moveTo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text outside of tables."""

    text: str
    level: int = 0
    align: Align = Align.LEFT


def read_docx(payload: bytes, *, name: str) -> Document:
    """Read a Word file.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        Its name, for messages.

    Returns
    -------
    Document
        Its text with the numbering that Word shows, tracked changes accepted; headers, footnotes,
        comments, hidden text and a table of contents are left out, and notes say so.

    Raises
    ------
    UnreadableFile
        If it is broken, guarded, a bomb, or holds no text.
    """
    parts = open_parts(payload, name=name)
    if next(parts.document.iter("{*}altChunk"), None) is not None:
        raise broken(name)  # another file lies inside: Word takes it in when it saves
    body = Body(parts)
    composer = Composer(Format.DOCX)
    for one in body.read():
        if isinstance(one, Line):
            composer.paragraph(one.text, level=one.level, align=one.align)
        else:
            composer.table(one.cells, rows=one.rows, columns=one.columns)
    for code, count in body.left_out(parts):
        composer.note(code, count=count)
    document = composer.document()
    if not document.text.strip():
        raise _without_text(name, is_picture=body.has_pictures)
    return document


class Body:
    """Walks through a document in the order of its text.

    Parameters
    ----------
    parts : Parts
        The opened file.
    """

    def __init__(self, parts: Parts) -> None:
        self._styles = Styles(parts.styles)
        self._numbering = Numbering(parts.numbering, self._styles)
        self._inline = Inline(self._styles, parts.document)
        self._body = child(parts.document, "body")
        self._carried = ""  # of paragraphs whose mark a change took away
        self._dropping = 0  # inside of how many tables of contents
        self._labels = 0

    @property
    def has_pictures(self) -> bool:
        """Whether pictures were met; a document of nothing else is a scan."""
        return self._inline.left_out[NoteCode.PICTURES_LEFT_OUT] > 0

    def read(self) -> Iterator[Line | Grid]:
        """Give the lines and tables of the document."""
        yield from self._blocks(self._body if self._body is not None else ())
        if self._carried.strip():
            yield Line(text=self._carried)

    def left_out(self, parts: Parts) -> Iterator[tuple[NoteCode, int]]:
        """Give what was left out or made, and how often."""
        yield from self._inline.left_out.items()
        yield NoteCode.NUMBERING_REBUILT, self._labels
        furnished = [
            part
            for part in parts.furniture
            if any((t.text or "").strip() for t in part.iter("{*}t"))
        ]
        yield NoteCode.HEADERS_LEFT_OUT, len(furnished)
        yield NoteCode.MACROS_IGNORED, int(parts.has_macros)

    def _blocks(self, parent: Iterable[Element]) -> Iterator[Line | Grid]:
        for one in parent:
            name = local(one)
            if name == "p":
                yield from self._paragraph(one)
                for box in self._inline.boxes():
                    yield from self._blocks(box)
            elif name == "tbl":
                yield from self._table(one)
            elif name == "sdt":
                yield from self._control(one)
            elif name == "AlternateContent":
                yield from self._blocks(chosen(one))
            elif name in GONE:
                self._inline.left_out[NoteCode.CHANGES_ACCEPTED] += 1
            elif name in _MADE or name in {"customXml", "smartTag"}:
                yield from self._blocks(one)

    def _control(self, control: Element) -> Iterator[Line | Grid]:
        gallery = attribute(child(control, "sdtPr", "docPartObj", "docPartGallery"))
        self._dropping += gallery == _CONTENTS
        yield from self._blocks(content_of(control))
        self._dropping -= gallery == _CONTENTS

    def _paragraph(self, paragraph: Element) -> Iterator[Line]:
        properties = child(paragraph, "pPr")
        text = self._inline.text_of(paragraph, properties)
        if self._dropping or self._styles.is_contents(properties):
            self._inline.left_out[NoteCode.FURNITURE_LEFT_OUT] += bool(text.strip())
            return
        text, self._carried = self._carried + text, ""
        if self._joins_next(properties, text):
            self._carried = text
            return
        label = self._label(properties)
        level, align = self._styles.level(properties), self._styles.align(properties)
        for number, line in enumerate(text.split("\n")):
            yield Line(text=line if number else label + line, level=level, align=align)

    def _joins_next(self, properties: Element | None, text: str) -> bool:
        """Say whether the end of a paragraph is gone, so that the next one goes on with its text."""
        mark = child(properties, "rPr")
        if any(child(mark, name) is not None for name in GONE):
            self._inline.left_out[NoteCode.CHANGES_ACCEPTED] += 1
            return True
        if switch(child(mark, "specVanish")):
            return True
        return bool(switch(child(mark, "vanish"))) and not text.strip()

    def _label(self, properties: Element | None) -> str:
        numbered = self._styles.numbered(properties)
        if numbered is None:
            return ""
        label = self._numbering.label(numbered)
        self._labels += bool(label)
        return label

    def _table(self, table: Element) -> Iterator[Line | Grid]:
        rows = rows_of(table, self._inline.left_out)
        if all(len(cells_of(row)) <= 1 for row in rows):
            # A frame around text: it says nothing that its paragraphs do not say.
            for row in rows:
                for cell in cells_of(row):
                    yield from self._blocks(cell)
            return
        grid = grid_of(rows, self._cell)
        if not self._dropping:
            yield grid

    def _cell(self, cell: Element) -> str:
        """Return the text of a cell on one line, that of tables inside it included."""
        texts: list[str] = []
        for one in self._blocks(cell):
            texts += [one.text] if isinstance(one, Line) else [c.text for c in one.cells]
        return " ".join(text.strip() for text in texts if text.strip())


def _without_text(name: str, *, is_picture: bool) -> UnreadableFile:
    if is_picture:
        return UnreadableFile(
            f"{name} holds pictures of pages and no text: recognise the text first"
            " (WPS: 图片 → 提取文字) and give the document that comes of it.",
            reason=UnreadableReason.SCANNED,
            name=name,
            looks_like="a Word document",
        )
    return UnreadableFile(
        f"{name} is empty: give the file that holds the plan's text.",
        reason=UnreadableReason.EMPTY,
        name=name,
        looks_like="a Word document",
    )
