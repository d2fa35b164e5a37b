"""What an old workbook (.xls, .et) says beyond its values: formats of cells, hidden lines.

Record numbers and layouts are those of [MS-XLS], sections 2.3 and 2.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from guatu.core.documents import Format
from guatu.interchange.sheets.looks import Looks, SheetLooks, built_in_formats
from guatu.interchange.sheets.values import is_month, is_share

_FORMULA, _FORMAT, _XF, _SHEET = 0x0006, 0x041E, 0x00E0, 0x0085
_NUMBER, _RK, _MULRK, _ROW, _COLINFO, _EOF = 0x0203, 0x027E, 0x00BD, 0x0208, 0x007D, 0x000A
_PACKED_KEY = struct.Struct("<HHH")
_HEAD = struct.Struct("<HH")
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01


@dataclass(slots=True, kw_only=True)
class _Book:
    codes: dict[int, str] = field(default_factory=built_in_formats)
    styles: list[int] = field(default_factory=list)
    sheets: list[tuple[str, int]] = field(default_factory=list)

    def format_of(self, style: int) -> str:
        """Give the format code of a cell style, empty where it changes nothing for a reader."""
        code = self.codes.get(self.styles[style], "") if style < len(self.styles) else ""
        return code if is_share(code) or is_month(code) else ""


def looks_of_biff(stream: bytes, *, has_macros: bool) -> Looks:
    """Read what the stream of an old workbook says of its looks; a broken end ends the reading."""
    book = _book(stream)
    looks = Looks(format=Format.XLS, has_macros=has_macros)
    for name, start in book.sheets:
        looks.sheets[name] = _sheet(stream, start, book)
    return looks


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Give the records from a place up to the end of their part."""
    at = start
    while 0 <= at <= len(stream) - _HEAD.size:
        kind, size = _HEAD.unpack_from(stream, at)
        at += _HEAD.size
        yield kind, stream[at : at + size]
        if kind == _EOF:
            return
        at += size


def _book(stream: bytes) -> _Book:
    book = _Book()
    for kind, content in _records(stream, 0):
        if kind == _FORMAT and len(content) > _HEAD.size:
            (number,) = struct.unpack_from("<H", content)
            book.codes[number] = _string(content[2:], wide_count=True)
        elif kind == _XF and len(content) >= _HEAD.size:
            book.styles.append(_HEAD.unpack_from(content)[1])
        elif kind == _SHEET and len(content) > _PACKED_KEY.size:
            (start,) = struct.unpack_from("<I", content)
            book.sheets.append((_string(content[6:], wide_count=False), start))
    return book


def _string(content: bytes, *, wide_count: bool) -> str:
    """Read a counted string: its count in two bytes or one, a flag for two bytes a character."""
    size = 2 if wide_count else 1
    count = int.from_bytes(content[:size], "little")
    is_wide = len(content) > size and content[size] & 1
    letters = content[size + 1 : size + 1 + count * (2 if is_wide else 1)]
    return letters.decode("utf-16-le" if is_wide else "latin-1", "replace")


def _sheet(stream: bytes, start: int, book: _Book) -> SheetLooks:
    looks = SheetLooks()
    for kind, content in _records(stream, start):
        if kind in {_NUMBER, _RK, _FORMULA} and len(content) >= _PACKED_KEY.size:
            row, column, style = _PACKED_KEY.unpack_from(content)
            _keep(looks, row, column, book.format_of(style))
        elif kind == _MULRK:
            _keep_run(looks, content, book)
        elif kind == _ROW and len(content) > 12 and content[12] & _ROW_HIDDEN:  # noqa: PLR2004 2.4.221
            looks.hidden_rows.add(struct.unpack_from("<H", content)[0])
        elif kind == _COLINFO and len(content) > 8 and content[8] & _COLUMN_HIDDEN:  # noqa: PLR2004 2.4.53
            first, last = _HEAD.unpack_from(content)
            looks.hidden_columns |= set(range(first, min(last, 255) + 1))
    return looks


def _keep_run(looks: SheetLooks, content: bytes, book: _Book) -> None:
    """Read a run of numbers: row, first column, then a style and a number for each."""
    if len(content) < _PACKED_KEY.size:
        return
    row, first = _HEAD.unpack_from(content)
    for index in range((len(content) - 6) // 6):
        (style,) = struct.unpack_from("<H", content, 4 + index * 6)
        _keep(looks, row, first + index, book.format_of(style))


def _keep(looks: SheetLooks, row: int, column: int, code: str) -> None:
    if code:
        looks.formats[row, column] = code
