"""Texts to copy of directives: units and limits in official order, for whoever steers, with the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from scenes import MONDAY, Scene, at, make_scene
from time_machine import Traveller
from worlds import World

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import close_round
from guatu.supervision.actions.answering import finish, sign
from guatu.supervision.actions.directives import NewDirective, issue
from guatu.supervision.actions.steps import Said
from guatu.supervision.models import Directive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(at(MONDAY), tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def public_address(settings: Any) -> None:
    settings.PUBLIC_ADDRESS = "http://guatu.example"


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def given(scene: Scene, days: int, **changes: object) -> Directive:
    base: dict[str, object] = {
        "campaign_id": scene.campaign.pk,
        "unit_id": scene.world.finance.pk,
        "title": "尽快兑付惠企资金",
        "requirement": "完成首批资金兑付。",
        "limit_on": MONDAY + timedelta(days=days),
        "source": "other",
        "source_note": "区政府常务会议要求",
    }
    return issue(scene.world.actor("office"), NewDirective(**(base | changes)))  # type: ignore[arg-type]


def texts(scene: Scene, address: str, who: str = "office") -> list[str]:
    page = scene.world.client(who).get(address)
    assert page.status_code == 200
    return re.findall(r"<textarea[^>]* readonly>([^<]*)</textarea>", page.content.decode())


def test_the_board_names_units_with_their_limits(scene: Scene, clock: Traveller) -> None:
    given(scene, 2, unit_id=scene.world.housing.pk)
    given(scene, 3, unit_id=scene.world.finance.pk)
    given(scene, 9, unit_id=scene.world.finance.pk, title="已临期限")
    given(scene, 30, unit_id=scene.world.finance.pk)
    clock.move_to(at(MONDAY + timedelta(days=6)))

    overdue, near = texts(scene, reverse("supervision:board"))

    assert overdue.splitlines() == [
        "【逾期提醒】测试行动 督办",
        "截至 2026-06-21 10:00，以下 2 个单位共有 2 项超过办理时限：",
        "1. 区财政局：1 项（时限 6月18日）",
        "2. 区住建局：1 项（时限 6月17日）",
        "请以上单位反馈进展并明确办结时间。",
        f"办理地址：http://guatu.example{reverse('supervision:mine')}",
        "已办理的单位请忽略，感谢支持。",
    ]
    assert "以下 1 个单位共有 1 项临近办理时限" in near
    assert "1. 区财政局：1 项（时限 6月24日）" in near
    assert "liaison" not in overdue + near


def test_several_of_one_unit_are_one_line_with_the_first_limit(
    scene: Scene, clock: Traveller
) -> None:
    for days in (2, 1, 3):
        given(scene, days)
    clock.move_to(at(MONDAY + timedelta(days=6)))

    (overdue,) = texts(scene, reverse("supervision:board"))
    (narrowed,) = texts(scene, f"{reverse('supervision:board')}?unit={scene.world.finance.pk}")

    assert "1. 区财政局：3 项（最早时限 6月16日）" in overdue
    assert narrowed == overdue
    others = f"{reverse('supervision:board')}?unit={scene.world.housing.pk}"
    assert texts(scene, others) == []


def test_what_the_unit_reported_is_not_urged(scene: Scene, clock: Traveller) -> None:
    row = given(scene, 1)
    clock.move_to(at(MONDAY + timedelta(days=6)))
    liaison = scene.world.actor("liaison")
    sign(liaison, row, version=row.version)
    row.refresh_from_db()
    finish(liaison, row, version=row.version, said=Said(words="已兑付"))

    assert texts(scene, reverse("supervision:board")) == []
    assert texts(scene, reverse("supervision:directive", args=[row.pk])) == []


def test_a_directive_has_its_own_text_for_who_steers_it(scene: Scene, clock: Traveller) -> None:
    row = given(scene, 10)
    address = reverse("supervision:directive", args=[row.pk])
    assert texts(scene, address) == []
    clock.move_to(at(MONDAY + timedelta(days=8)))

    (text,) = texts(scene, address)

    assert text.startswith("【时限提醒】督办单2026年第1号：尽快兑付惠企资金\n")
    assert "1. 区财政局：1 项（时限 6月25日）" in text
    assert f"办理地址：http://guatu.example{address}" in text
    assert texts(scene, address, "liaison") == []
    assert texts(scene, reverse("supervision:board"), "liaison") == []
    clock.move_to(at(MONDAY + timedelta(days=12)))
    assert "【逾期提醒】" in texts(scene, address)[0]


def test_the_text_of_a_round_leads_to_where_one_reports(scene: Scene) -> None:
    one = scene.open(MONDAY)
    Campaign.objects.filter(pk=scene.campaign.pk).update(is_simulated=True)

    (text,) = texts(scene, reverse("dispatch:round", args=[one.pk]))

    assert f"办理地址：http://guatu.example{reverse('dispatch:mine')}" in text
    assert text.startswith("【模拟数据】【填报提醒】")
    assert close_round(SYSTEM, one.pk, one.version, today=MONDAY)
