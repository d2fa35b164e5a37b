"""Rich text (.rtf, and the .doc that old office systems export): text, numbering, tables."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, field, replace

from guatu.core.documents import Align, Document, Format, NoteCode
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.archives import broken
from guatu.interchange.composing import Composer
from guatu.interchange.doc.tables import Row, cells_of, row_of_edges
from guatu.interchange.numbering import labelled
from guatu.interchange.rtf.tokens import Sign, Token, tokens

_DEEPEST = 500
_SIGNS = {
    "tab": "\t", "line": "\n", "page": "\n", "column": "\n", "emdash": "—", "endash": "–",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "~": " ",
    "_": "-", "emspace": " ", "enspace": " ", "qmspace": " ", "nestcell": " ", "\\": "\\",
    "{": "{", "}": "}",
}  # fmt: skip
_NOTED = {
    "footnote": NoteCode.FOOTNOTES_LEFT_OUT, "annotation": NoteCode.COMMENTS_LEFT_OUT,
    "header": NoteCode.HEADERS_LEFT_OUT, "footer": NoteCode.HEADERS_LEFT_OUT,
    "headerr": NoteCode.HEADERS_LEFT_OUT, "footerr": NoteCode.HEADERS_LEFT_OUT,
    "headerl": NoteCode.HEADERS_LEFT_OUT, "footerl": NoteCode.HEADERS_LEFT_OUT,
    "headerf": NoteCode.HEADERS_LEFT_OUT, "footerf": NoteCode.HEADERS_LEFT_OUT,
    "shppict": NoteCode.PICTURES_LEFT_OUT,
}  # fmt: skip
_SKIPPED = frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "info", "pict", "nonshppict", "fldinst", "xe"),
        *("tc", "bkmkstart", "bkmkend", "sp", "pn", "listtable", "listoverridetable", "rsidtbl"),
        *("generator", "ud", "themedata", "datastore", "atnid", "atnauthor"),
    )
)
_LABELS = frozenset({"listtext", "pntext"})  # the number as the program that wrote the file saw it
_READ_THOUGH_STARRED = frozenset({"shpinst"})
_ENCODINGS = {128: "shift_jis", 129: "cp949", 134: "gb18030", 136: "big5"}  # of fonts
_PAGES = {936: "gb18030", 950: "big5", 932: "shift_jis", 949: "cp949", 65001: "utf-8"}
_ALIGNS = {"ql": Align.LEFT, "qc": Align.CENTRE, "qr": Align.RIGHT}
_MERGES = {"clmrg": 0x0002, "clvmrg": 0x0020, "clvmgf": 0x0060}
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What holds inside of a group."""

    is_skipped: bool = False
    in_fonts: bool = False
    in_label: bool = False
    font: int = 0
    is_hidden: bool = False
    is_deleted: bool = False
    follows_unicode: int = 1  # how many characters stand in for one that old programs cannot read


@dataclass(slots=True)
class Paragraph:
    """What holds for a paragraph until it is set anew."""

    level: int = 0
    align: Align = Align.LEFT
    in_table: bool = False


@dataclass(slots=True)
class Definition:
    """How the cells of a row lie."""

    edges: list[int] = field(default_factory=lambda: [0])
    merges: list[int] = field(default_factory=list)
    merge: int = 0


def read_rtf(payload: bytes, *, name: str) -> Document:
    """Read a rich text file.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        Its name, for messages.

    Returns
    -------
    Document
        Its text with the numbers that the file carries, tables, and changes accepted.

    Raises
    ------
    UnreadableFile
        If it holds no text, or ends within a group.
    """
    reader = Reader()
    for token in tokens(payload):
        reader.take(token)
    # Old writers leave Chinese bytes bare, and some of them look like braces.
    if reader.is_open and (payload.isascii() or not payload.rstrip(b"\x00 \r\n\t").endswith(b"}")):
        raise broken(name)
    document = reader.document()
    if not document.text.strip():
        raise UnreadableFile(
            f"{name} is empty: give the file that holds the plan's text.",
            reason=UnreadableReason.EMPTY,
            name=name,
        )
    return document


class Reader:
    """Follows the groups of one file and writes its text."""

    def __init__(self) -> None:
        self._composer = Composer(Format.DOC)
        self._left_out: Tally[NoteCode] = Tally()
        self._states = [State()]
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._is_starred = False
        self._skip = 0  # characters that stand in for one already read
        self._bytes = b""
        self._text: list[str] = []
        self._label: list[str] = []
        self._paragraph = Paragraph()
        self._definition = Definition()
        self._cells: list[str] = []
        self._rows: list[Row] = []

    @property
    def is_open(self) -> bool:
        """Whether a group was opened and not closed."""
        return len(self._states) > 1

    def document(self) -> Document:
        """Return what was written."""
        self._end_paragraph()
        self._end_table()
        for code, count in self._left_out.items():
            self._composer.note(code, count=count)
        return self._composer.document()

    def take(self, token: Token) -> None:
        """Follow one token."""
        if token.sign is Sign.BYTES:
            self._take_bytes(token.content)
            return
        self._flush()
        if token.sign is Sign.OPEN:
            if len(self._states) < _DEEPEST:
                self._states.append(self._states[-1])
        elif token.sign is Sign.CLOSE:
            self._close()
        elif token.word == "*":
            self._is_starred = True
            return
        else:
            self._take_word(token.word, token.number)
        self._is_starred = False

    def _close(self) -> None:
        closed = self._states.pop() if len(self._states) > 1 else self._state
        if closed.in_label and not self._state.in_label:
            label, self._label = "".join(self._label).strip(), []
            self._left_out[NoteCode.NUMBERING_REBUILT] += bool(label)
            self._write(labelled(label, "tab"))

    @property
    def _state(self) -> State:
        return self._states[-1]

    def _set(self, **changes: bool | int) -> None:
        self._states[-1] = replace(self._state, **changes)  # type: ignore[arg-type]  # of one field

    def _take_word(self, word: str, number: int | None) -> None:
        if word in _NOTED or word in _SKIPPED or self._is_starred:
            if word not in _READ_THOUGH_STARRED:
                if word in _NOTED and not self._state.is_skipped:
                    self._left_out[_NOTED[word]] += 1
                self._set(is_skipped=True, in_fonts=word == "fonttbl")
            return
        if self._state.is_skipped and not self._state.in_fonts:
            return
        if word in _LABELS:
            self._set(in_label=True)
        elif word in {"v", "deleted", "plain"}:
            self._take_switch(word, is_on=number != 0)
        elif word in {"ansicpg", "fcharset", "f", "uc", "u"}:
            self._take_character_word(word, number or 0)
        elif word in _SIGNS:
            self._write(_SIGNS[word])
        elif not self._state.in_label:
            self._take_paragraph_word(word, number)

    def _take_switch(self, word: str, *, is_on: bool) -> None:
        if word == "plain":
            self._set(is_hidden=False, is_deleted=False)
        elif word == "v":
            self._set(is_hidden=is_on)
        else:
            self._set(is_deleted=is_on)

    def _take_character_word(self, word: str, number: int) -> None:
        if word == "ansicpg":
            self._encoding = _PAGES.get(number, "cp1252")
        elif word == "f":
            self._set(font=number)
        elif word == "fcharset":
            if number in _ENCODINGS:
                self._fonts[self._state.font] = _ENCODINGS[number]
        elif word == "uc":
            self._set(follows_unicode=min(max(number, 0), 4))
        else:
            self._write(chr(number % 0x10000))
            self._skip = self._state.follows_unicode

    def _take_paragraph_word(self, word: str, number: int | None) -> None:
        if word in {"par", "sect"}:
            self._end_paragraph()
        elif word == "pard":
            self._paragraph = Paragraph()
        elif word == "intbl":
            self._paragraph.in_table = True
        elif word == "outlinelevel":
            level = _BODY_LEVEL if number is None else number
            self._paragraph.level = level + 1 if 0 <= level < _BODY_LEVEL else 0
        elif word in _ALIGNS:
            self._paragraph.align = _ALIGNS[word]
        else:
            self._take_table_word(word, number or 0)

    def _take_table_word(self, word: str, number: int) -> None:
        if word == "trowd":
            self._definition = Definition()
        elif word == "trleft":
            self._definition.edges[0] = number
        elif word in _MERGES:
            self._definition.merge |= _MERGES[word]
        elif word == "cellx":
            self._definition.edges.append(number)
            self._definition.merges.append(self._definition.merge)
            self._definition.merge = 0
        elif word == "cell":
            self._cells.append(" ".join(self._taken().split("\n")).strip())
        elif word == "row":
            self._rows.append(
                row_of_edges(self._cells, self._definition.edges, self._definition.merges)
            )
            self._cells = []

    def _take_bytes(self, content: bytes) -> None:
        if self._skip:
            dropped = min(self._skip, len(content))
            self._skip -= dropped
            content = content[dropped:]
        if content:
            self._bytes += content

    def _flush(self) -> None:
        """Write the bytes met so far: two of them, apart in the file, may be one character."""
        if self._bytes:
            encoding = self._fonts.get(self._state.font, self._encoding)
            content, self._bytes = self._bytes, b""
            self._write(content.decode(encoding, "replace"))
        self._skip = 0

    def _write(self, text: str) -> None:
        state = self._state
        if state.is_skipped:
            return
        if state.is_deleted:
            self._left_out[NoteCode.CHANGES_ACCEPTED] += 1
        elif state.is_hidden:
            self._left_out[NoteCode.HIDDEN_LEFT_OUT] += 1
        else:
            (self._label if state.in_label else self._text).append(text)

    def _taken(self) -> str:
        text = "".join(self._text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self._text = []
        return text

    def _end_paragraph(self) -> None:
        self._flush()
        if self._state.is_deleted:
            return  # the next paragraph goes on with this text
        if self._paragraph.in_table:
            self._text.append("\n")
            return
        self._end_table()
        for line in self._taken().split("\n"):
            self._composer.paragraph(line, level=self._paragraph.level, align=self._paragraph.align)

    def _end_table(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            cells, columns = cells_of(rows)
            self._composer.table(cells, rows=len(rows), columns=columns)
