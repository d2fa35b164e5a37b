"""Filling the table of a document in place: fonts, widths and lines stay as they were."""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table

from guatu.core.adopting.layouts import Filling
from guatu.interchange.forms.xlsx import sound

YELLOW = "FFF2CC"
OPEN = "待填"  # stands where a comment is tied to: an empty cell has no words that one could mark


def fill_docx(
    payload: bytes, *, table: int, filling: Filling, told: Mapping[tuple[int, int], str]
) -> bytes:
    """Return the document with the cells of one table filled; gaps are yellow, with a comment.

    Raises
    ------
    KeyError
        If the document has no such table.
    """
    document = docx.Document(io.BytesIO(payload))
    found = table_of(tables_in(document), table, filling)
    model = found.rows[min(filling.last_row, len(found.rows) - 1)]._tr  # noqa: SLF001 no public way to a row's XML
    for _step in range(filling.grown):
        made = copy.deepcopy(model)
        for text in made.iter(qn("w:t")):
            text.text = ""
        model.addnext(made)
    for (row, column), value in sorted(filling.values.items()):
        words = format(value, "f") if isinstance(value, Decimal) else value
        write(found.cell(row, column), words)
    for (row, column), words in sorted(told.items()):
        cell = found.cell(row, column)
        run = write(cell, OPEN)
        shade(cell)
        document.add_comment(run, text=sound(words), author="guatu", initials="g")
    if filling.mark:
        for section in document.sections:
            line = section.header.paragraphs[0] if section.header.paragraphs else None
            line = line or section.header.add_paragraph()
            if filling.mark not in line.text:  # as it is where another table was filled before
                line.add_run(filling.mark)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def table_of(tables: Sequence[Any], place: int, filling: Filling) -> Any:
    """Return the table of a filling: of those that hold its landmarks the one of its rank.

    Where nothing names it, its place counts, which leaves out empty tables.

    Raises
    ------
    KeyError
        If there is none.
    """
    marks = filling.landmarks
    if not marks and place < len(tables):
        return tables[place]
    found = [one for one in tables if all(holds(one, *at, text) for at, text in marks.items())]
    if filling.rank >= len(found):
        raise KeyError(place)
    return found[filling.rank]


def tables_in(document: Any) -> list[Any]:
    """Return the tables of a document, those in fields of a template too; none in a table or a box."""
    return [
        Table(one, document)
        for one in document.element.body.iter(qn("w:tbl"))
        if next(one.iterancestors(qn("w:tbl"), qn("w:txbxContent")), None) is None
    ]


def holds(table: Any, row: int, column: int, text: str) -> bool:
    if row >= len(table.rows) or column >= len(table.columns):
        return False
    return "".join(table.cell(row, column).text.split()) == "".join(text.split())


def write(cell: Any, words: str) -> Any:
    """Write a text into a cell with the look of its first run; return the run."""
    paragraph = cell.paragraphs[0]
    for other in cell.paragraphs[1:]:
        other._p.getparent().remove(other._p)  # noqa: SLF001
    run = paragraph.runs[0] if paragraph.runs else paragraph.add_run()
    for other in paragraph.runs[1:]:
        other._r.getparent().remove(other._r)  # noqa: SLF001
    run.text = sound(words)
    return run


def shade(cell: Any) -> None:
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001
    for old in properties.findall(qn("w:shd")):
        properties.remove(old)
    made = OxmlElement("w:shd")
    made.set(qn("w:val"), "clear")
    made.set(qn("w:color"), "auto")
    made.set(qn("w:fill"), YELLOW)
    # the format wants the shading before what follows it in a cell's properties
    behind = next((one for tag in AFTER if (one := properties.find(qn(tag))) is not None), None)
    if behind is None:
        properties.append(made)
    else:
        behind.addprevious(made)


AFTER = ("w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark")
