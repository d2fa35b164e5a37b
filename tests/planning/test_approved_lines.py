"""What was approved changes by an adjustment alone (T12), decided where it was approved (T14)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from issued import Way, make_way
from scenes import Scene, make_scene
from worlds import World

from guatu.core.actors import Role
from guatu.ledgers.actions import Assigned, Duties, EntryEdit, edit_entry, set_duties
from guatu.ledgers.models import Duty, Entry
from guatu.planning.actions.adjusting import Wish, ask_adjustment
from guatu.planning.actions.adjusting_decisions import Verdict, decide_adjustment
from guatu.planning.actions.cascade import Order, hand_down
from guatu.planning.lines import Line
from guatu.planning.models import Adjustment
from guatu.planning.queries.adjusting import waiting_for
from guatu.planning.queries.approvers import approvers_of, signers
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.formatting import day

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
Kind = Adjustment.Kind


@pytest.fixture
def way(world: World) -> Way:
    return make_way(world)


@pytest.fixture
def scene(world: World) -> Scene:
    """Give the town a part in the task and an office of its own."""
    scene = make_scene(world)
    Duty.objects.create(entry=scene.task, unit=world.town, role="support", ordinal=2)
    world.add("town_office", world.town, Role.CAMPAIGN_OFFICE)
    world.add("town_helper", world.town, Role.APPROVER, title="镇经办审核岗")
    world.add("town_leader", world.town, Role.LEADER)
    return scene


def fresh(entry: Entry) -> Entry:
    rows = Entry.objects.select_related("campaign__unit", "kind", "unit", "parent")
    return rows.get(pk=entry.pk)


def edit(world: World, entry: Entry, who: str = "office", **columns: object) -> None:
    entry = fresh(entry)
    change = EntryEdit(columns=columns, reason="核对原文")
    edit_entry(world.actor(who), entry, version=entry.version, edit=change)


def lead(world: World, entry: Entry, *unit_ids: int) -> None:
    entry = fresh(entry)
    duties = Duties(leads=tuple(Assigned(unit_id=pk) for pk in unit_ids))
    set_duties(world.actor("office"), entry, version=entry.version, duties=duties)


def ask(
    world: World, line: Line, who: str, kind: str = Kind.SUSPEND, **values: object
) -> Adjustment:
    wish = Wish(kind=kind, reason="资金未到位", **values)  # type: ignore[arg-type]
    return ask_adjustment(world.actor(who), line, wish)


def decide(world: World, row: Adjustment, who: str) -> None:
    verdict = Verdict(state="approved")
    decide_adjustment(world.actor(who), row, row.version, verdict=verdict, today=TODAY())


def test_the_office_changes_nothing_of_what_a_leader_approved(way: Way) -> None:
    edit(way.world, way.first, standard="清单公开")
    way.to_issued()
    lead_id = way.world.housing.pk
    later = way.today + timedelta(days=90)
    for columns in ({"standard": "清单拟好"}, {"due_on": later}):
        with pytest.raises(InvalidState):
            edit(way.world, way.first, **columns)
    with pytest.raises(InvalidState):
        lead(way.world, way.first, lead_id)
    edit(way.world, way.first, place="政务中心", due_on=way.today + timedelta(days=30))

    assert fresh(way.first).standard == "清单公开"
    assert fresh(way.first).unit_id == way.world.finance.pk


def test_what_lies_before_the_leader_stays_as_it_was_put_there(way: Way) -> None:
    edit(way.world, way.first, standard="清单公开")
    way.consult()
    edit(way.world, way.first, standard="清单公开并更新")
    way.submit("已电话沟通")
    with pytest.raises(InvalidState):
        edit(way.world, way.first, standard="清单拟好")
    with pytest.raises(InvalidState):
        lead(way.world, way.second, way.world.finance.pk)

    assert fresh(way.first).standard == "清单公开并更新"


def test_what_is_done_by_the_time_of_the_decision_is_not_adjusted(scene: Scene) -> None:
    due_on = scene.task.due_on
    assert due_on is not None
    row = ask(
        scene.world, scene.task, "approver", Kind.POSTPONE, due_on=due_on + timedelta(days=30)
    )
    Entry.objects.filter(pk=scene.task.pk).update(closed_on=TODAY())
    with pytest.raises(InvalidState):
        decide(scene.world, row, "office")

    assert fresh(scene.task).due_on == due_on


def test_what_was_withdrawn_by_the_time_of_the_decision_is_not_adjusted(scene: Scene) -> None:
    due_on = scene.task.due_on
    assert due_on is not None
    row = ask(
        scene.world, scene.task, "approver", Kind.POSTPONE, due_on=due_on + timedelta(days=30)
    )
    Entry.objects.filter(pk=scene.task.pk).update(validity="withdrawn")
    with pytest.raises(InvalidState):
        decide(scene.world, row, "office")

    assert fresh(scene.task).due_on == due_on


def taken_on(scene: Scene) -> Entry:
    """Return the town's copy of the district's task."""
    order = Order(
        unit=scene.world.town, slug="town", title="柳河镇承接", entry_ids=frozenset({scene.task.pk})
    )
    done = hand_down(scene.world.actor("town_office"), scene.campaign, order)
    return fresh(done.entries[0])


def test_a_line_taken_on_is_adjusted_by_who_decides_above(scene: Scene) -> None:
    world = scene.world
    copy = taken_on(scene)
    row = ask(world, copy, "town_helper")
    for who in ("town_office", "town_leader"):
        with pytest.raises(NotAllowed):
            decide(world, row, who)

    assert waiting_for(world.actor("town_office")) == []
    assert [one.pk for one in waiting_for(world.actor("office"))] == [row.pk]

    decide(world, row, "office")
    assert fresh(copy).validity == "suspended"


def test_the_paper_of_a_line_taken_on_is_signed_above(scene: Scene) -> None:
    copy = taken_on(scene)
    known = signers(copy.campaign, approvers_of(copy), TODAY(), but=None)
    posts = {one.post_id for one in known}

    assert scene.world.posts["leader"].pk in posts
    assert scene.world.posts["town_leader"].pk not in posts


def test_the_town_does_not_put_off_the_day_that_was_set_above(scene: Scene) -> None:
    copy = taken_on(scene)
    assert copy.due_on is not None
    with pytest.raises(InvalidState):
        edit(scene.world, copy, "town_office", due_on=copy.due_on + timedelta(days=9))
    edit(
        scene.world,
        copy,
        "town_office",
        standard="本镇两处",
        due_on=copy.due_on - timedelta(days=9),
    )

    assert fresh(copy).standard == "本镇两处"


def test_who_does_not_see_the_other_line_reads_only_whose_it_is(scene: Scene) -> None:
    entry = fresh(scene.project)
    other = Entry.objects.create(
        campaign=scene.campaign, ledger=entry.ledger, kind=entry.kind, unit=scene.world.housing,
        title="滨河泵站扩建", position=9, due_on=entry.due_on, created_at=timezone.now(),
    )  # fmt: skip
    row = ask(scene.world, entry, "office", Kind.MERGE, into=other)
    address = reverse("planning:adjustment", args=[row.pk])
    seen = scene.world.client("office").get(address).content.decode()
    unseen = scene.world.client("liaison").get(address).content.decode()
    part = reverse("planning:entry-adjustments", args=[entry.pk])

    assert other.title in seen
    assert other.title not in unseen
    assert other.title not in scene.world.client("liaison").get(part).content.decode()
    assert reverse("ledgers:entry", args=[other.pk]) not in unseen
    assert scene.world.housing.label in unseen


def test_the_list_of_adjustments_asks_the_same_however_long_it_is(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    client, address = scene.world.client("office"), reverse("planning:adjustments")
    many_asked(scene, 1)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    many_asked(scene, 12)
    with django_assert_num_queries(len(one)):
        page = client.get(address).content.decode()

    assert page.count(scene.world.housing.label) >= 12


def many_asked(scene: Scene, count: int) -> None:
    """Write requests to move lines out to housing, asked by the liaison and open."""
    now, first = timezone.now(), Entry.objects.count()
    task = fresh(scene.task)
    entries = Entry.objects.bulk_create(
        Entry(
            campaign=scene.campaign, ledger=task.ledger, kind=task.kind, unit=scene.world.finance,
            title=f"整治路口{first + n}", position=first + n + 10, created_at=now,
        )
        for n in range(count)
    )  # fmt: skip
    Adjustment.objects.bulk_create(
        Adjustment(
            campaign=scene.campaign, entry=entry, unit=scene.world.finance, kind=Kind.MOVE_OUT,
            reason="职责调整", asked_at=now, before={"leads": [scene.world.finance.pk]},
            after={"leads": [scene.world.housing.pk]}, to_unit=scene.world.housing,
        )
        for entry in entries
    )  # fmt: skip


def test_the_sheet_shows_the_old_values_struck(scene: Scene) -> None:
    old = scene.task.due_on
    assert old is not None
    for days in (30, 60):
        row = ask(
            scene.world, fresh(scene.task), "approver", Kind.POSTPONE,
            due_on=old + timedelta(days=days),
        )  # fmt: skip
        decide(scene.world, row, "office")
    moved = ask(scene.world, fresh(scene.task), "approver", Kind.MOVE_OUT, to_unit=scene.world.town)
    decide(scene.world, moved, "office")
    address = reverse("ledgers:sheet", args=[scene.campaign.slug, "task"])
    page = scene.world.client("office").get(address).content.decode()
    struck = re.findall(r"<del[^>]*>([^<]+)</del>", page)

    assert struck == [scene.world.finance.label, day(old, year=old.year != TODAY().year)]


def test_a_line_that_was_never_adjusted_has_nothing_struck(scene: Scene) -> None:
    row = ask(scene.world, scene.task, "approver")
    address = reverse("ledgers:sheet", args=[scene.campaign.slug, "task"])

    assert row.state == "asked"
    assert "<del" not in scene.world.client("office").get(address).content.decode()


def test_who_decides_above_is_read_at_once_however_many_lines_wait(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    copy, office = taken_on(scene), scene.world.actor("office")
    ask(scene.world, copy, "town_helper")
    with CaptureQueriesContext(connection) as one:
        waiting_for(office)
    entries = Entry.objects.bulk_create(
        Entry(
            campaign=copy.campaign, ledger=copy.ledger, kind=copy.kind, unit=copy.unit,
            title=f"分项{n}", position=n + 20, created_at=timezone.now(), parent=scene.task,
            parent_version=1, origin="assigned",
        )
        for n in range(9)
    )  # fmt: skip
    for entry in entries:
        ask(scene.world, fresh(entry), "town_helper")
    with django_assert_num_queries(len(one)):
        assert len(waiting_for(office)) == 10
