"""上级来表 of several sheets or tables: mapped each by itself, filled together, counted once."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from scenes import MONDAY, Scene, at, make_scene
from worlds import KeyedClient, World

from guatu.audit.evidence import evidence_path
from guatu.audit.models import AuditEvent
from guatu.burden.actions import count_month
from guatu.burden.models import Ask
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.rounds import Period
from guatu.interchange.workbooks import read_workbook
from guatu.sheets.models import HigherFilling, HigherForm
from guatu.sheets.queries.higher import layouts_of

pytestmark = pytest.mark.django_db
JUNE = Period(starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
TASKS = [
    ["附件1：重点任务进展表", "", "", "", ""],
    ["序号", "任务名称", "牵头单位", "完成时限", "市直科室意见"],
    ["", "", "", "", ""],
    ["合计", "", "", "", ""],
    ["填报单位：", "", "", "填报日期：", ""],
]
UNITS = [
    ["附件2：各单位情况", "", "", ""],
    ["", "", "", ""],
    ["单位名称", "任务数", "已完成数", "完成率"],
    ["区财政局", "", "", ""],
    ["柳河镇", "", "", ""],
    ["区气象局", "", "", ""],
]
NAMED = [
    ["任务名称", "牵头单位", "完成时限"],
    ["建立惠企资金直达清单", "", ""],
    ["从来没有听说过的事", "", ""],
]
NOTES = [
    ["填表说明"],
    ["一、请于每月25日前报送，逾期不报的予以通报。"],
    ["二、本表由区直部门填报。"],
]
PERSONS = [["序号", "单位", "姓名", "联系电话"], ["", "", "", ""], ["", "", "", ""]]
SHEETS = {
    "填表说明": NOTES, "附件1": TASKS, "附件2": UNITS, "附件3 '点名'表": NAMED, "联络员": PERSONS,
}  # fmt: skip
ROWS_OF_TASKS, ROWS_OF_UNITS, ROWS_NAMED, PEOPLE, SUMS = 1, 2, 3, 4, 5


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def several() -> bytes:
    """Return a workbook of six sheets; the last one sums up the second by formulas."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        border = book.add_format({"border": 1})
        for title, rows in SHEETS.items():
            page = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                page.write_row(row, 0, cells, border)
        sums = book.add_worksheet("汇总")
        sums.write_row(0, 0, ["项数", "单位数"], border)
        sums.write_formula(1, 0, "=COUNTA(附件1!B3:B3)")
        sums.write_formula(1, 1, "=COUNTA('附件3 ''点名''表'!A2:A3)")
    return buffer.getvalue()


def keep(client: KeyedClient, scene: Scene, payload: bytes, name: str = "报表.xlsx") -> HigherForm:
    response = client.post(
        "/sheets/higher/",
        {
            "campaign": scene.campaign.slug, "asked_by": "市政府办公室", "title": "六月报表",
            "unit": str(scene.world.finance.pk), "rhythm": "month", "first_due_on": "2026-05-25",
            "form": SimpleUploadedFile(name, payload),
        },
    )  # fmt: skip
    assert response.status_code == 302, response.content.decode()
    return HigherForm.objects.latest("pk")


def write(client: KeyedClient, part: str, **data: object) -> Any:
    form = HigherForm.objects.latest("pk")
    return client.post(
        f"/sheets/higher/{form.pk}/{part}", {"version": form.version, **data}, follow=True
    )


def result() -> bytes:
    last = HigherFilling.objects.latest("number")
    return evidence_path(last.evidence.digest).read_bytes()


def rows_of(payload: bytes, title: str) -> list[tuple[str, ...]]:
    """Return the rows of a sheet, all five columns wide."""
    found = {one.title: one.rows for one in read_workbook(payload, name="x.xlsx")}
    return [(*row, *[""] * (5 - len(row))) for row in found[title]]


def tables_of(form: HigherForm) -> list[int]:
    form.refresh_from_db()
    return [one.table for one in layouts_of(form)]


@time_machine.travel(at(MONDAY), tick=False)
def test_sheets_of_one_form_are_filled_together_and_others_stay(scene: Scene) -> None:
    client, payload = scene.world.client("office"), several()
    form = keep(client, scene, payload)

    assert tables_of(form) == [ROWS_OF_TASKS, ROWS_OF_UNITS, ROWS_NAMED]

    page = write(client, "fill", as_of="2026-06-19").content.decode()
    filled = result()
    tasks, units = rows_of(filled, "附件1"), rows_of(filled, "附件2")

    assert [row[:3] for row in tasks[2:5]] == [
        ("1", "建立惠企资金直达清单", "区财政局"),
        ("2", "智慧停车一期", "区财政局"),
        ("合计", "", ""),
    ]
    assert (tasks[5][0], tasks[5][3]) == ("填报单位：区财政局", "填报日期：2026年6月15日")
    assert [row[1:4] for row in units[3:6]] == [("2", "0", "0%"), ("0", "0", "—"), ("", "", "")]
    assert rows_of(filled, "附件3 '点名'表")[1][1:3] == ("区财政局", "2026年12月31日")

    gaps = HigherFilling.objects.get().gaps

    assert [(one["table"], one["cell"]) for one in gaps] == [
        (1, "E3"), (1, "E4"), (2, "B6"), (2, "C6"), (2, "D6"), (3, "B3"), (3, "C3"),
    ]  # fmt: skip
    assert "4. 附件3 &#39;点名&#39;表 · C3" in page
    with zipfile.ZipFile(io.BytesIO(payload)) as old, zipfile.ZipFile(io.BytesIO(filled)) as new:
        for number in (1, 5):  # the notes and the persons
            part = f"xl/worksheets/sheet{number}.xml"
            assert old.read(part) == new.read(part)
        sums = new.read("xl/worksheets/sheet6.xml").decode()
        comments = [name for name in new.namelist() if "comments" in name]
    assert "COUNTA(附件1!B3:B4)" in sums
    assert "COUNTA('附件3 ''点名''表'!A2:A3)" in sums
    assert len(comments) == 3


@time_machine.travel(at(MONDAY), tick=False)
def test_next_time_all_are_filled_again_by_what_was_kept(scene: Scene) -> None:
    client = scene.world.client("office")
    form = keep(client, scene, several())
    write(client, "layout", table=ROWS_NAMED, subject="entries", mode="fixed", key="0", first="2",
          last="3", source=["", "leads", ""], tie_row=[1, 2],
          tie=[scene.task.pk, scene.project.pk])  # fmt: skip
    for day in ("2026-05-20", "2026-06-19"):
        write(client, "fill", as_of=day)
        rows = rows_of(result(), "附件3 '点名'表")

        assert [row[1:3] for row in rows[1:]] == [("区财政局", ""), ("区财政局", "")]
        assert rows_of(result(), "附件1")[2][1] == "建立惠企资金直达清单"
        assert rows_of(result(), "附件2")[3][1] == "2"

    assert [one.number for one in form.fillings.order_by("number")] == [1, 2]


@time_machine.travel(at(MONDAY), tick=False)
def test_a_sheet_is_left_and_another_filled_as_a_person_says(scene: Scene) -> None:
    client = scene.world.client("office")
    form = keep(client, scene, several())
    told = AuditEvent.objects.filter(act="higher_form.tell").count()

    page = write(client, "layout", leave=ROWS_OF_UNITS).content.decode()

    assert tables_of(form) == [ROWS_OF_TASKS, ROWS_NAMED]
    assert "另有 4 张表不填，照原样" in page

    page = write(client, "layout", more="1", also=[PEOPLE]).content.decode()

    assert tables_of(form) == [ROWS_OF_TASKS, ROWS_NAMED, PEOPLE]
    assert f'name="table" value="{PEOPLE}"' in page  # it is the one shown, to be looked over
    assert AuditEvent.objects.filter(act="higher_form.tell").count() == told + 2

    write(client, "layout", table=PEOPLE, subject="units", mode="listed", key="1", first="2",
          last="3", source=["ordinal", "name", "by-hand", ""])  # fmt: skip
    write(client, "fill", as_of="2026-06-19")

    assert rows_of(result(), "联络员")[1][:2] == ("1", "区财政局")
    assert rows_of(result(), "附件2")[3] == ("区财政局", "", "", "", "")


@time_machine.travel(at(MONDAY), tick=False)
def test_what_cannot_be_said_of_sheets_is_told(scene: Scene) -> None:
    client = scene.world.client("office")
    form = keep(client, scene, several())
    write(client, "layout", leave=ROWS_OF_UNITS)
    stale = client.post(f"/sheets/higher/{form.pk}/layout", {"version": 1, "leave": ROWS_NAMED})
    write(client, "layout", leave=ROWS_NAMED)
    nothing: list[dict[str, object]] = [{"more": "1"}]
    nothing += [{"more": "1", "also": [place]} for place in ("77", "第二张")]
    tries = {"请勾选文件中的表": nothing, "至少要填一张表": [{"leave": ROWS_OF_TASKS}]}

    assert stale.status_code == 412
    for message, said in tries.items():
        for one in said:
            response = write(client, "layout", **one)

            assert (response.status_code, message in response.content.decode()) == (422, True)
    assert tables_of(form) == [ROWS_OF_TASKS]


@time_machine.travel(at(MONDAY), tick=False)
def test_a_page_of_each_sheet_shows_its_own_columns(scene: Scene) -> None:
    client = scene.world.client("office")
    form = keep(client, scene, several())
    address = f"/sheets/higher/{form.pk}/"
    first, second = (client.get(f"{address}?table={n}").content.decode() for n in (1, 2))

    assert ("市直科室意见" in first, "市直科室意见" in second) == (True, False)
    assert "已完成数" in second
    for lost in ("0", "9", "x"):  # what is not filled, not there, or no number: the first
        assert "市直科室意见" in client.get(f"{address}?table={lost}").content.decode()


@time_machine.travel(at(MONDAY), tick=False)
def test_it_counts_once_with_the_sum_of_the_fields_of_its_sheets(scene: Scene) -> None:
    client = scene.world.client("office")
    keep(client, scene, several())
    count_month(SYSTEM, scene.campaign, JUNE, at(MONDAY))
    ask = Ask.objects.get(source=Ask.Source.HIGHER)

    assert (ask.forms, ask.fields) == (1, 5 + 3 + 2)

    write(client, "fill", as_of="2026-06-15")
    count_month(SYSTEM, scene.campaign, JUNE, at(MONDAY))
    ask.refresh_from_db()

    assert (ask.forms, ask.fields) == (1, 7)


def document() -> bytes:
    """Return a letter with an empty table, a table of notes, and two lists under one head."""
    made = docx.Document()
    made.add_paragraph("关于报送六月情况的通知")
    made.add_table(rows=1, cols=4)
    made.add_paragraph("填表说明")
    notes = made.add_table(rows=2, cols=2)
    notes.cell(0, 0).text, notes.cell(1, 0).text = "报送时间", "每月25日"
    for title in ("附件1 区直部门", "附件2 镇街"):
        made.add_paragraph(title)
        table = made.add_table(rows=2, cols=4)
        for column, head in enumerate(["序号", "任务名称", "牵头单位", "完成时限"]):
            table.cell(0, column).text = head
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@time_machine.travel(at(MONDAY), tick=False)
def test_lists_of_one_form_each_list_the_ledger_that_their_title_names(scene: Scene) -> None:
    buffer = io.BytesIO()
    heads = ["序号", "事项名称", "牵头单位", "市直意见"]
    titles = ["重点任务推进情况表", "重大项目形象进度表", "全部事项一览表"]
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for title in titles:
            page = book.add_worksheet()
            page.merge_range(0, 0, 0, 3, title)
            page.write_row(1, 0, heads)
            page.write_row(3, 0, ["填表人：", "", "", ""])
    client = scene.world.client("office")
    form = keep(client, scene, buffer.getvalue())
    page = write(client, "fill", as_of="2026-06-15").content.decode()

    assert [one.filters.get("kind") for one in layouts_of(form)] == ["task", "project", None]
    assert [
        [row[1] for row in rows_of(result(), f"Sheet{number}")[2:-1]] for number in (1, 2, 3)
    ] == [["建立惠企资金直达清单"], ["智慧停车一期"], ["建立惠企资金直达清单", "智慧停车一期"]]
    for cell in ("1. Sheet1 · D3", "2. Sheet2 · D3", "3. Sheet3 · D4"):
        assert cell in page


@time_machine.travel(at(MONDAY), tick=False)
def test_tables_of_a_document_with_one_head_are_each_filled(scene: Scene) -> None:
    Campaign.objects.filter(pk=scene.campaign.pk).update(is_simulated=True)
    client = scene.world.client("office")
    form = keep(client, scene, document(), "报表.docx")

    assert tables_of(form) == [1, 2]

    write(client, "layout", table=2, subject="entries", mode="listed", words="停车", first="2",
          last="2")  # fmt: skip
    write(client, "fill", as_of="2026-06-19")
    found = docx.Document(io.BytesIO(result()))
    titles = [[row.cells[1].text for row in table.rows] for table in found.tables]

    assert titles[2:] == [
        ["任务名称", "建立惠企资金直达清单", "智慧停车一期"],
        ["任务名称", "智慧停车一期"],
    ]
    assert [cell.text for row in found.tables[1].rows for cell in row.cells] == [
        "报送时间", "", "每月25日", "",
    ]  # fmt: skip
    assert found.sections[0].header.paragraphs[0].text.count("模拟数据") == 1
