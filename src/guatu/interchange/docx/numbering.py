"""Automatic numbering of a Word file, counted anew: the label of each paragraph as Word shows it."""

from __future__ import annotations

from guatu.interchange.docx.parts import Element, attribute, child, local, switch, whole
from guatu.interchange.docx.styles import NumberedAs, Styles
from guatu.interchange.numbering import LEVELS, Counter, Level, Place


class Numbering:
    """Counts the numbered paragraphs of one document, in the order of its text.

    Parameters
    ----------
    part : Element or None
        The root of numbering.xml.
    styles : Styles
        For lists that are kept in a style.
    """

    def __init__(self, part: Element | None, styles: Styles) -> None:
        self._abstract: dict[str, Element] = {}
        self._nums: dict[int, Element] = {}
        for one in part if part is not None else ():
            if local(one) == "abstractNum":
                self._abstract[attribute(one, "abstractNumId") or ""] = one
            elif local(one) == "num" and (identity := whole(one, "numId")) is not None:
                self._nums[identity] = one
        self._styles = styles
        self._levels: dict[int, dict[int, Level]] = {}
        self._elements: dict[int, dict[int, Element]] = {}
        self._counter = Counter()

    def label(self, numbered: NumberedAs) -> str:
        """Count one paragraph and return its label with what follows it; empty if it has none."""
        levels = self._levels_of(numbered.num_id)
        at = self._level_of(numbered, levels)
        place = Place(
            definition=self._list_of(numbered.num_id),
            num=numbered.num_id,
            at=at,
            restart=self._restart_of(numbered.num_id, at),
        )
        return self._counter.label(place, levels)

    def laid(self, numbered: NumberedAs) -> Element | None:
        """Return the properties that a list gives its paragraphs of this level: their indents."""
        levels = self._levels_of(numbered.num_id)
        at = self._level_of(numbered, levels)
        return child(self._elements[numbered.num_id].get(at), "pPr")

    def _level_of(self, numbered: NumberedAs, levels: dict[int, Level]) -> int:
        """Return the level; a list that a style asks for says itself at which one that style is."""
        if numbered.style is not None:
            for at, level in levels.items():
                if level.style == numbered.style:
                    return at
        return min(max(numbered.level, 0), LEVELS - 1)

    def _list_of(self, num_id: int) -> str:
        """Return the definition behind a list; several lists of one definition count on together."""
        identity = attribute(child(self._nums.get(num_id), "abstractNumId")) or ""
        linked = attribute(child(self._abstract.get(identity), "numStyleLink"))
        if linked is not None:
            behind = self._styles.list_of(linked)
            if behind is not None and behind != num_id and behind in self._nums:
                return attribute(child(self._nums[behind], "abstractNumId")) or ""
        return identity

    def _restart_of(self, num_id: int, at: int) -> int | None:
        for one in self._overrides(num_id):
            if whole(one, "ilvl") == at:
                return whole(child(one, "startOverride"))
        return None

    def _overrides(self, num_id: int) -> list[Element]:
        num = self._nums.get(num_id)
        return [one for one in num if local(one) == "lvlOverride"] if num is not None else []

    def _levels_of(self, num_id: int) -> dict[int, Level]:
        if num_id not in self._levels:
            defined = self._abstract.get(self._list_of(num_id))
            elements = (
                [one for one in defined if local(one) == "lvl"] if defined is not None else []
            )
            overriding = (child(override, "lvl") for override in self._overrides(num_id))
            elements += [level for level in overriding if level is not None]
            found = {whole(one, "ilvl") or 0: one for one in elements}
            self._elements[num_id] = found
            self._levels[num_id] = {at: _level(one) for at, one in found.items()}
        return self._levels[num_id]


def _level(element: Element) -> Level:
    start = whole(child(element, "start"))
    return Level(
        form=_form(element),
        text=attribute(child(element, "lvlText")) or "",
        start=1 if start is None else start,
        suffix=attribute(child(element, "suff")) or "tab",
        restart=whole(child(element, "lvlRestart")),
        is_legal=bool(switch(child(element, "isLgl"))),
        is_hidden=bool(switch(child(element, "rPr", "vanish"))),
        style=attribute(child(element, "pStyle")),
    )


def _form(element: Element) -> str:
    """Return the format of a level; one that newer versions spell out stands in a choice."""
    said = child(element, "numFmt")
    if said is None:
        said = child(element, "AlternateContent", "Choice", "numFmt")
    form = attribute(said) or "decimal"
    if form != "custom":
        return form
    # Custom formats of Word are padded numbers: 01, 02, … or 001, 002, …
    first = (attribute(said, "format") or "").split(",")[0].strip()
    return f"padded{len(first)}" if first.isdecimal() else "decimal"
