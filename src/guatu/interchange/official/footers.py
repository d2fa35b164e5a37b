"""Page numbers of a Word file: in lines, frames and text boxes, in whichever form the field is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from guatu.core.official.measured import MeasuredNumber, Side
from guatu.interchange.docx.parts import Element, attribute, child, local
from guatu.interchange.official.properties import Looks, Set

SIDES = {
    "left": Side.LEFT,
    "center": Side.CENTRE,
    "right": Side.RIGHT,
    "outside": Side.OUTSIDE,
    "inside": Side.INSIDE,
}
_VML_SIDE = re.compile(r"mso-position-horizontal\s*:\s*(\w+)")
_SWITCH = re.compile(r"\\\*\s*(\w+)")
# How Word shows the first page where a section or a field says another form of numbers than 1, 2, 3.
SHOWN = {
    "numberindash": "- n -", "arabicdash": "- n -",
    "decimalfullwidth": "１", "decimalfullwidth2": "１", "dbchar": "１",
    "lowerroman": "i", "upperroman": "I", "roman": "i", "lowerletter": "a", "upperletter": "A",
    "alphabetic": "a", "decimalenclosedcircle": "①", "circlenum": "①",
    "chinesecounting": "一", "chinesecountingthousand": "一", "chinesenum3": "一", "chinesenum1": "一",
    "japanesecounting": "一", "taiwanesecounting": "一", "ideographdigital": "一",
    "chineselegalsimplified": "壹", "chinesenum2": "壹",
}  # fmt: skip
BOX = "txbxContent"
NUMBER = "n"  # in place of the field
USUAL_STOPS = ("center", "right")  # of Word's own style of footers
LEFT_OUT = {"del", "moveFrom", BOX, "Fallback"}


def boxes_in(element: Element) -> Iterator[Element]:
    """Yield the text boxes within an element, each in one of the two forms that a file keeps."""
    for one in element:
        name = local(one)
        if name == BOX:
            yield one
        elif name == "AlternateContent":
            chosen = [list(boxes_in(part)) for part in one]
            yield from next((found for found in chosen if found), [])
        else:
            yield from boxes_in(one)


def lines_of(part: Element) -> Iterator[Element]:
    """Yield the paragraphs of a part or a text box; those of boxes within it are their own."""
    own = part if local(part) == BOX else None
    return (one for one in part.iter("{*}p") if _box_of(one) is own)


@dataclass(slots=True)
class _Line:
    """A paragraph of a footer as it is read: n stands for the number."""

    words: list[str] = field(default_factory=list)
    looks: list[Element | None] = field(default_factory=list)  # of runs with words or the number
    told: list[str] = field(default_factory=list)  # of each open field, what it is told to do
    shows: list[bool] = field(
        default_factory=list
    )  # of each open field, whether its result is read
    has_number: bool = False
    tabs: int = 0
    stop: str = ""  # where a tab says itself that it leads


def numbers_of(root: Element, looks: Looks, page: str, form: str = "") -> Iterator[MeasuredNumber]:
    """Yield the page numbers of a footer.

    Parameters
    ----------
    root : Element
        Of its part, or a text box in it.
    looks : Looks
        What its paragraphs are set in.
    page : str
        The pages that show it.
    form : str, optional
        Of numbers, as the section says it.
    """
    found = [*_numbers(root, looks, page, None)]
    for box in boxes_in(root):
        found += _numbers(box, looks, page, _side_of_box(box))
    shown = SHOWN.get(form.casefold(), NUMBER)
    for one in found:
        yield replace(one, text=one.text.replace(NUMBER, shown))


def _numbers(root: Element, looks: Looks, page: str, side: Side | None) -> Iterator[MeasuredNumber]:
    for one in lines_of(root):
        line = _Line()
        _read(one, line)
        if line.has_number:
            properties = child(one, "pPr")
            sets = [looks.of_run(look, properties) for look in line.looks]
            set_in = sets[0] if sets else looks.of_run(None, properties)
            yield MeasuredNumber(
                page=page,
                text="".join(line.words).strip(),
                font=_font_of(set_in),
                size=set_in.size,
                side=side or _side_of(properties, line, looks),
            )


def _box_of(one: Element) -> Element | None:
    return next((above for above in one.iterancestors() if local(above) == BOX), None)


def _font_of(set_in: Set) -> str:
    """Return the font of the number: of digits where it is the one that the standard wants."""
    return set_in.latin if "宋" in set_in.latin else set_in.font or set_in.latin


def _read(element: Element, line: _Line) -> None:
    for one in element:
        name = local(one)
        if name == "fldSimple":
            _begin(line, attribute(one, "instr") or "")
            line.looks.append(child(next(one.iter("{*}r"), None), "rPr"))
        elif name == "r":
            _run(one, line)
        elif name not in LEFT_OUT:
            _read(one, line)


def _run(run: Element, line: _Line) -> None:
    before = len(line.words)
    for part in run:
        name = local(part)
        if name == "fldChar":
            _field(line, attribute(part, "fldCharType") or "")
        elif name == "instrText" and line.told:
            line.told[-1] += part.text or ""
        elif name == "t" and all(line.shows):
            line.words.append(part.text or "")
        elif name == "tab" and not line.has_number:
            line.tabs += 1
        elif name == "ptab" and not line.has_number:
            line.stop = attribute(part, "alignment") or ""
    if any(word.strip() for word in line.words[before:]):
        line.looks.append(child(run, "rPr"))


def _field(line: _Line, kind: str) -> None:
    if kind == "begin":
        line.told.append("")
        line.shows.append(False)
    elif kind in {"separate", "end"} and line.told:
        if line.told[-1]:
            _begin(line, line.told[-1])
            line.told[-1] = ""
        if kind == "end":
            line.told.pop()
            line.shows.pop()


def _begin(line: _Line, told: str) -> None:
    words = told.upper().split()
    if "PAGE" in words:
        line.has_number = True
        forms = (SHOWN.get(switch.casefold(), "") for switch in _SWITCH.findall(told))
        line.words.append(next(filter(None, forms), NUMBER))


def _side_of_box(box: Element) -> Side | None:
    """Return where a text box stands; None where it is laid by a distance: then its lines say it."""
    for above in box.iterancestors():
        name = local(above)
        if name == "anchor":
            align = child(above, "positionH", "align")
            return SIDES.get((align.text or "").strip()) if align is not None else None
        if name in {"shape", "rect"}:
            match = _VML_SIDE.search(above.get("style") or "")
            return SIDES.get(match[1]) if match else None
    return None


def _side_of(properties: Element | None, line: _Line, looks: Looks) -> Side:
    framed = SIDES.get(attribute(looks.framed(properties), "xAlign") or "")
    if framed is not None:
        return framed
    if line.stop:
        return SIDES.get(line.stop, Side.LEFT)
    laid = looks.of_paragraph(properties).side
    if line.tabs and laid in {Side.LEFT, Side.BOTH}:
        stops = looks.stops(properties) or USUAL_STOPS
        return SIDES.get(stops[min(line.tabs, len(stops)) - 1], Side.LEFT)
    return laid
