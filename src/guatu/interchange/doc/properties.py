"""What the properties of an old Word file say of a paragraph and of a stretch of characters."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from guatu.core.documents import Align
from guatu.interchange.doc.lists import Style, chain
from guatu.interchange.doc.records import Runs, operations

_DELETED, _INSERTED, _HIDDEN, _SPECIAL, _SYMBOL = 0x0800, 0x0801, 0x083C, 0x0855, 0x6A09
_IN_TABLE, _ROW_END, _INNER_ROW_END, _DEFINITION = 0x2416, 0x2417, 0x244C, 0xD608
_LIST, _LEVEL, _OUTLINE = 0x460B, 0x260A, 0x2640
_ALIGN, _OLD_ALIGN = 0x2461, 0x2403
_ELSEWHERE = {0x6645, 0x6646}  # properties too long for their page
_ALIGNS = {1: Align.CENTRE, 2: Align.RIGHT}
_HEADINGS, _CONTENTS, _TITLE = range(1, 10), range(19, 28), 62
_BODY_LEVEL = 9
_LONGEST_LIST = 0x7FF


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What a stretch of characters is."""

    is_deleted: bool = False
    is_inserted: bool = False
    is_hidden: bool = False
    is_special: bool = False
    symbol: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """What a paragraph is; `num` is its list, 0 if it is in none."""

    level: int
    align: Align
    num: int
    at_level: int
    in_table: bool
    is_row_end: bool
    ends_inner_row: bool
    is_contents: bool
    row: bytes


@lru_cache(maxsize=4096)
def looks_of(properties: bytes) -> Looks:
    """Return what the properties of characters say."""
    said = dict(operations(properties))
    symbol = said.get(_SYMBOL)
    return Looks(
        is_deleted=_is_on(said, _DELETED),
        is_inserted=_is_on(said, _INSERTED),
        is_hidden=_is_on(said, _HIDDEN),
        is_special=_is_on(said, _SPECIAL),
        symbol=struct.unpack_from("<H", symbol, 2)[0] if symbol else None,
    )


class Paragraphs:
    """Looks the properties of paragraphs up, those of their styles included.

    Parameters
    ----------
    runs : Runs
        The properties by place.
    styles : dict of int to Style
        The sheet of styles.
    data : bytes
        The stream of what is too long for a page.
    """

    def __init__(self, runs: Runs, styles: dict[int, Style], data: bytes) -> None:
        self._runs, self._styles, self._data = runs, styles, data

    def ends(self, place: int) -> bool:
        """Say whether a paragraph ends with the character at a place."""
        return any(self._runs.until(place) == place + width for width in (1, 2))

    def at(self, place: int) -> Paragraph:
        """Return what the paragraph is that ends at a place."""
        properties = self._runs.at(place)
        number = struct.unpack_from("<H", properties, 0)[0] if len(properties) > 1 else 0
        own = dict(self._expanded(properties[2:]))
        styles = chain(self._styles, number)
        all_said = [own, *(dict(operations(style.paragraph)) for style in styles)]
        identity = styles[0].identity if styles else 0
        num, at_level = self._list_of(all_said)
        align = _first(all_said, _ALIGN) or _first(all_said, _OLD_ALIGN) or b"\x00"
        return Paragraph(
            level=_level(all_said, [style.identity for style in styles]),
            align=_ALIGNS.get(align[0], Align.LEFT),
            num=num,
            at_level=at_level,
            in_table=_is_on(own, _IN_TABLE),
            is_row_end=_is_on(own, _ROW_END),
            ends_inner_row=_is_on(own, _INNER_ROW_END),
            is_contents=identity in _CONTENTS,
            row=own.get(_DEFINITION, b""),
        )

    def _expanded(self, properties: bytes) -> Iterator[tuple[int, bytes]]:
        for code, value in operations(properties):
            if code not in _ELSEWHERE:
                yield code, value
                continue
            at = struct.unpack("<I", value)[0]
            size = struct.unpack_from("<H", self._data, at)[0]
            yield from operations(self._data[at + 2 : at + 2 + size])

    def _list_of(self, all_said: list[dict[int, bytes]]) -> tuple[int, int]:
        written = _first(all_said, _LIST)
        num = struct.unpack("<H", written)[0] if written else 0
        level = _first(all_said, _LEVEL) or b"\x00"
        return (num, level[0]) if num < _LONGEST_LIST else (0, 0)


def _level(all_said: list[dict[int, bytes]], identities: list[int]) -> int:
    outline = _first(all_said, _OUTLINE)
    if outline is not None:
        return outline[0] + 1 if outline[0] < _BODY_LEVEL else 0
    for identity in identities:
        if identity in _HEADINGS:
            return identity
        if identity == _TITLE:
            return 1
    return 0


def _first(all_said: list[dict[int, bytes]], code: int) -> bytes | None:
    return next((said[code] for said in all_said if said.get(code)), None)


def _is_on(said: dict[int, bytes], code: int) -> bool:
    return said.get(code) == b"\x01"
