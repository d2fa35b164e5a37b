"""Checks a measured Word file against GB/T 9704-2012 and the limits of length."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from guatu.core.burden.lengths import Paper, length_of
from guatu.core.official import docnumbers as numbers
from guatu.core.official import layout
from guatu.core.official.annexes import annex_faults
from guatu.core.official.deviations import QUOTED, Code, Deviation, Severity, joined
from guatu.core.official.faces import Face, face_of
from guatu.core.official.measured import (
    MeasuredPaper,
    MeasuredParagraph,
    MeasuredSection,
    Side,
)
from guatu.core.official.numbering import number_of, numbering_faults, wrongly_numbered
from guatu.core.official.pagefaults import (
    SIDES,
    box_faults,
    fault,
    header_faults,
    page_number_faults,
    points,
    section_faults,
    side_faults,
)
from guatu.core.official.roles import FAR_IN, Placed, Role, placed, start_of

LEVELS = {
    1: (Face.HEI, "黑体"),
    2: (Face.KAI, "楷体_GB2312"),
    3: (Face.FANGSONG, "仿宋_GB2312"),
    4: (Face.FANGSONG, "仿宋_GB2312"),
}
INDENT_TOLERANCE = 0.3  # characters
ANNEX_TOLERANCE = 0.6  # characters: hanging lines are set by eye
SPACE_TOLERANCE = 0.5  # points above and below a paragraph
MOST_BOLD = 0.5  # of a paragraph: words may be stressed, a whole body may not
MOST_STRESSED = 0.5  # of a paragraph in 楷体 or 黑体: duties in brackets, a lead
NATURAL = 1.3  # times its size is a line high where nothing says how high
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff）》”][,;:?!]|[\u4e00-\u9fff]\([\u4e00-\u9fff]")
_DATE = re.compile(r"\d{4}年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日")
_NOTED_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_OPEN_DATE = re.compile(r"[\s　]*年[\s　]*月[\s　]*日")
_SPECIAL = re.compile(r"专报|通报|专项")
_ANNEX_COLON = re.compile(r"附件：")
_ANNEX_MARK = re.compile(r"附件\d{0,2}")
_ANNEX_COUNTED = re.compile(r"(?:附件?\s*[：:])?\s*(\d{1,2}[、,，）)])")
_ENDS = "。；！？"
_DUTIES = re.compile(  # who does it, in brackets at the end: longer than many a task
    r"[（〔【(\[][^（〔【(\[]*(?:单位|部门|领导|责任|牵头|配合|完成时限)[^（〔【(\[]*[）〕】)\]]。?$"
)
_COPIES = re.compile(r"(?:主送|抄送|抄报|分送)")
_PRINTED = re.compile(r"([\d〇○零一二三四五六七八九十]+年.*日)\s*印\s*发")
_DAY_AT_END = re.compile(r"[\d〇○零一二三四五六七八九十]+年[^年]{1,6}日$")
_WORD = re.compile(r"[\w]")  # a red rule may be drawn of signs
_ARTICLE = re.compile(r"第[一二三四五六七八九十百\d]{1,5}条")


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
        Role.ANNEX_MARK: annex_mark_faults,
        Role.SIGNATURE: signature_faults,
        Role.DATE: date_faults,
        Role.RECORD: record_faults,
    }
    if one.role in rules:
        yield from rules[one.role](one, paper)
    yield from colour_faults(one)
    if one.role in {Role.BODY, Role.HEADING, Role.TITLE} and (half := _HALF_WIDTH.search(one.text)):
        yield fault(Code.PUNCTUATION, half[0], "，；：？！（）", one, severity=Severity.NOTE)
    if one.role in {Role.BODY, Role.HEADING, Role.TITLE}:
        for cited in numbers.cited_faults(one.text):
            yield fault(Code.DOCUMENT_NUMBER, cited, NUMBERED, one, severity=Severity.NOTE)


NUMBERED = "〔2026〕1号"


def colour_faults(one: Placed) -> Iterator[Deviation]:
    """Compare the colour of words: black, but for the red head (5.2.4); tables may show states by theirs."""
    if one.paragraph.colours and one.role is not Role.HEAD and _WORD.search(one.text):
        severity = Severity.NOTE if one.role is Role.TABLE else Severity.ERROR
        yield fault(
            Code.TEXT_COLOUR, "、".join(one.paragraph.colours), "黑色", one, severity=severity
        )


def head_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    if face_of(one.paragraph.font) is not Face.TITLE:
        yield fault(Code.HEAD_FONT, one.paragraph.font or "—", "方正小标宋简体", one)
    if not one.paragraph.is_red:
        yield fault(Code.HEAD_COLOUR, "—", "红色", one)
    if one.paragraph.side is not Side.CENTRE and one.paragraph.table is None:
        yield fault(Code.HEAD_SIDE, SIDES[one.paragraph.side], SIDES[Side.CENTRE], one)
    least = min(layout.SMALLEST_HEAD, layout.head_size(one.text).points)
    if one.paragraph.size < least:
        yield fault(Code.HEAD_SIZE, points(one.paragraph.size), f"≥ {points(least)}", one)


def document_number_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    if not numbers.is_number(one.text):
        return
    if found := numbers.fault_of(one.text):
        yield fault(Code.DOCUMENT_NUMBER, found, NUMBERED, one)
    if numbers.SIGNER not in one.text:  # his name is in 楷体
        yield from plain_faults(one)


def plain_faults(one: Placed) -> Iterator[Deviation]:
    """Compare what the standard says of no part otherwise: size 3, 仿宋 (5.2.2)."""
    others = [font for font in one.paragraph.fonts if face_of(font) is not Face.FANGSONG]
    if others:
        yield fault(Code.BODY_FONT, "、".join(font or "—" for font in others), "仿宋_GB2312", one)
    odd = [size for size in one.paragraph.sizes if size != layout.BODY_SIZE]
    if odd:
        yield fault(Code.BODY_SIZE, points(odd[0]), points(layout.BODY_SIZE), one)


def title_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    if face_of(one.paragraph.font) is not Face.TITLE:
        yield fault(Code.TITLE_FONT, one.paragraph.font or "—", "方正小标宋简体", one)
    if one.paragraph.size != layout.TITLE_SIZE:
        yield fault(Code.TITLE_SIZE, points(one.paragraph.size), points(layout.TITLE_SIZE), one)
    if one.paragraph.side is not Side.CENTRE:
        yield fault(Code.TITLE_SIDE, SIDES[one.paragraph.side], SIDES[Side.CENTRE], one)


def addressee_faults(one: Placed, paper: MeasuredPaper) -> Iterator[Deviation]:
    if not one.text.endswith(("：", "，", "、")):  # those of several lines end the last one so
        yield fault(Code.ADDRESSEES, one.text[-1], "：", one)
    if (own := start_of(one.paragraph)) > layout.INDENT - INDENT_TOLERANCE:
        yield fault(Code.ADDRESSEES, f"空{own:g}字", "顶格", one)
    yield from plain_faults(one)
    yield from line_faults(one, paper)


def heading_faults(one: Placed, paper: MeasuredPaper) -> Iterator[Deviation]:
    wanted, name = LEVELS[one.level]
    lead, *others = dict.fromkeys((one.paragraph.lead_font, *one.paragraph.fonts))
    if face_of(lead) is not wanted:
        yield fault(Code.HEADING_FONT, lead or "—", name, one)
    for font in others:  # what goes on after the heading is body
        is_duty = face_of(font) is Face.KAI and _DUTIES.search(one.text)
        if not is_duty and face_of(font) not in {wanted, Face.FANGSONG}:
            yield fault(Code.BODY_FONT, font or "—", "仿宋_GB2312", one)
    if any(size != layout.BODY_SIZE for size in one.paragraph.sizes):
        yield fault(Code.HEADING_SIZE, points(one.paragraph.size), points(layout.BODY_SIZE), one)
    yield from line_faults(one, paper)
    yield from indent_faults(one)


def body_faults(one: Placed, paper: MeasuredPaper) -> Iterator[Deviation]:
    others = [font for font in one.paragraph.fonts if not is_body_font(one, font)]
    if others:
        yield fault(Code.BODY_FONT, "、".join(font or "—" for font in others), "仿宋_GB2312", one)
    odd = [size for size in one.paragraph.sizes if size != layout.BODY_SIZE]
    if odd:
        yield fault(Code.BODY_SIZE, points(odd[0]), points(layout.BODY_SIZE), one)
    if one.paragraph.bold > MOST_BOLD:
        yield fault(Code.BODY_BOLD, "加粗", "不加粗", one)
    yield from line_faults(one, paper)
    yield from indent_faults(one)


def is_body_font(one: Placed, font: str) -> bool:
    """Say whether some of a body may be set so: stressed words, and numbers of articles or headings."""
    face = face_of(font)
    if face in {Face.HEI, Face.KAI}:
        shares = dict(zip(one.paragraph.fonts, one.paragraph.shares, strict=False))
        wrong, right = wrongly_numbered(one.text), number_of(one.text)
        level = wrong[1] if wrong else right[0] if right else 0
        is_heading = bool(level) and face is LEVELS[level][0]
        is_article = _ARTICLE.match(one.text) and font == one.paragraph.lead_font
        is_duty = face is Face.KAI and _DUTIES.search(one.text)
        is_small = shares.get(font, 1.0) < MOST_STRESSED
        return bool(is_heading or is_article or is_duty) or is_small
    return face is Face.FANGSONG


def indent_faults(one: Placed) -> Iterator[Deviation]:
    own = start_of(one.paragraph)
    if one.paragraph.side in {Side.CENTRE, Side.RIGHT} and (one.level or one.text[-1] in _ENDS):
        yield fault(Code.INDENT, SIDES[one.paragraph.side], str(layout.INDENT), one)
    elif abs(own - layout.INDENT) > INDENT_TOLERANCE:
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
        # size 3 in an area of 156 mm gives 27 by itself; the standard lets that be adjusted (5.2.3)
        is_natural = not (paragraph.spacing or section.cell) and section.columns == 1
        is_near = is_natural and characters == layout.CHARACTERS - 1
        severity = Severity.NOTE if is_near else Severity.ERROR
        yield fault(
            Code.CHARACTERS, str(characters), str(layout.CHARACTERS), one, severity=severity
        )


def lines_of(one: MeasuredParagraph, section: MeasuredSection) -> int | None:
    """Return how many such lines a page takes; None where their distance is not fixed."""
    height = (section.height - section.top - section.bottom) / layout.MM_A_POINT
    pitch = one.pitch or flowing_pitch(one, section)
    return None if not pitch else int((height + SLACK) / pitch)


def flowing_pitch(one: MeasuredParagraph, section: MeasuredSection) -> float | None:
    """Return the distance of lines that is not exact: of the grid, or at least so much."""
    if section.line_pitch and one.is_grid:
        rows = math.ceil(one.size * NATURAL / section.line_pitch)
        return max(section.line_pitch * rows * one.multiple, one.least)
    return one.least if one.least >= one.size * NATURAL else None


def characters_of(one: MeasuredParagraph, section: MeasuredSection) -> int:
    """Return how many characters of this size a line takes."""
    width = (section.width - section.left - section.right) / section.columns / layout.MM_A_POINT
    cell = one.size * one.scale / 100 + one.spacing
    if section.cell and one.is_grid:
        if section.snaps:
            cell = math.ceil(cell / section.cell) * section.cell
        else:
            cell += section.cell - (section.letter or one.size)
    return int((width + SLACK) / cell) if cell > 0 else 0


SLACK = 3.0  # points: a margin may be a millimetre off, and the last character needs no gap


def annex_list_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    yield from plain_faults(one)
    own = start_of(one.paragraph)
    if one.text.startswith("附件") and abs(own - layout.INDENT) > ANNEX_TOLERANCE:
        yield fault(Code.ANNEX_LIST, f"空{own:g}字", f"空{layout.INDENT}字", one)
    for line in one.text.splitlines():
        if line.startswith("附") and not _ANNEX_COLON.match(line):
            yield fault(Code.ANNEX_LIST, line[:4], "附件：", one)
        if numbered := _ANNEX_COUNTED.match(line):
            yield fault(Code.ANNEX_LIST, numbered[1], f"{numbered[1][:-1]}.", one)
        if line.strip() and line.strip()[-1] in "。；，、.;,":
            yield fault(Code.ANNEX_LIST, line.strip()[-1], "—", one)


def annex_mark_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    if not _ANNEX_MARK.fullmatch(one.text):
        yield fault(Code.ANNEX_MARK, one.text[:QUOTED], f"附件{one.annex}", one)
    own = start_of(one.paragraph)
    if one.paragraph.side in {Side.CENTRE, Side.RIGHT}:
        yield fault(Code.ANNEX_MARK, SIDES[one.paragraph.side], "顶格", one)
    elif own > INDENT_TOLERANCE:
        yield fault(Code.ANNEX_MARK, f"空{own:g}字", "顶格", one)
    if face_of(one.paragraph.font) is not Face.HEI or one.paragraph.size != layout.BODY_SIZE:
        found = f"{one.paragraph.font or '—'} {points(one.paragraph.size)}"
        yield fault(Code.ANNEX_MARK, found, f"黑体 {points(layout.BODY_SIZE)}", one)


def signature_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    if not one.annex:
        yield from plain_faults(one)
        yield from far_faults(one)


def far_faults(one: Placed) -> Iterator[Deviation]:
    is_laid_by_table = one.paragraph.table is not None
    if (
        one.paragraph.side is not Side.RIGHT
        and start_of(one.paragraph) < FAR_IN
        and not is_laid_by_table
    ):
        yield fault(Code.DATE_SIDE, SIDES[one.paragraph.side], SIDES[Side.RIGHT], one)


def date_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    text = "".join(one.text.split())
    if not (_DATE.fullmatch(text) or _OPEN_DATE.fullmatch(one.text)):
        yield fault(Code.DATE_FORM, text, "2026年6月9日", one)
    if not one.annex:
        yield from plain_faults(one)
        yield from far_faults(one)


def record_faults(one: Placed, _paper: MeasuredPaper) -> Iterator[Deviation]:
    others = [font for font in one.paragraph.fonts if face_of(font) is not Face.FANGSONG]
    if others:
        yield fault(Code.RECORD_FONT, "、".join(font or "—" for font in others), "仿宋_GB2312", one)
    if any(size != layout.RECORD_SIZE for size in one.paragraph.sizes):
        yield fault(Code.RECORD_SIZE, points(one.paragraph.size), points(layout.RECORD_SIZE), one)
    label = _COPIES.match(one.text)
    if label and not one.text.startswith("：", label.end()):
        yield fault(Code.RECORD_FORM, one.text[: label.end() + 1], f"{label[0]}：", one)
    if label and not one.text.endswith("。"):
        yield fault(Code.RECORD_END, one.text[-1], "。", one)
    if (printed := _PRINTED.search(one.text)) and not _DATE.fullmatch(printed[1]):
        yield fault(Code.RECORD_FORM, printed[1], "2026年6月9日印发", one)


def whole_faults(parts: list[Placed]) -> Iterator[Deviation]:
    """Compare what must stand once, and what must agree."""
    roles = [one.role for one in parts]
    if Role.TITLE not in roles:
        yield fault(Code.TITLE_MISSING, "—", "方正小标宋简体 22 pt")
    yield from signing_faults(parts)
    yield from annex_faults(parts)
    yield from record_place_faults(parts)
    yield from printing_faults(parts)


def record_place_faults(parts: list[Placed]) -> Iterator[Deviation]:
    """Find copies that are told before an annex: they stand at the foot of the last page (7.4)."""
    marks = [one.paragraph.place for one in parts if one.role is Role.ANNEX_MARK]
    for one in parts:
        is_copies = one.role is Role.RECORD and _COPIES.match(one.text)
        if is_copies and marks and one.paragraph.place < marks[-1]:
            yield fault(Code.RECORD_FORM, "附件之前", "最后一面", one)


def printing_faults(parts: list[Placed]) -> Iterator[Deviation]:
    """Find a day beneath the copies that does not say what was done on it."""
    lines = [one for one in parts if one.text.strip()]
    for above, one in pairwise(lines):
        is_beneath = above.role is Role.RECORD and _COPIES.match(above.text)
        if is_beneath and (day := _DAY_AT_END.search(one.text)):
            yield fault(Code.RECORD_FORM, day[0], f"{day[0]}印发", one)


def signing_faults(parts: list[Placed]) -> Iterator[Deviation]:
    """Compare whether the issuing body signs and dates, in this order; minutes do neither (10.3)."""
    if any("纪要" in one.text for one in parts if one.role in {Role.HEAD, Role.TITLE}):
        return
    if any(_NOTED_DAY.search(one.text) for one in parts if one.role is Role.NOTE):
        return  # a speech, rules that passed: dated beneath the title
    roles = [one.role for one in parts]
    is_dated = Role.DATE in roles
    is_named = Role.SIGNATURE in (roles[: roles.index(Role.DATE)] if is_dated else roles)
    missing = [] if is_named else ["发文机关署名"]
    if missing := [*missing, *([] if is_dated else ["成文日期"])]:
        yield fault(Code.SIGNATURE, "—", "、".join(missing))
