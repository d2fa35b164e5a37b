"""How a Word file is set: paper, margins, fonts, sizes, lines, tables and page numbers, as values.

Only the parts that say so are read, through the same guarded archive as any file that is read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from guatu.core.official.measured import (
    MeasuredBox,
    MeasuredNumber,
    MeasuredPaper,
    MeasuredParagraph,
    MeasuredSection,
)
from guatu.interchange.archives import Archive, broken
from guatu.interchange.docx.numbering import Numbering
from guatu.interchange.docx.parts import Element, attribute, child, local, switch, whole
from guatu.interchange.docx.styles import Styles
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
    looks: Looks = field(init=False)
    numbering: Numbering = field(init=False)
    related: dict[str, tuple[str, str]] = field(init=False)

    def paper(self) -> MeasuredPaper:
        if USUAL not in self.archive:
            raise broken(self.archive.name)
        self.related = dict(self._relations())
        styles = Styles(self._part("styles"))
        self.looks = Looks(styles, self._part("styles"))
        self.numbering = Numbering(self._part("numbering"), styles)
        body = child(self.archive.xml(USUAL), "body")
        if body is None:
            raise broken(self.archive.name)
        self._blocks(body, table=None)
        last = child(body, "sectPr")
        if last is not None:
            self._section(last)
        settings = self._part("settings")
        has_two_sides = bool(switch(child(settings, "evenAndOddHeaders")))
        shown = {"default", "first", *(["even"] if has_two_sides else [])}
        return MeasuredPaper(
            sections=tuple(self.sections),
            paragraphs=tuple(self.paragraphs),
            boxes=tuple(self.boxes),
            numbers=tuple(dict.fromkeys(self.numbers)),
            has_two_sides=has_two_sides,
            headers=tuple(dict.fromkeys(text for page, text in self.headers if page in shown)),
        )

    def _relations(self) -> Iterator[tuple[str, tuple[str, str]]]:
        rels = "word/_rels/document.xml.rels"
        if rels not in self.archive:
            return
        for one in self.archive.xml(rels):
            if one.get("TargetMode") != "External":
                kind = (one.get("Type") or "").rsplit("/", 1)[-1]
                target = posixpath.normpath(posixpath.join("/word", one.get("Target") or ""))
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

    def _paragraph(self, one: Element, table: int | None) -> None:
        properties = child(one, "pPr")
        own = self.looks.of_paragraph(properties)
        found = list(self._runs(one, properties))
        numbered = self.looks.styles.numbered(properties)
        label = self.numbering.label(numbered) if numbered else ""
        texts = [(text, set_in) for text, set_in in found if text.strip()]
        said = texts or [("", self.looks.of_run(None, properties))]
        longest = max(said, key=lambda pair: len(pair[0]))[1]
        self.paragraphs.append(
            MeasuredParagraph(
                place=len(self.paragraphs) + 1,
                section=len(self.sections),
                text=label + "".join(text for text, _set in found),
                font=longest.font,
                lead_font=said[0][1].font,
                size=longest.size,
                side=own.side,
                pitch=own.pitch,
                spacing=longest.spacing,
                indent=own.first / longest.size + own.first_characters,
                left=own.left / longest.size + own.left_characters,
                right=own.right / longest.size + own.right_characters,
                is_red=longest.is_red,
                is_grid=own.is_grid,
                table=table,
                fonts=tuple(dict.fromkeys(set_in.font for _text, set_in in said)),
                sizes=tuple(dict.fromkeys(set_in.size for _text, set_in in said)),
                before=own.before,
                after=own.after,
                bold=_share_bold(texts),
            )
        )
        self._pictures(one)
        section = child(properties, "sectPr")
        if section is not None:
            self._section(section)

    def _runs(self, parent: Element, properties: Element | None) -> Iterator[tuple[str, Set]]:
        for one in parent:
            name = local(one)
            if name == "r":
                text = "".join(_text_of(part) for part in one)
                yield text, self.looks.of_run(child(one, "rPr"), properties)
            elif name in {"hyperlink", "ins", "smartTag", "sdt", "sdtContent", "fldSimple"}:
                yield from self._runs(one, properties)

    def _pictures(self, one: Element) -> None:
        for extent in one.iter("{*}extent"):
            wide, high = whole(extent, "cx") or 0, whole(extent, "cy") or 0
            self.boxes.append(
                MeasuredBox(
                    place=len(self.paragraphs), section=len(self.sections), is_picture=True,
                    width=wide * MM_AN_EMU, height=high * MM_AN_EMU,
                )
            )  # fmt: skip

    def _table(self, table: Element, *, is_inner: bool) -> None:
        self.tables += 1
        number = self.tables
        if not is_inner:
            columns = child(table, "tblGrid")
            wide = sum(whole(one, "w") or 0 for one in (columns if columns is not None else ()))
            indent = whole(child(table, "tblPr", "tblInd"), "w") or 0
            self.boxes.append(
                MeasuredBox(
                    place=len(self.paragraphs) + 1, section=len(self.sections),
                    width=(wide + max(indent, 0)) * MM_A_TWIP,
                )
            )  # fmt: skip
        for row in table.iter("{*}tr"):
            for cell in row:
                if local(cell) == "tc":
                    self._blocks(cell, table=number)

    def _section(self, section: Element) -> None:
        size, margins, grid = (child(section, name) for name in ("pgSz", "pgMar", "docGrid"))
        pitch = whole(grid, "linePitch") if attribute(grid, "type") in GRIDS else None
        extra = whole(grid, "charSpace") if attribute(grid, "type") in CHARACTER_GRIDS else None
        base = self.looks.base_size

        def mm(element: Element | None, name: str) -> float:
            return (whole(element, name) or 0) * MM_A_TWIP

        self.sections.append(
            MeasuredSection(
                width=mm(size, "w"),
                height=mm(size, "h"),
                top=mm(margins, "top"),
                bottom=mm(margins, "bottom"),
                left=mm(margins, "left") + mm(margins, "gutter"),
                right=mm(margins, "right"),
                line_pitch=pitch / 20 if pitch else None,
                cell=base + extra / GRID_UNITS if extra is not None else None,
            )
        )
        for one in section:
            if local(one) == "footerReference":
                self._footer(one)
            elif local(one) == "headerReference":
                self._header(one, has_first=bool(switch(child(section, "titlePg"))))

    def _header(self, reference: Element, *, has_first: bool) -> None:
        page = attribute(reference, "type") or "default"
        _kind, target = self.related.get(attribute(reference, "id") or "", ("", ""))
        if target not in self.archive or (page == "first" and not has_first):
            return
        said = "".join(one.text or "" for one in self.archive.xml(target).iter("{*}t")).strip()
        if said:
            self.headers.append((page, said))

    def _footer(self, reference: Element) -> None:
        page = attribute(reference, "type") or "default"
        _kind, target = self.related.get(attribute(reference, "id") or "", ("", ""))
        if target not in self.archive:
            return
        for one in self.archive.xml(target).iter("{*}p"):
            if not _has_number(one):
                continue
            properties = child(one, "pPr")
            said = list(self._runs(one, properties))
            shown = next((set_in for text, set_in in said if text.strip()), None)
            set_in = shown or self.looks.of_run(None, properties)
            self.numbers.append(
                MeasuredNumber(
                    page=page, text=_number_text(one), font=set_in.font, size=set_in.size,
                    side=self.looks.of_paragraph(properties).side,
                )
            )  # fmt: skip


def _share_bold(texts: list[tuple[str, Set]]) -> float:
    """Return the share of the characters that are bold."""
    whole_length = sum(len(text.strip()) for text, _set in texts)
    bold = sum(len(text.strip()) for text, set_in in texts if set_in.is_bold)
    return bold / whole_length if whole_length else 0.0


GRIDS = {"lines", "linesAndChars", "snapToChars"}
CHARACTER_GRIDS = {"linesAndChars", "snapToChars"}


def _text_of(part: Element) -> str:
    name = local(part)
    if name == "t":
        return part.text or ""
    if name == "tab":
        return "\t"
    return "\n" if name in {"br", "cr"} else ""


def _has_number(one: Element) -> bool:
    simple = any("PAGE" in (attribute(f, "instr") or "").split() for f in one.iter("{*}fldSimple"))
    return simple or any("PAGE" in (f.text or "").split() for f in one.iter("{*}instrText"))


def _number_text(one: Element) -> str:
    """Return what stands around the page number, with n in its place."""
    parts: list[str] = []
    depth = 0  # within a field whose result is the number itself
    for part in one.iter():
        name = local(part)
        kind = attribute(part, "fldCharType") if name == "fldChar" else None
        if name == "fldSimple" or kind == "begin":
            parts.append("n")
        depth += {"begin": 1, "end": -1}.get(kind or "", 0)
        inside = any(local(above) == "fldSimple" for above in part.iterancestors())
        if name == "t" and not depth and not inside:
            parts.append(part.text or "")
    return "".join(parts)
