"""The elements of a web page as lines and tables, in order, with what tells text from furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from guatu.core.documents import Align
from guatu.interchange.composing import WrittenCell
from guatu.interchange.html.lists import Counter, counter_of

# fmt: off
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd",
        "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li",
        "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
        "tfoot", "th", "thead", "tr", "ul",
    )
)
_SKIPPED = frozenset(
    (
        "script", "style", "template", "head", "iframe", "object", "embed", "svg", "canvas",
        "select", "option", "button", "input", "textarea", "noscript", "audio", "video", "map",
        "math", "link", "meta", "title", "datalist",
    )
)
# fmt: on
_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_ALIGN = re.compile(r"text-align\s*:\s*(center|right|left|justify)")
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—·"
# Word breaks the source of a saved page at 76 characters, in the middle of Chinese words.
_SOURCE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t]*\r?\n[ \t\r\n]*(?=[{_WIDE}])")
_EDGES = " \t\u00a0\u3000\u2002\u2003\u2009"
_SHOWN_LATER = "js_content"  # the text of a WeChat article is shown by a script
_SCRIPT_SIGNS = {"2": "²", "3": "³"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlLine:
    """One line of text outside of tables of data."""

    text: str
    element: etree._Element
    linked: float = 0.0  # share of its characters that are links
    level: int = 0  # of a heading's element
    align: Align = Align.LEFT
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlTable:
    """One table of data."""

    cells: tuple[WrittenCell, ...]
    rows: int
    columns: int
    element: etree._Element

    @property
    def text(self) -> str:
        """The words of all cells."""
        return " ".join(cell.text for cell in self.cells)


Item = HtmlLine | HtmlTable


@dataclass(slots=True)
class Walk:
    """What the walk over a page collects."""

    items: list[Item] = field(default_factory=list)
    hidden: int = 0
    numbered: int = 0
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    bold: int = 0
    marker: str = ""


def is_hidden(element: etree._Element) -> bool:
    """Whether an element is not shown."""
    if element.get("id") == _SHOWN_LATER:
        return False
    if element.get("hidden") is not None:
        return True
    return bool(_HIDDEN.search((element.get("style") or "").lower()))


def is_skipped(element: etree._Element) -> bool:
    """Whether an element holds no text to read: scripts, forms, comments."""
    return not isinstance(element.tag, str) or element.tag in _SKIPPED


def add_text(walk: Walk, text: str | None, owner: etree._Element) -> None:
    """Add words that stand in an element."""
    if not text:
        return
    raw = _ZERO_WIDTH.sub("", text)
    tags = {one.tag for one in _inline(owner)}
    if "sup" in tags and raw.strip() in _SCRIPT_SIGNS:
        raw = _SCRIPT_SIGNS[raw.strip()]
    if "pre" in tags:
        raw = raw.replace("\n", "\u2028")
    walk.parts.append(raw)
    length = len(raw.strip())
    walk.linked += length * ("a" in tags)
    walk.bold += length * (not _BOLD.isdisjoint(tags) or _has_bold_style(owner))


def _inline(element: etree._Element) -> list[etree._Element]:
    """Give an element and those around it up to the block that holds it, that one too."""
    found = [element]
    while found[-1].tag not in _BLOCKS and (parent := found[-1].getparent()) is not None:
        found.append(parent)
    return found


def _has_bold_style(element: etree._Element) -> bool:
    return any(_BOLD_STYLE.search((one.get("style") or "").lower()) for one in _inline(element))


def end_line(walk: Walk, element: etree._Element) -> None:
    """Close the line that is being written."""
    raw = _SOURCE_BREAK.sub("", "".join(walk.parts))
    length = max(1, len("".join(raw.split())))
    linked, bold = walk.linked / length, walk.bold / length
    walk.parts, walk.linked, walk.bold = [], 0, 0
    for part in raw.split("\u2028"):
        text = _BLANKS.sub(" ", part).strip(_EDGES)
        if not text:
            continue
        if walk.marker and not text.startswith(walk.marker):
            text = walk.marker + text
            walk.numbered += 1
        walk.marker = ""
        walk.items.append(
            HtmlLine(
                text=text,
                element=element,
                linked=min(1.0, linked),
                level=_level(element),
                align=_align(element),
                is_bold=bold > 0.9,  # noqa: PLR2004 but for a mark
            )
        )


def _level(element: etree._Element) -> int:
    for one in (element, *element.iterancestors()):
        if isinstance(one.tag, str) and re.fullmatch("h[1-6]", one.tag):
            return int(one.tag[1])
        if one.tag in {"td", "div", "body"}:
            break
    return 0


def _align(element: etree._Element) -> Align:
    for one in (element, *element.iterancestors()):
        if one.tag == "center":
            return Align.CENTRE
        match = _ALIGN.search((one.get("style") or "").lower())
        stated = match[1] if match else (one.get("align") or "").lower()
        if one.tag == "table":
            break
        if stated:
            return {"center": Align.CENTRE, "right": Align.RIGHT}.get(stated, Align.LEFT)
    return Align.LEFT


def is_block(element: etree._Element) -> bool:
    """Whether an element stands on lines of its own."""
    return element.tag in _BLOCKS


def marker_of(element: etree._Element, counters: dict[etree._Element, Counter]) -> str:
    """Give the number that a browser shows before an item of a list."""
    parent = element.getparent()
    if element.tag != "li" or parent is None or parent.tag != "ol":
        return ""
    if parent not in counters:
        counters[parent] = counter_of(parent)
    return counters[parent].next(element)
