"""How high rows of a form must be for what was written into them: raised where the form's own are too low."""

from __future__ import annotations

from math import ceil

from guatu.interchange.forms.parts import MAIN, Element
from guatu.interchange.tablebook.xlsx import width_of

M = f"{{{MAIN}}}"
USUAL_WIDTH = 8.43  # characters, as Excel has it
USUAL_SIZE = 11.0
LEADING = 1.35  # a line against the size of its letters
HIGHEST = 409.0  # points, as Excel has it


class Heights:
    """Widths of columns and sizes of letters of one sheet."""

    def __init__(self, page: Element, styles: Element) -> None:
        self.widths: dict[int, float] = {}
        for one in page.iter(f"{M}col"):
            width = float(one.get("width") or USUAL_WIDTH)
            for column in range(int(one.get("min")) - 1, min(int(one.get("max")), 400)):
                self.widths[column] = width
        usual = page.find(f"{M}sheetFormatPr")
        self.usual = float((usual.get("defaultRowHeight") if usual is not None else None) or 15)
        formats = styles.find(f"{M}cellXfs")
        fonts = styles.find(f"{M}fonts")
        sizes = [size_of(font) for font in fonts] if fonts is not None else []
        self.looks = [look_of(one, sizes) for one in formats] if formats is not None else []
        # a merged area has more room than its first column: its height is the form's own
        self.merged = {area.get("ref").partition(":")[0] for area in page.iter(f"{M}mergeCell")}

    def needed(self, cell: Element, column: int, text: str) -> float:
        """Return how high a cell must be for a text; 0 where the form lets no text wrap there."""
        style = int(cell.get("s") or 0)
        size, wraps = self.looks[style] if style < len(self.looks) else (USUAL_SIZE, False)
        if not wraps or cell.get("r") in self.merged:
            return 0.0
        # a column is as wide as so many letters of 11 points: larger ones are fewer
        room = max(self.widths.get(column, USUAL_WIDTH) * USUAL_SIZE / size - 2, 1)
        lines = sum(max(ceil(width_of(part) / room), 1) for part in text.split("\n"))
        return lines * size * LEADING + 3

    def raise_row(self, row: Element, height: float) -> None:
        """Make a row at least so high."""
        if height > float(row.get("ht") or self.usual):
            row.set("ht", f"{min(height, HIGHEST):.1f}")
            row.set("customHeight", "1")


def size_of(font: Element) -> float:
    found = font.find(f"{M}sz")
    return float(found.get("val")) if found is not None else USUAL_SIZE


def look_of(style: Element, sizes: list[float]) -> tuple[float, bool]:
    """Return the size of the letters of a cell's style, and whether its text wraps."""
    font = int(style.get("fontId") or 0)
    alignment = style.find(f"{M}alignment")
    wraps = alignment is not None and alignment.get("wrapText") in {"1", "true"}
    return (sizes[font] if font < len(sizes) else USUAL_SIZE), wraps
