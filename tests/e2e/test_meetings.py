"""A meeting by the keyboard alone: opened, walked, decided, closed; the same without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from browser import SignIn, Watch, assert_fits
from django.utils import timezone
from gatherings import light, prepared
from playwright.sync_api import Page, expect
from scenes import Scene, make_scene
from worlds import World

from guatu.ledgers.models import Entry
from guatu.meetings.actions.running import begin
from guatu.meetings.models import Decision, Meeting
from guatu.supervision.models import Directive

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def scene(world: World) -> Scene:
    scene = make_scene(world)
    due = timezone.localdate() - timedelta(days=5)
    Entry.objects.filter(pk=scene.task.pk).update(due_on=due)
    light(scene.task, "overdue", due_on=due.isoformat())
    light(scene.project, "behind", "behind_pace", progress=200, pace=500, gap=300)
    return scene


def test_a_meeting_by_keys_alone(page: Page, world: World, scene: Scene, sign_in: SignIn) -> None:
    """Begin, turn, type a decision with its limit, Enter: a directive; End: the frozen list."""
    meeting = prepared(scene)
    sign_in(page, world, "office")
    page.goto(f"/meetings/{meeting.pk}/")
    page.get_by_role("button", name="开始会议").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/walk/**")  # with its scripts, which hear the keys
    expect(page.get_by_role("heading", level=1)).to_have_text("建立惠企资金直达清单")

    page.keyboard.press("d")
    page.keyboard.type("三日内补齐用地手续")
    page.keyboard.press("Tab")
    expect(page.get_by_label("责任单位")).to_have_value("区财政局")
    page.keyboard.press("Tab")
    page.keyboard.type("3天")
    page.keyboard.press("Enter")
    expect(page.locator(".walk-decisions li")).to_contain_text(["三日内补齐用地手续"])
    directive = Directive.objects.get()
    assert directive.limit_on == timezone.localdate() + timedelta(days=3)
    assert directive.unit_id == scene.world.finance.pk

    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text("智慧停车一期")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text("议定事项清单")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="结束会议").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("议定事项清单")
    expect(page.locator("table.sheet")).to_contain_text("三日内补齐用地手续")
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CLOSED
    assert len(meeting.minutes_digest) == 64


def test_what_was_typed_survives_a_dropped_line(
    page: Page, world: World, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    meeting = prepared(scene)
    begin(world.actor("office"), meeting, version=meeting.version)
    sign_in(page, world, "office")
    page.goto(f"/meetings/{meeting.pk}/walk/")
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.keyboard.press("d")
    page.keyboard.type("断线时写下的决定")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("连不上服务器")

    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("议定事项", exact=True)).to_have_value("断线时写下的决定")
    page.get_by_label("议定事项", exact=True).press("Enter")
    expect(page.locator(".walk-decisions li")).to_contain_text(["断线时写下的决定"])
    assert Decision.objects.count() == 1
    page.reload()
    expect(page.get_by_label("议定事项", exact=True)).to_have_value("")


def test_a_wrong_limit_is_said_and_the_text_stays(
    page: Page, world: World, scene: Scene, sign_in: SignIn, watch: Watch
) -> None:
    meeting = prepared(scene)
    begin(world.actor("office"), meeting, version=meeting.version)
    sign_in(page, world, "office")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    watch.allow("422")
    page.goto(f"/meetings/{meeting.pk}/walk/")
    page.get_by_label("议定事项", exact=True).fill("补齐手续")
    page.locator("[name=limit]").fill("尽快")
    page.get_by_role("button", name="议定", exact=True).click()
    expect(page.locator("[data-said]")).to_contain_text("不是日期")
    expect(page.get_by_label("议定事项", exact=True)).to_have_value("补齐手续")
    assert_fits(page)
