"""What a workbook's XML says beyond its values: formats, hidden lines, how far it reaches."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from guatu.core.documents import Format
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange.sheets.values import is_month, is_share

MAX_AREA = 3_000_000  # cells between the first and the last: what is laid out in memory at once
MAX_UNPACKED = 400 * 1024 * 1024
_SHARES = {9: "0%", 10: "0.00%"}  # built into every workbook (ECMA-376 part 1, 18.8.30)
_MONTHS = {17: "mmm-yy", 55: "yyyy年m月", 57: "yyyy年m月"}
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
_CHUNK = 1 << 16

_DAMAGE = (
    *(expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(KeyError, IndexError, RuntimeError, ValueError),
)

Attributes = dict[str, str]
Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(slots=True, kw_only=True)
class SheetLooks:
    """One sheet: formats of cells that show shares or months, hidden rows and columns, merges."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Span] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)  # but those that give a text


@dataclass(slots=True, kw_only=True)
class Looks:
    """A workbook: its format, whether it carries macros, and its sheets by name."""

    format: Format = Format.XLSX
    has_macros: bool = False
    sheets: dict[str, SheetLooks] = field(default_factory=dict)

    def of(self, name: str) -> SheetLooks:
        """Give what is known of a sheet; nothing of one that is not described."""
        return self.sheets.get(name, SheetLooks())


def built_in_formats() -> dict[int, str]:
    """Give the formats that every workbook has, as far as they change what a number shows."""
    return {**_SHARES, **_MONTHS}


class Refused(Exception):  # noqa: N818 leaves this module as an UnreadableFile
    """The XML declares entities or reaches further than any table of a plan."""

    def __init__(self, reason: UnreadableReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def open_archive(payload: bytes, *, name: str) -> zipfile.ZipFile | None:
    """Open the parts of a workbook; None for one in the old format, which has none.

    Raises
    ------
    UnreadableFile
        It is no archive that can be opened, or unpacks to more than a workbook of a plan holds.
    """
    if not payload.startswith(b"PK"):
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(payload))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _unreadable(UnreadableReason.BROKEN, name) from error
    if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
        raise _unreadable(UnreadableReason.TOO_LARGE, name)
    return archive


def looks_of(archive: zipfile.ZipFile, *, name: str) -> Looks:
    """Read what the parts of a workbook say of its looks.

    Raises
    ------
    UnreadableFile
        The XML is broken, declares entities, or reaches too far to be laid out.
    """
    names = set(archive.namelist())
    looks = Looks(has_macros=any(part.endswith("vbaProject.bin") for part in names))
    try:
        if "xl/workbook.xml" in names:
            formats = _formats(archive) if "xl/styles.xml" in names else []
            for title, part in _parts(archive):
                if part in names:
                    looks.sheets[title] = _sheet(archive, part, formats)
        elif "content.xml" in names:
            looks.sheets = _open_document(archive)
    except Refused as error:
        raise _unreadable(error.reason, name) from error
    except _DAMAGE as error:
        raise _unreadable(UnreadableReason.BROKEN, name) from error
    return looks


def _walk(
    archive: zipfile.ZipFile,
    part: str,
    begin: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
) -> None:
    """Go through a part's elements without building a tree; names without their prefix."""
    parser: Any = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.StartElementHandler = lambda tag, attributes: begin(_local(tag), attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(_local(tag))
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 positional only
        parser.Parse(b"", True)  # noqa: FBT003 positional only


def _refuse_entities(*_: object) -> None:
    raise Refused(UnreadableReason.BROKEN)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            reference = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), reference))

    _walk(archive, "xl/_rels/workbook.xml.rels", relation)
    _walk(archive, "xl/workbook.xml", sheet)
    for title, reference in sheets:
        target = targets.get(reference, "")
        yield title, posixpath.normpath(posixpath.join("xl", target)).lstrip("/")


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """Give the format code of each cell style, empty where it changes nothing for a reader."""
    codes = built_in_formats()
    styles: list[str] = []
    inside: list[str] = []

    def begin(tag: str, attributes: Attributes) -> None:
        inside.append(tag)
        if tag == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "xf" and "cellXfs" in inside:
            code = codes.get(int(attributes.get("numFmtId", "0")), "")
            styles.append(code if is_share(code) or is_month(code) else "")

    def end(_: str) -> None:
        inside.pop()

    _walk(archive, "xl/styles.xml", begin, end)
    return styles


def _sheet(archive: zipfile.ZipFile, part: str, formats: list[str]) -> SheetLooks:
    looks, reach = SheetLooks(), _Reach()
    at: list[tuple[int, int]] = []
    is_text = False

    def begin(tag: str, attributes: Attributes) -> None:
        nonlocal is_text
        if tag == "c":
            is_text = attributes.get("t") == "str"
            at[:] = _place(attributes.get("r", ""), at)
            style = int(attributes.get("s", "0"))
            if style < len(formats) and formats[style]:
                looks.formats[at[0]] = formats[style]
        elif tag == "f" and at and not is_text:
            looks.formulas.add(at[0])
        elif tag in {"v", "is"} and at:
            reach.extend(*at[0])
        elif tag == "row" and attributes.get("hidden") in {"1", "true"} and "r" in attributes:
            looks.hidden_rows.add(int(attributes["r"]) - 1)
        elif tag == "col" and attributes.get("hidden") in {"1", "true"}:
            looks.hidden_columns |= set(
                range(int(attributes["min"]) - 1, min(int(attributes["max"]), 16384))
            )

    _walk(archive, part, begin)
    return looks


def _place(reference: str, before: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Row and column of a reference like B12; a cell without one follows the one before it."""
    match = _REFERENCE.match(reference)
    if not match:
        row, column = before[0] if before else (0, -1)
        return [(row, column + 1)]
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return [(int(match[2]) - 1, column - 1)]


@dataclass(slots=True)
class _Reach:
    """The rectangle that holds every value; too large a one is refused before it is laid out."""

    rows: tuple[int, int] | None = None
    columns: tuple[int, int] = (0, 0)

    def extend(self, row: int, column: int) -> None:
        if self.rows is None:
            self.rows, self.columns = (row, row), (column, column)
            return
        self.rows = (min(self.rows[0], row), max(self.rows[1], row))
        self.columns = (min(self.columns[0], column), max(self.columns[1], column))
        height = self.rows[1] - self.rows[0] + 1
        if height * (self.columns[1] - self.columns[0] + 1) > MAX_AREA:
            raise Refused(UnreadableReason.TOO_LARGE)


def _open_document(archive: zipfile.ZipFile) -> dict[str, SheetLooks]:
    """Read merges, shares and hidden lines of an OpenDocument sheet, whose cells may repeat."""
    reader = _OpenDocument()
    _walk(archive, "content.xml", reader.begin)
    return reader.sheets


@dataclass(slots=True)
class _OpenDocument:
    sheets: dict[str, SheetLooks] = field(default_factory=dict)
    looks: SheetLooks = field(default_factory=SheetLooks)
    reach: _Reach = field(default_factory=_Reach)
    row: int = 0
    next_row: int = 0
    column: int = 0
    declared: int = 0

    def begin(self, tag: str, attributes: Attributes) -> None:
        plain = {_local(key): value for key, value in attributes.items()}
        if tag == "table":
            self.looks, self.reach = SheetLooks(), _Reach()
            self.sheets[plain.get("name", "")] = self.looks
            self.row = self.next_row = self.declared = 0
        elif tag == "table-column":
            self._declare(plain)
        elif tag == "table-row":
            self._begin_row(plain)
        elif tag in {"table-cell", "covered-table-cell"}:
            self._cell(plain)

    def _declare(self, plain: Attributes) -> None:
        count = _count(plain, "number-columns-repeated")
        if plain.get("visibility") in {"collapse", "filter"}:
            self.looks.hidden_columns |= set(
                range(self.declared, min(self.declared + count, 16384))
            )
        self.declared += count

    def _begin_row(self, plain: Attributes) -> None:
        self.row, self.column = self.next_row, 0
        count = _count(plain, "number-rows-repeated")
        self.next_row += count
        if plain.get("visibility") in {"collapse", "filter"}:
            self.looks.hidden_rows |= set(range(self.row, min(self.next_row, 1_048_576)))

    def _cell(self, plain: Attributes) -> None:
        count = _count(plain, "number-columns-repeated")
        if plain.get("value-type"):
            self.reach.extend(self.row, self.column)
            self.reach.extend(self.next_row - 1, self.column + count - 1)
        if plain.get("value-type") == "percentage":
            at = range(self.column, self.column + count)
            self.looks.formats |= {(self.row, column): "0%" for column in at}
        down, over = _count(plain, "number-rows-spanned"), _count(plain, "number-columns-spanned")
        if down > 1 or over > 1:
            end = (self.row + down - 1, self.column + over - 1)
            self.looks.merged.append(((self.row, self.column), end))
        self.column += count


def _count(plain: Attributes, key: str) -> int:
    return max(1, int(plain.get(key, "1")))


def _unreadable(reason: UnreadableReason, name: str) -> UnreadableFile:
    message = (
        f"{name} reaches over more cells than a plan's tables do: delete the rows and columns"
        " behind the last entry, or copy the table into a new workbook."
        if reason is UnreadableReason.TOO_LARGE
        else f"{name} cannot be opened as a workbook: open it in WPS or Excel and save it as .xlsx."
    )
    return UnreadableFile(message, reason=reason, name=name, looks_like="a workbook")
