"""What a run and a paragraph of a Word file are set in: said by themselves, by a style, or by default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guatu.core.official.measured import Side
from guatu.interchange.docx.parts import Element, attribute, child, switch, whole
from guatu.interchange.docx.styles import Styles

USUAL_SIZE = 10.0  # points, where nothing says otherwise
USUAL_LINE = 12.0  # points of a line in which spaces are counted where no distance is fixed
AUTOMATIC = 14.0  # points that Word leaves between paragraphs by itself
SIDES = {
    "center": Side.CENTRE,
    "right": Side.RIGHT,
    "end": Side.RIGHT,
    "both": Side.BOTH,
    "distribute": Side.BOTH,
}
RED_FROM, OTHERS_TO = 0xB0, 0x60  # of a colour that counts as red


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """How a run is set; sizes and spacing in points."""

    font: str
    size: float
    spacing: float
    is_red: bool
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """How a paragraph is laid; lengths in points, or in characters where the file says so."""

    side: Side
    pitch: float | None
    is_grid: bool
    first: float = 0.0
    first_characters: float = 0.0
    left: float = 0.0
    left_characters: float = 0.0
    right: float = 0.0
    right_characters: float = 0.0
    before: float = 0.0
    after: float = 0.0


class Looks:
    """Looks properties up: a run's own, its style's, its paragraph's style's, the defaults.

    Parameters
    ----------
    styles : Styles
        The chains of styles.
    part : Element or None
        The root of styles.xml, for the defaults.
    """

    def __init__(self, styles: Styles, part: Element | None) -> None:
        self.styles = styles
        self._run = child(part, "docDefaults", "rPrDefault", "rPr")
        self._paragraph = child(part, "docDefaults", "pPrDefault", "pPr")
        base = self.of_run(None, None)
        self.base_size = base.size

    def of_run(self, own: Element | None, paragraph: Element | None) -> Set:
        """Return how a run is set."""
        chain = list(self._run_chain(own, paragraph))
        size = next((n for one in chain if (n := whole(child(one, "sz"))) is not None), None)
        fonts = (child(one, "rFonts") for one in chain)
        font = next((name for one in fonts if (name := attribute(one, "eastAsia"))), "")
        color = next((c for one in chain if (c := attribute(child(one, "color")))), "")
        spacing = next((n for one in chain if (n := whole(child(one, "spacing"))) is not None), 0)
        return Set(
            font=font,
            size=size / 2 if size else USUAL_SIZE,
            spacing=spacing / 20,
            is_red=_is_red(color),
            is_bold=next(
                (on for one in chain if (on := switch(child(one, "b"))) is not None), False
            ),
        )

    def _run_chain(self, own: Element | None, paragraph: Element | None) -> Iterator[Element]:
        if own is not None:
            yield own
        named = attribute(child(own, "rStyle"))
        for start in (named, self.styles.of_paragraph(paragraph)):
            for _name, style in self.styles.chain(start):
                found = child(style, "rPr")
                if found is not None:
                    yield found
        if self._run is not None:
            yield self._run

    def of_paragraph(self, own: Element | None) -> Laid:
        """Return how a paragraph is laid."""
        chain = list(self._paragraph_chain(own))
        side = next((s for one in chain if (s := attribute(child(one, "jc")))), "left")
        indents = [found for one in chain if (found := child(one, "ind")) is not None]
        spacings = [child(one, "spacing") for one in chain]
        pitch = _pitch(spacings)
        tells = [switch(child(one, "contextualSpacing")) for one in chain]
        if next(
            (on for on in tells if on is not None), False
        ):  # none between paragraphs of a style
            spacings = []
        return Laid(
            side=SIDES.get(side, Side.LEFT),
            pitch=pitch,
            before=_space(spacings, "before", pitch),
            after=_space(spacings, "after", pitch),
            is_grid=next(
                (on for one in chain if (on := switch(child(one, "snapToGrid"))) is not None), True
            ),
            **_indents(indents),
        )

    def _paragraph_chain(self, own: Element | None) -> Iterator[Element]:
        if own is not None:
            yield own
        for _name, style in self.styles.chain(self.styles.of_paragraph(own)):
            found = child(style, "pPr")
            if found is not None:
                yield found
        if self._paragraph is not None:
            yield self._paragraph


def _pitch(spacings: list[Element | None]) -> float | None:
    """Return the exact distance from line to line in points; None where it depends on the letters."""
    for one in spacings:
        line = whole(one, "line")
        if line is not None:
            return line / 20 if attribute(one, "lineRule") == "exact" else None
    return None


def _space(spacings: list[Element | None], side: str, pitch: float | None) -> float:
    """Return what is left free above or below in points: in lines, by Word itself, or as it is said."""
    for one in spacings:
        lines, own = whole(one, f"{side}Lines"), whole(one, side)
        if attribute(one, f"{side}Autospacing") in {"1", "true", "on"}:
            return AUTOMATIC
        if lines:
            return lines / 100 * (pitch or USUAL_LINE)
        if own is not None:
            return own / 20
    return 0.0


def _indents(found: list[Element]) -> dict[str, float]:
    """Return indents; what is said in characters goes before what is said in lengths."""

    def said(name: str) -> float:
        return next((n for one in found if (n := whole(one, name)) is not None), 0)

    laid: dict[str, float] = {}
    pairs = (("left", ("left", "start")), ("right", ("right", "end")))
    for side, names in pairs:
        in_characters = next((n for name in names if (n := said(f"{name}Chars"))), 0)
        in_twips = next((n for name in names if (n := said(name))), 0)
        laid[f"{side}_characters"] = in_characters / 100
        laid[side] = 0.0 if in_characters else in_twips / 20
    first, hanging = said("firstLineChars"), said("hangingChars")
    if first or hanging:
        laid["first_characters"] = (first - hanging) / 100
    else:
        laid["first"] = (said("firstLine") - said("hanging")) / 20
    return laid


def _is_red(color: str) -> bool:
    try:
        value = int(color, 16)
    except ValueError:
        return False
    red, green, blue = value >> 16, value >> 8 & 0xFF, value & 0xFF
    return red >= RED_FROM and green <= OTHERS_TO and blue <= OTHERS_TO
