"""Workbooks in the XML of Excel 2003, as office systems still export them under the name .xls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from guatu.core.cells import SheetCells
from guatu.core.errors import UnreadableReason
from guatu.interchange.archives import parse_xml
from guatu.interchange.sheets.cells import UNWORKED, sheet_of
from guatu.interchange.sheets.limits import MOST_COLUMNS, MOST_ROWS
from guatu.interchange.sheets.reader import refused
from guatu.interchange.sheets.values import Value, shown

_S = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_PERCENT = {"percent": "0%", "fixed": "0.00", "general": ""}
Place = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class _Read:
    texts: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)


def read_xml_cells(payload: bytes, *, name: str, keeps_lines: bool) -> tuple[SheetCells, ...]:
    """Read every sheet, as `cells.read_cells` does.

    Raises
    ------
    UnreadableFile
        The file is broken, empty or too large.
    """
    root = parse_xml(payload, name=name)
    formats = dict(_formats(root))
    found = []
    for sheet in root.iter(f"{_S}Worksheet"):
        visible = sheet.findtext(f"{_X}WorksheetOptions/{_X}Visible") or ""
        read = _read(sheet, formats, keeps_lines=keeps_lines)
        if read.texts:
            title = sheet.get(f"{_S}Name") or ""
            cells = sheet_of(title, read.texts, name=name)
            found.append(
                replace(
                    cells,
                    merged=tuple(sorted(read.merged)),
                    hidden_rows=tuple(read.hidden),
                    is_hidden=visible.startswith(("SheetHidden", "SheetVeryHidden")),
                )
            )
    if all(one.is_hidden for one in found):
        raise refused(UnreadableReason.EMPTY, name)
    return tuple(sorted(found, key=lambda one: one.is_hidden))


def _formats(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Give how each style shows figures."""
    for style in root.iter(f"{_S}Style"):
        number = style.find(f"{_S}NumberFormat")
        if number is not None:
            code = number.get(f"{_S}Format") or ""
            yield style.get(f"{_S}ID") or "", _PERCENT.get(code.casefold(), code)


def _read(sheet: etree._Element, formats: dict[str, str], *, keeps_lines: bool) -> _Read:
    read, row = _Read(), -1
    for line in sheet.iterfind(f"{_S}Table/{_S}Row"):
        row = _place(line, row)
        if row > MOST_ROWS:
            break
        if line.get(f"{_S}Hidden") == "1":
            read.hidden.append(row)
        column = -1
        for cell in line.iterfind(f"{_S}Cell"):
            column = _place(cell, column)
            if column > MOST_COLUMNS:
                break
            code = formats.get(cell.get(f"{_S}StyleID") or "", "")
            if text := _text(cell, code, keeps_lines=keeps_lines):
                read.texts[row, column] = text
            right, low = column + _more(cell, "MergeAcross"), row + _more(cell, "MergeDown")
            if (right, low) != (column, row):
                read.merged.append((row, column, low, right))
            column = right
        row += _more(line, "Span")
    return read


def _place(element: etree._Element, last: int) -> int:
    """Return where a row or a cell stands: as it says, counted from 1, else behind the last."""
    said = element.get(f"{_S}Index") or ""
    return max(last + 1, int(said) - 1) if said.isascii() and said.isdigit() else last + 1


def _more(element: etree._Element, what: str) -> int:
    said = element.get(f"{_S}{what}") or ""
    most = MOST_COLUMNS if what == "MergeAcross" else MOST_ROWS
    return min(int(said), most) if said.isascii() and said.isdigit() else 0


def _text(cell: etree._Element, code: str, *, keeps_lines: bool) -> str:
    data = cell.find(f"{_S}Data")
    if data is None:
        return UNWORKED if cell.get(f"{_S}Formula") else ""
    written = "".join(str(part) for part in data.itertext())
    value = _value(written, data.get(f"{_S}Type") or "")
    return shown(value, code, keeps_lines=keeps_lines)


def _value(written: str, kind: str) -> Value:
    """Return what a cell holds; what is not as its type says stays as it is written."""
    try:
        if kind == "Number":
            return float(written)
        if kind == "DateTime":
            return dt.datetime.fromisoformat(written.rstrip("Z"))
    except ValueError:
        return written
    return written == "1" if kind == "Boolean" else written
