"""What deviates in pages as such: paper, margins, page numbers, headers, and what is larger than the type area."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guatu.core.official import layout
from guatu.core.official.deviations import QUOTED, Code, Deviation, Severity
from guatu.core.official.faces import Face, face_of
from guatu.core.official.measured import (
    MeasuredBox,
    MeasuredNumber,
    MeasuredPaper,
    MeasuredSection,
    Side,
)
from guatu.core.official.roles import Placed

SIDES = {Side.LEFT: "居左", Side.CENTRE: "居中", Side.RIGHT: "居右", Side.BOTH: "两端对齐",
         Side.OUTSIDE: "居外侧", Side.INSIDE: "居内侧"}  # fmt: skip
AREA_TOLERANCE = 1.5  # mm: two margins, each within one
SIMULATED = "模拟数据"  # the mark of a trial: its paper is none that is issued
_NUMBER_FORM = re.compile(r"[—―－]\s*n\s*[—―－]")


def section_faults(one: MeasuredSection) -> Iterator[Deviation]:
    """Compare paper and margins; a landscape page is measured lying down."""
    wide, high = sorted((one.width, one.height))
    if not (near(wide, layout.PAGE_WIDTH) and near(high, layout.PAGE_HEIGHT)):
        yield fault(Code.PAPER, f"{wide:.0f} × {high:.0f} mm", "210 × 297 mm")
        return
    if one.width > one.height:  # 7.3.6: its tables lie, its head at the binding edge
        return
    pairs = (
        (Code.MARGIN_TOP, one.top, layout.TOP, layout.TOLERANCE),
        (Code.MARGIN_LEFT, one.left, layout.LEFT, layout.TOLERANCE),
        (Code.TYPE_WIDTH, one.width - one.left - one.right, layout.TYPE_WIDTH, AREA_TOLERANCE),
        (Code.TYPE_HEIGHT, one.height - one.top - one.bottom, layout.TYPE_HEIGHT, AREA_TOLERANCE),
    )
    for code, value, wanted, tolerance in pairs:
        if not near(value, wanted, tolerance):
            yield fault(code, f"{value:.1f} mm", f"{wanted:.0f} ± {tolerance:g} mm")


def near(value: float, wanted: float, tolerance: float = 1.0) -> bool:
    return abs(value - wanted) <= tolerance + 0.05


def fault(
    code: Code, found: str, wanted: str, one: Placed | None = None, **more: Severity
) -> Deviation:
    """Return a deviation at a paragraph, or of the whole."""
    place = one.paragraph.place if one else 0
    text = one.text[:QUOTED] if one else ""
    return Deviation(
        code=code, found=found, wanted=wanted, first=place, last=place, text=text, **more
    )


def points(size: float) -> str:
    return f"{size:g} pt"


def page_number_faults(one: MeasuredNumber) -> Iterator[Deviation]:
    if not _NUMBER_FORM.fullmatch(one.text.strip()):
        yield fault(Code.PAGE_NUMBER_FORM, one.text.strip(), "— n —")
    if face_of(one.font) is not Face.SONG or one.size != layout.NUMBER_SIZE:
        found = f"{one.font or '—'} {points(one.size)}"
        yield fault(Code.PAGE_NUMBER_FONT, found, f"宋体 {points(layout.NUMBER_SIZE)}")


def side_faults(paper: MeasuredPaper) -> Iterator[Deviation]:
    """Compare where page numbers stand: at the right of odd pages, at the left of even ones."""
    if not paper.numbers:
        yield fault(Code.PAGE_NUMBER, "—", "— n —")
        return
    sides = {one.page: one.side for one in paper.numbers}
    parted = sides.get("default") is Side.RIGHT and sides.get("even") is Side.LEFT
    followed = {Side.OUTSIDE} == {side for page, side in sides.items() if page != "first"}
    if not (followed or (paper.has_two_sides and parted)):
        pages = {"default": "单页" if "even" in sides else "各页", "even": "双页", "first": "首页"}
        found = "、".join(
            f"{pages.get(page, page)}{SIDES[side]}" for page, side in sorted(sides.items())
        )
        yield fault(Code.PAGE_NUMBER_SIDE, found, "单页居右、双页居左")


def header_faults(paper: MeasuredPaper) -> Iterator[Deviation]:
    """Compare what stands above the type area: 版头, 主体 and 版记 lie within it, only the page number outside."""
    others = [text for text in paper.headers if text != SIMULATED]
    if others:
        yield fault(Code.HEADER, "、".join(text[:QUOTED] for text in others), "—")


def box_faults(one: MeasuredBox, sections: tuple[MeasuredSection, ...]) -> Iterator[Deviation]:
    """Compare a table or picture with the type area of its section."""
    section = sections[min(one.section, len(sections) - 1)] if sections else None
    if section is None:
        return
    wide = section.width - section.left - section.right
    high = section.height - section.top - section.bottom
    code = Code.PICTURE_SIZE if one.is_picture else Code.TABLE_WIDTH
    if one.width > wide + layout.TOLERANCE + one.slack or one.height > high + layout.TOLERANCE:
        found = f"{one.width:.0f}" if not one.is_picture else f"{one.width:.0f} × {one.height:.0f}"
        wanted = f"{wide:.0f}" if not one.is_picture else f"{wide:.0f} × {high:.0f}"
        yield Deviation(
            code=code, found=f"{found} mm", wanted=f"≤ {wanted} mm", first=one.place,
            last=one.place,
        )  # fmt: skip
