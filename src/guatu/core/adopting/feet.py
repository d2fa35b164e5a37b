"""The foot of a form: totals, signatures, days and notes beneath the rows that are filled in."""

from __future__ import annotations

import re

from guatu.core.adopting.grids import Grid

TOTAL = re.compile(r"(?:合\s*计|总\s*计|小\s*计|共\s*计)")
NOTE = re.compile(
    r"[(（]?(?:备?注|说明|填表|填报|报送|审核|联系|制表|单位负责人|分管领导|主要领导)"
)
_SUM = re.compile(
    r"[(（]?(?:(?:本页|本表|以上|全[区市县镇部]|各\S{1,4})?(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计)"
    r"|平\s*均(?:值|数|分)?|均值)[)）]?\s*[:：]?\s*(?:[\d(（].*)?"
)
# 审签人：, 分管领导（签字）：, 填表人：　联系电话：: labels that wait for a hand
_LABEL = r"[^\s:：_]{1,12}\s*(?:[(（][^()（）]{1,8}[)）])?"
_LABELS = re.compile(rf"(?:{_LABEL}\s*[:：][\s_]*)+")
_SIGNED = re.compile(
    r"(?:审签|审核|审批|审定|审阅|填表|填报|制表|经办|复核|复审|签发|签批|签字|签名|负责|责任|联系|校对"
    r"|分管|主管|主要|单位|部门|统计|牵头)"
    r"\S{0,6}?(?:人|员|领导|签字|签名|签章|盖章|电话|日期|时间|意见)\s*(?:[(（][^()（）]{1,8}[)）])?"
)
_SEAL = re.compile(r"[(（]?\S{0,6}(?:签字|签名|签章|盖章|公章)[)）]?")
_DAY = re.compile(r"[\s_\d〇零一二三四五六七八九十xX×]*年[\s_\dxX×]*月[\s_\dxX×]*日")
_FIGURE = re.compile(r"[-+]?[\d,]*\.?\d+\s*[%％]?|#[A-Z0-9/]+[!?]?")
_FEW = 2


def is_total(text: str) -> bool:
    """Say whether a cell begins as totals do."""
    return bool(TOTAL.match(text)) or bool(_SUM.fullmatch(text))


def foot_of(grid: Grid, first: int) -> int:
    """Return the row where the foot of a form begins: the number of its rows if it has none.

    Parameters
    ----------
    grid : Grid
        The form.
    first : int
        The first row that may be filled in.

    Returns
    -------
    int
        A note ends what is filled in wherever it stands. A total, a signature or a day ends it where
        nothing but such rows follows: a total in the middle ends nothing.
    """
    rows = range(first, len(grid.rows))
    end = next((row for row in rows if NOTE.match(first_text(grid, row))), len(grid.rows))
    foot = end
    for row in range(end - 1, first - 1, -1):
        texts = texts_of(grid, row)
        if not texts:
            continue
        if not (is_foot(texts) or _is_computed(grid, row, first)):
            break
        foot = row
    return foot


def is_foot(texts: list[str]) -> bool:
    """Say whether the filled cells of a row are such as stand beneath the rows that are filled in."""
    if any(is_total(text) for text in texts[:_FEW]):
        return True
    # the first cell tells: further right 分管领导 may well stand in a row that is filled in
    return any(p.fullmatch(texts[0]) for p in (_LABELS, _SIGNED, _SEAL, _DAY))


def foot_within(grid: Grid, first: int, last: int) -> list[tuple[int, str]]:
    """Return the rows of a range that look like totals, signatures or notes, each with its first words."""
    return [
        (row, texts[0])
        for row in range(first, min(last + 1, len(grid.rows)))
        if (texts := texts_of(grid, row)) and (is_foot(texts) or NOTE.match(texts[0]))
    ]


def _is_computed(grid: Grid, row: int, first: int) -> bool:
    """Say whether a row has nothing but figures that no other row has in these columns: sums without a word.

    A column that computes in every row, as 完成率 does, shows figures in all of them.
    """
    places = _places(grid, row)
    if not all(_FIGURE.fullmatch(text) for text in texts_of(grid, row)) or 0 in places:
        return False
    return not any(_places(grid, other) & places for other in range(first, row))


def _places(grid: Grid, row: int) -> set[int]:
    return {at for at, text in enumerate(grid.rows[row]) if text.strip()}


def texts_of(grid: Grid, row: int) -> list[str]:
    """Return the filled cells of a row from the left."""
    return [text.strip() for text in grid.rows[row] if text.strip()]


def first_text(grid: Grid, row: int) -> str:
    """Return the first filled cell of a row; "" of an empty one."""
    return next(iter(texts_of(grid, row)), "")
