"""A week of reporting in a browser: fill in, one tap, lose the line, hand in; approve; the lamp changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser import SignIn, Watch
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from scenes import Scene, make_scene
from worlds import World

from guatu.dispatch.models import CheckIn

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def scene(world: World) -> Scene:
    scene = make_scene(world)
    today = timezone.localdate()
    type(scene.task).objects.update(starts_on=today.replace(month=1, day=1), due_on=None)
    scene.task.milestones.update(due_on=today.replace(day=1))
    scene.open(today)
    return scene


def card(page: Page, title: str) -> Locator:
    return page.locator("[data-checkin]").filter(has_text=title)


def test_a_week_of_reporting(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    sign_in(page, scene.world, "liaison")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/dispatch/mine/")
    task, project = card(page, scene.task.title), card(page, scene.project.title)

    task.locator("label").filter(has_text="本期无新进展").click()
    expect(task.locator("[data-status]")).to_contain_text("已存到服务器")
    expect(page.locator("[data-ready-count]")).to_have_text("1")

    page.context.set_offline(offline=True)
    project.locator("[data-field=said]").fill("主体结构封顶")
    project.locator("[data-field=progress]").fill("62.5")
    expect(project.locator("[data-status]")).to_contain_text("离线")
    page.context.set_offline(offline=False)
    expect(project.locator("[data-status]")).to_contain_text("已存到服务器")

    task.locator("label").filter(has_text="本期无新进展").click()  # a second tap takes it back
    task.locator("[data-field=said]").fill("首批清单已发布")
    task.locator("[data-field=following]").fill("月底前再发一批")
    task.locator("label").filter(has_text=re.compile("^达成$")).click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("提交成功")
    expect(page.locator(".receipt")).to_contain_text("主体结构封顶")

    row = CheckIn.objects.get(entry=scene.task, unit=scene.world.finance)
    assert (row.state, row.is_unchanged, row.said, row.outcome) == (
        "submitted",
        False,
        "首批清单已发布\n下一步：月底前再发一批",
        "met",
    )
    approve_from_the_keyboard(page, live_server, scene, sign_in)


def approve_from_the_keyboard(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn
) -> None:
    page.context.clear_cookies()
    sign_in(page, scene.world, "approver")
    page.goto(f"{live_server.url}/dispatch/reviews/")
    expect(page.locator("[data-review]")).to_have_count(2)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("请附现场照片")
    page.keyboard.press("Enter")
    expect(page.locator("[data-review]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".empty")).to_be_visible()

    scene.task.refresh_from_db()
    states = dict(CheckIn.objects.filter(role="lead").values_list("entry__title", "state"))
    assert states == {scene.task.title: "unit_approved", scene.project.title: "returned"}
    assert scene.task.lamp == "on_pace"


def test_two_tabs_show_both(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("412")
    sign_in(page, scene.world, "liaison")
    page.goto(f"{live_server.url}/dispatch/mine/")
    task = card(page, scene.task.title)
    row = CheckIn.objects.get(entry=scene.task, unit=scene.world.finance)
    scene.write(row, said="另一个标签页写的")

    task.locator("[data-field=said]").fill("这个标签页写的")
    both = task.locator("[data-conflict-box]")
    expect(both).to_contain_text("另一个标签页写的")
    both.get_by_role("button", name="用我填的").click()
    expect(task.locator("[data-status]")).to_contain_text("已存到服务器")

    row.refresh_from_db()
    assert row.said == "这个标签页写的"


@pytest.fixture
def without_script(page: Page) -> Iterator[Page]:
    """Return a page of a browser that runs no script, as some offices' do."""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_it_works_without_a_script(
    without_script: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn
) -> None:
    page = without_script
    sign_in(page, scene.world, "liaison")
    page.goto(f"{live_server.url}/dispatch/mine/")
    prefix = f"c{scene.check_in(scene.campaign.rounds.get(), scene.project).pk}"
    page.fill(f"[name={prefix}-said]", "完成桩基")

    page.get_by_role("button", name="提交").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("提交成功")
