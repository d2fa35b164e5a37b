"""The files that a book of tables is written as, by the ending that is asked for."""

from __future__ import annotations

from collections.abc import Callable

from guatu.core.tablebook import Book
from guatu.interchange.tablebook.docx import write_docx
from guatu.interchange.tablebook.xlsx import write_xlsx

WRITERS: dict[str, Callable[[Book], bytes]] = {"xlsx": write_xlsx, "docx": write_docx}
