"""The war room's page, by role."""

import pytest
from django.urls import reverse
from rooms import Scene
from worlds import World, make_campaign

from guatu.core.lamps.rules import KINDS
from guatu.overview.acts import NEXT
from guatu.overview.values import WATCHED
from guatu.shell.lamps import SENTENCES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["office", "leader", "assessor", "liaison", "approver"])
def test_who_follows_campaigns_sees_the_room(world: World, scene: Scene, name: str) -> None:
    page = world.client(name).get("/?campaign=qx-2026")

    assert page.status_code == 200
    text = page.content.decode()
    assert scene.campaign.title in text
    assert "模拟数据" in text


def test_an_invisible_entry_is_not_linked(world: World, scene: Scene) -> None:
    text = world.client("liaison").get("/?campaign=qx-2026").content.decode()

    assert f"/ledgers/entries/{scene.entries['overdue'].pk}/" not in text
    assert "本行动另有4项不在您的查看范围内。" in text


def test_a_campaign_out_of_sight_is_not_found(world: World) -> None:
    assert world.client("office").get("/?campaign=nowhere").status_code == 404


def test_the_choice_is_remembered(world: World, scene: Scene) -> None:
    other = make_campaign(world.district, title="后来的行动", starts_on=scene.campaign.ends_on,
                          ends_on=scene.campaign.ends_on)  # fmt: skip
    client = world.client("office")
    assert other.title in client.get("/").content.decode()

    client.get("/?campaign=qx-2026")

    assert f"<h1>{scene.campaign.title}</h1>" in client.get("/").content.decode()


def test_without_a_campaign_the_page_says_what_to_do_by_role(world: World) -> None:
    assert "载入方案" in world.client("office").get("/").content.decode()
    assert "督查室确认方案后" in world.client("liaison").get("/").content.decode()
    assert "不查看行动内容" in world.client("system").get("/").content.decode()


@pytest.mark.parametrize("unit", ["999999", "x", "-1", "9" * 40, "²"])
def test_a_unit_that_leads_nothing_narrows_nothing(world: World, scene: Scene, unit: str) -> None:
    page = world.client("office").get("/", {"campaign": scene.campaign.slug, "unit": unit})

    assert page.status_code == 200
    assert "只看" not in page.content.decode()


def test_the_wall_shows_the_same_without_links(world: World, scene: Scene) -> None:
    text = world.client("leader").get("/wall/?campaign=qx-2026").content.decode()

    assert "模拟数据" in text
    assert "<a " not in text
    assert scene.entries["overdue"].title in text


@pytest.mark.usefixtures("scene")
def test_both_languages(world: World) -> None:
    client = world.client("office")
    client.cookies["guatu_language"] = "en"
    text = client.get("/?campaign=qx-2026").content.decode()

    assert "What needs an act" in text
    assert "重点调度事项" not in text


def test_each_rule_under_a_watched_lamp_has_a_sentence_and_a_next_act() -> None:
    asking = {kind.name for kind in KINDS.values() if set(kind.lamps) & set(WATCHED)}

    assert asking == set(NEXT)
    assert set(KINDS) == set(SENTENCES)


def test_a_campaign_of_drafts_says_what_waits_and_where(world: World, scene: Scene) -> None:
    scene.campaign.entries.update(validity="draft")
    scene.campaign.targets.update(validity="withdrawn")
    count = scene.campaign.entries.count()

    office = world.client("office").get("/?campaign=qx-2026").content.decode()
    assert f"{count}条尚未生效" in office
    assert 'href="/planning/issuing/">交办</a>' in office.split("条尚未生效")[1][:300]
    assert "还没有事项" not in office
    told = world.client("liaison").get("/?campaign=qx-2026").content.decode()
    assert "条尚未生效" in told
    assert "/planning/issuing/" not in told.split("条尚未生效")[1][:300]


@pytest.mark.parametrize("path", ["/ledgers/", "/planning/issuing/"])
def test_before_the_first_campaign_the_office_is_led_to_loading(world: World, path: str) -> None:
    button = f'<a class="button button-primary" href="{reverse("planning:upload")}">载入方案</a>'
    assert button in world.client("office").get(path).content.decode()
    assert button not in world.client("leader").get(path).content.decode()
