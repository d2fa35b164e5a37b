"""Old Word and WPS files (.doc, .wps): their text with numbering, tables and accepted changes."""

from __future__ import annotations

import struct
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass, field

from guatu.core.documents import Align, Document, Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.archives import broken, locked
from guatu.interchange.composing import Composer
from guatu.interchange.doc.lists import Lists, read_styles
from guatu.interchange.doc.properties import Looks, Paragraphs, looks_of
from guatu.interchange.doc.records import DamagedError, GuardedError, Head, Piece, TooOldError
from guatu.interchange.doc.tables import Row, cells_of, row_of
from guatu.interchange.fields import Field, enclosed
from guatu.interchange.numbering import Counter
from guatu.interchange.ole import streams_of
from guatu.interchange.symbols import symbol, unprivate

_BEGIN, _SEPARATE, _END = "\x13", "\x14", "\x15"
_ANCHOR = "\x08"
_PARAGRAPH, _CELL, _PAGE = "\r", "\x07", "\x0c"
_SIGNS = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\x00": "", "\x03": "", "\x04": ""}
_LEFT_OUT = {
    "\x01": NoteCode.PICTURES_LEFT_OUT,
    "\x08": NoteCode.PICTURES_LEFT_OUT,
    "\x02": NoteCode.FOOTNOTES_LEFT_OUT,
    "\x05": NoteCode.COMMENTS_LEFT_OUT,
}


def read_doc(payload: bytes, *, name: str) -> Document:
    """Read an old Word or WPS file.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        Its name, for messages.

    Returns
    -------
    Document
        Its text as `read_docx` gives that of a new one.

    Raises
    ------
    UnreadableFile
        If it is broken, guarded, of before Word 97, or holds no text.
    """
    streams = streams_of(payload, name=name)
    try:
        reader = Reader(Head(streams.get("WordDocument", b""), streams), streams.get("Data", b""))
        document = reader.read()
    except GuardedError as error:
        raise locked(name) from error
    except TooOldError as error:
        raise UnreadableFile(
            f"{name} is of Word 95 or before: open it in WPS and save it as .docx (文件 → 另存为).",
            reason=UnreadableReason.OLD_FORMAT,
            name=name,
            looks_like="an old Word document",
        ) from error
    except (DamagedError, struct.error, IndexError) as error:
        raise broken(name) from error
    if not document.text.strip():
        raise UnreadableFile(
            f"{name} is empty: give the file that holds the plan's text.",
            reason=UnreadableReason.EMPTY,
            name=name,
        )
    return document


@dataclass(slots=True)
class Line:
    """A line of text with its looks."""

    text: str
    level: int = 0
    align: Align = Align.LEFT


@dataclass(slots=True)
class Open:
    """The table that is being read."""

    rows: list[Row] = field(default_factory=list)
    frames: list[list[Line]] = field(default_factory=list)  # the lines of each cell
    cells: list[list[Line]] = field(default_factory=list)  # of this row
    lines: list[Line] = field(default_factory=list)  # of this cell


class Reader:
    """Walks through the characters of one file.

    Parameters
    ----------
    head : Head
        Where everything lies.
    data : bytes
        The stream that holds properties too long for their page.
    """

    def __init__(self, head: Head, data: bytes) -> None:
        self._head = head
        styles = read_styles(head.styles)
        self._paragraphs = Paragraphs(head.paragraph_runs(), styles, data)
        self._characters = head.character_runs()
        self._lists, self._counter = Lists(head), Counter()
        self._composer = Composer(Format.DOC)
        self._left_out: Tally[NoteCode] = Tally()
        self._fields: list[Field] = []
        self._text: list[str] = []
        self._table = Open()
        self._pieces = head.pieces()
        self._closed = _closed_fields(self._pieces, head.length)
        self._boxes = head.boxes()
        anchors = sum(piece.text.count(_ANCHOR) for piece in self._pieces)
        self._is_anchored = anchors == len(self._boxes)
        self._met = 0  # anchors in this paragraph

    def read(self) -> Document:
        """Return what the file holds: its main text, each text box behind its paragraph."""
        self._read_range(range(self._head.length))
        for box in self._boxes:
            self._read_range(box)
        self._end_table()
        headers = "".join(text for _, text, *_ in self._stretches(self._head.headers))
        self._composer.note(NoteCode.HEADERS_LEFT_OUT, count=int(_has_words(headers)))
        for code, count in self._left_out.items():
            self._composer.note(code, count=count)
        return self._composer.document()

    def _read_range(self, characters: range) -> None:
        for number, text, place, looks in self._stretches(characters):
            self._take(number, text, place, looks)
        if "".join(self._text).strip():
            self._write(Line(text="".join(self._text)))
        self._text = []

    def _stretches(self, characters: range) -> Iterator[tuple[int, str, int, Looks]]:
        """Cut the text where properties change, and at each sign that means something."""
        for piece in self._pieces:
            at = max(0, characters.start - piece.first)
            text = piece.text[: max(0, characters.stop - piece.first)]
            while at < len(text):
                place = piece.at + at * piece.width
                limit = (self._characters.until(place) - piece.at) // piece.width
                end = min(len(text), max(at + 1, limit))
                end = next((i for i in range(at, end) if text[i] < " "), end)
                end = max(at + 1, end)
                looks = looks_of(self._characters.at(place))
                yield piece.first + at, text[at:end], place, looks
                at = end

    def _take(self, number: int, text: str, place: int, looks: Looks) -> None:
        if text in {_PARAGRAPH, _CELL} or (text == _PAGE and self._paragraphs.ends(place)):
            self._end_paragraph(text, place, looks)
        elif looks.is_deleted:
            self._left_out[NoteCode.CHANGES_ACCEPTED] += 1
        elif text in {_BEGIN, _SEPARATE, _END}:
            self._follow_field(number, text)
        elif self._fields and not self._fields[-1].in_result:
            self._fields[-1].code += text
        elif any(one.hides for one in self._fields):
            self._left_out[NoteCode.FURNITURE_LEFT_OUT] += 1
        elif looks.is_hidden:
            self._left_out[NoteCode.HIDDEN_LEFT_OUT] += 1
        elif text == _ANCHOR and self._is_anchored:
            self._met += 1
        elif text in _LEFT_OUT and looks.is_special:
            self._left_out[_LEFT_OUT[text]] += 1
        else:
            self._left_out[NoteCode.CHANGES_ACCEPTED] += looks.is_inserted
            self._text.append(_written(text, looks))

    def _follow_field(self, number: int, sign: str) -> None:
        if sign == _BEGIN and number in self._closed:
            self._fields.append(Field())
        elif sign == _SEPARATE and self._fields:
            self._fields[-1].in_result = True
        elif sign == _END and self._fields:
            self._text.append(enclosed(self._fields.pop()))

    def _end_paragraph(self, sign: str, place: int, looks: Looks) -> None:
        paragraph = self._paragraphs.at(place)
        if looks.is_deleted and sign == _PARAGRAPH and not paragraph.ends_inner_row:
            self._left_out[NoteCode.CHANGES_ACCEPTED] += 1
            return  # the next paragraph goes on with this text
        text = "".join(self._text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self._text = []
        if paragraph.is_row_end:
            self._end_row(paragraph.row, is_deleted=looks.is_deleted)
            return
        if paragraph.ends_inner_row:
            return
        label = self._label(paragraph.num, paragraph.at_level)
        if paragraph.is_contents:
            self._left_out[NoteCode.FURNITURE_LEFT_OUT] += bool(text.strip())
            return
        lines = [
            Line(text=one, level=paragraph.level, align=paragraph.align)
            for one in (label + text).split("\n")
        ]
        if not paragraph.in_table:
            self._end_table()
            for line in lines:
                self._write(line)
            self._read_boxes()
            return
        self._table.lines += lines
        if sign == _CELL:
            self._table.cells.append(self._table.lines)
            self._table.lines = []

    def _read_boxes(self) -> None:
        """Read the text boxes that hang on the paragraph just written."""
        met, self._met = self._met, 0
        hanging, self._boxes = self._boxes[:met], self._boxes[met:]
        for box in hanging:
            self._read_range(box)

    def _label(self, num: int, level: int) -> str:
        found = self._lists.place(num, level)
        label = self._counter.label(*found) if found else ""
        self._left_out[NoteCode.NUMBERING_REBUILT] += bool(label)
        return label

    def _end_row(self, definition: bytes, *, is_deleted: bool) -> None:
        cells, self._table.cells = self._table.cells, []
        if is_deleted:
            self._left_out[NoteCode.CHANGES_ACCEPTED] += 1
            return
        texts = [" ".join(one.text.strip() for one in cell if one.text.strip()) for cell in cells]
        self._table.rows.append(row_of(texts, definition))
        self._table.frames += cells

    def _end_table(self) -> None:
        table, self._table = self._table, Open()
        if not table.rows:
            return
        if all(len(row.texts) <= 1 for row in table.rows):
            for cell in table.frames:
                for line in cell:
                    self._write(line)
            return
        cells, columns = cells_of(table.rows)
        self._composer.table(cells, rows=len(table.rows), columns=columns)

    def _write(self, line: Line) -> None:
        self._composer.paragraph(line.text, level=line.level, align=line.align)


def _has_words(text: str) -> bool:
    return any(one.isalpha() for one in text)


def _written(text: str, looks: Looks) -> str:
    if text == "(" and looks.is_special and looks.symbol is not None:
        return symbol(f"{looks.symbol:04X}", None)
    return _SIGNS.get(text, unprivate(text) if text >= " " or text == "\t" else "")


def _closed_fields(pieces: list[Piece], length: int) -> set[int]:
    """Return where fields begin that also end."""
    stack: list[int] = []
    closed: set[int] = set()
    for piece in pieces:
        for at, sign in enumerate(piece.text[: max(0, length - piece.first)]):
            if sign == _BEGIN:
                stack.append(piece.first + at)
            elif sign == _END and stack:
                closed.add(stack.pop())
    return closed
