"""What deviates behind the text: annexes, who signs and when, copies and printing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from guatu.core.official import layout
from guatu.core.official.annexes import annex_faults
from guatu.core.official.deviations import QUOTED, Code, Deviation
from guatu.core.official.faces import Face, face_of
from guatu.core.official.linefaults import INDENT_TOLERANCE, plain_faults
from guatu.core.official.measured import MeasuredPaper, Side
from guatu.core.official.pagefaults import SIDES, fault, points
from guatu.core.official.roles import FAR_IN, Placed, Role, start_of

ANNEX_TOLERANCE = 0.6  # characters: hanging lines are set by eye
_DATE = re.compile(r"\d{4}年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日")
_NOTED_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_OPEN_DATE = re.compile(r"[\s　]*年[\s　]*月[\s　]*日")
_ANNEX_COLON = re.compile(r"附件：")
_ANNEX_MARK = re.compile(r"附件\d{0,2}")
_ANNEX_COUNTED = re.compile(r"(?:附件?\s*[：:])?\s*(\d{1,2}[、,，）)])")
_COPIES = re.compile(r"(?:主送|抄送|抄报|分送)")
_PRINTED = re.compile(r"([\d〇○零一二三四五六七八九十]+年.*日)\s*印\s*发")
_DAY_AT_END = re.compile(r"[\d〇○零一二三四五六七八九十]+年[^年]{1,6}日$")


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
