"""How a Word file is set: paper, margins, fonts, sizes, lines, tables and page numbers, as values.

Only the parts that say so are read, through the same guarded archive as any file that is read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.core.official import layout
from guatu.core.official.measured import (
    MeasuredBox,
    MeasuredNumber,
    MeasuredPaper,
    MeasuredParagraph,
    MeasuredSection,
)
from guatu.interchange.archives import Archive
from guatu.interchange.docx.numbering import Numbering
from guatu.interchange.docx.parts import Element, attribute, child, local, switch, whole
from guatu.interchange.docx.styles import Styles
from guatu.interchange.official.footers import boxes_in, lines_of, numbers_of
from guatu.interchange.official.properties import Looks, Set

MM_A_TWIP = 25.4 / 1440
MM_AN_EMU = 25.4 / 914400
GRID_UNITS = 4096  # parts of a point in which a grid of characters says what it adds
USUAL = "word/document.xml"


def measures(payload: bytes, *, name: str) -> dict[str, Any]:
    """Measure a Word file, as data; called where it can do no harm.

    Raises
    ------
    UnreadableFile
        If it is broken, guarded, a bomb, or no Word file.
    """
    return asdict(_Measuring(Archive(payload, name=name)).paper())


@dataclass(slots=True)
class _Measuring:
    """Walks through one file, in the order of its text."""

    archive: Archive
    paragraphs: list[MeasuredParagraph] = field(default_factory=list)
    boxes: list[MeasuredBox] = field(default_factory=list)
    sections: list[MeasuredSection] = field(default_factory=list)
    numbers: list[MeasuredNumber] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)  # of which pages, what they say
    tables: int = 0
    main: str = USUAL
    looks: Looks = field(init=False)
    numbering: Numbering = field(init=False)
    related: dict[str, tuple[str, str]] = field(init=False)

    def paper(self) -> MeasuredPaper:
        named = (to for _id, (sort, to) in self._relations("") if sort == "officeDocument")
        self.main = next((to for to in (*named, USUAL) if to in self.archive), "")
        if not self.main.endswith(".xml") or not _is_word(self.archive.xml(self.main)):
            raise no_word_file(self.archive.name)
        self.related = dict(self._relations(self.main))
        styles = Styles(self._part("styles"))
        self.looks = Looks(styles, self._part("styles"), self._part("theme"))
        self.numbering = Numbering(self._part("numbering"), styles)
        body = child(self.archive.xml(self.main), "body")
        assert body is not None  # noqa: S101 else it were no Word file
        self._blocks(body, table=None)
        last = child(body, "sectPr")
        if last is not None:
            self._section(last)
        has_two_sides = bool(switch(child(self._part("settings"), "evenAndOddHeaders")))
        shown = {"default", "first", *(["even"] if has_two_sides else [])}
        numbers = (one for one in self.numbers if one.page in shown)
        return MeasuredPaper(
            sections=tuple(self.sections),
            paragraphs=tuple(self.paragraphs),
            boxes=tuple(self.boxes),
            numbers=tuple(dict.fromkeys(numbers)),
            has_two_sides=has_two_sides,
            headers=tuple(dict.fromkeys(text for page, text in self.headers if page in shown)),
        )

    def _relations(self, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
        folder, file = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self.archive:
            return
        for one in self.archive.xml(rels):
            if one.get("TargetMode") != "External":
                kind = (one.get("Type") or "").rsplit("/", 1)[-1]
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target") or ""))
                yield one.get("Id") or "", (kind, target.lstrip("/"))

    def _part(self, kind: str) -> Element | None:
        targets = (to for sort, to in self.related.values() if sort == kind and to in self.archive)
        found = next(targets, None)
        return self.archive.xml(found) if found else None

    def _blocks(self, parent: Element, *, table: int | None) -> None:
        for one in parent:
            name = local(one)
            if name == "p":
                self._paragraph(one, table)
            elif name == "tbl":
                self._table(one, is_inner=table is not None)
            elif name in {"sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"}:
                self._blocks(one, table=table)

    def _paragraph(self, one: Element, table: int | None, *, is_boxed: bool = False) -> None:
        properties = child(one, "pPr")
        numbered = self.looks.styles.numbered(properties)
        listed = self.numbering.laid(numbered) if numbered else None
        own = self.looks.of_paragraph(properties, listed, numbered.style if numbered else None)
        label = self.numbering.label(numbered) if numbered else ""
        found = list(self._runs(one, properties))
        texts = [(text, set_in) for text, set_in in found if text.strip()]
        said = texts or [("", self.looks.of_run(None, properties))]
        chinese = [(text, set_in) for text, set_in in texts if _CHINESE.search(text)] or said
        longest = max(chinese, key=lambda pair: len(pair[0]))[1]
        shares = _shares(texts)
        self.paragraphs.append(
            MeasuredParagraph(
                place=len(self.paragraphs) + 1,
                section=len(self.sections),
                text=label + "".join(text for text, _set in found),
                font=longest.font,
                lead_font=chinese[0][1].font,
                size=longest.size,
                side=own.side,
                pitch=own.pitch,
                multiple=own.multiple,
                least=own.least,
                spacing=longest.spacing,
                scale=longest.scale,
                indent=own.first / longest.size + own.first_characters,
                left=own.left / longest.size + own.left_characters,
                right=own.right / longest.size + own.right_characters,
                is_red=longest.is_red,
                is_grid=own.is_grid,
                table=table,
                fonts=tuple(shares),
                shares=tuple(shares.values()),
                sizes=tuple(dict.fromkeys(set_in.size for _text, set_in in said)),
                before=own.before,
                after=own.after,
                bold=_share_bold(texts),
                is_boxed=is_boxed,
                colours=tuple(dict.fromkeys(look.colour for _text, look in texts if look.colour)),
            )
        )
        self._pictures(one)
        for box in boxes_in(one):
            for inner in lines_of(box):
                self._paragraph(inner, table, is_boxed=True)
        section = child(properties, "sectPr")
        if section is not None:
            self._section(section)

    def _runs(self, parent: Element, properties: Element | None) -> Iterator[tuple[str, Set]]:
        for one in parent:
            name = local(one)
            if name == "r":
                look = child(one, "rPr")
                if not self.looks.styles.is_hidden(look, properties):
                    text = "".join(_text_of(part) for part in one)
                    yield text, self.looks.of_run(look, properties)
            elif name in WRAPPERS:
                yield from self._runs(one, properties)

    def _pictures(self, one: Element) -> None:
        for width, height in pictures_in(one):
            self.boxes.append(
                MeasuredBox(
                    place=len(self.paragraphs), section=len(self.sections), is_picture=True,
                    width=width, height=height,
                )
            )  # fmt: skip

    def _table(self, table: Element, *, is_inner: bool) -> None:
        self.tables += 1
        number = self.tables
        if not is_inner:
            width, slack = _table_width(table)
            self.boxes.append(
                MeasuredBox(
                    place=len(self.paragraphs) + 1, section=len(self.sections),
                    width=width * MM_A_TWIP, slack=slack * MM_A_TWIP,
                )
            )  # fmt: skip
        for row in table.iter("{*}tr"):
            for cell in row:
                if local(cell) == "tc":
                    self._blocks(cell, table=number)

    def _section(self, section: Element) -> None:
        size, margins, grid = (child(section, name) for name in ("pgSz", "pgMar", "docGrid"))
        pitch = whole(grid, "linePitch") if attribute(grid, "type") in GRIDS else None
        sort = attribute(grid, "type")
        extra = _signed(whole(grid, "charSpace") or 0) if sort in CHARACTER_GRIDS else None
        base = self.looks.base_size

        def mm(element: Element | None, name: str) -> float:
            return (whole(element, name) or 0) * MM_A_TWIP

        self.sections.append(
            MeasuredSection(
                width=mm(size, "w"),
                height=mm(size, "h"),
                top=abs(mm(margins, "top")),  # below 0 where a header may not push the text down
                bottom=abs(mm(margins, "bottom")),
                left=mm(margins, "left") + mm(margins, "gutter"),
                right=mm(margins, "right"),
                line_pitch=pitch / 20 if pitch else None,
                cell=base + extra / GRID_UNITS if extra is not None else None,
                letter=base if extra is not None else None,
                snaps=sort == "snapToChars",
                columns=max(whole(child(section, "cols"), "num") or 1, 1),
            )
        )
        is_lying = mm(size, "w") > mm(size, "h")  # its number stands at the side of the page
        has_first = bool(switch(child(section, "titlePg")))
        form = attribute(child(section, "pgNumType"), "fmt") or ""
        for one in section:
            page = attribute(one, "type") or "default"
            _kind, target = self.related.get(attribute(one, "id") or "", ("", ""))
            if target not in self.archive or (page == "first" and not has_first):
                continue
            if local(one) == "footerReference" and not is_lying:
                self.numbers += numbers_of(self.archive.xml(target), self.looks, page, form)
            elif local(one) == "headerReference":
                self._header(target, page)

    def _header(self, target: str, page: str) -> None:
        found = self.archive.xml(target).iter("{*}t")
        said = "".join(one.text or "" for one in found if not _is_fallback(one)).strip()
        if said:
            self.headers.append((page, said))


def _is_word(root: Element) -> bool:
    return local(root) == "document" and child(root, "body") is not None


def no_word_file(name: str) -> UnreadableFile:
    """Return the refusal of an archive that is something else: a workbook, slides, an OpenDocument."""
    return UnreadableFile(
        f"{name} is no Word file (.docx).", reason=UnreadableReason.WRONG_TYPE, name=name
    )


def _shares(texts: list[tuple[str, Set]]) -> dict[str, float]:
    """Return the fonts of Chinese signs and how much of them each has: others have fonts of their own."""
    counts: dict[str, int] = {}
    for text, set_in in texts:
        if number := len(_CHINESE.findall(text)):
            counts[set_in.font] = counts.get(set_in.font, 0) + number
    whole_length = sum(counts.values())
    return {font: number / whole_length for font, number in counts.items()}


def _is_fallback(element: Element) -> bool:
    """Say whether an element is the second form of something that stands there already."""
    return next(element.iterancestors("{*}Fallback"), None) is not None


def pictures_in(element: Element) -> Iterator[tuple[float, float]]:
    """Yield how wide and high the pictures of a paragraph are, in millimetres; a rule is none."""
    for extent in element.iter("{*}extent"):
        wide, high = whole(extent, "cx") or 0, whole(extent, "cy") or 0
        if high * MM_AN_EMU >= LEAST_HIGH:
            yield wide * MM_AN_EMU, high * MM_AN_EMU
    for image in element.iter("{*}imagedata"):  # as .doc files keep theirs
        shape = image.getparent()
        found = dict(_STYLED.findall((shape.get("style") or "") if shape is not None else ""))
        width, height = (_millimetres(found.get(name, "")) for name in ("width", "height"))
        yield width, height


def _millimetres(said: str) -> float:
    match = _LENGTH.fullmatch(said.strip())
    return float(match[1]) * MM_A_UNIT[match[2]] if match else 0.0


def _table_width(table: Element) -> tuple[int, int]:
    """Return how wide a table is, and how far its rules may stand out, in twips.

    A table that begins where the text does has the inner margins of its cells outside of it: so do
    Word and WPS set each new one.
    """
    properties = child(table, "tblPr")
    own, indent = child(properties, "tblW"), whole(child(properties, "tblInd"), "w") or 0
    if attribute(own, "type") == "pct" or "%" in (attribute(own, "w") or ""):
        share = _share(attribute(own, "w") or "")
        return (round(share * layout.TYPE_WIDTH / MM_A_TWIP), 0) if share > 1 else (0, 0)
    columns = child(table, "tblGrid")
    wide = sum(whole(one, "w") or 0 for one in (columns if columns is not None else ()))
    said_by_cells = (_row_width(row) for row in table.iterchildren("{*}tr"))
    wide = max(wide, (whole(own, "w") or 0) * (attribute(own, "type") == "dxa"), *said_by_cells, 0)
    margins = child(properties, "tblCellMar")
    said = [whole(child(margins, side), "w") for side in ("left", "right")]
    slack = sum(CELL_MARGIN if one is None else one for one in said)
    return wide + max(indent, 0), 0 if indent > 0 else slack


def _signed(value: int) -> int:
    """Return a number that LibreOffice writes without its sign: 4294966271 is 1025 below 0."""
    return value - (1 << 32) if value >= 1 << 31 else value


def _row_width(row: Element) -> int:
    """Return how wide the cells of a row say that they are: programs change these and no column."""
    widths = [child(cell, "tcPr", "tcW") for cell in row.iterchildren("{*}tc")]
    if any(one is None or attribute(one, "type") != "dxa" for one in widths):
        return 0
    return sum(whole(one, "w") or 0 for one in widths)


def _share(said: str) -> float:
    """Return a share of the width: 110%, or 5500 fiftieths of a percent."""
    number = re.sub(r"[^\d.]", "", said)
    return float(number or 0) / (100 if "%" in said else ALL_OF_IT)


def _share_bold(texts: list[tuple[str, Set]]) -> float:
    """Return the share of the characters that are bold."""
    whole_length = sum(len(text.strip()) for text, _set in texts)
    bold = sum(len(text.strip()) for text, set_in in texts if set_in.is_bold)
    return bold / whole_length if whole_length else 0.0


GRIDS = {"lines", "linesAndChars", "snapToChars"}
CHARACTER_GRIDS = {"linesAndChars", "snapToChars"}
WRAPPERS = {
    "hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo",
}  # fmt: skip
ALL_OF_IT = 5000  # of a width in fiftieths of a percent
LEAST_HIGH = 1.0  # mm of a picture: what is lower is a rule
MM_A_UNIT = {"pt": 25.4 / 72, "in": 25.4, "cm": 10.0, "mm": 1.0, "px": 25.4 / 96, "": 25.4 / 96}
_STYLED = re.compile(r"(width|height)\s*:\s*([^;]+)")
_LENGTH = re.compile(r"([\d.]+)\s*(pt|in|cm|mm|px|)")
CELL_MARGIN = 108  # twips beside the words of a cell, where nothing says otherwise
_CHINESE = re.compile(
    r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)


def _text_of(part: Element) -> str:
    name = local(part)
    if name == "t":
        return part.text or ""
    if name == "tab":
        return "\t"
    return "\n" if name in {"br", "cr"} else ""
