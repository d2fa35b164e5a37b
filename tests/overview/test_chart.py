"""The progress chart: who sees which lines, how they are grouped, narrowed and paged, and the file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rooms import Line, Scene, lit_campaign, put_lines
from worlds import World

from guatu.core.lamps import Lamp
from guatu.ledgers.models import Entry, Milestone, PostDuty
from guatu.ledgers.queries import visible_scope
from guatu.overview.queries import chart
from guatu.overview.queries.chart import Grouping, Wanted, chart_lines

pytestmark = pytest.mark.django_db
ADDRESS = "/chart/qx-2026/"
CEILING = 24  # queries of one page, session and frame included


def page(world: World, name: str, query: str = "") -> str:
    response = world.client(name).get(f"{ADDRESS}{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def shown(text: str) -> list[int]:
    """Return the ids of the rows in their order."""
    rows = re.findall(r'<a class="row-link" href="/ledgers/entries/(\d+)/"', text)
    bars = re.findall(r'<a class="bar-link" href="/ledgers/entries/(\d+)/"', text)
    assert set(bars) <= set(rows)
    return [int(pk) for pk in rows]


def ids(scene: Scene, *titles: str) -> list[int]:
    return [scene.entries[title].pk for title in titles]


@pytest.mark.parametrize("name", ["office", "leader", "assessor"])
def test_who_runs_leads_or_assesses_a_campaign_sees_all_its_lines(
    world: World, scene: Scene, name: str
) -> None:
    text = page(world, name)

    assert sorted(shown(text)) == sorted(entry.pk for entry in scene.entries.values())
    assert "模拟数据" in text
    assert "不在您的查看范围内" not in text


def test_a_unit_sees_its_own_lines_and_the_others_as_a_number(world: World, scene: Scene) -> None:
    text = page(world, "liaison")

    assert sorted(shown(text)) == sorted(ids(scene, "recovered", "done"))
    assert "本行动另有4项不在您的查看范围内。" in text
    for title in ("overdue", "severe", "pushed", "new"):
        assert title not in re.sub(r'class="[^"]*"|href="[^"]*"|<use[^>]*>', "", text)


@pytest.mark.usefixtures("scene")
def test_a_campaign_out_of_sight_is_not_found_and_administrators_are_refused(world: World) -> None:
    assert world.client("office").get("/chart/nowhere/").status_code == 404
    for name in ("system", "security", "auditor"):
        for address in (ADDRESS, f"{ADDRESS}chart.svg", "/chart/"):
            assert world.client(name).get(address).status_code == 403


@pytest.mark.usefixtures("scene")
def test_the_file_shows_the_lines_of_its_reader_and_no_others(world: World) -> None:
    response = world.client("liaison").get(f"{ADDRESS}chart.svg")
    texts = {e.text for e in ET.fromstring(response.content).iter()}  # noqa: S314 our own

    assert response["Content-Type"].startswith("image/svg+xml")
    assert "recovered" in texts
    assert "overdue" not in texts


def test_the_navigation_leads_to_the_campaign_looked_at_last(world: World, scene: Scene) -> None:
    client = world.client("office")
    assert client.get("/chart/")["Location"] == ADDRESS
    other = lit_campaign(world, scene.today, slug="other")

    client.get(f"/chart/{other.slug}/")

    assert client.get("/chart/")["Location"] == "/chart/other/"
    assert '<a href="/chart/"' in page(world, "liaison")


def test_without_a_campaign_the_page_says_what_to_do(world: World) -> None:
    assert "载入方案" in world.client("office").get("/chart/").content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?lamp=severe", ["severe", "new"]),
        ("?lamp=severe&lamp=overdue", ["overdue", "severe", "new"]),
        ("?q=push", ["pushed"]),
        ("?kind=task", ["overdue", "severe", "recovered", "done", "pushed", "new"]),
        ("?kind=task&stage=nowhere", ["overdue", "severe", "recovered", "done", "pushed", "new"]),
        ("?q=nothing-like-it", []),
    ],
)
def test_filters_narrow_the_lines(
    world: World, scene: Scene, query: str, titles: list[str]
) -> None:
    assert sorted(shown(page(world, "office", query))) == sorted(ids(scene, *titles))


def test_a_unit_or_mine_narrows_and_an_empty_page_leads_back(world: World, scene: Scene) -> None:
    unit = f"?unit={world.town.pk}"

    assert sorted(shown(page(world, "office", unit))) == sorted(ids(scene, "severe", "new"))
    assert sorted(shown(page(world, "liaison", "?mine=1"))) == sorted(
        ids(scene, "recovered", "done")
    )
    empty = page(world, "office", "?q=nothing-like-it")
    assert "没有符合条件的事项" in empty
    assert f'href="{ADDRESS}">显示全部事项' in empty


@pytest.mark.parametrize(
    "query",
    ["?zoom=x&group=x&lamp=x&unit=x&page=x", f"?unit={'9' * 40}&page={'9' * 40}", "?page=0", "?q=%00",
     "?unit=²", "?page=77"],
    ids=["words", "long", "zero", "nul", "superscript", "beyond"],
)  # fmt: skip
def test_what_an_address_gets_wrong_is_as_if_it_were_not_there(
    world: World, scene: Scene, query: str
) -> None:
    assert len(shown(page(world, "office", query))) == len(scene.entries)


def test_groups_stand_in_official_order_and_headings_in_the_plans(
    world: World, scene: Scene
) -> None:
    for title, heading, place in (
        ("new", "一、先", 10),
        ("done", "二、后", 90),
        ("severe", "一、先", 50),
    ):
        Entry.objects.filter(pk=scene.entries[title].pk).update(heading=heading, quote_start=place)
    by_unit = page(world, "office", "?group=unit")
    by_heading = page(world, "office")

    heads = re.compile(r'scope="rowgroup"><span>(.*?) <span')
    assert heads.findall(by_unit) == [world.finance.name, "区住建局", world.town.name]
    assert heads.findall(by_heading) == ["一、先", "二、后", "重点任务"]  # without one: by kind
    assert shown(by_heading)[:3] == ids(scene, "severe", "new", "done")


def test_a_row_names_its_leader_while_in_office(world: World, scene: Scene) -> None:
    entry, post = scene.entries["severe"], world.posts["leader"]
    PostDuty.objects.create(entry=entry, post=post, level=PostDuty.Level.LEADER)
    scope = visible_scope(world.actor("office"), "qx-2026", "all")

    def leaders(today: date) -> set[str]:
        lines = chart_lines(world.actor("office"), scope, wanted=Wanted(), kinds=[], today=today)
        return {line.leader for group in lines.groups for line in group.lines if line.leader}

    assert leaders(scene.today) == {"leader"}
    assert leaders(date(2019, 1, 1)) == set()


def test_a_row_tells_in_words_what_it_draws(world: World, scene: Scene) -> None:
    entry = scene.entries["severe"]
    today = timezone.localdate()
    Entry.objects.filter(pk=entry.pk).update(starts_on=date(2026, 1, 5))
    Milestone.objects.create(
        entry=entry, kind="node", title="完成选址", due_on=date(2026, 3, 1), outcome="missed",
        decided_on=today,
    )  # fmt: skip
    Milestone.objects.create(entry=entry, kind="node", title="开工", due_on=date(2026, 9, 1))
    text = page(world, "office", "?lamp=severe")

    assert "节点未达成 1 个；节点未到 1 个；下一节点 9月1日 开工" in text
    assert "3月1日 完成选址 (节点未达成)" in text


def test_lines_not_in_force_are_not_drawn(world: World, scene: Scene) -> None:
    Entry.objects.filter(pk=scene.entries["new"].pk).update(validity="draft")

    assert scene.entries["new"].pk not in shown(page(world, "office"))


def test_more_lines_than_a_page_holds_go_on_the_next(
    world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chart, "PAGE", 4)
    first, second = page(world, "office"), page(world, "office", "?page=2")

    assert len(shown(first)) == 4
    assert len(shown(second)) == 2
    assert set(shown(first)) | set(shown(second)) == {e.pk for e in scene.entries.values()}
    assert "第 5 至 6 项，共 6 项" in second


@pytest.mark.parametrize("grouping", list(Grouping))
def test_every_page_together_holds_every_line_once(
    world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch, grouping: Grouping
) -> None:
    monkeypatch.setattr(chart, "PAGE", 2)
    actor = world.actor("office")
    scope = visible_scope(actor, "qx-2026", "all")
    found = []
    for number in (1, 2, 3):
        wanted = Wanted(grouping=grouping, page=number)
        lines = chart_lines(actor, scope, wanted=wanted, kinds=[], today=scene.today)
        found += [line.pk for group in lines.groups for line in group.lines]

    assert sorted(found) == sorted(entry.pk for entry in scene.entries.values())


def test_a_page_of_many_lines_asks_no_more_queries_than_one_of_few(
    world: World, scene: Scene
) -> None:
    client = world.client("office")

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"{ADDRESS}?group=unit")
        return len(queries)

    count()
    few = count()
    more = [
        Line(title=f"更多{n}", unit=world.town, lamp=Lamp.BEHIND, due_on=scene.today + timedelta(n))
        for n in range(40)
    ]
    entries = put_lines(scene.campaign, more, scene.today)
    Milestone.objects.bulk_create(
        Milestone(entry=entry, kind="node", title="节点", due_on=scene.today) for entry in entries
    )

    assert count() == few
    assert few <= CEILING


@pytest.mark.usefixtures("scene")
def test_both_languages_and_large_print(world: World) -> None:
    client = world.client("office")
    client.cookies["guatu_language"] = "en"
    account = world.accounts["office"]
    account.large_print = True
    account.save()
    text = client.get(f"{ADDRESS}?zoom=month").content.decode()

    assert "Battle chart" in text
    assert "作战进度图" not in text
    normal = re.search(r'chart-head" width="(\d+)"', page(world, "leader", "?zoom=month"))
    large = re.search(r'chart-head" width="(\d+)"', text)
    assert normal is not None
    assert large is not None
    assert int(large[1]) == pytest.approx(int(normal[1]) * 1.25, abs=2)


@pytest.mark.usefixtures("scene")
def test_no_style_is_written_into_the_page(world: World) -> None:
    assert " style=" not in page(world, "office", "?zoom=day")


def test_a_lamp_set_by_hand_says_so_on_the_page_and_in_the_file(world: World, scene: Scene) -> None:
    until = timezone.localdate() + timedelta(days=7)
    Entry.objects.filter(pk=scene.entries["severe"].pk).update(lamp_until=until)
    told = f"人工认定至{until.month}月{until.day}日"

    assert page(world, "office").count(told) == 1
    response = world.client("office").get(f"{ADDRESS}chart.svg")
    texts = [e.text for e in ET.fromstring(response.content).iter() if e.text]  # noqa: S314 our own
    assert told in "".join(texts)
    assert told in world.client("office").get("/search/?q=severe").content.decode()
