"""A sheet as SVG: presentation attributes only, so that the strictest content policy lets it be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from guatu.core.chart.shapes import Code, Diamond, Disc, Drawn, Rect, Role, Rule, Sheet, Words
from guatu.core.lamps import Lamp

FONTS = (
    "PingFang SC, Microsoft YaHei, HarmonyOS Sans SC, Noto Sans CJK SC, Source Han Sans SC, "
    "WenQuanYi Micro Hei, Segoe UI Symbol, DejaVu Sans, sans-serif"
)
BOLD = 0.02  # em: the edge that makes a regular weight bold
WIDTHS = {Role.TODAY: 2.0, Role.OVER: 3.0}
DASHED = ' stroke-dasharray="4 3"'

DASHES = {Role.OVER: ' stroke-dasharray="3 3"', Role.FLAG: DASHED}
EDGES = {Role.OPEN: Role.ON_OPEN_MARK, Role.LATE_OPEN: Role.LATE}
EDGE = 0.25  # em of ground around a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours by role and by lamp: (ink, ground) of each lamp; fonts, and how bold text is made.

    `stroke` makes lines thicker or thinner, as the print of a sheet is larger or smaller.
    In `bold`, `{colour}` is the text's own and `{stroke}` a fiftieth of its size.
    """

    roles: Mapping[Role, str]
    lamps: Mapping[Lamp, tuple[str, str]]
    fonts: str = FONTS
    bold: str = 'font-weight="600"'
    stroke: float = 1.0

    def lamp(self, lamp: Lamp | None) -> tuple[str, str]:
        return self.lamps[lamp or Lamp.NOT_STARTED]


def lamps_of(
    *, red: tuple[str, str], yellow: tuple[str, str], blue: tuple[str, str],
    green: tuple[str, str], grey: tuple[str, str],
) -> dict[Lamp, tuple[str, str]]:  # fmt: skip
    """Return the five colours for the nine lamps."""
    greys = (Lamp.UNREPORTED, Lamp.PENDING, Lamp.NOT_STARTED, Lamp.DONE)
    return {
        Lamp.OVERDUE: red, Lamp.SEVERE: red, Lamp.BEHIND: yellow, Lamp.DUE_SOON: blue,
        Lamp.ON_PACE: green, **dict.fromkeys(greys, grey),
    }  # fmt: skip


LIGHT = Palette(
    roles={
        Role.GROUND: "#ffffff", Role.HEAD: "#edeff1", Role.GROUP: "#f6f7f8",
        Role.LINE: "#dde1e5", Role.STRONG_LINE: "#98a1ab", Role.TEXT: "#171c22",
        Role.SOFT: "#57606a", Role.LATE: "#a61b12", Role.BAND: "#dde1e5",
        Role.OTHER_BAND: "#c5cbd2", Role.GHOST: "#98a1ab", Role.OVER: "#a61b12",
        Role.TODAY: "#1d4280", Role.FLAG: "#7d8791", Role.MET: "#171c22", Role.OPEN: "#ffffff",
        Role.LATE_OPEN: "#ffffff",
        Role.MISSED: "#a61b12", Role.ON_MARK: "#ffffff", Role.ON_OPEN_MARK: "#171c22",
        Role.ON_MISSED_MARK: "#ffffff",
    },
    lamps=lamps_of(
        red=("#a61b12", "#fbe4e1"), yellow=("#855200", "#fdf0c8"), blue=("#0a57b5", "#e1edfb"),
        green=("#176b32", "#e0f2e5"), grey=("#57606a", "#edeff1"),
    ),
)  # fmt: skip
DARK = Palette(
    roles={
        Role.GROUND: "#0c141f", Role.HEAD: "#131e2c", Role.GROUP: "#131e2c",
        Role.LINE: "#2a3a4d", Role.STRONG_LINE: "#3d5067", Role.TEXT: "#f1f5f9",
        Role.SOFT: "#b3c0ce", Role.LATE: "#ff8379", Role.BAND: "#2a3a4d",
        Role.OTHER_BAND: "#3d5067", Role.GHOST: "#6d8199", Role.OVER: "#ff8379",
        Role.TODAY: "#9cc4ff", Role.FLAG: "#6d8199", Role.MET: "#f1f5f9", Role.OPEN: "#0c141f",
        Role.LATE_OPEN: "#0c141f",
        Role.MISSED: "#c4231a", Role.ON_MARK: "#0c141f", Role.ON_OPEN_MARK: "#f1f5f9",
        Role.ON_MISSED_MARK: "#ffffff",
    },
    lamps=lamps_of(
        red=("#ff8379", "#47201f"), yellow=("#ffd166", "#3f3413"), blue=("#8cc2ff", "#17324f"),
        green=("#6bdc91", "#143824"), grey=("#b3c0ce", "#243140"),
    ),
)  # fmt: skip

# the free fonts of print have one weight: an edge in the text's own colour makes it bold
PRINT = replace(
    LIGHT,
    fonts="Noto Sans SC, Noto Serif SC",
    bold='stroke="{colour}" stroke-width="{stroke}"',
)


def svg_of(sheet: Sheet, palette: Palette = LIGHT, *, title: str = "") -> str:
    """Return a sheet as an SVG document that needs nothing else: no style, no script, no font file."""
    drawn = "\n".join(element(shape, palette) for shape in sheet.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width:g} {sheet.height:g}" '
        f'width="{sheet.width:g}" height="{sheet.height:g}" font-family={quoteattr(palette.fonts)} '
        f'role="img"><title>{xml(title)}</title>\n{drawn}\n</svg>\n'
    )


def xml(text: str) -> str:
    """Return text for an XML document: without the control characters that it may not hold."""
    return escape("".join(c if c.isprintable() else " " for c in text))


def element(shape: Drawn, palette: Palette) -> str:
    """Return the element of one shape."""
    match shape:
        case Rect():
            return rect(shape, palette)
        case Rule():
            return rule(shape, palette)
        case Words():
            return words(shape, palette)
        case Diamond():
            x, y, r = shape.x, shape.y, shape.radius
            corners = f"M{x:g} {y - r:g}L{x + r:g} {y:g}L{x:g} {y + r:g}L{x - r:g} {y:g}Z"
            return f'<path class="mark" d="{corners}" {mark(shape.role, palette)}/>'
        case Disc():
            return (
                f'<circle class="mark" cx="{shape.x:g}" cy="{shape.y:g}" r="{shape.radius:g}" '
                f"{mark(shape.role, palette)}/>"
            )
        case Code():
            return code(shape)


def code(shape: Code) -> str:
    """Return the dark modules as one path on a white square, black whatever the palette."""
    unit = shape.width / len(shape.modules)
    runs = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(shape.modules)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    return (
        f'<g transform="translate({shape.x:g} {shape.y:g}) scale({unit:g})">'
        f'<rect x="0" y="0" width="{len(shape.modules)}" height="{len(shape.modules)}" '
        f'fill="#ffffff"/><path class="code" d="{runs}" fill="#000000"/></g>'
    )


def mark(role: Role, palette: Palette) -> str:
    edge = palette.roles[EDGES.get(role, Role.GROUND)]
    return f'fill="{palette.roles[role]}" stroke="{edge}" stroke-width="{1.5 * palette.stroke:.3g}"'


def rect(shape: Rect, palette: Palette) -> str:
    ink, ground = palette.lamp(shape.lamp)
    width = f' stroke-width="{palette.stroke:.3g}"' if palette.stroke != 1 else ""
    match shape.role:
        case Role.BAR:
            paint = f'fill="{ground}" stroke="{ink}" rx="2"{width}'
        case Role.OPEN_BAR:
            paint = f'fill="{ground}" stroke="{ink}" rx="2"{width}{DASHED}'
        case Role.DONE:
            paint = f'fill="{ink}" rx="2"'
        case _:
            paint = f'fill="{palette.roles[shape.role]}"'
    return (
        f'<rect class="{shape.role}" x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}" '
        f'height="{shape.height:g}" {paint}/>'
    )


def rule(shape: Rule, palette: Palette) -> str:
    if shape.width:
        more = f' stroke-width="{shape.width:g}" stroke-linecap="round"'
    else:
        width = WIDTHS.get(shape.role, 1.0) * palette.stroke
        more = DASHES.get(shape.role, "")
        more += f' stroke-width="{width:.3g}"' if width != 1 else ""
    return (
        f'<line class="{shape.role}" x1="{shape.x1:g}" y1="{shape.y1:g}" x2="{shape.x2:g}" '
        f'y2="{shape.y2:g}" stroke="{palette.roles[shape.role]}"{more}/>'
    )


def words(shape: Words, palette: Palette) -> str:
    lamp, _ground = palette.lamp(shape.lamp)
    colour = lamp if shape.role is Role.LAMP else palette.roles[shape.role]
    weight = ""
    if shape.is_bold:
        stroke = f"{shape.size * BOLD:.3g}"
        weight = f" {palette.bold.format(colour=colour, stroke=stroke)}"
    elif shape.has_edge:
        ground, width = palette.roles[Role.GROUND], shape.size * EDGE
        weight = (
            f' paint-order="stroke" stroke="{ground}" stroke-width="{width:.3g}" '
            'stroke-linejoin="round"'
        )
    anchor = f' text-anchor="{shape.anchor}"' if shape.anchor != "start" else ""
    return (
        f'<text x="{shape.x:g}" y="{shape.y:g}" font-size="{shape.size:g}" fill="{colour}"'
        f"{weight}{anchor}>{xml(shape.text)}</text>"
    )
