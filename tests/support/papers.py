"""One plan on paper: its blocks, and the same plan as .txt, .html, .docx, .pdf and .xlsx."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from guatu.core.documents import Document, Format
from guatu.interchange.composing import Composer, WrittenCell

ABOVE, LEFT = "^", "<"  # a place that the cell above, or on the left, goes on into

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Title:
    """The headline."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the given level; `number` is what a word processor writes by itself."""

    level: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table by its rows, with `ABOVE` and `LEFT` where cells are merged."""

    rows: Rows


Paper = Sequence[Title | Heading | Paragraph | Sheet]


def cells_of(rows: Rows) -> list[WrittenCell]:
    """Give each cell once, with what it spans."""
    found = []
    for row, line in enumerate(rows):
        for column, text in enumerate(line):
            if text in {ABOVE, LEFT}:
                continue
            over = _run([line[c] for c in range(column + 1, len(line))], LEFT)
            down = _run([rows[r][column] for r in range(row + 1, len(rows))], ABOVE)
            found.append(
                WrittenCell(row=row, column=column, text=text, row_span=down, column_span=over)
            )
    return found


def _run(following: Sequence[str], mark: str) -> int:
    length = 1
    for word in following:
        if word != mark:
            break
        length += 1
    return length


def document_of(rows: Rows) -> Document:
    """Write a table alone as a document, as the readers of files do."""
    composer = Composer(format=Format.XLSX)
    composer.table(cells_of(rows), rows=len(rows), columns=len(rows[0]))
    return composer.document()


def as_txt(paper: Paper) -> bytes:
    """Write plain text: a table is lines with tabs, and nothing tells what is merged."""
    lines = []
    for block in paper:
        match block:
            case Heading():
                lines.append(f"{block.number}{block.text}")
            case Sheet():
                lines += [
                    "\t".join("" if word in {ABOVE, LEFT} else word for word in row)
                    for row in block.rows
                ]
            case _:
                lines.append(block.text)
    return ("\n".join(lines) + "\n").encode()


def as_xlsx(paper: Paper) -> bytes:
    """Write a sheet: a paragraph is a row merged over all columns."""
    import xlsxwriter  # noqa: PLC0415

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("方案")
    at = 0
    for block in paper:
        if isinstance(block, Sheet):
            for cell in cells_of(block.rows):
                _write(sheet, at, cell)
            at += len(block.rows)
        else:
            text = block.number + block.text if isinstance(block, Heading) else block.text
            sheet.write(at, 0, text)
            at += 1
    book.close()
    return buffer.getvalue()


def _write(sheet: object, top: int, cell: WrittenCell) -> None:
    first, left = top + cell.row, cell.column
    last, right = first + cell.row_span - 1, left + cell.column_span - 1
    if (first, left) == (last, right):
        sheet.write(first, left, cell.text)  # type: ignore[attr-defined]
    else:
        sheet.merge_range(first, left, last, right, cell.text)  # type: ignore[attr-defined]
