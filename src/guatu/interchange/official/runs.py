"""Paragraphs and runs of a Word file as XML: python-docx names no East Asian font and no exact indent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from guatu.core.official.layout import CELL, Font

_JC = {"left": "left", "centre": "center", "right": "right", "both": "both"}
# what schema order demands of the properties of a paragraph
_ORDER = (
    "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "tabs",
    "overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc", "rPr",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a paragraph is set: points, and indents in characters of its own size.

    `line` is an exact distance of lines in twips (0: as high as needs be); `is_tight` takes off
    between characters what 28 of them on a line need; `width` narrows characters, in percent.
    """

    font: Font
    size: float
    side: str = "both"
    line: int = 0
    first: float = 0.0
    left: float = 0.0
    right: float = 0.0
    hanging: float = 0.0
    before: int = 0  # twips
    color: str = ""
    width: int = 100
    is_tight: bool = True
    is_off_grid: bool = False

    def like(self, **changes: Any) -> Look:
        return replace(self, **changes)


def plain(text: str) -> str:
    """Return text without what XML cannot hold."""
    return "".join(
        c for c in text if (c >= " " or c in "\t\n") and not 0xD800 <= ord(c) < 0xE000 and c not in "\ufffe\uffff"  # noqa: PLR2004 surrogates
    )  # fmt: skip


def run(text: str, look: Look) -> Any:
    """Return a run; tabs stay tabs."""
    font = look.font.value
    half_points = round(look.size * 2)
    less = round((CELL - look.size) * 20 - 0.5) if look.is_tight else 0  # twips, never too little
    properties = (
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
        + (f'<w:color w:val="{look.color}"/>' if look.color else "")
        + (f'<w:spacing w:val="{less}"/>' if less else "")
        + (f'<w:w w:val="{look.width}"/>' if look.width != 100 else "")  # noqa: PLR2004 as it is
        + f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        + '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    )
    inner = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in plain(text).split("\t")
    )
    return parse_xml(f"<w:r {nsdecls('w')}><w:rPr>{properties}</w:rPr>{inner}</w:r>")


def paragraph(
    runs: Sequence[Any], look: Look, *, keep_next: bool = False, is_new_page: bool = False
) -> Any:
    """Return a paragraph of runs."""
    spacing = f'w:before="{look.before}" w:after="0"'
    spacing += (
        f' w:line="{look.line}" w:lineRule="exact"'
        if look.line
        else ' w:line="240" w:lineRule="auto"'
    )
    indents = (("left", look.left), ("right", look.right))
    ind = "".join(
        f' w:{side}Chars="{round(n * 100)}" w:{side}="{twips(n, look)}"' for side, n in indents if n
    )
    if look.hanging:
        ind += (
            f' w:hangingChars="{round(look.hanging * 100)}" w:hanging="{twips(look.hanging, look)}"'
        )
    elif look.first:
        ind += (
            f' w:firstLineChars="{round(look.first * 100)}" w:firstLine="{twips(look.first, look)}"'
        )
    properties = (
        ("<w:keepNext/>" if keep_next else "")
        + ("<w:pageBreakBefore/>" if is_new_page else "")
        + '<w:widowControl w:val="0"/>'
        # a blank between Chinese and digits would break the 28 characters of a line
        + '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        + ('<w:snapToGrid w:val="0"/>' if look.is_off_grid else "")
        + f"<w:spacing {spacing}/>"
        + (f"<w:ind{ind}/>" if ind else "")
        + f'<w:jc w:val="{_JC[look.side]}"/>'
        + f'<w:rPr><w:rFonts w:eastAsia="{look.font.value}"/><w:sz w:val="{round(look.size * 2)}"/></w:rPr>'
    )
    made = parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr></w:p>")
    for one in runs:
        made.append(one)
    return made


def twips(characters: float, look: Look) -> int:
    """Return an indent in twips: characters of the paragraph's own size, or of the grid's."""
    cell = CELL if look.is_tight else look.size
    return round(characters * cell * 20)


def rule(made: Any, side: str, *, color: str, size: int, space: int) -> None:
    """Draw a rule above or below a paragraph; `size` in eighths of a point, `space` in points."""
    properties = made.find(qn("w:pPr"))
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        put(properties, borders)
    border = parse_xml(
        f'<w:{side} {nsdecls("w")} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>'
    )
    if side == "top":
        borders.insert(0, border)
    else:
        borders.append(border)


def put(properties: Any, element: Any) -> None:
    """Put a property of a paragraph where the schema wants it."""
    rank = _ORDER.index(element.tag.rpartition("}")[2])
    for one in properties:
        name = one.tag.rpartition("}")[2]
        if name in _ORDER and _ORDER.index(name) > rank:
            one.addprevious(element)
            return
    properties.append(element)
