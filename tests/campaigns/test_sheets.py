"""Figures from a sheet: every fault by its cell, all of it or nothing, formulas never executed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from behind import work_off
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from worlds import KeyedClient, World, make_campaign

from guatu.audit.models import AuditEvent
from guatu.campaigns import works
from guatu.campaigns.actions import NewTarget, insert_targets, install_measures
from guatu.campaigns.models import Campaign, FigureSheet, Observation, Target
from guatu.campaigns.queries import target_states
from guatu.interchange.workbooks import read_workbook
from guatu.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("targets")]
HEAD = (
    "指标",
    "责任单位",
    "计数口径",
    "截至日期",
    "数值",
    "计量单位",
    "来源",
    "更正原因",
    "已核对",
)
SHEETS = "/targets/sheets/"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def day(today: date) -> date:
    return today.replace(day=1) - timedelta(days=1)


@pytest.fixture
def campaign(world: World, today: date) -> Campaign:
    install_measures()
    starts_on = (today - timedelta(days=200)).replace(day=1)
    return make_campaign(world.district, starts_on=starts_on, ends_on=today + timedelta(days=150))


@pytest.fixture
def targets(world: World, campaign: Campaign) -> list[Target]:
    shared: dict[str, Any] = {
        "op": ">=", "unit_id": world.finance.pk, "provider_id": world.housing.pk,
    }  # fmt: skip
    return insert_targets(
        campaign,
        [
            NewTarget(
                indicator="高标准农田",
                value=Decimal(22000),
                measure="亩",
                written="2.2万亩",
                **shared,
            ),
            NewTarget(
                indicator="新增企业", value=Decimal(90), measure="家", written="90家", **shared
            ),
        ],
    )


def workbook(rows: list[tuple[str, ...]], head: tuple[str, ...] = HEAD) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("快报")
        for at, row in enumerate([head, *rows], start=1):
            page.write_row(at, 0, row)
    return out.getvalue()


def hand_in(client: KeyedClient, payload: bytes, name: str = "数据.xlsx", **more: str) -> Any:
    file = SimpleUploadedFile(name, payload)
    return client.post(SHEETS, {"file": file, "series": "flash", **more})


def row(name: str, day: date, value: str, **more: str) -> tuple[str, ...]:
    known = {"责任单位": "区财政局", "计数口径": "累计", "截至日期": day.isoformat(), "指标": name,
             "数值": value}  # fmt: skip
    return tuple((known | more).get(title, "") for title in HEAD)


def test_a_sheet_is_looked_over_then_taken_over_whole_in_one_act(
    world: World, campaign: Campaign, day: date
) -> None:
    client = world.client("liaison")
    rows = [
        row("高标准农田", day, "１．２５万亩", 来源="农业农村局"),
        row("新增企业", day, "待发布"),
    ]

    staged = hand_in(client, workbook(rows))

    assert (staged.status_code, Observation.objects.count()) == (302, 0)
    page = client.get(staged.headers["Location"]).content.decode()
    assert "12,500亩" in page
    assert "将写入2个数据" in page
    before = AuditEvent.objects.count()
    sheet = FigureSheet.objects.get()
    done = client.post(reverse("campaigns:sheet-apply", args=[sheet.pk]), {"version": "1"})
    again = client.post(reverse("campaigns:sheet-apply", args=[sheet.pk]), {"version": "2"})
    assert (done.status_code, again.status_code) == (302, 422)
    assert AuditEvent.objects.count() == before + 1
    kept = Observation.objects.order_by("pk").values_list("mantissa", "scale", "measure", "sheet")
    assert list(kept) == [(125, 2, "万亩", sheet.pk), (None, 0, "家", sheet.pk)]
    states = target_states(world.actor("office"), campaign, timezone.localdate())
    assert states[0].progress.actual == 12500


def test_every_fault_is_told_by_its_cell_and_nothing_is_written(
    world: World, day: date, today: date
) -> None:
    rows = [
        row("高标准农田", day, "300万元"),
        row("新增企业", day, "很多"),
        row("新增企业", today + timedelta(days=1), "30"),
        row("没有这项", day, "30"),
        row("新增企业", day, "30", 责任单位="柳河镇"),
        row("新增企业", day, "12.5家"),
        row("新增企业", day, "30", 计数口径="大概"),
        row("新增企业", day, "30家"),
        row("新增企业", day, "31家"),
        row("新增企业", day, "30家", 计量单位="个"),
    ]
    client = world.client("liaison")

    hand_in(client, workbook(rows))

    sheet = FigureSheet.objects.get()
    assert [(fault["sheet"], fault["cell"]) for fault in sheet.faults] == [
        ("快报", cell) for cell in ("F3", "E4", "D5", "A6", "B7", "E8", "C9", "E11", "F12")
    ]
    texts = [fault["text"] for fault in sheet.faults]
    assert "请改用亩" in texts[0]
    assert "不是一个数" in texts[1]
    assert "还没有到" in texts[2]
    assert "“快报”第10行" in texts[7]
    refused = client.post(reverse("campaigns:sheet-apply", args=[sheet.pk]), {"version": "1"})
    assert (refused.status_code, Observation.objects.count()) == (422, 0)


def test_the_template_comes_back_with_its_hidden_keys(
    world: World, campaign: Campaign, targets: list[Target], day: date
) -> None:
    client = world.client("liaison")
    address = f"{SHEETS}template?campaign={campaign.slug}"

    (cells,) = read_workbook(client.get(address).content, name="模板.xlsx")

    assert cells.at(1, 0) == "指标"
    names = {cells.at(at, 0): at for at in (2, 3)}
    assert set(names) == {"高标准农田", "新增企业"}
    assert cells.at(names["新增企业"], 12) == str(targets[1].pk)
    assert cells.at(names["新增企业"], 13) == "0"
    head = tuple(cells.rows[1])
    filled = list(cells.rows[names["新增企业"]])
    filled[7] = "30"
    payload = workbook([tuple(filled)], head)
    report = {f"t{targets[1].pk}-written": "29", f"t{targets[1].pk}-as_of": day.isoformat(),
              f"t{targets[1].pk}-facet": "cumulative"}  # fmt: skip
    client.post(reverse("campaigns:report", args=[targets[1].pk]), report)

    hand_in(client, payload)  # made before somebody reported

    (fault,) = FigureSheet.objects.get().faults
    assert "模板下载之后已有人报过：29家" in fault["text"]


def test_a_figure_that_stands_is_corrected_with_a_reason_and_left_alone_if_the_same(
    world: World, day: date
) -> None:
    client = world.client("liaison")
    hand_in(client, workbook([row("新增企业", day, "30")]))
    first = FigureSheet.objects.get()
    client.post(reverse("campaigns:sheet-apply", args=[first.pk]), {"version": "1"})

    same = hand_in(client, workbook([row("新增企业", day, "30.0家")]))
    hand_in(client, workbook([row("新增企业", day, "31")]))
    unreasoned = FigureSheet.objects.order_by("pk").last()
    hand_in(client, workbook([row("新增企业", day, "31", 更正原因="漏报一家")]))
    reasoned = FigureSheet.objects.order_by("pk").last()
    assert unreasoned is not None
    assert reasoned is not None
    client.post(reverse("campaigns:sheet-apply", args=[reasoned.pk]), {"version": "1"})

    assert (same.status_code, [f["cell"] for f in unreasoned.faults]) == (422, ["H3"])
    rows = Observation.objects.order_by("pk").values_list("mantissa", "is_current", "reason")
    assert list(rows) == [(30, False, ""), (31, True, "漏报一家")]


def test_a_row_whose_day_was_changed_is_not_called_reported_meanwhile(
    world: World, campaign: Campaign, day: date
) -> None:
    client = world.client("liaison")
    hand_in(client, workbook([row("新增企业", day, "30")]))
    first = FigureSheet.objects.get()
    client.post(reverse("campaigns:sheet-apply", args=[first.pk]), {"version": "1"})
    address = f"{SHEETS}template?campaign={campaign.slug}"
    (cells,) = read_workbook(client.get(address).content, name="模板.xlsx")
    head = tuple(cells.rows[1])
    filled = [*next(row for row in cells.rows if row and row[0] == "新增企业")]
    filled[head.index("数值")] = "28"
    days = [day - timedelta(days=31), campaign.starts_on - timedelta(days=1)]

    faults, doubts = [], []
    for other in days:
        filled[head.index("截至日期")] = other.isoformat()
        filled[head.index("期间起")] = ""
        hand_in(client, workbook([tuple(filled)], head))
        sheet = FigureSheet.objects.order_by("pk").last()
        assert sheet is not None
        faults += sheet.faults
        doubts.append(sheet.rows[0]["doubt"])

    assert faults == []
    assert doubts[0] == ""
    assert "早于行动开始日" in doubts[1]


def test_a_reason_without_a_value_is_a_fault_and_a_correction_shows_the_old_one(
    world: World, day: date
) -> None:
    client = world.client("liaison")
    hand_in(client, workbook([row("新增企业", day, "30")]))
    first = FigureSheet.objects.get()
    client.post(reverse("campaigns:sheet-apply", args=[first.pk]), {"version": "1"})

    hand_in(client, workbook([row("新增企业", day, "", 更正原因="漏报一家")]))
    empty = FigureSheet.objects.order_by("pk").last()
    right = hand_in(client, workbook([row("新增企业", day, "31", 更正原因="漏报一家")]))

    assert empty is not None
    assert [(fault["cell"], fault["text"][:8]) for fault in empty.faults] == [
        ("E3", "写了更正原因，但")
    ]
    page = client.get(right.headers["Location"]).content.decode()
    assert "<del>30家</del>" in page


def test_a_doubtful_value_wants_to_be_looked_at_before_it_is_taken_over(
    world: World, day: date
) -> None:
    client = world.client("liaison")
    earlier = day.replace(day=1) - timedelta(days=1)
    if earlier.year != day.year:
        pytest.skip("values of another year are not compared")
    hand_in(client, workbook([row("新增企业", earlier, "30")]))
    client.post(
        reverse("campaigns:sheet-apply", args=[FigureSheet.objects.get().pk]), {"version": "1"}
    )
    hand_in(client, workbook([row("新增企业", day, "29")]))
    sheet = FigureSheet.objects.latest("pk")
    address = reverse("campaigns:sheet-apply", args=[sheet.pk])

    statuses = [
        client.post(address, {"version": "1"} | more).status_code
        for more in ({}, {"is_sure": "on"})
    ]

    assert statuses == [422, 302]


def test_what_was_reported_meanwhile_refuses_the_whole_sheet(
    world: World, targets: list[Target], day: date
) -> None:
    client = world.client("liaison")
    rows = [row("高标准农田", day, "300"), row("新增企业", day, "30")]
    hand_in(client, workbook(rows))
    report = {f"t{targets[1].pk}-written": "29", f"t{targets[1].pk}-as_of": day.isoformat(),
              f"t{targets[1].pk}-facet": "cumulative"}  # fmt: skip
    client.post(reverse("campaigns:report", args=[targets[1].pk]), report)
    sheet = FigureSheet.objects.get()

    refused = client.post(reverse("campaigns:sheet-apply", args=[sheet.pk]), {"version": "1"})

    assert refused.status_code == 422
    assert "快报第4行" in refused.content.decode()
    assert Observation.objects.count() == 1
    sheet.refresh_from_db()
    assert sheet.state == FigureSheet.State.STAGED


def test_a_formula_is_a_text_or_its_last_result(world: World, day: date) -> None:
    client = world.client("liaison")

    hand_in(client, workbook([row("新增企业", day, "=1+1")]))

    (fault,) = FigureSheet.objects.get().faults
    assert (fault["cell"], "不是一个数" in fault["text"]) == ("E3", True)


@pytest.mark.parametrize(
    ("payload", "says"),
    [(b"%PDF-1.7\n", "不是可以读取的表格"), (b"", "请选择"), ("甲,乙\n1,2\n".encode(), "")],
    ids=["pdf", "empty", "no-head"],
)
def test_another_file_is_refused_with_what_to_do(world: World, payload: bytes, says: str) -> None:
    response = hand_in(world.client("liaison"), payload, "数据.csv")

    if says:
        assert response.status_code == 422
    else:
        assert "没有找到表头" in FigureSheet.objects.get().faults[0]["text"]
    assert not Observation.objects.exists()


def test_a_sheet_is_its_own_persons_alone(world: World, day: date) -> None:
    hand_in(world.client("liaison"), workbook([row("新增企业", day, "30")]))
    sheet = FigureSheet.objects.get()

    got = {
        who: world.client(who).get(reverse("campaigns:sheet", args=[sheet.pk])).status_code
        for who in ("liaison", "approver", "office", "stranger")
    }
    dropped = world.client("liaison").post(
        reverse("campaigns:sheet-drop", args=[sheet.pk]), {"version": "1"}
    )

    assert got == {"liaison": 200, "approver": 404, "office": 404, "stranger": 404}
    sheet.refresh_from_db()
    assert (dropped.status_code, sheet.state) == (302, FigureSheet.State.DROPPED)


def test_statistics_hand_their_feedback_in_as_a_sheet(
    world: World, campaign: Campaign, day: date
) -> None:
    client = world.client("housing_liaison")
    payload = workbook([row("新增企业", day, "28")])

    hand_in(client, payload, series="official", campaign=campaign.slug)

    sheet = FigureSheet.objects.get()
    assert (sheet.faults, len(sheet.rows)) == ([], 1)
    client.post(reverse("campaigns:sheet-apply", args=[sheet.pk]), {"version": "1"})
    assert Observation.objects.get().series == "official"


def test_a_large_sheet_is_taken_over_behind_the_page_and_once(
    world: World, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(works, "SOON_ROWS", 0)
    client = world.client("liaison")
    hand_in(client, workbook([row("高标准农田", day, "1.25万亩")]))
    sheet = FigureSheet.objects.get()

    sent = {"version": sheet.version}
    address = reverse("campaigns:sheet-apply", args=[sheet.pk])
    first = client.post(address, sent)
    client.post(address, sent)

    job = Job.objects.get(work=works.APPLY)
    assert first.url == f"/jobs/{job.pk}/?follow=1"
    assert not Observation.objects.exists()
    work_off()
    job.refresh_from_db()
    assert (job.state, job.result["address"]) == (
        "done",
        reverse("campaigns:sheet", args=[sheet.pk]),
    )
    assert Observation.objects.count() == 1
    Job.objects.filter(pk=job.pk).update(state="waiting", ended_at=None)  # as after a kill
    work_off()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert Observation.objects.count() == 1
