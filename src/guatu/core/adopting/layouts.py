"""A form of an office above: where its table stands, what its rows are, what each column is filled with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from guatu.core.adopting.columns import bare
from guatu.core.adopting.feet import first_text, foot_of, is_total
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.heads import Head, find_head, head_texts
from guatu.core.adopting.lines import is_no_line
from guatu.core.text.words import words

FIXED_SHARE = (
    0.5  # of the rows under the head that name something: from there on the rows are fixed
)
MOST_ROWS = 2000  # that a form is filled with


class Subject(StrEnum):
    """What the rows of a form are."""

    ENTRIES = "entries"
    TARGETS = "targets"
    UNITS = "units"


class RowMode(StrEnum):
    """Whether a form lists what fits, or asks about rows that it names itself."""

    LISTED = "listed"
    FIXED = "fixed"


class Source(StrEnum):
    """What a column is filled with; a field of a kind is ``field:`` and its key."""

    NONE = ""  # left as it is
    BY_HAND = "by-hand"  # guatu does not hold it: marked, for a person to fill in
    ORDINAL = "ordinal"
    NAME = "name"
    HEADING = "heading"
    STANDARD = "standard"
    LEADS = "leads"
    SUPPORTS = "supports"
    START = "start"
    DUE = "due"
    STAGE = "stage"
    LAMP = "lamp"
    PROGRESS = "progress"
    SAID = "said"
    PROBLEM = "problem"
    NEXT = "next"
    AMOUNT_WAN = "amount-wan"
    AMOUNT_YI = "amount-yi"
    PLACE = "place"
    AS_OF = "as-of"
    TARGET = "target"
    ACTUAL = "actual"
    DONE = "done"
    DEMANDED = "demanded"
    MEASURE = "measure"
    COUNT = "count"
    CLOSED = "closed"
    LATE = "late"
    SHARE = "share"


OF_ENTRIES = (
    Source.ORDINAL, Source.NAME, Source.HEADING, Source.STANDARD, Source.LEADS, Source.SUPPORTS,
    Source.START, Source.DUE, Source.STAGE, Source.LAMP, Source.PROGRESS, Source.SAID,
    Source.PROBLEM, Source.NEXT, Source.AMOUNT_WAN, Source.AMOUNT_YI, Source.PLACE, Source.AS_OF,
)  # fmt: skip
OF_TARGETS = (
    Source.ORDINAL, Source.NAME, Source.MEASURE, Source.TARGET, Source.ACTUAL, Source.DONE,
    Source.DEMANDED, Source.LAMP, Source.LEADS, Source.DUE, Source.AS_OF,
)  # fmt: skip
OF_UNITS = (
    Source.ORDINAL, Source.NAME, Source.COUNT, Source.CLOSED, Source.LATE, Source.SHARE, Source.AS_OF,
)  # fmt: skip
SOURCES: Mapping[Subject, tuple[Source, ...]] = {
    Subject.ENTRIES: OF_ENTRIES,
    Subject.TARGETS: OF_TARGETS,
    Subject.UNITS: OF_UNITS,
}
_WORDS: tuple[tuple[re.Pattern[str], Source], ...] = (
    (re.compile(r"^序号?$|^编号$|^NO$", re.IGNORECASE), Source.ORDINAL),
    (re.compile("问题|困难|堵点"), Source.PROBLEM),
    (re.compile("下一?步|打算"), Source.NEXT),
    # of one month or compared with another year: what is held is told from the year's beginning
    (re.compile("[本当上]月|[本当上]周|[本当上]季|同比|环比|增幅|增长率|增速$|去年|上年"), Source.BY_HAND),
    (re.compile("完成率|完成比例|完成占比|占比|进度[%％]|完成进度|完成百分比"), Source.DONE),
    (re.compile("序时"), Source.DEMANDED),
    (re.compile("已?完成(?:任务|事项)?数|办结数|销号数"), Source.CLOSED),
    (re.compile("^已?(?:完成|办结|销号)$"), Source.CLOSED),
    (re.compile("滞后|逾期|未完成数"), Source.LATE),
    (re.compile("(?:任务|事项|项目)(?:总)?数|总数"), Source.COUNT),
    (re.compile("完成(?:值|数|量|额)|实绩|实际值|(?:累计|实际|月份?)完成$"), Source.ACTUAL),
    (re.compile("目标值|计划数|任务数|年度目标|全年目标|目标数|计划值|目标任务"), Source.TARGET),
    (re.compile("计量单位|指标单位"), Source.MEASURE),
    (re.compile("^(?!.*(?:累计|完成|[本当]年)).*总投资.*亿"), Source.AMOUNT_YI),
    (re.compile("^(?!.*(?:累计|完成|[本当]年)).*总投资"), Source.AMOUNT_WAN),
    # 本年计划投资, 累计完成投资: the sum that is held is the whole one
    (re.compile("(?:年|月|季|累计|完成|计划|到位|支付|拨付|已|下达).*(?:投资|资金)(?!总)"), Source.BY_HAND),
    (re.compile("投资.*(?:年|月|季|累计|完成|到位|支付|拨付)"), Source.BY_HAND),
    (re.compile("投资.*亿"), Source.AMOUNT_YI),
    (re.compile("投资|资金"), Source.AMOUNT_WAN),
    (re.compile("进展|完成情况|落实情况|推进情况|工作情况|形象进度"), Source.SAID),
    (re.compile("牵头|主[办责]|责任单位|责任部门|承办"), Source.LEADS),
    (re.compile("配合|协办|参与"), Source.SUPPORTS),
    (re.compile("开工|启动|开始"), Source.START),
    (re.compile("时限|期限|完成时间|竣工|截止"), Source.DUE),
    (re.compile("标准|要求|内容|措施|成效"), Source.STANDARD),
    (re.compile("类别|领域|板块|分类"), Source.HEADING),
    (re.compile("地点|地址|属地|位置"), Source.PLACE),
    (re.compile("亮灯|状态|评价"), Source.LAMP),
    (re.compile("截[至止]"), Source.AS_OF),
    (re.compile("名称|任务|事项|项目|指标|工作|单位|镇街|部门"), Source.NAME),
)  # fmt: skip
_REMARKS = frozenset(words("备注 联系人 联系电话 电话 填表人 责任人 审核人 说明"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a form is filled; rows and columns are counted from 0.

    `ties` say of fixed rows which object each one is; `filters` which objects a listing form lists.
    """

    table: int = 0
    head: Head | None = None
    subject: Subject = Subject.ENTRIES
    mode: RowMode = RowMode.LISTED
    first_row: int = 0
    last_row: int = 0
    key: int = 0
    sources: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    ties: Mapping[int, int] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """Return the layout as plain values; `layout_from` reads them back."""
        return {
            "table": self.table,
            "head": [self.head.first, self.head.last] if self.head else None,
            "subject": self.subject.value,
            "mode": self.mode.value,
            "rows": [self.first_row, self.last_row],
            "key": self.key,
            "sources": list(self.sources),
            "filters": dict(self.filters),
            "ties": {str(row): pk for row, pk in self.ties.items()},
        }


def layout_from(stored: Mapping[str, Any]) -> Layout:
    """Return the layout that `Layout.stored` wrote; an empty one of an empty mapping."""
    head = stored.get("head")
    first, last = stored.get("rows", (0, 0))
    return Layout(
        table=stored.get("table", 0),
        head=Head(first=head[0], last=head[1]) if head else None,
        subject=Subject(stored.get("subject", Subject.ENTRIES)),
        mode=RowMode(stored.get("mode", RowMode.LISTED)),
        first_row=first,
        last_row=last,
        key=stored.get("key", 0),
        sources=tuple(stored.get("sources", ())),
        filters=stored.get("filters", {}),
        ties={int(row): pk for row, pk in stored.get("ties", {}).items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One object that a form may tell of: its key, its name, and what is held of it by source."""

    pk: int
    name: str
    values: Mapping[str, str | Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A cell that nothing is held for; `why` is a code, `of` the name of the row's object."""

    row: int
    column: int
    why: str
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What is written where; `grown` rows are put in behind `last_row`, shaped as it is.

    `mark` is said at the head of each printed page, as 模拟数据 is. `landmarks` are words that stand
    in the form: by them the table is known again among the others of a document, where `rank` tables
    that hold them too stand before it.
    """

    values: Mapping[tuple[int, int], str | Decimal]
    gaps: tuple[Gap, ...] = ()
    last_row: int = 0
    grown: int = 0
    mark: str = ""
    landmarks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    rank: int = 0


def landmarks_of(layout: Layout, grid: Grid) -> dict[tuple[int, int], str]:
    """Return the words of a form's head by their cells."""
    if layout.head is None:
        return {}
    row = layout.head.first
    return {(row, at): text for at, text in enumerate(grid.rows[row]) if text.strip()}


def suggest_layout(grid: Grid, *, table: int = 0, subject: Subject | None = None) -> Layout:
    """Return how a form is probably to be filled: a person looks it over and changes it.

    Parameters
    ----------
    grid : Grid
        The form's table.
    table : int
        Its place in the file.
    subject : Subject or None
        What the rows are, where a person said so; None lets the heads tell.
    """
    head = find_head(grid)
    if head is None:
        return Layout(table=table, last_row=max(len(grid.rows) - 1, 0))
    sources = [_source(parts) for parts in head_texts(grid, head)]
    first, last = _body(grid, head)
    key = next((at for at, one in enumerate(sources) if one is Source.NAME), 0)
    rows = range(first, last + 1)
    named = sum(bool(grid.own(row, key).strip()) for row in rows)
    fixed = bool(rows) and named / len(rows) >= FIXED_SHARE
    heads = "".join("".join(parts) for parts in head_texts(grid, head))
    about = subject or _subject(sources, heads)
    sources = [_fitted(one, about) for one in sources]
    return Layout(
        table=table,
        head=head,
        subject=about,
        mode=RowMode.FIXED if fixed else RowMode.LISTED,
        first_row=first,
        last_row=last,
        key=key,
        sources=tuple(
            _unless_there(grid, rows, at, one, fixed=fixed) for at, one in enumerate(sources)
        ),
    )


# What a column of the same words is where the rows are something else.
_INSTEAD = {
    (Subject.UNITS, Source.DONE): Source.SHARE,
    (Subject.UNITS, Source.TARGET): Source.COUNT,
    (Subject.UNITS, Source.ACTUAL): Source.CLOSED,
    (Subject.UNITS, Source.LEADS): Source.NAME,
    (Subject.ENTRIES, Source.DONE): Source.PROGRESS,
    (Subject.ENTRIES, Source.DEMANDED): Source.BY_HAND,
    (Subject.TARGETS, Source.CLOSED): Source.ACTUAL,
}


def _fitted(source: Source, subject: Subject) -> Source:
    """Return what a column is filled with where the rows are of a sort; by hand if nothing of it is held."""
    if source is Source.NONE or source in SOURCES[subject]:
        return source
    return _INSTEAD.get((subject, source), Source.BY_HAND)


def _source(parts: Sequence[str]) -> Source:
    """Return what a head asks for: what its last row says; where a group head says more, both together."""
    joined = "".join(parts)
    if len(parts) > 1 and (whole := _said(joined)) is Source.BY_HAND:
        return whole
    tries = (_said(part) for part in (*reversed(parts), joined))
    return next(
        (one for one in tries if one is not None), Source.BY_HAND if joined else Source.NONE
    )


def _said(text: str) -> Source | None:
    plain = bare(text)
    if plain in _REMARKS:
        return Source.NONE
    return next(
        (one for words_, one in _WORDS if words_.search(text) or words_.search(plain)), None
    )


def _unless_there(grid: Grid, rows: range, column: int, source: Source, *, fixed: bool) -> str:
    """Leave a column as it is where a form with fixed rows has its words printed already."""
    if source is Source.NONE or not fixed:
        return source.value
    filled = sum(bool(grid.own(row, column).strip()) for row in rows)
    return Source.NONE.value if filled / len(rows) >= FIXED_SHARE else source.value


def _subject(sources: Sequence[Source], heads: str) -> Subject:
    if Source.COUNT in sources or (Source.CLOSED in sources and Source.TARGET not in sources):
        return Subject.UNITS
    told = {Source.TARGET, Source.ACTUAL} & set(sources)
    return Subject.TARGETS if told and ("指标" in heads or len(told) > 1) else Subject.ENTRIES


def _body(grid: Grid, head: Head) -> tuple[int, int]:
    """Return the rows between the head and the foot.

    What stands between the head and the first row is left out: letters and numbers of the columns, an
    example, the totals; a total in the middle ends nothing.
    """
    first = head.last + 1
    while first < len(grid.rows) and _is_beneath_head(grid, first):
        first += 1
    return first, max(foot_of(grid, first) - 1, first)


def _is_beneath_head(grid: Grid, row: int) -> bool:
    own = [text.strip() for text in grid.rows[row] if text.strip()]
    return is_total(first_text(grid, row)) or (bool(own) and is_no_line(own))


def fill(layout: Layout, grid: Grid, records: Sequence[Record]) -> Filling:
    """Return what is written into which cell of a form, and which cells stay empty.

    Parameters
    ----------
    layout : Layout
        How the form is filled.
    grid : Grid
        The form as it came.
    records : sequence of Record
        What is held, in the order in which it is listed.

    Returns
    -------
    Filling
        A form that lists grows where there is more than it has rows for; a fixed row that is tied to
        nothing is a gap in each of its columns.
    """
    if layout.mode is RowMode.FIXED:
        known = {one.pk: one for one in records}
        rows = [
            (row, known.get(layout.ties.get(row, 0)))
            for row in range(layout.first_row, layout.last_row + 1)
            if grid.own(row, layout.key).strip() and _asks(grid, row, layout.key)
        ]
        return _written(layout, grid, rows)
    some = records[:MOST_ROWS]
    rows = [(layout.first_row + at, one) for at, one in enumerate(some)]
    grown = max(len(some) - (layout.last_row - layout.first_row + 1), 0)
    return _written(layout, grid, rows, grown=grown)


def _asks(grid: Grid, row: int, key: int) -> bool:
    """Say whether a row of a form asks for something: headings over its width and totals do not."""
    span = grid.areas.get((row, key))
    is_wide = span is not None and (span[3] - span[1] + 1) * 2 > grid.width
    return not is_wide and not is_total(grid.own(row, key).strip())


def _written(
    layout: Layout, grid: Grid, rows: Sequence[tuple[int, Record | None]], *, grown: int = 0
) -> Filling:
    values: dict[tuple[int, int], str | Decimal] = {}
    gaps: list[Gap] = []
    for ordinal, (row, record) in enumerate(rows, start=1):
        for column, source in enumerate(layout.sources):
            if source == Source.NONE or grid.is_continued(row, column):
                continue
            name = record.name if record else grid.own(row, layout.key).strip()
            value: str | Decimal | None = None
            if source == Source.ORDINAL:
                value = Decimal(ordinal)
            elif record is not None and source != Source.BY_HAND:
                value = record.values.get(source)
            if value is None or value == "":
                why = "by-hand" if source == Source.BY_HAND else "empty" if record else "untied"
                gaps.append(Gap(row=row, column=column, why=why, of=name))
            else:
                values[row, column] = value
    return Filling(values=values, gaps=tuple(gaps), last_row=layout.last_row, grown=grown)
