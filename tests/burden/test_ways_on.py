"""The page of a month: every dear ask leads to where that very ask is dropped, and to a page that stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import resolve
from scenes import MONDAY, Scene, at
from worlds import World, make_campaign

from guatu.burden.actions import count_month
from guatu.burden.models import Ask
from guatu.burden.queries.ledger import AskLine
from guatu.burden.wording import label_of, where_decided
from guatu.core.actors import SYSTEM, Role
from guatu.core.burden import Counts
from guatu.core.rounds import month_of

pytestmark = pytest.mark.django_db
JUNE = month_of(date(2026, 6, 1))
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def line(scene: Scene, source: str, key: int = 0) -> AskLine:
    return AskLine(
        source=source,
        object_id=key,
        label="",
        campaign=scene.campaign,
        counts=Counts(),
        minutes=1,
    )


@pytest.mark.parametrize("key", [0, 7])
@pytest.mark.parametrize("source", Ask.Source.values)
def test_every_source_leads_to_a_page_that_is_served(scene: Scene, source: str, key: int) -> None:
    assert resolve(where_decided(line(scene, source, key)).partition("?")[0])


@pytest.mark.parametrize(
    ("source", "key", "view", "argument"),
    [
        (Ask.Source.ROUNDS, 7, "dispatch:cadence", 7),
        (Ask.Source.MEETINGS, 7, "meetings:meeting", 7),
        (Ask.Source.FIGURES, 7, "campaigns:target", 7),
        (Ask.Source.OPINIONS, 7, "planning:issuance", 3),  # a countersignature of the third
        (Ask.Source.PLANS, 7, "planning:issuance", 7),
    ],
)
def test_a_dear_ask_leads_to_its_own_page(
    scene: Scene, source: str, key: int, view: str, argument: int
) -> None:
    match = resolve(where_decided(line(scene, source, key)))

    assert (match.view_name, list(match.kwargs.values())) == (view, [argument])


@time_machine.travel(at(MONDAY), tick=False)
def test_the_office_opens_the_cadence_of_a_dear_ask(scene: Scene, world: World) -> None:
    one = scene.open()
    count_month(SYSTEM, scene.campaign, JUNE, NOW)
    client = world.client("office")

    html = client.get("/burden/?month=2026-06").content.decode()

    address = f"/dispatch/cadences/{one.cadence_id}/edit/"
    assert f'href="{address}"' in html
    assert client.get(address).status_code == 200


@time_machine.travel(at(MONDAY), tick=False)
def test_an_office_beneath_reads_who_decides(scene: Scene, world: World) -> None:
    scene.open()
    count_month(SYSTEM, scene.campaign, JUNE, NOW)
    Ask.objects.exclude(unit=world.finance).delete()
    Ask.objects.update(unit=world.town)
    world.add("town_office", world.town, Role.CAMPAIGN_OFFICE)

    html = world.client("town_office").get("/burden/?month=2026-06").content.decode()

    assert "/edit/" not in html
    assert f"由{scene.campaign.unit}决定" in html


@pytest.mark.parametrize(
    "address", ["/burden/", "/burden/scheme/", "/burden/rules/", "/burden/word/"]
)
def test_the_office_finds_its_box_from_every_page(world: World, address: str) -> None:
    assert 'href="/burden/box/"' in world.client("office").get(address).content.decode()


def test_whoever_is_not_signed_in_finds_the_box() -> None:
    assert 'href="/burden/word/"' in Client().get("/accounts/sign-in/").content.decode()


def test_cadences_of_one_name_are_told_apart_by_their_campaign(scene: Scene) -> None:
    other = make_campaign(scene.world.town, slug="other", title="防汛备汛行动")
    rounds = replace(line(scene, "rounds", 1), label="每周调度")

    names = {label_of(rounds), label_of(replace(rounds, campaign=other))}
    assert names == {f"{scene.campaign}：每周调度", "防汛备汛行动：每周调度"}
    assert label_of(replace(rounds, source="figures", label="泊位数")) == "泊位数"
