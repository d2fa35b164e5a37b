"""Checks a measured Word file against GB/T 9704-2012 and the limits of length."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from guatu.core.burden.lengths import Paper, length_of, paper_of_title
from guatu.core.official import docnumbers as numbers
from guatu.core.official import layout
from guatu.core.official.deviations import Code, Deviation, Severity, joined
from guatu.core.official.endfaults import (
    annex_list_faults,
    annex_mark_faults,
    date_faults,
    record_faults,
    signature_faults,
    whole_faults,
)
from guatu.core.official.faces import Face, face_of
from guatu.core.official.linefaults import (
    INDENT_TOLERANCE,
    indent_faults,
    line_faults,
    plain_faults,
)
from guatu.core.official.measured import MeasuredPaper, Side
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
from guatu.core.official.roles import Placed, Role, placed, start_of

NUMBERED = "〔2026〕1号"
LEVELS = {
    1: (Face.HEI, "黑体"),
    2: (Face.KAI, "楷体_GB2312"),
    3: (Face.FANGSONG, "仿宋_GB2312"),
    4: (Face.FANGSONG, "仿宋_GB2312"),
}
MOST_BOLD = 0.5  # of a paragraph: words may be stressed, a whole body may not
MOST_STRESSED = 0.5  # of a paragraph in 楷体 or 黑体: duties in brackets, a lead
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff）》”][,;:?!]|[\u4e00-\u9fff]\([\u4e00-\u9fff]")
_DUTIES = re.compile(  # who does it, in brackets at the end: longer than many a task
    r"[（〔【(\[][^（〔【(\[]*(?:单位|部门|领导|责任|牵头|配合|完成时限)[^（〔【(\[]*[）〕】)\]]。?$"
)
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
    limit = sort or paper_of_title(title)
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
