"""Whose a form is and of which day: what is written behind the labels around its table."""

from __future__ import annotations

import re

from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import Layout

_SEAL = "(?:[(（][^()（）]*[)）])?"
_BLANK = r"[\s_]*"
_UNIT_STAMP = re.compile(
    rf"(?:填报|报送|上报|汇总|填表|呈报|编报)(?:单位|部门|机关){_SEAL}|单位[(（][^()（）]*章[^()（）]*[)）]"
)
_DAY_STAMP = re.compile(
    rf"(?:填报|报送|上报|填表|制表|报出)?(?:日期|时间){_SEAL}|(?:数据)?截[至止](?:日期|时间)?"
)
_EMPTY = re.compile(rf"{_BLANK}(?:(?:20)?{_BLANK}\d{{0,4}}{_BLANK}年{_BLANK}月{_BLANK}日)?{_BLANK}")
# 填报单位：      填报日期：  年 月 日: a label begins a cell or stands behind what was left blank
_LABEL = re.compile(
    rf"(?:(?<=[\s_])|^|(?<=[:：]))([^\s_:：，。；、()（）]{{2,12}}{_SEAL}){_BLANK}[:：]"
)
APART = 4  # blanks between what is filled in and the next label


def stamps(grid: Grid, layout: Layout, *, unit: str, day: str) -> dict[tuple[int, int], str]:
    """Return what is written behind 填报单位： and 填报日期： around the table."""
    found: dict[tuple[int, int], str] = {}
    for row, cells in enumerate(grid.rows):
        if layout.first_row <= row <= layout.last_row:
            continue
        for column, text in enumerate(cells):
            if not grid.is_continued(row, column) and (told := stamped(text, unit, day)) != text:
                found[row, column] = told
    return found


def stamped(text: str, unit: str, day: str) -> str:
    """Return a cell with what its labels ask for where that was left blank; the rest stays as it is."""
    labels = list(_LABEL.finditer(text))
    told = text[: labels[0].start()] if labels else text
    if not labels or told.rpartition("\n")[2].strip():
        return text
    ends = [*(one.start() for one in labels[1:]), len(text)]
    for one, end in zip(labels, ends, strict=True):
        blank = text[one.end() : end]
        value = _asked(one[1], unit, day) if _EMPTY.fullmatch(blank) else ""
        if not value:
            told += text[one.start() : end]
            continue
        apart = "" if end == len(text) else "\n" if "\n" in blank else " " * APART
        told += f"{one[1]}：{value}{apart}"
    return told if told.split() != text.split() else text


def _asked(label: str, unit: str, day: str) -> str:
    if _UNIT_STAMP.fullmatch(label):
        return unit
    return day if _DAY_STAMP.fullmatch(label) else ""
