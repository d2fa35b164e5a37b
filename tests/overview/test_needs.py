"""The 保障图: needs and problems of items, who sees them, the overdue first, by item and by solver."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rooms import Scene
from worlds import World

from guatu.dispatch.models import Cadence, CheckIn, Round
from guatu.ledgers.models import Entry, Need
from guatu.overview import wallparts
from guatu.overview.queries import securing as module
from guatu.overview.queries.securing import PROBLEM, NeedGrouping, SecuringWanted, securing
from guatu.overview.wallparts import open_lines

pytestmark = pytest.mark.django_db
ADDRESS = "/chart/qx-2026/needs/"
SOLVER = SecuringWanted(grouping=NeedGrouping.SOLVER)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def need(scene: Scene, of: str, world: World, **fields: Any) -> Need:
    """Return a need of 40.5 mu that finance is asked to clear."""
    values: dict[str, Any] = {
        "sort": Need.Sort.LAND,
        "title": f"{of}用地",
        "asked_mantissa": 405,
        "scale": 1,
        "measure": "亩",
        "solver": world.finance,
        "asked_on": timezone.localdate(),
    }
    return Need.objects.create(entry=scene.entries[of], **(values | fields))


def check_in(entry: Entry, days_ago: int, **fields: Any) -> CheckIn:
    """Write a verified report of the entry's unit in a round that ended some days ago."""
    cadence, _made = Cadence.objects.get_or_create(
        campaign=entry.campaign, event="填报", every=Cadence.Every.WEEK
    )
    ends_on = timezone.localdate() - timedelta(days=days_ago)
    one, _made = Round.objects.get_or_create(
        cadence=cadence, campaign=entry.campaign, ordinal=1000 - days_ago,
        slug=f"r-{days_ago}", starts_on=ends_on - timedelta(days=6), ends_on=ends_on,
        defaults={"opened_at": timezone.now()},
    )  # fmt: skip
    now = timezone.now()
    values = {"state": CheckIn.State.VERIFIED, "role": "lead", "saved_at": now, "received_at": now}
    return CheckIn.objects.create(round=one, entry=entry, unit=entry.unit, **(values | fields))


def texts(world: World, name: str, scene: Scene, wanted: SecuringWanted | None = None) -> list[str]:
    seen = securing(
        world.actor(name), scene.campaign, wanted or SecuringWanted(), timezone.localdate()
    )
    return [row.text for group in seen.groups for row in group.rows]


def test_the_overdue_come_first_and_those_without_a_date_last(
    world: World, scene: Scene, today: date
) -> None:
    need(scene, "severe", world)
    need(scene, "new", world, due_on=today + timedelta(days=5))
    need(scene, "overdue", world, due_on=today - timedelta(days=5))
    seen = securing(world.actor("office"), scene.campaign, SOLVER, today)
    (group,) = seen.groups

    assert [row.title for row in group.rows] == ["overdue", "new", "severe"]
    assert [row.days_over(today) for row in group.rows] == [5, 0, 0]
    assert seen.overdue == 1


def test_asked_and_granted_stand_beside_each_other(world: World, scene: Scene, today: date) -> None:
    need(scene, "severe", world, state=Need.State.PARTLY, granted_mantissa=300, settled_on=today)
    need(scene, "severe", world, sort=Need.Sort.FUNDS, title="专项债", asked_mantissa=None,
         asked_fen=1_200_000_000, measure="万元", scale=0)  # fmt: skip
    text = world.client("office").get(f"{ADDRESS}?state=all").content.decode()

    assert "40.5 亩，已落实 30" in text
    assert "1,200 万元" in text
    assert "部分落实" in text


def test_settled_needs_are_shown_on_asking_and_count_no_longer_as_overdue(
    world: World, scene: Scene, today: date
) -> None:
    need(scene, "severe", world, due_on=today - timedelta(days=9), state=Need.State.GRANTED,
         settled_on=today)  # fmt: skip

    assert texts(world, "office", scene) == []
    seen = securing(world.actor("office"), scene.campaign, SecuringWanted(is_all=True), today)
    assert (seen.count, seen.overdue) == (1, 0)


def test_a_unit_sees_what_its_items_need_and_what_it_is_asked_for(
    world: World, scene: Scene
) -> None:
    need(scene, "severe", world)  # of the town, asked of finance
    need(scene, "recovered", world, solver=world.housing)  # of finance
    need(scene, "overdue", world, solver=world.town)  # of housing

    assert sorted(texts(world, "liaison", scene)) == ["recovered用地", "severe用地"]
    assert texts(world, "liaison", scene, SecuringWanted(is_mine=True)) == ["severe用地"]
    page = world.client("liaison").get(ADDRESS).content.decode()
    assert f'/ledgers/entries/{scene.entries["severe"].pk}/"' not in page
    assert f'/ledgers/entries/{scene.entries["recovered"].pk}/"' in page
    assert "overdue用地" not in page


def test_a_problem_is_what_the_newest_approved_report_with_news_says(
    world: World, scene: Scene
) -> None:
    entry = scene.entries["severe"]
    check_in(entry, 21, said="旧", problem="旧的困难")
    check_in(entry, 14, said="新", problem="征地还差两户")
    check_in(entry, 7, is_unchanged=True)  # nothing new: the problem stands
    check_in(entry, 1, said="未审", problem="尚未审核的", state=CheckIn.State.SUBMITTED)
    solved = scene.entries["overdue"]
    check_in(solved, 14, said="旧", problem="已经解决的")
    check_in(solved, 7, said="已协调")

    assert texts(world, "office", scene) == ["征地还差两户"]
    assert texts(world, "liaison", scene) == []  # the town's entry is not for finance


def test_closed_items_and_lines_not_in_force_have_no_open_problem(
    world: World, scene: Scene, today: date
) -> None:
    for title, change in (("severe", {"closed_on": today}), ("new", {"validity": "draft"})):
        check_in(scene.entries[title], 7, said="有", problem="困难")
        Entry.objects.filter(pk=scene.entries[title].pk).update(**change)
    need(scene, "new", world)

    assert texts(world, "office", scene) == []


def test_by_item_a_column_for_each_sort_by_solver_official_order(
    world: World, scene: Scene, today: date
) -> None:
    need(scene, "severe", world, solver=world.town)
    need(scene, "severe", world, sort=Need.Sort.APPROVAL, title="施工许可", asked_mantissa=None)
    check_in(scene.entries["severe"], 7, said="有", problem="征地还差两户")
    by_item = securing(world.actor("office"), scene.campaign, SecuringWanted(), today)
    by_solver = securing(world.actor("office"), scene.campaign, SOLVER, today)

    assert by_item.sorts == [Need.Sort.LAND, Need.Sort.APPROVAL, PROBLEM]
    assert [group.first.title for group in by_item.groups] == ["severe"]
    assert [group.first.solver for group in by_solver.groups] == [
        world.finance.name, world.town.name, "",
    ]  # fmt: skip
    assert (
        "尚未明确解决单位" in world.client("office").get(f"{ADDRESS}?group=solver").content.decode()
    )


def test_a_sort_narrows_and_the_counts_of_the_others_stay(
    world: World, scene: Scene, today: date
) -> None:
    need(scene, "severe", world)
    need(scene, "new", world, sort=Need.Sort.ENERGY)
    wanted = SecuringWanted(sort=Need.Sort.ENERGY)
    seen = securing(world.actor("office"), scene.campaign, wanted, today)

    assert [row.title for group in seen.groups for row in group.rows] == ["new"]
    assert seen.counts == {Need.Sort.LAND: 1, Need.Sort.ENERGY: 1}


def test_pages_hold_groups_whole_and_everything_once(
    world: World, scene: Scene, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 3)
    for title in ("severe", "new", "overdue"):
        for n in range(2):
            need(scene, title, world, title=f"{title}{n}")
    found = []
    for page in (1, 2, 3):
        seen = securing(world.actor("office"), scene.campaign, SecuringWanted(page=page), today)
        assert [len(group.rows) for group in seen.groups] == [2]
        found += [row.text for group in seen.groups for row in group.rows]

    assert len(set(found)) == 6
    assert seen.pages == 3


@pytest.mark.usefixtures("scene")
def test_an_empty_chart_says_where_needs_come_from(world: World) -> None:
    assert "要素需求在事项页面登记" in world.client("office").get(ADDRESS).content.decode()
    assert world.client("office").get("/chart/nowhere/needs/").status_code == 404
    assert world.client("security").get(ADDRESS).status_code == 403


def test_a_page_of_many_needs_asks_no_more_queries_than_one_of_few(
    world: World, scene: Scene
) -> None:
    client = world.client("office")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        return len(queries)

    need(scene, "severe", world)
    check_in(scene.entries["severe"], 7, said="有", problem="困难")
    count()
    few = count()
    for n in range(20):
        need(scene, "new", world, title=f"需求{n}")
        check_in(scene.entries["overdue"], 7 + n, said="有", problem="困难")

    assert count() == few


def test_the_wall_shows_the_chart_and_what_is_to_be_cleared(
    world: World, scene: Scene, today: date
) -> None:
    need(scene, "severe", world, due_on=today - timedelta(days=3))
    check_in(scene.entries["severe"], 7, said="有", problem="征地还差两户")
    text = world.client("leader").get("/wall/?campaign=qx-2026").content.decode()

    assert '<img src="data:image/svg+xml;base64,' in text
    assert "severe用地" in text
    assert "超期3天" in text
    assert "征地还差两户" in text
    assert "<a " not in text


def test_the_wall_draws_what_is_under_way_and_of_too_many_what_is_to_be_watched(
    world: World, scene: Scene, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn() -> set[str]:
        lines, _title = open_lines(world.actor("office"), scene.campaign, [], today)
        return {line.title for group in lines.groups for line in group.lines}

    assert drawn() == {"overdue", "severe", "new", "pushed", "recovered"}
    monkeypatch.setattr(wallparts, "LINES", 4)
    assert drawn() == {"overdue", "severe", "new", "pushed"}
