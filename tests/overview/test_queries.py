"""What the war room counts, compares and puts first."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drafts import make_confirmed
from rooms import Line, Scene, freeze_round, lit_campaign, put_lines, put_target
from worlds import World, make_unit

from guatu.campaigns.actions import NewTarget
from guatu.campaigns.models import Plan
from guatu.core.lamps import Lamp
from guatu.core.pace import Standing
from guatu.core.shapes import Shape
from guatu.ledgers.actions import install_kinds
from guatu.ledgers.models import Entry, PostDuty
from guatu.ledgers.queries import Filters, narrowed, visible_scope
from guatu.overview import queries
from guatu.overview.queries import Look
from guatu.overview.values import Moved

pytestmark = pytest.mark.django_db
CEILING = 30  # of one look at the room, the actor's own two included


def titles(moved: Moved) -> list[str]:
    assert moved.count == len(moved.shown)
    return [change.title for change in moved.shown]


def test_the_matrix_counts_what_the_ledger_opens(world: World, scene: Scene) -> None:
    actor = world.actor("office")
    matrix = queries.lamp_matrix(actor, scene.campaign)
    scope = visible_scope(actor, scene.campaign.slug, "all")

    assert [row.name for row in matrix.rows] == [
        world.finance.name, world.housing.name, world.town.name,
    ]  # fmt: skip
    for row in matrix.rows:
        for lamp, count in row.counts.items():
            filters = Filters(unit_id=row.unit_id, lamps=(lamp,))
            assert narrowed(actor, scope, filters).count() == count
    assert matrix.total == len(scene.entries)
    assert matrix.invisible == 0


def test_a_unit_sees_its_own_and_the_rest_as_a_number(world: World, scene: Scene) -> None:
    matrix = queries.lamp_matrix(world.actor("liaison"), scene.campaign)

    assert [row.name for row in matrix.rows] == [world.finance.name]
    assert matrix.total == 2
    assert matrix.invisible == len(scene.entries) - 2


def test_administrators_of_the_system_see_no_entry(world: World, scene: Scene) -> None:
    for name in ("system", "security", "auditor"):
        assert queries.lamp_matrix(world.actor(name), scene.campaign).rows == ()


def test_the_worst_comes_first_with_its_reason_and_its_contact(world: World, scene: Scene) -> None:
    found = queries.matters(world.actor("office"), scene.campaign, scene.today)

    assert [m.lamp for m in found] == [Lamp.OVERDUE, Lamp.SEVERE, Lamp.SEVERE, Lamp.DUE_SOON]
    assert found[0].rule == "overdue"
    assert found[0].contact == "housing_liaison"


def test_the_contact_of_the_entry_goes_before_the_unit_s(world: World, scene: Scene) -> None:
    entry = scene.entries["overdue"]
    post = world.posts["housing_approver"]
    PostDuty.objects.create(entry=entry, post=post, level=PostDuty.Level.CONTACT)

    found = queries.matters(world.actor("office"), scene.campaign, scene.today)

    assert found[0].contact == "housing_approver"


def test_changes_are_against_the_frozen_round(world: World, scene: Scene) -> None:
    seen = queries.changes(world.actor("office"), scene.campaign, scene.today, unit_id=None)

    assert seen.frozen_on == scene.today - timedelta(days=7)
    assert titles(seen.new_red) == ["overdue", "severe"]
    assert titles(seen.recovered) == ["recovered"]
    assert titles(seen.done) == ["done"]
    assert titles(seen.pushed) == ["pushed"]


def test_changes_of_others_are_not_told(world: World, scene: Scene) -> None:
    seen = queries.changes(world.actor("liaison"), scene.campaign, scene.today, unit_id=None)

    assert (titles(seen.done), titles(seen.recovered)) == (["done"], ["recovered"])
    assert (seen.new_red.count, seen.pushed.count) == (0, 0)


def test_without_a_frozen_round_it_says_so(world: World) -> None:
    campaign = lit_campaign(world, date(2026, 6, 18))
    seen = queries.changes(world.actor("office"), campaign, date(2026, 6, 18), unit_id=None)

    assert seen.frozen_on is None
    assert {seen.new_red, seen.recovered, seen.done, seen.pushed} == {Moved()}


def test_the_base_is_the_newest_round_a_week_old(scene: Scene) -> None:
    entries = list(scene.entries.values())
    older = queries.base_round(scene.campaign, scene.today)
    freeze_round(scene.campaign, entries[:0], [], scene.today - timedelta(days=1))

    assert queries.base_round(scene.campaign, scene.today) == older


def test_a_unit_narrows_all_but_the_matrix(world: World, scene: Scene) -> None:
    room = queries.room(
        world.actor("office"), scene.campaign, scene.today, Look(unit_id=world.housing.pk)
    )

    assert {matter.title for matter in room.matters} == {"overdue", "pushed"}
    assert titles(room.changes.new_red) == ["overdue"]
    assert titles(room.changes.pushed) == ["pushed"]
    assert room.changes.done == Moved()
    assert room.counts[Lamp.OVERDUE] == 1
    assert sum(room.counts.values()) == 2
    assert room.matrix.total == len(scene.entries)
    assert (room.due_today.still_open, room.due_today.total) == (1, 1)


def test_due_today_names_the_open_ones_first(world: World, scene: Scene) -> None:
    due = queries.due_on(world.actor("office"), scene.campaign, scene.today, unit_id=None)

    assert (due.still_open, due.total) == (1, 2)
    assert [entry.title for entry in due.shown] == ["pushed", "done"]


def target(name: str, **fields: Any) -> NewTarget:
    defaults = {"indicator": name, "op": ">=", "value": Decimal(100), "shape": Shape.CUMULATIVE}
    return NewTarget(**(defaults | fields))


def test_targets_behind_come_first_and_pending_ones_are_never_behind(
    world: World, scene: Scene
) -> None:
    put_target(scene.campaign, target("ahead"), [(date(2026, 5, 31), "60")])
    put_target(scene.campaign, target("behind"), [(date(2026, 5, 31), "10")])
    put_target(
        scene.campaign, target("growth", shape=Shape.GROWTH), [(date(2026, 5, 31), None)]
    )  # fmt: skip
    room = queries.room(world.actor("office"), scene.campaign, scene.today)

    assert [(g.state.indicator, g.state.standing) for g in room.targets.gauges] == [
        ("behind", Standing.BEHIND),
        ("ahead", Standing.ON_PACE),
        ("growth", Standing.PENDING),
    ]
    assert room.targets.on_pace == 1
    assert room.targets.counts == {"behind": 1, "good": 1, "pending": 1, "unreported": 0}


def test_a_group_of_targets_is_drawn_whole_and_else_the_first_twelve(
    world: World, scene: Scene
) -> None:
    for n in range(14):
        put_target(scene.campaign, target(f"b{n}"), [(date(2026, 5, 31), "10")])
    put_target(scene.campaign, target("good"), [(date(2026, 5, 31), "60")])

    def drawn(group: str) -> int:
        look = Look(targets=group)
        room = queries.room(world.actor("office"), scene.campaign, scene.today, look)
        assert room.targets.total == 15
        return len(room.targets.gauges)

    assert {group: drawn(group) for group in ("", "behind", "good", "all", "x")} == {
        "": 12,
        "behind": 14,
        "good": 1,
        "all": 15,
        "x": 12,
    }


def test_a_target_leads_to_its_words(world: World) -> None:
    install_kinds()
    campaign = make_confirmed(world)
    room = queries.room(world.actor("office"), campaign, date(2026, 6, 1))
    quote = room.targets.gauges[0].quote

    assert quote is not None
    text = Plan.objects.get(pk=quote.plan_id).text
    assert text[quote.start : quote.end]
    stranger = queries.room(world.actor("system"), campaign, date(2026, 6, 1))
    assert stranger.targets.total == 0


def test_a_look_costs_the_same_however_many_entries(world: World, scene: Scene) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries_run:
            queries.room(world.actor("office"), scene.campaign, scene.today)
        return len(queries_run)

    put_target(scene.campaign, target("first"), [(date(2026, 5, 31), "60")])
    few = cost()
    units = [make_unit(f"区第{n}局", parent=world.district) for n in range(6)]
    lines = [
        Line(
            title=f"more {n}", unit=units[n % 6], lamp=Lamp.OVERDUE, due_on=scene.today,
            before=Lamp.ON_PACE,
        )
        for n in range(30)
    ]  # fmt: skip
    put_lines(scene.campaign, lines, scene.today)
    assert Entry.objects.filter(campaign=scene.campaign).count() == 30 + len(scene.entries)
    for n in range(8):
        put_target(scene.campaign, target(f"t{n}"), [(date(2026, 5, 31), "60")])

    assert cost() <= few  # fewer: the first lamp fills the list
    assert few <= CEILING
