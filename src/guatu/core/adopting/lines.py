"""The lines under a head: merged cells filled in, continued rows joined, headings, totals and notes told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from guatu.core.adopting.columns import Beneath, bare
from guatu.core.adopting.days import Sureness, read_day
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.heads import Head
from guatu.core.adopting.meanings import EXACT, Meaning
from guatu.core.planreading.duties import is_unit
from guatu.core.planreading.lexicon import columns as words

_TOTAL = re.compile(r".{0,10}?(?:合\s*计|总\s*计|小\s*计|共\s*计)[:：]?(?:[\d(（].*)?$")
_EXAMPLE = re.compile(r"[(（【]?(?:(?:填写|填报)?(?:示例|样例|范例)|例如?\s*[:：])")
_INSTRUCTION = re.compile(
    r"填写|只填|可填|必填|选填|可多个|格式[为如是]|字以内|不超过\d+个?字|下拉|请选择|年月日$|精确到"
)
_ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?$")
_NUMBERING = re.compile(r"[\d.\-—()（）①-⑳⑴-⒇一二三四五六七八九十、．]+$")
_ORDINALS = ("甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_COUNT = re.compile(r"[(（]?(?:共\s*)?\d+\s*[项个件条][)）]?$")
_FIGURE = re.compile(r"[-+]?[\d.,]+\s*%?$")
_PARTS = re.compile(r"[、\s/,，;；(（:：]")
_NOTE = re.compile(
    r"[(（]?(?:备?注|说明|填表说明|填报说明|填表人|填报人|制表|审核人|联系人|填报单位|填报日期|数据截至)[:： ]"
)
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.．章节部]|[(（][一二三四五六七八九十]{1,3}[)）])"
)
_PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{6}(?:19|20)\d{9}[\dXx])(?!\d)")
_BEHIND_PERSON = re.compile(r"^[^\s(（]{2,4}[(（]([^()（）]+)[)）]")
_GAPS = re.compile(r"(?<=\d)[ \-](?=\d)")
_DITTO = frozenset(words.DITTO)
_FEW = 2
GROUPED = 0.3  # of the rows: from there on a merged column of titles is taken for groups of lines
LONGEST_COUNT = 5  # characters of the number of a column: （12）
NUMBERED = 0.6  # of the rows with a title
LOOKED_INTO = 200  # rows
NEAR = 5  # rows: blank ones may stand between 1 and 1.1


class SkipReason(StrEnum):
    """Why a row is no line."""

    TOTAL = "total"
    NOTE = "note"
    HEADING = "heading"  # it stands over the lines that follow
    REPEATED_HEAD = "repeated-head"
    NUMBERS = "numbers"  # 1 2 3 4 under the head, as printed forms number their columns
    EXAMPLE = "example"  # how to fill the form in
    OTHER_TABLE = "other-table"  # a head with other columns, and all beneath it


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A row that is no line; rows are counted from 0."""

    row: int
    reason: SkipReason
    text: str


@dataclass(slots=True, kw_only=True)
class OldLine:
    """One line of an old ledger: the rows it takes, its text in each column, the headings above it."""

    row: int
    texts: list[str]
    headings: tuple[str, ...] = ()
    last_row: int = 0
    is_hidden: bool = False


@dataclass(slots=True, kw_only=True)
class _Reading:
    lines: list[OldLine] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def lines_of(
    grid: Grid, head: Head, meanings: Sequence[str]
) -> tuple[tuple[OldLine, ...], tuple[Skipped, ...]]:
    """Return the lines under a head, and the rows that are none with the reason.

    Parameters
    ----------
    grid : Grid
        The table.
    head : Head
        Where its head stands.
    meanings : sequence of str
        What each column holds, a `Meaning` or the key of a field.

    Returns
    -------
    tuple
        The lines, and what was skipped. A cell that is merged over several rows holds for each of
        them; rows under one merged title are one line; 同上 is what stands above.
    """
    reading = _Reading()
    title = next((at for at, m in enumerate(meanings) if m == Meaning.TITLE), None)
    number = next((at for at, m in enumerate(meanings) if m == Meaning.NUMBER), None)
    numbered = number if _is_numbered(grid, head, number, title) else None
    ends = [at for at, m in enumerate(meanings) if m in {Meaning.DUE, Meaning.PROGRESS}]
    groups = _has_group_numbers(grid, head, number)
    heads = {
        tuple(bare(grid.at(row, c)) for c in range(grid.width))
        for row in range(head.first, head.last + 1)
    }
    is_over = False
    for row in range(head.last + 1, len(grid.rows)):
        texts = [grid.at(row, column).strip() for column in range(grid.width)]
        if not any(grid.own(row, c).strip() for c in range(grid.width)):
            continue
        reason = _no_line(grid, row, texts, heads)
        if is_over or (reason is None and _is_other_head(grid, row)):
            is_over, reason = True, SkipReason.OTHER_TABLE
        if reason is None and row == head.last + 1 and _instructs(texts):
            reason = SkipReason.EXAMPLE
        is_bare = groups and not any(texts[at] for at in ends)
        heading = (
            ""
            if reason is not None
            else (
                _heading_of(grid, row, (title, numbered))
                or (_ordinal_heading(texts, (title, number)) if is_bare else "")
                or _parent_heading(grid, row, (title, number))
            )
        )
        if heading:
            reason = SkipReason.HEADING
        if reason is SkipReason.HEADING:
            _enter(reading.headings, heading or next(filter(None, texts)))
        if reason is not None:
            text = next(filter(None, texts), "")
            reading.skipped.append(Skipped(row=row, reason=reason, text=text[:80]))
        elif _continues(grid, row, texts, title, reading.lines):
            _join(reading.lines[-1], [grid.own(row, c).strip() for c in range(grid.width)], row)
        else:
            reading.lines.append(
                OldLine(
                    row=row,
                    last_row=row,
                    texts=_undittoed(texts, reading.lines),
                    headings=tuple(reading.headings),
                    is_hidden=row in grid.hidden,
                )
            )
    _fill_down(reading.lines, meanings)
    last = reading.lines[-1].last_row if reading.lines else 0
    return tuple(reading.lines), tuple(
        replace(one, reason=SkipReason.NOTE)  # nothing stands beneath it
        if one.reason is SkipReason.HEADING and one.row > last
        else one
        for one in reading.skipped
    )


def _is_numbered(grid: Grid, head: Head, number: int | None, title: int | None) -> bool:
    """Say whether nearly every row with a title has a number: one without is no line then."""
    if number is None or title is None:
        return False
    rows = [row for row in range(head.last + 1, len(grid.rows)) if grid.at(row, title).strip()]
    with_number = sum(bool(_NUMBERING.match(grid.at(row, number).strip())) for row in rows)
    return len(rows) > _FEW and with_number / len(rows) >= NUMBERED


def _heading_of(grid: Grid, row: int, places: tuple[int | None, int | None]) -> str:
    """Return the heading that a row is whose lines stand beneath; "" if it is none.

    Words in one cell, in a table that numbers its lines.
    """
    title, number = places
    own = {c: text for c in range(grid.width) if (text := grid.own(row, c).strip())}
    words_of = [text for c, text in own.items() if not _COUNT.match(text)]
    if title is None or row >= len(grid.rows):
        return ""
    is_alone = (
        len(words_of) == 1 and number is not None and not grid.at(row, number).strip().isdigit()
    )
    alone = words_of[0] if is_alone else ""
    if not alone or _NUMBERING.match(alone) or grid.is_continued(row, title):
        return ""
    return alone if own.get(title) == alone or own.get(number or 0) == alone else ""


def _has_group_numbers(grid: Grid, head: Head, number: int | None) -> bool:
    """Say whether lines are numbered 1, 2, 3 and some rows between them 一, 二."""
    if number is None:
        return False
    rows = range(head.last + 1, len(grid.rows))
    own = {row: text for row in rows if (text := grid.own(row, number).strip())}
    groups = [row for row, text in own.items() if _ORDINAL.match(text)]
    digits = sum(text[:1].isdigit() for text in own.values())
    is_bare = all(_filled(grid, row) <= _FEW for row in groups)
    return bool(groups) and bool(digits) and (len(groups) <= digits or is_bare)


def _filled(grid: Grid, row: int) -> int:
    return sum(bool(grid.own(row, column).strip()) for column in range(grid.width))


def _ordinal_heading(texts: list[str], places: tuple[int | None, int | None]) -> str:
    """Return 一、城乡建设类 for 一 | 城乡建设类, in a table whose lines are numbered 1, 2, 3."""
    title, number = places
    if title is None or number is None or not texts[title] or not _ORDINAL.match(texts[number]):
        return ""
    mark = texts[number]
    return f"{mark}{'' if mark[-1] in '、.．)）' else '、'}{texts[title]}"


def _parent_heading(grid: Grid, row: int, places: tuple[int | None, int | None]) -> str:
    """Return 1、城乡建设 for 1 | 城乡建设 where nothing else stands and 1.1 or 1-1 follows."""
    title, number = places
    mark = "" if title is None or number is None else grid.own(row, number).strip().rstrip("、.．")
    if title is None or number is None or not mark.isdigit() or _filled(grid, row) != _FEW:
        return ""
    below = range(row + 1, min(row + 1 + NEAR, len(grid.rows)))
    beneath = next((text for at in below if (text := grid.own(at, number).strip())), "")
    is_parent = beneath.startswith((f"{mark}.", f"{mark}-", f"{mark}—"))
    name = grid.own(row, title).strip()
    return f"{mark}、{name}" if is_parent and name else ""


def _instructs(texts: list[str]) -> bool:
    """Say whether a row tells how its columns are to be filled in."""
    filled = [text for text in texts if text]
    telling = sum(bool(_INSTRUCTION.search(text)) for text in filled)
    return len(filled) >= _FEW and telling * 2 >= len(filled)


def _fill_down(lines: list[OldLine], meanings: Sequence[str]) -> None:
    """Let what is written once, beside the first of several lines, hold for the lines beneath it.

    So are groups, and units that stand left of the titles: there they group the lines.
    """
    title = next((at for at, meaning in enumerate(meanings) if meaning == Meaning.TITLE), 0)
    for column, meaning in enumerate(meanings):
        texts = [line.texts[column] for line in lines]
        filled = [text for text in texts if text]
        is_once = len(set(filled)) == len(filled) > 0 and bool(texts[0])
        groups = meaning == Meaning.HEADING or (meaning == Meaning.LEAD and column < title)
        if not groups or not is_once:
            continue
        above = ""
        for line in lines:
            above = line.texts[column] or above
            line.texts[column] = above


def _no_line(
    grid: Grid, row: int, texts: list[str], heads: set[tuple[str, ...]]
) -> SkipReason | None:
    own = [text for c in range(grid.width) if (text := grid.own(row, c).strip())]
    first, firsts = own[:_FEW], {head[0] for head in heads}
    reasons = (
        (
            SkipReason.REPEATED_HEAD,
            bare(texts[0]) in firsts and tuple(map(bare, texts)) in heads,
        ),
        (SkipReason.NUMBERS, len(own) > _FEW and _counts_columns(own)),
        (SkipReason.EXAMPLE, any(_EXAMPLE.match(text) for text in first)),
        (SkipReason.TOTAL, any(_TOTAL.match(text) for text in first)),
        (SkipReason.NOTE, bool(_NOTE.match(own[0]))),
        (SkipReason.HEADING, len(own) == 1 and _is_band(grid, row, own[0])),
    )
    return next((reason for reason, holds in reasons if holds), None)


def _is_other_head(grid: Grid, row: int) -> bool:
    """Say whether a row is the head of another table: most of its words are such as heads use."""
    own = [text for c in range(grid.width) if (text := grid.own(row, c).strip())]
    if len(own) <= _FEW or bare(own[0]) not in EXACT:
        return False
    named = sum(bare(text) in EXACT for text in own)
    return named > _FEW and named / len(own) >= NUMBERED


def is_no_line(own: list[str]) -> bool:
    """Say whether the filled cells of a row right beneath a head count the columns, or show an example."""
    return (len(own) > _FEW and _counts_columns(own)) or any(
        _EXAMPLE.match(one) for one in own[:_FEW]
    )


def _counts_columns(own: list[str]) -> bool:
    """Say whether cells count the columns: 1 2 3, (1) (2) (3), 甲 乙 丙, A B C."""
    if len(own[1]) > LONGEST_COUNT:
        return False
    plain = [text.strip("()（）栏") for text in own]
    counted = [str(number) for number in range(1, len(own) + 1)]
    return plain == counted or any(plain == list(row[: len(own)]) for row in _ORDINALS)


def _is_band(grid: Grid, row: int, text: str) -> bool:
    """Say whether one text stands over the width of a table, or is numbered as headings are."""
    at = next(c for c in range(grid.width) if grid.own(row, c).strip())
    span = grid.areas.get((row, at))
    is_wide = span is not None and (span[3] - span[1] + 1) * 2 > grid.width
    alone = all(
        not grid.at(row, c).strip() or grid.at(row, c).strip() == text for c in range(grid.width)
    )
    return alone and (is_wide or bool(_NUMBERED.match(text)))


def _enter(headings: list[str], text: str) -> None:
    """Put a heading under those above it: （一） stands under 一、, and a new 一、 ends both."""
    is_lower = text[:1] in "(（"
    kept = [one for one in headings if is_lower and one[:1] not in "(（"][:1]
    headings[:] = [*kept, text]


def _continues(
    grid: Grid, row: int, texts: list[str], title: int | None, lines: list[OldLine]
) -> bool:
    """Say whether a row belongs to the line above: its title is merged with it, or it has no title and no number."""
    if title is None or not lines or lines[-1].last_row != row - 1:
        return False
    if grid.is_continued(row, title):
        return True
    if texts[title] or (row, title) in grid.areas:
        return False
    return not any(texts[: title + 1])


def _join(line: OldLine, own: list[str], row: int) -> None:
    for column, text in enumerate(own):
        if text and text not in line.texts[column].split("\n"):
            line.texts[column] = f"{line.texts[column]}\n{text}" if line.texts[column] else text
    line.last_row = row


def _undittoed(texts: list[str], lines: list[OldLine]) -> list[str]:
    if not lines:
        return texts
    above = lines[-1].texts
    return [above[at] if text in _DITTO else text for at, text in enumerate(texts)]


def beneath_of(grid: Grid, head: Head, *, year: int) -> tuple[Beneath, ...]:
    """Return what stands under each column: which share are days, which names of units."""
    rows = range(head.last + 1, min(len(grid.rows), head.last + 1 + LOOKED_INTO))
    found = []
    for column in range(grid.width):
        cells = [text for row in rows if (text := grid.own(row, column).strip())]
        if not cells:
            found.append(Beneath())
            continue
        days = sum(_is_day(text, year) for text in cells) / len(cells)
        units = sum(_begins_with_unit(text) for text in cells) / len(cells)
        private = sum(bool(_PERSONAL.search(_GAPS.sub("", text))) for text in cells) / len(cells)
        longest = sum(map(len, cells)) // len(cells)
        found.append(
            Beneath(
                days=days,
                units=units,
                private=private,
                figures=sum(bool(_FIGURE.match(text)) for text in cells) / len(cells),
                longest=longest,
                is_empty=False,
                distinct=len(set(cells)) / len(cells),
                is_grouped=groups_lines(grid, head, column),
                texts=frozenset(cells),
            )
        )
    return tuple(found)


def _begins_with_unit(text: str) -> bool:
    """Say whether a cell names a unit first, or behind a person: 张明（区住建局）."""
    behind = _BEHIND_PERSON.search(text)
    return is_unit(_PARTS.split(text)[0]) or (behind is not None and is_unit(behind[1]))


def masked(text: str) -> str:
    """Return a text without the middle of the mobile and identity numbers in it: 138****0001."""
    return _PERSONAL.sub(lambda match: f"{match.group()[:3]}****{match.group()[-4:]}", text)


def _is_day(text: str, year: int) -> bool:
    return read_day(text, year=year).sureness in {Sureness.SURE, Sureness.ASSUMED}


def groups_lines(grid: Grid, head: Head, column: int) -> bool:
    """Say whether a column stands over several lines each: so many of its cells are merged downwards."""
    rows = range(head.last + 1, len(grid.rows))
    continued = sum(grid.is_continued(row, column) for row in rows)
    return bool(rows) and continued / len(rows) >= GROUPED
