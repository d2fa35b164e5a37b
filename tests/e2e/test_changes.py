"""A line is adjusted and handed down in a browser: asked, approved, the old value beside the new."""

from __future__ import annotations

from datetime import date

import pytest
from browser import SignIn, assert_fits
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from scenes import Scene, make_scene
from worlds import World

from guatu.core.actors import Role
from guatu.ledgers.actions import adjust_entry
from guatu.ledgers.models import Duty, Entry

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def scene(world: World) -> Scene:
    scene = make_scene(world)
    Duty.objects.create(entry=scene.task, unit=world.town, role="support", ordinal=2)
    world.add("town_office", world.town, Role.CAMPAIGN_OFFICE)
    return scene


def test_ask_approve_and_the_old_line_stays_visible(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn
) -> None:
    entry = live_server.url + reverse("ledgers:entry", args=[scene.task.pk])
    sign_in(page, scene.world, "approver")
    page.goto(entry)
    page.get_by_role("link", name="申请调整").click()
    page.get_by_role("link", name="延期").click()
    page.get_by_label("新的完成时限").fill("2027-03-31")
    page.get_by_label("理由").fill("汛期停工一个月")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("待审批")).to_be_visible()
    expect(page.get_by_role("button", name="批准")).to_have_count(0)  # not one's own request

    sign_in(page, scene.world, "office")
    page.goto(live_server.url + reverse("planning:adjustments"))
    expect(page.get_by_role("heading", name="1项申请待您审批")).to_be_visible()
    page.locator("section[aria-labelledby=waiting] a").first.click()
    page.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_text("已批准").first).to_be_visible()

    page.goto(entry)
    expect(page.locator(".entry-adjustments del")).to_have_text("2026年12月31日")
    expect(page.locator(".entry-adjustments ins")).to_have_text("2027年3月31日")
    expect(page.locator(".entry-adjustments")).to_contain_text("汛期停工一个月")
    expect(page.locator(".entry-adjustments")).to_contain_text("office")
    page.get_by_role("link", name="查看某日状况").click()
    page.get_by_label("查看截至").fill("2026-02-01")
    page.get_by_role("button", name="查看").click()
    expect(page.locator("dl.facts").first).to_contain_text("2026年12月31日")

    page.set_viewport_size(PHONE)
    page.goto(live_server.url + reverse("planning:adjustments"))
    assert_fits(page)


def test_hand_down_change_above_accept_below(
    page: Page, live_server: LiveServer, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, scene.world, "office")
    page.goto(live_server.url + reverse("planning:hand-down", args=[scene.campaign.slug]))
    page.get_by_label("下达至哪个单位").select_option(label="柳河镇")
    page.get_by_role("button", name="选择条目").click()
    expect(page.get_by_label("1 建立惠企资金直达清单 · 区财政局")).to_be_checked()
    page.get_by_label("网址名").fill("liuhe")
    page.get_by_role("button", name="下达", exact=True).click()
    expect(page.get_by_text("柳河镇已承接1条。")).to_be_visible()

    above = Entry.objects.select_related("campaign__unit", "kind", "unit").get(pk=scene.task.pk)
    adjust_entry(above, columns={"due_on": date(2027, 3, 31)})
    below = Entry.objects.get(campaign__slug="liuhe")

    assert below.due_on == date(2026, 12, 31)

    sign_in(page, scene.world, "town_office")
    page.goto(live_server.url + reverse("ledgers:entry", args=[below.pk]))
    page.get_by_role("link", name="查看变动").click()
    expect(page.locator("td del")).to_have_text("2026年12月31日")
    page.get_by_role("button", name="采纳").click()
    expect(page.get_by_text("承接以来上级没有变动。")).to_be_visible()
    below.refresh_from_db()

    assert below.due_on == date(2027, 3, 31)
