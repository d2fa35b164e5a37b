"""上级来表: kept once, told what it is filled with, filled each time, counted in the burden."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
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
from guatu.campaigns.actions import NewTarget, insert_targets
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.rounds import Period
from guatu.dispatch.models import CheckIn, Round
from guatu.interchange.workbooks import read_workbook
from guatu.sheets.models import HigherFilling, HigherForm
from guatu.sheets.queries.higher import layout_of

pytestmark = pytest.mark.django_db
JUNE = Period(starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def workbook(rows: list[list[str]], title: str = "月报") -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet(title)
    page.merge_range(0, 0, 0, len(rows[0]) - 1, "重点任务进展情况表")
    border = book.add_format({"border": 1, "text_wrap": True})
    for row, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells):
            page.write(row, column, text, border)
    book.close()
    return buffer.getvalue()


LISTED = [
    ["序号", "任务名称", "牵头单位", "完成时限", "工作进展", "存在问题", "联系电话"],
    ["", "", "", "", "", "", ""],
    ["填报单位：", "", "", "", "填报日期：", "", ""],
]


def keep(
    client: KeyedClient, scene: Scene, payload: bytes, name: str = "月报.xlsx", **said: str
) -> Any:
    sent = {
        "campaign": scene.campaign.slug,
        "asked_by": "市发展改革委",
        "title": "重点任务月报",
        "unit": str(scene.world.finance.pk),
        "rhythm": "month",
        "first_due_on": "2026-05-25",
        "form": SimpleUploadedFile(name, payload),
    }
    return client.post("/sheets/higher/", {**sent, **said})


def write(client: KeyedClient, part: str, **data: object) -> Any:
    form = HigherForm.objects.latest("pk")
    return client.post(
        f"/sheets/higher/{form.pk}/{part}", {"version": form.version, **data}, follow=True
    )


def result() -> bytes:
    return evidence_path(HigherFilling.objects.latest("pk").evidence.digest).read_bytes()


def rows_of(payload: bytes) -> tuple[tuple[str, ...], ...]:
    return read_workbook(payload, name="x.xlsx")[0].rows


@time_machine.travel(at(MONDAY), tick=False)
def test_a_form_is_filled_with_what_is_held(scene: Scene) -> None:
    client = scene.world.client("office")
    one = scene.open()
    scene.submit(one, scene.task, said="首批清单已发布", problem="需区人社局提供名单")
    approve(scene, one)

    response = keep(client, scene, workbook(LISTED))

    assert response.status_code == 302
    assert "首批清单已发布" in client.get(response["Location"]).content.decode()

    write(client, "fill", as_of="2026-06-19")
    rows = rows_of(result())

    assert rows[2][:4] == ("1", "建立惠企资金直达清单", "区财政局", "2026年12月31日")
    assert rows[2][4:6] == ("首批清单已发布", "需区人社局提供名单")
    assert rows[3][1] == "智慧停车一期"  # the form grew by a row
    assert rows[4][0] == "填报单位：区财政局"
    assert AuditEvent.objects.filter(act="higher_form.fill").count() == 1


def approve(scene: Scene, one: Round) -> None:
    """Let the word of finance count as approved by its unit."""
    row = scene.check_in(one, scene.task)
    CheckIn.objects.filter(pk=row.pk).update(state=CheckIn.State.UNIT_APPROVED)


@time_machine.travel(at(MONDAY), tick=False)
def test_what_nobody_approved_is_not_told_to_an_office_above(scene: Scene) -> None:
    client = scene.world.client("office")
    one = scene.open()
    scene.submit(one, scene.task, said="还没有审核的话")
    keep(client, scene, workbook(LISTED))
    write(client, "fill", as_of="2026-06-19")

    assert not any("还没有审核的话" in cell for row in rows_of(result()) for cell in row)
    assert HigherFilling.objects.get().gaps


@pytest.mark.parametrize(
    "silence", [{"is_unchanged": True}, {"said": "本期无新进展。"}], ids=["tap", "words"]
)
@time_machine.travel(at(MONDAY), tick=False)
def test_that_there_is_no_news_is_not_told_upward_as_progress(
    scene: Scene, silence: dict[str, object]
) -> None:
    one = scene.open()
    scene.submit(one, scene.task, said="首批清单已发布")
    approve(scene, one)
    with time_machine.travel(at(MONDAY) + timedelta(days=7), tick=False):
        two = scene.open(MONDAY + timedelta(days=7))
        scene.submit(two, scene.task, **silence)
        approve(scene, two)
        client = scene.world.client("office")
        keep(client, scene, workbook(LISTED))
        write(client, "fill", as_of="2026-07-30")
        assert rows_of(result())[2][4] == "首批清单已发布"  # the last that was told

        CheckIn.objects.filter(round=one, entry=scene.task).update(said="暂无进展")
        write(client, "fill", as_of="2026-07-30")

    assert rows_of(result())[2][4] == ""
    assert "E3" in [gap["cell"] for gap in HigherFilling.objects.latest("pk").gaps]


@time_machine.travel(at(MONDAY), tick=False)
def test_a_liaison_fills_a_form_with_what_is_for_its_own_eyes(scene: Scene) -> None:
    client = scene.world.client("stranger")

    response = keep(client, scene, workbook(LISTED), unit=str(scene.world.town.pk))

    assert response.status_code == 302

    write(client, "fill", as_of="2026-06-19")

    assert not any("建立惠企资金直达清单" in cell for row in rows_of(result()) for cell in row)


def test_a_form_of_another_unit_is_not_for_a_liaison(scene: Scene) -> None:
    keep(scene.world.client("office"), scene, workbook(LISTED))
    form = HigherForm.objects.get()

    assert scene.world.client("stranger").get(f"/sheets/higher/{form.pk}/").status_code == 404
    assert scene.world.client("liaison").get(f"/sheets/higher/{form.pk}/").status_code == 200
    assert keep(scene.world.client("stranger"), scene, workbook(LISTED)).status_code == 403


@time_machine.travel(at(MONDAY), tick=False)
def test_fixed_rows_are_matched_by_name_and_others_are_gaps(scene: Scene) -> None:
    client = scene.world.client("office")
    rows = [
        ["序号", "任务名称", "牵头单位", "完成时限"],
        ["1", "建立惠企资金直达清单", "", ""],
        ["2", "智慧停车（一期）", "", ""],
        ["3", "从来没有听说过的事", "", ""],
    ]
    keep(client, scene, workbook(rows))
    write(client, "layout", subject="entries", mode="fixed", key="1", first="3", last="5",
          source=["", "", "leads", "due"])  # fmt: skip
    write(client, "fill", as_of="2026-06-19")
    found = rows_of(result())

    assert found[2][2:4] == ("区财政局", "2026年12月31日")
    assert found[3][2:4] == ("区财政局", "2026年7月30日")
    assert {"C5", "D5"} == {gap["cell"] for gap in HigherFilling.objects.get().gaps}


NAMED = [
    ["序号", "任务名称", "牵头单位", "完成时限"],
    ["1", "建立惠企资金直达清单", "", ""],
    ["2", "智慧停车（一期）", "", ""],
    ["3", "从来没有听说过的事", "", ""],
]


@time_machine.travel(at(MONDAY), tick=False)
def test_rows_that_bear_the_name_of_an_entry_are_tied_as_soon_as_the_form_is_kept(
    scene: Scene,
) -> None:
    keep(scene.world.client("office"), scene, workbook(NAMED))
    form = HigherForm.objects.get()

    assert form.layout["mode"] == "fixed"
    assert sorted(layout_of(form).ties.values()) == sorted([scene.task.pk, scene.project.pk])


@time_machine.travel(at(MONDAY), tick=False)
@pytest.mark.parametrize("was_tied", [False, True], ids=["never-tied", "untied-by-hand"])
def test_an_empty_choice_counts_only_where_something_was_tied(
    scene: Scene, *, was_tied: bool
) -> None:
    client = scene.world.client("office")
    keep(client, scene, workbook(NAMED))
    form = HigherForm.objects.get()
    if not was_tied:
        form.layout = replace(layout_of(form), ties={}).stored()
        form.save()
    rows = list(range(2, 5))
    first = scene.project.pk if was_tied else ""
    write(client, "layout", subject="entries", mode="fixed", key="1", first="3", last="5",
          source=["", "", "leads", "due"], tie_row=rows, tie=["", first, ""])  # fmt: skip
    form.refresh_from_db()
    tied = {2: scene.task.pk, 3: scene.project.pk}

    assert layout_of(form).ties == ({3: scene.project.pk} if was_tied else tied)


@time_machine.travel(at(MONDAY), tick=False)
def test_figures_of_targets_are_written_as_figures(scene: Scene) -> None:
    insert_targets(
        scene.campaign,
        [
            NewTarget(
                indicator="固定资产投资", op=">=", value=Decimal(120), value_high=None, measure="亿元",
                is_growth=False, written="120亿元", due_on=date(2026, 12, 31),
                unit_id=scene.world.finance.pk,
            )
        ],
    )  # fmt: skip
    client = scene.world.client("office")
    rows = [
        ["指标名称", "计量单位", "目标值", "完成值"],
        ["固定资产投资", "", "", ""],
        ["户籍人口", "", "", ""],
    ]
    keep(client, scene, workbook(rows))
    write(client, "layout", subject="targets", mode="fixed", key="0", first="3", last="4")
    write(client, "fill", as_of="2026-06-19")
    found = rows_of(result())

    assert found[2][:3] == ("固定资产投资", "亿元", "120")
    assert {"D3", "B4", "C4", "D4"} == {gap["cell"] for gap in HigherFilling.objects.get().gaps}


@time_machine.travel(at(MONDAY), tick=False)
def test_sums_by_unit_fill_a_form_of_units(scene: Scene) -> None:
    client = scene.world.client("office")
    rows = [
        ["单位名称", "任务数", "已完成数", "完成率"],
        ["区财政局", "", "", ""],
        ["区住建局", "", "", ""],
    ]
    keep(client, scene, workbook(rows))
    write(client, "layout", subject="units", mode="fixed", key="0", first="3", last="4")
    write(client, "fill", as_of="2026-06-19")

    assert rows_of(result())[2][1:4] == ("2", "0", "0%")


@time_machine.travel(at(MONDAY), tick=False)
def test_a_word_form_comes_back_as_a_word_form(scene: Scene) -> None:
    document = docx.Document()
    document.add_paragraph("重点任务进展情况")
    table = document.add_table(rows=2, cols=4)
    for column, head in enumerate(["序号", "任务名称", "牵头单位", "完成时限"]):
        table.cell(0, column).text = head
    buffer = io.BytesIO()
    document.save(buffer)
    client = scene.world.client("office")

    assert keep(client, scene, buffer.getvalue(), "月报.docx").status_code == 302

    write(client, "fill", as_of="2026-06-19")
    found = docx.Document(io.BytesIO(result())).tables[0]

    assert found.cell(1, 1).text == "建立惠企资金直达清单"
    assert found.cell(2, 1).text == "智慧停车一期"


@pytest.mark.parametrize("name", ["月报.csv", "月报.xls"])
def test_what_cannot_be_filled_in_place_is_told_at_once(scene: Scene, name: str) -> None:
    from workbooks import xls  # noqa: PLC0415

    rows: list[list[str | float]] = [["序号", "任务名称"], ["1", "甲"]]
    payload = xls(rows) if name.endswith(".xls") else "序号,任务名称\n1,甲".encode("gb18030")
    response = keep(scene.world.client("office"), scene, payload, name)

    assert response.status_code == 422
    assert ".xlsx" in response.content.decode()
    assert not HigherForm.objects.exists()


@time_machine.travel(at(MONDAY), tick=False)
def test_it_counts_in_the_burden_of_the_unit_that_owes_it(scene: Scene) -> None:
    client = scene.world.client("office")
    keep(client, scene, workbook(LISTED))
    count_month(SYSTEM, scene.campaign, JUNE, at(MONDAY))
    ask = Ask.objects.get(source=Ask.Source.HIGHER)

    assert (scene.world.finance.pk, 1, 6) == (ask.unit_id, ask.forms, ask.fields)
    assert "市发展改革委" in ask.label

    write(client, "fill", as_of="2026-06-15")
    count_month(SYSTEM, scene.campaign, JUNE, at(MONDAY))
    ask.refresh_from_db()

    assert len(HigherFilling.objects.get().gaps) == ask.fields  # what guatu fills in is no burden

    write(client, "retire")
    count_month(SYSTEM, scene.campaign, JUNE, at(MONDAY))

    assert not Ask.objects.filter(source=Ask.Source.HIGHER).exists()


@time_machine.travel(at(MONDAY), tick=False)
def test_the_list_says_what_is_owed_next(scene: Scene) -> None:
    client = scene.world.client("office")
    keep(client, scene, workbook(LISTED))

    html = client.get("/sheets/higher/").content.decode()

    assert "6月25日" in html
    assert "市发展改革委" in html


@time_machine.travel(at(MONDAY), tick=False)
@pytest.mark.parametrize("is_simulated", [True, False])
def test_what_comes_of_simulated_data_says_so(scene: Scene, *, is_simulated: bool) -> None:
    Campaign.objects.filter(pk=scene.campaign.pk).update(is_simulated=is_simulated)
    client = scene.world.client("office")
    keep(client, scene, workbook(LISTED))
    write(client, "fill", as_of="2026-06-19")
    name = HigherFilling.objects.get().evidence.file_name
    page = zipfile.ZipFile(io.BytesIO(result())).read("xl/worksheets/sheet1.xml").decode()

    assert (is_simulated, is_simulated) == ("模拟数据" in name, "&amp;R模拟数据" in page)


@time_machine.travel(at(MONDAY), tick=False)
def test_a_unit_that_leads_nothing_has_none(scene: Scene) -> None:
    client = scene.world.client("office")
    rows = [["单位名称", "任务数", "完成率"], ["柳河镇", "", ""]]
    keep(client, scene, workbook(rows))
    write(client, "layout", subject="units", mode="fixed", key="0", first="3", last="3")
    write(client, "fill", as_of="2026-06-19")

    assert rows_of(result())[2][1:3] == ("0", "—")


def test_of_several_sheets_the_form_is_taken_and_the_others_are_told(scene: Scene) -> None:
    """A sheet of notes is often wider than the form itself."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        notes, form = book.add_worksheet("填报说明"), book.add_worksheet("月报")
        notes.write_row(0, 0, ["请于每月25日前报送本表，逾期不报的将予以通报，谢谢配合"] * 12)
        for row, cells in enumerate(LISTED):
            form.write_row(row, 0, cells)
    client = scene.world.client("office")
    keep(client, scene, buffer.getvalue())
    row = HigherForm.objects.get()

    assert layout_of(row).table == 1
    assert "另有 1 张表不填，照原样" in client.get(f"/sheets/higher/{row.pk}/").content.decode()


def signed_form() -> bytes:
    """Return a form with a head of two rows, one to fill, a total with a formula and signatures."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("月报")
    page.merge_range(0, 0, 0, 5, "重点任务推进情况表")
    for column, text in enumerate(("序号", "重点任务", "牵头单位")):
        page.merge_range(1, column, 2, column, text)
    page.merge_range(1, 3, 1, 4, "推进情况")
    page.write_row(2, 3, ["完成时限", "完成率"])
    page.merge_range(1, 5, 2, 5, "备注")
    page.write(4, 0, "合计")
    page.write_formula(4, 4, "=AVERAGE(E4:E4)")
    page.write(5, 0, "审签人：")
    page.write(5, 3, "填表人：")
    book.close()
    return buffer.getvalue()


@time_machine.travel(at(MONDAY), tick=False)
def test_totals_and_signatures_move_down_and_are_not_written_over(scene: Scene) -> None:
    client = scene.world.client("office")
    keep(client, scene, signed_form())
    write(client, "fill", as_of="2026-06-19")
    rows = rows_of(result())

    assert [cells[0] for cells in rows[3:]] == ["1", "2", "合计", "审签人："]
    with zipfile.ZipFile(io.BytesIO(result())) as book:
        assert "AVERAGE(E4:E5)" in book.read("xl/worksheets/sheet1.xml").decode()


@time_machine.travel(at(MONDAY), tick=False)
def test_rows_said_by_hand_that_hold_totals_are_named(scene: Scene) -> None:
    client = scene.world.client("office")
    page = client.get(keep(client, scene, signed_form())["Location"]).content.decode()

    assert "5 合计" not in page

    form = HigherForm.objects.get()
    sources = list(layout_of(form).sources)
    page = write(client, "layout", mode="listed", subject="entries", first="4", last="6", key="1",
                 source=sources).content.decode()  # fmt: skip

    assert "5 合计、6 审签人：" in page
