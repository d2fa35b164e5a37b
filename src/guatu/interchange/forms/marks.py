"""Marking cells of a workbook: yellow, with a comment that says what is missing."""

from __future__ import annotations

import copy
from html import escape

from lxml import etree

from guatu.core.cells import cell_name
from guatu.interchange.forms.parts import MAIN, RELATED, Element, Package, parsed

M = f"{{{MAIN}}}"
YELLOW = "FFFFF2CC"
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
# What stands behind a drawing of comments in a sheet's XML, in the order of the format.
BEHIND = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
EMPTY_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{key}" type="#_x0000_t202"'
    ' style="position:absolute;width:144pt;height:60pt;visibility:hidden" fillcolor="#ffffe1"'
    ' o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/><x:ClientData'
    ' ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
FIRST_KEY = 9000  # of shapes: behind those that a form brings along


class Marks:
    """The styles and comments of one sheet while it is being marked."""

    def __init__(self, package: Package, sheet: str) -> None:
        self.package, self.sheet = package, sheet
        self.styles = package.root("xl/styles.xml")
        self.fill: int | None = None
        self.made: dict[str, str] = {}
        self.notes: list[tuple[int, int, str]] = []

    def yellow(self, style: str | None) -> str:
        """Return the style of a cell with a yellow ground, all else as it was."""
        old = style or "0"
        if old not in self.made:
            formats = self.styles.find(f"{M}cellXfs")
            one = copy.deepcopy(formats[int(old)])
            one.set("fillId", str(self.filling()))
            one.set("applyFill", "1")
            formats.append(one)
            formats.set("count", str(len(formats)))
            self.made[old] = str(len(formats) - 1)
        return self.made[old]

    def filling(self) -> int:
        if self.fill is None:
            fills = self.styles.find(f"{M}fills")
            pattern = etree.SubElement(
                etree.SubElement(fills, f"{M}fill"), f"{M}patternFill", patternType="solid"
            )
            etree.SubElement(pattern, f"{M}fgColor", rgb=YELLOW)
            etree.SubElement(pattern, f"{M}bgColor", indexed="64")
            fills.set("count", str(len(fills)))
            self.fill = len(fills) - 1
        return self.fill

    def note(self, row: int, column: int, words: str) -> None:
        self.notes.append((row, column, words))

    def finish(self, page: Element) -> None:
        """Write the styles and comments, and tie the comments to the sheet."""
        self.package.put("xl/styles.xml", self.styles)
        self.write_comments()
        self.write_shapes(page)

    def write_comments(self) -> None:
        name = self.package.related(self.sheet, "comments")
        if name is None:
            name = self.package.free("xl/comments%d.xml")
            root = parsed(f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode())
            self.package.declare(name, COMMENTS)
            self.package.relate(self.sheet, "comments", name)
        else:
            root = self.package.root(name)
        authors, comments = root.find(f"{M}authors"), root.find(f"{M}commentList")
        etree.SubElement(authors, f"{M}author").text = "guatu"
        there = {one.get("ref") for one in comments}
        for row, column, words in self.notes:
            reference = cell_name(row, column)
            if reference in there:  # the form's own comment stays: it says how to fill the cell in
                continue
            one = etree.SubElement(
                comments, f"{M}comment", ref=reference, authorId=str(len(authors) - 1)
            )
            run = etree.SubElement(etree.SubElement(one, f"{M}text"), f"{M}r")
            etree.SubElement(run, f"{M}t").text = words
        self.package.put(name, root)

    def write_shapes(self, page: Element) -> None:
        name = self.package.related(self.sheet, "vmlDrawing")
        if name is None:
            name = self.package.free("xl/drawings/vmlDrawing%d.vml")
            self.package.declare_ending("vml", VML)
            self.hang(page, self.package.relate(self.sheet, "vmlDrawing", name))
            root = parsed(EMPTY_DRAWING.encode())
        else:
            root = self.package.root(name)
        for at, (row, column, _words) in enumerate(self.notes):
            shape = SHAPE.format(key=FIRST_KEY + at, row=escape(str(row)), column=column)
            root.append(parsed(shape.encode()))
        self.package.parts[name] = etree.tostring(root)

    def hang(self, page: Element, key: str) -> None:
        """Put the drawing of comments into its place of the sheet."""
        made = etree.Element(f"{M}legacyDrawing", nsmap={"r": RELATED})
        made.set(f"{{{RELATED}}}id", key)
        behind = next((one for tag in BEHIND if (one := page.find(f"{M}{tag}")) is not None), None)
        if behind is None:
            page.append(made)
        else:
            behind.addprevious(made)
