"""Write a document block by block: the text grows, and blocks and tables remember their places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from guatu.core.documents import (
    Align,
    Block,
    BlockKind,
    Cell,
    Document,
    Format,
    Note,
    NoteCode,
    Table,
)

_LEVELS = (
    (re.compile(r"第?[一二三四五六七八九十百]{1,4}[、.．章节]|第[一二三四五六七八九十]+部分"), 2),
    (re.compile(r"[（(][一二三四五六七八九十百]{1,4}[)）]"), 3),
    (re.compile(r"\d{1,3}(?:、|[.．](?!\d))"), 4),
)
_LONGEST_HEADING = 45
_OPEN_OR_CLOSED = "。；：！？;:!?，、,（(“‘《〈【—-"
_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCell:
    """One cell to be written; a merged one stands at its first row and column."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class Composer:
    """Collects what a reader finds, in order."""

    format: Format
    pages: int | None = None
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _blocks: list[Block] = field(default_factory=list)
    _tables: list[Table] = field(default_factory=list)
    _notes: dict[NoteCode, Note] = field(default_factory=dict)

    def paragraph(self, text: str, *, level: int = 0, align: Align = Align.LEFT) -> None:
        """Write a paragraph, or a heading if it has a level; an empty one leaves no line."""
        line = _BREAKS.sub(" ", text).rstrip()
        if not line.strip():
            return
        start = self._write(line)
        kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
        self._blocks.append(
            Block(start=start, end=start + len(line), kind=kind, level=level, align=align)
        )
        self._write("\n")

    def table(self, cells: Iterable[WrittenCell], *, rows: int, columns: int) -> None:
        """Write a table: a line for each row, a tab between two columns, covered places empty."""
        placed = {(cell.row, cell.column): cell for cell in cells}
        if not any(cell.text.strip() for cell in placed.values()):
            return
        start, written = self._length, []
        for row in range(rows):
            for column in range(columns):
                if column:
                    self._write("\t")
                cell = placed.get((row, column))
                if cell is not None:
                    written.append(self._cell(cell))
            self._write("\n")
        self._tables.append(
            Table(
                start=start,
                end=self._length - 1,
                rows=rows,
                columns=columns,
                cells=tuple(written),
            )
        )

    def note(self, code: NoteCode, *, place: str = "", count: int = 1) -> None:
        """Remember what was left out; the first place stays."""
        if count < 1:
            return
        known = self._notes.get(code)
        self._notes[code] = Note(
            code=code,
            count=count + (known.count if known else 0),
            place=known.place if known else place,
        )

    def document(self) -> Document:
        """Give what was written."""
        return Document(
            text="".join(self._parts),
            format=self.format,
            blocks=tuple(self._blocks),
            tables=tuple(self._tables),
            notes=tuple(self._notes.values()),
            pages=self.pages,
        )

    def _cell(self, cell: WrittenCell) -> Cell:
        text = _BREAKS.sub(" ", cell.text).strip()
        start = self._write(text)
        return Cell(
            start=start,
            end=start + len(text),
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
        )

    def _write(self, text: str) -> int:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start


def level_by_number(text: str) -> int:
    """Tell the level of a numbered heading that stands alone on its line.

    Parameters
    ----------
    text : str
        A paragraph.

    Returns
    -------
    int
        2 for 一、, 3 for （一）, 4 for 1.; 0 for a paragraph that is no such heading.
    """
    if len(text) > _LONGEST_HEADING or text[-1:] in _OPEN_OR_CLOSED:
        return 0
    return next((level for pattern, level in _LEVELS if pattern.match(text)), 0)
