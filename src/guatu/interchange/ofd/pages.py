"""One page of an OFD file: its letters, lines and pictures, in points from the upper left corner."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from lxml import etree

from guatu.interchange.pdf.glyphs import Glyph, PrintedPage, Ruling, character_of
from guatu.interchange.pdf.rulings import Matrix, bar_of, sides_of

_POINTS = 72 / 25.4  # in a millimetre, the unit of the format
_FAINT = 175  # as of PDF files
_TURNED_SINE = 0.2
_MOST_LETTERS = 200_000  # of one page: a run of letters may claim any length
_HALF = 0.5

Box = tuple[float, float, float, float]


def page_of(parts: Sequence[etree._Element], usual: Box, *, number: int) -> PrintedPage:
    """Read a page.

    Parameters
    ----------
    parts : sequence of Element
        Its templates and its content, from the bottom up.
    usual : tuple of float
        The document's page area in millimetres.
    number : int
        The page's number, from 1.

    Returns
    -------
    PrintedPage
        As a page of a PDF file.
    """
    area = next((one for part in parts[::-1] for one in named(part, "PhysicalBox")), None)
    box = box_of(area.text if area is not None else None) or usual
    glyphs: list[Glyph] = []
    rulings: list[Ruling] = []
    pictures = 0.0
    for part in parts:
        for thing in part.iter():
            kind = etree.QName(thing).localname if isinstance(thing.tag, str) else ""
            if thing.get("Visible") == "false":
                continue
            if kind == "TextObject" and len(glyphs) < _MOST_LETTERS:
                glyphs += _glyphs(thing)
            elif kind == "PathObject":
                rulings += _rulings(thing)
            elif kind == "ImageObject" and (bounds := box_of(thing.get("Boundary"))):
                pictures += bounds[2] * bounds[3]
    return PrintedPage(
        number=number,
        width=box[2] * _POINTS,
        height=box[3] * _POINTS,
        glyphs=tuple(glyphs),
        rulings=tuple(rulings),
        picture_share=min(1.0, pictures / max(1.0, box[2] * box[3])),
    )


def named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Give the elements of a name, in whichever namespace."""
    yield from root.iter(f"{{*}}{name}")


def box_of(written: str | None) -> Box | None:
    """Read left, top, width and height."""
    numbers = _numbers(written)
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None  # noqa: PLR2004


def _numbers(written: str | None) -> list[float]:
    try:
        numbers = [float(one) for one in (written or "").split()]
    except ValueError:
        return []
    return numbers if all(math.isfinite(one) for one in numbers) else []


def _space(thing: etree._Element) -> Matrix:
    """Give the matrix from an object's own space to points on the page."""
    bounds = box_of(thing.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    turn = _numbers(thing.get("CTM"))
    own = Matrix(*turn) if len(turn) == 6 else Matrix()  # noqa: PLR2004
    placed = own.within(Matrix(e=bounds[0], f=bounds[1]))
    return placed.within(Matrix(a=_POINTS, d=_POINTS))


def _glyphs(thing: etree._Element) -> Iterator[Glyph]:
    space = _space(thing)
    size = next(iter(_numbers(thing.get("Size"))), 0.0) * math.hypot(space.c, space.d)
    scale = math.hypot(space.a, space.b) or 1.0
    turned = round(math.atan2(-space.b / scale, space.a / scale) / (math.pi / 2)) % 4
    is_askew = min(abs(space.a), abs(space.b)) / scale > _TURNED_SINE
    faint = _is_faint(thing)
    for code in named(thing, "TextCode"):
        for character, x, y, step in _placed(code):
            at, baseline = space.apply(x, y)
            usual = size * _HALF if character.isascii() else size
            yield Glyph(
                text=character_of(ord(character)),
                x0=at,
                x1=at + (min(usual, step * scale) if step > 0 else usual),
                y=baseline,
                size=size or 1.0,
                font=thing.get("Font") or "",
                turned=turned,
                is_askew=is_askew,
                is_faint=faint,
            )


def _placed(code: etree._Element) -> Iterator[tuple[str, float, float, float]]:
    """Give each character of a run with its place and the step to the next one."""
    x = next(iter(_numbers(code.get("X"))), 0.0)
    y = next(iter(_numbers(code.get("Y"))), 0.0)
    text = (code.text or "").strip("\r\n")[:_MOST_LETTERS]
    across = _steps(code.get("DeltaX"), len(text))
    down = _steps(code.get("DeltaY"), len(text))
    for character, step_x, step_y in zip(text, across, down, strict=True):
        yield character, x, y, step_x
        x, y = x + step_x, y + step_y


def _steps(written: str | None, count: int) -> list[float]:
    """Read the steps between characters; ``g 5 3.2`` stands for five steps of 3.2."""
    words, at = (written or "").split(), 0
    found: list[float] = []
    while at < len(words) and len(found) < count:
        group = words[at : at + 3]
        if group[0] == "g" and len(group) == 3 and group[1].isdigit():  # noqa: PLR2004
            found += [next(iter(_numbers(group[2])), 0.0)] * min(count, int(group[1]))
            at += 3
        else:
            found.append(next(iter(_numbers(group[0])), 0.0))
            at += 1
    return [*found, *[0.0] * count][:count]


def _is_faint(thing: etree._Element) -> bool:
    fill = next(named(thing, "FillColor"), None)
    channels = _numbers(fill.get("Value")) if fill is not None else []
    alpha = next(iter(_numbers(thing.get("Alpha"))), 255.0) / 255
    light = sum(channels) / len(channels) if channels else 0.0
    return light * alpha + 255 * (1 - alpha) >= _FAINT


def _rulings(thing: etree._Element) -> Iterator[Ruling]:
    space = _space(thing)
    drawn = next(named(thing, "AbbreviatedData"), None)
    is_filled = thing.get("Fill") == "true" and thing.get("Stroke") == "false"
    for outline in _outlines((drawn.text or "") if drawn is not None else ""):
        points = [space.apply(x, y) for x, y in outline]
        yield from bar_of(points) if is_filled else sides_of(points)


def _outlines(written: str) -> Iterator[list[tuple[float, float]]]:
    """Read the straight sides of a path: M and S begin, L goes on, C closes; curves end one."""
    words = written.split()
    outline: list[tuple[float, float]] = []
    at = 0
    while at < len(words):
        sign, point = words[at], _numbers(" ".join(words[at + 1 : at + 3]))
        at += 1
        if sign == "L" and len(point) == 2:  # noqa: PLR2004
            outline.append((point[0], point[1]))
        elif sign == "C" and outline:
            outline.append(outline[0])
        elif sign.isalpha():
            if len(outline) > 1:
                yield outline
            outline = [(point[0], point[1])] if sign in "MS" and len(point) == 2 else []  # noqa: PLR2004
    if len(outline) > 1:
        yield outline
