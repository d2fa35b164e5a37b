"""Units put in order by the keyboard and a post handed over, in a browser."""

from __future__ import annotations

import pytest
from browser import SignIn, assert_fits
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from scenes import Scene, make_scene
from worlds import World, appoint, make_person

from guatu.accounts.models import Handover, Unit

PHONE = {"width": 360, "height": 800}


@pytest.fixture
def scene(world: World) -> Scene:
    scene = make_scene(world)
    scene.open()
    return scene


def order_under(parent: Unit) -> list[str]:
    rows = Unit.objects.filter(parent=parent, valid_to=None).order_by("official_order", "path")
    return [row.name for row in rows]


def test_the_order_is_set_without_a_mouse(
    page: Page, live_server: LiveServer, world: World, sign_in: SignIn
) -> None:
    before = order_under(world.district)
    sign_in(page, world, "office")
    page.goto(f"{live_server.url}/accounts/units/order/?under={world.district.pk}")
    line = page.locator("[data-unit]").nth(1)
    line.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-unit]").first).to_have_attribute("aria-label", before[1])
    expect(page.locator("[data-unit]").first.locator("input")).to_have_value("1")
    place = page.get_by_label(f"{before[0]}的名次", exact=True)
    place.fill(str(len(before)))
    place.press("Tab")
    page.get_by_role("button", name="保存顺序").press("Enter")
    expect(page.get_by_text("个单位的顺序")).to_be_visible()

    assert order_under(world.district) == [*before[1:], before[0]]


def test_a_post_is_handed_over_and_its_sheet_can_be_read_on_a_phone(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn
) -> None:
    world = scene.world
    appoint(make_person("何一"), world.posts["approver"])
    sign_in(page, world, "unit_admin")
    page.goto(f"{live_server.url}/accounts/posts/{world.posts['liaison'].pk}/")
    page.get_by_role("link", name="岗位待办与离岗交接").click()
    expect(
        page.get_by_role("region", name="待报填报").get_by_text(scene.task.title)
    ).to_be_visible()
    page.get_by_label("继任者").select_option(label="何一（区财政局）")
    page.get_by_label("依据或原因").fill("轮岗")
    page.get_by_role("button", name="办理交接").click()
    expect(page.get_by_role("heading", name="岗位交接单")).to_be_visible()
    expect(page.get_by_text("移交人：")).to_be_visible()
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(200)
    row = Handover.objects.get()

    assert_fits(page)
    assert row.successor is not None
    assert row.successor.name == "何一"
    assert row.last_day == timezone.localdate()
