"""Lists and styles of an old Word file, as values that are counted like those of a new one."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from guatu.interchange.doc.records import Head, operations
from guatu.interchange.numbering import LEVELS, Level, Place

_FORMS = (
    *(
        "decimal",
        "upperRoman",
        "lowerRoman",
        "upperLetter",
        "lowerLetter",
        "ordinal",
    ),
    *(
        "cardinalText",
        "ordinalText",
        "hex",
        "chicago",
        "ideographDigital",
        "japaneseCounting",
    ),
    *(
        "aiueo",
        "iroha",
        "decimalFullWidth",
        "decimalHalfWidth",
        "japaneseLegal",
    ),
    *(
        "japaneseDigitalTenThousand",
        "decimalEnclosedCircle",
        "decimalFullWidth2",
    ),
    *(
        "aiueoFullWidth",
        "irohaFullWidth",
        "decimalZero",
        "bullet",
        "ganada",
        "chosung",
    ),
    *(
        "decimalEnclosedFullstop",
        "decimalEnclosedParen",
        "decimalEnclosedCircleChinese",
    ),
    *(
        "ideographEnclosedCircle",
        "ideographTraditional",
        "ideographZodiac",
    ),
    *(
        "ideographZodiacTraditional",
        "taiwaneseCounting",
        "ideographLegalTraditional",
    ),
    *(
        "taiwaneseCountingThousand",
        "taiwaneseDigital",
        "chineseCounting",
    ),
    *(
        "chineseLegalSimplified",
        "chineseCountingThousand",
    ),
)
_NO_NUMBER = 0xFF
_SUFFIXES = {0: "tab", 1: "space", 2: "nothing"}
_LEGAL = 0x04
_NO_RESTART = 0x08
_SIMPLE = 0x01
_VANISH = 0x083C
_NIL = 0xFFF
_PARAGRAPH = 1  # a kind of style
_DEEPEST = 12


@dataclass(slots=True)
class Style:
    """A style of paragraphs: which of Word's own it is, what it is based on, what it sets."""

    identity: int
    base: int
    paragraph: bytes = b""
    characters: bytes = b""


@dataclass(slots=True)
class _List:
    definition: int
    overrides: dict[int, tuple[int | None, Level | None]] = field(default_factory=dict)


class Lists:
    """The lists of one file.

    Parameters
    ----------
    head : Head
        The file.
    """

    def __init__(self, head: Head) -> None:
        definitions, used = head.lists
        self._definitions = _definitions(definitions) if definitions else {}
        self._lists = _lists(used) if used else []

    def place(self, num: int, at: int) -> tuple[Place, dict[int, Level]] | None:
        """Return where a paragraph of a list stands, and the levels of that list."""
        if not 1 <= num <= len(self._lists):
            return None
        used = self._lists[num - 1]
        levels = dict(self._definitions.get(used.definition, {}))
        for level, (_, own) in used.overrides.items():
            if own is not None:
                levels[level] = own
        restart = used.overrides.get(at, (None, None))[0]
        at = min(max(at, 0), LEVELS - 1)
        return Place(definition=str(used.definition), num=num, at=at, restart=restart), levels


def _definitions(record: bytes) -> dict[int, dict[int, Level]]:
    count = struct.unpack_from("<h", record, 0)[0]
    heads = [
        (struct.unpack_from("<i", record, 2 + 28 * one)[0], record[2 + 28 * one + 26])
        for one in range(count)
    ]
    at = 2 + 28 * count
    found = {}
    for identity, flags in heads:
        levels = {}
        for level in range(1 if flags & _SIMPLE else LEVELS):
            levels[level], at = _level(record, at)
        found[identity] = levels
    return found


def _level(record: bytes, at: int) -> tuple[Level, int]:
    start, form, flags = struct.unpack_from("<iBB", record, at)
    follow = record[at + 15]
    characters, paragraph, restart = struct.unpack_from("<BBB", record, at + 24)
    at += 28 + paragraph
    hidden = any(code == _VANISH and value == b"\x01" for code, value in operations(
        record[at : at + characters]
    ))  # fmt: skip
    at += characters
    size = struct.unpack_from("<H", record, at)[0]
    raw = struct.unpack_from(f"<{size}H", record, at + 2)
    text = "".join(f"%{one + 1}" if one < LEVELS else chr(one) for one in raw)
    named = "none" if form == _NO_NUMBER else "decimal"
    return (
        Level(
            form=_FORMS[form] if form < len(_FORMS) else named,
            text=text,
            start=start,
            suffix=_SUFFIXES.get(follow, "tab"),
            restart=restart if flags & _NO_RESTART else None,
            is_legal=bool(flags & _LEGAL),
            is_hidden=hidden,
        ),
        at + 2 + 2 * size,
    )


def _lists(record: bytes) -> list[_List]:
    count = struct.unpack_from("<I", record, 0)[0]
    heads = [struct.unpack_from("<i8xB", record, 4 + 16 * one) for one in range(count)]
    at = 4 + 16 * count
    found = []
    for definition, overridden in heads:
        one = _List(definition=definition)
        if at + 4 <= len(record):
            at += 4  # a place that nobody uses
        for _ in range(overridden):
            start, flags = struct.unpack_from("<iI", record, at)
            at += 8
            own = None
            if flags & 0x20:
                own, at = _level(record, at)
            begins = start if flags & 0x10 else None
            one.overrides[flags & 0x0F] = (own.start if own and begins is not None else begins, own)
        found.append(one)
    return found


def read_styles(record: bytes) -> dict[int, Style]:
    """Read the sheet of styles; only those of paragraphs are of interest."""
    if not record:
        return {}
    size = struct.unpack_from("<H", record, 0)[0]
    count, base_size = struct.unpack_from("<HH", record, 2)
    at, found = 2 + size, {}
    for number in range(count):
        if at + 2 > len(record):
            break
        length = struct.unpack_from("<H", record, at)[0]
        if length >= base_size:
            style = _style(record[at + 2 : at + 2 + length], base_size)
            if style is not None:
                found[number] = style
        at += 2 + length
    return found


def _style(record: bytes, base_size: int) -> Style | None:
    first, second, third = struct.unpack_from("<HHH", record, 0)
    if second & 0x0F != _PARAGRAPH:
        return None
    at = base_size
    name = struct.unpack_from("<H", record, at)[0]
    at += 2 + 2 * name + 2
    parts = []
    for _ in range(third & 0x0F):
        if at + 2 > len(record):
            break
        size = struct.unpack_from("<H", record, at)[0]
        parts.append(record[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    return Style(
        identity=first & 0xFFF,
        base=second >> 4,
        paragraph=parts[0][2:] if parts else b"",
        characters=parts[1] if len(parts) > 1 else b"",
    )


def chain(styles: dict[int, Style], number: int) -> list[Style]:
    """Return a style and what it is based on, nearest first."""
    found: list[Style] = []
    while number in styles and number != _NIL and len(found) < _DEEPEST:
        found.append(styles[number])
        number = styles[number].base
    return found
