"""The war room in a browser: one look, one click, one wall."""

import pytest
from browser import SignIn
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from rooms import Scene, make_scene
from worlds import World


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world, timezone.localdate())


@pytest.fixture
def room(
    page: Page, world: World, scene: Scene, sign_in: SignIn
) -> Page:  # fmt: skip
    sign_in(page, world, "leader")
    page.goto(f"/?campaign={scene.campaign.slug}")
    return page


def test_the_three_questions_are_answered_without_scrolling(room: Page) -> None:
    for heading in ("重点调度事项", "各单位亮灯", "较上周变化"):
        expect(room.get_by_role("heading", name=heading)).to_be_in_viewport()
    expect(room.locator(".matter").first).to_be_in_viewport()
    expect(room.get_by_text("模拟数据")).to_be_in_viewport()


def test_a_number_opens_what_it_counts(room: Page, world: World) -> None:
    row = room.get_by_role("row").filter(has_text=world.town.label)
    number = row.locator(".lamp-severe")
    counted = int(number.inner_text())
    number.click()

    expect(room.locator("table.sheet tbody tr")).to_have_count(counted)
    expect(room.get_by_role("link", name="severe")).to_be_visible()


def test_a_unit_narrows_the_page_and_the_way_back_widens_it(room: Page, world: World) -> None:
    room.get_by_role("link", name=world.housing.label, exact=True).click()

    expect(room.locator(".matter")).to_have_count(2)
    assert f"unit={world.housing.pk}" in room.url
    room.locator("#all-units").click()
    expect(room.locator(".matter")).to_have_count(4)


def test_the_browser_s_way_back_works_and_keeps_no_copy_of_the_page(
    room: Page, world: World, scene: Scene
) -> None:
    room.get_by_role("link", name=world.housing.label, exact=True).click()
    expect(room.locator(".matter")).to_have_count(2)
    room.go_back()

    expect(room.locator(".matter")).to_have_count(4)
    kept = room.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert scene.campaign.title not in kept
    assert "<" not in kept


def test_without_script_a_unit_narrows_the_page_too(
    page: Page, live_server: LiveServer, world: World, scene: Scene, sign_in: SignIn
) -> None:
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False).new_page()
    sign_in(plain, world, "leader")
    plain.goto(f"{live_server.url}/?campaign={scene.campaign.slug}")
    plain.get_by_role("link", name=world.housing.label, exact=True).click()

    expect(plain.locator(".matter")).to_have_count(2)
    plain.context.close()


def test_the_wall_turns_its_pages_by_itself(
    page: Page, world: World, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, world, "leader")
    page.clock.install()
    page.goto(f"/wall/?campaign={scene.campaign.slug}")
    pages = page.locator(".wall-page")
    expect(pages.first).to_be_visible()
    expect(pages.nth(1)).to_be_hidden()
    page.clock.run_for(15_000)

    expect(pages.first).to_be_hidden()
    expect(pages.nth(1)).to_be_visible()
