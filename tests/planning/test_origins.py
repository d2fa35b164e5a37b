"""T15: where a line comes from is shown; a pledge is tracked, and scored only once adopted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from scenes import Scene, make_scene
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import NewTarget, adopt_target, insert_targets
from guatu.campaigns.models import Target
from guatu.ledgers.actions import adopt_entry
from guatu.ledgers.models import Entry
from guatu.shell.errors import InvalidState, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(world: World) -> Scene:
    scene = make_scene(world)
    Entry.objects.filter(pk=scene.task.pk).update(origin="pledged", is_adopted=False)
    scene.task.refresh_from_db()
    return scene


def page(scene: Scene, name: str, *arguments: object, query: str = "") -> str:
    response = scene.world.client("office").get(reverse(name, args=arguments) + query)
    return response.content.decode()


def test_a_pledge_is_shown_as_tracked_until_the_office_adopts_it(scene: Scene) -> None:
    assert "承诺事项，跟踪不计分" in page(scene, "ledgers:entry", scene.task.pk)

    address = reverse("ledgers:adopt", args=[scene.task.pk])
    scene.world.client("office").post(address, {"version": scene.task.version})
    entry = Entry.objects.get(pk=scene.task.pk)
    event = AuditEvent.objects.get(act="pledge.adopt")

    assert (entry.is_adopted, event.object_id) == (True, str(entry.pk))
    assert "已采纳，计分" in page(scene, "ledgers:entry", scene.task.pk)


def test_only_the_office_adopts_and_only_a_pledge(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        adopt_entry(scene.world.actor("approver"), scene.task, scene.task.version)
    with pytest.raises(InvalidState):
        adopt_entry(scene.world.actor("office"), scene.project, scene.project.version)


def test_a_target_is_adopted_likewise(scene: Scene) -> None:
    new = NewTarget(indicator="绿道", op=">=", value=Decimal(12), measure="公里", written="绿道12公里",
                    unit_id=scene.world.finance.pk, origin="pledged")  # fmt: skip
    (target,) = insert_targets(scene.campaign, [new])

    assert "承诺事项，跟踪不计分" in page(scene, "campaigns:target", target.pk)

    adopt_target(scene.world.actor("office"), target, target.version)

    assert Target.objects.get(pk=target.pk).is_adopted


def test_the_sheet_says_and_narrows_to_a_source(scene: Scene) -> None:
    where = ("ledgers:sheet", scene.campaign.slug, "all")
    pledged = page(scene, *where, query="?origin=pledged")
    own = page(scene, *where, query="?origin=own")

    assert scene.task.title in pledged
    assert scene.project.title not in pledged
    assert scene.project.title in own
    assert "单位自报承诺" in pledged
