"""Ledgers as offices really keep them: one table in many bad shapes, each with what should be read from it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import docx
import xlsxwriter
from workbooks import xls

Rows = list[list[str | int | float | date]]
Span = tuple[int, int, int, int]  # top, left, bottom, right

TASKS = (
    (
        "改造老旧小区二十个",
        "区住建局",
        "区财政局",
        "2026年6月30日",
        date(2026, 6, 30),
        "已开工十二个",
    ),
    ("发布惠企清单", "区财政局", "", "9月底前", date(2026, 9, 30), "第一批已发布"),
    ("新建口袋公园三处", "区住建局", "柳河镇", "2026.11.15", date(2026, 11, 15), "完成选址"),
)
HEADS = ["序号", "任务名称", "牵头单位", "配合单位", "完成时限", "进展情况"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Messy:
    """One file; `dues` are the days by title, None where there is none."""

    name: str
    file_name: str
    payload: bytes
    titles: tuple[str, ...] = tuple(task[0] for task in TASKS)
    leads: tuple[str, ...] = tuple(task[1] for task in TASKS)
    dues: tuple[date | None, ...] = tuple(task[4] for task in TASKS)
    head: tuple[int, int] = (1, 1)  # rows of the file, from 1
    doubts: frozenset[str] = field(default_factory=frozenset)  # heads that a person is asked about


def body(number: Callable[[int], str] = str) -> Rows:
    return [
        [number(at), title, lead, support, due, said]
        for at, (title, lead, support, due, _day, said) in enumerate(TASKS, start=1)
    ]


def xlsx(
    rows: Rows,
    merged: Sequence[Span] = (),
    *,
    hidden: Sequence[int] = (),
    before: Rows | None = None,
) -> bytes:
    """Write rows to the last sheet of a workbook; `before` fills a sheet in front of it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    if before is not None:
        fill(book.add_worksheet("说明"), before)
    page = book.add_worksheet("台账")
    looks = book.add_format({"text_wrap": True})
    for top, left, bottom, right in merged:
        page.merge_range(top, left, bottom, right, rows[top][left], looks)
    covered = {
        (row, column)
        for top, left, bottom, right in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    fill(page, rows, covered, book.add_format({"num_format": "yyyy/m/d"}))
    for row in hidden:
        page.set_row(row, None, None, {"hidden": True})
    book.close()
    return buffer.getvalue()


def fill(
    page: object, rows: Rows, covered: set[tuple[int, int]] | None = None, day: object = None
) -> None:
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if (row, column) in (covered or ()) or value == "":
                continue
            if isinstance(value, date):
                page.write_datetime(row, column, value, day)  # type: ignore[attr-defined]
            else:
                page.write(row, column, value)  # type: ignore[attr-defined]


def table_in_words(rows: Rows, merged: Sequence[Span] = ()) -> bytes:
    """Write rows as the table of a .docx, a title above it."""
    document = docx.Document()
    document.add_paragraph("重点工作任务分工表")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            table.cell(row, column).text = str(value)
    for top, left, bottom, right in merged:
        text = str(rows[top][left])
        cell = table.cell(top, left).merge(table.cell(bottom, right))
        cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def page(rows: Rows) -> bytes:
    """Write rows as a web page, which offices call .xls."""
    lines = "".join(
        "<tr>" + "".join(f"<td>{value}</td>" for value in cells) + "</tr>" for cells in rows
    )
    return f"<html><body><table>{lines}</table></body></html>".encode()


def texts(rows: Rows, sign: str = ",") -> str:
    return "\r\n".join(sign.join(str(value) for value in cells) for cells in rows)


TITLED: Rows = [
    ["2026年重点工作任务台账", "", "", "", "", ""],
    ["填报单位：督查室", "", "", "", "", "单位：万元"],
]
GROUPED: Rows = [
    ["序号", "重点任务", "责任分工", "", "完成时限", "进展情况"],
    ["", "", "牵头单位", "配合单位", "", ""],
]
GROUP_SPANS: tuple[Span, ...] = (
    (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4), (0, 5, 1, 5),
)  # fmt: skip
ROMAN = "一二三四五六七八九十"


def cases() -> list[Messy]:  # noqa: PLR0915 a list of cases
    """Return all shapes."""
    found: list[Messy] = []

    def add(name: str, payload: bytes, file_name: str = "台账.xlsx", **said: object) -> None:
        found.append(Messy(name=name, file_name=file_name, payload=payload, **said))  # type: ignore[arg-type]

    add("plain", xlsx([HEADS, *body()]))
    add("title-and-note", xlsx([*TITLED, HEADS, *body()], [(0, 0, 0, 5)]), head=(3, 3))
    add("blank-rows-first", xlsx([[""], [""], [""], HEADS, *body()]), head=(4, 4))
    add("blank-columns-first", xlsx([["", "", *row] for row in [HEADS, *body()]]))
    add("two-row-head", xlsx([*GROUPED, *body()], GROUP_SPANS), head=(1, 2))
    add("two-row-head-unmerged", xlsx([*GROUPED, *body()]), head=(1, 2))
    spans = tuple((top + 2, left, low + 2, right) for top, left, low, right in GROUP_SPANS)
    add(
        "titled-two-row-head",
        xlsx([*TITLED, *GROUPED, *body()], [(0, 0, 0, 5), *spans]),
        head=(3, 4),
    )
    add(
        "bands",
        xlsx(
            [HEADS, ["一、城市更新", "", "", "", "", ""], body()[0], ["二、营商环境", "", "", "", "", ""],
             *body()[1:]],
            [(1, 0, 1, 5), (3, 0, 3, 5)],
        ),
    )  # fmt: skip
    add(
        "totals-and-notes",
        xlsx(
            [
                HEADS,
                *body(),
                ["合计", "3项", "", "", "", ""],
                ["填表人：王某", "", "", "", "", "联系电话："],
            ]
        ),
    )
    add("head-repeated", xlsx([HEADS, body()[0], HEADS, *body()[1:]]))
    add("numbers-under-head", xlsx([HEADS, [1, 2, 3, 4, 5, 6], *body()]))
    merged_lead = [[*row] for row in body()]
    merged_lead[1][2] = "区住建局"
    merged_lead[0][2] = merged_lead[2][2] = ""
    merged_lead[0][2] = "区住建局"
    add(
        "leads-merged-downwards",
        xlsx([HEADS, *merged_lead], [(1, 2, 3, 2)]),
        leads=("区住建局",) * 3,
    )
    continued = [*body()]
    continued.insert(1, ["", "", "", "区水利局", "", "正在报批"])
    add("rows-of-one-title", xlsx([HEADS, *continued]))
    ditto = [[*row] for row in body()]
    ditto[1][2], ditto[1][3] = "同上", "〃"
    add("ditto", xlsx([HEADS, *ditto]), leads=("区住建局", "区住建局", "区住建局"))
    other = ["编号", "重点工作任务", "责任部门", "协办单位", "时间节点", "目前进展情况"]
    add("other-words", xlsx([other, *body()]))
    spaced = [
        "序 号",
        "任 务 名 称",
        "牵头\n单位",
        "配合单位*",
        "完成时限（年月日）",
        "进展情况（200字以内）",
    ]
    add("spaced-words", xlsx([spaced, *body()]))
    serial = [[*row] for row in body()]
    for row, task in zip(serial, TASKS, strict=True):
        row[4] = (task[4] - date(1899, 12, 30)).days
    add("days-as-serials", xlsx([HEADS, *serial]))
    days = [[*row] for row in body()]
    for row, task in zip(days, TASKS, strict=True):
        row[4] = task[4]
    add("days-as-days", xlsx([HEADS, *days]))
    lasting = [[*row] for row in body()]
    lasting[0][4], lasting[1][4], lasting[2][4] = "长期坚持", "2026年上半年", "年底前"
    add(
        "days-in-words", xlsx([HEADS, *lasting]), dues=(None, date(2026, 6, 30), date(2026, 12, 31))
    )
    add("hidden-rows", xlsx([HEADS, *body()], hidden=[2]))
    add("second-sheet", xlsx([HEADS, *body()], before=[["填报说明"], ["请如实填报"]]))
    add(
        "many-columns",
        xlsx(
            [[*HEADS, *(f"备用{n}" for n in range(1, 61))], *([*row, *[""] * 60] for row in body())]
        ),
    )
    nameless = [[*HEADS], *body()]
    nameless[0][4] = ""
    add("column-without-head", xlsx(nameless), doubts=frozenset({""}))
    double = [[*HEADS, "整改时限"], *([*row, "2026年12月1日"] for row in body())]
    add("two-columns-of-days", xlsx(double), doubts=frozenset({"完成时限", "整改时限"}))
    grouped = [
        ["序号", "重点任务", "具体内容", "牵头单位", "完成时限"],
        *(
            ["1", "城乡建设" if at == 0 else "", task[0], task[1], task[3]]
            for at, task in enumerate(TASKS)
        ),
    ]
    add(
        "titles-over-several-lines",
        xlsx(grouped, [(1, 1, 3, 1)]),
        doubts=frozenset({"重点任务", "具体内容"}),
    )
    add("gbk-csv", texts([HEADS, *body()]).encode("gb18030"), "台账.csv")
    add(
        "utf8-csv-titled",
        texts([["重点工作台账"], HEADS, *body()]).encode("utf-8-sig"),
        "台账.csv",
        head=(2, 2),
    )
    add("tabs", texts([HEADS, *body()], "\t").encode("gb18030"), "台账.txt")
    add("xls", xls([[*map(str, HEADS)], *([*map(str, row)] for row in body())]), "台账.xls")
    add(
        "et-two-row-head",
        xls(
            [[*map(str, row)] for row in [*GROUPED, *body()]],
            merged=[(top, low, left, right) for top, left, low, right in GROUP_SPANS],
        ),
        "台账.et",
        head=(1, 2),
    )
    add("docx", table_in_words([HEADS, *body()]), "台账.docx")
    add(
        "docx-two-row-head",
        table_in_words([*GROUPED, *body()], GROUP_SPANS),
        "台账.docx",
        head=(1, 2),
    )
    add("web-page-called-xls", page([HEADS, *body()]), "台账.xls")
    units = [[*row] for row in body()]
    units[0][2], units[0][3] = "区住建局牵头，区财政局、柳河镇配合", ""
    units[1][2], units[2][2] = (
        "牵头单位：区财政局；责任单位：区住建局",
        "区住建局（牵头）、柳河镇（配合）",
    )
    add("roles-in-cells", xlsx([HEADS, *units]))
    add("numbered-in-words", xlsx([HEADS, *body(lambda at: f"（{ROMAN[at - 1]}）")]))
    return found
