"""A liaison's phone (T3): a dropped line, a closed browser, an ended session, a round that freezes."""

from __future__ import annotations

import re

import pytest
from browser import SignIn, Watch, assert_fits
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from scenes import Scene, make_scene
from worlds import World, make_unit

from guatu.dispatch.models import CheckIn, Round
from guatu.ledgers.models import Duty

NARROW = {"width": 360, "height": 740}
SAVED = "已存到服务器"


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


def mine(page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn) -> Locator:
    sign_in(page, scene.world, "liaison")
    page.goto(f"{live_server.url}/dispatch/mine/")
    return card(page, scene.task.title)


def kept(page: Page) -> int:
    return int(
        page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('guatu.draft.')).length")
    )


def test_a_line_dropped_and_the_page_left_lose_nothing(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    task = mine(page, live_server, scene, sign_in)
    page.on("dialog", lambda dialog: dialog.accept())  # the browser asks before leaving
    page.route("**/draft", lambda route: route.abort("internetdisconnected"))
    task.locator("[data-field=said]").fill("隧道里写的一段话")
    expect(task.locator("[data-status]")).to_contain_text("离线")

    page.goto(f"{live_server.url}/ledgers/")
    page.unroute("**/draft")
    page.goto(f"{live_server.url}/dispatch/mine/")
    expect(task.locator("[data-field=said]")).to_have_value("隧道里写的一段话")
    expect(task.locator("[data-status]")).to_contain_text(SAVED)

    assert (
        CheckIn.objects.get(entry=scene.task, unit=scene.world.finance).said == "隧道里写的一段话"
    )
    assert kept(page) == 0


def test_an_ended_session_keeps_the_text_until_one_signs_in_again(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("401")
    watch.allow("403")
    task = mine(page, live_server, scene, sign_in)
    page.on("dialog", lambda dialog: dialog.accept())
    Session.objects.all().delete()
    task.locator("[data-field=said]").fill("会话已过期时写的")
    expect(task.locator("[data-status]")).to_contain_text("退出登录")

    sign_in(page, scene.world, "liaison")
    page.goto(f"{live_server.url}/dispatch/mine/")
    expect(task.locator("[data-status]")).to_contain_text(SAVED)
    assert (
        CheckIn.objects.get(entry=scene.task, unit=scene.world.finance).said == "会话已过期时写的"
    )


def test_signing_in_again_in_another_tab_asks_to_load_the_page_again(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("401")
    watch.allow("403")
    task = mine(page, live_server, scene, sign_in)
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.clear_cookies(name="guatu_csrf")  # signing in renews the token of all tabs

    task.locator("[data-field=said]").fill("换了窗口登录后写的")
    expect(task.locator("[data-status]")).to_contain_text("请刷新本页")
    page.reload()

    expect(task.locator("[data-field=said]")).to_have_value("换了窗口登录后写的")
    expect(task.locator("[data-status]")).to_contain_text(SAVED)


def test_another_account_never_sees_what_was_kept_and_signing_out_clears_it(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    task = mine(page, live_server, scene, sign_in)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/draft", lambda route: route.abort("internetdisconnected"))
    task.locator("[data-field=said]").fill("只属于本人的话")
    expect(task.locator("[data-status]")).to_contain_text("离线")
    page.context.clear_cookies()

    sign_in(page, scene.world, "housing_liaison")
    page.goto(f"{live_server.url}/dispatch/mine/")
    expect(page.locator("[data-checkin]").first).to_be_visible()
    assert "只属于本人的话" not in page.content()

    page.get_by_role("button", name="退出").click()
    page.wait_for_load_state()
    assert kept(page) == 1  # the other account's own text stays for its owner


def test_signing_out_leaves_nothing_behind(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("412")
    task = mine(page, live_server, scene, sign_in)
    page.on("dialog", lambda dialog: dialog.accept())
    row = CheckIn.objects.get(entry=scene.task, unit=scene.world.finance)
    scene.write(row, said="另一处写的")
    task.locator("[data-field=said]").fill("这里写的")
    expect(task.locator("[data-conflict-box]")).to_contain_text("这里写的")
    expect(task.locator("[data-conflict-box]")).to_contain_text("另一处写的")
    assert kept(page) == 1

    page.get_by_role("button", name="退出").click()
    page.wait_for_load_state()
    assert kept(page) == 0


def test_a_round_that_closes_says_so_and_one_that_freezes_gives_the_text_back(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("422")
    task = mine(page, live_server, scene, sign_in)
    page.on("dialog", lambda dialog: dialog.accept())
    Round.objects.update(state=Round.State.CLOSED)
    task.locator("[data-field=said]").fill("截止后写的")
    expect(page.locator("#messages")).to_contain_text("计为逾期")

    Round.objects.update(state=Round.State.FROZEN)
    task.locator("[data-field=said]").fill("封存后写的")
    expect(task.locator("[data-status]")).to_contain_text("复制文字")
    expect(task.locator("[data-field=said]")).to_have_value("封存后写的")

    page.goto(f"{live_server.url}/dispatch/mine/")
    expect(page.locator("[data-orphans] textarea")).to_have_value(re.compile("封存后写的"))
    page.get_by_role("button", name="丢弃").click()
    assert kept(page) == 0


def test_a_text_whose_item_somebody_else_handed_in_is_given_back(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    task = mine(page, live_server, scene, sign_in)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/draft", lambda route: route.abort("internetdisconnected"))
    for box, text in ((task, "路上写的"), (card(page, scene.project.title), "还能报的")):
        box.locator("[data-field=said]").fill(text)
        expect(box.locator("[data-status]")).to_contain_text("本机")
    scene.submit(Round.objects.get(), scene.task, said="同事先报了")

    page.goto(f"{live_server.url}/dispatch/mine/")
    expect(page.locator("[data-orphans] textarea")).to_have_value("路上写的")
    expect(page.locator("[data-orphans] textarea")).to_have_count(1)


def test_a_summary_takes_over_sentences_and_counts_only_when_touched(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn
) -> None:
    one = Round.objects.get()
    scene.submit(one, scene.task, "housing_liaison", said="完成入户320户")
    task = mine(page, live_server, scene, sign_in)
    said = task.locator("[data-field=said]")
    expect(said).to_have_value("区住建局：完成入户320户")
    expect(page.locator("[data-ready-count]")).to_have_text("0")

    said.fill("本单位：清单已发布。")
    task.get_by_role("button", name="取用").click()

    expect(said).to_have_value("本单位：清单已发布。\n区住建局：完成入户320户")
    expect(page.locator("[data-ready-count]")).to_have_text("1")


def test_nothing_scrolls_sideways_on_a_narrow_phone(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn
) -> None:
    one = Round.objects.get()
    hamlet = make_unit("柳河镇上湾村", kind="village", parent=scene.world.town)
    Duty.objects.create(entry=scene.task, unit=hamlet, role="support", ordinal=9)
    scene.open(one.starts_on)
    scene.submit(one, scene.task, "housing_liaison", said="完成入户320户，" * 20)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    for who, address in (
        ("liaison", "/dispatch/mine/"),
        ("stranger", "/dispatch/mine/register/"),
        ("liaison", f"/ledgers/entries/{scene.task.pk}/goals/"),
        ("approver", "/dispatch/reviews/"),
        ("approver", "/dispatch/reviews/papers/"),
    ):
        page.context.clear_cookies()
        sign_in(page, scene.world, who)
        page.goto(f"{live_server.url}{address}")
        assert_fits(page)
    page.context.clear_cookies()
    sign_in(page, scene.world, "liaison")
    page.goto(f"{live_server.url}/dispatch/mine/")
    for control in page.locator(".checkin-unchanged label, .checkins-bar .button-primary").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def test_a_township_fills_in_its_register_by_keyboard(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn
) -> None:
    one = Round.objects.get()
    for name in ("上湾村", "下湾村"):
        hamlet = make_unit(f"柳河镇{name}", kind="village", parent=scene.world.town)
        Duty.objects.create(entry=scene.task, unit=hamlet, role="support", ordinal=9)
    scene.open(one.starts_on)
    sign_in(page, scene.world, "stranger")
    page.goto(f"{live_server.url}/dispatch/mine/register/")
    page.locator("[data-field=said]").first.focus()
    page.keyboard.type("清理沟渠2公里")
    page.get_by_role("button", name="其余各村").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-ready-count]")).to_have_text("2")
    page.get_by_role("button", name="提交").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("提交成功")

    rows = CheckIn.objects.filter(unit__kind="village").order_by("unit__name")
    said = list(rows.values_list("said", "is_unchanged", "filled_by_unit"))
    assert said == [("清理沟渠2公里", False, scene.world.town.pk), ("", True, scene.world.town.pk)]
