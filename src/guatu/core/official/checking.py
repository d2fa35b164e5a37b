"""Checks a measured Word file against GB/T 9704-2012 and the limits of length."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from guatu.core.burden.lengths import Paper, length_of
from guatu.core.official import docnumbers as numbers
from guatu.core.official import layout
from guatu.core.official.deviations import QUOTED, Code, Deviation, Severity, joined
from guatu.core.official.measured import (
    MeasuredBox,
    MeasuredNumber,
    MeasuredPaper,
    MeasuredParagraph,
    MeasuredSection,
    Side,
)
from guatu.core.official.numbering import numbering_faults
from guatu.core.official.roles import Placed, Role, placed

FANGSONG = frozenset(
    {
        "仿宋_GB2312",
        "仿宋",
        "FangSong",
        "FangSong_GB2312",
        "方正仿宋_GBK",
        "方正仿宋简体",
        "华文仿宋",
    }
)
HEI = frozenset({"黑体", "SimHei", "方正黑体_GBK", "方正黑体简体", "华文黑体"})
KAI = frozenset(
    {"楷体_GB2312", "楷体", "KaiTi", "KaiTi_GB2312", "方正楷体_GBK", "方正楷体简体", "华文楷体"}
)
SONG = frozenset(
    {"方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "小标宋体"}
)
PLAIN_SONG = frozenset({"宋体", "SimSun", "方正书宋_GBK", "方正书宋简体"})
LEVELS = {
    1: (HEI, "黑体"),
    2: (KAI, "楷体_GB2312"),
    3: (FANGSONG, "仿宋_GB2312"),
    4: (FANGSONG, "仿宋_GB2312"),
}
SIDES = {Side.LEFT: "居左", Side.CENTRE: "居中", Side.RIGHT: "居右", Side.BOTH: "两端对齐"}
AREA_TOLERANCE = 1.5  # mm: two margins, each within one
INDENT_TOLERANCE = 0.3  # characters
SPACE_TOLERANCE = 0.5  # points above and below a paragraph
MOST_BOLD = 0.5  # of a paragraph: words may be stressed, a whole body may not
SIMULATED = "模拟数据"  # the mark of a trial: its paper is none that is issued
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff）》”][,;:?!]|[\u4e00-\u9fff]\([\u4e00-\u9fff]")
_DATE = re.compile(r"\d{4}年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日")
_OPEN_DATE = re.compile(r"[\s　]*年[\s　]*月[\s　]*日")
_NUMBER_FORM = re.compile(r"[—－]\s?n\s?[—－]")
_SPECIAL = re.compile(r"专报|通报|专项")
_ANNEX_COLON = re.compile(r"附件：")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found, and how long the text is against what it may be."""

    deviations: tuple[Deviation, ...]
    characters: int
    limit: int

    @property
    def passes(self) -> bool:
        """Whether nothing deviates; what is only noted lets a paper pass."""
        return all(one.severity is Severity.NOTE for one in self.deviations)


def check(paper: MeasuredPaper, *, sort: Paper | None = None) -> Report:
    """Check a file.

    Parameters
    ----------
    paper : MeasuredPaper
        As it was measured.
    sort : Paper, optional
        By which its length is limited; without it the title decides: a 通报 or 专报 is about one
        matter.

    Returns
    -------
    Report
        The deviations in the order of the file, each with its place.

    References
    ----------
    GB/T 9704-2012, 党政机关公文格式; provisions on relieving the grass roots, August 2024.
    """
    parts = placed(paper.paragraphs)
    title = "".join(one.text for one in parts if one.role is Role.TITLE)
    limit = sort or (Paper.SPECIAL if _SPECIAL.search(title) else Paper.GENERAL)
    said = "".join(
        one.text for one in parts if one.role in {Role.HEADING, Role.BODY} and not one.annex
    )
    length = length_of(said, limit)
    found: list[Deviation] = []
    for section in paper.sections:
        found += section_faults(section)
    for one in parts:
        found += paragraph_faults(one, paper)
    found += numbering_faults(parts)
    found += whole_faults(parts)
    for number in paper.numbers:
        found += page_number_faults(number)
    found += side_faults(paper)
    found += header_faults(paper)
    for box in paper.boxes:
        found += box_faults(box, paper.sections)
    if length.over:
        found.append(
            Deviation(code=Code.LENGTH, found=str(length.characters), wanted=f"≤ {length.most}")
        )
    return Report(deviations=tuple(joined(found)), characters=length.characters, limit=length.most)


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


def paragraph_faults(one: Placed, paper: MeasuredPaper) -> Iterator[Deviation]:
    """Compare one paragraph with what its role wants."""
    rules: dict[Role, Callable[[Placed, MeasuredPaper], Iterable[Deviation]]] = {
        Role.HEAD: head_faults,
        Role.NUMBER: document_number_faults,
        Role.TITLE: title_faults,
        Role.ANNEX_TITLE: title_faults,
        Role.ADDRESSEES: addressee_faults,
        Role.HEADING: heading_faults,
        Role.BODY: body_faults,
        Role.ANNEX_LIST: annex_list_faults,
        Role.DATE: date_faults,
        Role.RECORD: record_faults,
    }
    if one.role in rules:
        yield from rules[one.role](one, paper)
    if one.role in {Role.BODY, Role.HEADING, Role.TITLE} and (half := _HALF_WIDTH.search(one.text)):
        yield fault(Code.PUNCTUATION, half[0], "，；：？！（）", one, severity=Severity.NOTE)
    if one.role in {Role.BODY, Role.HEADING, Role.TITLE}:
        for cited in numbers.cited_faults(one.text):
            yield fault(Code.DOCUMENT_NUMBER, cited, NUMBERED, one, severity=Severity.NOTE)


NUMBERED = "〔2026〕1号"


def head_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    if one.paragraph.font not in SONG:
        yield fault(Code.HEAD_FONT, one.paragraph.font or "—", "方正小标宋简体", one)
    if one.paragraph.side is not Side.CENTRE:
        yield fault(Code.HEAD_SIDE, SIDES[one.paragraph.side], SIDES[Side.CENTRE], one)
    least = min(layout.SMALLEST_HEAD, layout.head_size(one.text).points)
    if one.paragraph.size < least:
        yield fault(Code.HEAD_SIZE, points(one.paragraph.size), f"≥ {points(least)}", one)


def document_number_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    if numbers.is_number(one.text) and (found := numbers.fault_of(one.text)):
        yield fault(Code.DOCUMENT_NUMBER, found, NUMBERED, one)


def title_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    if one.paragraph.font not in SONG:
        yield fault(Code.TITLE_FONT, one.paragraph.font or "—", "方正小标宋简体", one)
    if one.paragraph.size != layout.TITLE_SIZE:
        yield fault(Code.TITLE_SIZE, points(one.paragraph.size), points(layout.TITLE_SIZE), one)
    if one.paragraph.side is not Side.CENTRE:
        yield fault(Code.TITLE_SIDE, SIDES[one.paragraph.side], SIDES[Side.CENTRE], one)


def points(size: float) -> str:
    return f"{size:g} pt"


def addressee_faults(one: Placed, paper: MeasuredPaper) -> Iterator[Deviation]:
    if not one.text.endswith("："):
        yield fault(Code.ADDRESSEES, one.text[-1], "：", one)
    yield from line_faults(one, paper)


def heading_faults(one: Placed, paper: MeasuredPaper) -> Iterator[Deviation]:
    known, wanted = LEVELS[one.level]
    if one.paragraph.lead_font not in known:
        yield fault(Code.HEADING_FONT, one.paragraph.lead_font or "—", wanted, one)
    if any(size != layout.BODY_SIZE for size in one.paragraph.sizes):
        yield fault(Code.HEADING_SIZE, points(one.paragraph.size), points(layout.BODY_SIZE), one)
    yield from line_faults(one, paper)
    yield from indent_faults(one)


def body_faults(one: Placed, paper: MeasuredPaper) -> Iterator[Deviation]:
    others = [font for font in one.paragraph.fonts if font not in FANGSONG]
    if others:
        yield fault(Code.BODY_FONT, "、".join(font or "—" for font in others), "仿宋_GB2312", one)
    odd = [size for size in one.paragraph.sizes if size != layout.BODY_SIZE]
    if odd:
        yield fault(Code.BODY_SIZE, points(odd[0]), points(layout.BODY_SIZE), one)
    if one.paragraph.bold > MOST_BOLD:
        yield fault(Code.BODY_BOLD, "加粗", "不加粗", one)
    yield from line_faults(one, paper)
    yield from indent_faults(one)


def indent_faults(one: Placed) -> Iterator[Deviation]:
    raw = one.paragraph.text
    blanks = (len(raw) - len(raw.lstrip("　"))) if raw.strip() else 0
    own = one.paragraph.indent + one.paragraph.left + blanks
    if abs(own - layout.INDENT) > INDENT_TOLERANCE:
        yield fault(Code.INDENT, f"{own:.1f}", str(layout.INDENT), one)


def line_faults(one: Placed, paper: MeasuredPaper) -> Iterator[Deviation]:
    """Compare the lines of a page and the characters of a line that this paragraph would make."""
    paragraph = one.paragraph
    if not paper.sections:
        return
    section = paper.sections[min(paragraph.section, len(paper.sections) - 1)]
    if section.width > section.height:
        return
    lines = lines_of(paragraph, section)
    if lines is None:
        yield fault(Code.LINES, "—", str(layout.LINES), one)
    elif lines != layout.LINES:
        yield fault(Code.LINES, str(lines), str(layout.LINES), one)
    if (space := paragraph.before + paragraph.after) > SPACE_TOLERANCE:
        yield fault(Code.PARAGRAPH_SPACE, points(space), points(0), one)
    characters = characters_of(paragraph, section)
    if characters != layout.CHARACTERS:
        yield fault(Code.CHARACTERS, str(characters), str(layout.CHARACTERS), one)


def lines_of(one: MeasuredParagraph, section: MeasuredSection) -> int | None:
    """Return how many such lines a page takes; None where their distance is not fixed."""
    height = (section.height - section.top - section.bottom) / layout.MM_A_POINT
    pitch = one.pitch or (section.line_pitch if one.is_grid else None)
    return None if not pitch else int((height + SLACK) / pitch)


def characters_of(one: MeasuredParagraph, section: MeasuredSection) -> int:
    """Return how many characters of this size a line takes."""
    width = (section.width - section.left - section.right) / layout.MM_A_POINT
    cell = (
        section.cell if section.cell and one.is_grid and not one.spacing else one.size + one.spacing
    )
    return int((width + SLACK) / cell) if cell > 0 else 0


SLACK = 3.0  # points: a margin may be a millimetre off, and the last character needs no gap


def annex_list_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    if one.text.startswith("附件") and not _ANNEX_COLON.match(one.text):
        yield fault(Code.ANNEX_LIST, one.text[:4], "附件：", one)
    if one.text[-1] in "。；，、.;,":
        yield fault(Code.ANNEX_LIST, one.text[-1], "—", one)


def date_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    text = "".join(one.text.split())
    if not (_DATE.fullmatch(text) or _OPEN_DATE.fullmatch(one.text)):
        yield fault(Code.DATE_FORM, text, "2026年6月9日", one)


def record_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    if any(size != layout.RECORD_SIZE for size in one.paragraph.sizes):
        yield fault(Code.RECORD_SIZE, points(one.paragraph.size), points(layout.RECORD_SIZE), one)
    if one.text.startswith("抄送") and not one.text.endswith("。"):
        yield fault(Code.RECORD_END, one.text[-1], "。", one)


def whole_faults(parts: list[Placed]) -> Iterator[Deviation]:
    """Compare what must stand once, and what must agree."""
    roles = [one.role for one in parts]
    if Role.TITLE not in roles:
        yield fault(Code.TITLE_MISSING, "—", "方正小标宋简体 22 pt")
    if Role.DATE not in roles or Role.SIGNATURE not in roles:
        missing = "、".join(
            name
            for role, name in ((Role.SIGNATURE, "发文机关署名"), (Role.DATE, "成文日期"))
            if role not in roles
        )
        yield fault(Code.SIGNATURE, "—", missing)
    listed, marked = roles.count(Role.ANNEX_LIST), roles.count(Role.ANNEX_MARK)
    if listed != marked:
        yield fault(Code.ANNEX_COUNT, str(listed), str(marked))


def page_number_faults(one: MeasuredNumber) -> Iterator[Deviation]:
    if not _NUMBER_FORM.fullmatch(one.text.strip()):
        yield fault(Code.PAGE_NUMBER_FORM, one.text.strip(), "— n —")
    if one.font not in PLAIN_SONG or one.size != layout.NUMBER_SIZE:
        found = f"{one.font or '—'} {points(one.size)}"
        yield fault(Code.PAGE_NUMBER_FONT, found, f"宋体 {points(layout.NUMBER_SIZE)}")


def side_faults(paper: MeasuredPaper) -> Iterator[Deviation]:
    """Compare where page numbers stand: at the right of odd pages, at the left of even ones."""
    if not paper.numbers:
        yield fault(Code.PAGE_NUMBER, "—", "— n —")
        return
    sides = {one.page: one.side for one in paper.numbers}
    outside = sides.get("default") is Side.RIGHT and sides.get("even") is Side.LEFT
    if not (paper.has_two_sides and outside):
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
    if one.width > wide + layout.TOLERANCE or one.height > high + layout.TOLERANCE:
        found = f"{one.width:.0f}" if not one.is_picture else f"{one.width:.0f} × {one.height:.0f}"
        wanted = f"{wide:.0f}" if not one.is_picture else f"{wide:.0f} × {high:.0f}"
        yield Deviation(
            code=code, found=f"{found} mm", wanted=f"≤ {wanted} mm", first=one.place,
            last=one.place,
        )  # fmt: skip
