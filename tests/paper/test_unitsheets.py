"""对表单: what one unit has, on A3 and as a workbook; for the unit and those above it."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from behind import work_off
from django.test import Client
from django.utils import timezone
from messyledgers import HEADS, xlsx
from oldledgers import drop, write
from pdftexts import pages_of, sizes_of
from scenes import Scene

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.tablebook import text_width
from guatu.dispatch.models import CheckIn
from guatu.interchange.workbooks import read_workbook
from guatu.jobs import spool
from guatu.jobs.models import Job
from guatu.ledgers.models import Entry
from guatu.paper import sheetworks
from guatu.paper.queries.unitsheets import unit_sheet
from guatu.paper.unitbooks import unit_book

pytestmark = pytest.mark.django_db


def address(scene: Scene, form: str = "pdf") -> str:
    return f"/paper/units/{scene.campaign.slug}/{scene.world.finance.pk}.{form}"


def payload_of(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200
    return response.content


def test_the_sheet_quotes_the_round_and_leaves_room_for_a_word(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, said="完成第一批兑付", problem="缺少企业名录")

    payload = payload_of(scene.world.client("office"), address(scene))

    assert sizes_of(payload) == {(420, 297)}
    text = "".join(pages_of(payload))
    for part in (
        "区财政局对表单", "牵头事项（2）", scene.task.title, "完成第一批兑付", "缺少企业名录",
        "发布首批清单", "单位意见", "单位主要负责人（签字）", f"第{one.ordinal}期", "未封存",
    ):  # fmt: skip
        assert part in text, part


def test_what_was_closed_long_ago_is_counted_as_in_the_units_own_paper(scene: Scene) -> None:
    one = scene.open()
    long_ago = timezone.localdate() - timedelta(days=40)
    Entry.objects.filter(pk=scene.task.pk).update(lamp="done", closed_on=long_ago)
    client = scene.world.client("office")

    text = "".join(pages_of(payload_of(client, address(scene))))
    paper = f"/paper/materials/{scene.campaign.slug}/{scene.world.finance.pk}/week/{one.pk}/"
    own = client.get(paper).content.decode()

    assert "牵头事项（2）" in text
    assert "牵头事项2项" in own
    assert "✓办结1" in text
    assert scene.task.title not in text
    assert "另有1项办结已超过一个月" in text


def test_what_an_old_ledger_told_stands_until_the_unit_reports(scene: Scene) -> None:
    client = scene.world.client("office")
    Campaign.objects.filter(pk=scene.campaign.pk).update(slug="year")
    scene.campaign.refresh_from_db()
    drop(client, xlsx([HEADS, ["1", "修一条路", "区财政局", "", "2026年12月30日", "完成22公里"]]))
    write(client, "apply", as_of="2026-03-31")
    entry = Entry.objects.get(title="修一条路")
    one = scene.open()

    assert "原台账所载（截至" in told_text(client, scene)
    assert "完成22公里" in told_text(client, scene)

    scene.submit(one, entry, said="全线贯通")

    assert "原台账所载" not in told_text(client, scene)
    assert "全线贯通" in told_text(client, scene)


def told_text(client: Client, scene: Scene) -> str:
    return "".join(pages_of(payload_of(client, address(scene))))


def test_a_draft_is_not_on_the_sheet(scene: Scene) -> None:
    scene.write(scene.check_in(scene.open(), scene.task), said="还没有想好怎么写")

    text = "".join(pages_of(payload_of(scene.world.client("office"), address(scene))))

    assert "还没有想好怎么写" not in text
    assert "尚未填报" in text


def test_words_that_are_rewritten_after_a_return_are_not_on_the_sheet(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task, said="第一次写的")
    CheckIn.objects.filter(pk=row.pk).update(state="returned", said="还在改的", problem="还没想好")

    text = "".join(pages_of(payload_of(scene.world.client("office"), address(scene))))

    assert "还在改的" not in text
    assert "还没想好" not in text
    assert "已退回，修改中" in text


def test_the_workbook_says_the_same_and_nothing_in_it_is_a_formula(scene: Scene) -> None:
    Entry.objects.filter(pk=scene.task.pk).update(title="=1+1")

    payload = payload_of(scene.world.client("liaison"), address(scene, "xlsx"))

    book = read_workbook(payload, name="对表单.xlsx")
    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    assert any("=1+1" in str(cell) for cell in cells)
    assert BytesIO(payload).read(2) == b"PK"


def test_a_supporting_unit_does_not_get_the_leads_sheet(scene: Scene) -> None:
    assert scene.world.client("housing_liaison").get(address(scene)).status_code == 404
    own = address(scene).replace(f"/{scene.world.finance.pk}.", f"/{scene.world.housing.pk}.")
    text = "".join(pages_of(payload_of(scene.world.client("housing_liaison"), own)))
    assert "配合事项（1）" in text
    assert "牵头：区财政局" in text


def test_all_units_are_in_one_file_in_official_order(scene: Scene) -> None:
    path = f"/paper/units/{scene.campaign.slug}.pdf"

    text = "".join(pages_of(payload_of(scene.world.client("office"), path)))

    assert text.index("区财政局对表单") < text.index("区住房和城乡建设局对表单")


def test_very_many_units_come_in_several_files_and_none_is_left_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheetworks, "MOST_AT_ONCE", 1)
    client, all_of_them = scene.world.client("office"), f"/paper/units/{scene.campaign.slug}.pdf"
    page = client.get("/paper/units/", {"campaign": scene.campaign.slug}).content.decode()
    parts = [int(part) for part in re.findall(r"\.pdf\?part=(\d+)", page)]

    texts = ["".join(pages_of(client.get(all_of_them, {"part": at}).content)) for at in parts]

    assert parts == [1, 2]
    titles = ("区财政局对表单", "区住房和城乡建设局对表单")
    assert [[title in text for title in titles] for text in texts] == [[True, False], [False, True]]
    for wrong in ("0", "x", "3", "-1", "9" * 30):
        assert client.get(all_of_them, {"part": wrong}).status_code == 404


def test_the_sheets_of_many_units_are_made_behind_for_who_asked(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheetworks, "BEHIND_FROM", 2)
    client, slug = scene.world.client("office"), scene.campaign.slug
    page = f"/paper/units/?campaign={slug}"

    sent = client.get(f"/paper/units/{slug}.pdf")
    asked = client.post(f"/paper/units/{slug}/make", {"part": "1", "idempotency_key": "a" * 32})
    work_off()
    job = Job.objects.get(work="paper.unit-sheets")

    assert (sent.status_code, sent["Location"]) == (302, page)
    assert f"/paper/units/{slug}/make" in client.get(page).content.decode()
    assert asked["Location"].endswith("follow=1")
    assert job.state == Job.State.DONE
    assert job.result["name"].endswith(f"{timezone.localdate().isoformat()}.pdf")
    assert job.result["name"] in client.get(job.result["address"]).content.decode()
    text = "".join(pages_of(client.get(f"/paper/units/made/{job.key}/").content))
    assert text.index("区财政局对表单") < text.index("区住房和城乡建设局对表单")
    liaison = scene.world.client("liaison")
    assert liaison.get(f"/paper/units/made/{job.key}/").status_code == 404
    assert f"/paper/units/made/{job.key}/" in client.get(page).content.decode()
    assert f"/paper/units/made/{job.key}/" not in liaison.get(page).content.decode()
    spool.drop(job.result["file"])
    assert f"/paper/units/made/{job.key}/" not in client.get(page).content.decode()
    assert client.post(f"/paper/units/{slug}/make", {"part": "9"}).status_code == 404


def test_a_name_of_forty_signs_stays_on_the_sheet(scene: Scene) -> None:
    name = "青溪区推进重大项目建设和优化营商环境改革创新工作领导小组联席会议办公室综合协调组"
    scene.world.finance.name = name
    scene.world.finance.save(update_fields=["name"])

    assert name in "".join(pages_of(payload_of(scene.world.client("office"), address(scene))))


def test_the_book_of_a_unit_without_anything_is_called_as_it_is(scene: Scene) -> None:
    Entry.objects.filter(unit=scene.world.town).delete()
    today = timezone.localdate()

    book = unit_book(unit_sheet(SYSTEM, scene.campaign, scene.world.town, today=today))

    assert [sheet.tab for sheet in book.sheets] == ["对表单"]


def test_columns_of_the_sheet_are_as_wide_as_what_stands_in_them(scene: Scene) -> None:
    Entry.objects.filter(pk=scene.task.pk).update(due_on=timezone.localdate().replace(year=2031))
    sheet = unit_sheet(SYSTEM, scene.campaign, scene.world.finance, today=timezone.localdate())

    (table,) = (one for one in unit_book(sheet).sheets if len(one.columns) == 12)

    whole = sum(column.width for column in table.columns)
    for at, column in enumerate(table.columns):
        room = 396 * column.width / whole - 4
        due = [
            row.cells[at] for row in table.rows if not row.is_band and column.title == "完成时限"
        ]
        asked = max(text_width(text) for text in (column.title, *due))
        assert room >= asked * 10.5 * 25.4 / 72 / 2, column.title
