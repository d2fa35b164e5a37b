"""The head of a table: where it ends and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guatu.core.planreading.duties import is_unit
from guatu.core.planreading.lexicon import columns as heads
from guatu.core.planreading.lexicon import duties as labels
from guatu.core.planreading.tables.grid import Grid, Place, Row, distinct
from guatu.core.text.measures import MEASURES

_HEAD_WITHIN = 8  # titles and notes above a head take a few rows
_LONGEST_HEAD = 24
_FEWEST_NAMED = 2
_FEWEST_UNITS = 3
_NAMED_SHARE = 0.5


class Column(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    CATEGORY = "category"
    TITLE = "title"
    DETAIL = "detail"
    PROBLEM = "problem"
    TARGET = "target"
    INDICATOR = "indicator"
    MEASURE = "measure"
    GROWTH = "growth"
    PAST = "past"
    PART = "part"  # a quarter or month of a figure
    SHARE = "share"  # one unit's part of a figure
    LEAD = "lead"
    SUPPORT = "support"
    LEADER = "leader"
    DEADLINE = "deadline"
    SCHEDULE = "schedule"
    START = "start"
    SOURCE = "source"
    PROJECT = "project"
    TOTAL = "total"
    YEAR_MONEY = "year-money"
    PLACE = "place"
    CONTENT = "content"
    STAGE = "stage"
    OWNER = "owner"
    AREA = "area"
    YEARS = "years"
    PHASE = "phase"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column: what it holds, its words from top to bottom, the measure and year they name."""

    column: Column | None
    words: tuple[str, ...]
    measure: str | None = None
    year: int | None = None

    @property
    def text(self) -> str:
        """All words of the head."""
        return "".join(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The head of a table: its columns and the rows it takes, from `first` to before `after`."""

    heads: tuple[Head, ...]
    first: int
    after: int

    def of(self, *columns: Column) -> list[int]:
        """Indexes of the columns that hold one of the given things, in the order of the things."""
        return [
            i for column in columns for i, head in enumerate(self.heads) if head.column is column
        ]

    def has(self, *columns: Column) -> bool:
        """Whether any column holds one of the given things."""
        return bool(self.of(*columns))


_EXACT: dict[str, Column] = {
    **dict.fromkeys(labels.OTHER_LABELS, Column.OTHER),
    **dict.fromkeys(heads.REMARK, Column.OTHER),
    **dict.fromkeys(heads.CATEGORY, Column.CATEGORY),
    **dict.fromkeys(heads.PHASE, Column.PHASE),
    **dict.fromkeys(heads.YEARS, Column.YEARS),
    **dict.fromkeys(heads.STAGE, Column.STAGE),
    **dict.fromkeys(heads.PLACE, Column.PLACE),
    **dict.fromkeys(heads.CONTENT, Column.CONTENT),
    **dict.fromkeys(heads.AREA, Column.AREA),
    **dict.fromkeys(heads.TOTAL, Column.TOTAL),
    **dict.fromkeys(heads.DETAIL, Column.DETAIL),
    **dict.fromkeys(heads.TARGET, Column.TARGET),
    **dict.fromkeys(heads.INDICATOR, Column.INDICATOR),
    **dict.fromkeys(heads.PROBLEM, Column.PROBLEM),
    **dict.fromkeys(heads.TITLE, Column.TITLE),
    **dict.fromkeys(heads.PROJECT, Column.PROJECT),
    **dict.fromkeys(heads.MEASURE, Column.MEASURE),
    **dict.fromkeys(labels.DEADLINE_LABELS, Column.DEADLINE),
    **dict.fromkeys(heads.SCHEDULE, Column.SCHEDULE),
    **dict.fromkeys(heads.DEADLINE, Column.DEADLINE),
    **dict.fromkeys(heads.START, Column.START),
    **dict.fromkeys(labels.LEADER_LABELS, Column.LEADER),
    **dict.fromkeys(heads.GENERIC_UNITS, Column.SUPPORT),
    **dict.fromkeys(labels.SUPPORT_LABELS, Column.SUPPORT),
    **dict.fromkeys(labels.LEAD_LABELS, Column.LEAD),
    **dict.fromkeys(heads.OWNER, Column.OWNER),
    **dict.fromkeys(heads.WATCHER, Column.OTHER),
    **dict.fromkeys(heads.NUMBER, Column.NUMBER),
}
# What stands in longer heads, the more telling first.
_WITHIN = (
    (re.compile("(?:任务|目标|指标|事项|项目)?来源$"), Column.SOURCE),
    (re.compile("督[办查导]|监督|验收|核查"), Column.OTHER),
    (re.compile("牵头(?!领导|人|负责)|主[办责](?:单位|部门)?"), Column.LEAD),
    (re.compile("(?:单位|部门|镇街).*(?:责任人|负责人|联系人|领导)"), Column.SUPPORT),
    (re.compile("领导|责任人|负责人|联系人|联络员|包[联保抓]人|第一责任|牵头人|(?:市|县|区)长$|书记$"), Column.LEADER),
    (re.compile(r"(?:配合|协办|协同|参与|协助|责任|承办|落实|实施|参加)(?:单位|部门|主体|科室|处室|镇街|乡镇|站所)"), Column.SUPPORT),  # noqa: E501 one rule a line
    (re.compile("完成时[限间]|期限|时限|截止"), Column.DEADLINE),
    (re.compile("(?:开工|启动|开始)时间"), Column.START),
    (re.compile("(?:节点|进度|时序|时间|推进)(?:安排|计划|要求|目标)?$"), Column.SCHEDULE),
    (re.compile("年度?(?:计划)?(?:完成)?投资|年计划投资|年度计划"), Column.YEAR_MONEY),
    (re.compile("(?:累计|已)完成投资"), Column.OTHER),
    (re.compile("总投资|投资(?:总额|规模|额)"), Column.TOTAL),
    (re.compile("^(?:上年|去年|上一年|基期|现状|上期)|基数|(?:上年|去年)(?:完成|实际|实绩|同期)"), Column.PAST),
    (re.compile("增速|增幅|增长率?|同比"), Column.GROWTH),
    (re.compile("^(?:第?[一二三四1-4]季度|[上下]半年|1?\\d月份?|1?\\d-1?\\d月)"), Column.PART),
    (re.compile("建设(?:内容|规模)"), Column.CONTENT),
    (re.compile("(?:占地|用地)(?:面积|规模)?$"), Column.AREA),
    (re.compile("(?:项目|工程)名称$"), Column.PROJECT),
    (re.compile("指标(?:名称|体系|项目)?$"), Column.INDICATOR),
    (re.compile("目标值?$|(?:目标|任务|计划|指标)[数值量]$"), Column.TARGET),
    (re.compile("问题(?:清单|描述|表现)?$"), Column.PROBLEM),
    (re.compile("(?:具体|细化|分解)(?:任务|事项|举措|措施|内容)|(?:举措|措施|内容)$"), Column.DETAIL),
    (re.compile("(?:任务|事项|重点工作)(?:名称|清单)?$"), Column.TITLE),
    (re.compile("备注|说明|电话|进展|得分|分值|权重|要求$"), Column.OTHER),
    (re.compile("(?:类别|领域|板块|分类|类型)$"), Column.CATEGORY),
)  # fmt: skip
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_YEAR = re.compile(r"(20\d\d)年?度?")
_LEADING = re.compile("^(?:(?:20\\d\\d|本|今|当)年度?|全年|年度(?=[目任完重计])|主要(?=目标))")
_MEASURE_IN_NOTE = re.compile(r"单位[:：]?\s*([^,;。\s)]{1,8})")
_TIMES = frozenset("万亿千百")
_PLAIN_NUMBER = re.compile(r"[-+]?\d[\d.,]*%?$")


def layout_of(grid: Grid, *, year: int | None, start: int = 0) -> Layout | None:
    """Find the head of a table and name its columns.

    Parameters
    ----------
    grid : Grid
        The table.
    year : int or None
        The plan's year, which tells a column of the past.
    start : int
        The row to begin at.

    Returns
    -------
    Layout or None
        None where no row names columns that are known.
    """
    for first in range(start, min(start + _HEAD_WITHIN, len(grid.rows) - 1)):
        if _is_head(grid.rows[first]):
            after = _head_end(grid, first)
            columns = _columns(grid.rows[first:after], grid.width, year=year)
            return Layout(heads=_settled(columns, grid.rows[after:]), first=first, after=after)
    return None


def is_head_row(row: Row, layout: Layout) -> bool:
    """Tell a head that a later page repeats."""
    words = {word for head in layout.heads for word in head.words}
    texts = [_plain(place.text) for place in distinct(row)]
    known = sum(text in words for text in texts)
    return len(texts) > 1 and known >= max(_FEWEST_NAMED, len(texts) - 1)


def measure_in_note(texts: Iterable[str]) -> str | None:
    """Find the measure that a note over a table names for all its figures: 单位:万元."""
    for text in texts:
        match = _MEASURE_IN_NOTE.search(text)
        if match and is_measure(match[1]):
            return match[1]
    return None


def is_measure(written: str) -> bool:
    """Tell a measure, with or without a multiplier: 亩, 万亩."""
    return written in MEASURES or (written[:1] in _TIMES and written[1:] in MEASURES)


def kind_of(text: str) -> Column | None:
    """Tell what the words over a column mean; None where they say nothing known."""
    plain = _BRACKET.sub("", _plain(text))
    for words in (plain, _LEADING.sub("", plain)):
        if words in _EXACT:
            return _EXACT[words]
    return next((column for pattern, column in _WITHIN if pattern.search(plain)), None)


def _is_head(row: Row) -> bool:
    places = distinct(row)
    texts = [place.text for place in places]
    if len(texts) < _FEWEST_NAMED or any(len(text) > _LONGEST_HEAD for text in texts):
        return False
    if any(_PLAIN_NUMBER.fullmatch(text) for text in texts):
        return False
    named = [kind for text in texts if (kind := kind_of(text))]
    bearers = sum(_bears(text) for text in texts) >= _FEWEST_UNITS
    enough = len(named) >= _NAMED_SHARE * len(texts) or bearers or _opens_matrix(texts)
    return len(set(named)) >= (1 if bearers or _opens_matrix(texts) else _FEWEST_NAMED) and enough


def _bears(text: str) -> bool:
    return is_unit(text) and kind_of(text) is None


def _opens_matrix(texts: list[str]) -> bool:
    """镇街 | 新增企业(家) | 到位资金(亿元): the bearers first, then figures with their measures."""
    behind = texts[1:] if texts[0] not in heads.NUMBER else texts[2:]
    first = next((text for text in texts if text not in heads.NUMBER), "")
    measured = [text for text in behind if _measure(text)]
    return first in heads.BEARERS and bool(behind) and len(measured) * 2 > len(behind)


def _head_end(grid: Grid, first: int) -> int:
    """Row behind the head: it goes on while merged heads reach down or a row only names columns."""
    end = first + 1
    while end < len(grid.rows) - 1 and end - first < _FEWEST_UNITS:
        row, above = grid.rows[end], grid.rows[end - 1]
        reaches = any(p is not None and p in above for p in row)
        own = [place for place in distinct(row) if place not in above]
        short = all(
            len(p.text) <= _LONGEST_HEAD and not _PLAIN_NUMBER.fullmatch(p.text) for p in own
        )
        names = own and short and sum(_is_subhead(p.text) for p in own) * 2 >= len(own)
        split = reaches or any(p.column_span > 1 for p in distinct(above)) or not grid.knows_spans
        if not (names and split):
            break
        end += 1
    return end


def _is_subhead(text: str) -> bool:
    return (
        kind_of(text) is not None
        or _measure(text) is not None
        or bool(_YEAR.fullmatch(text))
        or text in {"计划", "实际", "目标", "小计", "合计", "其中", "完成", "数量", "单位", "增速"}
    )


def _columns(rows: Sequence[Row], width: int, *, year: int | None) -> list[Head]:
    columns = []
    above: tuple[str, ...] = ()
    for index in range(width):
        words = tuple(p.text for p in distinct(row[index] for row in rows))
        # A text has no merges: a second row under a wide head belongs to the head on its left.
        if len(rows) > 1 and rows[0][index] is None and words:
            words = (*above[:1], *words)
        above = words or above
        columns.append(_head(words, year=year))
    return columns


def _head(words: tuple[str, ...], *, year: int | None) -> Head:
    years = [int(y) for word in words for y in _YEAR.findall(word)]
    kinds = [kind_of(word) for word in reversed(words)]
    column = kind_of("".join(words)) if len(words) == 1 else None
    column = column or next((kind for kind in kinds if kind), None)
    if words and column is Column.TARGET and kinds[-1] is not None:
        column = kinds[-1] if kinds[-1] in {Column.PAST, Column.GROWTH} else column
    if column in {None, Column.TARGET, Column.OTHER, Column.GROWTH} and years and year:
        column = Column.PAST if max(years) < year else (column or Column.TARGET)
    if column is None and words and _bears(words[-1]):
        column = Column.SHARE
    measure = next((m for word in reversed(words) if (m := _measure(word))), None)
    return Head(
        column=column,
        words=tuple(_plain(word) for word in words),
        measure=measure,
        year=years[-1] if years else None,
    )


def _settled(columns: list[Head], rows: Sequence[Row]) -> tuple[Head, ...]:
    """Decide the heads that mean one thing here and another there by what stands beneath them."""
    settled = []
    kinds = {head.column for head in columns}
    for index, head in enumerate(columns):
        texts = [p.text for p in distinct(row[index] for row in rows)]
        column = head.column
        if column is Column.MEASURE:
            column = _units_or_measures(texts)
        elif (
            column is Column.TITLE
            and kinds & {Column.INDICATOR, Column.PROJECT}
            and _figures(texts)
        ) or (
            column is Column.TITLE
            and head.text in {"目标任务", "任务"}
            and _has_other_title(columns, index)
        ):
            column = Column.TARGET
        elif column is Column.TARGET and head.text in heads.TOTALS and not _figures(texts):
            column = Column.OTHER
        elif column is Column.CATEGORY and _is_only_name(columns, index, texts):
            column = Column.PROJECT if head.text == "工程" else Column.TITLE
        settled.append(_as(head, column))
    return tuple(settled)  # fmt: skip


def _as(head: Head, column: Column | None) -> Head:
    return Head(column=column, words=head.words, measure=head.measure, year=head.year)


def _units_or_measures(texts: Iterable[str]) -> Column:
    found = list(texts)
    measures = sum(is_measure(text) for text in found)
    return Column.MEASURE if measures * 2 >= len(found) else Column.SUPPORT


def _figures(texts: Sequence[str]) -> bool:
    return bool(texts) and sum(text[:1].isdigit() for text in texts) * 2 >= len(texts)


def _has_other_title(columns: Sequence[Head], index: int) -> bool:
    return any(
        i < index and head.column in {Column.TITLE, Column.PROJECT, Column.INDICATOR}
        for i, head in enumerate(columns)
    )


def _is_only_name(columns: Sequence[Head], index: int, texts: Sequence[str]) -> bool:
    """Tell a 类别 that names the rows itself: its cells differ, and nothing else names them."""
    naming = {
        *(Column.TITLE, Column.DETAIL, Column.PROBLEM, Column.INDICATOR),
        *(Column.PROJECT, Column.PHASE, Column.TARGET, Column.CONTENT),
    }
    others = [h for i, h in enumerate(columns) if i != index and h.column in naming]
    return not others and len(set(texts)) == len(texts) and bool(texts)


def _plain(text: str) -> str:
    return "".join(text.split()).rstrip(":")


def _measure(text: str) -> str | None:
    """Give the measure that brackets in a head name: 总投资(万元)."""
    for match in _BRACKET.finditer(_plain(text)):
        inner = match[1].removeprefix("单位:").removeprefix("单位")
        if is_measure(inner):
            return inner
    return None


def place_at(row: Row, columns: Iterable[int]) -> Place | None:
    """Give the first filled cell of a row in the given columns."""
    return next((row[i] for i in columns if i < len(row) and row[i] is not None), None)
