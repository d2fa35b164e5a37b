"""Workbooks made by hand: .xlsx with looks, .xls and .ods without a program that writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter
from badfiles import ole


def xlsx(fill: Callable[[Any, Any], None], *, title: str = "任务") -> bytes:
    """Write a workbook of one sheet that `fill` gets with its book."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(book, book.add_worksheet(title))
    book.close()
    return buffer.getvalue()


def rezipped(payload: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change one part of an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(payload)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return buffer.getvalue()


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _counted(text: str, size: str) -> bytes:
    return struct.pack(size, len(text)) + b"\x01" + text.encode("utf-16-le")


def xls(
    rows: Sequence[Sequence[str | float]],
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    shares: frozenset[tuple[int, int]] = frozenset(),
    hidden: frozenset[int] = frozenset(),
    title: str = "任务",
) -> bytes:
    """Write a workbook in the format of Excel 97: labels, numbers, merges (rows, then columns)."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0x0600)
    styles = [_record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (0, 165)]
    head = _record(0x0809, begin) + _record(0x041E, struct.pack("<H", 165) + _counted("0.0%", "<H"))
    head += b"".join(styles)
    sheet_head = 4 + 4 + 2 + 2 + 2 * len(title)
    start = len(head) + sheet_head + 4
    bound = struct.pack("<IBB", start, 0, 0) + _counted(title, "<B")
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0x0600))
    for row in sorted(hidden):
        sheet += _record(0x0208, struct.pack("<HHHHHHHH", row, 0, 9, 255, 0, 0, 0x20, 0))
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            style = 1 if (row, column) in shares else 0
            key = struct.pack("<HHH", row, column, style)
            if isinstance(value, str):
                sheet += _record(0x0204, key + _counted(value, "<H")) if value else b""
            else:
                sheet += _record(0x0203, key + struct.pack("<d", value))
    if merged:
        spans = b"".join(struct.pack("<HHHH", *span) for span in merged)
        sheet += _record(0x00E5, struct.pack("<H", len(merged)) + spans)
    stream = head + _record(0x0085, bound) + _record(0x000A) + sheet + _record(0x000A)
    return ole({"Workbook": stream})


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="任务">%s</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def ods(inner: str) -> bytes:
    """Write an OpenDocument sheet whose rows are given as XML."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS % inner)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return buffer.getvalue()


def ods_cell(text: str, more: str = "") -> str:
    """Write a cell of text."""
    return (
        f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )
