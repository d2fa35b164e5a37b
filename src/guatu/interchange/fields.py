"""Fields of Word: a code that is hidden, and a result that shows."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CONTENTS = re.compile(r"^\s*TOC\b", re.IGNORECASE)
_ENCLOSED = re.compile(r"\\[oO]\s*\\?(?:ac)?\s*\([^,，()]+[,，]\s*([^()]+?)\s*\)\s*$")
_ENCLOSING = re.compile(r"^\s*eq\b", re.IGNORECASE)


@dataclass(slots=True)
class Field:
    """A field that is open: its code is hidden, its result shows."""

    code: str = ""
    in_result: bool = False

    @property
    def hides(self) -> bool:
        """Whether what stands here is no text: a code, or a table of contents."""
        return not self.in_result or bool(_CONTENTS.match(self.code))


def enclosed(field: Field) -> str:
    """Return what a formula that draws a ring around a character shows: ① of ``○,1``."""
    if field.in_result or not _ENCLOSING.match(field.code):
        return ""
    match = _ENCLOSED.search(field.code.strip())
    if match is None:
        return ""
    inner = match[1]
    is_small = inner.isascii() and inner.isdecimal() and 1 <= int(inner) <= 20  # noqa: PLR2004
    return chr(ord("①") + int(inner) - 1) if is_small else inner
