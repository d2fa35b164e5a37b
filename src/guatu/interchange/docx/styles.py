"""Styles of a Word file: what a paragraph or a run has without saying so itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guatu.core.documents import Align
from guatu.interchange.docx.parts import Element, attribute, child, local, switch, whole

_DEEPEST = 20  # a chain of styles that is longer goes in a circle
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|标题)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目录)\s*[1-9]$", re.IGNORECASE)
_BODY_LEVEL = 9  # the outline level of what is no heading
_ALIGNS = {
    "center": Align.CENTRE,
    "right": Align.RIGHT,
    "end": Align.RIGHT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedAs:
    """Which list a paragraph is in, at which level; `style` is where that was said, if in one."""

    num_id: int
    level: int
    style: str | None = None


class Styles:
    """Looks properties up through the chain of styles.

    Parameters
    ----------
    part : Element or None
        The root of styles.xml.
    """

    def __init__(self, part: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default: str | None = None
        for one in part if part is not None else ():
            identity = attribute(one, "styleId")
            if local(one) != "style" or identity is None:
                continue
            self._styles[identity] = one
            if attribute(one, "type") == "paragraph" and attribute(one, "default") in {"1", "true"}:
                self._default = identity

    def chain(self, style: str | None) -> list[tuple[str, Element]]:
        """Return a style and what it is based on, nearest first."""
        found: list[tuple[str, Element]] = []
        while style in self._styles and len(found) < _DEEPEST:
            assert style is not None  # noqa: S101 it is a key
            found.append((style, self._styles[style]))
            style = attribute(child(self._styles[style], "basedOn"))
        return found

    def of_paragraph(self, properties: Element | None) -> str | None:
        """Return the style of a paragraph, the default one if it names none."""
        named = attribute(child(properties, "pStyle"))
        return named if named in self._styles else self._default

    def level(self, properties: Element | None) -> int:
        """Return the level of a heading, 0 of what is none."""
        said = whole(child(properties, "outlineLvl"))
        if said is not None:
            return said + 1 if 0 <= said < _BODY_LEVEL else 0
        for _, style in self.chain(self.of_paragraph(properties)):
            said = whole(child(style, "pPr", "outlineLvl"))
            if said is not None:
                return said + 1 if 0 <= said < _BODY_LEVEL else 0
            name = attribute(child(style, "name")) or ""
            if match := _HEADING.match(name):
                return int(match[1])
            if _TITLE.match(name):
                return 1
        return 0

    def is_contents(self, properties: Element | None) -> bool:
        """Say whether a paragraph is a line of a table of contents."""
        named = self._styles.get(self.of_paragraph(properties) or "")
        return bool(_CONTENTS.match(attribute(child(named, "name")) or ""))

    def align(self, properties: Element | None) -> Align:
        """Return where the lines of a paragraph stand."""
        said = attribute(child(properties, "jc"))
        for _, style in self.chain(self.of_paragraph(properties)):
            said = said or attribute(child(style, "pPr", "jc"))
        return _ALIGNS.get(said or "", Align.LEFT)

    def numbered(self, properties: Element | None) -> NumberedAs | None:
        """Return the list of a paragraph: its own, else that of its style; None if there is none."""
        own = child(properties, "numPr")
        level = whole(child(own, "ilvl"))
        num_id = whole(child(own, "numId"))
        if num_id is not None:
            return NumberedAs(num_id=num_id, level=level or 0) if num_id > 0 else None
        for identity, style in self.chain(self.of_paragraph(properties)):
            said = child(style, "pPr", "numPr")
            num_id = whole(child(said, "numId"))
            if num_id is not None:
                if num_id <= 0:
                    return None
                at = level if level is not None else whole(child(said, "ilvl"))
                from_style = identity if level is None else None
                return NumberedAs(num_id=num_id, level=at or 0, style=from_style)
        return None

    def list_of(self, style: str) -> int | None:
        """Return the list that a style of lists stands for."""
        return whole(child(self._styles.get(style), "pPr", "numPr", "numId"))

    def is_hidden(self, run: Element | None, paragraph: Element | None) -> bool:
        """Say whether a run is hidden: by itself, by its style, or by that of its paragraph.

        Parameters
        ----------
        run : Element or None
            The run's ``rPr``.
        paragraph : Element or None
            The paragraph's ``pPr``.
        """
        said = switch(child(run, "vanish"))
        if said is not None:
            return said
        for start in (attribute(child(run, "rStyle")), self.of_paragraph(paragraph)):
            for _, style in self.chain(start):
                said = switch(child(style, "rPr", "vanish"))
                if said is not None:
                    return said
        return False
