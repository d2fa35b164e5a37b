"""Plans as printed pages: set line by line as an official paper is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
SIZE = 16.0  # 三号
PITCH = 28.5
COLUMNS, ROWS = 28, 22  # GB/T 9704-2012, 5.2.3
LEFT, TOP = 28 * MM, 37 * MM
_CLOSERS = "，。、；：！？）》”’%"
_OPENERS = "（《“‘"

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@dataclass
class Press:
    """Sets lines on pages of 22 lines and 28 characters, numbered as official papers are."""

    numbers: bool = True
    head: str = ""
    watermark: str = ""
    backwards: bool = False  # draw the lines of a page from the last to the first
    doubled: bool = False  # draw letters twice to look bold
    size: tuple[float, float] = A4
    payload: io.BytesIO = field(default_factory=io.BytesIO)
    canvas: Any = None
    row: int = 0
    page: int = 1
    pending: list[tuple[float, float, str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.payload, pagesize=self.size)
        self.width = COLUMNS * SIZE

    def line(self, x: float, text: str, size: float = SIZE) -> None:
        """Set one line at the next free row."""
        if self.row >= ROWS:
            self.turn()
        y = self.size[1] - TOP - (self.row + 1) * PITCH
        self.pending.append((x, y, text, size))
        self.row += 1

    def paragraph(self, text: str, *, indent: int = 2) -> None:
        """Set a paragraph: first line indented, broken where no mark may begin a line."""
        offset = indent * SIZE
        for part in broken(text, self.width - offset, self.width):
            self.line(LEFT + offset, part)
            offset = 0.0

    def centred(self, text: str, size: float = 22.0) -> None:
        """Set a line in the middle, as a headline."""
        width = pdfmetrics.stringWidth(text, FONT, size)
        self.line(LEFT + (self.width - width) / 2, text, size)

    def right(self, text: str, inset: int = 4) -> None:
        """Set a signature."""
        width = pdfmetrics.stringWidth(text, FONT, SIZE)
        self.line(LEFT + self.width - width - inset * SIZE, text)

    def turn(self) -> None:
        """Finish the page."""
        if self.watermark:
            self._watermark()
        for x, y, text, size in reversed(self.pending) if self.backwards else self.pending:
            self.canvas.setFont(FONT, size)
            self.canvas.drawString(x, y, text)
            if self.doubled:
                self.canvas.drawString(x + 0.3, y, text)
        self.canvas.setFont(FONT, 14)
        if self.numbers:
            inset = self.size[0] - 26 * MM - 80 if self.page % 2 else LEFT + SIZE
            self.canvas.drawString(inset, 28 * MM, f"— {self.page} —")
        if self.head:
            self.canvas.drawCentredString(self.size[0] / 2, self.size[1] - 15 * MM, self.head)
        self.canvas.showPage()
        self.pending, self.row, self.page = [], 0, self.page + 1

    def _watermark(self) -> None:
        self.canvas.saveState()
        self.canvas.setFillColor(Color(0.5, 0.5, 0.5, alpha=0.25))
        self.canvas.setFont(FONT, 60)
        self.canvas.translate(self.size[0] / 2, self.size[1] / 2)
        self.canvas.rotate(45)
        self.canvas.drawCentredString(0, 0, self.watermark)
        self.canvas.rotate(-45)
        self.canvas.drawCentredString(0, 150, self.watermark)
        self.canvas.restoreState()

    def bytes(self) -> bytes:
        """Give the file."""
        if self.pending:
            self.turn()
        self.canvas.save()
        return self.payload.getvalue()


def broken(text: str, first: float, width: float) -> Iterator[str]:
    """Break a text into lines of a width; no mark opens a line, no bracket ends one."""
    room, start, used = first, 0, 0.0
    at = 0
    while at < len(text):
        step = pdfmetrics.stringWidth(text[at], FONT, SIZE)
        if used + step > room + 0.01:
            cut = at
            while cut - 1 > start and (
                text[cut] in _CLOSERS
                or text[cut - 1] in _OPENERS
                or (text[cut].isascii() and text[cut - 1].isascii())
            ):
                cut -= 1
            yield text[start:cut]
            start = at = cut
            room, used = width, 0.0
            continue
        used += step
        at += 1
    yield text[start:]
