"""Heads of two rows about times: which column beneath tells the beginning, which the end."""

from __future__ import annotations

import re
from collections.abc import Sequence

START, DUE, KEEP = "start", "due", "keep"  # as `Meaning` has them
_TIMES = re.compile("时间|时限|期限|工期|年限|日期|节点|安排|周期|起止|进度计划|推进计划")
_WHEN = re.compile("时间|日期|时限")
_MOMENT = re.compile("时间|日期")
_EDGES = (
    (
        re.compile(
            "(?:计划|拟|预计|实际|项目)?(?:启动|开工|开始|起始|起|动工|进场|开建|始)(?:时间|日期|年月)?"
        ),
        START,
    ),
    (
        re.compile(
            "(?:计划|拟|预计|实际|全部|项目|最终)?"
            "(?:完成|完工|竣工|建成|结束|截[止至]|止|终止|办结|销号|交付|投用|投产)(?:时间|日期|时限|年月)?"
        ),
        DUE,
    ),
)
_PLANNED = re.compile("(?:原?计划|预计|拟定?|实际)(?:时间|日期)?")
_TOLD = re.compile("(?:进展|情况|批示|交办|报送|填报)$")


def edge_of(parts: Sequence[str]) -> str:
    """Return what a column's words mean beneath a head of times.

    Parameters
    ----------
    parts : sequence of str
        The words over a column from the top row of the head down, bare of blanks and marks.

    Returns
    -------
    str
        ``start`` for 启动 and ``due`` for 完成 beneath 时间节点, and for 计划 beneath 开工时间 and 完成时限;
        ``keep`` for the days on which things came true (实际) or were told; "" where no times are meant.
    """
    above, last = "".join(parts[:-1]), parts[-1] if parts else ""
    if not above or not (_TIMES.search(above) or _WHEN.search(last)):
        return ""
    edges = [edge for pattern, edge in _EDGES if pattern.fullmatch(last)]
    if not edges and _PLANNED.fullmatch(last):
        edges = [edge for pattern, edge in _EDGES for part in parts if pattern.fullmatch(part)]
    if edges:
        return KEEP if "实际" in above + last else edges[0]
    return KEEP if _TOLD.search(above) and _MOMENT.fullmatch(last) else ""
