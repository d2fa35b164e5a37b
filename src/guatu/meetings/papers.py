"""The files that lists of meetings are written as."""

from __future__ import annotations

from collections.abc import Callable

from guatu.core.tablebook import Book
from guatu.interchange.tablebook.docx import write_docx
from guatu.interchange.tablebook.xlsx import write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITERS: dict[str, tuple[Callable[[Book], bytes], str]] = {
    "xlsx": (write_xlsx, XLSX),
    "docx": (write_docx, DOCX),
}
