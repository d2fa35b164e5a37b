"""What a bulletin of a closed round says is ahead stands as it stood then, whatever came since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from fortnight import shut
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.core.actors import SYSTEM
from guatu.core.official.facts import NodeFact
from guatu.dispatch.models import Round
from guatu.ledgers.actions import Assigned, NewEntry, NewMilestone, insert_entries
from guatu.ledgers.models import Entry, Milestone
from guatu.paper.queries.bulletinfacts import facts_of_round

pytestmark = pytest.mark.django_db

SOON = MONDAY + timedelta(days=9)


def insert(scene: Scene, title: str, due: date, *nodes: NewMilestone) -> Entry:
    lead = Assigned(unit_id=scene.world.finance.pk)
    new = NewEntry(title=title, leads=(lead,), due_on=due, milestones=nodes)
    (entry,) = insert_entries(scene.campaign, "task", [new])
    return entry


@pytest.fixture
def closed(scene: Scene, time_machine: Traveller) -> Round:
    time_machine.move_to(at(MONDAY), tick=False)
    insert(scene, "按期完成的事项", SOON)
    insert(
        scene,
        "有节点的事项",
        date(2026, 12, 1),
        NewMilestone(title="封顶", due_on=SOON, kind="node"),
    )
    one = scene.open(MONDAY)
    time_machine.move_to(at(one.ends_on + timedelta(days=1)))
    return shut(one, one.ends_on)


def told(closed: Round) -> tuple[tuple[NodeFact, ...], int]:
    one = Round.objects.select_related("campaign__unit", "cadence").get(pk=closed.pk)
    facts = facts_of_round(SYSTEM, one, timezone.now()).facts
    return facts.nodes, facts.node_count


def test_both_sorts_are_named(closed: Round) -> None:
    nodes, count = told(closed)

    assert count == 2
    assert [(row.title, row.node, row.due_on) for row in nodes] == [
        ("有节点的事项", "封顶", SOON), ("按期完成的事项", "", SOON),
    ]  # fmt: skip


def test_what_came_and_changed_since_is_not_in_it(scene: Scene, closed: Round) -> None:
    before = told(closed)
    insert(scene, "封存后新增", SOON, NewMilestone(title="新节点", due_on=SOON, kind="node"))
    Entry.objects.filter(title="按期完成的事项").update(
        title="改了名", due_on=date(2026, 12, 1), unit=scene.world.housing, closed_on=SOON
    )
    missed = Milestone.objects.get(title="封顶")
    missed.outcome, missed.decided_on = Milestone.Outcome.MISSED, SOON
    missed.save()
    Milestone.objects.create(
        entry=missed.entry,
        kind="node",
        title="封顶",
        due_on=SOON + timedelta(days=2),
        moved_from=missed,
    )

    assert told(closed) == before


def test_an_open_round_tells_how_things_stand(scene: Scene, time_machine: Traveller) -> None:
    time_machine.move_to(at(MONDAY), tick=False)
    one = scene.open(MONDAY)
    first = told(one)
    insert(scene, "新增的事项", MONDAY + timedelta(days=4))

    assert told(one)[1] == first[1] + 1
