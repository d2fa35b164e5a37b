"""From what is late to a ground or a problem, what stands beside it, and what discipline never opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from scenes import MONDAY, Scene, at, make_scene
from time_machine import Traveller
from worlds import World

from guatu.config.navigation import MAIN, items
from guatu.core.actors import Role
from guatu.supervision.actions import excuses
from guatu.supervision.actions.directives import NewDirective, issue
from guatu.supervision.models import Directive, Excuse, Problem

pytestmark = pytest.mark.django_db
OVER = MONDAY + timedelta(days=14)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(at(MONDAY), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def given(scene: Scene) -> Directive:
    new = NewDirective(
        campaign_id=scene.campaign.pk, unit_id=scene.world.finance.pk, title="尽快兑付惠企资金",
        requirement="完成首批资金兑付。", limit_on=MONDAY + timedelta(days=10), source="lamp",
        entry_id=scene.task.pk,
    )  # fmt: skip
    return issue(scene.world.actor("office"), new)


def shown(scene: Scene, who: str, name: str, *arguments: int) -> str:
    response = scene.world.client(who).get(reverse(f"supervision:{name}", args=arguments))
    return str(response.content.decode())


def apply_for(scene: Scene, row: Directive) -> Excuse:
    new = excuses.NewExcuse(
        about=row, unit=scene.world.finance, sort="force", ground="暴雨停工",
        covers_from=MONDAY, covers_to=OVER,
    )  # fmt: skip
    return excuses.ask_excuse(scene.world.actor("liaison"), scene.campaign, new)


def test_a_late_directive_leads_to_its_ground(scene: Scene, clock: Traveller) -> None:
    row = given(scene)
    way = f"{reverse('supervision:excuse-ask')}?directive={row.pk}"
    assert way not in shown(scene, "liaison", "directive", row.pk)
    clock.move_to(at(OVER))
    assert way in shown(scene, "liaison", "directive", row.pk)
    assert way not in shown(scene, "office", "directive", row.pk)
    assert scene.world.client("liaison").get(way).status_code == 200


def test_what_is_recognised_stands_beside_the_lateness(scene: Scene, clock: Traveller) -> None:
    """On the page and on the board; applied for is not yet recognised, and red stays red."""
    row = given(scene)
    clock.move_to(at(OVER))
    asked = apply_for(scene, row)
    assert "※" not in shown(scene, "office", "directive", row.pk)
    asked.refresh_from_db()
    verdict = excuses.Verdict(is_recognised=True, note="属实")
    if asked.state == Excuse.State.ASKED:
        excuses.opine(
            scene.world.actor("approver"), asked, asked.version, opinion="agree", words="属实"
        )
        asked.refresh_from_db()
    excuses.decide_excuse(
        scene.world.actor("office"), asked, asked.version, verdict=verdict, today=OVER
    )
    for page in (
        shown(scene, "liaison", "directive", row.pk),
        shown(scene, "office", "board"),
    ):
        assert "※" in page
        assert "红" in page


def test_a_problem_begins_from_a_directive(scene: Scene) -> None:
    row = given(scene)
    way = f"{reverse('supervision:problem-ask')}?directive={row.pk}"
    assert way in shown(scene, "liaison", "directive", row.pk)
    client = scene.world.client("liaison")
    assert row.title in client.get(way).content.decode()
    sent = {"unit": scene.world.finance.pk, "title": row.title, "text": "缺少用地指标"}
    assert client.post(way, sent).status_code == 302
    assert Problem.objects.get().entry_id == scene.task.pk
    assert scene.world.client("housing_approver").get(f"{way}9").status_code == 404


def test_a_late_report_leads_to_its_ground(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    row = scene.check_in(one, scene.task)
    clock.move_to(at(MONDAY + timedelta(days=5)))
    row = scene.submit(one, scene.task, said="完成第一批", problem="缺少资金")
    assert row.is_late
    page = scene.world.client("liaison").get(
        reverse("dispatch:mine")
    )  # fmt: skip
    for name in ("excuse-ask", "problem-ask"):
        way = f"{reverse(f'supervision:{name}')}?check_in={row.pk}"
        assert way in page.content.decode()
        assert scene.world.client("liaison").get(way).status_code == 200


def test_discipline_opens_what_it_watches_and_nothing_else(scene: Scene) -> None:
    world = scene.world
    row = given(scene)
    world.add("discipline", world.district, Role.DISCIPLINE, scope=world.district)
    client = world.client("discipline")
    for name in ("supervision:board", "worklists:index", "meetings:meetings", "burden:index"):
        assert client.get(reverse(name)).status_code == 403, name
    assert client.get(reverse("supervision:directive", args=[row.pk])).status_code in {403, 404}
    offered = [one.address for one in items(world.actor("discipline"), "/", MAIN)]
    assert offered == [reverse("supervision:watches")]
    landing = client.get("/").content.decode()
    assert reverse("supervision:watches") in landing
    assert "作战室" not in landing
