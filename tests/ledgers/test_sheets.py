"""The sheet: order, paging, totals that open what they count, and the same queries for any number."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from worlds import World, make_campaign

from guatu.campaigns.models import Campaign
from guatu.core.lamps import Lamp
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Entry
from guatu.ledgers.queries import (
    Filters,
    Scope,
    derived_progress,
    figures,
    ledgers_of,
    sheet_page,
)
from guatu.ledgers.queries.paging import PLAN, beyond

pytestmark = pytest.mark.django_db


def lines(world: World, number: int, **fields: Any) -> list[NewEntry]:
    units = [world.finance, world.housing, world.town]
    return [
        NewEntry(
            title=f"事项{place:03}",
            number=str(place),
            leads=(Assigned(unit_id=units[place % 3].pk),),
            supports=(Assigned(unit_id=units[(place + 1) % 3].pk),),
            due_on=date(2026, 3, 1) + timedelta(days=(place * 37) % 200) if place % 5 else None,
            **fields,
        )
        for place in range(number)
    ]


def scope_of(campaign: Campaign, code: str = "task") -> Scope:
    for ledger, kind in ledgers_of(campaign):
        if kind.code == code:
            return Scope(campaign=campaign, ledger=ledger, kind=kind)
    raise LookupError(code)


def walk(
    world: World, scope: Scope, filters: Filters, sort: str, name: str = "office"
) -> list[int]:
    """Return the ids of all pages of a sheet."""
    found: list[int] = []
    cursor = ""
    while True:
        page = sheet_page(world.actor(name), scope, filters=filters, sort=sort, after=cursor)
        found += [row.pk for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            assert len(found) == page.count
            return found


@pytest.fixture
def many(world: World, campaign: Campaign) -> list[Entry]:
    entries = insert_entries(campaign, "task", lines(world, 250))
    for place, lamp in enumerate(Lamp):
        ids = [entry.pk for entry in entries[place :: len(Lamp)]]
        Entry.objects.filter(pk__in=ids).update(lamp=lamp)
    return list(Entry.objects.order_by("position"))


def expected(entries: list[Entry], sort: str) -> list[int]:
    late = date.max.replace(year=9999)
    keys = {
        "plan": lambda e: (e.position,),
        "unit": lambda e: (e.unit.official_order, e.position),
        "due": lambda e: (e.due_on or late, e.position),
        "lamp": lambda e: (list(Lamp).index(Lamp(e.lamp)), e.due_on or late, e.position),
    }
    return [entry.pk for entry in sorted(entries, key=keys[sort])]  # type: ignore[arg-type]


@pytest.mark.parametrize("sort", ["plan", "unit", "due", "lamp"])
@pytest.mark.parametrize("is_all", [False, True], ids=["one ledger", "all ledgers"])
def test_pages_hold_every_entry_once_in_order(
    world: World,
    campaign: Campaign,
    many: list[Entry],
    sort: str,
    is_all: bool,  # noqa: FBT001
) -> None:
    scope = Scope(campaign=campaign) if is_all else scope_of(campaign)

    assert walk(world, scope, Filters(), sort) == expected(many, sort)


def test_an_entry_added_in_between_neither_repeats_nor_hides_another(
    world: World, campaign: Campaign, many: list[Entry]
) -> None:
    scope = scope_of(campaign)
    first = sheet_page(world.actor("office"), scope, filters=Filters())
    insert_entries(campaign, "task", [NewEntry(title="插入", position=1)])

    second = sheet_page(world.actor("office"), scope, filters=Filters(), after=first.next_cursor)

    assert [row.pk for row in second.rows] == [entry.pk for entry in many[100:200]]


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "bnVsbA", "WyJhIiwgImIiXQ", "é"])
@pytest.mark.usefixtures("many")
def test_a_cursor_of_another_sort_or_a_broken_one_opens_the_first_page(
    world: World, campaign: Campaign, cursor: str
) -> None:
    page = sheet_page(world.actor("office"), scope_of(campaign), filters=Filters(), after=cursor)

    assert page.rows[0].number == "0"


def test_each_total_opens_what_it_counts(
    world: World, campaign: Campaign, many: list[Entry]
) -> None:
    scope = scope_of(campaign)
    for name in ("office", "liaison", "stranger"):
        page = sheet_page(world.actor(name), scope, filters=Filters())
        for lamp, total in page.totals.items():
            assert len(walk(world, scope, Filters(lamps=(lamp.value,)), "plan", name)) == total
    assert sum(page.totals.values()) < len(many)  # the stranger sees a part only


def test_filters_narrow_by_unit_text_and_what_is_mine(
    world: World, campaign: Campaign, many: list[Entry]
) -> None:
    scope = scope_of(campaign)

    of_town = walk(world, scope, Filters(unit_id=world.town.pk), "plan")
    found = walk(world, scope, Filters(text="事项24"), "plan")
    mine = walk(world, scope, Filters(is_mine=True), "plan", "liaison")

    assert of_town == [e.pk for e in many if e.unit_id == world.town.pk]
    assert found == [e.pk for e in many[240:250]]
    assert len(mine) == 84 + 83  # led or supported by finance


def test_fields_marked_filter_narrow_and_are_counted(world: World, campaign: Campaign) -> None:
    for place, code in enumerate(["ready", "ready", "included"]):
        new = NewEntry(title=f"项目{place}", amount_fen=10**8, fields={"inclusion": code})
        insert_entries(campaign, "project", [new])
    scope = scope_of(campaign, "project")

    ready = walk(world, scope, Filters(choices=(("inclusion", "ready"),)), "plan")
    found = {f.statistic.key: f for f in figures(world.actor("office"), scope, Filters())}

    assert len(ready) == 2
    assert [(p.code, p.value) for p in found["by_inclusion"].parts] == [
        ("ready", 2),
        ("included", 1),
    ]
    assert found["money"].total == 3 * 10**8
    assert [(p.code, p.value) for p in found["by_stage"].parts] == [("reserve", 3)]


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("f.year_amount", ["丙", "甲", "丁", "乙"]),  # the largest first, without one last
        ("f.inclusion", ["乙", "甲", "丙", "丁"]),  # as declared, then the plan's order
        ("f.area", ["甲", "丙", "乙", "丁"]),
        ("f.content", ["甲", "乙", "丙", "丁"]),  # no sort of this kind: the plan's order
    ],
)
def test_fields_marked_sort_order_the_sheet_page_by_page(
    world: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, sort: str, titles: list[str]
) -> None:
    monkeypatch.setattr("guatu.ledgers.queries.sheets.PAGE", 1)
    rows: dict[str, dict[str, Any]] = {
        "甲": {"year_amount": 200, "inclusion": "included", "area": "12.50"},
        "乙": {"inclusion": "not_ready", "area": "1.5"},
        "丙": {"year_amount": 9_000_000_000_000, "inclusion": "included", "area": "9"},
        "丁": {"year_amount": 5},
    }
    new = [NewEntry(title=title, fields=fields) for title, fields in rows.items()]
    names = {entry.pk: entry.title for entry in insert_entries(campaign, "project", new)}

    found = walk(world, scope_of(campaign, "project"), Filters(), sort)

    assert [names[pk] for pk in found] == titles


def count_queries(world: World, name: str, path: str) -> int:
    client = world.client(name)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("code", ["task", "all"])
def test_the_sheet_takes_the_same_queries_for_three_rows_and_for_thirty(
    world: World, campaign: Campaign, code: str
) -> None:
    path = reverse("ledgers:sheet", args=["campaign", code])
    insert_entries(campaign, "task", lines(world, 3))
    few = count_queries(world, "office", path)
    insert_entries(campaign, "task", lines(world, 27))

    assert count_queries(world, "office", path) == few


def test_parents_take_one_query_a_level_however_many(world: World, campaign: Campaign) -> None:
    path = reverse("ledgers:sheet", args=["campaign", "task"])
    counts = []
    for number in (3, 30):
        for parent in insert_entries(campaign, "task", lines(world, number, roll_up="sum")):
            insert_entries(campaign, "task", [NewEntry(title="下级", parent_id=parent.pk)])
        counts.append(count_queries(world, "office", path))

    assert counts[0] == counts[1]


def test_a_parent_derives_across_campaigns(world: World, campaign: Campaign) -> None:
    (parent,) = insert_entries(campaign, "task", [NewEntry(title="总", roll_up="sum")])
    other = make_campaign(world.town)
    leaves = insert_entries(
        other, "project", [NewEntry(title=t, parent_id=parent.pk) for t in ("甲", "乙")]
    )
    Entry.objects.filter(pk=leaves[0].pk).update(progress=900)

    found = derived_progress([parent.pk])[parent.pk]

    assert (found.progress, found.leaf_count, found.silent_count) == (450, 2, 1)
    page = sheet_page(world.actor("office"), scope_of(campaign), filters=Filters())
    assert page.rows[0].derived == found


@pytest.mark.sqlite_only
def test_a_page_deep_in_ten_thousand_entries_enters_the_index(
    world: World, campaign: Campaign
) -> None:
    insert_entries(campaign, "task", lines(world, 1000))
    ledger = scope_of(campaign).ledger
    after = beyond(PLAN, [900, 1])
    page = Entry.objects.filter(after, ledger=ledger).order_by("position", "id")

    plan = page.values_list("position", "id")[:101].explain()

    assert "COVERING INDEX ledgers_entry_sheet " in plan
    assert re.search(r"ledger_id=\? AND position>\?", plan)
    assert "TEMP B-TREE" not in plan


@pytest.mark.sqlite_only
def test_the_sheet_s_own_page_query_keeps_the_order_of_the_index(
    world: World, campaign: Campaign
) -> None:
    insert_entries(campaign, "task", lines(world, 1000))
    with CaptureQueriesContext(connection) as queries:
        sheet_page(world.actor("office"), scope_of(campaign), filters=Filters())
    (sql,) = [row["sql"] for row in queries if "LIMIT 101" in row["sql"]]

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = " ".join(str(row) for row in cursor.fetchall())

    assert "ledgers_entry_sheet " in plan
    assert "TEMP B-TREE" not in plan


def test_the_ledgers_follow_the_campaign_looked_at_last(people: World, campaign: Campaign) -> None:
    other = make_campaign(people.district, title="后来的行动", starts_on=campaign.ends_on)
    client = people.client("office")
    insert_entries(campaign, "task", lines(people, 1))
    index = reverse("ledgers:index")
    assert client.get(index)["Location"] == reverse("ledgers:sheet", args=[other.slug, "all"])

    room = client.get(reverse("overview:room"), {"campaign": campaign.slug})
    assert room.status_code == 200
    assert client.get(index)["Location"].startswith(f"/ledgers/{campaign.slug}/")
    client.get(reverse("ledgers:sheet", args=[other.slug, "all"]))
    assert client.get(index)["Location"].startswith(f"/ledgers/{other.slug}/")
    other.delete()
    assert client.get(index)["Location"].startswith(f"/ledgers/{campaign.slug}/")
