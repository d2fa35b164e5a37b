"""What a file of a plan holds, whatever its format: its text, how it looks, its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Format(StrEnum):
    """What kind of file a document came from."""

    TXT = "txt"
    DOCX = "docx"
    DOC = "doc"
    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"
    XLS = "xls"
    OFD = "ofd"


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"


class Align(StrEnum):
    """Where the lines of a block stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class NoteCode(StrEnum):
    """What was left out or made of a file on the way to its text; a person should know of it."""

    CHANGES_ACCEPTED = "changes-accepted"  # tracked changes, read as accepted
    COMMENTS_LEFT_OUT = "comments-left-out"
    HEADERS_LEFT_OUT = "headers-left-out"  # headers, footers, page numbers, watermarks
    FOOTNOTES_LEFT_OUT = "footnotes-left-out"
    PICTURES_LEFT_OUT = "pictures-left-out"
    PAGES_WITHOUT_TEXT = "pages-without-text"  # scanned pages among others that hold text
    FURNITURE_LEFT_OUT = "furniture-left-out"  # menus and lists around a web page's text
    HIDDEN_LEFT_OUT = "hidden-left-out"  # hidden text, hidden sheets, hidden rows
    MACROS_IGNORED = "macros-ignored"
    NUMBERING_REBUILT = "numbering-rebuilt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph outside of tables: `text[start:end]` of its document, without its line end."""

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0  # of a heading, 1 the highest; 0 otherwise
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table; a merged one stands once, at its first row and column."""

    start: int
    end: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. In the text each row is a line, its cells parted by one tab; a cell holds no line end."""

    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that reading did to the file; `count` is how often, `place` where first."""

    code: NoteCode
    count: int = 1
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a file with what is known of its looks. A plain text has no blocks.

    Blocks and tables stand in the order of the text and do not overlap.
    """

    text: str
    format: Format = Format.TXT
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[Note, ...] = ()
    pages: int | None = None


def layout_of(document: Document) -> dict[str, Any]:
    """Return blocks and tables as small plain values to store; `layout_from` reads them back."""
    return {
        "blocks": [[b.start, b.end, b.kind.value, b.level, b.align.value] for b in document.blocks],
        "tables": [
            {
                "span": [t.start, t.end],
                "size": [t.rows, t.columns],
                "cells": [
                    [c.start, c.end, c.row, c.column, c.row_span, c.column_span] for c in t.cells
                ],
            }
            for t in document.tables
        ],
    }


def layout_from(stored: Mapping[str, Any]) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    """Return the blocks and tables that `layout_of` wrote; none of an empty mapping."""
    blocks = tuple(
        Block(start=start, end=end, kind=BlockKind(kind), level=level, align=Align(align))
        for start, end, kind, level, align in stored.get("blocks", ())
    )
    tables = tuple(
        Table(
            start=table["span"][0],
            end=table["span"][1],
            rows=table["size"][0],
            columns=table["size"][1],
            cells=tuple(
                Cell(start=start, end=end, row=row, column=column, row_span=down, column_span=over)
                for start, end, row, column, down, over in table["cells"]
            ),
        )
        for table in stored.get("tables", ())
    )
    return blocks, tables
