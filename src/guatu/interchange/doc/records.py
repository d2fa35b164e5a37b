"""The records of an old Word file: its pieces of text, and the properties of each stretch."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_PAGE = 512
_WORD_97 = 0x00C1
_ENCRYPTED, _SECOND_TABLE, _OBFUSCATED = 0x0100, 0x0200, 0x8000
_LISTS_AT = 0x9A  # of the pairs of place and length in the head of the file
_STYLES, _CHARACTERS, _PARAGRAPHS, _PIECES, _BOXES, _LISTS, _OVERRIDES = 1, 12, 13, 33, 56, 73, 74
_BOX = 22  # bytes that say more of a text box
_COMPRESSED = 0x40000000
_TABLE_DEFINITION = 0xD608
_TABS = 0xC615
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # of an operand, by the top bits of its code


class DamagedError(ValueError):
    """A record points where nothing is."""


class GuardedError(ValueError):
    """A password guards the file."""


class TooOldError(ValueError):
    """The file is of Word 95 or before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text: characters from `first`, and where their bytes begin."""

    first: int
    text: str
    at: int
    width: int  # bytes of a character


class Head:
    """The head of an old Word file, which says where everything lies.

    Parameters
    ----------
    main : bytes
        The stream WordDocument.
    streams : dict of str to bytes
        All streams, for the table that the head names.

    Raises
    ------
    DamagedError, GuardedError, TooOldError
        If the file cannot be read.
    """

    def __init__(self, main: bytes, streams: dict[str, bytes]) -> None:
        self.main = main
        identity, version = struct.unpack_from("<HH", main, 0)
        flags = struct.unpack_from("<H", main, 0x0A)[0]
        if flags & (_ENCRYPTED | _OBFUSCATED):
            raise GuardedError
        if version < _WORD_97 or identity not in {0xA5EC, 0xA5DC}:
            raise TooOldError
        table = streams.get("1Table" if flags & _SECOND_TABLE else "0Table")
        if table is None:
            raise DamagedError
        self.table = table
        # Characters of the main text, footnotes, headers, macros, comments, endnotes, text boxes.
        self.counts = struct.unpack_from("<7i", main, 0x4C)
        self.length = self.counts[0]

    def record(self, which: int) -> bytes:
        """Return a part of the table stream."""
        at, size = self.place(which)
        return self.table[at : at + size]

    def place(self, which: int) -> tuple[int, int]:
        """Return where a part of the table stream lies, and how long it is."""
        at, size = struct.unpack_from("<II", self.main, _LISTS_AT + 8 * which)
        if at + size > len(self.table):
            raise DamagedError
        return at, size

    @property
    def styles(self) -> bytes:
        """The sheet of styles."""
        return self.record(_STYLES)

    @property
    def lists(self) -> tuple[bytes, bytes]:
        """The definitions of lists with what follows them, and the lists in use."""
        return self.table[self.place(_LISTS)[0] :] if self.place(_LISTS)[1] else b"", self.record(
            _OVERRIDES
        )

    @property
    def headers(self) -> range:
        """The characters of headers and footers, which stand behind the footnotes."""
        first = sum(self.counts[:2])
        return range(first, first + self.counts[2])

    def boxes(self) -> list[range]:
        """Return the characters of each text box; they stand behind all other text."""
        record = self.record(_BOXES)
        count = (len(record) - 4) // (4 + _BOX)
        first = sum(self.counts[:6])
        ends = struct.unpack_from(f"<{count + 1}I", record, 0) if count > 0 else ()
        last = self.counts[6]
        # The last one is only the end of the list.
        return [
            range(first + begin, first + min(end, last))
            for begin, end in pairwise(ends[:-1])
            if begin < end
        ]

    def pieces(self) -> list[Piece]:
        """Return the text in the order of its characters; it lies in the file in any order."""
        table = _piece_table(self.record(_PIECES))
        count = (len(table) - 4) // 12
        firsts = struct.unpack_from(f"<{count + 1}I", table, 0)
        found = []
        for number in range(count):
            place = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * number + 2)[0]
            size = firsts[number + 1] - firsts[number]
            width = 1 if place & _COMPRESSED else 2
            at = (place & ~_COMPRESSED) // 2 if width == 1 else place
            raw = self.main[at : at + size * width]
            if size < 0 or len(raw) < size * width:
                raise DamagedError
            text = raw.decode("cp1252" if width == 1 else "utf-16-le", "replace")
            if len(text) != size:  # a character outside of the first plane is two here
                text = "".join(chr(one) for one in struct.unpack(f"<{size}H", raw))
            found.append(Piece(first=firsts[number], text=text, at=at, width=width))
        return found

    def paragraph_runs(self) -> Runs:
        """Return the properties of paragraphs by the place of their bytes."""
        return Runs(self, _PARAGRAPHS, is_paragraph=True)

    def character_runs(self) -> Runs:
        """Return the properties of characters by the place of their bytes."""
        return Runs(self, _CHARACTERS, is_paragraph=False)


class Runs:
    """Properties by place: looked up in pages of 512 bytes, each read once.

    Parameters
    ----------
    head : Head
        The file.
    which : int
        Which index of pages.
    is_paragraph : bool
        Whether the pages are of paragraphs.
    """

    def __init__(self, head: Head, which: int, *, is_paragraph: bool) -> None:
        index = head.record(which)
        count = (len(index) - 4) // 8
        self._starts: list[int] = []
        self._properties: list[bytes] = []
        self._end = 0
        for number in range(max(0, count)):
            page = struct.unpack_from("<I", index, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
            self._read(head.main[page * _PAGE : (page + 1) * _PAGE], is_paragraph=is_paragraph)

    def at(self, place: int) -> bytes:
        """Return the properties of the byte at a place; nothing if none are said."""
        found = bisect_right(self._starts, place) - 1
        return self._properties[found] if found >= 0 else b""

    def until(self, place: int) -> int:
        """Return where the properties of a place end; far away if that is not said."""
        following = bisect_right(self._starts, place)
        return self._starts[following] if following < len(self._starts) else self._end

    def _read(self, page: bytes, *, is_paragraph: bool) -> None:
        if len(page) < _PAGE:
            raise DamagedError
        count = page[-1]
        self._end = struct.unpack_from("<I", page, 4 * count)[0]
        starts = struct.unpack_from(f"<{count + 1}I", page, 0)
        step = 13 if is_paragraph else 1
        for number in range(count):
            offset = 2 * page[4 * (count + 1) + step * number]
            self._starts.append(starts[number])
            self._properties.append(_sized(page, offset, is_paragraph=is_paragraph))


def _sized(page: bytes, offset: int, *, is_paragraph: bool) -> bytes:
    if not offset:
        return b""
    size = page[offset]
    if not is_paragraph:
        return page[offset + 1 : offset + 1 + size]
    if size:
        return page[offset + 1 : offset + 2 * size]
    return page[offset + 2 : offset + 2 + 2 * page[offset + 1]]


def operations(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the code and the operand of each property."""
    at = 0
    while at + 2 <= len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        at += 2
        size = _SIZES.get(code >> 13)
        if size is None:
            if at >= len(properties):
                return
            size = properties[at]
            at += 1
            if code == _TABLE_DEFINITION:
                size += 256 * properties[at] - 1 if at < len(properties) else 0
                at += 1
            elif code == _TABS and size == 0xFF:  # noqa: PLR2004 a length that is not said
                return
        yield code, properties[at : at + size]
        at += size


def _piece_table(record: bytes) -> bytes:
    """Return the table of pieces behind the properties that stand before it."""
    at = 0
    while at < len(record):
        if record[at] == 2:  # noqa: PLR2004 the mark of the table
            size = struct.unpack_from("<I", record, at + 1)[0]
            return record[at + 5 : at + 5 + size]
        if record[at] != 1:
            break
        at += 3 + struct.unpack_from("<H", record, at + 1)[0]
    raise DamagedError
