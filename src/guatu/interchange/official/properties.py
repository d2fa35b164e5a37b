"""What a run and a paragraph of a Word file are set in: said by themselves, by a style, or by default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
BLACK_TO = 0x26  # of each part of a colour that counts as black: Word's own lighter blacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """How a run is set; sizes and spacing in points."""

    font: str
    size: float
    spacing: float
    is_red: bool
    is_bold: bool = False
    latin: str = ""  # of letters and digits
    scale: int = 100  # percent of the width of a character
    colour: str = ""  # RRGGBB; "" where it is black


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """How a paragraph is laid; lengths in points, or in characters where the file says so."""

    side: Side
    pitch: float | None
    is_grid: bool
    multiple: float = 1.0
    least: float = 0.0
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
    theme : Element, optional
        The root of the theme, for the fonts that a file names by it.
    """

    def __init__(self, styles: Styles, part: Element | None, theme: Element | None = None) -> None:
        self.styles = styles
        self._themed = dict(_theme_fonts(theme))
        self._run = child(part, "docDefaults", "rPrDefault", "rPr")
        self._paragraph = child(part, "docDefaults", "pPrDefault", "pPr")
        base = self.of_run(None, None)
        self.base_size = base.size

    def of_run(self, own: Element | None, paragraph: Element | None) -> Set:
        """Return how a run is set."""
        chain = list(self._run_chain(own, paragraph))
        size = next((n for one in chain if (n := whole(child(one, "sz"))) is not None), None)
        fonts = [found for one in chain if (found := child(one, "rFonts")) is not None]
        scale = next((n for one in chain if (n := whole(child(one, "w")))), 100)
        color = next((c for one in chain if (c := attribute(child(one, "color")))), "")
        spacing = next((n for one in chain if (n := whole(child(one, "spacing"))) is not None), 0)
        return Set(
            font=_named(fonts, "eastAsia", self._themed),
            latin=_named(fonts, "ascii", self._themed),
            scale=scale,
            size=size / 2 if size else USUAL_SIZE,
            spacing=spacing / 20,
            is_red=_is_red(color),
            colour="" if _is_black(color) else color.upper(),
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

    def of_paragraph(
        self, own: Element | None, listed: Element | None = None, style: str | None = None
    ) -> Laid:
        """Return how a paragraph is laid.

        Parameters
        ----------
        own : Element or None
            Its own properties.
        listed : Element, optional
            Those that its list gives it: they go behind what the paragraph, or the style that put it
            into the list, says itself.
        style : str, optional
            That style.
        """
        chain = list(self._paragraph_chain(own, listed, style))
        side = next((s for one in chain if (s := attribute(child(one, "jc")))), "left")
        indents = [found for one in chain if (found := child(one, "ind")) is not None]
        spacings = [child(one, "spacing") for one in chain]
        pitch, multiple, least = _pitch(spacings)
        tells = [switch(child(one, "contextualSpacing")) for one in chain]
        if next(
            (on for on in tells if on is not None), False
        ):  # none between paragraphs of a style
            spacings = []
        return Laid(
            side=SIDES.get(side, Side.LEFT),
            pitch=pitch,
            multiple=multiple,
            least=least,
            before=_space(spacings, "before", pitch),
            after=_space(spacings, "after", pitch),
            is_grid=next(
                (on for one in chain if (on := switch(child(one, "snapToGrid"))) is not None), True
            ),
            **_indents(indents),
        )

    def framed(self, own: Element | None) -> Element | None:
        """Return the frame in which a paragraph stands, if it stands in one."""
        frames = (child(one, "framePr") for one in self._paragraph_chain(own))
        return next((one for one in frames if one is not None), None)

    def stops(self, own: Element | None) -> list[str]:
        """Return the stops of tabs from the left: how words stand at each."""
        found: dict[int, str] = {}
        for one in reversed(list(self._paragraph_chain(own))):
            tabs = child(one, "tabs")
            for tab in tabs if tabs is not None else ():
                found[whole(tab, "pos") or 0] = attribute(tab) or "left"
        return [found[at] for at in sorted(found) if found[at] not in {"clear", "bar"}]

    def _paragraph_chain(
        self, own: Element | None, listed: Element | None = None, style: str | None = None
    ) -> Iterator[Element]:
        if own is not None:
            yield own
        if listed is not None and style is None:
            yield listed
        for name, one in self.styles.chain(self.styles.of_paragraph(own)):
            found = child(one, "pPr")
            if found is not None:
                yield found
            if listed is not None and name == style:
                yield listed
        if self._paragraph is not None:
            yield self._paragraph


def _theme_fonts(theme: Element | None) -> Iterator[tuple[str, str]]:
    """Yield the fonts of a theme by the names that a run calls them: minorEastAsia, majorAscii …."""
    for sort in ("major", "minor"):
        found = child(theme, "themeElements", "fontScheme", f"{sort}Font")
        latin = attribute(child(found, "latin"), "typeface") or ""
        chinese = next(
            (
                attribute(one, "typeface") or ""
                for one in (found if found is not None else ())
                if attribute(one, "script") == "Hans"
            ),
            "",
        )
        yield f"{sort}EastAsia", attribute(child(found, "ea"), "typeface") or chinese
        yield f"{sort}Ascii", latin
        yield f"{sort}HAnsi", latin


def _named(fonts: list[Element], letters: str, themed: Mapping[str, str]) -> str:
    """Return the font of one sort of letters; a theme's goes before a name beside it."""
    for one in fonts:
        by_theme = themed.get(attribute(one, f"{letters}Theme") or "", "")
        if name := by_theme or attribute(one, letters):
            return name
    return ""


def _pitch(spacings: list[Element | None]) -> tuple[float | None, float, float]:
    """Return the distance of lines: exact in points or None, as a multiple, and at least in points."""
    for one in spacings:
        line = whole(one, "line")
        if line is not None:
            rule = attribute(one, "lineRule")
            if rule == "exact":
                return line / 20, 1.0, 0.0
            return (None, 1.0, line / 20) if rule == "atLeast" else (None, line / 240, 0.0)
    return None, 1.0, 0.0


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
    in_characters = _first_line(found, "Chars")
    laid["first_characters"] = in_characters / 100
    laid["first"] = 0.0 if in_characters else _first_line(found, "") / 20
    return laid


def _first_line(found: list[Element], unit: str) -> int:
    """Return how far in a paragraph begins: what is nearest says it, hanging or not."""
    for one in found:
        first, hanging = whole(one, f"firstLine{unit}"), whole(one, f"hanging{unit}")
        if first is not None or hanging is not None:
            return (first or 0) - (hanging or 0)
    return 0


def _is_red(color: str) -> bool:
    parts = _parts_of(color)
    if parts is None:
        return False
    red, green, blue = parts
    return red >= RED_FROM and green <= OTHERS_TO and blue <= OTHERS_TO


def _is_black(color: str) -> bool:
    """Say whether a colour is black, as one is that a file leaves to the program (auto)."""
    parts = _parts_of(color)
    return parts is None or max(parts) <= BLACK_TO


def _parts_of(color: str) -> tuple[int, int, int] | None:
    try:
        value = int(color, 16)
    except ValueError:
        return None
    return value >> 16, value >> 8 & 0xFF, value & 0xFF
