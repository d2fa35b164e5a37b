"""The charts on paper: exact sizes, what stands on them, for whose eyes, and many lines made behind."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from behind import work_off
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rooms import Line, Scene, put_lines
from worlds import World

from guatu.core.lamps import Lamp
from guatu.dispatch.models import Cadence, CheckIn, EntryState, Round, UnitState
from guatu.jobs.models import Job
from guatu.ledgers.models import Entry, Milestone, Need, PostDuty
from guatu.overview import chartpaperviews
from guatu.overview.chartfiles import chart_pdf, on_paper
from guatu.overview.queries import chartpaper
from guatu.shell.errors import InvalidState
from guatu.shell.formatting import day

pytestmark = pytest.mark.django_db
ADDRESS = "/chart/qx-2026/paper/"
MM = 25.4 / 72


def pdf(world: World, name: str, query: str = "") -> bytes:
    response = world.client(name).get(f"{ADDRESS}chart.pdf{query}")
    assert response.status_code == 200, response.content.decode()[:400]
    assert response["Content-Type"] == "application/pdf"
    return bytes(response.content)


def text_of(payload: bytes) -> str:
    pages = pypdfium2.PdfDocument(payload)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def svg_texts(world: World, name: str, query: str = "") -> list[str]:
    response = world.client(name).get(f"{ADDRESS}sheet.svg{query}")
    assert response.status_code == 200
    return [e.text for e in ET.fromstring(response.content).iter() if e.text]  # noqa: S314 our own


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(
    ("paper", "size"), [("A0", (1189, 841)), ("A1", (841, 594)), ("A3", (420, 297))]
)
@pytest.mark.parametrize("chart", ["progress", "support"])
def test_the_paper_is_exactly_as_large_as_it_says(
    world: World, paper: str, size: tuple[int, int], chart: str
) -> None:
    payload = pdf(world, "office", f"?paper={paper}&chart={chart}")
    found = pypdfium2.PdfDocument(payload)[0].get_size()

    assert [round(edge * MM, 1) for edge in found] == list(size)


def test_a_chart_says_what_is_to_be_done_by_whom_and_when(world: World, scene: Scene) -> None:
    entry = scene.entries["severe"]
    Entry.objects.filter(pk=entry.pk).update(
        title="新建标准厂房", standard="通过竣工验收", starts_on=date(2026, 1, 5),
        fields={"measures": "每周现场调度"},
    )  # fmt: skip
    PostDuty.objects.create(entry=entry, post=world.posts["leader"], level=PostDuty.Level.LEADER)
    Milestone.objects.create(entry=entry, kind="node", title="主体封顶", due_on=date(2026, 12, 20))
    text = text_of(pdf(world, "office", "?lamp=severe"))

    for said in (
        "具体内容", "工作要求", "工作措施", "完成时限", "责任人", "新建标准厂房", "通过竣工验收",
        "每周现场调度", "主体封顶", "leader", "■ 严重滞后 2", "模拟数据", "未封存", "第 1 张", "审计链第",
    ):  # fmt: skip
        assert said in text, said


def test_paper_shows_the_lines_of_its_reader_and_no_others(world: World, scene: Scene) -> None:
    own, whole = text_of(pdf(world, "liaison")), text_of(pdf(world, "office"))

    assert "recovered" in own
    assert "overdue" not in own
    assert "未含打印者查看范围外的 4 项" in own
    assert "未含打印者" not in whole
    assert all(title in whole for title in scene.entries)
    assert "overdue" not in " ".join(svg_texts(world, "liaison"))


def test_the_guarantee_chart_names_who_clears_what_by_when(world: World, scene: Scene) -> None:
    Need.objects.create(
        entry=scene.entries["severe"], sort=Need.Sort.LAND, title="新增用地", asked_mantissa=120,
        scale=0, measure="亩", solver=world.finance, due_on=date(2026, 1, 5),
        asked_on=date(2026, 1, 1),
    )  # fmt: skip
    text = text_of(pdf(world, "office", "?chart=support&group=unit"))

    assert "用地" in text
    assert "新增用地 120亩" in text
    assert f"→ {world.finance.label}" in text
    assert "超期" in text


def test_the_guarantee_chart_goes_by_who_clears_it(world: World, scene: Scene) -> None:
    for solver, title in ((world.housing, "规划许可"), (world.finance, "专项债额度")):
        Need.objects.create(
            entry=scene.entries["severe"], sort=Need.Sort.APPROVAL, title=title, solver=solver,
            asked_on=date(2026, 1, 1),
        )  # fmt: skip
    client = world.client("office")
    texts = svg_texts(world, "office", "?chart=support&group=solver")
    page = client.get(f"{ADDRESS}?chart=support&group=solver").content.decode()

    found = [
        t
        for t in texts
        if t in {world.housing.label, world.finance.label, "规划许可", "专项债额度"}
    ]
    assert found == [world.finance.label, "专项债额度", world.housing.label, "规划许可"]
    assert '<option value="solver" selected>' in page
    assert "group=solver" in page.split("chart.pdf?")[1][:80]
    assert (
        "chart=support&amp;group=solver"
        in client.get("/chart/qx-2026/needs/?group=solver").content.decode()
    )
    assert 'value="solver"' not in client.get(ADDRESS).content.decode()


@pytest.mark.usefixtures("scene")
def test_a_code_stands_on_it_only_if_it_was_asked_for(world: World) -> None:
    client = world.client("office")
    without, there = (
        client.get(f"{ADDRESS}sheet.svg{query}").content.decode() for query in ("", "?code=1")
    )

    assert 'class="code"' not in without
    assert 'class="code"' in there


@pytest.mark.usefixtures("scene")
def test_the_code_opens_the_live_page_at_the_installations_address(world: World) -> None:
    query = QueryDict("code=1&lamp=severe&group=unit&paper=A3")
    found = on_paper(world.actor("office"), "qx-2026", query, base="http://hall.example")

    assert found.live() == "http://hall.example/chart/qx-2026/?lamp=severe&group=unit"


@pytest.mark.usefixtures("scene")
def test_a_name_of_rare_signs_and_forty_characters_is_printed_whole(world: World) -> None:
    name = "镕喆堃昇" * 9 + "管委会办"
    type(world.town).objects.filter(pk=world.town.pk).update(name=name, short_name="")
    text = text_of(pdf(world, "office", "?rows=full&lamp=severe"))

    assert name in "".join(text.split())


def test_a_sign_that_no_font_has_is_named_and_no_box_is_printed(world: World, scene: Scene) -> None:
    Entry.objects.filter(pk=scene.entries["severe"].pk).update(title="厂房\ue000")
    response = world.client("office").get(f"{ADDRESS}chart.pdf")

    assert response.status_code == 422
    assert "\ue000" in response.content.decode()


@pytest.mark.usefixtures("scene")
def test_the_page_says_how_many_sheets_and_offers_the_files(world: World) -> None:
    text = world.client("office").get(f"{ADDRESS}?paper=A3&lamp=severe").content.decode()

    assert "2 项 · A3 · 1 张" in text
    assert "paper/chart.pdf?lamp=severe&amp;chart=progress&amp;paper=A3" in text
    assert "只打印作战图上筛选出的事项" in text
    assert " style=" not in text


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(
    "query",
    ["?chart=x&paper=A9&rows=x&group=x&lamp=x", "?paper=&sheet=0", "?unit=²&q=%00", "?made=none"],
    ids=["words", "none", "signs", "made"],
)
def test_what_an_address_gets_wrong_is_as_if_it_were_not_there(world: World, query: str) -> None:
    text = world.client("office").get(f"{ADDRESS}{query}").content.decode()

    assert "6 项 · A0 · 1 张" in text


@pytest.mark.usefixtures("scene")
def test_nothing_to_print_leads_back_and_a_sheet_that_is_not_there_is_not_found(
    world: World,
) -> None:
    client = world.client("office")

    assert "没有可打印的内容" in client.get(f"{ADDRESS}?q=nothing-like-it").content.decode()
    assert client.get(f"{ADDRESS}sheet.svg?sheet=7").status_code == 404
    assert pypdfium2.PdfDocument(pdf(world, "office", "?q=nothing-like-it&chart=support"))


def test_more_lines_than_any_wall_holds_are_told(
    world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen_round(scene)
    monkeypatch.setattr(chartpaper, "MOST", 4)
    client = world.client("office")

    assert "最多打印 4 项" in client.get(ADDRESS).content.decode()
    assert client.get(f"{ADDRESS}chart.pdf").status_code == 422
    # of a round only what stood then is counted
    assert client.get(f"{ADDRESS}chart.pdf?round=week-7").status_code == 200
    monkeypatch.setattr(chartpaper, "MOST", 0)
    assert client.get(f"{ADDRESS}chart.pdf?round=week-7").status_code == 422
    with pytest.raises(InvalidState):
        chart_pdf(on_paper(world.actor("office"), "qx-2026", QueryDict("")), timezone.now())


def test_many_lines_are_made_behind_for_whoever_asked(
    world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chartpaperviews, "MOST", 2)
    client = world.client("office")
    page = client.get(f"{ADDRESS}?paper=A1&group=unit").content.decode()
    action = re.search(r'action="(/chart/qx-2026/paper/make[^"]*)"', page)
    assert action is not None
    assert client.get(f"{ADDRESS}chart.pdf").status_code == 302

    client.post(action[1].replace("&amp;", "&"), {"idempotency_key": "chart-1"})
    job = Job.objects.get(work="overview.wallchart")
    work_off()
    job.refresh_from_db()
    ready = client.get(job.result["address"]).content.decode()
    taken = client.get(f"/chart/made/{job.key}/")

    assert job.state == Job.State.DONE
    assert f"/chart/made/{job.key}/" in ready
    assert [round(e * MM) for e in pypdfium2.PdfDocument(taken.content)[0].get_size()] == [841, 594]
    assert all(title in text_of(taken.content) for title in scene.entries)
    assert world.client("leader").get(f"/chart/made/{job.key}/").status_code == 404
    assert (
        f"/chart/made/{job.key}/"
        not in world.client("leader").get(job.result["address"]).content.decode()
    )


@pytest.mark.usefixtures("scene")
def test_without_the_typesetter_the_page_stands_and_the_file_says_what_is_missing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    client = world.client("office")

    assert client.get(ADDRESS).status_code == 200
    response = client.get(f"{ADDRESS}chart.pdf")
    assert response.status_code == 422
    assert "guatu[print]" in response.content.decode()


def test_many_lines_ask_no_more_queries_than_few(world: World, scene: Scene) -> None:
    client = world.client("office")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{ADDRESS}sheet.svg?group=unit")
        return len(queries)

    count()
    few = count()
    more = [
        Line(title=f"更多{n}", unit=world.town, lamp=Lamp.BEHIND, due_on=scene.today)
        for n in range(40)
    ]
    put_lines(scene.campaign, more, scene.today)

    assert count() == few
    assert few <= 26


def test_the_same_data_give_the_same_file(world: World, scene: Scene) -> None:
    now = timezone.now()
    first, second = (
        chart_pdf(on_paper(world.actor("office"), "qx-2026", QueryDict("")), now) for _ in range(2)
    )

    assert first.payload == second.payload
    assert first.count == len(scene.entries)
    assert first.name.endswith(".pdf")


@pytest.mark.parametrize("file", ["chart.pdf?", "sheet.svg?file=1&"])
def test_a_file_is_named_after_the_round_that_it_is_of(
    world: World, scene: Scene, file: str
) -> None:
    frozen_round(scene)
    now, then = (
        unquote(world.client("office").get(f"{ADDRESS}{file}{of}")["Content-Disposition"])
        for of in ("", "round=week-7")
    )

    assert "第7期（截至2026年2月13日，已封存）" in then
    assert now != then
    assert day(timezone.localdate(), year=True) in now


def frozen_round(scene: Scene) -> Round:
    """Keep a round in which the severe entry was on pace under another name, and nothing else stood."""
    cadence = Cadence.objects.create(
        campaign=scene.campaign, event="周调度", every="week", asks_check_ins=True
    )
    one = Round.objects.create(
        cadence=cadence, campaign=scene.campaign, ordinal=7, slug="week-7", starts_on=date(2026, 2, 9),
        ends_on=date(2026, 2, 13), state=Round.State.FROZEN, opened_at=timezone.now(),
        closed_at=timezone.now(), frozen_at=timezone.now(),
    )  # fmt: skip
    entry = scene.entries["severe"]
    EntryState.objects.create(
        entry=entry, from_round=one, from_ordinal=7, unit=entry.unit, stage=entry.stage,
        lamp=Lamp.ON_PACE, due_on=date(timezone.localdate().year, 5, 31), title="当时的名称",
    )  # fmt: skip
    UnitState.objects.create(
        unit=entry.unit, from_round=one, from_ordinal=7, name="当时的镇", short_name="",
        path=entry.unit.path, official_order=1,
    )  # fmt: skip
    return one


def test_a_frozen_round_is_printed_as_it_was(world: World, scene: Scene) -> None:
    frozen_round(scene)
    entry = scene.entries["severe"]
    Entry.objects.filter(pk=entry.pk).update(closed_on=date(2026, 3, 1))
    Milestone.objects.create(
        entry=entry, kind="node", title="封顶", due_on=date(2026, 4, 1), outcome="met",
        decided_on=date(2026, 3, 30),
    )  # fmt: skip
    text = text_of(pdf(world, "office", "?round=week-7&group=unit"))

    for said in (
        "当时的名称",
        "当时的镇",
        "● 达序时 1",
        "5月31日",
        "数据取自第7期",
        "封顶",
        "本期截止日",
    ):
        assert said in text, said
    for not_said in ("severe", "overdue", "未封存", "严重滞后"):
        assert not_said not in text, not_said


def test_a_round_is_chosen_on_the_page_and_one_that_is_not_frozen_is_not_found(
    world: World, scene: Scene
) -> None:
    one = frozen_round(scene)
    client = world.client("office")
    page = client.get(f"{ADDRESS}?round=week-7").content.decode()

    assert '<option value="week-7" selected>第7期（截至' in page
    assert "1 项 · A0 · 1 张" in page
    Round.objects.filter(pk=one.pk).update(state=Round.State.CLOSED)
    assert client.get(f"{ADDRESS}?round=week-7").status_code == 404


def test_a_unit_sees_its_own_lines_of_a_frozen_round(world: World, scene: Scene) -> None:
    frozen_round(scene)
    page = world.client("liaison").get(f"{ADDRESS}?round=week-7").content.decode()

    assert "没有可打印的内容" in page
    assert "未含打印者查看范围外的 1 项" in text_of(pdf(world, "liaison", "?round=week-7"))
    assert "未含打印者" not in text_of(pdf(world, "office", "?round=week-7"))


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("chart", ["progress", "support"])
def test_a_reader_of_a_part_is_told_that_it_is_one(world: World, chart: str) -> None:
    assert "未含打印者查看范围外的" in text_of(pdf(world, "liaison", f"?chart={chart}"))
    assert "未含打印者" not in text_of(pdf(world, "office", f"?chart={chart}"))


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("query", ["paper=B5", "chart=nope", "rows=many", "group=leader"])
@pytest.mark.parametrize("file", ["chart.pdf", "sheet.svg"])
def test_a_file_that_the_address_does_not_mean_is_not_made(
    world: World, query: str, file: str
) -> None:
    client = world.client("office")
    response = client.get(f"{ADDRESS}{file}?{query}")
    page = client.get(f"{ADDRESS}?{query}").content.decode()

    assert response.status_code == 422
    assert query in response.content.decode()
    assert query in page


@pytest.mark.usefixtures("scene")
def test_the_page_says_how_each_way_to_print_would_come_out(world: World) -> None:
    text = world.client("office").get(f"{ADDRESS}?paper=A3&rows=full").content.decode()
    ways = text.split('paper-ways">')[1].split("</table>")[0]

    assert [word in ways for word in ("自动（文字基本印全）", "每格最多三行", "简行")] == [True] * 3
    assert "<strong>全文（每行写全）</strong>" in ways
    assert "rows=short" in ways
    assert "rows=full" not in ways


def test_cells_that_are_cut_are_counted_on_the_page_and_told_on_the_sheet(
    world: World, scene: Scene
) -> None:
    Entry.objects.filter(campaign=scene.campaign).update(standard="验收手续齐备并投入使用" * 40)
    query = "?paper=A3&rows=short"
    page = world.client("office").get(f"{ADDRESS}{query}").content.decode()
    told = svg_texts(world, "office", query)

    assert f"{len(scene.entries)} 格文字未印全" in page
    assert "“…”“等”：文字未印全" in told
    assert "“…”“等”：文字未印全" not in svg_texts(world, "office", "?paper=A3&rows=full")


def test_a_next_node_that_is_past_says_how_long(world: World, scene: Scene) -> None:
    due = timezone.localdate() - timedelta(days=9)
    entry = scene.entries["severe"]
    Milestone.objects.create(entry=entry, kind="node", title="主体封顶", due_on=due)

    for query in ("?lamp=severe", "?lamp=severe&rows=short"):
        assert any("超期9天" in text for text in svg_texts(world, "office", query))


def test_a_frozen_chart_says_what_of_it_is_of_now_and_what_came_later(
    world: World, scene: Scene
) -> None:
    frozen_round(scene)
    told = " ".join(svg_texts(world, "office", "?round=week-7"))

    assert "工作要求、工作措施和节点为打印时的内容" in told
    assert f"未含其后纳入的 {len(scene.entries) - 1} 项" in told
    assert "其后纳入" not in " ".join(svg_texts(world, "office"))


@pytest.mark.parametrize("file", ["chart.pdf", "sheet.svg"])
def test_a_round_that_kept_no_needs_has_no_guarantee_chart(
    world: World, scene: Scene, file: str
) -> None:
    frozen_round(scene)
    client, query = world.client("office"), "?chart=support&round=week-7"
    response = client.get(f"{ADDRESS}{file}{query}")

    page = client.get(f"{ADDRESS}{query}").content.decode()

    assert response.status_code == 422
    assert "第7期关闭时尚未留存要素需求" in response.content.decode()
    assert "第7期关闭时尚未留存要素需求" in page
    assert '<option value="week-7" selected>' in page
    assert "week-7" not in client.get(f"{ADDRESS}?chart=support").content.decode()


def test_a_want_of_which_nobody_or_no_day_is_named_says_so(world: World, scene: Scene) -> None:
    entry = scene.entries["severe"]
    Need.objects.create(
        entry=entry, sort=Need.Sort.LAND, title="新增用地", solver=world.finance,
        asked_on=date(2026, 1, 1),
    )  # fmt: skip
    cadence = Cadence.objects.create(campaign=scene.campaign, event="填报", every="week")
    now, today = timezone.now(), timezone.localdate()
    one = Round.objects.create(
        cadence=cadence, campaign=scene.campaign, ordinal=9, slug="week-9", opened_at=now,
        starts_on=today - timedelta(days=6), ends_on=today,
    )  # fmt: skip
    CheckIn.objects.create(
        round=one, entry=entry, unit=entry.unit, state=CheckIn.State.VERIFIED, role="lead",
        saved_at=now, received_at=now, problem="红线内管线未迁改",
    )  # fmt: skip
    told = svg_texts(world, "office", "?chart=support")

    assert any(text.endswith("红线内管线未迁改（待明确）") for text in told)
    assert f"→ {world.finance.label} 时限待明确" in told
    assert "待解决 2 条，超期 0 条，未明确解决单位 1 条" in told


@pytest.mark.usefixtures("scene")
def test_a_sheet_says_what_it_was_narrowed_to(world: World) -> None:
    client = world.client("office")
    unit = world.housing

    def notes(query: str) -> str:
        return text_of(client.get(f"{ADDRESS}chart.pdf?{query}").content)

    assert f"仅列{unit.label}、严重滞后" in notes(f"unit={unit.pk}&lamp=severe")
    assert "仅列含“管网”的事项" in notes("q=管网")
    assert "仅列用地" in notes("chart=support&sort=land")
    assert "仅列" not in notes("")
