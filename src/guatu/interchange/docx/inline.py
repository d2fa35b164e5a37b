"""The text inside one paragraph of a Word file, as it stands once all changes are accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from guatu.core.documents import NoteCode
from guatu.interchange.docx.parts import Element, attribute, child, local
from guatu.interchange.docx.styles import Styles
from guatu.interchange.fields import Field, enclosed
from guatu.interchange.symbols import symbol, unprivate

GONE = {"del", "moveFrom"}  # what an accepted change takes away
KEPT = {"ins", "moveTo"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
}
_LEFT_OUT = {
    "footnoteReference": NoteCode.FOOTNOTES_LEFT_OUT,
    "endnoteReference": NoteCode.FOOTNOTES_LEFT_OUT,
    "commentReference": NoteCode.COMMENTS_LEFT_OUT,
}
_SILENT = {"pPr", "rPr", "instrText", "delText", "delInstrText", "softHyphen", "sdtPr", "sdtEndPr"}
_DRAWN = {"drawing", "pict", "object"}
_PICTURES = {"pic", "imagedata", "chart", "relIds"}


class Inline:
    """Reads paragraphs one after the other; a field may reach over several.

    Parameters
    ----------
    styles : Styles
        Says which text is hidden.
    whole : Element
        The document, to tell fields that are never closed.
    """

    def __init__(self, styles: Styles, whole: Element) -> None:
        self.left_out: Counter[NoteCode] = Counter()
        self._styles = styles
        self._fields: list[Field] = []
        self._closed = _closed_fields(whole)
        self._paragraph: Element | None = None
        self._boxes: list[Element] = []

    def text_of(self, paragraph: Element, properties: Element | None) -> str:
        """Return the text of a paragraph, a line end for each break inside it."""
        self._paragraph = properties
        return "".join(self._pieces(paragraph))

    def boxes(self) -> list[Element]:
        """Return the text boxes that were met since the last call."""
        met, self._boxes = self._boxes, []
        return met

    @property
    def _is_hiding(self) -> bool:
        return any(field.hides for field in self._fields)

    def _pieces(self, parent: Iterable[Element]) -> Iterator[str]:
        for one in parent:
            name = local(one)
            if name in GONE:
                self.left_out[NoteCode.CHANGES_ACCEPTED] += 1
            elif name == "r":
                yield from self._run(one)
            elif name == "sdt":
                yield from self._pieces(content_of(one))
            elif name == "AlternateContent":
                yield from self._pieces(chosen(one))
            elif name not in _SILENT:
                if name in KEPT:
                    self.left_out[NoteCode.CHANGES_ACCEPTED] += 1
                yield from self._pieces(one)

    def _run(self, run: Element) -> Iterator[str]:
        is_hidden = self._styles.is_hidden(child(run, "rPr"), self._paragraph)
        for text in self._inside(run):
            if self._is_hiding or not text:
                continue
            if is_hidden:
                self.left_out[NoteCode.HIDDEN_LEFT_OUT] += 1
            else:
                yield text

    def _inside(self, run: Element) -> Iterator[str]:
        for one in run:
            name = local(one)
            if name == "t":
                yield _text(one)
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name == "sym":
                yield symbol(attribute(one, "char"), attribute(one, "font"))
            elif name in {"fldChar", "instrText"}:
                yield self._field(one, name)
            elif name == "ruby":
                base = child(one, "rubyBase")
                yield from self._pieces(base if base is not None else ())
            elif name == "AlternateContent":
                yield from self._inside(chosen(one))
            else:
                self._leave_out(one, name)

    def _leave_out(self, element: Element, name: str) -> None:
        if name in _DRAWN:
            self._draw(element)
        elif name in _LEFT_OUT:
            self.left_out[_LEFT_OUT[name]] += 1

    def _field(self, element: Element, name: str) -> str:
        """Follow a complex field; return the sign that an enclosing formula makes."""
        kind = attribute(element, "fldCharType")
        if name == "instrText":
            if self._fields and not self._fields[-1].in_result:
                self._fields[-1].code += element.text or ""
        elif kind == "begin" and element in self._closed:
            self._fields.append(Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            return enclosed(self._fields.pop())
        return ""

    def _draw(self, drawn: Element) -> None:
        boxes = list(_boxes_in(drawn))
        self._boxes += boxes
        if not boxes and any(local(one) in _PICTURES for one in drawn.iter()):
            self.left_out[NoteCode.PICTURES_LEFT_OUT] += 1


def content_of(control: Element) -> Element:
    """Return what a content control holds; one that still shows its prompt holds nothing."""
    if child(control, "sdtPr", "showingPlcHdr") is not None:
        return control.makeelement("empty")
    content = child(control, "sdtContent")
    return control.makeelement("empty") if content is None else content


def chosen(alternatives: Element) -> Element:
    """Return the one of several forms of the same thing that is read: never two."""
    choices = [one for one in alternatives if local(one) == "Choice"]
    for one in choices:
        if any(local(inner) in {"txbxContent", "t", "p"} for inner in one.iter()):
            return one
    fallback = child(alternatives, "Fallback")
    if fallback is not None:
        return fallback
    return choices[0] if choices else alternatives.makeelement("empty")


def _boxes_in(element: Element) -> Iterator[Element]:
    for one in element:
        name = local(one)
        if name == "txbxContent":
            yield one
        elif name == "AlternateContent":
            yield from _boxes_in(chosen(one))
        else:
            yield from _boxes_in(one)


def _text(element: Element) -> str:
    """Return the text of ``w:t``; blanks at its ends count only where the file says so."""
    text = unprivate((element.text or "").replace("\n", " ").replace("\r", ""))
    return text if element.get(_SPACE) == "preserve" else text.strip(" \t")


def _closed_fields(whole: Element) -> set[Element]:
    """Return the beginnings of fields that end: one left open must not swallow the document."""
    stack: list[Element] = []
    closed: set[Element] = set()
    for one in whole.iter("{*}fldChar"):
        if any(local(above) in GONE for above in one.iterancestors()):
            continue
        kind = attribute(one, "fldCharType")
        if kind == "begin":
            stack.append(one)
        elif kind == "end" and stack:
            closed.add(stack.pop())
    return closed
